"""The cues as they are heard: by old ears, from small loudspeakers, and by somebody who knows no pitches.

The measures are in tests/hearing.py, and are tried in test_measures_of_hearing.py. Where a sound pressure matters, it
is that of a room in which the bell that begins a hold has 60 dB(A): as loud as somebody who talks to you.
"""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from tests import hearing
from tests.hearing import Filter, Wave, high_pass_500_hz, laf, low_pass_2_khz, old_ears

from unclench.audio import cue_bank
from unclench.cues import Sound
from unclench.media import pcm
from unclench.media.pcm import RATE, Samples, frames

SOUNDS = Path(__file__).resolve().parents[3] / "sounds"
TAPS = {Sound.PREPARE, Sound.COUNT, Sound.HALF, Sound.TICK, Sound.KEY, Sound.REFUSED}
TARGETS: dict[Sound, int] = {sound: -25 if sound in TAPS else -23 for sound in Sound if sound is not Sound.ALARM}
"""LAF in dBFS (ours): the voice has -18 to -24, so that no cue is lost beside its words, and none jumps out."""
PULSE = 0.15
"""Seconds: the length of one of the alarm's pulses."""

every_cue = pytest.mark.parametrize("sound", Sound)


def wave(samples: Samples) -> Wave:
    return np.array(samples, float) / 32_768


@cache
def cue(sound: Sound) -> Wave:
    return wave(pcm.read_wav(SOUNDS / f"{sound.value}.wav"))


@pytest.mark.parametrize("sound", TARGETS)
def test_every_cue_is_as_loud_as_it_should_be_within_2_db(sound: Sound) -> None:
    assert laf(cue(sound)) == pytest.approx(TARGETS[sound], abs=2)


@pytest.mark.parametrize("seconds", [2, 7])
@pytest.mark.parametrize("sound", cue_bank.BREATHS)
def test_a_breath_of_any_length_is_as_loud_as_it_should_be(sound: Sound, seconds: float) -> None:
    assert laf(wave(cue_bank.fitted_breath(sound, frames(seconds * 1000)))) == pytest.approx(TARGETS[sound], abs=2)


@every_cue
@pytest.mark.parametrize("behind", [old_ears, low_pass_2_khz, high_pass_500_hz], ids=lambda behind: behind.__name__)
def test_no_cue_is_lost_on_old_ears_or_small_loudspeakers_that_have_the_bell(behind: Filter, sound: Sound) -> None:
    """Within 10 dB of `go`. The alarm is meant to be further above it, and nothing else is."""
    above = laf(cue(sound), behind) - laf(cue(Sound.GO), behind)
    assert above >= -10
    assert above <= 10 or sound is Sound.ALARM


@pytest.mark.parametrize("sound", cue_bank.BREATHS)
def test_a_breath_can_be_followed_to_its_end_on_the_loudspeaker_of_a_laptop(sound: Sound) -> None:
    """From 0.3 s on until half a second is left it is never more than 15 dB below the bell (ours)."""
    course = 10 * np.log10(hearing.fast(hearing.through(cue(sound), hearing.a_weighting, high_pass_500_hz)))
    middle = course[round(0.3 * hearing.A_SECOND) : round((len(cue(sound)) / RATE - 0.5) * hearing.A_SECOND)]
    assert middle.min() >= laf(cue(Sound.GO), high_pass_500_hz) - 15


def test_no_two_cues_differ_by_their_pitch_alone() -> None:
    """Not only those that one of our routines has together: in a sheet of your own there may be any two."""
    pictures = {sound: hearing.pictured(cue(sound)) for sound in Sound}
    apart = {(a, b): hearing.distance(pictures[a], pictures[b]) for a, b in itertools.combinations(Sound, 2)}
    assert {pair: far for pair, far in apart.items() if far < 0.6} == {}


@pytest.mark.parametrize("sound", [Sound.GO, Sound.RELEASE, Sound.SWITCH, Sound.CHECK, Sound.DONE])
def test_what_comes_out_of_silence_comes_up_in_15_to_25_ms(sound: Sound) -> None:
    """So that it is no jolt to somebody who has just relaxed; from a tenth to nine tenths of its first note."""
    assert 15 <= rise(cue(sound)) <= 25


def rise(sound: Wave) -> float:
    """The ms that its first 80 ms take from a tenth to nine tenths of their loudest."""
    over = RATE // 250
    size = np.sqrt(np.convolve(sound[: RATE // 8] ** 2, np.full(over, 1 / over), "same"))[: RATE * 8 // 100]
    return float(np.argmax(size >= 0.9 * size.max()) - np.argmax(size >= 0.1 * size.max())) * 1000 / RATE


def test_the_alarm_reaches_66_phon_on_ears_of_75_years() -> None:
    """Loud enough to wake (it was 56): where `go` has 60 dB(A), with a median loss, at the end of its ramp."""
    full_scale = 60 - laf(cue(Sound.GO))
    assert hearing.phon(cue(Sound.ALARM), full_scale, old_ears) >= 66


def test_the_alarm_is_low_and_has_the_harmonics_of_a_medical_one() -> None:
    """IEC 60601-1-8: 150 to 1,000 Hz, and four partials and more from 300 to 4,000 Hz within 15 dB of it."""
    sound = cue(Sound.ALARM)
    levels = 20 * np.log10(np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) + 1e-9)
    partials = [levels[round(520 * n * len(sound) / RATE) + np.arange(-5, 6)].max() for n in range(1, 8)]
    assert np.argmax(partials) == 0
    assert levels.max() == partials[0]
    assert sum(partial >= partials[0] - 15 for partial in partials) >= 4


def test_each_pulse_of_the_alarm_comes_up_in_a_tenth_of_its_length_or_more() -> None:
    """IEC 60601-1-8: 10 to 40 % of it."""
    assert 0.1 * PULSE <= rise(cue(Sound.ALARM)) / 1000 <= 0.4 * PULSE


def test_the_alarm_is_a_burst_of_a_second_and_then_leaves_room() -> None:
    assert len(cue(Sound.ALARM)) == RATE
