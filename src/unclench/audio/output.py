"""What stands between a player and one open device: cues go in, each for its moment."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from unclench.media.pcm import Samples
from unclench.ports import PlayerFailed


class Clip:
    """Looked at only when the cue is due: a fitted breath may still be on its way.

    Until it has come, `samples` is the nearest thing there is.
    """

    __slots__ = ("on_improved", "samples")

    def __init__(self, samples: Samples) -> None:
        self.samples = samples
        self.on_improved: Callable[[Samples], None] | None = None
        """Told, on the thread that made it, when a better rendering has come."""

    def improve(self, samples: Samples) -> None:
        """What was on its way has come."""
        self.samples = samples
        if self.on_improved is not None:
            self.on_improved(samples)


class Stop(StrEnum):
    """An order to fall silent."""

    ALL = "all"
    ALL_BUT_ALARM = "all but alarm"


class ScheduledSound:
    """A sound that belongs to clock time `at` (ms), at a gain in 1/UNITY."""

    __slots__ = ("alarm", "at", "clip", "gain")

    def __init__(self, at: int, clip: Clip, gain: int, *, alarm: bool = False) -> None:
        self.at = at
        self.clip = clip
        self.gain = gain
        self.alarm = alarm


class Output(Protocol):
    """One device from its opening to its end. Only `open` and `drain` take time."""

    description: str
    """One plain sentence: through what the sound goes out; only once it is open."""
    system: str
    """The sound system's name, once it is open; empty where that does not matter."""
    delay: int
    """Ms from the time of a first cue to the device's start, once it is open: so late is each sound in the end."""
    started: bool

    def open(self, patience: float) -> None:
        """Ready the device, or give up after `patience` seconds. Raises PlayerFailed."""

    def start(self) -> None:
        """Let it run, as soon as it is open."""

    def add(self, due: ScheduledSound) -> None:
        """A sound to come."""

    def stop(self, what: Stop) -> None:
        """Forget what was added so far and fade what sounds."""

    def check(self) -> None:
        """Raises PlayerFailed if the device is gone."""

    def asked(self) -> int | None:
        """The clock time at which a device that is gone asked for frames last; None if it never did."""

    def drain(self, timeout: float) -> None:
        """Wait until all that was added has been heard, or for so many seconds."""

    def close(self) -> None:
        """Give the device back, in half a second or in its own time."""


class ServedOutput(Output, Protocol):
    """A line in another process, which may outlive this one."""

    def watch(self, due: ScheduledSound | None, slip: str = "") -> None:
        """See to it that this alarm sounds from its time on, again and again, whatever happens to this program.

        `slip` is the file that is torn, or written anew, when nobody needs that any more. None: nobody does.
        """


OutputMaker = Callable[[Callable[[PlayerFailed], None]], Output]
"""Makes a line, not yet open; what it is given is called, on another thread, if the device ends by itself."""

ServedOutputMaker = Callable[[Callable[[PlayerFailed], None]], ServedOutput]
"""The same for a line in another process."""
