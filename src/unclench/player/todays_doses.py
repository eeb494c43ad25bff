"""Today's dose of each step that grows, worked out from what the journal says was done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench.session.names import name_of
from unclench.session.progression import PastDose, TodaysDose, alike, called, growing, todays_dose
from unclench.system.files import there
from unclench.system.local_time import day_number, zone_here

if TYPE_CHECKING:
    from unclench.journal.logbook import Logbook
    from unclench.journal.queries import CompletedStep
    from unclench.routine.model import Routine
    from unclench.session.choices import Choices


def with_todays_doses(routine: Routine, choices: Choices, book: Logbook) -> Choices:
    """The choices, with today's dose of each step of the routine that grows."""
    steps = list(growing(routine.steps))
    if not steps:
        return choices
    from unclench.journal.queries import days_done

    now = book.now().wall
    today = day_number(now, zone_here(now))
    known: dict[str, Sequence[CompletedStep]] = {}
    same = alike(routine.steps)
    doses: dict[str, TodaysDose] = {}
    for id, step in steps:
        assert step.progress is not None
        if (key := called(step)) not in known:
            ask = partial(days_done, routine=routine.id, exercise=step.exercise.id, name=name_of(step))
            known[key] = book.ask(ask, ()) if there(book.home.journal) else ()
        # Where several steps are the same exercise, their places in the file tell them apart.
        found = [each for each in known[key] if same[key] < 2 or each.place in (None, id)]
        done = [PastDose(each.day, getattr(each, step.progress.field), each.edition) for each in found]
        doses[id] = todays_dose(step.progress, done, today, routine.edition)
    return replace(choices, doses=doses)
