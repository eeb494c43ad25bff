"""The sixteen cue files: what a listener can rely on, measured."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from unclench.audio import synth, wavfile
from unclench.audio.pcm import RATE, Samples
from unclench.cues import Sound

SOUNDS = Path(__file__).resolve().parents[2] / "sounds"
PEAK = dict.fromkeys(Sound, 32768 * 10 ** (-12 / 20)) | {Sound.ALARM: 32_768 * 10 ** (-3 / 20)}
LONGEST = {
    Sound.PREPARE: 0.2, Sound.COUNT: 0.2, Sound.HALF: 0.2, Sound.TICK: 0.2, Sound.GO: 1.5, Sound.RELEASE: 1.5,
    Sound.PHASE: 1.5, Sound.REST: 1.5, Sound.SWITCH: 1.5, Sound.IN: 5.0, Sound.OUT: 4.0, Sound.ALARM: 2.0,
}  # fmt: skip


def cue(sound: Sound) -> Samples:
    return wavfile.read(SOUNDS / f"{sound.value}.wav")


def test_the_script_makes_the_very_bytes_that_are_shipped(tmp_path: Path) -> None:
    """Whoever changes the script commits the sounds with it."""
    subprocess.run([sys.executable, str(SOUNDS / "make_sounds.py"), str(tmp_path)], check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in SOUNDS.glob("*.wav")}
    assert set(made) == {f"{sound.value}.wav" for sound in Sound}


@pytest.mark.parametrize("sound", Sound)
def test_a_cue_is_gentle(sound: Sound) -> None:
    """Within its peak, beginning and ending at zero, and no longer than it should be."""
    samples = cue(sound)
    assert max(map(abs, samples)) <= PEAK[sound]
    assert samples[0] == samples[-1] == 0
    assert len(samples) <= LONGEST.get(sound, 2.0) * RATE


@pytest.mark.parametrize("sound", Sound)
def test_a_cue_does_not_click(sound: Sound) -> None:
    """It takes five milliseconds to reach what it could have reached at once."""
    samples = cue(sound)
    top = max(map(abs, samples[: RATE // 20]))
    first_ms = max(map(abs, samples[: RATE // 1000]))
    assert first_ms <= 0.3 * top
    assert max(map(abs, samples[-RATE // 1000 :])) <= 0.05 * PEAK[sound]


def test_breaths_last_as_long_as_the_pattern_they_were_made_for() -> None:
    """Five seconds in, four out."""
    assert len(cue(Sound.IN)) == 5 * RATE
    assert len(cue(Sound.OUT)) == 4 * RATE


def test_a_breath_in_grows_and_a_breath_out_fades() -> None:
    """With closed eyes, loudness alone tells them apart."""

    def energy(samples: Samples, begin: float, end: float) -> float:
        part = samples[int(begin * len(samples)) : int(end * len(samples))]
        return sum(x * x for x in part) / len(part)

    assert energy(cue(Sound.IN), 0.7, 0.9) > 2 * energy(cue(Sound.IN), 0.1, 0.3)
    assert energy(cue(Sound.OUT), 0.1, 0.3) > 2 * energy(cue(Sound.OUT), 0.7, 0.9)


@pytest.mark.parametrize("length", [1, 2, 100, 441, 30_000, 3 * RATE])
@pytest.mark.parametrize("rising", [True, False])
def test_a_breath_fits_any_length(*, rising: bool, length: int) -> None:
    """Exactly as long as asked for, and silent at the end."""
    samples = synth.breath(rising=rising, length=length)
    assert len(samples) == length
    assert samples[0] == samples[-1] == 0


def test_no_two_cues_can_be_taken_for_one_another() -> None:
    """Their normalised cross-correlation stays under a half at every lag."""
    np = pytest.importorskip("numpy")
    waves = {sound: np.array(cue(sound), dtype=float) for sound in Sound}
    size = 1 << 19
    spectra = {sound: np.fft.rfft(wave, size) for sound, wave in waves.items()}
    alike = {}
    for one, other in itertools.combinations(Sound, 2):
        both = np.fft.irfft(spectra[one] * spectra[other].conj(), size)
        alike[one, other] = abs(both).max() / (np.linalg.norm(waves[one]) * np.linalg.norm(waves[other]))
    assert {pair: value for pair, value in alike.items() if value > 0.5} == {}
