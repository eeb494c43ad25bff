"""Engines that only pretend to speak, for tests of the voice."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable

from unclench.voice.engine import EngineFailed, EngineNotHere, Raw
from unclench.voice.voice import Engines, RenderedVoice

LONG = 10_000
"""Ms that a test waits at most for what takes none."""


class Talker:
    """An engine whose every letter lasts 10 ms; fails when told to, and remembers what it was asked."""

    def __init__(self, name: str = "talker", *, here: bool = True, breaks_at: str | None = None, breaks: int = 99):
        self.name = name
        self.description = f"{name} speaks."
        self.remark = ""
        self.calls: list[str] = []
        self.gate: threading.Event | None = None
        self.loud = 9_000
        self._here = here
        self._breaks_at = breaks_at
        self._breaks = breaks

    def open(self) -> None:
        self.calls.append("open")
        if not self._here:
            raise EngineNotHere(f"{self.name} is not here.")

    def render(self, text: str) -> Raw:
        self.calls.append(text)
        if self.gate:
            self.gate.wait(LONG / 1000)
        if text == self._breaks_at and self._breaks:
            self._breaks -= 1
            raise EngineFailed(f"{self.name} broke.")
        return Raw(array("h", [self.loud, -self.loud]) * (220 * len(text)), 44_100)

    def stop(self) -> None:
        self.calls.append("stop")
        if self.gate:
            self.gate.set()

    def close(self) -> None:
        self.calls.append("close")


def made(*talkers: Talker, wished: str | None = None) -> tuple[RenderedVoice, list[str]]:
    notices: list[str] = []
    makers: list[Callable[[], Talker]] = [lambda talker=talker: talker for talker in talkers]  # type: ignore[misc]
    return RenderedVoice(Engines(makers, notices.append, wished)), notices
