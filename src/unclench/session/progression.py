"""Today's dose of a step that progresses from day to day, and why. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from unclench.language import counted, tr
from unclench.routine.model import (
    MANY_REPS,
    Amount,
    AnyStep,
    Blank,
    Dose,
    Exact,
    ExerciseStep,
    Progress,
    RepeatStep,
    Routine,
    grows,
    move_of,
)
from unclench.safety.limits import LIMITS
from unclench.session import wording
from unclench.session.end_reason import Felt
from unclench.session.wording import name_of

WEEK = 7
BREAK = 2 * WEEK
"""After this many days without the step its dose gets smaller."""


class TodaysDose(Struct, frozen=True):
    """The dose, a count, the ms of a hold or the place of a load, and a sentence that says why it is this one."""

    value: int
    why: str


def growing(steps: Sequence[AnyStep]) -> Iterator[tuple[str, ExerciseStep]]:
    """The steps that progress, each with its id, including those in blocks and the alternatives."""
    return ((id, step) for id, step in all_steps(steps) if grows(step))


def alike(steps: Sequence[AnyStep]) -> Counter[str]:
    """How many steps of a routine are the same exercise or activity, by what the journal calls it."""
    return Counter(called(step) for _, step in all_steps(steps) if not isinstance(step, RepeatStep))


def called(step: AnyStep) -> str:
    """What the journal calls a step: the id of its exercise, or what it is called."""
    move = move_of(step)
    return (move.id if move is not None else None) or name_of(step)


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
    if amount is None and progress is not None and progress.field == name and progress.low is not None:
        return Exact(progress.low)
    return amount


def load_to_begin_with(step: ExerciseStep) -> str | Blank | None:
    """What it is done with, as written; where only its growth is written, the lightest."""
    progress = step.progress
    if step.load is None and progress is not None and progress.field == "load":
        return progress.loads[0]
    return step.load


def grown(step: AnyStep, todays: TodaysDose) -> AnyStep:
    """The step with today's dose, and why in its note; a step that does not progress stays as written."""
    progress = step.progress
    if progress is None or not grows(step):
        return step
    dose: Any = progress.loads[todays.value - 1] if progress.field == "load" else Exact(todays.value)
    return replace(step, note=wording.join(step.note or "", todays.why), **{progress.field: dose})


class PastDose(Struct, frozen=True):
    """A step that was done to its end: the day, counted from 1970, the dose and the edition of the sheet.

    The dose is None if the journal has none, and `felt` if nobody said how it was.
    """

    day: int
    dose: int | None
    edition: str = ""
    felt: Felt | None = None


class _Rule(Struct, frozen=True):
    """A growth with both of its ends."""

    field: str
    low: int
    high: int
    by: int
    every_days: int
    asks: bool
    loads: tuple[str, ...]

    def said(self, value: int) -> str:
        """A dose as it is announced: `8 repetitions`, `hold 10 seconds`, `with 2 kg`."""
        match self.field:
            case "hold":
                return tr("hold {duration}", duration=wording.duration(value))
            case "load":
                return tr("with {load}", load=self.loads[value - 1])
            case "reps":
                return wording.repetitions(value)
            case _:
                return wording.sets(value)

    def amount(self, value: int) -> str:
        """The dose it is compared with: `7`, `5 seconds`, `1 kg`."""
        if self.field == "load":
            return self.loads[value - 1]
        return wording.duration(value) if self.field == "hold" else str(value)


def _rule(progress: Progress) -> _Rule:
    """`progress` has a beginning. Without an end it grows as far as is usual, and never shrinks for that."""
    assert progress.low is not None
    end = max(progress.low, AS_FAR.get(progress.field, 1)) if progress.high is None else progress.high
    return _Rule(
        progress.field, progress.low, end, progress.by, progress.every_days, progress.asks, progress.loads
    )  # fmt: skip


AS_FAR = {"reps": MANY_REPS, "sets": 10, "hold": LIMITS["C1.18"].value}
"""How far a dose grows whose sheet gives no end: what is beyond that is unusual (C1.18; the counts are ours)."""


