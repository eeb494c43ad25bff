"""Today's dose of a step that is meant to grow, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from unclench import words
from unclench.model import AnyStep, Exact, ExerciseStep, Progress, RepeatStep


class TodaysDose(Struct, frozen=True):
    """`value` in the field's own unit (a count, or ms of a hold), and a sentence that says why."""

    value: int
    why: str


def growing(steps: Sequence[AnyStep], prefix: str = "") -> Iterator[tuple[str, ExerciseStep]]:
    """The steps that are meant to grow, each with its id, those in blocks and the alternatives too."""
    for number, step in enumerate(steps, 1):
        id = f"{prefix}{number}"
        if grows(step):
            yield id, step
        if isinstance(step, RepeatStep):
            yield from growing(step.steps, f"{id}.")
        yield from growing(step.alternatives, f"{id}/")


def grows(step: AnyStep) -> TypeGuard[ExerciseStep]:
    """Whether it has what is meant to grow: only an exercise has, and a hold only where one is written."""
    if step.progress is None or not isinstance(step, ExerciseStep):
        return False
    return step.progress.field != "hold" or step.hold is not None


def grown(step: AnyStep, todays: TodaysDose) -> AnyStep:
    """The step with today's dose, and why in its note; one that has no such dose stays as it is written."""
    progress = step.progress
    if progress is None or not grows(step):
        return step
    return replace(step, note=words.join(step.note or "", todays.why), **{progress.field: Exact(todays.value)})


def todays_dose(progress: Progress, days: Sequence[int], today: int) -> TodaysDose:
    """The dose of day `today`, after the step was done to its end on `days` (days since 1970, in order).

    It grows when the step has been done and `every_days` have gone by since it last grew: a
    day on which nothing was done earns nothing.
    """
    before = [day for day in days if day < today]
    value, grown = progress.low, 0
    since = before[0] if before else None
    for day in [*before[1:], today] if since is not None else []:
        assert since is not None
        if day - since >= progress.every_days and value < progress.high:
            value, grown, since = min(progress.high, value + progress.by), grown + 1, day
    return TodaysDose(value, _why(progress, value, grown, len(before)))


def _why(progress: Progress, value: int, grown: int, done: int) -> str:
    today = _said(progress, value)
    low = words.duration(progress.low) if progress.field == "hold" else str(progress.low)
    if done == 0:
        return f"{today} today: the beginning."
    if value >= progress.high:
        return f"{today} today: as far as it is meant to grow, done on {_days(done)}."
    if grown == 0:
        return (
            f"{today} today, as at the beginning; done on {_days(done)}, and more after {_days(progress.every_days)}."
        )
    return f"{today} today: begun with {low}, grown {words.times(grown)}, done on {_days(done)}."


def _said(progress: Progress, value: int) -> str:
    if progress.field == "hold":
        return f"hold {words.duration(value)}"
    unit = "repetition" if progress.field == "reps" else "set"
    return f"{value} {unit}" if value == 1 else f"{value} {unit}s"


def _days(count: int) -> str:
    return "one day" if count == 1 else f"{count} days"
