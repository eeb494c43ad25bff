"""The clock of a session does not follow the clock on the wall."""

from __future__ import annotations

import time

import pytest

from unclench.system import clock
from unclench.system.clock import SystemClock


def test_the_clock_moves_in_steps_of_less_than_a_millisecond() -> None:
    """On Windows too, where time.monotonic moves in steps of 15.6 ms up to Python 3.12."""
    running_on, _ = clock._times()
    before, steps = running_on(), []
    while len(steps) < 50:
        if (now := running_on()) != before:
            steps.append(now - before)
            before = now
    assert 0 < min(steps) < 1_000_000


@pytest.mark.parametrize("hours", [-1, 1, 24 * 365])
def test_summer_time_and_a_clock_set_by_hand_move_no_countdown(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    session, wall = SystemClock(), time.time_ns()
    before, asleep = session.now(), session.asleep()
    monkeypatch.setattr(time, "time", lambda: wall / 1e9 + hours * 3_600)
    monkeypatch.setattr(time, "time_ns", lambda: wall + hours * 3_600_000_000_000)
    assert 0 <= session.now() - before < 60_000
    assert abs(session.asleep() - asleep) < 60_000
