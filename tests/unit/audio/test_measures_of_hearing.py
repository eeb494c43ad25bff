"""What tests/hearing.py measures, against the tables of the standards."""

from __future__ import annotations

import numpy as np
import pytest
from tests import hearing
from tests.hearing import RATE, Filter, Wave, high_pass_500_hz, laf, low_pass_2_khz


def tone(pitch: float, decibels: float, seconds: float = 1.0) -> Wave:
    """A sine that comes up and goes in a tenth of its length; full scale is at -3 dB."""
    time = np.arange(round(seconds * RATE)) / RATE
    edge = np.clip(np.minimum(time, time[::-1]) / (0.1 * seconds), 0, 1)
    return np.asarray(np.sqrt(2) * 10 ** (decibels / 20) * edge * np.sin(2 * np.pi * pitch * time))


@pytest.mark.parametrize(
    ("pitch", "decibels"), [(31.5, -39.4), (100, -19.1), (250, -8.6), (1_000, 0.0), (4_000, 1.0), (8_000, -1.1)]
)
def test_the_a_weighting_is_that_of_the_standard(pitch: float, decibels: float) -> None:
    """IEC 61672-1:2013, table 3."""
    assert laf(tone(pitch, -20)) == pytest.approx(decibels - 20, abs=0.15)


@pytest.mark.parametrize(("seconds", "decibels"), [(1.0, 0.0), (0.2, -1.0), (0.05, -4.8), (0.01, -11.1)])
def test_a_short_tone_is_as_loud_as_the_standard_has_it(seconds: float, decibels: float) -> None:
    """IEC 61672-1:2013, table 4: bursts of 4 kHz with the time weighting "fast"."""
    time = np.arange(round(seconds * RATE)) / RATE
    assert laf(np.sqrt(2) * 0.1 * np.sin(2 * np.pi * 4_000 * time)) == pytest.approx(-20 + 1.0 + decibels, abs=0.2)


@pytest.mark.parametrize(
    ("passes", "pitch", "decibels"),
    [
        (low_pass_2_khz, 500, 0.0), (low_pass_2_khz, 2_000, -3.0), (low_pass_2_khz, 4_000, -24.1),
        (high_pass_500_hz, 2_000, 0.0), (high_pass_500_hz, 500, -3.0), (high_pass_500_hz, 250, -24.1),
    ],
)  # fmt: skip
def test_each_filter_takes_24_db_an_octave_from_where_it_begins(passes: Filter, pitch: float, decibels: float) -> None:
    assert 20 * np.log10(passes(np.array([float(pitch)]))[0]) == pytest.approx(decibels, abs=0.05)


@pytest.mark.parametrize(
    ("age", "pitch", "decibels"),
    [(18, 4_000, 0), (60, 1_000, 7.8), (60, 4_000, 20.2), (75, 1_000, 16.8), (75, 4_000, 41.1)],
)
def test_old_ears_have_lost_what_the_standard_says(age: int, pitch: float, decibels: float) -> None:
    """ISO 7029:2017, table 1, worked out by hand: 3.40e-3 * 42 ** 2.325 is 20.2."""
    assert hearing.loss(np.array([float(pitch)]), age)[0] == pytest.approx(decibels, abs=0.1)


@pytest.mark.parametrize("level", [40, 60, 80])
def test_a_tone_of_1_khz_has_as_many_phon_as_db(level: int) -> None:
    """By the definition of the phon."""
    assert hearing.phon(tone(1_000, level - 100), 100) == pytest.approx(level, abs=0.5)


def test_the_loudness_of_a_noise_is_that_of_the_standard() -> None:
    """ISO 532-1:2017, annex B, test signal 1: the third octaves of a machine are 83.296 sone."""
    machine = [
        -60, -60, 78, 79, 89, 72, 80, 89, 75, 87, 85, 79, 86, 80, 71, 70, 72, 71, 72, 74, 69, 65, 67, 77, 68,
        58, 45, 30,
    ]  # fmt: skip
    assert hearing.sone(np.array(machine, float)) == pytest.approx(83.296, abs=0.01)


def two(first: float, second: float, apart: float, decibels: float = -20.0) -> Wave:
    """Two notes of a tenth of a second; `apart` is from beginning to beginning (seconds)."""
    sound = np.zeros(RATE)
    for at, pitch in ((0.0, first), (apart, second)):
        begin = round(at * RATE)
        sound[begin : begin + RATE // 10] += tone(pitch, decibels, 0.1)
    return hearing.pictured(sound)


def test_what_is_only_softer_or_higher_is_the_same_with_its_pitch_taken_away() -> None:
    rising = two(600, 800, 0.15)
    assert hearing.distance(rising, two(600, 800, 0.15, -40)) < 0.01
    assert hearing.distance(rising, two(900, 1_180, 0.15)) < 0.3


@pytest.mark.parametrize(("first", "second", "apart"), [(800, 600, 0.15), (600, 800, 0.45), (600, 600, 0.15)])
def test_what_falls_or_is_slower_or_stays_is_something_else(first: float, second: float, apart: float) -> None:
    rising, other = two(600, 800, 0.15), two(first, second, apart)
    assert hearing.distance(rising, other) == pytest.approx(hearing.distance(other, rising))
    assert hearing.distance(rising, other) > 0.5
