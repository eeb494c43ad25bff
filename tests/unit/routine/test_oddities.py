"""What can be played and was hardly meant: `check` warns of it, and says what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from unclench.figure import kinematics
from unclench.routine import Catalogue, LoadError, load_text, readers
from unclench.routine.model import Blank, ExerciseStep

CATALOGUE = Catalogue(Path(__file__).parents[3] / "routines" / "exercises")


def said(*lines: str, top: str = "") -> list[str]:
    """What is said of a routine with this one step; errors are marked."""
    first, *others = lines
    body = "\n".join([f"  - {first}", *(f"    {line}" for line in others)])
    try:
        loaded = load_text(f"title: T\n{top}\nsteps:\n{body}\n", "a", CATALOGUE)
    except LoadError as error:
        return [f"error {problem}" for problem in error.problems]
    return [f"{problem.what}. {problem.instead}" for problem in loaded.problems]


@pytest.mark.parametrize(
    ("lines", "odd"),
    [
        (["exercise: cat-cow", "sides: each"], "Cat-cow is done on both sides at once, so it would be done twice."),
        (["exercise: hamstring-stretch", "hold: 5s"],
         "Hamstring stretch is done on one side at a time, and no sides are said."),
        (["exercise: Lean", "sides: each", "alternate: yes", "switch: 7s"],
         "`switch` does nothing where the sides take turns."),
        (["exercise: Lean", "switch: 7s"], "`switch` does nothing without a second side."),
        (["exercise: Lean", "sides: [left]", "switch: 7s"], "`switch` does nothing without a second side."),
        (["exercise: Lean", "reps: 9 in all"], "“in all” counts several sides together, and here there is only one."),
        (["exercise: Lean", "hold: 1s", "reps: 10"], "10 repetitions in 10s leave no time to move."),
        (["exercise: Lean", "reps: 3", "progress: {reps: 8-30, by: 1, every: 1 day}"],
         "it grows from 8 to 30, but `reps` is 3. Write `reps: 8`"),
        (["exercise: Lean", "reps: 30", "progress: {reps: up to 20}"],
         "it grows to 20, but `reps` is 30. Write a smaller `reps`, or a larger end."),
        (["exercise: Lean", "reps: 3", "progress: {reps: '>=8'}"],
         "it grows from 8, but `reps` is 3. Write `reps: 8`"),
        (["exercise: Lean", "load: blue band", "progress: {load: [red band, blue band]}"],
         "it grows from red band to blue band, but `load` is “blue band”. Write `load: red band`"),
        (["exercise: Lean", "reps: 20 in all", "sides: each", "goal: 30 a day"],
         "the goal of a day counts those of each side, and `reps` those of all sides together."),
        (["exercise: Lean", "hold: 40s", "progress: {hold: 5-30s, by: 5s, every: 1 day}"],
         "it grows from 5s to 30s, but `hold` is 40s. Write `hold: 5s`"),
        (["exercise: cat-cow", "phases: [{hump: 5s}, {hollow: 5s}]"],
         "the figure has no movements called “hump” and “hollow”. It knows round, sag;"),
        (["exercise: Lean", "reps: 5", "notes: {7: Breathe out}"],
         "there are only 5 repetitions, so the note for 7 is never heard."),
        (["exercise: Lean", "cautions: [Stop when you are dizzy, short of breath or your chest hurts.]"],
         "the comma before “short of breath or your chest hurts.” makes it a text of its own."),
        (["exercise: Lean", "cautions: [Stop when you are dizzy, short of breath for 5 minutes, or sick]"],
         "the comma before “short of breath for 5 minutes” makes it a text of its own. Was this one sentence? Put"),
    ],
)  # fmt: skip
def test_what_is_odd_is_said_once_with_what_to_write(lines, odd):
    (found,) = said(*lines)
    assert found.startswith(odd)


@pytest.mark.parametrize(
    "lines",
    [
        ["exercise: cat-cow"], ["exercise: hamstring-stretch", "sides: [left]"],
        ["exercise: Lean", "sides: each", "alternate: yes", "rest: 7s"], ["exercise: Lean", "reps: 2", "rest: 5s"],
        ["exercise: Lean", "progress: {reps: 1-5, by: 1, every: 1 day}", "rest: 5s", "notes: {5: Out}"],
        ["exercise: Lean", "sets: '>=1'", "set_rest: 5s"], ["exercise: Lean", "hold: 1s", "reps: 10", "rest: 2s"],
        ["exercise: Lean", "hold: 1s", "reps: 10", "rest: open"], ["exercise: Lean", "hold: 1s", "reps: 2"],
        ["exercise: Lean", "reps: 8", "progress: {reps: 8-30, by: 1, every: 1 day}"],
        ["exercise: Lean", "reps: '>=5'", "notes: {7: Out}"], ["exercise: Lean", "reps: ask", "notes: {7: Out}"],
        ["exercise: cat-cow", "phases: [{Round: 5s}, {slowly sag: 5s}, {rest: 3s}]"],
        ["exercise: cat-cow", "phases: [{hump: 5s}]", "figure: childs-pose"],
        ["exercise: walk", "phases: [{left: 5s}]", "picture: walk.png"],
        ["exercise: single-knee-to-chest", "figure: bird-dog", "phases: [{right knee: 5s}, {left knee: 5s}, both]"],
        ["exercise: Lean", "cautions: [Mind your knees., Mind your neck.]"],
        ["exercise: Lean", "cautions: ['Stop when dizzy', 'short of breath']"],
        ["exercise: Lean", "cautions: ['Stop when you are dizzy, short of breath or sick.']"],
        ["exercise: Lean", "tags: [standing, knee]"],
        ["exercise: hip-lift", "tempo: 4-0-4"], ["exercise: childs-pose", "tempo: 3-1-3"],
    ],
)  # fmt: skip
def test_what_makes_sense_is_not_warned_of(lines):
    assert said(*lines) == []


def test_the_rest_between_repetitions_may_be_the_default_of_the_routine():
    assert said("exercise: Lean", "hold: 1s", "reps: 10", top="defaults: {rest: 3s}") == []
    assert len(said("exercise: Lean", "hold: 1s", "reps: 10", top="defaults: {rest: 0s}")) == 1


def test_the_movements_between_those_of_an_exercise_are_those_of_the_figures():
    assert readers.BETWEEN == kinematics.BETWEEN


def test_a_step_of_two_kinds_hides_nothing_else_that_is_wrong_with_it():
    found = said("exercise: Lean", "breathe: 5-1-4", "colour: red", "hold: ten", "cycles: some")
    assert len(found) == 4
    assert [text in " ".join(found) for text in ("can be only one thing", "“colour”", "“ten”", "“some”")] == [True] * 4


@pytest.mark.parametrize("load", ["ask", "ASK", "ask kg", "____ kg", "_kg", "…", "'?'"])
def test_a_blank_load_is_a_blank_and_no_load_of_that_name(load):
    text = f"title: T\nsteps:\n  - exercise: Lean\n    load: {load}\n"
    [step] = load_text(text, "a.yaml").routine.steps
    assert isinstance(step, ExerciseStep)
    assert step.load == Blank()


def test_a_load_that_grows_is_not_left_blank():
    (found,) = said("exercise: Lean", "load: ask", "progress: {load: [red band, blue band]}")
    assert found.startswith("error")
    assert found.endswith("load: the load grows, so it can't be left blank. Take it out.")


@pytest.mark.parametrize("load", ["5kg", "own weight", "red band", "a basket"])
def test_a_load_in_words_is_one(load):
    assert said("exercise: Lean", f"load: {load}") == []


@pytest.mark.parametrize(
    ("lines", "mend"),
    [
        (["breathe: 5-1-4", "cycles: 4", "progress: {cycles: 4-8}"], "only an exercise can grow. Take `progress` out."),
        (["do: Walk", "for: 5m", "progress: {for: 5-10m}"], "only an exercise can grow. Take `progress` out."),
        (["exercise: Lean", "reps: open", "for: 1m"], "Take it out, and write a `note`: with `reps: open` you take"),
        (["exercise: Lean", "progress: {load: 0-60kg}"],
         "“0-60kg” begins with no weight. Write a list, like `load: [own weight, 5kg, 10kg]`."),
        (["exercise: Lean", "reps: 8-6-4-2"],
         "Write one step for each of them, with `setup: 0s`, and `- rest: 20s` between them."),
    ],
)  # fmt: skip
def test_the_first_advice_is_the_last(lines, mend):
    (found,) = said(*lines)
    assert mend in found


def test_a_misspelt_growth_of_an_exercise_is_still_put_right():
    assert "Did you mean `reps`?" in "".join(said("exercise: Lean", "progress: {repetitions: 5-10}"))


def test_a_routine_for_every_other_day_counts_the_days_of_a_week():
    (found,) = said("exercise: Lean", top="frequency: {every: 2 days}")
    assert "Write `days_a_week: 3-4` for every 2 days." in found


@pytest.mark.parametrize(
    ("often", "step"),
    [
        ("{per_day: 1}", "{per_day: 3}"), ("{per_day: 1-2}", "{per_day: 3-4}"),
        ("{days_a_week: 3}", "{days_a_week: 5}"), ("{per_day: 1, weeks: 2, then: {per_day: 2}}", "{per_day: 3}"),
    ],
)  # fmt: skip
def test_a_step_that_is_to_be_done_more_often_than_its_routine_is_warned_of(often, step):
    (found,) = said("exercise: Lean", f"frequency: {step}", top=f"frequency: {often}")
    assert found.startswith("a step can only be rarer than its routine.")


@pytest.mark.parametrize(
    ("often", "step"),
    [
        ("{per_day: 3}", "{per_day: 1}"), ("{per_day: '>=1'}", "{per_day: 3}"), ("{per_day: ask}", "{per_day: 3}"),
        ("{weeks: 6}", "{per_day: 3}"), ("{per_day: 1, weeks: 2, then: {per_day: 3}}", "{per_day: 2}"),
        ("{per_day: 3}", "{every: 2 days}"),
    ],
)  # fmt: skip
def test_a_step_may_be_rarer_than_its_routine(often, step):
    assert said("exercise: Lean", f"frequency: {step}", top=f"frequency: {often}") == []


def test_everything_wrong_with_a_growth_is_said_at_once():
    found = " ".join(said("exercise: Lean", "progress: {reps: 5, by: ask, every: ask}"))
    assert ["> reps: " in found, "> by: " in found, "> every: " in found] == [True] * 3
