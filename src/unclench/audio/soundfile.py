"""Reads the user's and the routines' own sounds: WAV, FLAC, OGG (Vorbis) or MP3, at any rate, mono or stereo.

Also whether one can be heard at all: the cues that keep somebody from harm must be.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from unclench.cues import Sound
from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.media.decoder import Decoder, Undecodable
from unclench.media.pcm import RATE, Samples, frames

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


MUST_BE = frozenset({Sound.ALARM, Sound.CHECK})
"""The cues that no sound file may make inaudible."""
BAND = (300, 6_000)
"""The band that counts, in Hz: small loudspeakers play nothing lower, and many older ears hear nothing higher. Ours."""
FAINTEST = -30.0
"""The least RMS in that band, in dBFS, that counts as audible. Ours."""
SHORTEST = 100
"""Ms for which it must be audible in total. Ours."""
PIECE = 10
"""Ms over which loudness is measured: a click counts for no more than this, however loud."""
SOON = 2_000
"""Ms within which it must be audible: anything later is too late. Ours."""

_TOO_FAINT = tr(
    "is too quiet or too short to rely on: within its first {soon} s "
    "it has to sound for {shortest:g} s, at {faintest:g} dBFS or louder",
    soon=SOON // 1000, shortest=SHORTEST / 1000, faintest=FAINTEST,
)  # fmt: skip


def trouble(cue: str, samples: Samples) -> str:
    """Why these samples cannot be that cue, as the end of a sentence; "" if they can."""
    return _TOO_FAINT if cue in MUST_BE and not heard(samples) else ""


def heard(samples: Samples) -> bool:
    """Whether they are loud enough for long enough, soon enough.

    Takes 0.1 s at most, and 0.01 s for what is loud from the start.
    """
    size, wanted = frames(PIECE), SHORTEST // PIECE
    enough = size * (32_768 * 10 ** (FAINTEST / 20)) ** 2
    band = [_Section(BAND[0], math.sqrt(0.5), high=True), *(_Section(BAND[1], q, high=False) for q in _FOURTH_ORDER)]
    for start in range(0, min(len(samples), frames(SOON)) - size + 1, size):
        piece: Sequence[float] = samples[start : start + size]
        for section in band:
            piece = section.through(piece)
        wanted -= sum(x * x for x in piece) >= enough
        if not wanted:
            return True
    return False


_FOURTH_ORDER = (0.541196, 1.306563)
"""The Q of the two sections of a fourth-order Butterworth filter."""


class _Section:
    """A second-order filter with its corner in Hz (bilinear transform), which keeps its state between pieces."""

    def __init__(self, corner: int, quality: float, *, high: bool) -> None:
        k = math.tan(math.pi * corner / RATE)
        norm = 1 / (1 + k / quality + k * k)
        self._gain = norm if high else k * k * norm
        self._middle = -2.0 if high else 2.0
        self._back = 2 * (k * k - 1) * norm, (1 - k / quality + k * k) * norm
        self._kept = 0.0, 0.0

    def through(self, piece: Sequence[float]) -> list[float]:
        """Filter the piece that follows the last one."""
        (one, two), (back1, back2), gain, middle = self._kept, self._back, self._gain, self._middle
        out = []
        for x in piece:
            scaled = gain * x
            y = scaled + one
            one = middle * scaled - back1 * y + two
            two = scaled - back2 * y
            out.append(y)
        self._kept = one, two
        return out
