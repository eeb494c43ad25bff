"""Answers: to every question beforehand, since most tests are about what comes later; or to a flow, one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Sequence
from pathlib import Path
from typing import Any

from unclench.care.asks import Ask, Tell
from unclench.journal.database import Journal
from unclench.journal.records import AnswerRecord, new_id
from unclench.safety.red_flags import FLAGS
from unclench.safety.screening import QUESTIONS
from unclench.system.clock import moment


def well(path: Path, *, but: Collection[str] = (), at: int | None = None) -> None:
    """Record answers in the journal at `path`: no to everything, `but` yes to these questions."""
    at = moment().wall if at is None else at
    ids = [question.id for question in QUESTIONS] + [flag.id for flag in FLAGS]
    ids += [id for id in but if id not in ids]
    journal = Journal(path)
    journal.add(*(AnswerRecord(id=new_id(), at=at, question=id, yes=id in but) for id in ids))
    journal.close()


def through(
    flow: Generator[Ask, Any, Any], given: Sequence[Any], tell: Callable[[Tell], None], ask: Callable[[Ask], None]
) -> Any:
    """Run a flow to its end with these answers, one for each question. A `Tell` takes none, and goes to `tell`."""
    left = list(given)
    try:
        asked = next(flow)
        while True:
            answer = None
            if isinstance(asked, Tell):
                tell(asked)
            else:
                ask(asked)
                answer = left.pop(0)
            asked = flow.send(answer)
    except StopIteration as end:
        assert not left, f"not asked: {left}"
        return end.value
