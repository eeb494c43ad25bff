"""Lengths, counts and doses in words."""

from __future__ import annotations

import pytest

from unclench.routine.model import AtLeast, Blank, BreathPattern, Exact, Frequency, Range, Routine
from unclench.session import wording
from unclench.session.sheet_words import routine_facts, summary


@pytest.mark.parametrize(
    ("ms", "spoken", "written"),
    [
        (1_000, "1 second", "1 s"), (7_500, "7.5 seconds", "7.5 s"), (60_000, "1 minute", "1 min"),
        (90_000, "1 minute 30 seconds", "1:30"), (3_600_000, "1 hour", "1:00:00"), (0, "0 seconds", "0 s"),
    ],
)  # fmt: skip
def test_lengths_are_said_and_written_as_people_do(ms, spoken, written):
    assert (wording.duration(ms), wording.short(ms)) == (spoken, written)


@pytest.mark.parametrize(
    ("ms", "written", "spoken"),
    [
        (0, "0 s", "0 seconds"), (-5, "0 s", "0 seconds"), (40_999, "41 s", "40 seconds"),
        (60_000, "1 min", "1 minute"), (899_999, "15 min", "14 minutes"), (3_700_000, "62 min", "1 hour 1 minute"),
    ],
)  # fmt: skip
def test_what_is_over_is_told_in_minutes_or_in_seconds_below_one(ms, written, spoken):
    assert (wording.rounded(ms), wording.whole_minutes(max(0, ms))) == (written, spoken)


def test_a_clock_rounds_up_so_that_zero_means_over():
    assert [wording.clock(ms) for ms in (0, 1, 1_000, 1_001, 59_999, 3_750_000)] == [
        "0:00", "0:01", "0:01", "0:02", "1:00", "1:02:30",
    ]  # fmt: skip


def test_sentences_begin_with_a_capital_and_end_once():
    assert wording.join("cat-cow", "", "on hands and knees.", "ready?") == "Cat-cow. On hands and knees. Ready?"


HOLD = [("hold", 10_000)]
REACH = [("reach", 2_000), ("hold", 4_000), ("return", 2_000)]


@pytest.mark.parametrize(
    ("phases", "reps", "sets", "sides", "alternate", "dose"),
    [
        ([("round", 5_000), ("sag", 5_000)], 5, 1, (), False, "5 times: round 5 seconds, sag 5"),
        ([("round", 1_000), ("sag", 5_000)], 2, 1, (), False, "twice: round 1 second, sag 5 seconds"),
        ([("up", 2_000), ("hold", 60_000)], 2, 1, (), False, "twice: up 2 seconds, hold 1 minute"),
        ([("up", 2_000), ("hold", None)], 1, 1, (), False, "once: up 2 seconds, hold as long as you like"),
        ([("hold", None)], 1, 1, (), False, "hold as long as you like"),
        (HOLD, 1, 1, (), False, "hold 10 seconds"),
        (HOLD, 1, 2, (), False, "2 sets: hold 10 seconds"),
        (HOLD, 3, 1, ("left", "right"), False, "3 times on each side, left first: hold 10 seconds"),
        (HOLD, 1, 1, ("right", "left"), False, "once on each side, right first: hold 10 seconds"),
        (HOLD, 10, 1, ("the sore foot",), False, "10 times, the sore foot: hold 10 seconds"),
        (HOLD, 10, 1, ("left",), True, "10 times, left: hold 10 seconds"),
        (HOLD, 2, 1, ("right", "left", "both"), False, "twice each, right, then left, then both: hold 10 seconds"),
        (HOLD, 2, 1, ("toes", "heels"), True, "twice each, toes and heels in turn: hold 10 seconds"),
        (REACH, 5, 2, ("left", "right"), True,
         "2 sets of 5 on each side in turn, left first: reach 2 seconds, hold 4, return 2"),
    ],
)  # fmt: skip
def test_a_dose_is_said_as_a_person_would_and_names_the_first_side(phases, reps, sets, sides, alternate, dose):
    assert wording.exercise_dose(phases, reps, sets, sides, alternate=alternate) == dose


def test_a_counted_dose_says_how_quick_or_that_nobody_hurries():
    assert wording.counted_dose(10, 2, (), 4000, alternate=False) == "2 sets of 10, 4 seconds each"
    assert wording.counted_dose(8, 1, (), None, alternate=False) == "8 times, at your own pace"


def test_a_block_of_breaths_is_as_long_as_its_author_put_it():
    pattern = BreathPattern(5000, 1000, 4000, 0)
    assert wording.breath_dose(pattern, 18) == "18 breaths: in 5, hold 1, out 4"
    assert wording.breath_dose(pattern, 30, 300_000) == "5 minutes: in 5, hold 1, out 4"
    assert wording.breath_dose(pattern, 1, 2_000) == "1 breath: in 5, hold 1, out 4"


def test_a_breath_without_holds_does_not_name_them():
    assert wording.breath_dose(BreathPattern(4000, 0, 8000, 0), 3) == "3 breaths: in 4, out 8"


@pytest.mark.parametrize(
    ("frequency", "said"),
    [
        (Frequency(), ""),
        (Frequency(per_day=Exact(1)), "once a day"),
        (Frequency(per_day=Range(2, 3), days_a_week=Exact(1)), "2 to 3 times a day, 1 day a week"),
        (Frequency(days_a_week=AtLeast(2), weeks=Exact(6)), "at least 2 days a week, for 6 weeks"),
        (Frequency(per_day=Blank()), "___ times a day"),
        (Frequency(per_day=AtLeast(1)), "at least once a day"),
        (Frequency(per_day=AtLeast(2)), "at least twice a day"),
        (Frequency(per_day=AtLeast(3)), "at least 3 times a day"),
        (
            Frequency(per_day=Exact(1), weeks=Range(4, 6), then=Frequency(days_a_week=Range(2, 3))),
            "once a day, for 4 to 6 weeks, then 2 to 3 days a week",
        ),
    ],
)
def test_how_often_a_sheet_wants_it_is_said_as_it_stands_there(frequency, said):
    assert wording.how_often(frequency) == said


def test_that_a_sheet_is_in_another_language_is_said_with_what_it_is_for():
    german = Routine("t", "T", (), summary="Bei Spannung.", language="de")
    assert "This sheet is in" in summary(german)
    assert [fact.key for fact in routine_facts(german) if "This sheet is in" in fact.text] == ["language"]
    assert "This sheet is in" not in summary(Routine("t", "T", ()))
