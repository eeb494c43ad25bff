"""Today's dose of a step that is meant to grow, and why. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from unclench.routine.model import AnyStep, Exact, ExerciseStep, Progress, RepeatStep, grows
from unclench.session import wording

WEEK = 7
BREAK = 2 * WEEK
"""Days without it after which a dose is smaller, and no longer the same or larger."""


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


def alike(steps: Sequence[AnyStep]) -> Counter[str]:
    """How many steps of a routine are the same exercise, or have the same own words, by `called`."""
    return Counter(called(step) for step in every(steps) if isinstance(step, ExerciseStep))


def called(step: ExerciseStep) -> str:
    """What the journal tells a step by: the exercise's id, or its own words."""
    return step.exercise.id or step.name or step.exercise.name


def every(steps: Sequence[AnyStep]) -> Iterator[AnyStep]:
    """All steps, those in blocks and the alternatives too."""
    for step in steps:
        yield step
        if isinstance(step, RepeatStep):
            yield from every(step.steps)
        yield from every(step.alternatives)


def grown(step: AnyStep, todays: TodaysDose) -> AnyStep:
    """The step with today's dose, and why in its note; one that has no such dose stays as it is written."""
    progress = step.progress
    if progress is None or not grows(step):
        return step
    return replace(step, note=wording.join(step.note or "", todays.why), **{progress.field: Exact(todays.value)})


class Done(Struct, frozen=True):
    """A step that was done whole: the day since 1970, the dose (None where it was not kept), and the edition."""

    day: int
    dose: int | None
    edition: str = ""


def todays_dose(progress: Progress, done: Sequence[Done], today: int, edition: str = "") -> TodaysDose:
    """The dose of day `today`, after the step was `done` whole on earlier days, in order.

    It begins again with the dose that was played last, whatever rule that came from: with a new
    rule or a new edition of the sheet it never leaps. It is one step more where the step has been
    done and `every_days` have gone by with this dose, in this edition: a day on which nothing was
    done earns nothing. After two weeks without it, it is one step less, and another for each
    further week, down to the beginning: strength starts to go after about two weeks, in older
    people sooner (G. Nuckols, A Guide to Detraining, Stronger By Science 2022); that it is one
    step a week is ours.
    """
    before = _by_day(done, today)
    doses = [each.dose for each in before]
    last = doses[-1] if doses else None
    if last is None:
        return TodaysDose(progress.low, f"{_said(progress, progress.low)} today: the beginning.")
    since = today - before[-1].day
    if since >= BREAK:
        fewer = last - (1 + (since - BREAK) // WEEK) * progress.by
        value = min(last, progress.high, max(progress.low, fewer))
        return TodaysDose(value, _after_a_break(progress, value, last, since))
    with_it = [each.day for each in before if each.edition == edition and each.day >= _first_day(before, last)]
    if last < progress.low:
        value = min(progress.low, last + progress.by)
    elif with_it and today - with_it[0] >= progress.every_days:
        value = min(max(last, progress.high), last + progress.by)
    else:
        value = last
    value = min(value, progress.high)
    return TodaysDose(value, _why(progress, value, [dose for dose in doses if dose is not None], len(before)))


def _by_day(done: Sequence[Done], today: int) -> list[Done]:
    """The last of each day before today."""
    return list({each.day: each for each in done if each.day < today}.values())


def _first_day(done: Sequence[Done], dose: int) -> int:
    """The day from which on this dose was played without another in between."""
    first = done[-1].day
    for each in reversed(done):
        if each.dose != dose:
            break
        first = each.day
    return first


def _after_a_break(progress: Progress, value: int, last: int, days: int) -> str:
    weeks = f"{days // WEEK} weeks"
    if value < last:
        return f"{_said(progress, value)} today, after {_amount(progress, last)} last time: that is {weeks} ago."
    return f"{_said(progress, value)} today, as last time: that is {weeks} ago."


def _why(progress: Progress, value: int, doses: Sequence[int], done: int) -> str:
    today, last = _said(progress, value), doses[-1]
    grown = sum(after > before for before, after in pairwise([*doses, value]))
    if last < progress.low:
        begins = _amount(progress, progress.low)
        return f"{today} today, after {_amount(progress, last)} last time: step by step to {begins}, where it begins."
    if value >= progress.high:
        return f"{today} today: as far as it is meant to grow, done on {_days(done)}."
    if value > last:
        begun = _amount(progress, doses[0])
        return f"{today} today: begun with {begun}, grown {wording.times(grown)}, done on {_days(done)}."
    as_when = "at the beginning" if value == progress.low and not grown else "last time"
    return f"{today} today, as {as_when}; done on {_days(done)}, and more after {_days(progress.every_days)}."


def held_back(progress: Progress, value: int, limit: str) -> str:
    """Why it is only `value` today: a limit (its sentence) lets it grow no further."""
    return wording.join(f"{_said(progress, value)} today, and not more", limit)


def _amount(progress: Progress, value: int) -> str:
    return wording.duration(value) if progress.field == "hold" else str(value)


def _said(progress: Progress, value: int) -> str:
    if progress.field == "hold":
        return f"hold {wording.duration(value)}"
    unit = "repetition" if progress.field == "reps" else "set"
    return f"{value} {unit}" if value == 1 else f"{value} {unit}s"


def _days(count: int) -> str:
    return "one day" if count == 1 else f"{count} days"
