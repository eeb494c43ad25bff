"""What every engine can do: turn one text into samples, on one thread."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from msgspec import Struct, field

from unclench.errors import UnclenchError
from unclench.media.pcm import Samples


class EngineFailed(UnclenchError):
    """An engine cannot speak; the message is a sentence for the user."""


class EngineNotHere(EngineFailed):
    """This engine is not on this machine, or not set up; trying again is no use."""


class Raw(NamedTuple):
    """Mono samples as an engine gave them."""

    samples: Samples
    rate: int
    """Frames a second."""


class Engine(Protocol):
    """All calls come from one thread, except `stop`."""

    name: str
    """The engine's id, one of `unclench.voice.engine.ENGINES`."""
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


ENGINES = ("say", "sapi", "piper", "espeak", "espeak-ng", "none")
"""The engines' ids in the order they are tried: `espeak` is the library of the package
espeakng-loader, `espeak-ng` the program of that name."""
WORDS = "en"
"""The language that the program's own words and the bundled routines are written in."""
SLOWEST, FASTEST = 50, 200
CALM = 90
"""Percent of an engine's normal rate: unhurried, and a setup's sentence still ends in time."""


def language_here(environ: Mapping[str, str] = os.environ) -> str:
    """The language to speak: the locale's variety of English, such as `en-us`, or plain `en`.

    Another locale does not change it: a German voice would read the English words as German.
    """
    locale = next(filter(None, (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    tag = locale.split(".")[0].split("@")[0].replace("_", "-").lower()
    return tag if tag.split("-")[0] == WORDS and tag.replace("-", "").isalnum() else WORDS


class VoiceWish(Struct, frozen=True):
    """Raises ValueError, with a sentence for the user, for what no voice could do."""

    engine: str = "auto"
    """One of `ENGINES`, or `auto` for the first that works."""
    voice: str | None = None
    """A voice's name as its engine knows it; None: one that suits the language."""
    language: str = field(default_factory=language_here)
    """Chooses the voice; the words stay as they are."""
    rate: int = CALM
    """Percent of the engine's normal rate."""
    pitch: int = 100
    """Percent of the voice's normal pitch. Only espeak-ng can change it."""
    piper_model: Path | None = None
    """The .onnx file of a piper voice; piper is tried only where there is one."""

    def __post_init__(self) -> None:
        if self.engine != "auto" and self.engine not in ENGINES:
            raise ValueError(_unknown(self.engine))
        for name, percent in (("rate", self.rate), ("pitch", self.pitch)):
            if not SLOWEST <= percent <= FASTEST:
                raise ValueError(f"The voice's {name} is {percent}; it can be {SLOWEST} to {FASTEST} percent.")


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, ("auto", *ENGINES), 1)
    hint = f" Did you mean {close[0]}?" if close else ""
    return f"There is no voice engine called {name!r}.{hint} Known: auto, {', '.join(ENGINES)}."
