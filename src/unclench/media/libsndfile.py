"""Sound files read with libsndfile, at any rate, where there is no miniaudio: ARM Linux and Windows on ARM.

PulseAudio's library needs it, so a Linux desktop has it; the package soundfile brings a copy, of which only the C
library is used. It is called by ctypes, and reads from memory. https://libsndfile.github.io/libsndfile/api.html
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Callable, Iterator
from ctypes import CFUNCTYPE, c_int, c_int64, c_void_p
from glob import glob
from importlib.machinery import PathFinder
from math import gcd
from os import path
from typing import Any

from unclench.media.pcm import LOUDEST, QUIETEST, RATE, Samples

SLICE = 4_000
"""Samples worked on at a time."""

Rest = Callable[[], None]
"""Called between two slices, about a millisecond each, so that other threads get their turn."""


def no_rest() -> None:
    """Do not rest: no other thread is waiting."""


def resampled(samples: Samples, rate: int, rest: Rest = no_rest) -> Samples:
    """At 44.1 kHz: cubic midpoints for 22.05 kHz, linear interpolation for any other rate.

    Places with the same distance to their neighbours come again after a few dozen samples. They are made together:
    that takes 17 ms for a second of speech at 24 kHz, and half of what one after the other would take.
    """
    if rate == RATE:
        return samples[:]
    if rate * 2 == RATE:
        return _doubled(samples, rest)
    length, common = len(samples) * RATE // rate, gcd(rate, RATE)
    step, period = rate // common, RATE // common
    padded = samples + samples[-1:]
    out = array("h", bytes(2 * length))
    worked = 0
    for first in range(min(period, length)):
        place, part = divmod(first * rate, RATE)
        count = -(-(length - first) // period)
        before, after = padded[place::step][:count], padded[place + 1 :: step][:count]
        out[first::period] = array("h", [a + (b - a) * part // RATE for a, b in zip(before, after, strict=True)])
        worked += count
        if worked >= SLICE:
            worked = 0
            rest()
    return out


def _doubled(samples: Samples, rest: Rest) -> Samples:
    out = array("h", bytes(4 * len(samples)))
    out[::2] = samples
    padded = array("h", [0]) + samples + array("h", [0, 0])
    for start in range(0, len(samples), SLICE):
        a = padded[start : start + SLICE + 3]
        middle = [(9 * (x + y) - w - z + 8) >> 4 for w, x, y, z in zip(a, a[1:], a[2:], a[3:], strict=False)]
        out[2 * start + 1 : 2 * (start + len(middle)) : 2] = array("h", middle)
        rest()
    return out


LIBRARY = "libsndfile.so.1"
PACKAGE = "_soundfile_data"
"""What the package soundfile calls the folder with its copy."""
BEGINNINGS = (b"RIFF", b"fLaC", b"OggS", b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")
"""How WAV, FLAC, OGG and MP3 files begin. libsndfile knows thirty formats more, in which nobody keeps a cue."""
RATES = range(4_000, 192_001)
MOST_CHANNELS = 8

_READ = 0x10
_NO_END = 0x7FFF_FFFF_FFFF_FFFF
"""What libsndfile says of an MP3 whose length it does not know: SF_COUNT_MAX."""

_Length = CFUNCTYPE(c_int64, c_void_p)
_Seek = CFUNCTYPE(c_int64, c_int64, c_int, c_void_p)
_Move = CFUNCTYPE(c_int64, c_void_p, c_int64, c_void_p)


class FileInfo(ctypes.Structure):
    """`SF_INFO`."""

    _fields_ = (
        ("frames", c_int64), ("samplerate", c_int), ("channels", c_int), ("format", c_int), ("sections", c_int),
        ("seekable", c_int),
    )  # fmt: skip


class VirtualFile(ctypes.Structure):
    """`SF_VIRTUAL_IO`: the functions through which libsndfile reads a file that is not one."""

    _fields_ = (("length", _Length), ("seek", _Seek), ("read", _Move), ("write", _Move), ("tell", _Length))


class NotSound(Exception):
    """It is of another type, damaged, or has a rate or channels that no cue has."""


class TooLong(Exception):
    """It has more samples than wanted."""


Decode = Callable[[bytes, int], Samples]
"""Returns the samples of a sound, mono at 44.1 kHz, if they are so many at most. Raises NotSound, or TooLong."""


def decoder() -> Decode:
    """What decodes sounds in memory. Raises ImportError where there is no such library."""
    library = _loaded()

    def decode(data: bytes, most: int) -> Samples:
        if not data.startswith(BEGINNINGS):
            raise NotSound
        memory = _Memory(data)
        info = FileInfo()
        file = library.sf_open_virtual(ctypes.byref(memory.functions), _READ, ctypes.byref(info), None)
        if not file:
            raise NotSound
        try:
            if info.samplerate not in RATES or not 1 <= info.channels <= MOST_CHANNELS:
                raise NotSound
            if info.frames < _NO_END and info.frames * RATE > most * info.samplerate:
                raise TooLong
            samples = array("h")
            for piece in _pieces(library, file, info):
                samples += piece
                if len(samples) * RATE > most * info.samplerate:
                    raise TooLong
        finally:
            library.sf_close(file)
        return resampled(samples, info.samplerate)

    return decode


def _pieces(library: Any, file: int, info: FileInfo) -> Iterator[Samples]:
    """What is in the file, a second at a time, mono at its own rate.

    It is read as floats: as integers, Vorbis louder than full scale would wrap round, and a WAV of floats be silent.
    """
    channels, piece = info.channels, array("f", bytes(4 * info.samplerate * info.channels))
    address, _ = piece.buffer_info()
    while (count := library.sf_readf_float(file, address, info.samplerate)) > 0:
        mixed = piece[: count * channels]
        if channels > 1:
            mixed = array("f", map(sum, zip(*(mixed[channel::channels] for channel in range(channels)), strict=True)))
        scale = LOUDEST / channels
        try:
            whole = [int(value * scale) for value in mixed]
        except (ValueError, OverflowError) as error:  # a file of floats may hold anything
            raise NotSound from error
        if max(whole) > LOUDEST or min(whole) < QUIETEST:
            whole = [min(max(value, QUIETEST), LOUDEST) for value in whole]
        yield array("h", whole)


class _Memory:
    """Bytes that libsndfile reads through `functions`, which live as long as this."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0
        self.functions = VirtualFile(
            _Length(lambda _: len(data)), _Seek(self._seek), _Move(self._read), _Move(lambda *_: 0),
            _Length(lambda _: self._place),
        )  # fmt: skip

    def _seek(self, offset: int, whence: int, _: int | None) -> int:
        wanted = (0, self._place, len(self._data))[whence] + offset
        self._place = min(max(wanted, 0), len(self._data))
        return self._place

    def _read(self, into: int, count: int, _: int | None) -> int:
        piece = self._data[self._place : self._place + max(count, 0)]
        ctypes.memmove(into, piece, len(piece))
        self._place += len(piece)
        return len(piece)


def _loaded() -> Any:
    for name in _libraries():
        try:
            library = ctypes.CDLL(name)
            for function, (returns, takes) in _FUNCTIONS.items():
                called = getattr(library, function)
                called.restype, called.argtypes = returns, takes
        except (OSError, AttributeError):
            continue
        return library
    raise ImportError(LIBRARY)


_FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "sf_open_virtual": (c_void_p, (c_void_p, c_int, c_void_p, c_void_p)),
    "sf_readf_float": (c_int64, (c_void_p, c_void_p, c_int64)),
    "sf_close": (c_int, (c_void_p,)),
}


def _libraries() -> Iterator[str]:
    """Where one may be: the system's own, which it keeps up to date, then the one of the package."""
    yield LIBRARY
    package = PathFinder.find_spec(PACKAGE)
    if package is not None:
        for folder in package.submodule_search_locations or ():
            yield from sorted(glob(path.join(folder, "libsndfile*")))  # noqa: PTH118, PTH207  # pathlib takes 5 ms to import
