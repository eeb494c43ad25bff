"""The output a player writes to: one open device, which is given sounds for moments to come.

For devices that can only play at once there is a `Scheduler`, which does things at their clock times.
"""

from __future__ import annotations

import heapq
import sys
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from unclench.media.pcm import UNITY, Samples
from unclench.ports import Clock, PlayerFailed


class Clip:
    """Samples to be played, perhaps still to be replaced by better ones.

    Looked at only when the sound is due: until a breath has been fitted to its phase, `samples` is the
    nearest thing there is.
    """

    __slots__ = ("on_improved", "samples")

    def __init__(self, samples: Samples) -> None:
        self.samples = samples
        self.on_improved: Callable[[Samples], None] | None = None
        """Called with better samples when they are there, on the thread that made them."""

    def improve(self, samples: Samples) -> None:
        """Replace the samples by better ones."""
        self.samples = samples
        if self.on_improved is not None:
            self.on_improved(samples)


class ScheduledSound:
    """A clip to be played at clock time `at` (ms), with a gain of its own in 1/UNITY."""

    __slots__ = ("alarm", "at", "clip", "gain")

    def __init__(self, at: int, clip: Clip, gain: int, *, alarm: bool = False) -> None:
        self.at = at
        self.clip = clip
        self.gain = gain
        self.alarm = alarm


STALE = 1_000
"""Ms after which a cue that was held up, by a hanging device or a sleeping machine, is of no use any more."""


def is_stale(at: int, now: int, *, alarm: bool) -> bool:
    """Whether a sound for the time `at` comes too late to be of any use. An alarm never does."""
    return not alarm and at < now - STALE


class Withdrawal:
    """An order to drop what was added before it, and to fade out what is sounding."""

    __slots__ = ()


class Gain(NamedTuple):
    """An order to set the master gain, in 1/UNITY."""

    value: int


Order: TypeAlias = "ScheduledSound | Withdrawal | Gain"


def under(master: int, gain: int, *, alarm: bool) -> int:
    """The gain of a sound with a `gain` of its own under a master gain, all in 1/UNITY: the alarm knows no master."""
    return gain if alarm else (gain * master + UNITY // 2) >> 15


class Output(Protocol):
    """One device, from being opened to being closed. Only `open` and `drain` take time."""

    description: str
    """Once it is open: one plain sentence that says how sound is played."""
    system: str
    """Once it is open: the sound system's name; empty where that does not matter."""
    delay: int
    """Once it is open: ms from a first cue's time to the device's start, by which every sound is late."""
    started: bool

    def open(self, patience: float) -> None:
        """Open the device, or give up after `patience` seconds. Raises PlayerFailed."""

    def start(self) -> None:
        """Start the device as soon as it is open."""

    def add(self, due: ScheduledSound) -> None:
        """Schedule a sound."""

    def stop(self) -> None:
        """Drop what was added so far and fade out what is sounding."""

    def set_gain(self, gain: int) -> None:
        """Set the master gain (in 1/UNITY; 1 at first) for what sounds and what is to come, as soon as that can be.

        The alarm ignores it.
        """

    def check(self) -> None:
        """Raises PlayerFailed if the device is gone."""

    def asked(self) -> int | None:
        """When a device that is gone last asked for frames, or surely played, as clock time; None if it never did."""

    def drain(self, timeout: float) -> None:
        """Wait until everything added has been heard, at most `timeout` seconds."""

    def close(self) -> None:
        """Release the device, within half a second or in its own time."""


class ServedOutput(Output, Protocol):
    """An output in another process, which may outlive this one."""

    def watch(self, due: ScheduledSound | None, slip: str = "") -> None:
        """Ring this alarm from its time on, again and again, whatever happens to this program; None: no longer.

        `slip` is the file that disappears or is rewritten when nobody needs the alarm any more.
        """


Died = Callable[[PlayerFailed], None]
"""Called, on another thread, if a device dies."""

OutputMaker = Callable[[Died], Output]
"""Makes an output that is not open yet."""

ServedOutputMaker = Callable[[Died], ServedOutput]
"""The same for an output in another process."""


LONGEST_WAIT = 0.5
"""Seconds between looks at the clock, which may have leapt while the machine slept."""
LOOKING = 0.005
"""Seconds between checks whether everything is over."""
Thing = TypeVar("Thing")


class Scheduler(Generic[Thing]):
    """Hands each thing to `act` at its time. `act` must not raise; `is_alarm` says what is done however late it is."""

    def __init__(self, clock: Clock, act: Callable[[Thing], None], is_alarm: Callable[[Thing], bool]) -> None:
        self._clock = clock
        self._act, self._is_alarm = act, is_alarm
        self._changed = threading.Condition()
        self._things: list[tuple[int, int, Thing]] = []
        self._number = count()
        self._running = 0
        self._thread: threading.Thread | None = None
        self._closed = False
        self._coarse_again: Callable[[], object] | None = None

    def start(self) -> None:
        """Start the thread, which wakes up within a millisecond of its time, on Windows too.

        Without it only `run_due` does anything, which is how the tests drive it.
        """
        if sys.platform == "win32":
            from unclench.system.windows import fine_waits

            self._coarse_again = fine_waits()
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
                if is_stale(at, now, alarm=self._is_alarm(thing)):
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
        if self._coarse_again is not None:
            self._coarse_again()
            self._coarse_again = None

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
