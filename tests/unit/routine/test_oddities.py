"""What can be played and was hardly meant: `check` warns of it, and says what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from unclench.figure import motion
from unclench.routine import Catalogue, LoadError, load_text, readers

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
        ["exercise: hip-lift", "tempo: 4-0-4"], ["exercise: childs-pose", "tempo: 3-1-3"],
    ],
)  # fmt: skip
def test_what_makes_sense_is_not_warned_of(lines):
    assert said(*lines) == []


def test_the_rest_between_repetitions_may_be_the_default_of_the_routine():
    assert said("exercise: Lean", "hold: 1s", "reps: 10", top="defaults: {rest: 3s}") == []
    assert len(said("exercise: Lean", "hold: 1s", "reps: 10", top="defaults: {rest: 0s}")) == 1


def test_the_movements_between_those_of_an_exercise_are_those_of_the_figures():
    assert readers.BETWEEN == motion.BETWEEN


def test_a_step_of_two_kinds_hides_nothing_else_that_is_wrong_with_it():
    found = said("exercise: Lean", "breathe: 5-1-4", "colour: red", "hold: ten", "cycles: some")
    assert len(found) == 4
    assert [text in " ".join(found) for text in ("can be only one thing", "“colour”", "“ten”", "“some”")] == [True] * 4


def test_everything_wrong_with_a_growth_is_said_at_once():
    found = " ".join(said("exercise: Lean", "progress: {reps: 5, by: ask, every: ask}"))
    assert ["> reps: " in found, "> by: " in found, "> every: " in found] == [True] * 3
