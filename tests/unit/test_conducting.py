"""The conductor: sounds first, then the captions, then the record; asserted as whole logs."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from unclench.asking import FRESH
from unclench.compiling import compile_routine
from unclench.conducting import Conductor
from unclench.end_reason import EndReason
from unclench.model import ApplyStep, Exact
from unclench.session import Session, Status, View
from unclench.testing import ManualClock, RecordingEvents, RecordingPlayer, hold, routine
from unclench.timeline import Kind


class Rig:
    """A conductor over fakes, with a log of what sounded in seconds since it began."""

    def __init__(self, *steps, lead: int = 0, delay: int = 0) -> None:
        self.clock, self.player, self.events = ManualClock(), RecordingPlayer(lead, delay), RecordingEvents()
        self.began = self.clock.now()
        session = Session(compile_routine(routine(*steps)), self.began)
        self.conductor = Conductor(session, self.player, self.clock, self.events)
        self.conductor.begin()

    def run(self, seconds: float) -> None:
        """Let time go by as a front end would: asleep until there is something to do."""
        end = self.clock.now() + round(seconds * 1000)
        while self.clock.now() < end:
            self.clock.advance(min(max(1, self.conductor.sleep_for()), end - self.clock.now()))
            self.conductor.tick()

    def press(self, key: Callable[[], object]) -> None:
        """A key, as soon as whatever is asked has been read."""
        if self.conductor.fresh_question(self.clock.now()):
            self.run(FRESH / 1000)
        key()

    @property
    def here(self) -> Kind | None:
        """What the session itself is at."""
        return _kind(self.conductor.view())

    @property
    def shown(self) -> Kind | None:
        return _kind(self.conductor.seen())

    @property
    def sounded(self) -> list[tuple[float, str]]:
        return [((p.at - self.began) / 1000, p.sound.value) for p in self.player.played]


def _kind(view: View) -> Kind | None:
    return None if view.segment is None else view.segment.kind


def test_a_whole_session_sounds_and_is_written_down_in_order():
    rig = Rig(hold(9, setup=4, name="Child's pose"))
    rig.run(20)
    assert rig.sounded == [
        (0, "prepare"), (1, "tick"), (2, "tick"), (3, "tick"), (4, "go"),
        (10, "tick"), (11, "tick"), (12, "tick"), (13, "done"),
    ]  # fmt: skip
    assert rig.events.lines == [
        ("started", 0), ("phase", 0), ("cue", 0), ("cue", 1), ("cue", 2), ("cue", 3), ("phase", 4), ("cue", 4),
        ("cue", 10), ("cue", 11), ("cue", 12), ("cue", 13), ("finished", 13),
    ]  # fmt: skip
    assert rig.conductor.finished


def test_cues_are_placed_seconds_ahead_so_that_a_screen_may_take_its_time_and_taken_back():
    rig = Rig(hold(9, setup=4), lead=5_000)
    assert rig.sounded == [(0, "prepare"), (1, "tick"), (2, "tick"), (3, "tick"), (4, "go")]
    rig.clock.advance(3_000)
    rig.conductor.answer_or_pause()
    assert rig.player.withdrawn == 1
    rig.run(10)
    rig.conductor.answer_or_pause()
    rig.run(20)
    assert rig.sounded[5:] == [(14, "go"), (20, "tick"), (21, "tick"), (22, "tick"), (23, "done")]


def test_cues_handed_over_ahead_are_told_only_when_they_sound():
    rig = Rig(hold(9, setup=4), lead=5_000)
    rig.run(3.9)
    assert rig.sounded[-1] == (4.0, "go")
    assert rig.events.lines[-1] == ("cue", 3.0)


def test_what_is_shown_and_told_is_what_is_heard_a_quarter_of_a_second_after_its_time():
    rig = Rig(hold(9, setup=4), lead=5_000, delay=250)
    rig.run(4.2)
    assert rig.events.lines[-1] == ("cue", 3.0)
    assert rig.shown is Kind.SETUP
    assert rig.here is Kind.WORK
    rig.run(0.05)
    assert rig.events.lines[-2:] == [("phase", 4.0), ("cue", 4.0)]
    assert rig.conductor.seen().seconds == 9
    rig.run(8.95)
    assert not rig.conductor.finished
    rig.run(0.05)
    assert rig.conductor.finished


def test_the_seconds_change_with_what_is_heard():
    """A front end that sleeps until it is wanted shows each one as soon as it is true."""
    rig = Rig(hold(9, setup=4), lead=5_000, delay=250)
    shown = []
    while not rig.conductor.finished:
        shown.append((rig.clock.now() - rig.began, rig.conductor.seen().seconds))
        rig.run(max(1, rig.conductor.sleep_for()) / 1000)
    changed = [(at, new) for (_, old), (at, new) in itertools.pairwise(shown) if new != old]
    assert changed == [(1_250 + 1_000 * i, second) for i, second in enumerate([3, 2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1])]


def test_a_key_is_answered_at_once_and_from_there_the_eyes_follow_the_ears():
    rig = Rig(hold(9, setup=4), delay=250)
    rig.run(2)
    rig.conductor.next()
    assert rig.shown is Kind.WORK
    assert rig.conductor.seen().elapsed == 0
    rig.run(0.3)
    assert rig.conductor.seen().elapsed == 50
    rig.run(3)
    rig.conductor.answer_or_pause()
    assert rig.conductor.seen() == rig.conductor.view()


def test_what_waits_for_a_key_and_what_is_on_the_skin_is_shown_at_once():
    """Or a key pressed on what is seen would answer what is not."""
    rig = Rig(hold(9, setup=4), ApplyStep(kind="cold", lasting=Exact(600_000)), lead=5_000, delay=250)
    while not rig.conductor.view().waiting:
        rig.run(max(1, rig.conductor.sleep_for()) / 1000)
    assert rig.clock.now() - rig.began == 23_000
    assert rig.conductor.seen().waiting
    while rig.shown is not Kind.COLD:
        rig.press(rig.conductor.answer_or_pause)
    rig.run(100.123)
    assert rig.conductor.seen() == rig.conductor.view()


def test_a_pause_takes_back_what_has_not_sounded_yet():
    rig = Rig(hold(9, setup=4), lead=5_000)
    rig.run(3.9)
    rig.conductor.answer_or_pause()
    assert rig.player.withdrawn == 1
    assert rig.conductor.said == "Paused. Space to go on."
    rig.run(3.2)
    rig.conductor.answer_or_pause()
    rig.run(0.1)
    assert rig.sounded[-1] == (7.2, "go")
    assert [line for line in rig.events.lines if line[0] in ("paused", "resumed")] == [
        ("paused", 3.9),
        ("resumed", 7.1),
    ]


def test_the_conductor_sleeps_until_the_next_thing_and_never_longer_than_a_second():
    rig = Rig(hold(9, setup=8), lead=150)
    rig.run(5.1)
    assert rig.conductor.sleep_for() == 750  # the second tick's lead
    rig.run(0.8)
    assert rig.conductor.sleep_for() == 100  # the tick itself, and the next second on the screen


def test_a_suspend_in_a_hold_stops_it_and_says_so():
    rig = Rig(hold(20))
    rig.run(4)
    rig.clock.suspend(600_000)
    rig.conductor.tick()
    view = rig.conductor.view()
    assert (view.status, view.left) == (Status.PAUSED, 16_000)
    assert rig.conductor.said == "The computer slept. Space to go on."
    assert rig.events.events[-1]["reason"] == "asleep"


def test_a_suspend_under_a_cold_pack_rings_at_once():
    rig = Rig(ApplyStep(kind="cold", lasting=Exact(900_000), setup=Exact(0)))
    rig.press(rig.conductor.answer_or_pause)  # the cloth
    rig.run(4)
    rig.clock.suspend(3_600_000)
    rig.conductor.tick()
    assert rig.sounded[-1] == (3604.6, "alarm")


def test_what_is_refused_is_said_and_changes_nothing():
    rig = Rig(ApplyStep(kind="cold", lasting=Exact(900_000), setup=Exact(0)))
    rig.press(rig.conductor.answer_or_pause)  # the cloth
    rig.run(4)
    rig.conductor.answer_or_pause()
    assert rig.conductor.said.startswith("Have you taken it off?")
    assert rig.conductor.view().status is Status.RUNNING


def test_space_answers_a_check_before_it_pauses_anything():
    rig = Rig(ApplyStep(kind="heat", lasting=Exact(900_000), setup=Exact(0)))
    rig.press(rig.conductor.answer_or_pause)  # the cloth
    rig.run(302)
    rig.conductor.answer_or_pause()
    assert rig.events.lines[-1] == ("check", 302.6)
    rig.run(60)
    assert rig.sounded[-1] == (300.6, "check")


def test_leaving_is_written_down_once_and_silences_what_is_to_come():
    rig = Rig(hold(9))
    rig.run(2)
    rig.conductor.end(EndReason.USER)
    rig.conductor.end(EndReason.USER)
    rig.run(20)
    assert rig.events.lines[-1] == ("stopped", 2.0)
    assert rig.sounded == [(0, "go")]
    assert not rig.conductor.finished


def test_muting_and_volume_go_to_the_player():
    rig = Rig(hold(9))
    rig.conductor.mute()
    assert (rig.player.volume, rig.conductor.muted) == (0, True)
    rig.conductor.change_volume(10)
    assert (rig.player.volume, rig.conductor.muted) == (90, False)
    rig.conductor.change_volume(50)
    assert rig.player.volume == 100


def test_notices_from_other_threads_become_captions():
    rig = Rig(hold(9))
    rig.conductor.notice("The sound server went away.")
    rig.run(1)
    assert rig.conductor.said == "The sound server went away."


def test_keys_are_recorded_with_what_they_did():
    rig = Rig(hold(20, reps=3, rest=5))
    rig.run(3)
    for act in (rig.conductor.next, rig.conductor.back, rig.conductor.again):
        rig.run(1)
        act()
    rig.conductor.adjust(10_000)
    kinds = [event["event"] for event in rig.events.events if event["event"] not in ("cue", "phase")]
    assert kinds == ["started", "skipped", "back", "back", "extended"]
    assert [event["by"] for event in rig.events.events if event["event"] == "extended"] == [10]
