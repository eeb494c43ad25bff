"""Samples as the whole package passes them on: 44.1 kHz, mono, signed 16 bit, native order."""

from __future__ import annotations

import sys
from array import array
from collections import deque
from typing import TypeAlias

RATE = 44_100
"""Frames a second."""
UNITY = 1 << 15
"""Gain 1 as a whole number: gains are integers so that every sum is exact."""
LOUDEST = 32_767
QUIETEST = -32_768

Samples: TypeAlias = "array[int]"
"""An array of typecode 'h'."""


def frames(ms: float) -> int:
    """How many frames `ms` milliseconds last."""
    return round(ms * RATE / 1000)


def scaled(samples: Samples, factor: int) -> Samples:
    """The same sound times factor/UNITY, rounded; the very same array where that changes nothing."""
    if factor == UNITY:
        return samples
    return array("h", [(x * factor + UNITY // 2) >> 15 for x in samples])


def faded(samples: Samples, start: int, length: int) -> Samples:
    """At most `length` frames of `samples` from `start` on, falling straight to nothing."""
    piece = samples[start : start + length]
    size = len(piece)
    return array("h", [x * (size - i) // size for i, x in enumerate(piece)])


def cut(samples: Samples, length: int, fade: int) -> Samples:
    """The first `length` frames, the last `fade` of them fading out; all of it if it is shorter."""
    if len(samples) <= length:
        return samples
    fade = min(fade, length)
    return samples[: length - fade] + faded(samples, length - fade, fade)


def to_bytes(samples: Samples) -> bytes:
    """Little-endian bytes, as WAV files and every player here take them."""
    if sys.byteorder == "little":
        return samples.tobytes()
    swapped = samples[:]
    swapped.byteswap()
    return swapped.tobytes()


def from_bytes(data: bytes) -> Samples:
    """The other way round."""
    samples = array("h")
    samples.frombytes(data)
    if sys.byteorder != "little":
        samples.byteswap()
    return samples


def from_native(data: bytes) -> Samples:
    """The samples of `tobytes` on this same machine."""
    samples = array("h")
    samples.frombytes(data)
    return samples


KEPT = 16
"""Sounds kept at the gain they were asked for at last; a session comes back to a handful."""


class GainCache:
    """Sounds at gains. Threads may ask at once: at worst both do the work."""

    def __init__(self) -> None:
        self._kept: deque[tuple[Samples, int, Samples]] = deque(maxlen=KEPT)
        """(the samples as they came, the gain, these at that gain)."""

    def of(self, samples: Samples, gain: int) -> Samples:
        """The samples times gain/UNITY; at once if that was asked for lately."""
        if gain == UNITY:
            return samples
        for one, at, ready in tuple(self._kept):
            if one is samples and at == gain:
                return ready
        ready = scaled(samples, gain)
        self._kept.append((samples, gain, ready))
        return ready
