"""Clocks: real time for the program, a hand-turned one for its tests (`unclench.testing`)."""

from __future__ import annotations

import time

_NS = 1_000_000


class SystemClock:
    """Milliseconds that run on while the machine sleeps, where the system keeps such a clock.

    Linux has CLOCK_BOOTTIME; on macOS and Windows Python's own monotonic clocks already count
    sleep or there is nothing better to be had, so `asleep` stays 0 there.
    """

    def __init__(self) -> None:
        boottime: int | None = getattr(time, "CLOCK_BOOTTIME", None)
        self._id: int | None = boottime
        self._asleep_before = self._difference()

    def now(self) -> int:
        """Real elapsed milliseconds since boot, or since an arbitrary start."""
        if self._id is None:
            return time.monotonic_ns() // _NS
        return time.clock_gettime_ns(self._id) // _NS

    def asleep(self) -> int:
        """Milliseconds of `now` spent suspended since this clock was made."""
        return self._difference() - self._asleep_before

    def _difference(self) -> int:
        if self._id is None:
            return 0
        return (time.clock_gettime_ns(self._id) - time.monotonic_ns()) // _NS
