"""The cue files: what a listener can rely on, measured. How they are heard is in test_hearing.py."""

from __future__ import annotations

import itertools
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from unclench.audio import cue_bank
from unclench.audio.cue_bank import BED_GOES_ON, BED_OPENING, Bank
from unclench.cues import Sound
from unclench.media import pcm
from unclench.media.pcm import RATE, Samples, frames

SOUNDS = Path(__file__).resolve().parents[3] / "sounds"
PEAK = dict.fromkeys(Sound, 32_768 * 10 ** (-8 / 20)) | {Sound.ALARM: 32_768 * 10 ** (-3 / 20)}
STEP = 900
"""No two neighbouring samples in the first or the last 2 ms are further apart: -31 dBFS. A cue
that began or ended at its peak would jump by 6,000 to 22,000."""
EDGE = RATE // 500
NOISE = 10
"""Signal to noise in dB at which cues must be told apart."""
SIZES = (400_000, 540_000)
"""Samples of a Fourier transform that is quick: one for what is heard with most cues, one for it with a breath."""
LONGEST = {
    Sound.PREPARE: 0.25, Sound.COUNT: 0.2, Sound.HALF: 0.25, Sound.TICK: 0.2, Sound.GO: 1.5, Sound.RELEASE: 1.5,
    Sound.PHASE: 1.5, Sound.REST: 1.5, Sound.SWITCH: 1.5, Sound.IN: 5.0, Sound.OUT: 4.0, Sound.ALARM: 1.0,
    Sound.KEY: 0.1, Sound.REFUSED: 0.3,
}  # fmt: skip


every_cue = pytest.mark.parametrize("sound", Sound)


@cache
def cue(sound: Sound) -> Samples:
    return pcm.read_wav(SOUNDS / f"{sound.value}.wav")


def loudest(samples: Samples) -> int:
    return max(map(abs, samples))


def steepest(samples: Samples) -> int:
    return max((abs(b - a) for a, b in itertools.pairwise(samples)), default=0)


def test_the_script_makes_the_very_bytes_that_are_shipped(tmp_path: Path) -> None:
    """Whoever changes the script commits the sounds with it."""
    subprocess.run([sys.executable, str(SOUNDS / "make_sounds.py"), str(tmp_path)], check=True)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.wav")}
    assert made == {path.relative_to(SOUNDS): path.read_bytes() for path in SOUNDS.rglob("*.wav")}
    assert set(made) == {Path(f"{sound.value}.wav") for sound in Sound} | {Path(BED_GOES_ON), Path(BED_OPENING)}


@every_cue
def test_a_cue_is_gentle(sound: Sound) -> None:
    """Within its peak, beginning and ending at zero, and no longer than it should be."""
    samples = cue(sound)
    assert loudest(samples) <= PEAK[sound]
    assert samples[0] == samples[-1] == 0
    assert len(samples) <= round(LONGEST.get(sound, 2.0) * RATE)


