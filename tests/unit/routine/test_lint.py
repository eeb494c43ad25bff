"""What can be read in a routine file and still makes no sense, or isn't safe."""

from __future__ import annotations

import pytest

from unclench.routine import LoadError, load_text
from unclench.routine.lint import check_routine, check_step
from unclench.routine.model import (
    Amount,
    AnyStep,
    DoStep,
    Exact,
    ExerciseStep,
    Mark,
    Movement,
    Open,
    Phase,
    RepeatStep,
    Routine,
    presses_a_point,
)
from unclench.routine.problems import Collector
from unclench.routine.source import Table
from unclench.session.choices import UnsafeCombination
from unclench.session.compiler import compile_routine
from unclench.testing import routine


def test_notes_for_repetitions_are_warned_of_where_there_are_none():
    assert "only an exercise has repetitions" in problems("{rest: 5s, notes: {1: Softly}}")


def test_what_cannot_grow_is_said():
    grow = "progress: {reps: 1-5, by: 1, every: 3 days}"
    assert "only an exercise can grow" in problems(f"{{rest: 5s, {grow}}}")
    assert problems(f"{{exercise: Lean, hold: 5s, {grow}}}") == ""
    hold = "progress: {hold: 1-5s, by: 1s, every: 3 days}"
    assert "no hold that could grow" in problems(f"{{exercise: Lean, phases: [{{up: 2s}}], {hold}}}")


def problems(step: str) -> str:
    """Everything that is said about a routine with this one step."""
    try:
        loaded = load_text(f"format: 1\ntitle: One\nsteps:\n  - {step}\n", "one.yaml")
    except LoadError as error:
        return "\n".join(f"error {problem}" for problem in error.problems)
    return "\n".join(f"warning {problem}" for problem in loaded.problems)


def test_c1_16_a_press_of_more_than_sixty_seconds_is_an_error():
    press = "{{exercise: Press a point, tags: [massage], hold: {}s}}"
    assert "C1.16" in problems(press.format(61))
    assert problems(press.format(60)) == ""


def press_of(what: str, lasting: Amount) -> AnyStep:
    """A step in an author's own words that a tag of the block around it may make a press."""
    move = Movement(None, what)
    match what:
        case "Lean on the ball":
            phases = (Phase("press", lasting), Phase("let go", Exact(5_000)))
            return ExerciseStep(exercise=move, phases=phases, setup=Exact(0))
        case "Knead the neck" | "Push into the point":
            return DoStep(what=move, lasting=lasting, setup=Exact(0))
        case _:
            return ExerciseStep(exercise=move, hold=lasting, setup=Exact(0))


def lint_says(made: Routine) -> str:
    """What is said about a whole routine."""
    found = Collector("one.yaml")
    check_routine(found, made)
    return "\n".join(problem.what for problem in found.problems)


def refused(made: Routine) -> bool:
    """Whether the compiler refuses it."""
    try:
        compile_routine(made)
    except UnsafeCombination:
        return True
    return False


@pytest.mark.parametrize(
    ("what", "presses"),
    [
        ("Push into the point", True), ("Hold the sore place", True), ("Lean on the ball", True),
        ("Rub the sore place", False), ("Knead the neck", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("lasting", "fits"), [(Exact(60_000), True), (Exact(61_000), False), (Open(), False)])
def test_c1_16_what_is_a_press_by_the_tag_of_its_block_is_found_as_the_compiler_finds_it(what, presses, lasting, fits):
    made = routine(RepeatStep(times=Exact(1), steps=(press_of(what, lasting),), tags=("massage",)))
    assert ("C1.16" in lint_says(made)) is refused(made) is (presses and not fits)


def test_c1_16_the_id_of_a_movement_says_that_it_presses_too():
    ball = Movement(id="ball-on-a-knot", name="Lean on the ball", tags=("massage",))
    step = DoStep(what=ball, lasting=Exact(61_000))
    assert presses_a_point(step, ())
    found = Collector("one.yaml")
    check_step(found, step, Table(Mark(1, 1), {}, {}), ("step 1",))
    assert ["C1.16" in problem.what for problem in found.problems] == [True]


def test_c1_18_a_hold_of_more_than_sixty_seconds_is_warned_of():
    assert problems("{exercise: Lean, hold: 61s}").startswith("warning")
    assert problems("{exercise: Lean, hold: 60s}") == ""


def test_c1_19_breathing_of_more_than_ten_minutes_is_warned_of():
    assert problems("{breathe: 5-1-4, for: 601s}").startswith("warning")
    assert problems("{breathe: 5-1-4, for: 600s}") == ""
