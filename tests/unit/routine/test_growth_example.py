"""The examples of what can grow, and of a goal of a day."""

from __future__ import annotations

from pathlib import Path

from unclench.routine import Catalogue, load_file
from unclench.routine.model import Exact, ExerciseStep, Range

ROOT = Path(__file__).parents[3]


def test_the_example_of_growth_has_one_of_each_kind_and_no_mistake() -> None:
    read = load_file(ROOT / "docs" / "examples" / "growth.yaml", Catalogue(ROOT / "routines" / "exercises"))
    assert read.problems == ()
    grows = [step.progress for step in read.routine.steps if step.progress is not None]
    assert [each.asks for each in grows] == [False, True, True, True, True, True]
    assert {each.field for each in grows} == {"reps", "hold", "load"}
    assert {(each.low is None, each.high is None) for each in grows} == {(False, False), (True, False), (True, True)}


def test_the_example_of_a_goal_has_one_and_no_mistake() -> None:
    read = load_file(ROOT / "docs" / "examples" / "goal-of-a-day.yaml", Catalogue(ROOT / "routines" / "exercises"))
    assert read.problems == ()
    assert [step.goal for step in read.routine.steps if isinstance(step, ExerciseStep)] == [Exact(30), Range(20, 30)]
