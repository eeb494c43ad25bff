"""The routines and exercises that the program comes with."""

from __future__ import annotations

from pathlib import Path

import pytest

from unclench.routine import Catalogue, load_file
from unclench.routine.model import DoStep, ExerciseStep, RepeatStep, Step

ROUTINES = Path(__file__).parents[3] / "routines"
FILES = sorted(ROUTINES.glob("*.yaml"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The bundled exercises."""
    return Catalogue(ROUTINES / "exercises")


def test_the_whole_catalogue_loads(catalogue: Catalogue) -> None:
    """Without a problem, and with what a person needs to do each exercise."""
    assert catalogue.problems() == ()
    assert len(catalogue.ids) > 20
    for id_ in catalogue.ids:
        movement = catalogue.get(id_)
        assert movement
        assert movement.position, id_
        assert movement.do, id_
        assert movement.sources, id_


def test_no_name_belongs_to_two_exercises(catalogue: Catalogue) -> None:
    """Which of them a routine meant would depend on the alphabet."""
    owners: dict[str, str] = {}
    for id_ in catalogue.ids:
        movement = catalogue.get(id_)
        assert movement
        for name in {movement.name.casefold(), *(other.casefold() for other in movement.also)}:
            assert owners.setdefault(name, id_) == id_, name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bundled_routine_loads(path: Path, catalogue: Catalogue) -> None:
    """Without an error or a warning."""
    assert [str(problem) for problem in load_file(path, catalogue).problems] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_exercise_of_a_bundled_routine_is_in_the_catalogue(path: Path, catalogue: Catalogue) -> None:
    """Own words are for activities only."""

    def walk(steps: tuple[Step, ...]) -> None:
        for step in steps:
            if isinstance(step, RepeatStep):
                walk(step.steps)
            if isinstance(step, ExerciseStep):
                assert step.exercise.id is not None, step.exercise.name
            if isinstance(step, DoStep) and step.what.id is not None:
                assert step.what.id in catalogue.ids

    walk(load_file(path, catalogue).routine.steps)
