"""The samples that the whole program works with: 44.1 kHz, mono, signed 16 bit, native byte order; and WAV files."""

from __future__ import annotations

import sys
from array import array
from collections import deque
from typing import TYPE_CHECKING, TypeAlias

from unclench.errors import UnclenchError

if TYPE_CHECKING:
    from pathlib import Path

RATE = 44_100
"""Frames per second."""
UNITY = 1 << 15
"""Gain 1. Gains are integers, so that every sum is exact."""
LOUDEST = 32_767
QUIETEST = -32_768

Samples: TypeAlias = "array[int]"
"""An array of typecode 'h'."""


def frames(ms: float) -> int:
    """How many frames `ms` milliseconds last."""
    return round(ms * RATE / 1000)


def scaled(samples: Samples, factor: int) -> Samples:
    """The sound times factor/UNITY, rounded. At UNITY it is the same array, not a copy."""
    if factor == UNITY:
        return samples
    return array("h", [(x * factor + UNITY // 2) >> 15 for x in samples])


def faded(samples: Samples, start: int, length: int) -> Samples:
    """Up to `length` frames of `samples` from `start` on, faded out linearly."""
    piece = samples[start : start + length]
    size = len(piece)
    return array("h", [x * (size - i) // size for i, x in enumerate(piece)])


def cut(samples: Samples, length: int, fade: int) -> Samples:
    """The first `length` frames, with the last `fade` of them faded out. A shorter sound stays whole."""
    if len(samples) <= length:
        return samples
    fade = min(fade, length)
    return samples[: length - fade] + faded(samples, length - fade, fade)


def to_bytes(samples: Samples) -> bytes:
    """Little-endian bytes, as WAV files and all our players take them."""
    if sys.byteorder == "little":
        return samples.tobytes()
    swapped = samples[:]
    swapped.byteswap()
    return swapped.tobytes()


def from_bytes(data: bytes) -> Samples:
    """Samples from little-endian bytes."""
    samples = array("h")
    samples.frombytes(data)
    if sys.byteorder != "little":
        samples.byteswap()
    return samples


def from_native(data: bytes) -> Samples:
    """Samples from bytes in this machine's own order."""
    samples = array("h")
    samples.frombytes(data)
    return samples


KEPT = 16
"""How many scaled sounds a GainCache stores; a session repeats a handful."""


class GainCache:
    """Scales sounds, and remembers the last few. Safe for threads: at worst two do the same work."""

    def __init__(self) -> None:
        self._kept: deque[tuple[Samples, int, Samples]] = deque(maxlen=KEPT)
        """Of each: the samples as given, the gain, and the samples at that gain."""

    def of(self, samples: Samples, gain: int) -> Samples:
        """The samples times gain/UNITY; instant if they were asked for recently."""
        if gain == UNITY:
            return samples
        for one, at, ready in tuple(self._kept):
            if one is samples and at == gain:
                return ready
        ready = scaled(samples, gain)
        self._kept.append((samples, gain, ready))
        return ready


FORM = (1, 2, RATE)
"""Channels, bytes per sample, samples per second."""


class BadWav(UnclenchError):
    """A file that is not as it was shipped; the message is a sentence that names it."""


def read_wav(path: Path) -> Samples:
    """The samples of a file made by `write_wav`. Raises BadWav."""
    import wave  # takes 2 ms, which a start without sound can do without

    from unclench.language import tr  # the decoding processes, which import this module, say nothing

    try:
        with wave.open(str(path), "rb") as file:
            if file.getparams()[:3] != FORM:
                raise BadWav(tr("{path} is not 44.1 kHz, mono, 16 bit.", path=path))
            return from_bytes(file.readframes(file.getnframes()))
    except OSError as error:
        raise BadWav(tr("{path} cannot be read ({reason}).", path=path, reason=error.strerror or error)) from error
    except (wave.Error, EOFError, ValueError) as error:
        why = str(error) or tr("it ends too early")
        raise BadWav(tr("{path} is not a WAV file that can be read ({reason}).", path=path, reason=why)) from error


def write_wav(path: Path, samples: Samples) -> None:
    """Write samples, mono, 44.1 kHz, 16 bit."""
    import wave

    with wave.open(str(path), "wb") as file:
        file.setparams((*FORM, 0, "NONE", "not compressed"))
        file.writeframes(to_bytes(samples))
