"""Today's dose of each step that grows, worked out from what the journal says was done and how it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench.session.names import name_of
from unclench.session.progression import PastDose, TodaysDose, alike, called, growing, settled, todays_dose
from unclench.system.files import there
from unclench.system.local_time import day_number, zone_here

if TYPE_CHECKING:
    from unclench.journal.efforts import Effort
    from unclench.journal.logbook import Logbook
    from unclench.journal.queries import CompletedStep
    from unclench.routine.model import Progress, Routine
    from unclench.session.choices import Choices


def with_todays_doses(routine: Routine, choices: Choices, book: Logbook) -> Choices:
    """The choices, with today's dose of each step of the routine that grows."""
    steps = list(growing(routine.steps))
    if not steps:
        return choices
    from unclench.journal.queries import days_done, hurt_the_last_time

    now = book.now().wall
    today = day_number(now, zone_here(now))
    known: dict[str, Sequence[CompletedStep]] = {}
    efforts = _efforts(routine, [step.progress for _, step in steps if step.progress is not None], book)
    hurt = there(book.home.journal) and book.ask(partial(hurt_the_last_time, routine=routine.id), False)
    same = alike(routine.steps)
    doses: dict[str, TodaysDose] = {}
    for id, step in steps:
        assert step.progress is not None
        if (key := called(step)) not in known:
            ask = partial(days_done, routine=routine.id, exercise=step.exercise.id, name=name_of(step))
            known[key] = book.ask(ask, ()) if there(book.home.journal) else ()
        # Where several steps are the same exercise, their places in the file tell them apart.
        found = [each for each in known[key] if same[key] < 2 or each.place in (None, id)]
        done = [_past(step.progress, each, efforts.get((each.session, each.place or ""))) for each in found]
        if (rule := settled(step.progress, done, choices.dose)) is not None:
            doses[id] = todays_dose(rule, done, today, routine.edition, hurt=hurt)
    return replace(choices, doses=doses)


def _efforts(routine: Routine, growths: Iterable[Progress], book: Logbook) -> Mapping[tuple[str, str], Effort]:
    """How the steps of a routine were and their loads, by session and place, if any growth goes by these."""
    if not any(each.asks or each.field == "load" for each in growths) or not there(book.home.journal):
        return {}
    from unclench.journal.efforts import efforts

    return book.ask(partial(efforts, routine=routine.id), {})


def _past(progress: Progress, done: CompletedStep, effort: Effort | None) -> PastDose:
    felt = None if effort is None else effort.felt
    if progress.field != "load":
        return PastDose(done.day, getattr(done, progress.field), done.edition, felt)
    from unclench.routine.loads import place_of_load

    load = None if effort is None else effort.load
    return PastDose(done.day, None if load is None else place_of_load(progress.loads, load), done.edition, felt)
