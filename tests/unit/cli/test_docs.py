"""What a routine's own plan must not bring together; and doses that grow."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.cli import run
from unclench.config.paths import shipped
from unclench.routine import Catalogue, LoadError, load_file, load_text
from unclench.routine.model import (
    AnyStep,
    ApplyStep,
    BreatheStep,
    BreathPattern,
    Exact,
    ExerciseStep,
    Movement,
    Progress,
    RestStep,
)
from unclench.safety.red_flags import FLAGS
from unclench.safety.screening import QUESTIONS
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine
from unclench.session.plan_check import unsafe_together
from unclench.session.progression import Done, TodaysDose, growing, todays_dose
from unclench.testing import routine

MIN = 60_000
ROOT = Path(__file__).parents[3]
GROWING = Progress(field="reps", low=5, high=8, by=1, every_days=3)


def apply(kind: str) -> ApplyStep:
    return ApplyStep(kind=kind, lasting=Exact(20 * MIN), setup=Exact(0))  # type: ignore[arg-type]


def rest(minutes: int) -> RestStep:
    return RestStep(lasting=Exact(minutes * MIN))


def breathe(minutes: int) -> BreatheStep:
    return BreatheStep(pattern=BreathPattern(5_000, 1_000, 4_000), lasting=Exact(minutes * MIN), setup=Exact(0))


SLEEP = RestStep(lasting=Exact(MIN), tags=("sleep",))
TENSE = ExerciseStep(exercise=Movement(id="muscle-group", name="Feet", tags=("relaxation",)), hold=Exact(5_000))


@pytest.mark.parametrize(
    ("steps", "limit"),
    [
        ([apply("cold"), rest(20), apply("cold")], None),
        ([apply("cold"), rest(19), apply("cold")], "C1.5"),
        ([apply("heat"), rest(10), apply("cold")], "C1.13"),
        ([apply("heat"), rest(20), apply("cold"), rest(20), apply("heat")], "C1.12"),
        ([apply("heat"), breathe(5)], None),
        ([apply("heat"), breathe(6)], "C2.10"),
        ([apply("cold"), TENSE], "C2.10"),
        ([apply("cold"), SLEEP], "C2.10"),
        ([TENSE, breathe(10)], None),
    ],
)
def test_c1_4_to_c1_13_and_c2_10_a_plan_that_breaks_a_limit_is_not_played(steps: list[AnyStep], limit):
    made = routine(*steps)
    found = unsafe_together(made, compile_routine(made))
    assert (found and found.id) == limit


def test_every_bundled_routine_is_safe_as_planned():
    catalogue = Catalogue(shipped("routines") / "exercises")
    files = sorted(shipped("routines").glob("*.yaml"))
    assert len(files) == 16
    for path in files:
        loaded = load_file(path, catalogue).routine
        assert unsafe_together(loaded, compile_routine(loaded)) is None, path.name


@pytest.mark.parametrize(("exercise", "limit"), [("muscle-group", "C2.10"), ("settle-supine", None)])
def test_c2_10_tensing_and_letting_go_does_not_go_with_cold_and_lying_well_does(exercise, limit):
    text = f"title: T\nsteps:\n  - {{do: {exercise}, for: 1m}}\n  - cold: 10m\n"
    made = load_text(text, "t.yaml", Catalogue(shipped("routines") / "exercises")).routine
    found = unsafe_together(made, compile_routine(made))
    assert (found and found.id) == limit


def test_check_and_run_refuse_such_a_file_with_the_limit(tmp_path, capsys):
    path = tmp_path / "both.yaml"
    path.write_text("format: 1\ntitle: Both\nsteps:\n  - heat: 10m\n  - cold: 10m\n", "utf-8")
    assert run(["check", str(path)]) == 2
    assert "C1.13" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("done", "today", "value", "said"),
    [
        ([], 10, 5, "5 repetitions today: the beginning."),
        ([(10, 5)], 10, 5, "5 repetitions today: the beginning."),
        ([(10, 5)], 12, 5, "5 repetitions today, as at the beginning; done on one day, and more after 3 days."),
        ([(10, 5)], 13, 6, "6 repetitions today: begun with 5, grown once, done on one day."),
        ([(10, 5), (13, 6)], 16, 7, "7 repetitions today: begun with 5, grown twice, done on 2 days."),
        ([(10, 5), (13, 6)], 14, 6, "6 repetitions today, as last time; done on 2 days, and more after 3 days."),
        ([(10, 8)], 13, 8, "8 repetitions today: as far as it is meant to grow, done on one day."),
        ([(10, 12)], 11, 8, "8 repetitions today: as far as it is meant to grow, done on one day."),
        ([(10, 2)], 11, 3, "3 repetitions today, after 2 last time: step by step to 5, where it begins."),
        ([(10, 8)], 24, 7, "7 repetitions today, after 8 last time: that is 2 weeks ago."),
        ([(10, 8)], 31, 6, "6 repetitions today, after 8 last time: that is 3 weeks ago."),
        ([(10, 8)], 400, 5, "5 repetitions today, after 8 last time: that is 55 weeks ago."),
        ([(10, 5)], 100, 5, "5 repetitions today, as last time: that is 12 weeks ago."),
        ([(10, None)], 13, 5, "5 repetitions today: the beginning."),
    ],
)
def test_a_dose_grows_with_what_was_done_shrinks_after_a_break_and_says_why(done, today, value, said):
    dose = todays_dose(GROWING, [Done(day, played) for day, played in done], today)
    assert (dose.value, dose.why) == (value, said)


def test_one_repetition_is_called_one():
    once = Progress(field="reps", low=1, high=2, by=1, every_days=1)
    assert todays_dose(once, [], 10).why == "1 repetition today: the beginning."
    assert todays_dose(once, [Done(9, 1)], 10).why.startswith("2 repetitions today")


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
        done.append(Done(day, dose or 1))
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
        assert today == min(last, rule.high)  # done in another edition only: the new one begins with what was last


def grow_by_a_day(rule: Progress, days: int, done: list[Done]) -> list[int]:
    """What is played on so many days, one after the other, each of them whole."""
    played = []
    for day in range(len(done), len(done) + days):
        value = todays_dose(rule, done, day).value
        played.append(value)
        done.append(Done(day, value))
    return played


def test_editing_the_rule_goes_on_from_the_dose_that_was_played_last():
    done: list[Done] = []
    weekly, daily = Progress("reps", 5, 30, 1, 7), Progress("reps", 5, 30, 1, 1)
    assert grow_by_a_day(weekly, 29, done)[-1] == 9
    assert grow_by_a_day(daily, 3, done) == [10, 11, 12]
    assert grow_by_a_day(weekly, 3, done) == [12, 12, 12]
    assert todays_dose(Progress("reps", 20, 30, 1, 1), done, len(done)).value == 13
    assert todays_dose(Progress("reps", 3, 8, 1, 1), done, len(done)).value == 8


def test_notes_for_repetitions_are_warned_of_where_there_are_none():
    assert "only an exercise has repetitions" in problems("{rest: 5s, notes: {1: Softly}}")


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


def test_what_cannot_grow_is_said():
    grow = "progress: {reps: 1-5, by: 1, every: 3 days}"
    assert "only an exercise can grow" in problems(f"{{rest: 5s, {grow}}}")
    assert problems(f"{{exercise: Lean, hold: 5s, {grow}}}") == ""
    hold = "progress: {hold: 1-5s, by: 1s, every: 3 days}"
    assert "no hold that could grow" in problems(f"{{exercise: Lean, phases: [{{up: 2s}}], {hold}}}")


def problems(step: str) -> str:
    """All that is said of a routine with this one step."""
    try:
        loaded = load_text(f"format: 1\ntitle: One\nsteps:\n  - {step}\n", "one.yaml")
    except LoadError as error:
        return "\n".join(f"error {problem}" for problem in error.problems)
    return "\n".join(f"warning {problem}" for problem in loaded.problems)


def test_c1_16_a_press_of_more_than_sixty_seconds_is_an_error():
    press = "{{exercise: Press a point, tags: [massage], hold: {}s}}"
    assert "C1.16" in problems(press.format(61))
    assert problems(press.format(60)) == ""


def test_c1_18_a_hold_of_more_than_sixty_seconds_is_warned_of():
    assert problems("{exercise: Lean, hold: 61s}").startswith("warning")
    assert problems("{exercise: Lean, hold: 60s}") == ""


def test_c1_19_breathing_of_more_than_ten_minutes_is_warned_of():
    assert problems("{breathe: 5-1-4, for: 601s}").startswith("warning")
    assert problems("{breathe: 5-1-4, for: 600s}") == ""


def test_docs_safety_is_what_the_rules_and_the_tests_are_now():
    spec = importlib.util.spec_from_file_location("make_safety", ROOT / "docs" / "make_safety.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    assert made.PAGE.read_text("utf-8") == made.page(), "python docs/make_safety.py"
    rows = [row.split(" | ") for row in made.page().splitlines() if row.startswith(("| C1.", "| C2."))]
    enforced = [row for row in rows if len(row) == 4 and row[2].startswith("refused")]
    assert len(enforced) == 15
    assert [row[0] for row in rows if len(row) == 4 and row[3].rstrip(" |") == "-"] == []
    asked = [row.split(" | ") for row in made.page().splitlines() if row.startswith(("| C3.", "| C4."))]
    assert len(asked) == len(QUESTIONS) + len(FLAGS)


def test_every_test_that_docs_safety_names_is_one_that_is_run():
    named = set(re.findall(r"`(test_\w+)(?:\[[^`]+\])?`", (ROOT / "docs" / "safety.md").read_text("utf-8")))
    texts = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    for name in named:
        assert sum(len(re.findall(rf"^(?:async )?def {name}\(", text, re.MULTILINE)) for text in texts) == 1, name
    assert len(named) > 60
