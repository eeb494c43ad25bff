"""What the steps of a routine are called. Pure."""

from __future__ import annotations

from unclench.language import begun, tr, within
from unclench.routine.model import (
    AnyStep,
    ApplyStep,
    BreatheStep,
    ConfirmStep,
    DoStep,
    ExerciseStep,
    RepeatStep,
    RestStep,
)
from unclench.safety.exposure import SKIN_NAMES


def name_of(step: AnyStep) -> str:
    """What a step is called: by its author, or else by what is done in it."""
    if step.name:
        return step.name
    match step:
        case ExerciseStep():
            return step.exercise.name
        case BreatheStep():
            return tr("Breathing {pattern}", pattern=step.pattern)
        case ApplyStep():
            return begun(SKIN_NAMES[step.kind])
        case RestStep():
            return tr("Rest")
        case DoStep():
            return step.what.name
        case ConfirmStep():
            return step.question
        case RepeatStep():
            return name_of(step.steps[0]) if step.levels else tr("Block")


def name_of_level(step: AnyStep) -> str:
    """What a level is called where it is played: `Bird dog, one leg`.

    Its author may have named nothing but what makes it harder, which says little to somebody who only hears it.
    """
    name = name_of(step)
    match step:
        case ExerciseStep(exercise=movement) | DoStep(what=movement) if movement.name.casefold() not in name.casefold():
            return tr("{exercise}, {level}", exercise=movement.name, level=within(name))
        case _:
            return name


def place_of(id: str, step: AnyStep) -> str:
    """What a step of this id is called among others: a block without a name goes by its place."""
    nameless = isinstance(step, RepeatStep) and not step.name and not step.levels
    return tr("Block {number}", number=id) if nameless else name_of(step)
