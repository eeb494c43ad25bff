"""Staying awake while a session goes on, and resting in a long pause."""

from __future__ import annotations

from unclench.player.runner import LONG_PAUSE, PowerSaver
from unclench.testing import RecordingPlayer, RecordingSurroundings


def test_the_machine_is_asked_to_stay_awake_only_once_the_front_end_is_there():
    surroundings = RecordingSurroundings()
    power = PowerSaver(RecordingPlayer(), surroundings)
    power.update(0, paused=False, over=False)
    assert surroundings.awake == []
    power.settle()
    power.update(1, paused=False, over=False)
    power.update(2, paused=False, over=True)
    assert surroundings.awake == [True, False]


def test_in_a_long_pause_the_machine_may_sleep_and_the_device_is_released_until_the_session_goes_on():
    player, surroundings = RecordingPlayer(), RecordingSurroundings()
    power = PowerSaver(player, surroundings)
    power.settle()
    for now in (0, LONG_PAUSE - 1):
        power.update(now, paused=True, over=False)
    assert (surroundings.awake, player.dozes) == ([True], 0)
    power.update(LONG_PAUSE, paused=True, over=False)
    assert (surroundings.awake, player.dozes) == ([True, False], 1)
    power.update(LONG_PAUSE + 1, paused=False, over=False)
    power.update(LONG_PAUSE + 2, paused=True, over=False)
    assert (surroundings.awake, player.dozes) == ([True, False, True], 1), "each pause counts for itself"


def test_without_surroundings_the_device_rests_all_the_same():
    player = RecordingPlayer()
    power = PowerSaver(player, None)
    power.update(0, paused=True, over=False)
    power.update(LONG_PAUSE, paused=True, over=False)
    assert player.dozes == 1
