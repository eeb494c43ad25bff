"""The steps of the volume keys: how far apart they are, and that each press can be heard."""

from __future__ import annotations

from itertools import pairwise
from math import log10

from hypothesis import given
from hypothesis import strategies as st

from unclench.config.volume import RUNGS, stepped

volumes = st.integers(0, 100)


def decibels(before: int, after: int) -> float:
    return 20 * log10(after / before)


def test_the_steps_are_of_three_decibels_as_nearly_as_whole_percent_can_be():
    for lower, upper in pairwise(RUNGS):
        assert abs(lower - upper * 10 ** (-3 / 20)) <= 1


def test_softer_undoes_louder_from_rung_to_rung():
    for lower, upper in pairwise(RUNGS):
        assert (stepped(lower, 1), stepped(upper, -1)) == (upper, lower)


@given(volumes.filter(lambda volume: volume > 0), st.sampled_from([1, -1]))
def test_a_press_changes_the_volume_by_so_much_that_it_is_heard_and_no_more(volume, steps):
    """But for the ends, which can be nearer."""
    changed = stepped(volume, steps)
    if changed not in (RUNGS[0], RUNGS[-1]):
        assert 1.5 <= decibels(volume, changed) * steps <= 5.1


@given(volumes, st.integers(-20, 20))
def test_keys_lead_to_no_silence_and_beyond_no_end(volume, steps):
    changed = stepped(volume, steps)
    assert min(volume, RUNGS[0]) <= changed <= RUNGS[-1]
    assert steps != 0 or changed == volume
    assert steps <= 0 or changed >= RUNGS[0]


@given(volumes, st.integers(0, 20))
def test_many_presses_are_as_many_single_ones(volume, steps):
    one_by_one = volume
    for _ in range(steps):
        one_by_one = stepped(one_by_one, -1)
    assert stepped(volume, -steps) == one_by_one
