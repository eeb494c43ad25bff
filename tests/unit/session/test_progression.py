"""Doses that grow with what was done, and never leap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.routine import load_text
from unclench.routine.model import (
    Progress,
)
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine
from unclench.session.progression import PastDose, TodaysDose, growing, todays_dose

GROWING = Progress(field="reps", low=5, high=8, by=1, every_days=3)


@pytest.mark.parametrize(
    ("done", "today", "value", "said"),
    [
        ([], 10, 5, "Today: 5 repetitions (starting level)."),
        ([(10, 5)], 10, 5, "Today: 5 repetitions (starting level)."),
        ([(10, 5)], 12, 5, "Today: 5 repetitions, as at the start; done on one day. It goes up after 3 days."),
        ([(10, 5)], 13, 6, "Today: 6 repetitions, up once from 5; done on one day."),
        ([(10, 5), (13, 6)], 16, 7, "Today: 7 repetitions, up twice from 5; done on 2 days."),
        ([(10, 5), (13, 6)], 14, 6, "Today: 6 repetitions, as last time; done on 2 days. It goes up after 3 days."),
        ([(10, 8)], 13, 8, "Today: 8 repetitions, as far as it should grow; done on one day."),
        ([(10, 12)], 11, 8, "Today: 8 repetitions, as far as it should grow; done on one day."),
        ([(10, 2)], 11, 3, "Today: 3 repetitions, up from 2 last time, on the way to the starting level of 5."),
        ([(10, 8)], 24, 7, "Today: 7 repetitions, down from 8 last time, 2 weeks ago."),
        ([(10, 8)], 31, 6, "Today: 6 repetitions, down from 8 last time, 3 weeks ago."),
        ([(10, 8)], 400, 5, "Today: 5 repetitions, down from 8 last time, 55 weeks ago."),
        ([(10, 5)], 100, 5, "Today: 5 repetitions, as last time, 12 weeks ago."),
        ([(10, None)], 13, 5, "Today: 5 repetitions (starting level)."),
    ],
)
def test_a_dose_grows_with_what_was_done_shrinks_after_a_break_and_says_why(done, today, value, said):
    dose = todays_dose(GROWING, [PastDose(day, played) for day, played in done], today)
    assert (dose.value, dose.why) == (value, said)


def test_one_repetition_is_called_one():
    once = Progress(field="reps", low=1, high=2, by=1, every_days=1)
    assert todays_dose(once, [], 10).why == "Today: 1 repetition (starting level)."
    assert todays_dose(once, [PastDose(9, 1)], 10).why.startswith("Today: 2 repetitions")


rules = st.builds(
    lambda low, more, by, every: Progress("reps", low, low + more, by, every),
    st.integers(1, 20), st.integers(1, 20), st.integers(1, 5), st.integers(1, 20),
)  # fmt: skip

histories = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=30)


@given(rules, histories, st.integers(0, 60), st.sampled_from(["", "2"]))
def test_whatever_was_played_and_whatever_the_rule_is_now_a_dose_never_leaps(rule, history, later, edition):
    day, done = 0, []
    for gap, dose in history:
        day += gap
        done.append(PastDose(day, dose or 1))
    today = todays_dose(rule, done, day + later, edition).value
    before = [each for each in done if each.day < day + later]
    if not before:
        assert today == rule.low
        return
    last = before[-1].dose
    assert last is not None
    assert 1 <= today <= min(last + rule.by, rule.high)
    since = day + later - before[-1].day
    if since >= 14:
        assert today <= last
        assert today < last or last <= rule.low
    if edition and last >= rule.low and since < 14:
        assert today == min(last, rule.high)  # only another edition was done: the new one starts with the last dose


def grow_by_a_day(rule: Progress, days: int, done: list[PastDose]) -> list[int]:
    """The doses of this many days in a row, each played to its end."""
    played = []
    for day in range(len(done), len(done) + days):
        value = todays_dose(rule, done, day).value
        played.append(value)
        done.append(PastDose(day, value))
    return played


def test_editing_the_rule_goes_on_from_the_dose_that_was_played_last():
    done: list[PastDose] = []
    weekly, daily = Progress("reps", 5, 30, 1, 7), Progress("reps", 5, 30, 1, 1)
    assert grow_by_a_day(weekly, 29, done)[-1] == 9
    assert grow_by_a_day(daily, 3, done) == [10, 11, 12]
    assert grow_by_a_day(weekly, 3, done) == [12, 12, 12]
    assert todays_dose(Progress("reps", 20, 30, 1, 1), done, len(done)).value == 13
    assert todays_dose(Progress("reps", 3, 8, 1, 1), done, len(done)).value == 8


def test_an_alternative_grows_too_and_a_phase_is_never_taken_for_a_hold():
    grow = "progress: {hold: 5-30s, by: 5s, every: 1 day}"
    text = (
        "title: T\nsteps:\n  - exercise: Lean\n    hold: 5s\n    alternatives:\n"
        f"      - {{exercise: Sit, setup: 0s, hold: 5s, {grow}}}\n"
        f"  - {{exercise: Up, setup: 0s, phases: [{{up: 2s}}], {grow}}}\n"
    )
    made = load_text(text, "t.yaml").routine
    assert [id for id, _ in growing(made.steps)] == ["1/1"]
    doses = {id: TodaysDose(9_000, "Nine.") for id in ("1/1", "2")}
    timeline = compile_routine(made, Choices(alternatives={"1": 1}, doses=doses))
    assert [segment.width for segment in timeline.segments] == [9_000, 2_000]


def test_growth_alone_says_where_it_begins_even_for_a_session_as_written():
    sheet = "title: T\nsteps:\n  - {exercise: Lean, progress: {reps: 5-30, by: 1, every: 1 day}}\n"
    made = load_text(sheet, "t.yaml").routine
    assert compile_routine(made).steps[0].dose == "5 times, 4 seconds each"
