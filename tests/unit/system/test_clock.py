"""The clock of a session does not follow the clock on the wall."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from typing import Any

import pytest

from unclench.system import clock
from unclench.system.clock import SystemClock


def test_the_clock_moves_in_steps_of_less_than_a_millisecond() -> None:
    """On Windows too, where time.monotonic moves in steps of 15.6 ms up to Python 3.12."""
    running_on, _ = clock._times()
    before, steps = running_on(), list[int]()
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


@pytest.fixture
def on_a_mac(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "_ON_MACOS", True)
    monkeypatch.setattr(clock, "_ON_WINDOWS", False)
    clock._times.cache_clear()
    yield
    clock._times.cache_clear()


@pytest.mark.usefixtures("on_a_mac")
def test_a_mac_has_a_clock_that_runs_on_while_it_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """CLOCK_MONOTONIC_RAW goes on while it sleeps, and time.monotonic, which is mach_absolute_time, does not."""
    raw, monotonic = [10**9], [10**9]
    monkeypatch.setattr(time, "CLOCK_MONOTONIC_RAW", 4, raising=False)
    monkeypatch.setattr(time, "clock_gettime_ns", lambda number: raw[0] if number == 4 else 0, raising=False)
    monkeypatch.setattr(time, "monotonic_ns", lambda: monotonic[0])
    session = SystemClock()
    before = session.now()
    raw[0] += 60_005 * 10**6
    monotonic[0] += 5 * 10**6
    assert (session.now() - before, session.asleep()) == (60_005, 60_000)


class Darwin:
    """The two calls of macOS as their manual pages have them: 0 is success."""

    def __init__(self, failed: int) -> None:
        self.failed = failed

    def sysctlbyname(self, name: bytes, buffer: Any, size: Any, new: None, length: int) -> int:
        assert (name, size._obj.value, new, length) == (b"kern.bootsessionuuid", 64, None, 0)
        buffer.value = b"6F1A" if not self.failed else b"torn"
        return self.failed

    def gethostuuid(self, found: Any, at_once: Any) -> int:
        assert list(at_once) == [0, 0]
        found.raw = bytes(range(16))
        return self.failed


@pytest.mark.usefixtures("on_a_mac")
@pytest.mark.parametrize("failed", [0, -1])
def test_a_mac_names_its_boot_and_itself_or_nothing(monkeypatch: pytest.MonkeyPatch, failed: int) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda name: Darwin(failed) if name is None else pytest.fail(str(name)))
    assert clock._session_uuid() == (None if failed else "6F1A")
    assert clock._host_uuid() == ("" if failed else bytes(range(16)).hex())
