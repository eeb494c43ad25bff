"""Sounds made by arithmetic: struck tones for the cue files, and the two breaths.

Used by sounds/make_sounds.py and, while the program runs, for breaths of other lengths than the files
have. It uses only whole numbers and IEEE additions and multiplications, not `math`, so that every
machine produces the same bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from unclench.cues import Sound
from unclench.media.pcm import RATE, Samples

TURN = 1 << 48
"""One period in phase units."""
STEPS = 1 << 14
"""Entries of a wave table."""
SHIFT = 34
"""TURN / STEPS as a shift."""
ATTACK = 0.006
"""Seconds in which a tone rises; a shorter rise would click."""
BREATH_PEAK = 6_300
"""Peak of a breath, -14.3 dBFS: about as loud as the bells at its loudest."""


class Tone(Struct, frozen=True):
    """One decaying partial. Times in seconds, pitches in Hz; `glide` is the pitch it ends at, `ending` its fade."""

    at: float
    pitch: float
    level: float = 1.0
    decay: float = 0.2
    attack: float = ATTACK
    glide: float | None = None
    lasts: float | None = None
    ending: float = 0.012


class Swell(Struct, frozen=True):
    """A breath: its first and last pitch (Hz) and loudness, and the chime (Hz) that opens it."""

    pitches: tuple[float, float]
    levels: tuple[float, float]
    chime: float
    opening: float
    """Seconds in which it fades in."""
    ending: float
    """Seconds in which it fades out."""
    harmonics: tuple[float, ...] = (1.0, 0.6, 0.4, 0.2)
    """Most of what the loudspeaker of a laptop has of a low swell are its harmonics."""


SWELLS: dict[Sound, Swell] = {
    Sound.IN: Swell((262.0, 466.0), (0.5, 1.0), 1_396.9, 0.125, 1 / 3),
    Sound.OUT: Swell((415.0, 233.0), (1.0, 0.4), 740.0, 1 / 12, 0.35),
}
"""The two breaths. Even at its softest each is loud enough to be followed to its end."""


def sine(turns: float) -> float:
    """sin(2 pi turns) for turns in 0..0.25, by its series: exact to 1e-12."""
    x = 6.283185307179586 * turns
    square = x * x
    term = total = x
    for n in range(2, 20, 2):
        term = -term * square / (n * (n + 1))
        total += term
    return total


@cache
def table(harmonics: tuple[float, ...] = (1.0,)) -> Sequence[float]:
    """One period of a wave with these levels for its harmonics."""
    quarter = STEPS // 4
    rise = [sine(i / STEPS) for i in range(quarter + 1)]
    half = rise + rise[-2:0:-1]
    wave = half + [-x for x in half]
    if harmonics == (1.0,):
        return array("d", wave)
    return array("d", [sum(h * wave[(i * n) % STEPS] for n, h in enumerate(harmonics, 1)) for i in range(STEPS)])


def add(mix: list[float], tone: Tone, harmonics: tuple[float, ...] = (1.0,)) -> None:
    """Add one tone to a mix, up to the end of either."""
    wave = table(harmonics)
    begin = round(tone.at * RATE)
    length = len(mix) - begin
    if tone.lasts is not None:
        length = min(length, round(tone.lasts * RATE))
    rise = max(round(tone.attack * RATE), 1)
    release = min(round(tone.ending * RATE), length)
    keep = 1.0 - 1.0 / (tone.decay * RATE)
    step, change = _steps(tone.pitch, tone.pitch if tone.glide is None else tone.glide, length)
    phase = 0
    level = tone.level
    for i in range(length):
        value = level * wave[phase >> SHIFT]
        if i < rise:
            value *= i / rise
        else:
            level *= keep
        if i >= length - release:
            value *= (length - 1 - i) / release
        mix[begin + i] += value
        phase = (phase + step) % TURN
        step += change


def render(seconds: float, tones: Sequence[Tone], peak: int, harmonics: tuple[float, ...] = (1.0,)) -> Samples:
    """Mix tones, scaled to `peak`; the result begins and ends at zero."""
    mix = [0.0] * round(seconds * RATE)
    for tone in tones:
        add(mix, tone, harmonics)
    return _whole(mix, peak)


def breath(swell: Swell, length: int) -> Samples:
    """A breath of exactly `length` frames: a soft chime, then a swell.

    Breathing in rises in pitch and loudness, breathing out falls in both. The chime lies above the
    swell, so that its beginning can be heard, and measured.
    """
    opening = min(round(swell.opening * RATE), length // 4)
    ending = max(min(round(swell.ending * RATE), length // 3), 1)
    wave = table(swell.harmonics)
    step, change = _steps(*swell.pitches, length)
    level = swell.levels[0]
    slope = (swell.levels[1] - swell.levels[0]) / max(length, 1)
    mix: list[float] = []
    append = mix.append
    phase = 0
    for _ in range(length):
        append(level * wave[phase >> SHIFT])
        level += slope
        phase = (phase + step) % TURN
        step += change
    for i in range(opening):
        mix[i] *= i / opening
    for i in range(ending):
        mix[-1 - i] *= i / ending
    for pitch, loud, decay in ((swell.chime, 0.55, 0.12), (swell.chime * 2, 0.12, 0.05)):
        add(mix, Tone(0.0, pitch, loud, decay, lasts=0.7))
    return _whole(mix, BREATH_PEAK)


def _steps(begin: float, end: float, length: int) -> tuple[int, int]:
    """How far the phase advances in the first frame, and how much further in each one after it."""
    step = round(begin * TURN / RATE)
    return step, round((end - begin) * TURN / RATE / max(length, 1))


def _whole(mix: list[float], peak: int) -> Samples:
    """The mix scaled to `peak` and rounded to whole numbers, halves up."""
    top = max(max(mix, default=0.0), -min(mix, default=0.0))
    factor = peak / top if top else 0.0
    return array("h", [int(x * factor + 32_768.5) - 32_768 for x in mix])
