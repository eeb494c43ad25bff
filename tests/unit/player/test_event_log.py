"""What `--events` says of a session."""

from __future__ import annotations

from unclench.cues import Sound
from unclench.player.event_log import EventLog
from unclench.session.compiler import compile_routine
from unclench.session.session import DueCue, StartedSegment
from unclench.session.timeline import Cue
from unclench.testing import RecordingEvents, hold, routine


def test_an_event_counts_its_seconds_from_the_beginning_and_has_its_details_and_a_time_of_day():
    events = RecordingEvents()
    EventLog(events, 1_000).write("extended", 3_500, {"by": 10})
    [event] = events.events
    assert (event["t"], event["event"], event["by"]) == (2.5, "extended", 10)
    assert event["at"][10] == "T"


def test_a_segment_and_a_cue_say_only_what_they_have():
    events = RecordingEvents()
    log = EventLog(events, 0)
    log.segment_began(StartedSegment(compile_routine(routine(hold(5, reps=2))).segments[1], 100))
    log.cue_heard(DueCue(Cue(0, Sound.GO, "", 0), 200))
    log.cue_heard(DueCue(Cue(0, None, "Rest.", 0), 300))
    about = [{key: value for key, value in event.items() if key not in ("t", "at")} for event in events.events]
    assert about == [
        {"event": "phase", "index": 1, "kind": "work", "label": "hold", "step": 1, "rep": 2, "set": 1},
        {"event": "cue", "sound": "go"},
        {"event": "cue", "sound": None, "say": "Rest."},
    ]


def test_without_a_sink_nothing_is_written():
    EventLog(None, 0).write("started", 0)
