"""What a listener has of a sound: how loud it is, for whom, from which loudspeaker, and how like another.

All of this is models, and nobody has listened. Sounds are mono at 44.1 kHz; an amplitude of 1 is full scale, and
levels in dBFS are those of the mean square, so that a sine of full scale has -3. numpy only: what measures loudness on
PyPI (`mosqito`, `phonometry`) brings scipy along, and needs it for filters that are multiplications of a spectrum here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

RATE = 44_100
Wave: TypeAlias = npt.NDArray[np.float64]
Filter: TypeAlias = Callable[[Wave], Wave]
"""What a frequency (Hz) is multiplied by."""

FAST = 0.125
"""Seconds: the time constant "fast" of a sound level meter, IEC 61672-1:2013, 5.8. The ear's own is about as long."""
A_SECOND = 500
"""Values of `fast` in a second."""
_STEP = RATE // A_SECOND


def through(sound: Wave, *filters: Filter) -> Wave:
    """A sound behind these filters, without delay, and with a quarter of a second of silence after it."""
    length = len(sound) + RATE // 4
    size = 1 << length.bit_length()
    spectrum = np.fft.rfft(sound, size)
    pitch = np.fft.rfftfreq(size, 1 / RATE)
    for gain in filters:
        spectrum *= gain(np.asarray(pitch, float))
    return np.asarray(np.fft.irfft(spectrum, size)[:length])


def a_weighting(pitch: Wave) -> Wave:
    """The A-weighting by its poles, 1 at 1 kHz: IEC 61672-1:2013, annex E."""
    square = np.square(pitch)
    poles = (square + 20.6**2) * (square + 12_194**2) * np.sqrt((square + 107.7**2) * (square + 737.9**2))
    return np.asarray(12_194**2 * np.square(square) / poles * 10 ** (2.0 / 20))


def low_pass_2_khz(pitch: Wave) -> Wave:
    """A Butterworth low-pass of the fourth order: what is left under a pillow, or of much hearing lost (ours)."""
    return 1 / np.sqrt(1 + (pitch / 2_000) ** 8)


def high_pass_500_hz(pitch: Wave) -> Wave:
    """A Butterworth high-pass of the fourth order: what the loudspeaker of a laptop leaves (ours)."""
    return (pitch / 500) ** 4 / np.sqrt(1 + (pitch / 500) ** 8)


_LOSS_AT = (125, 250, 500, 750, 1_000, 1_500, 2_000, 3_000, 4_000, 6_000, 8_000)
_LOSS = (
    (2.50e-6, 3.841), (1.39e-4, 2.832), (4.59e-4, 2.537), (5.70e-4, 2.512), (7.02e-4, 2.494), (1.09e-3, 2.446),
    (1.56e-3, 2.404), (2.54e-3, 2.350), (3.40e-3, 2.325), (4.53e-3, 2.315), (5.06e-3, 2.328),
)  # fmt: skip


def loss(pitch: Wave, age: int) -> Wave:
    """Half of all men of this age (18 to 80) hear worse than at 18 by this many dB, or more.

    ISO 7029:2017, 4.2 and table 1: a (age - 18) ** b. Above 70 years its values from 3 kHz on are for information.
    Men, since women keep their high tones longer; between its frequencies along their logarithm.
    """
    medians = [a * (age - 18) ** b for a, b in _LOSS]
    return np.asarray(np.interp(np.log(np.maximum(pitch, 1)), np.log(_LOSS_AT), medians), float)


def old_ears(pitch: Wave) -> Wave:
    """The median loss of a man of 75 years, as if it only made everything softer."""
    return np.asarray(10 ** (-loss(pitch, 75) / 20))


def laf(sound: Wave, *filters: Filter) -> float:
    """The highest A-weighted level in dBFS, with the time weighting "fast", behind these filters."""
    return float(10 * np.log10(fast(through(sound, a_weighting, *filters)).max()))


