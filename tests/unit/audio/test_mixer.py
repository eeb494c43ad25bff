"""The mixer, to the sample."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.audio.backend import gain, master_gain
from unclench.audio.output import under
from unclench.audio.stream import FADE, RAMP, Mixer
from unclench.media.pcm import UNITY, Samples, cut, faded, from_bytes, scaled, to_bytes


def samples(*values: int) -> Samples:
    return array("h", values)


def rendered(mixer: Mixer, *counts: int) -> list[int]:
    return [x for count in counts for x in mixer.render(count)]


def test_without_voices_there_is_silence_and_the_frames_count_on() -> None:
    mixer = Mixer()
    assert rendered(mixer, 3, 2) == [0] * 5
    assert mixer.frame == 5
    assert mixer.render(4) is mixer.render(4)


def test_a_voice_sounds_from_its_frame_on_across_blocks() -> None:
    mixer = Mixer()
    assert mixer.place(samples(1, 2, 3, 4), 3) == 3
    assert rendered(mixer, 2, 2, 2, 2) == [0, 0, 0, 1, 2, 3, 4, 0]
    assert mixer.idle


def test_a_voice_that_comes_too_late_begins_at_once_and_whole() -> None:
    mixer = Mixer()
    mixer.render(10)
    assert mixer.place(samples(7, 8), 4) == 10
    assert rendered(mixer, 3) == [7, 8, 0]


def test_voices_add_up_and_saturate_without_wrapping() -> None:
    mixer = Mixer()
    mixer.place(samples(30_000, -30_000, 5), 0)
    mixer.place(samples(10_000, -10_000, 6), 0)
    mixer.place(samples(-10_000, 1), 0)
    assert rendered(mixer, 4) == [30_000, -32_768, 11, 0]


def test_gain_scales_a_voice_alone_and_among_others_alike() -> None:
    half = UNITY // 2
    alone, among = Mixer(), Mixer()
    alone.place(samples(100, -101, 3), 0, half)
    among.place(samples(100, -101, 3), 0, half)
    among.place(samples(0, 0, 0), 0)
    assert rendered(alone, 3) == rendered(among, 3) == [50, -50, 2]
    assert list(scaled(samples(100, -101, 3), half)) == [50, -50, 2]


def test_withdrawing_forgets_what_waits_and_fades_what_sounds() -> None:
    mixer = Mixer()
    mixer.place(array("h", [1_000] * 5_000), 0)
    mixer.place(samples(9, 9, 9), 4_000)
    mixer.render(100)
    mixer.withdraw()
    tail = rendered(mixer, FADE + 10)
    assert tail[0] == 1_000
    assert tail[:FADE] == sorted(tail[:FADE], reverse=True)
    assert tail[FADE:] == [0] * 10
    assert mixer.idle


def test_while_the_others_are_muted_the_alarm_sounds_and_unmuting_brings_back_all_that_still_lasts() -> None:
    mixer = Mixer()
    mixer.place(array("h", [100] * 5_000), 0)
    mixer.place(array("h", [7] * 5_000), 0, alarm=True)
    mixer.place(samples(1), 4_000)
    mixer.render(100)
    mixer.set_gain(0)
    left = rendered(mixer, 1_900)
    assert left[RAMP:] == [7] * (1_900 - RAMP)
    mixer.set_gain(UNITY)
    left = rendered(mixer, 3_000)
    assert left[RAMP:] == [107] * (2_000 - RAMP) + [108] + [107] * 999


def test_the_alarm_goes_on_as_loud_as_it_was_in_the_very_frames_in_which_the_others_are_muted() -> None:
    mixer = Mixer()
    mixer.place(array("h", [700] * 5_000), 0, alarm=True)
    mixer.place(array("h", [100] * 50), 0)
    mixer.render(100)
    for gain_then in (0, UNITY, UNITY // 2):
        mixer.set_gain(gain_then)
        assert rendered(mixer, 2 * RAMP) == [700] * (2 * RAMP)


def test_the_volume_does_not_hold_for_the_alarm() -> None:
    assert under(master_gain(100), gain(1.0), alarm=False) == UNITY
    assert under(master_gain(50), gain(0.5), alarm=False) == UNITY // 4
    assert under(master_gain(0), gain(1.0), alarm=False) == 0
    for percent in (0, 50, 100):
        assert under(master_gain(percent), gain(1.0), alarm=True) == UNITY
        assert under(master_gain(percent), gain(0.25), alarm=True) == UNITY // 4


def test_the_first_sound_is_as_loud_as_it_was_set_before_from_its_first_frame_on() -> None:
    mixer = Mixer()
    mixer.set_gain(UNITY // 2)
    mixer.place(array("h", [1_000] * 10), 0)
    assert rendered(mixer, 10) == [500] * 10


def test_a_change_of_the_master_gain_is_a_straight_line_of_ten_milliseconds_without_a_step() -> None:
    mixer = Mixer()
    mixer.place(array("h", [10_000] * 4_000), 0)
    mixer.render(1_000)
    mixer.set_gain(UNITY // 2)
    heard = rendered(mixer, 100, 1_000)
    steps = [before - after for before, after in pairwise([10_000, *heard])]
    assert heard[RAMP:] == [5_000] * (1_100 - RAMP)
    assert max(steps) <= 5_000 // RAMP + 2
    assert min(steps) >= 0


def test_one_that_turns_round_on_its_way_begins_from_where_it_is() -> None:
    mixer = Mixer()
    mixer.place(array("h", [10_000] * 4_000), 0)
    mixer.render(1_000)
    mixer.set_gain(0)
    down = rendered(mixer, RAMP // 2)
    mixer.set_gain(UNITY)
    up = rendered(mixer, RAMP + 5)
    assert up[0] == pytest.approx(down[-1], abs=30)
    assert up[RAMP:] == [10_000] * 5


def test_a_withdrawn_alarm_fades_as_loud_as_it_was() -> None:
    mixer = Mixer()
    mixer.render(1)
    mixer.set_gain(0)
    mixer.place(array("h", [1_000] * 5_000), 1, alarm=True)
    mixer.render(1_000)
    mixer.withdraw()
    assert rendered(mixer, 10)[0] == 1_000


def test_cutting_fades_the_end_and_leaves_shorter_sounds_alone() -> None:
    whole = array("h", [100] * 10)
    assert cut(whole, 10, 3) is whole
    assert list(cut(whole, 6, 4)) == [100, 100, 100, 75, 50, 25]
    assert list(faded(whole, 8, 5)) == [100, 50]
    assert from_bytes(to_bytes(samples(1, -2))) == samples(1, -2)


voices = st.lists(
    st.tuples(st.lists(st.integers(-20_000, 20_000), max_size=8), st.integers(0, 30), st.integers(0, UNITY)), max_size=5
)


@given(voices, st.lists(st.integers(1, 9), max_size=12))
def test_blocks_of_any_size_give_the_same_sound(parts: list[tuple[list[int], int, int]], sizes: list[int]) -> None:
    """How the device cuts the stream up is not to be heard, and every sum is exact."""
    mixer = Mixer()
    expected = [0] * sum(sizes)
    for values, frame, factor in parts:
        mixer.place(array("h", values), frame, factor)
        for i, x in enumerate(values, frame):
            if i < len(expected):
                expected[i] += (x * factor + UNITY // 2) >> 15
    clipped = [max(-32_768, min(32_767, x)) for x in expected]
    assert rendered(mixer, *sizes) == clipped


@given(voices, st.lists(st.integers(1, 300), min_size=1, max_size=8), st.lists(st.integers(0, UNITY), max_size=3))
def test_a_change_of_the_master_gain_sounds_the_same_in_blocks_of_any_size(
    parts: list[tuple[list[int], int, int]], sizes: list[int], gains: list[int]
) -> None:
    whole, cut_up = Mixer(), Mixer(rewinds=True)
    for mixer in (whole, cut_up):
        for number, (values, frame, factor) in enumerate(parts):
            mixer.place(array("h", values * 40), frame, factor, alarm=number % 3 == 0)
        mixer.render(1)
    heard: list[list[int]] = []
    for value in gains:
        whole.set_gain(value)
        cut_up.set_gain(value)
        one, other = rendered(whole, sum(sizes)), rendered(cut_up, *sizes)
        heard.append(one)
        assert one == other
    assert len(heard) == len(gains)
