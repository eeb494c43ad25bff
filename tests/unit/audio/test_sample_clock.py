"""The line from clock to frames, against devices that ask raggedly."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.audio.stream import ELSEWHERE, PULSE, SETTLING, SHIFT, SPAN, Buffer, SampleClock
from unclench.media.pcm import frames

RATE = 44_100
PERIOD = 882  # 20 ms
SETTLED = SETTLING * SPAN


def asked(lateness: list[float], ppm: float, burst: int = 3, start: float = 5_000.0) -> Iterator[tuple[int, int]]:
    """(clock ms, frame) as a device asks: `burst` blocks at once, then one a period, each late
    by its own amount. The clock reads whole milliseconds.
    """
    frame = 0
    for i in range(len(lateness) + burst):
        played = max(i - burst, 0) * PERIOD / RATE * 1000 / (1 + ppm * 1e-6)
        late = lateness[i - burst] if i >= burst else 0.0
        yield int(start + played + late), frame
        frame += PERIOD


def true_frame(ms: float, ppm: float, burst: int = 3, start: float = 5_000.0) -> float:
    return burst * PERIOD + (ms - start) * RATE / 1000 * (1 + ppm * 1e-6)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0, 15), min_size=250, max_size=500),
    st.floats(-200, 200),
    st.integers(1, 6),
)
def test_cues_half_a_second_apart_are_placed_half_a_second_apart(lateness: list[float], ppm: float, burst: int) -> None:
    """Whatever the lateness of single requests, the burst at the start and the device's drift,
    two moments half a second apart map to frames whose distance is off by less than a
    millisecond, once the start is over; one request a second is in time.
    """
    line = SampleClock(RATE)
    placed: list[int] = []
    lateness = [0.0 if i % 50 == 0 else late for i, late in enumerate(lateness)]
    for count, (now, frame) in enumerate(asked(lateness, ppm, burst)):
        line.observe(now, frame)
        if now > 5_000 + SETTLED + 1_000 and count % 25 == 0:
            at = line.frame_at(now)
            placed.append(at - round(now * RATE / 1000))
    errors = [abs(a - b) * 1000 / RATE for a, b in itertools.pairwise(placed)]
    assert max(errors, default=0) < 1.0


@settings(max_examples=20, deadline=None)
@given(st.floats(-200, 200), st.integers(0, 1_000))
def test_a_drifting_device_is_followed(ppm: float, seed: int) -> None:
    """After five minutes at 200 ppm, which make 60 ms, the line is within 4 ms of the truth."""
    random = Random(seed)
    line = SampleClock(RATE)
    now = 0
    for now, frame in asked([random.uniform(0, 6) for _ in range(15_000)], ppm):
        line.observe(now, frame)
    at = line.frame_at(now)
    assert abs(at - true_frame(now, ppm)) < 4 * RATE / 1000


def test_a_pause_lays_the_line_anew_at_once() -> None:
    """After a suspend of a minute the next cue falls where the device is now."""
    line = SampleClock(RATE)
    frame = 0
    for now in range(1_000, 3_000, 20):
        line.observe(now, frame)
        frame += PERIOD
    assert line.observe(63_000, frame)
    assert line.frame_at(63_000) == frame
    assert not line.observe(63_020, frame + PERIOD)
    assert line.frame_at(63_040) == frame + 2 * PERIOD


def test_a_stream_that_was_shifted_is_followed_at_once_after_half_a_second() -> None:
    """A machine too busy to fill a block in time: from then on all that is played is 27 ms late."""
    line = SampleClock(RATE)
    for i in range(200):
        line.observe(20 * i, PERIOD * i)
    before = line.frame_at(4_000)
    for i in range(200, 310):
        line.observe(20 * i + 27 + i % 3, PERIOD * i)
        if i < 220:
            assert abs(line.frame_at(4_000) - before) < 3 * RATE / 1000
        if i > 231:
            assert abs(line.frame_at(6_000) - (PERIOD * 300 - 27 * RATE / 1000)) < RATE / 1000


def test_a_slow_start_of_an_idle_server_does_not_stay_in_the_line() -> None:
    """PulseAudio may take the first block and ask for the second only much later."""
    line = SampleClock(RATE)
    line.observe(0, 0)
    assert line.observe(674, PERIOD)
    assert line.frame_at(674) == PERIOD


def test_one_stall_short_of_a_gap_moves_the_line_by_nothing() -> None:
    line = SampleClock(RATE)
    for i in range(200):
        line.observe(20 * i, PERIOD * i)
    before = line.frame_at(5_000)
    for i in range(200, 300):
        line.observe(max(20 * i, 4_190), PERIOD * i)
    assert line.frame_at(5_000) == before


@pytest.mark.parametrize(("buffer", "ms"), [(PULSE, 900), (ELSEWHERE, 1_104)])
def test_the_line_settles_after_a_second_or_so(buffer: Buffer, ms: int) -> None:
    line = SampleClock(RATE, buffer.block)
    for now in range(0, ms, 12):
        line.observe(now, frames(now))
        assert not line.settled
    line.observe(ms, frames(ms))
    assert line.settled


BEGAN = 5_000
"""When the stream began, in ms."""
AT_ONCE = 3
"""Blocks that a sound server takes when the stream begins, to fill its buffer."""


def asked_at(played: float, step: float, phase: float, random: Random) -> int:
    """When a sound server asks for the block it has room for once it has played `played` ms.

    It looks every `step` ms, beginning at `phase` (0..1) of a step, and asks up to a millisecond later.
    """
    return round(BEGAN + (math.ceil(played / step - phase) + phase) * step + random.uniform(0, 1))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([5.0, 10.0, 20.0, 20.16, 21.333, 25.0]),
    st.floats(0, 1),
    st.integers(-200, 300),
    st.integers(0, 1_000),
    st.sampled_from([PULSE, ELSEWHERE]),
)
def test_the_steps_in_which_a_sound_server_looks_move_no_cue(
    step: float, phase: float, ppm: int, seed: int, buffer: Buffer
) -> None:
    """Each request comes at the server's next look, up to a step late.

    The distance of two moments three seconds apart is off by less than 3 ms, whatever the step.
    """
    random, line, block = Random(seed), SampleClock(RATE, buffer.block), frames(buffer.block)
    rate = RATE / 1000 * (1 + ppm * 1e-6)  # frames per ms, as the sound card's own clock runs
    off: list[float] = []
    six_seconds = 6_000 // buffer.block  # in blocks
    for number in range(12 * six_seconds):
        first = number < AT_ONCE
        now = BEGAN if first else asked_at((number - AT_ONCE) * block / rate, step, phase, random)
        line.observe(now, number * block)
        if number % (six_seconds // 2) == 0 and line.settled:
            off.append(line.frame_at(now) / rate - now)
    assert max(abs(after - before) for before, after in itertools.pairwise(off)) < 3


def test_a_short_wait_for_the_second_request_lays_no_other_line() -> None:
    """A sound card that has to be woken: the stream is the same one, only later."""
    line = SampleClock(RATE)
    line.observe(0, 0)
    assert not line.observe(300, PERIOD)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([5.0, 10.0, 20.0, 20.16, 21.333, 25.0]),
    st.floats(0, 1),
    st.floats(8, 60),
    st.integers(0, 1_000),
    st.sampled_from([(PULSE, 900), (ELSEWHERE, 1_100)]),
)
def test_a_machine_that_stood_still_for_too_long_makes_at_most_the_next_cue_late(
    step: float, phase: float, slip: float, seed: int, case: tuple[Buffer, int]
) -> None:
    """From a second after it, the line is with the stream that has slipped."""
    buffer, within = case
    random, line, block = Random(seed), SampleClock(RATE, buffer.block), frames(buffer.block)
    rate, slipped = RATE / 1000, 11_000 // buffer.block
    since = math.inf
    for number in range(20_000 // buffer.block):
        played = max(number - AT_ONCE, 0) * block / rate + (slip if number >= slipped else 0)
        now = asked_at(played, step, phase, random)
        since = min(since, now) if number >= slipped else math.inf
        line.observe(now, number * block)
        if now > since + within:
            late = line.frame_at(now) / rate - (AT_ONCE * block / rate + now - BEGAN - slip)
            assert abs(late) < SHIFT
