"""An engine's samples made fit for the mixer, and WAV data read.

`shape` trims silence, makes speech as loud as the bells, converts it to 44.1 kHz and fades its ends.
It is pure Python in slices of about a millisecond and calls `rest` between them, so that other threads
get their turn. `read` reads the WAV data that some engines return.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from itertools import pairwise
from math import sqrt
from operator import mul

from unclench.language import tr
from unclench.media.libsndfile import SLICE, Rest, no_rest, resampled
from unclench.media.pcm import RATE, UNITY, Samples, faded, from_bytes, scaled
from unclench.voice.engine import EngineFailed, Raw

PEAK = 11_600
"""-9 dBFS: the loudest a sample may be."""
LOUDNESS = 2_920
"""-21 dBFS: the mean power of what is not a pause. The bells have -22 over their loudest 400 ms."""
PULSE, AROUND = 3, 8
"""How many times louder than `PEAK` a single pulse may be that is taken back, and over how many ms."""
SILENCE = 104 / PEAK
"""-50 dBFS as it will be heard, relative to the peak, which may still be raised or lowered."""
NOTHING = 33
"""-60 dBFS as the engine returned it: anything softer is silence."""
KEPT = 10
"""Ms of silence left at both ends."""
FADE = 5
"""Ms over which the ends come and go."""


def shape(samples: Samples, rate: int, rest: Rest = no_rest) -> Samples:
    """Samples for the mixer; empty if there was only silence."""
    sound = levelled(samples, rate, rest)
    if not sound:
        return sound
    sound = resampled(sound, rate, rest)
    if (top := peak(sound, rest)) > PEAK:  # resampling may have raised it
        sound = _sliced(sound, PEAK * UNITY // top, rest)
    return softened(sound, RATE)


def levelled(samples: Samples, rate: int, rest: Rest = no_rest) -> Samples:
    """Trimmed and as loud as speech is to be, at their own rate; empty if there was only silence."""
    sound = trimmed(samples, rate, rest)
    return _amplified(sound, rate, _gain(sound, rate, rest), rest) if sound else sound


def softened(samples: Samples, rate: int) -> Samples:
    """The same array, with its ends faded so that neither clicks."""
    fade = min(rate * FADE // 1000, len(samples) // 2)
    samples[:fade] = faded(samples[:fade][::-1], 0, fade)[::-1]
    samples[len(samples) - fade :] = faded(samples, len(samples) - fade, fade)
    samples[0] = samples[-1] = 0
    return samples


def peak(samples: Samples, rest: Rest = no_rest) -> int:
    """The largest absolute value."""
    top = 0
    for block in _blocks(samples, 8 * SLICE):
        top = max((top, max(block), -min(block)))
        rest()
    return top


def trimmed(samples: Samples, rate: int, rest: Rest = no_rest) -> Samples:
    """Without the silence at both ends except `KEPT` ms; empty if all of it is silence."""
    top = peak(samples, rest)
    if top < NOTHING:
        return array("h")
    floor = top * SILENCE
    first = _loud(samples, floor)
    last = len(samples) - _loud(samples[::-1], floor)
    kept = rate * KEPT // 1000
    return samples[max(first - kept, 0) : last + kept]


def _gain(samples: Samples, rate: int, rest: Rest) -> int:
    """The gain in 1/UNITY for the wanted loudness, or as close to it as the peak allows.

    A voice may begin with one pulse that is far above all others: that is no reason to speak softly, see `_amplified`.
    """
    window = max(rate // 50, 1)
    powers = []
    for number, block in enumerate(_blocks(samples, window)):
        powers.append(sum(map(mul, block, block)) / len(block))
        if number % 16 == 0:
            rest()
    heard = [p for p in powers if p * 30 > max(powers)]  # within 15 dB of the loudest: pauses do not count
    wanted = LOUDNESS / sqrt(sum(heard) / len(heard))
    return int(UNITY * min(wanted, PULSE * PEAK / peak(samples, rest)))


def _amplified(samples: Samples, rate: int, factor: int, rest: Rest) -> Samples:
    """The sound times factor/UNITY, but less around what would be louder than `PEAK`; that comes and goes smoothly."""
    blocks = list(_blocks(samples, max(rate * AROUND // 1000, 1)))
    most = [min(factor, PEAK * UNITY // max(peak(block), 1)) for block in blocks]
    edges = [most[0], *map(min, pairwise(most)), most[-1]]
    out = array("h")
    for block, (before, after) in zip(blocks, pairwise(edges), strict=True):
        if before == after:
            out.extend(scaled(block, before))
        else:
            step = (after - before) / len(block)
            out.extend([round(x * (before + step * place) / UNITY) for place, x in enumerate(block)])
        rest()
    return out


def _sliced(samples: Samples, factor: int, rest: Rest) -> Samples:
    out = array("h")
    for block in _blocks(samples, SLICE):
        out.extend(scaled(block, factor))
        rest()
    return out


def _blocks(samples: Samples, size: int) -> Iterator[Samples]:
    return (samples[i : i + size] for i in range(0, len(samples), size))


def _loud(samples: Samples, floor: float, size: int = 441) -> int:
    """The index of the first sample above `floor`, which there must be."""
    for start in range(0, len(samples), size):
        block = samples[start : start + size]
        if peak(block) > floor:
            return start + next(i for i, x in enumerate(block) if abs(x) > floor)
    return len(samples)


PCM, EXTENSIBLE = 1, 0xFFFE
"""The format codes of WAV data that are understood."""


def read(data: bytes, who: str) -> Raw:
    """Samples and rate of 16-bit WAV data, mixed to mono. Raises EngineFailed, which names `who` made it."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise EngineFailed(tr("{program} did not return WAV data.", program=who))
    place, form = 12, None
    while place + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, place)
        body = data[place + 8 : place + 8 + size]  # a length beyond the end means up to the end
        if kind == b"fmt " and len(body) >= 16:
            form = struct.unpack_from("<HHIIHH", body)
        elif kind == b"data":
            if form is None or form[0] not in (PCM, EXTENSIBLE) or form[5] != 16 or form[1] not in (1, 2):
                break
            return Raw(_mono(body, form[1]), sane(form[2], who))
        place += 8 + size + size % 2
    raise EngineFailed(tr("{program} did not return 16-bit sound.", program=who))


def sane(rate: int, who: str) -> int:
    """The same rate, if it is a possible one. Raises EngineFailed."""
    if not 4_000 <= rate <= 192_000:
        why = tr("{program} claims {rate} samples a second, which cannot be right.", program=who, rate=rate)
        raise EngineFailed(why, who)
    return rate


def _mono(body: bytes, channels: int) -> Samples:
    samples = from_bytes(body[: len(body) - len(body) % (2 * channels)])
    if channels == 1:
        return samples
    return array("h", [(a + b) // 2 for a, b in zip(samples[::2], samples[1::2], strict=True)])
