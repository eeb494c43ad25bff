"""When the steps of a routine were done, by the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from unclench.journal.queries import days_done
from unclench.routine.model import move_of
from unclench.session.progression import alike, called
from unclench.session.step_names import name_of

if TYPE_CHECKING:
    from unclench.journal.database import Journal
    from unclench.journal.queries import CompletedStep
    from unclench.routine.model import AnyStep, Routine


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
