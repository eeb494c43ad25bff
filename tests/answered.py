"""Somebody who has been asked everything before, and for whom nothing holds: most tests are about what comes after."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from unclench.clock import moment
from unclench.journal.records import AnswerRecord, new_id
from unclench.journal.store import Journal
from unclench.safety.flags import FLAGS
from unclench.safety.screening import QUESTIONS


def well(path: Path, *, but: Collection[str] = (), at: int | None = None) -> None:
    """Keep the answers in the journal at `path`: no to everything, `but` yes to these questions."""
    at = moment().wall if at is None else at
    ids = [question.id for question in QUESTIONS] + [flag.id for flag in FLAGS]
    ids += [id for id in but if id not in ids]
    journal = Journal(path)
    journal.add(*(AnswerRecord(id=new_id(), at=at, question=id, yes=id in but) for id in ids))
    journal.close()
