"""The steps that are not due today, because they are meant less often than their routine; by what the journal has."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench.routine.model import RepeatStep
from unclench.session.progression import all_steps
from unclench.system.files import there
from unclench.system.local_time import day_number, zone_here

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unclench.journal.database import Journal
    from unclench.journal.logbook import Logbook
    from unclench.player.steps_done import StepsDone
    from unclench.routine.model import AnyStep, Routine
    from unclench.session.choices import Choices


def with_todays_steps(routine: Routine, choices: Choices, book: Logbook) -> Choices:
    """The choices, with the steps of the routine that are not due today."""
    if all(step.frequency is None for _, step in all_steps(routine.steps)) or not there(book.home.journal):
        return choices
    ask = partial(not_due, routine, now=book.now().wall)
    return replace(choices, not_today=book.ask(ask, {}))


def not_due(routine: Routine, journal: Journal, now: int) -> Mapping[str, str]:
    """By the id of each step that is not due today, why; `now` is in ms since 1970."""
    from unclench.player.steps_done import StepsDone
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
