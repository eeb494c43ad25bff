"""What the program makes of a voice's samples, by numpy: the very same samples in a tenth of the time.

The program does without numpy. `test_speech_plan` compares the two.
"""

from __future__ import annotations

from array import array
from itertools import pairwise
from math import sqrt

import numpy as np
import numpy.typing as npt

from unclench.media.libsndfile import resampled
from unclench.media.pcm import RATE, UNITY, Samples
from unclench.voice.samples import AROUND, KEPT, LOUDNESS, NOTHING, PEAK, PULSE, SILENCE, softened

Sound = npt.NDArray[np.int64]


def shaped(samples: Samples, rate: int) -> Samples:
    """The same as `unclench.voice.samples.shape`, sample by sample."""
    sound = _trimmed(np.array(samples, np.int64), rate)
    if not len(sound):
        return array("h")
    sound = _resampled(_amplified(sound, rate, _gain(sound, rate)), rate)
    if (top := _peak(sound)) > PEAK:
        sound = _scaled(sound, PEAK * UNITY // top)
    return softened(_array(sound), RATE)


def _trimmed(sound: Sound, rate: int) -> Sound:
    top = _peak(sound)
    if top < NOTHING:
        return sound[:0]
    loud = np.flatnonzero(np.abs(sound) > top * SILENCE)
    kept = rate * KEPT // 1000
    return sound[max(int(loud[0]) - kept, 0) : int(loud[-1]) + 1 + kept]


def _gain(sound: Sound, rate: int) -> int:
    powers = [int(np.dot(piece, piece)) / len(piece) for piece in _pieces(sound, max(rate // 50, 1))]
    heard = [power for power in powers if power * 30 > max(powers)]
    return int(UNITY * min(LOUDNESS / sqrt(sum(heard) / len(heard)), PULSE * PEAK / _peak(sound)))


def _amplified(sound: Sound, rate: int, factor: int) -> Sound:
    pieces = _pieces(sound, max(rate * AROUND // 1000, 1))
    most = [min(factor, PEAK * UNITY // max(_peak(piece), 1)) for piece in pieces]
    edges = [most[0], *map(min, pairwise(most)), most[-1]]
    return np.concatenate([_between(piece, *each) for piece, each in zip(pieces, pairwise(edges), strict=True)])


def _between(piece: Sound, before: int, after: int) -> Sound:
    if before == after:
        return _scaled(piece, before)
    step = (after - before) / len(piece)
    return np.rint(piece * (before + step * np.arange(len(piece))) / UNITY).astype(np.int64)


def _resampled(sound: Sound, rate: int) -> Sound:
    if rate * 2 != RATE:
        return np.array(resampled(_array(sound), rate), np.int64)
    out = np.repeat(sound, 2)
    around = np.concatenate(([0], sound, [0, 0]))
    out[1::2] = (9 * (around[1:-2] + around[2:-1]) - around[:-3] - around[3:] + 8) >> 4
    return out


def _pieces(sound: Sound, size: int) -> list[Sound]:
    return [sound[begin : begin + size] for begin in range(0, len(sound), size)]


def _scaled(sound: Sound, factor: int) -> Sound:
    return (sound * factor + UNITY // 2) >> 15


def _peak(sound: Sound) -> int:
    return int(np.abs(sound).max(initial=0))


def _array(sound: Sound) -> Samples:
    return array("h", sound.astype(np.int16).tobytes())
