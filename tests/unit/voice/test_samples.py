"""Samples from an engine made fit for the mixer."""

from __future__ import annotations

from array import array
from itertools import pairwise
from math import log10, pi, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.media.libsndfile import SLICE, resampled
from unclench.media.pcm import RATE, Samples
from unclench.voice.samples import PEAK, peak, shape, trimmed


def tone(rate: int, ms: int, level: int = 20_000, pitch: int = 440) -> Samples:
    return array("h", [round(level * sin(2 * pi * pitch * i / rate)) for i in range(rate * ms // 1000)])


def silence(rate: int, ms: int, level: int = 0) -> Samples:
    return array("h", [level]) * (rate * ms // 1000)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
def test_silence_goes_but_for_ten_milliseconds_at_each_end(rate: int):
    sound = silence(rate, 300, 20) + tone(rate, 200) + silence(rate, 500, -20)
    length = len(shape(sound, rate)) * 1000 / RATE
    assert length == pytest.approx(220, abs=2)


@given(st.lists(st.integers(-32_768, 32_767), max_size=3_000), st.sampled_from([16_000, 22_050, 24_000, 44_100]))
def test_nothing_is_louder_than_minus_nine_and_both_ends_are_silent(samples: list[int], rate: int):
    out = shape(array("h", samples), rate)
    assert peak(out) <= PEAK
    if out:
        assert out[0] == out[-1] == 0


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100])
def test_neither_ends_nor_slices_click(rate: int):
    sound = tone(rate, 900, pitch=200)
    out = shape(sound, rate)
    steepest = 2 * pi * 200 / RATE * peak(out)
    assert max(abs(b - a) for a, b in pairwise(out)) <= steepest * 1.05 + 2
    assert max(map(abs, out[:22])) <= peak(out) // 9  # the first half millisecond of five


@pytest.mark.parametrize("level", [300, 3_000, 30_000])
def test_quiet_and_loud_engines_come_out_equally_loud(level: int):
    out = shape(tone(22_050, 500, level), 22_050)
    power = sqrt(sum(x * x for x in out[4_410:17_640]) / 13_230)
    assert 20 * log10(power / 32_768) == pytest.approx(-21, abs=0.2)


def test_pauses_inside_do_not_make_the_words_louder():
    whole = shape(tone(22_050, 400), 22_050)
    parted = shape(tone(22_050, 200) + silence(22_050, 600) + tone(22_050, 200), 22_050)
    assert peak(parted) == pytest.approx(peak(whole), rel=0.02)


@pytest.mark.parametrize("rate", [16_000, 22_050, 48_000])
def test_resampling_keeps_pitch_and_length(rate: int):
    out = resampled(tone(rate, 1_000, pitch=1_000), rate)
    expected = tone(RATE, 1_000, pitch=1_000)
    assert len(out) == len(expected)
    worst = max(abs(a - b) for a, b in zip(out[10:-10], expected[10:-10], strict=True))
    assert worst <= (25 if rate == 22_050 else 420)


@given(
    st.lists(st.integers(-32_768, 32_767), min_size=1, max_size=400),
    st.sampled_from([8_000, 11_025, 16_000, 24_000, 32_000, 44_056, 48_000, 96_000, 192_000]),
)
def test_each_place_lies_on_the_line_between_its_neighbours(samples: list[int], rate: int):
    out = resampled(array("h", samples), rate)
    assert len(out) == len(samples) * RATE // rate
    padded = [*samples, samples[-1]]
    for number, sample in enumerate(out):
        place, part = divmod(number * rate, RATE)
        assert sample == padded[place] + (padded[place + 1] - padded[place]) * part // RATE


def test_doubling_keeps_every_given_sample():
    sound = tone(22_050, 300)
    assert resampled(sound, 22_050)[::2] == sound


def test_silence_alone_becomes_nothing():
    assert not shape(silence(22_050, 200, 30), 22_050)
    assert not shape(array("h"), 22_050)
    assert not trimmed(array("h"), 22_050)


def test_the_work_is_cut_into_slices():
    rests = []
    shape(tone(22_050, 2_000), 22_050, lambda: rests.append(1))
    assert len(rests) >= 3 * 2 * 22_050 // SLICE


def test_one_sample_is_a_sound_too():
    assert shape(array("h", [9_000]), 22_050) == array("h", [0, 0])


@pytest.mark.parametrize("rate", [24_000, 44_100])
def test_one_loud_pulse_does_not_make_a_voice_soft(rate: int):
    """As a voice may begin: it is taken back by itself, and all else is as loud as without it."""
    plain = tone(rate, 600, 9_000)
    with_pulse = plain[:]
    with_pulse[rate // 4] = 26_000
    soft, loud = shape(with_pulse, rate), shape(plain, rate)
    assert peak(soft[: RATE // 5]) == pytest.approx(peak(loud[: RATE // 5]), rel=0.03)
    assert peak(soft) <= PEAK
