"""The steps that are not due today, because they are meant less often than their routine; by what the journal has."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench.routine.model import DoStep, ExerciseStep, RepeatStep
from unclench.session.names import name_of
from unclench.session.progression import all_steps
from unclench.system.files import there
from unclench.system.local_time import day_number, zone_here

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unclench.journal.database import Journal
    from unclench.journal.logbook import Logbook
    from unclench.routine.model import AnyStep, Routine
    from unclench.session.choices import Choices


def with_todays_steps(routine: Routine, choices: Choices, book: Logbook) -> Choices:
    """The choices, with the steps of the routine that are not due today."""
    if not there(book.home.journal) or all(step.frequency is None for _, step in all_steps(routine.steps)):
        return choices
    ask = partial(not_due, routine, now=book.now().wall)
    return replace(choices, not_today=book.ask(ask, {}))


def not_due(routine: Routine, journal: Journal, now: int) -> Mapping[str, str]:
    """By the id of each step that is not due today, why; `now` is in ms since 1970."""
    from unclench.session.frequency import not_today

    every = list(all_steps(routine.steps))
    today = day_number(now, zone_here(now))
    found: dict[str, str] = {}
    for id, step in every:
        if step.frequency is not None:
            inside = [each for each in every if each[0] == id or each[0].startswith((f"{id}.", f"{id}/"))]
            found[id] = not_today(step.frequency, _done(routine, inside, journal, today))
    return {id: why for id, why in found.items() if why}


def _done(routine: Routine, inside: list[tuple[str, AnyStep]], journal: Journal, today: int) -> list[int]:
    """How many days ago the step was done, once for each time; a block, where any step of it was, and any alternative.

    Of several steps that were done in the same sessions the one that was done most often counts.
    """
    from unclench.journal.queries import days_done

    each = []
    for id, step in inside:
        if not isinstance(step, RepeatStep):
            move = step.exercise if isinstance(step, ExerciseStep) else step.what if isinstance(step, DoStep) else None
            rows = days_done(journal, routine.id, None if move is None else move.id, name_of(step))
            each.append([today - row.day for row in rows if row.place in (None, id)])
    days = {ago for found in each for ago in found}
    return [ago for ago in sorted(days) for _ in range(max(found.count(ago) for found in each))]
