"""Whether the sounds and pictures that a routine names can be used: decoded, and thrown away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from unclench.media.decoder import Decoder, NoLibrary, Undecodable

ALTOGETHER = 60.0
"""Seconds for all files that are tried: sixteen sounds and a hundred photographs take a third of it."""


class Trial:
    """This is a `loading.context.Trial`, each of whose files is tried once. To be used in a `with`."""

    def __init__(self, decoder: Decoder | None = None) -> None:
        self._decoder = decoder or Decoder(ALTOGETHER)
        self._found: dict[Path, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._decoder.__exit__(kind, error, at)

    def sound(self, path: Path) -> str:
        """What keeps this sound from being played, as the end of a sentence; "" where nothing does."""
        return self._trouble(self._decoder.sound, path)

    def picture(self, path: Path) -> str:
        """What keeps this picture from being shown; "" where nothing does, or where no picture can be shown."""
        return self._trouble(self._decoder.picture, path)

    def _trouble(self, decode: Callable[[Path], object], path: Path) -> str:
        if path not in self._found:
            self._found[path] = ""
            try:
                decode(path)
            except NoLibrary:
                """The file is not to blame."""
            except Undecodable as reason:
                self._found[path] = str(reason)
        return self._found[path]
