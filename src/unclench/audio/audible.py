"""Whether a sound can be heard at all: the cues that keep somebody from harm must be."""

from __future__ import annotations

import math
from collections.abc import Sequence

from unclench.audio.process.watchman import EVERY
from unclench.cues import Sound
from unclench.media.pcm import RATE, Samples, frames

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
SOON = EVERY
"""Ms within which it must be audible: after that the next stroke is due, and anything later is too late."""

_TOO_FAINT = (
    "is too quiet or too short to be relied on: within its first"
    f" {SOON // 1000} s it has to sound for {SHORTEST / 1000:g} s, at {FAINTEST:g} dBFS or louder"
)


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
