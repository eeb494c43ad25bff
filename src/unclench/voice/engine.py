"""What every engine can do: turn one text into samples, on one thread."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from unclench.audio.pcm import Samples


class EngineFailed(Exception):
    """An engine cannot speak; the message is a sentence for the user."""


class NotHere(EngineFailed):
    """This engine is not on this machine, or not set up; trying again is no use."""


class Raw(NamedTuple):
    """Mono samples as an engine gave them."""

    samples: Samples
    rate: int
    """Frames a second."""


class Engine(Protocol):
    """All calls come from one thread, except `stop`."""

    name: str
    """The engine's id, one of `unclench.voice.wish.ENGINES`."""
    description: str
    """One plain sentence: who speaks."""
    remark: str
    """After `open`: a sentence about a wish that could not be met; empty if all were."""

    def open(self) -> None:
        """Find and load what is needed. Raises EngineFailed."""

    def render(self, text: str) -> Raw:
        """Speak a text that `plain` has made harmless into samples. Raises EngineFailed."""

    def stop(self) -> None:
        """From another thread: make a `render` that is under way fail soon."""

    def close(self) -> None:
        """Leave nothing behind. Safe to call twice and before `open`."""