def fast(sound: Wave) -> Wave:
    """The square of a sound with the time weighting "fast", every 2 ms."""
    means = np.square(sound[: len(sound) // _STEP * _STEP]).reshape(-1, _STEP).mean(axis=1)
    keep = np.exp(-_STEP / RATE / FAST)
    weights = (1 - keep) * keep ** np.arange(len(means))
    size = 2 * len(means)
    smooth = np.fft.irfft(np.fft.rfft(means, size) * np.fft.rfft(weights, size), size)[: len(means)]
    return np.maximum(smooth, 1e-14)


# Loudness after ISO 532-1:2017, method for stationary sounds (Zwicker) in a free field. Its tables are also in Zwicker,
# Fastl et al., "Program for calculating loudness according to DIN 45631 (ISO 532B)", J. Acoust. Soc. Jpn. (E) 12,
# 39-42 (1991).

_CENTRES = 1_000 * 10 ** (np.arange(-16, 12) / 10)
"""Of the third octaves from 25 Hz to 12.5 kHz."""
_LEVEL_RANGES = (45, 55, 65, 71, 80, 90, 100, 120)
_LOW_BANDS = (
    (-32, -24, -16, -10, -5, 0, -7, -3, 0, -2, 0),
    (-29, -22, -15, -10, -4, 0, -7, -2, 0, -2, 0),
    (-27, -19, -14, -9, -4, 0, -6, -2, 0, -2, 0),
    (-25, -17, -12, -9, -3, 0, -5, -2, 0, -2, 0),
    (-23, -16, -11, -7, -3, 0, -4, -1, 0, -1, 0),
    (-20, -14, -10, -6, -3, 0, -4, -1, 0, -1, 0),
    (-18, -12, -9, -6, -2, 0, -3, -1, 0, -1, 0),
    (-15, -10, -8, -4, -2, 0, -3, -1, 0, -1, 0),
)
"""Corrections of the eleven lowest third octaves (dB), for each range of their level."""
_IN_QUIET = np.array([30, 18, 12, 8, 7, 6, 5, 4, *[3] * 12])
_EAR = np.array([0] * 10 + [-0.5, -1.6, -3.2, -5.4, -5.6, -4, -1.5, 2, 5, 12])
_TO_CRITICAL = np.array(
    [-0.25, -0.6, -0.8, -0.8, -0.5, 0, 0.5, 1.1, 1.5, 1.7, 1.8, 1.8, 1.7, 1.6, 1.4, 1.2, 0.8, 0.5, 0, -0.5]
)
_UPPER_ENDS = (
    0.9, 1.8, 2.8, 3.5, 4.4, 5.4, 6.6, 7.9, 9.2, 10.6, 12.3, 13.8, 15.2, 16.7, 18.1, 19.3, 20.6, 21.8, 22.7, 23.6, 24.0,
)  # fmt: skip
"""Of the critical bands, in Bark."""
_SLOPE_RANGES = (
    21.5, 18, 15.1, 11.5, 9, 6.1, 4.4, 3.1, 2.13, 1.36, 0.82, 0.42, 0.30, 0.22, 0.15, 0.10, 0.035, 0,
)  # fmt: skip
_SLOPES = (
    (13, 8.2, 6.3, 5.5, 5.5, 5.5, 5.5, 5.5), (9, 7.5, 6, 5.1, 4.5, 4.5, 4.5, 4.5),
    (7.8, 6.7, 5.6, 4.9, 4.4, 3.9, 3.9, 3.9), (6.2, 5.4, 4.6, 4.0, 3.5, 3.2, 3.2, 3.2),
    (4.5, 3.8, 3.6, 3.2, 2.9, 2.7, 2.7, 2.7), (3.7, 3.0, 2.8, 2.35, 2.2, 2.2, 2.2, 2.2),
    (2.9, 2.3, 2.1, 1.9, 1.8, 1.7, 1.7, 1.7), (2.4, 1.7, 1.5, 1.35, 1.3, 1.3, 1.3, 1.3),
    (1.95, 1.45, 1.3, 1.15, 1.1, 1.1, 1.1, 1.1), (1.5, 1.2, 0.94, 0.86, 0.82, 0.82, 0.82, 0.82),
    (0.72, 0.67, 0.64, 0.63, 0.62, 0.62, 0.62, 0.62), (0.59, 0.53, 0.51, 0.50, 0.42, 0.42, 0.42, 0.42),
    (0.40, 0.33, 0.26, 0.24, 0.24, 0.22, 0.22, 0.22), (0.27, 0.21, 0.20, 0.18, 0.17, 0.17, 0.17, 0.17),
    (0.16, 0.15, 0.14, 0.12, 0.11, 0.11, 0.11, 0.11), (0.12, 0.11, 0.10, 0.08, 0.08, 0.08, 0.08, 0.08),
    (0.09, 0.08, 0.07, 0.06, 0.06, 0.06, 0.06, 0.05), (0.06, 0.05, 0.03, 0.02, 0.02, 0.02, 0.02, 0.02),
)  # fmt: skip
"""Of the upper flank, in sone per Bark and Bark: for each range of specific loudness, by critical band."""


def phon(sound: Wave, full_scale: float, *filters: Filter) -> float:
    """How loud a sound is at its loudest, behind these filters; `full_scale` is 0 dBFS as a sound pressure level (dB).

    Its third octaves are taken with the time weighting "fast", which stands for the ear's own integration. That makes
    it right for a tone that lasts, and a little low for one of a few ms.
    """
    heard = through(sound, *filters)
    spectrum = np.fft.rfft(heard)
    pitch = np.maximum(np.fft.rfftfreq(len(heard), 1 / RATE), 1e-3)
    bands = [np.fft.irfft(spectrum * _third_octave(pitch, centre), len(heard)) for centre in _CENTRES]
    levels = 10 * np.log10(np.array([fast(band) for band in bands])) + full_scale
    loudest = levels.max(axis=0)
    worth = np.flatnonzero(loudest > loudest.max() - 6)[::5]  # every 10 ms, where it may be
    sones = max(sone(levels[:, at]) for at in worth)
    return float(40 + 10 * np.log2(sones)) if sones >= 1 else max(40 * (sones + 0.0005) ** 0.35, 3.0)


def _third_octave(pitch: Wave, centre: float) -> Wave:
    """A Butterworth band-pass of the third order, as wide as its band for noise."""
    quality = 1 / (10**0.05 - 10**-0.05) * (np.pi / 6) / np.sin(np.pi / 6)
    return np.asarray(1 / np.sqrt(1 + (quality * (pitch / centre - centre / pitch)) ** 6))


def sone(levels: Wave) -> float:
    """Loudness (sone) of a sound that lasts, from its 28 third octaves from 25 Hz to 12.5 kHz (dB sound pressure)."""
    return _slopes(_core(levels))


def _core(levels: Wave) -> list[float]:
    """The specific loudness of each critical band on its own (sone per Bark)."""
    corrected = []
    for band, level in enumerate(levels[:11]):
        fitting = (row[band] for row, top in zip(_LOW_BANDS, _LEVEL_RANGES, strict=True) if level <= top - row[band])
        corrected.append(level + next(fitting, _LOW_BANDS[-1][band]))
    power = 10 ** (np.array(corrected) / 10)
    low = 10 * np.log10([power[:6].sum(), power[6:9].sum(), power[9:11].sum()])
    excited = np.concatenate([low, levels[11:]]) - _EAR
    above = excited > _IN_QUIET
    over = 10 ** ((excited - _TO_CRITICAL - _IN_QUIET) / 10)
    core = np.where(above, 0.0635 * 10 ** (0.025 * _IN_QUIET) * ((0.75 + 0.25 * over) ** 0.25 - 1), 0.0)
    core = np.maximum(core, 0.0)
    core[0] *= min(0.4 + 0.32 * core[0] ** 0.2, 1.0)
    return [*core.tolist(), 0.0]


def _slopes(core: list[float]) -> float:
    """The area under the bands and their upper flanks, by which a tone covers what lies above it."""
    total = begin = at = 0.0
    row = 0
    for band, (end, own) in enumerate(zip(_UPPER_ENDS, core, strict=True)):
        column = min(max(band - 1, 0), 7)
        while begin < end:
            if at <= own:  # the flank from below ends in this band
                if at < own:
                    row = next(i for i, least in enumerate(_SLOPE_RANGES) if least < own)
                to, at = end, own
                total += own * (to - begin)
            else:
                slope = _SLOPES[row][column]
                lowest = max(_SLOPE_RANGES[row], own)
                to = min(begin + (at - lowest) / slope, end)
                below = lowest if to < end else at - (to - begin) * slope
                total += (to - begin) * (at + below) / 2
                at = below
            while at <= _SLOPE_RANGES[row] and row < 17:
                row += 1
            begin = to
    return total


# How alike two sounds are to somebody who has closed eyes and no absolute pitch.

_WINDOW, _HOP = 2_048, 882
"""Frames: 46 ms, every 20 ms; shorter ones would blur low pitches."""
_BAND = 0.5
"""Width of a band's step in ERB."""
_RANGE = 40.0
"""dB below a sound's loudest band that count."""
_TRANSPOSED = range(-5, 6)
"""ERB by which one sound is moved against the other."""
_WARP = 5
"""Hops, 100 ms, by which the rhythm of one may differ from that of the other (ours)."""


def pictured(sound: Wave) -> Wave:
    """A sound as the ear has it, from 40 dB below its loudest on: bands of half an ERB, every 20 ms, without its level.

    The ERB scale is that of Glasberg and Moore, Hearing Research 47 (1990), 103-138: 21.4 lg(1 + 0.00437 f).
    """
    padded = np.concatenate([np.zeros(_WINDOW // 2), sound, np.zeros(_WINDOW)])
    begins = range(0, len(padded) - _WINDOW + 1, _HOP)
    power = np.abs(np.fft.rfft(np.stack([padded[at : at + _WINDOW] for at in begins]) * np.hanning(_WINDOW))) ** 2
    erb = 21.4 * np.log10(1 + 0.00437 * np.fft.rfftfreq(_WINDOW, 1 / RATE))
    bands = np.arange(3, 33, _BAND)[:, None]
    heard = power @ np.exp(-np.pi * (erb - bands) ** 2).T
    total = power.sum(axis=1)
    first, last = np.flatnonzero(total > total.max() * 10 ** (-_RANGE / 10))[[0, -1]]
    heard = heard[first : last + 1]
    levels = np.maximum(10 * np.log10(heard / heard.max() + 1e-12) + _RANGE, 0)
    return np.asarray(levels / np.sqrt(np.square(levels).sum(axis=1).mean()))


def distance(one: Wave, other: Wave) -> float:
    """How far apart two pictures are with pitch taken away: 0 for the same sound, about 1 for sound against silence.

    Dynamic time warping: the mean distance along the best path, and of the best of the transpositions by up to 5 ERB
    (about an octave). Timbre, contour, rhythm and length are left, but for 100 ms. A sound that is over goes on as
    silence.
    """
    length = max(len(one), len(other))
    first, second = (np.pad(each, ((0, length - len(each)), (0, 0))) for each in (one, other))
    places = np.arange(1, length + 1)
    lags = np.arange(-_WARP, _WARP + 1)
    partner = np.clip(places[:, None] + lags - 1, 0, length - 1)
    outside = (places[:, None] + lags < 1) | (places[:, None] + lags > length)
    best = np.inf
    for erb in _TRANSPOSED:
        moved = np.zeros_like(second)
        by = round(erb / _BAND)
        moved[:, max(by, 0) : moved.shape[1] + min(by, 0)] = second[:, max(-by, 0) : second.shape[1] - max(by, 0)]
        apart = np.sqrt(np.square(first[:, None] - moved[partner]).sum(axis=2))
        best = min(best, _warped(np.where(outside, np.inf, apart).tolist()))
    return best


def _warped(apart: list[list[float]]) -> float:
    """The mean along the cheapest path from both beginnings to both ends; rows are frames, columns lags."""
    columns = len(apart[0])
    nothing = (np.inf, 1)
    row = [nothing] * columns
    row[_WARP] = (0.0, 0)
    for costs in apart:
        new = [nothing] * columns
        for lag, cost in enumerate(costs):
            ways = [row[lag]]  # both go on
            if lag + 1 < columns:
                ways.append(row[lag + 1])
            if lag:
                ways.append(new[lag - 1])
            total, steps = min(ways)
            new[lag] = (total + cost, steps + 1)
        row = new
    total, steps = row[_WARP]
    return total / steps
