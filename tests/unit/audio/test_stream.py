"""The mixer, to the sample."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from unclench.audio.backend import gain
from unclench.audio.stream import FADE, Mixer
from unclench.cues import Sound
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


def test_the_alarm_can_be_spared_when_the_others_fall_silent() -> None:
    mixer = Mixer()
    mixer.place(array("h", [100] * 5_000), 0)
    mixer.place(array("h", [7] * 5_000), 0, alarm=True)
    mixer.place(samples(1), 4_000)
    mixer.place(samples(2), 6_000, alarm=True)
    mixer.render(100)
    mixer.withdraw(spare_alarm=True)
    left = rendered(mixer, 6_000)
    assert left[FADE : 5_000 - 100] == [7] * (5_000 - 100 - FADE)
    assert left[5_900] == 2


def test_the_volume_does_not_hold_for_the_alarm() -> None:
    assert gain(Sound.GO, 1.0, 100) == UNITY
    assert gain(Sound.GO, 0.5, 50) == UNITY // 4
    assert gain(Sound.GO, 1.0, 0) == gain(None, 1.0, 0) == 0
    assert gain(Sound.ALARM, 1.0, 0) == gain(Sound.ALARM, 1.0, 50) == gain(Sound.ALARM, 1.0, 100) == UNITY
    assert gain(Sound.ALARM, 0.25, 0) == gain(Sound.ALARM, 0.25, 80) == UNITY // 4


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
