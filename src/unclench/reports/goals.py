"""How far the goals of a day are: so many repetitions of an exercise, in as many sessions as it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from unclench.journal.database import Journal
from unclench.journal.logbook import Logbook
from unclench.journal.queries import DoneSet, sessions, sets_done
from unclench.journal.records import SessionRecord
from unclench.language import tr
from unclench.reports.today import ends
from unclench.routine.model import ExerciseStep, Routine
from unclench.session.progression import all_steps
from unclench.session.step_names import name_of
from unclench.session.wording import so_many_or_more
from unclench.system import safe_text
from unclench.system.local_time import midnight


class GoalToday(Struct, frozen=True):
    """How many repetitions of a step were done today, and how many it should be; `most` is None where more is welcome.

    `id` and `title` are the routine's.
    """

    id: str
    title: str
    step: str
    done: int
    least: int
    most: int | None

    @property
    def enough(self) -> bool:
        """Whether the goal is reached."""
        return self.done >= self.least

    @property
    def name(self) -> str:
        """`My sheet, Chin tuck`."""
        return tr("{title}, {step}", title=safe_text.line(self.title), step=safe_text.line(self.step))

    @property
    def said(self) -> str:
        """`18 of 30 today`."""
        return tr("{done} of {goal} today", done=self.done, goal=so_many_or_more(self.least, self.most))


def goals_today(
    routines: Iterable[Routine], journal: Journal, lately: Sequence[SessionRecord], now: int
) -> list[GoalToday]:
    """The goals of the routines that were finished `lately`, or begun today; first those that are not reached."""
    today = midnight(now)
    taken_up = {each.routine for each in lately if each.finished or each.began >= today}
    wanted = [(routine, goals) for routine in routines if routine.id in taken_up if (goals := _goals(routine))]
    if not wanted:
        return []
    done = sets_done(journal, [routine.id for routine, _ in wanted], today, now)
    found = [_goal(routine, id, step, done) for routine, goals in wanted for id, step in goals]
    return sorted((each for each in found if each is not None), key=lambda each: each.enough)


def goals_of(routine: Routine, book: Logbook) -> list[GoalToday]:
    """The goals of a routine that was just played."""
    now = book.now().wall
    span = (midnight(now), now + 1)
    return book.ask(lambda journal: goals_today([routine], journal, sessions(journal, *span), now), [])


def _goals(routine: Routine) -> list[tuple[str, ExerciseStep]]:
    """The steps of a routine that have a goal, each with its id."""
    found = ((id, step) for id, step in all_steps(routine.steps) if isinstance(step, ExerciseStep))
    return [(id, step) for id, step in found if step.goal is not None]


def _goal(routine: Routine, id: str, step: ExerciseStep, sets: Sequence[DoneSet]) -> GoalToday | None:
    """None for another way of doing a step that was not done today: one goal for it is enough."""
    done = repetitions(step, [each for each in sets if (each.routine, each.place) == (routine.id, id)])
    meant = ends(step.goal)
    if meant is None or ("/" in id and not done):
        return None
    return GoalToday(routine.id, routine.title, name_of(step), done, *meant)


def repetitions(step: ExerciseStep, sets: Sequence[DoneSet]) -> int:
    """How many repetitions these come to; where there are sides, on each of them."""
    of_side: dict[str | None, int] = {}
    for each in sets:
        of_side[each.side] = of_side.get(each.side, 0) + each.reps
    if len(step.sides) < 2 or None in of_side:  # in turn, all sides are counted as one
        return sum(of_side.values())
    return min(of_side.get(side, 0) for side in step.sides)


def goal_line(each: GoalToday) -> str:
    """As in `My sheet, Chin tuck: 18 of 30 today.`."""
    return tr("{name}: {done}.", name=each.name, done=each.said)


def as_json(goals: Iterable[GoalToday]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "id": each.id, "title": each.title, "step": each.step, "done": each.done, "least": each.least,
            "most": each.most, "enough": each.enough,
        }
        for each in goals
    ]  # fmt: skip
