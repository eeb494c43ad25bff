"""Runs things at their clock times on one thread, for backends that can only play at once."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Generic, TypeVar

from unclench.ports import Clock

LONGEST_WAIT = 0.5
"""Seconds between looks at the clock, which may have leapt while the machine slept."""
LOOKING = 0.005
"""Seconds between checks whether everything is over."""
STALE = 1_000
"""Ms after which something that was held up by a sleeping machine is dropped."""

Thing = TypeVar("Thing")


class Scheduler(Generic[Thing]):
    """Hands each thing to `act` at its time. `act` must not raise."""

    def __init__(self, clock: Clock, act: Callable[[Thing], None]) -> None:
        self._clock = clock
        self._act = act
        self._changed = threading.Condition()
        self._things: list[tuple[int, int, Thing]] = []
        self._number = count()
        self._running = 0
        self._thread: threading.Thread | None = None
        self._closed = False

    def start(self) -> None:
        """Start the thread. Without it only `run_due` does anything, which is how the tests drive it."""
        self._thread = threading.Thread(target=self._loop, name="unclench-sound", daemon=True)
        self._thread.start()

    def add(self, at: int, thing: Thing) -> None:
        """Schedule a thing for clock time `at` (ms), or at once if that is now or past."""
        with self._changed:
            heapq.heappush(self._things, (max(at, self._clock.now()), next(self._number), thing))
            self._changed.notify()

    def clear(self, spared: Callable[[Thing], bool] = lambda _thing: False) -> None:
        """Drop what is not due yet, except what `spared` spares."""
        with self._changed:
            self._things = [one for one in self._things if spared(one[2])]
            heapq.heapify(self._things)

    @property
    def idle(self) -> bool:
        """Whether nothing is waiting and nothing is being done."""
        with self._changed:
            return not self._things and not self._running

    def run_due(self) -> int | None:
        """Do everything that is due. Returns the ms until the next, or None if nothing is waiting."""
        while True:
            with self._changed:
                if self._closed or not self._things:
                    return None
                now = self._clock.now()
                at = self._things[0][0]
                if at > now:
                    return at - now
                thing = heapq.heappop(self._things)[2]
                if at < now - STALE:
                    continue
                self._running += 1
            try:
                self._act(thing)
            finally:
                with self._changed:
                    self._running -= 1

    def drain(self, timeout: float, busy: Callable[[], bool]) -> None:
        """Wait until nothing is waiting and `busy` is False, at most `timeout` seconds."""
        end = time.monotonic() + timeout
        while (not self.idle or busy()) and time.monotonic() < end:
            time.sleep(LOOKING)

    def close(self) -> None:
        """Stop, waiting a moment for what is being done."""
        with self._changed:
            self._closed = True
            self._things.clear()
            self._changed.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(0.5)

    def _loop(self) -> None:
        while True:
            wait = self.run_due()
            with self._changed:
                if self._closed:
                    return
                if wait is None:
                    if not self._things:
                        self._changed.wait()
                else:
                    self._changed.wait(min(wait / 1000, LONGEST_WAIT))
