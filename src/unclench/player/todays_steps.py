"""Today's steps, by what the journal says was done and how it was: which are due, and the dose of each that grows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench.journal.queries import days_done, efforts, hurt_the_last_time
from unclench.routine.model import RepeatStep, move_of
from unclench.session.progression import PastDose, TodaysDose, alike, all_steps, called, growing, settled, todays_dose
from unclench.session.wording import name_of
from unclench.system.files import there
from unclench.system.local_time import day_number, zone_here

if TYPE_CHECKING:
    from unclench.journal.database import Journal
    from unclench.journal.logbook import Logbook
    from unclench.journal.queries import CompletedStep, Effort
    from unclench.routine.model import AnyStep, ExerciseStep, Progress, Routine
    from unclench.session.choices import Choices


class StepsDone:
    """Looks each exercise up once. Where several steps are the same, their places in the file tell them apart."""

    def __init__(self, routine: Routine, journal: Journal) -> None:
        self._routine, self._journal, self._same = routine, journal, alike(routine.steps)
        self._known: dict[str, Sequence[CompletedStep]] = {}

    def of(self, id: str, step: AnyStep) -> list[CompletedStep]:
        """How often the step with this id was done to its end, in order."""
        if (key := called(step)) not in self._known:
            move = move_of(step)
            exercise = None if move is None else move.id
            self._known[key] = days_done(self._journal, self._routine.id, exercise, name_of(step))
        return [each for each in self._known[key] if self._same[key] < 2 or each.place in (None, id)]


def with_todays_doses(routine: Routine, choices: Choices, book: Logbook) -> Choices:
    """The choices, with today's dose of each step of the routine that grows."""
    steps = list(growing(routine.steps))
    if not steps:
        return choices
    now = book.now().wall
    today = day_number(now, zone_here(now))
    recorded = there(book.home.journal)
    known = book.ask(partial(_done, routine, steps), {}) if recorded else {}
    felt = _efforts(routine, steps, book) if recorded else {}
    hurt = recorded and book.ask(partial(_hurt, routine), False)
    doses: dict[str, TodaysDose] = {}
    for id, step in steps:
        assert step.progress is not None
        done = [_past(step.progress, each, felt.get((each.session, each.place or ""))) for each in known.get(id, ())]
        if (rule := settled(step.progress, done, choices.dose)) is not None:
            doses[id] = todays_dose(rule, done, today, routine.edition, hurt=hurt)
    return replace(choices, doses=doses)


def _done(
    routine: Routine, steps: Iterable[tuple[str, ExerciseStep]], journal: Journal
) -> Mapping[str, Sequence[CompletedStep]]:
    """When each of these steps was done, by its id."""
    found = StepsDone(routine, journal)
    return {id: found.of(id, step) for id, step in steps}


def _hurt(routine: Routine, journal: Journal) -> bool:
    return hurt_the_last_time(journal, routine.id)


def _efforts(
    routine: Routine, steps: Iterable[tuple[str, ExerciseStep]], book: Logbook
) -> Mapping[tuple[str, str], Effort]:
    """How the steps of a routine were and their loads, by session and place, if any growth goes by these."""
    growths = [step.progress for _, step in steps if step.progress is not None]
    if not any(each.asks or each.field == "load" for each in growths):
        return {}
    return book.ask(partial(efforts, routine=routine.id), {})


def _past(progress: Progress, done: CompletedStep, effort: Effort | None) -> PastDose:
    felt = None if effort is None else effort.felt
    if progress.field != "load":
        return PastDose(done.day, getattr(done, progress.field), done.edition, felt)
    from unclench.routine.loads import place_of_load

    load = None if effort is None else effort.load
    return PastDose(done.day, None if load is None else place_of_load(progress.loads, load), done.edition, felt)


def with_todays_steps(routine: Routine, choices: Choices, book: Logbook) -> Choices:
    """The choices, with the steps of the routine that are not due today."""
    if all(step.frequency is None for _, step in all_steps(routine.steps)) or not there(book.home.journal):
        return choices
    ask = partial(not_due, routine, now=book.now().wall)
    return replace(choices, not_today=book.ask(ask, {}))


def not_due(routine: Routine, journal: Journal, now: int) -> Mapping[str, str]:
    """By the id of each step that is not due today, why; `now` is in ms since 1970."""
    from unclench.session.frequency import not_today

    done = StepsDone(routine, journal)
    every = list(all_steps(routine.steps))
    today = day_number(now, zone_here(now))
    found: dict[str, str] = {}
    for id, step in every:
        if step.frequency is not None:
            inside = [each for each in every if each[0] == id or each[0].startswith((f"{id}.", f"{id}/"))]
            found[id] = not_today(step.frequency, _days_ago(done, inside, today))
    return {id: why for id, why in found.items() if why}


def _days_ago(done: StepsDone, inside: list[tuple[str, AnyStep]], today: int) -> list[int]:
    """How many days ago the step was done, once for each time; a block, where any step of it was, and any alternative.

    Of several steps that were done in the same sessions the one that was done most often counts.
    """
    steps = [(id, step) for id, step in inside if not isinstance(step, RepeatStep)]
    each = [[today - row.day for row in done.of(id, step)] for id, step in steps]
    days = {ago for found in each for ago in found}
    return [ago for ago in sorted(days) for _ in range(max(found.count(ago) for found in each))]
