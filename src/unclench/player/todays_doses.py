"""Today's dose of each step that grows, worked out from what the journal says was done and how it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench.session.progression import PastDose, TodaysDose, growing, settled, todays_dose
from unclench.system.files import there
from unclench.system.local_time import day_number, zone_here

if TYPE_CHECKING:
    from unclench.journal.database import Journal
    from unclench.journal.logbook import Logbook
    from unclench.journal.queries import CompletedStep, Effort
    from unclench.routine.model import ExerciseStep, Progress, Routine
    from unclench.session.choices import Choices


def with_todays_doses(routine: Routine, choices: Choices, book: Logbook) -> Choices:
    """The choices, with today's dose of each step of the routine that grows."""
    steps = list(growing(routine.steps))
    if not steps:
        return choices
    now = book.now().wall
    today = day_number(now, zone_here(now))
    recorded = there(book.home.journal)
    known = book.ask(partial(_done, routine, steps), {}) if recorded else {}
    efforts = _efforts(routine, steps, book) if recorded else {}
    hurt = recorded and book.ask(partial(_hurt, routine), False)
    doses: dict[str, TodaysDose] = {}
    for id, step in steps:
        assert step.progress is not None
        done = [_past(step.progress, each, efforts.get((each.session, each.place or ""))) for each in known.get(id, ())]
        if (rule := settled(step.progress, done, choices.dose)) is not None:
            doses[id] = todays_dose(rule, done, today, routine.edition, hurt=hurt)
    return replace(choices, doses=doses)


def _done(
    routine: Routine, steps: Iterable[tuple[str, ExerciseStep]], journal: Journal
) -> Mapping[str, Sequence[CompletedStep]]:
    """When each of these steps was done, by its id."""
    from unclench.player.steps_done import StepsDone

    found = StepsDone(routine, journal)
    return {id: found.of(id, step) for id, step in steps}


def _hurt(routine: Routine, journal: Journal) -> bool:
    from unclench.journal.queries import hurt_the_last_time

    return hurt_the_last_time(journal, routine.id)


def _efforts(
    routine: Routine, steps: Iterable[tuple[str, ExerciseStep]], book: Logbook
) -> Mapping[tuple[str, str], Effort]:
    """How the steps of a routine were and their loads, by session and place, if any growth goes by these."""
    growths = [step.progress for _, step in steps if step.progress is not None]
    if not any(each.asks or each.field == "load" for each in growths):
        return {}
    from unclench.journal.queries import efforts

    return book.ask(partial(efforts, routine=routine.id), {})


def _past(progress: Progress, done: CompletedStep, effort: Effort | None) -> PastDose:
    felt = None if effort is None else effort.felt
    if progress.field != "load":
        return PastDose(done.day, getattr(done, progress.field), done.edition, felt)
    from unclench.routine.loads import place_of_load

    load = None if effort is None else effort.load
    return PastDose(done.day, None if load is None else place_of_load(progress.loads, load), done.edition, felt)
