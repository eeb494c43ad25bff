"""What a voice engine does, what can go wrong with it, and what the user can ask of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from msgspec import Struct, field

from unclench.audio import candidates
from unclench.errors import UnclenchError
from unclench.media.pcm import Samples


class EngineFailed(UnclenchError):
    """An engine cannot speak; the message is a sentence for the user.

    `quoted` is the part of it that is not the program's own: what a helper program said, which may
    repeat a text, or a name from the settings. `loggable` is the sentence without it.
    """

    def __init__(self, sentence: str, quoted: str = "") -> None:
        super().__init__(sentence)
        self.loggable = sentence.replace(quoted, "…") if quoted else sentence


class EngineNotHere(EngineFailed):
    """The engine is not on this machine, or not set up; trying again is no use."""


class Raw(NamedTuple):
    """Mono samples as an engine returned them."""

    samples: Samples
    rate: int
    """Frames per second."""


class Engine(Protocol):
    """Turns texts into samples. All calls come from one thread, except `stop`."""

    name: str
    """The engine's id, one of `ENGINES`."""
    description: str
    """One plain sentence that says who speaks."""
    remark: str
    """After `open`: a sentence about a wish that could not be met, or empty."""

    def open(self) -> None:
        """Find and load what is needed. Raises EngineFailed."""

    def render(self, text: str) -> Raw:
        """Render a text that `text.plain` has made harmless. Raises EngineFailed."""

    def stop(self) -> None:
        """From another thread: make a running `render` fail soon."""

    def close(self) -> None:
        """Release everything. Safe to call twice, and before `open`."""


ENGINES = ("say", "sapi", "piper", "espeak", "espeak-ng", "none")
"""The engines' ids in the order they are tried: `espeak` is the library of the package
espeakng-loader, `espeak-ng` the program of that name."""
WORDS = "en"
"""The language of the program's own words and of the bundled routines."""
SLOWEST, FASTEST = 50, 200
"""The limits of rate and pitch, in percent."""
CALM = 90
"""Percent of an engine's normal rate: unhurried, and the sentence of a setup still ends in time."""


def language_here(environ: Mapping[str, str] = os.environ) -> str:
    """The language to speak: the locale's variety of English, such as `en-us`, or plain `en`.

    Other locales do not change it: a German voice would read the English words as if they were German.
    """
    locale = next(filter(None, (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    tag = locale.split(".")[0].split("@")[0].replace("_", "-").lower()
    return tag if tag.split("-")[0] == WORDS and tag.replace("-", "").isalnum() else WORDS


class VoiceWish(Struct, frozen=True):
    """The voice the user wants. Raises ValueError, with a sentence for the user, for what no voice can do."""

    engine: str = "auto"
    """One of `ENGINES`, or `auto` for the first that works."""
    voice: str | None = None
    """A voice's name as its engine knows it; None for one that suits the language."""
    language: str = field(default_factory=language_here)
    """The language of the voice; it does not translate anything."""
    rate: int = CALM
    """Percent of the engine's normal rate."""
    pitch: int = 100
    """Percent of the voice's normal pitch. Only espeak-ng can change it."""
    piper_model: Path | None = None
    """The .onnx file of a piper voice; piper is tried only if there is one."""

    def __post_init__(self) -> None:
        if self.engine != "auto" and self.engine not in ENGINES:
            raise ValueError(candidates.unknown("voice engine", self.engine, ENGINES))
        for name, percent in (("rate", self.rate), ("pitch", self.pitch)):
            if not SLOWEST <= percent <= FASTEST:
                raise ValueError(f"The voice's {name} is {percent}; it can be {SLOWEST} to {FASTEST} percent.")
