"""The output a player writes to: one open device, which is given sounds for moments to come."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from unclench.media.pcm import Samples
from unclench.ports import PlayerFailed


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


class Stop(StrEnum):
    """Which sounds an order to fall silent is for."""

    ALL = "all"
    ALL_BUT_ALARM = "all but alarm"


class ScheduledSound:
    """A clip to be played at clock time `at` (ms), with a gain in 1/UNITY."""

    __slots__ = ("alarm", "at", "clip", "gain")

    def __init__(self, at: int, clip: Clip, gain: int, *, alarm: bool = False) -> None:
        self.at = at
        self.clip = clip
        self.gain = gain
        self.alarm = alarm


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

    def stop(self, what: Stop) -> None:
        """Drop what was added so far and fade out what is sounding."""

    def check(self) -> None:
        """Raises PlayerFailed if the device is gone."""

    def asked(self) -> int | None:
        """When a device that is gone last asked for frames, as clock time; None if it never did."""

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


OutputMaker = Callable[[Callable[[PlayerFailed], None]], Output]
"""Makes an output that is not open yet. Its argument is called, on another thread, if the device dies."""

ServedOutputMaker = Callable[[Callable[[PlayerFailed], None]], ServedOutput]
"""The same for an output in another process."""
