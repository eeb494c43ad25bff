"""Reads the user's and the routines' own sounds: WAV, FLAC, OGG (Vorbis) or MP3, at any rate, mono or stereo."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from unclench.errors import UnclenchError
from unclench.media.decoder import Decoder, Undecodable
from unclench.media.pcm import Samples

ALTOGETHER = 2.0
"""Seconds by which all sounds of a session may delay its start; sixteen good ones take a tenth of a second.

What has not been decoded by then is left out, however many and however bad the files are.
"""

Stamp: TypeAlias = tuple[int, int, int, int] | None


class BadSound(UnclenchError):
    """A file that cannot be used; the message is a sentence that names it."""


class OwnFiles:
    """Reads the sounds of a session. What was read for it and for the one before is remembered.

    A session may be left for a breathing break and resumed, and must not wait again for a file that
    cannot be decoded.
    """

    def __init__(self, decoder: Callable[[float], Decoder] = Decoder) -> None:
        self._decoder = decoder
        self._last: dict[tuple[Path, Stamp], Samples | BadSound] = {}
        self._before: dict[tuple[Path, Stamp], Samples | BadSound] = {}

    def read(self, paths: Iterable[Path]) -> Mapping[Path, Samples | BadSound]:
        """For each file its samples, mono at 44.1 kHz, or what is wrong with it."""
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
    """Something that changes when another file takes its place; None if there is no file."""
    try:
        status = os.stat(path, follow_symlinks=False)  # noqa: PTH116  # pathlib refuses some paths
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
