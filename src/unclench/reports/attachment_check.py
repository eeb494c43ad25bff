"""Whether the sounds and pictures that a routine names can be used: each is decoded, and thrown away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from unclench.audio import soundfile
from unclench.media.decoder import Decoder, NoLibrary, Undecodable

ALTOGETHER = 60.0
"""Seconds for all files together: sixteen sounds and a hundred photographs take a third of it."""


class TrialDecoder:
    """A `routine.fields.FileChecker` that decodes a file once for each use of it. Use it in a `with`."""

    def __init__(self, decoder: Decoder | None = None) -> None:
        self._decoder = decoder or Decoder(ALTOGETHER)
        self._found: dict[tuple[Path, bool], str] = {}
        """What was found about each file, by its path and whether it is a sound that must be audible."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._decoder.__exit__(kind, error, at)

    def sound(self, path: Path, cue: str) -> str:
        """What keeps a sound from being played as that cue, as the end of a sentence; "" where nothing does."""

        def trouble() -> str:
            return soundfile.trouble(cue, self._decoder.sound(path))

        return self._tried((path, cue in soundfile.MUST_BE), trouble)

    def picture(self, path: Path) -> str:
        """What keeps a picture from being shown; "" where nothing does, or where no picture can be shown here."""

        def trouble() -> str:
            self._decoder.picture(path)
            return ""

        return self._tried((path, False), trouble)

    def _tried(self, use: tuple[Path, bool], trouble: Callable[[], str]) -> str:
        if use not in self._found:
            self._found[use] = ""
            try:
                self._found[use] = trouble()
            except NoLibrary:
                """The file is not to blame."""
            except Undecodable as reason:
                self._found[use] = str(reason)
        return self._found[use]
