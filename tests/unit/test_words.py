"""The words of a session."""

from __future__ import annotations

import pytest

from unclench import words
from unclench.model import BreathPattern


@pytest.mark.parametrize(
    ("ms", "spoken", "written"),
    [
        (1_000, "1 second", "1 s"), (7_500, "7.5 seconds", "7.5 s"), (60_000, "1 minute", "1 min"),
        (90_000, "1 minute 30 seconds", "1:30"), (3_600_000, "1 hour", "1:00:00"), (0, "0 seconds", "0 s"),
    ],
)  # fmt: skip
def test_lengths_are_said_and_written_as_people_do(ms, spoken, written):
    assert (words.duration(ms), words.short(ms)) == (spoken, written)


def test_a_clock_rounds_up_so_that_zero_means_over():
    assert [words.clock(ms) for ms in (0, 1, 1_000, 1_001, 59_999, 3_750_000)] == [
        "0:00", "0:01", "0:01", "0:02", "1:00", "1:02:30",
    ]  # fmt: skip


def test_sentences_begin_with_a_capital_and_end_once():
    assert words.join("cat-cow", "", "on hands and knees.", "ready?") == "Cat-cow. On hands and knees. Ready?"


def test_a_dose_is_said_in_the_order_it_is_done():
    assert (
        words.exercise_dose([("round", 5000), ("sag", 5000)], 5, 1, (), alternate=False)
        == "5 times: round 5 seconds, sag 5 seconds"
    )
    assert words.exercise_dose([("hold", None)], 1, 1, (), alternate=False) == "hold as long as you like"
    assert words.counted_dose(10, 2, (), 4000, alternate=False) == "2 sets of 10 times, 4 seconds each"


def test_a_breath_without_holds_does_not_name_them():
    assert words.breath_dose(BreathPattern(4000, 0, 8000, 0), 3) == "3 breaths: in 4, out 8"