def settled(progress: Progress, done: Sequence[PastDose], dose: Dose) -> Progress | None:
    """The growth as somebody with this dose setting has it, beginning where they began if the sheet leaves that open.

    None where they have not done it yet: then it is played as the step says.
    """
    first = next((each.dose for each in done if each.dose is not None), None)
    low = first if progress.low is None else progress.low
    if low is None:
        return None
    ends = (progress.by, progress.by if progress.by_most is None else progress.by_most)
    by = {Dose.LOW: ends[0], Dose.MIDDLE: sum(ends) // 2, Dose.HIGH: ends[1]}[dose]
    return replace(progress, low=low, by=by, by_most=None)


def todays_dose(
    progress: Progress, done: Sequence[PastDose], today: int, edition: str = "", *, hurt: bool = False
) -> TodaysDose:
    """Today's dose as `grown_dose` has it; but no more than the last one if the last session `hurt`."""
    found = grown_dose(progress, done, today, edition)
    last = next((each.dose for each in reversed(done) if each.dose is not None), None)
    if not hurt or last is None or found.value <= last:
        return found
    said = _rule(progress).said(last)
    return TodaysDose(last, tr("Today: {dose}, no more than last time, because it hurt.", dose=said))


def grown_dose(progress: Progress, done: Sequence[PastDose], today: int, edition: str = "") -> TodaysDose:
    """The dose on day `today`, after the step was `done` to its end on earlier days, in order.

    `progress` is `settled`: it has a beginning, and one step.

    It starts from the dose played last, whatever rule that came from, so a new rule or a new edition of the sheet never
    makes it jump. It goes up by one step once the step has been done and `every_days` have passed with this dose, in
    this edition, and if it asks, once it was easy the last time; days on which nothing was done earn nothing. Where it
    was too much, the next time, on the same day even, is one step less. After two weeks off it goes down by one step,
    and by another for each further week, as far as the starting level: strength begins to fade after about two weeks,
    in older people sooner (G. Nuckols, A Guide to Detraining, Stronger By Science 2022). One step a week is ours.
    """
    rule = _rule(progress)
    if rule.asks:
        done = [each for each in done if each.dose is not None]
    if rule.asks and done and done[-1].day >= today and (now := done[-1].dose) is not None:
        value = min(_as_it_felt(rule, done, today, edition), rule.high)
        return TodaysDose(value, _why_it_felt(rule, value, now, 0))
    before = _by_day(done, today)
    doses = [each.dose for each in before]
    last = doses[-1] if doses else None
    if last is None:
        return TodaysDose(rule.low, tr("Today: {dose} (starting level).", dose=rule.said(rule.low)))
    since = today - before[-1].day
    if since >= BREAK:
        fewer = last - (1 + (since - BREAK) // WEEK) * rule.by
        value = min(last, rule.high, max(rule.low, fewer))
        if rule.asks:
            value = min(value, _as_it_felt(rule, done, today, edition))
        return TodaysDose(value, _after_a_break(rule, value, last, since))
    if rule.asks:
        value = min(_as_it_felt(rule, done, today, edition), rule.high)
        return TodaysDose(value, _why_it_felt(rule, value, last, len(before)))
    if last < rule.low:
        value = min(rule.low, last + rule.by)
    elif _may_go_up(rule, before, today, edition):
        value = last + rule.by
    else:
        value = last
    value = min(value, rule.high)
    return TodaysDose(value, _why(rule, value, [dose for dose in doses if dose is not None], len(before)))


def _as_it_felt(rule: _Rule, done: Sequence[PastDose], today: int, edition: str) -> int:
    """The dose after the last one, by how that was on its day; it may be more than the rule has for its end."""
    last = done[-1]
    assert last.dose is not None
    felt = [each.felt for each in done if (each.day, each.dose) == (last.day, last.dose)]
    if Felt.TOO_MUCH in felt:
        return max(min(rule.low, rule.by, last.dose), last.dose - rule.by)
    easy = last.felt is Felt.EASY and last.day < today
    if not easy or not _may_go_up(rule, _by_day(done, today), today, edition):
        return last.dose
    return last.dose + rule.by


def _may_go_up(rule: _Rule, before: Sequence[PastDose], today: int, edition: str) -> bool:
    """Whether enough days have passed with the last dose, in this edition of the sheet."""
    first = _first_day(before, before[-1].dose)
    with_it = [each.day for each in before if each.edition == edition and each.day >= first]
    return bool(with_it) and today - with_it[0] >= rule.every_days


def _by_day(done: Sequence[PastDose], today: int) -> list[PastDose]:
    """The last time on each day before today."""
    return list({each.day: each for each in done if each.day < today}.values())


def _first_day(done: Sequence[PastDose], dose: int | None) -> int:
    """The day since which no other dose was played."""
    first = done[-1].day
    for each in reversed(done):
        if each.dose != dose:
            break
        first = each.day
    return first


def _after_a_break(rule: _Rule, value: int, last: int, days: int) -> str:
    dose, weeks = rule.said(value), counted(days // WEEK, "{number:g} week", "{number:g} weeks")
    if value < last:
        before = rule.amount(last)
        return tr("Today: {dose}, down from {last} last time, {weeks} ago.", dose=dose, last=before, weeks=weeks)
    return tr("Today: {dose}, as last time, {weeks} ago.", dose=dose, weeks=weeks)


def _why_it_felt(rule: _Rule, value: int, last: int, days: int) -> str:
    """`days` are those on which it was done; 0 for the same day."""
    dose, before = rule.said(value), rule.amount(last)
    if value > last:
        return tr("Today: {dose}, up from {last}, because it was easy.", dose=dose, last=before)
    if value < last <= rule.high:
        return tr("Today: {dose}, down from {last}, because it was too much.", dose=dose, last=before)
    if value >= rule.high and days:
        return tr("Today: {dose}, as far as it should grow; done on {days}.", dose=dose, days=wording.days(days))
    return tr("Today: {dose}, as last time.", dose=dose)


def _why(rule: _Rule, value: int, doses: Sequence[int], done: int) -> str:
    dose, last, days = rule.said(value), doses[-1], wording.days(done)
    grown = sum(after > before for before, after in pairwise([*doses, value]))
    if last < rule.low:
        return tr(
            "Today: {dose}, up from {last} last time, on the way to the starting level of {start}.",
            dose=dose, last=rule.amount(last), start=rule.amount(rule.low),
        )  # fmt: skip
    if value >= rule.high:
        return tr("Today: {dose}, as far as it should grow; done on {days}.", dose=dose, days=days)
    if value > last:
        return tr(
            "Today: {dose}, up {times} from {first}; done on {days}.",
            dose=dose, times=wording.times(grown), first=rule.amount(doses[0]), days=days,
        )  # fmt: skip
    more = wording.days(rule.every_days)
    if value == rule.low and not grown:
        return tr(
            "Today: {dose}, as at the start; done on {days}. It goes up after {more}.", dose=dose, days=days, more=more
        )
    return tr("Today: {dose}, as last time; done on {days}. It goes up after {more}.", dose=dose, days=days, more=more)


def held_back(progress: Progress, value: int, limit: str) -> str:
    """Why it is only `value` today; `limit` is the sentence of the limit that allows no more."""
    dose = _rule(replace(progress, low=progress.low or value)).said(value)
    return wording.join(tr("Today: {dose}, no more", dose=dose), limit)
