"""The clock of a session does not follow the clock on the wall."""

from __future__ import annotations

import time

import pytest

from unclench.system.clock import SystemClock


@pytest.mark.parametrize("hours", [-1, 1, 24 * 365])
def test_summer_time_and_a_clock_set_by_hand_move_no_countdown(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    clock, wall = SystemClock(), time.time_ns()
    before, asleep = clock.now(), clock.asleep()
    monkeypatch.setattr(time, "time", lambda: wall / 1e9 + hours * 3_600)
    monkeypatch.setattr(time, "time_ns", lambda: wall + hours * 3_600_000_000_000)
    assert 0 <= clock.now() - before < 60_000
    assert abs(clock.asleep() - asleep) < 60_000
