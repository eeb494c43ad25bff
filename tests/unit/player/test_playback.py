"""When the player must ring by itself, and the calls that go with the strokes of an alarm."""

from __future__ import annotations

from unclench.cues import Sound
from unclench.player.playback import CALL, CALL_EVERY, Alarm
from unclench.session.session import DueCue
from unclench.session.timeline import Cue
from unclench.testing import RecordingPlayer, RecordingSurroundings


def heard(sound: Sound) -> DueCue:
    return DueCue(Cue(0, sound, "", 0), 0)


def test_the_player_is_told_when_the_time_of_the_alarm_changes_and_not_again():
    player = RecordingPlayer()
    alarm = Alarm(player, None)
    for at in (None, 5_000, 5_000, 7_000, None, None):
        alarm.expect(at)
    assert (player.alarms, alarm.due_at) == ([5_000, 7_000, None], None)


def test_the_first_stroke_calls_and_then_every_fifth():
    surroundings = RecordingSurroundings()
    alarm = Alarm(RecordingPlayer(), surroundings)
    for _ in range(CALL_EVERY + 1):
        alarm.cue_heard(heard(Sound.ALARM))
    assert surroundings.calls == [CALL, CALL]


def test_another_cue_ends_the_alarm_and_the_next_one_calls_at_once():
    surroundings = RecordingSurroundings()
    alarm = Alarm(RecordingPlayer(), surroundings)
    for sound in (Sound.ALARM, Sound.ALARM, Sound.CHECK, Sound.ALARM):
        alarm.cue_heard(heard(sound))
    assert surroundings.calls == [CALL, CALL]