@every_cue
def test_a_cue_does_not_click(sound: Sound) -> None:
    """Neither does it jump at its ends, nor is it at once as loud as it could be."""
    samples = cue(sound)
    assert max(steepest(samples[:EDGE]), steepest(samples[-EDGE:])) <= STEP
    assert loudest(samples[: RATE // 1000]) <= 0.3 * loudest(samples[: RATE // 20])
    assert loudest(samples[-RATE // 1000 :]) <= 0.05 * PEAK[sound]


@every_cue
def test_a_cue_takes_its_time_to_come_up(sound: Sound) -> None:
    """In its first five thousandths of a second it stays below a straight line up to its peak."""
    opening = list(map(abs, cue(sound)[: RATE // 20]))
    ramp = 0.005 * RATE
    assert not [i for i, x in enumerate(opening[: int(ramp)]) if x > max(opening) * 1.15 * i / ramp + 1]


def test_breaths_last_as_long_as_the_pattern_they_were_made_for() -> None:
    """Five seconds in, four out."""
    assert len(cue(Sound.IN)) == 5 * RATE
    assert len(cue(Sound.OUT)) == 4 * RATE


@pytest.mark.parametrize("seconds", [2, 2.5, 4, 7, 8, 12])
def test_a_breath_of_any_length_is_exact_swells_the_right_way_and_does_not_click(seconds: float) -> None:
    """With closed eyes, loudness alone tells in from out. Two breaths on end join in silence."""

    def energy(samples: Samples, begin: float, end: float) -> float:
        part = samples[int(begin * len(samples)) : int(end * len(samples))]
        return sum(x * x for x in part) / len(part)

    length = frames(seconds * 1000)
    rising, falling = (cue_bank.fitted_breath(sound, length) for sound in (Sound.IN, Sound.OUT))
    for samples in (rising, falling):
        assert len(samples) == length
        assert samples[0] == samples[-1] == 0
        assert loudest(samples) <= PEAK[Sound.IN]
        assert max(steepest(samples[:EDGE]), steepest(samples[-EDGE:])) <= STEP
    assert energy(rising, 0.6, 0.8) > 1.5 * energy(rising, 0.2, 0.4)
    assert energy(falling, 0.2, 0.4) > 1.5 * energy(falling, 0.6, 0.8)


@pytest.mark.parametrize("length", [1, 2, 100, 441])
@pytest.mark.parametrize("sound", [Sound.IN, Sound.OUT])
def test_even_a_breath_too_short_to_hear_is_exact(sound: Sound, length: int) -> None:
    samples = cue_bank.fitted_breath(sound, length)
    assert len(samples) == length
    assert samples[0] == samples[-1] == 0


@pytest.mark.parametrize("lasting", [2_000, 3_500, 6_000])
def test_the_breath_that_plays_until_the_fitted_one_has_come_does_not_click(lasting: int) -> None:
    bank = Bank(SOUNDS, start=lambda work: None)
    for sound in (Sound.IN, Sound.OUT):
        clip = bank.clip(sound, lasting)
        assert clip is not None
        assert len(clip.samples) <= frames(lasting)
        assert abs(clip.samples[-1]) <= 10
        assert steepest(clip.samples[-EDGE:]) <= STEP


def test_every_cue_is_told_from_every_other_in_noise() -> None:
    """White noise 10 dB under each cue, three times: of all matched filters, the
    cue's own answers most, at the cue's place to a tenth of a millisecond, and twice as strongly
    as any other.
    """
    np = pytest.importorskip("numpy")
    waves = {sound: np.array(cue(sound), dtype=float) for sound in Sound}
    longest = max(map(len, waves.values()))
    single = np.float32  # three times as fast, and exact to a millionth

    @cache
    def filters(size: int) -> Any:
        """The matched filters, a row each: transformed all at once they take half the time."""
        rows = (np.fft.rfft((wave / np.linalg.norm(wave)).astype(single), size).conj() for wave in waves.values())
        return np.stack(list(rows))

    random = np.random.default_rng(2026)
    confused = {}
    for sound, wave in waves.items():
        noise = np.sqrt(np.mean(wave**2) / 10 ** (NOISE / 10))
        for _ in range(3):
            place = int(random.integers(RATE // 10, RATE))
            heard = random.normal(0, noise, len(wave) + 2 * RATE)
            heard[place : place + len(wave)] += wave
            size = next(size for size in SIZES if size >= len(heard) + longest)
            answers = np.fft.irfft(np.fft.rfft(heard.astype(single), size) * filters(size), size)
            strongest = np.maximum(answers.max(axis=1), -answers.min(axis=1))
            strength = dict(zip(waves, strongest.tolist(), strict=True))
            own = strength.pop(sound)
            own_place = int(answers[list(waves).index(sound)].argmax())
            worst = max(strength, key=lambda one: strength[one])
            if strength[worst] > own / 2 or abs(own_place - place) > frames(0.1):
                confused[sound] = (worst, strength[worst] / own)
    assert confused == {}
