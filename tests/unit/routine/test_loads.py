"""Ranges of weights, and a load that was played before among others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.routine.loads import MOST_LOADS, NoStep, place_of_load, weights
from unclench.routine.values import ValueProblem


@pytest.mark.parametrize(
    ("text", "by", "found"),
    [
        ("2-5kg", None, ("2 kg", "3 kg", "4 kg", "5 kg")),
        ("2 kg to 3 kg", "500g", ("2 kg", "2.5 kg", "3 kg")),
        ("500g-1kg", "0.25 KG", ("0.5 kg", "0.75 kg", "1 kg")),
        ("1-2.5kg", None, ("1 kg", "2 kg", "2.5 kg")),
        ("250-500g", None, ("250 g", "350 g", "450 g", "500 g")),
        ("3–5 lbs", None, ("3 lbs", "4 lbs", "5 lbs")),
    ],
)
def test_a_range_of_weights_has_every_weight_up_to_its_end(text, by, found):
    assert weights(text, by) == found


@pytest.mark.parametrize("text", ["5-2kg", "2-2kg", "0-2kg", "2kg-5lb", "2-5", "a lot", "x" * 10_000, "2-5kg-9kg"])
def test_what_is_no_range_of_weights_is_refused(text):
    with pytest.raises(ValueProblem):
        weights(text, None)


@pytest.mark.parametrize("by", ["0kg", "1lb", "1", "half", "1g"])
def test_a_step_that_does_not_fit_is_refused_as_such(by):
    with pytest.raises(NoStep):
        weights("2-500kg", by)


def test_a_hundred_weights_are_the_most():
    assert len(weights("1-100kg", None)) == MOST_LOADS
    with pytest.raises(NoStep):
        weights("1-101kg", None)


@given(st.integers(1, 400), st.integers(1, 400), st.integers(1, 400))
def test_weights_go_up_to_the_end_and_are_never_too_many(low, more, by):
    try:
        found = weights(f"{low}-{low + more}kg", f"{by}kg")
    except NoStep:
        assert more // by >= MOST_LOADS
        return
    heavy = [float(each.removesuffix(" kg")) for each in found]
    assert heavy == sorted(set(heavy))
    assert (heavy[0], heavy[-1]) == (low, low + more)


@pytest.mark.parametrize(
    ("played", "place"),
    [("2.5 kg", 2), ("2500g", 2), ("2.9kg", 2), ("9 kg", 3), ("1 kg", None), ("6 lb", None), ("red band", None)],
)
def test_a_load_that_was_played_is_found_again_or_the_next_lighter_one(played, place):
    assert place_of_load(("2 kg", "2.5 kg", "3 kg"), played) == place


@pytest.mark.parametrize(("played", "place"), [("4 lb", 2), ("4.5 LBS", 2), ("4 kg", None), ("4000 g", None)])
def test_pounds_are_pounds_and_never_kilograms(played, place):
    assert place_of_load(("3 lbs", "4 lbs", "5 lbs"), played) == place
    assert place_of_load(("3 kg", "4 kg", "5 kg"), "4 lbs") is None


def test_a_band_is_found_by_its_name():
    assert place_of_load(("yellow band", "red band"), "red band") == 2
