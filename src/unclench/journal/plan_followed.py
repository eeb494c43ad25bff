"""Which plan somebody follows. It is an answer like others: a yes under the plan's id begins it, a no leaves it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from unclench.journal.records import AnswerRecord, new_id
from unclench.safety.limits import DAY
from unclench.system.local_time import midnight

PREFIX = "plan."
"""Before a plan's id, in the id of the answer."""


class Followed(Struct, frozen=True):
    """The plan that is followed, by its id, since when (ms since 1970)."""

    plan: str
    since: int

    def day(self, now: int) -> int:
        """Which day of the plan it is, by local dates; the day on which it was begun is the first."""
        return max(1, round((midnight(now) - midnight(self.since)) / DAY) + 1)  # a day of 23 hours is one, too


def followed(answers: Mapping[str, AnswerRecord]) -> Followed | None:
    """The plan that was begun last, if it was not left; `answers` has the latest answer to each question."""
    found = [answer for id, answer in answers.items() if id.startswith(PREFIX)]
    last = max(found, key=lambda answer: answer.at, default=None)
    return Followed(last.question.removeprefix(PREFIX), last.at) if last is not None and last.yes else None


def begun(plan: str, now: int) -> AnswerRecord:
    """The record of beginning a plan, which leaves any other."""
    return AnswerRecord(id=new_id(), at=now, question=PREFIX + plan, yes=True)


def left(plan: str, now: int) -> AnswerRecord:
    """The record of leaving it."""
    return AnswerRecord(id=new_id(), at=now, question=PREFIX + plan, yes=False)
