"""Doses that grow with what was done, and never leap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.routine import load_text
from unclench.routine.model import Dose, Progress
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine
from unclench.session.end_reason import Felt
from unclench.session.progression import PastDose, TodaysDose, growing, settled, todays_dose

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
        ([(10, 2)], 24, 2, "Today: 2 repetitions, as last time, 2 weeks ago."),
        ([(10, None)], 13, 5, "Today: 5 repetitions (starting level)."),
        ([(10, 5), (10, 5)], 13, 6, "Today: 6 repetitions, up once from 5; done on one day."),
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


def test_a_load_of_which_only_its_growth_is_written_begins_with_the_lightest():
    sheet = "title: T\nsteps:\n  - {exercise: Pull, reps: 2, progress: {load: [yellow band, red band]}}\n"
    assert compile_routine(load_text(sheet, "t.yaml").routine).steps[0].load == "yellow band"


ASKING = Progress(field="reps", low=5, high=8, by=1, every_days=1, asks=True)
EASY, RIGHT, TOO_MUCH = Felt.EASY, Felt.RIGHT, Felt.TOO_MUCH


@pytest.mark.parametrize(
    ("done", "today", "value", "said"),
    [
        ([], 10, 5, "Today: 5 repetitions (starting level)."),
        ([(10, 5, None)], 11, 5, "Today: 5 repetitions, as last time."),
        ([(10, 5, RIGHT)], 11, 5, "Today: 5 repetitions, as last time."),
        ([(10, 5, EASY)], 11, 6, "Today: 6 repetitions, up from 5, because it was easy."),
        ([(10, 5, EASY)], 10, 5, "Today: 5 repetitions, as last time."),
        ([(10, 5, EASY), (10, 5, EASY)], 11, 6, "Today: 6 repetitions, up from 5, because it was easy."),
        ([(10, 5, EASY), (10, 5, None)], 11, 5, "Today: 5 repetitions, as last time."),
        ([(9, 5, EASY), (10, 5, RIGHT)], 11, 5, "Today: 5 repetitions, as last time."),
        ([(10, 5, EASY), (10, 5, RIGHT)], 11, 5, "Today: 5 repetitions, as last time."),
        ([(10, 6, TOO_MUCH), (10, 6, EASY)], 11, 5, "Today: 5 repetitions, down from 6, because it was too much."),
        ([(10, 5, TOO_MUCH)], 10, 4, "Today: 4 repetitions, down from 5, because it was too much."),
        ([(10, 5, TOO_MUCH), (10, 4, RIGHT)], 11, 4, "Today: 4 repetitions, as last time."),
        ([(10, 1, TOO_MUCH)], 11, 1, "Today: 1 repetition, as last time."),
        ([(10, 8, EASY)], 11, 8, "Today: 8 repetitions, as far as it should grow; done on one day."),
        ([(10, 12, RIGHT)], 10, 8, "Today: 8 repetitions, as last time."),
        ([(10, 7, EASY)], 24, 6, "Today: 6 repetitions, down from 7 last time, 2 weeks ago."),
        ([(10, 5, TOO_MUCH)], 24, 4, "Today: 4 repetitions, down from 5 last time, 2 weeks ago."),
        ([(10, 5, EASY), (11, None, None)], 12, 6, "Today: 6 repetitions, up from 5, because it was easy."),
    ],
)  # fmt: skip
def test_what_was_easy_grows_by_a_step_a_day_and_what_was_too_much_goes_back_at_once(done, today, value, said):
    past = [PastDose(day, played, felt=felt) for day, played, felt in done]
    dose = todays_dose(ASKING, past, today)
    assert (dose.value, dose.why) == (value, said)


@pytest.mark.parametrize(("last", "value"), [(2, 2), (3, 3), (4, 3), (7, 4)])
def test_what_was_too_much_never_gets_more_not_even_below_the_first_step(last, value):
    rule = Progress("reps", 5, 8, 3, 1, asks=True)
    assert todays_dose(rule, [PastDose(10, last, felt=TOO_MUCH)], 10).value == value


def test_an_answer_about_another_edition_of_the_sheet_earns_nothing():
    done = [PastDose(10, 5, "2023", EASY)]
    assert todays_dose(ASKING, done, 11, "2024").value == 5
    assert todays_dose(ASKING, done, 11, "2023").value == 6


def test_with_days_in_between_easy_steps_wait_for_them():
    rule = Progress("reps", 5, 8, 1, 3, asks=True)
    done = [PastDose(day, 5, felt=EASY) for day in (10, 11, 12)]
    assert [todays_dose(rule, done[:count], 10 + count).value for count in (1, 2, 3)] == [5, 5, 6]


def test_without_an_end_it_grows_as_far_as_is_usual_and_never_shrinks_for_that():
    endless = Progress("reps", 5, None, 1, 1)
    assert todays_dose(endless, [PastDose(1, 49)], 2).value == 50
    assert todays_dose(endless, [PastDose(1, 50)], 2).value == 50
    assert todays_dose(Progress("reps", 60, None, 1, 1), [PastDose(1, 60)], 2).value == 60
    assert todays_dose(Progress("sets", 2, None, 1, 1), [PastDose(1, 10)], 2).value == 10
    assert todays_dose(Progress("hold", 50_000, None, 20_000, 1), [PastDose(1, 50_000)], 2).value == 60_000


def test_without_a_beginning_it_is_played_as_written_once_and_then_begins_there():
    rule = Progress("reps", None, 30, 1, 1, by_most=3)
    assert settled(rule, [], Dose.LOW) is None
    done = [PastDose(1, None), PastDose(2, 8), PastDose(3, 9)]
    made = {dose: settled(rule, done, dose) for dose in Dose}
    assert {dose: (each.low, each.by) for dose, each in made.items() if each} == {
        Dose.LOW: (8, 1), Dose.MIDDLE: (8, 2), Dose.HIGH: (8, 3),
    }  # fmt: skip


asking = st.builds(
    lambda low, more, by, every: Progress("reps", low, low + more, by, every, asks=True),
    st.integers(1, 20), st.integers(1, 20), st.integers(1, 5), st.integers(1, 5),
)  # fmt: skip
felt_days = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 40), st.sampled_from([None, *Felt])), max_size=20)


@given(asking, felt_days, st.integers(0, 30), st.sampled_from(["", "2"]))
def test_however_it_was_a_dose_grows_only_after_easy_and_by_one_step(rule, history, later, edition):
    day, done = 0, []
    for gap, dose, felt in history:
        day += gap
        done.append(PastDose(day, dose, felt=felt))
    today = todays_dose(rule, done, day + later, edition).value
    if not done:
        assert today == rule.low
        return
    last = done[-1].dose
    assert last is not None
    of_it = [each.felt for each in done if (each.day, each.dose) == (day, last) and each.felt]
    assert 1 <= today <= min(last + rule.by, rule.high)
    if today > last:
        assert later > 0
        assert of_it[-1] is EASY
        assert TOO_MUCH not in of_it
        assert edition == ""
    if TOO_MUCH in of_it:
        assert today <= max(last - rule.by, min(rule.low, rule.by, last))


@given(asking, st.lists(st.sampled_from([None, *Felt]), min_size=1, max_size=40))
def test_day_after_day_it_never_grows_by_more_than_a_step_for_each_easy_day(rule, answers):
    done: list[PastDose] = []
    for day, felt in enumerate(answers):
        done.append(PastDose(day, todays_dose(rule, done, day).value, felt=felt))
    assert done[-1].dose <= rule.low + rule.by * answers[:-1].count(EASY)


def test_c1_16_what_was_easy_never_grows_past_the_limit_for_a_point():
    sheet = (
        "title: T\nsteps:\n"
        "  - {exercise: Ball, tags: [massage], setup: 0s, hold: 30s, progress: {hold: open, by: 20s}}\n"
    )
    (id, step), *_ = growing(load_text(sheet, "t.yaml").routine.steps)
    assert step.progress is not None
    done = [PastDose(day, 30_000 + 20_000 * day, felt=EASY) for day in range(2)]
    rule = settled(step.progress, done, Dose.LOW)
    assert rule is not None
    todays = todays_dose(rule, done, 2)
    assert todays.value == 60_000
    timeline = compile_routine(load_text(sheet, "t.yaml").routine, Choices(doses={id: TodaysDose(90_000, "Ninety.")}))
    assert [segment.width for segment in timeline.segments] == [50_000]
