"""Today's dose of a step that progresses from day to day, and why. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from unclench.language import counted, tr
from unclench.routine.model import Amount, AnyStep, Blank, Exact, ExerciseStep, Progress, RepeatStep, Routine, grows
from unclench.session import wording

WEEK = 7
BREAK = 2 * WEEK
"""After this many days without the step its dose gets smaller."""


class TodaysDose(Struct, frozen=True):
    """The dose, a count or the ms of a hold, and a sentence that says why it is this one."""

    value: int
    why: str


def growing(steps: Sequence[AnyStep]) -> Iterator[tuple[str, ExerciseStep]]:
    """The steps that progress, each with its id, including those in blocks and the alternatives."""
    return ((id, step) for id, step in all_steps(steps) if grows(step))


def alike(steps: Sequence[AnyStep]) -> Counter[str]:
    """How many steps of a routine are the same exercise, by what the journal calls it."""
    return Counter(called(step) for _, step in all_steps(steps) if isinstance(step, ExerciseStep))


def called(step: ExerciseStep) -> str:
    """What the journal calls a step: the id of its exercise, or the author's own words."""
    return step.exercise.id or step.name or step.exercise.name


def all_steps(steps: Sequence[AnyStep], prefix: str = "") -> Iterator[tuple[str, AnyStep]]:
    """All steps, each with its id, including those in blocks and the alternatives."""
    for number, step in enumerate(steps, 1):
        id = f"{prefix}{number}"
        yield id, step
        if isinstance(step, RepeatStep):
            yield from all_steps(step.steps, f"{id}.")
        yield from all_steps(step.alternatives, f"{id}/")


def has_blanks(routine: Routine) -> bool:
    """Whether the sheet leaves anything blank that is played, or a level to choose."""
    if any(isinstance(step, RepeatStep) and step.levels for _, step in all_steps(routine.steps)):
        return True
    phases = (phase for _, step in all_steps(routine.steps) if isinstance(step, ExerciseStep) for phase in step.phases)
    records = (routine.defaults, *(step for _, step in all_steps(routine.steps)), *phases)
    return any(isinstance(getattr(each, name), Blank) for each in records for name in each.__struct_fields__)


def leaves_open(routine: Routine) -> bool:
    """Whether anything is asked before it starts: a blank, a level, or one of several alternatives."""
    return has_blanks(routine) or any(step.alternatives for _, step in all_steps(routine.steps))


def to_begin_with(step: ExerciseStep, name: Literal["reps", "sets"]) -> Amount | None:
    """A count as written; where only its growth is written, what it grows from. None where neither is."""
    amount: Amount | None = getattr(step, name)
    progress = step.progress
    return Exact(progress.low) if amount is None and progress is not None and progress.field == name else amount


def grown(step: AnyStep, todays: TodaysDose) -> AnyStep:
    """The step with today's dose, and why in its note; a step that does not progress stays as written."""
    progress = step.progress
    if progress is None or not grows(step):
        return step
    return replace(step, note=wording.join(step.note or "", todays.why), **{progress.field: Exact(todays.value)})


class PastDose(Struct, frozen=True):
    """A step that was done to its end: the day, counted from 1970, the dose and the edition of the sheet.

    The dose is None if the journal has none.
    """

    day: int
    dose: int | None
    edition: str = ""


def todays_dose(progress: Progress, done: Sequence[PastDose], today: int, edition: str = "") -> TodaysDose:
    """The dose on day `today`, after the step was `done` to its end on earlier days, in order.

    It starts from the dose played last, whatever rule that came from, so a new rule or a new edition of the sheet never
    makes it jump. It goes up by one step once the step has been done and `every_days` have passed with this dose, in
    this edition; days on which nothing was done earn nothing. After two weeks off it goes down by one step, and by
    another for each further week, as far as the starting level: strength begins to fade after about two weeks, in older
    people sooner (G. Nuckols, A Guide to Detraining, Stronger By Science 2022). One step a week is ours.
    """
    before = _by_day(done, today)
    doses = [each.dose for each in before]
    last = doses[-1] if doses else None
    if last is None:
        return TodaysDose(progress.low, tr("Today: {dose} (starting level).", dose=_said(progress, progress.low)))
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


def _by_day(done: Sequence[PastDose], today: int) -> list[PastDose]:
    """The last time on each day before today."""
    return list({each.day: each for each in done if each.day < today}.values())


def _first_day(done: Sequence[PastDose], dose: int) -> int:
    """The day since which no other dose was played."""
    first = done[-1].day
    for each in reversed(done):
        if each.dose != dose:
            break
        first = each.day
    return first


def _after_a_break(progress: Progress, value: int, last: int, days: int) -> str:
    dose, weeks = _said(progress, value), counted(days // WEEK, "{number:g} week", "{number:g} weeks")
    if value < last:
        before = _amount(progress, last)
        return tr("Today: {dose}, down from {last} last time, {weeks} ago.", dose=dose, last=before, weeks=weeks)
    return tr("Today: {dose}, as last time, {weeks} ago.", dose=dose, weeks=weeks)


def _why(progress: Progress, value: int, doses: Sequence[int], done: int) -> str:
    dose, last, days = _said(progress, value), doses[-1], wording.days(done)
    grown = sum(after > before for before, after in pairwise([*doses, value]))
    if last < progress.low:
        return tr(
            "Today: {dose}, up from {last} last time, on the way to the starting level of {start}.",
            dose=dose, last=_amount(progress, last), start=_amount(progress, progress.low),
        )  # fmt: skip
    if value >= progress.high:
        return tr("Today: {dose}, as far as it should grow; done on {days}.", dose=dose, days=days)
    if value > last:
        return tr(
            "Today: {dose}, up {times} from {first}; done on {days}.",
            dose=dose, times=wording.times(grown), first=_amount(progress, doses[0]), days=days,
        )  # fmt: skip
    more = wording.days(progress.every_days)
    if value == progress.low and not grown:
        return tr(
            "Today: {dose}, as at the start; done on {days}. It goes up after {more}.", dose=dose, days=days, more=more
        )
    return tr("Today: {dose}, as last time; done on {days}. It goes up after {more}.", dose=dose, days=days, more=more)


def held_back(progress: Progress, value: int, limit: str) -> str:
    """Why it is only `value` today; `limit` is the sentence of the limit that allows no more."""
    return wording.join(tr("Today: {dose}, no more", dose=_said(progress, value)), limit)


def _amount(progress: Progress, value: int) -> str:
    return wording.duration(value) if progress.field == "hold" else str(value)


def _said(progress: Progress, value: int) -> str:
    if progress.field == "hold":
        return tr("hold {duration}", duration=wording.duration(value))
    return wording.repetitions(value) if progress.field == "reps" else wording.sets(value)
