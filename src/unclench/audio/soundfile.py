"""Sounds of the user's own and of routines: WAV, FLAC, OGG (Vorbis) or MP3, whatever their rate and channels."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from unclench.errors import UnclenchError
from unclench.media.decoder import Decoder, Undecodable
from unclench.media.pcm import Samples

ALTOGETHER = 2.0
"""Seconds that all sounds of a session may hold its start up; sixteen good ones take a tenth of a second.

What is not decoded by then is left out, so many and such bad files there may be.
"""

Stamp: TypeAlias = tuple[int, int, int, int] | None


class BadSound(UnclenchError):
    """A file that cannot be used; the message is a sentence that names it."""


class OwnFiles:
    """Reads the sounds of a session, and what was read for it and for the one before not again.

    A session is left for a breath and gone back to, and must not wait a second time for a file that cannot be decoded.
    """

    def __init__(self, decoder: Callable[[float], Decoder] = Decoder) -> None:
        self._decoder = decoder
        self._last: dict[tuple[Path, Stamp], Samples | BadSound] = {}
        self._before: dict[tuple[Path, Stamp], Samples | BadSound] = {}

    def read(self, paths: Iterable[Path]) -> Mapping[Path, Samples | BadSound]:
        """Mono at 44.1 kHz, or what is wrong with it, for each file."""
        stamped = {path: _stamp(path) for path in paths}
        known = {**self._before, **self._last}
        found = {(path, stamp): known[path, stamp] for path, stamp in stamped.items() if (path, stamp) in known}
        with self._decoder(ALTOGETHER) as decoder:
            for path, stamp in stamped.items():
                if (path, stamp) not in found:
                    found[path, stamp] = _decoded(decoder, path)
        if found:
            self._before, self._last = self._last, found
        return {path: samples for (path, _), samples in found.items()}


def _decoded(decoder: Decoder, path: Path) -> Samples | BadSound:
    try:
        return decoder.sound(path)
    except Undecodable as reason:
        return BadSound(f"{path} {reason}.")


def _stamp(path: Path) -> Stamp:
    """What changes when another file is put there."""
    try:
        status = os.stat(path, follow_symlinks=False)  # noqa: PTH116  # a path may be one that pathlib refuses
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
