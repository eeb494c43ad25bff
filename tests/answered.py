"""Answers: to every question beforehand, since most tests are about what comes later; or to a flow, one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from unclench.audio.player_choice import NAMES
from unclench.care import pack_check
from unclench.care.asks import Ask, Await, Tell
from unclench.config.paths import Home
from unclench.journal.database import Journal
from unclench.journal.records import AnswerRecord, new_id
from unclench.safety.red_flags import FLAGS
from unclench.safety.screening import QUESTIONS
from unclench.system.clock import moment
from unclench.testing import RecordingPlayer


def well(
    path: Path, *, but: Collection[str] = (), at: int | None = None, heard: bool = True, day: datetime | None = None
) -> None:
    """Record answers in the journal at `path`: no to everything, `but` yes to these questions.

    Unless not `heard`, the alarm was heard on that `day` (today), whichever player plays it.
    """
    at = moment().wall if at is None else at
    ids = [question.id for question in QUESTIONS] + [flag.id for flag in FLAGS]
    ids += [id for id in but if id not in ids]
    journal = Journal(path)
    journal.add(*(AnswerRecord(id=new_id(), at=at, question=id, yes=id in but) for id in ids))
    journal.close()
    if heard:
        hear(Home(path.parent, path.parent, path.parents[1] / "state"), day)


def hear(home: Home, day: datetime | None = None) -> None:
    """The alarm was heard on this day, today unless it is given, whichever player plays it."""
    day = datetime.now() if day is None else day  # noqa: DTZ005  # what a wall clock shows
    for player in (RecordingPlayer.name, *NAMES):
        pack_check.note_heard(home, player, day.date().isoformat())


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
            elif isinstance(asked, Await):
                answer = asked.does()
            else:
                ask(asked)
                answer = left.pop(0)
            asked = flow.send(answer)
    except StopIteration as end:
        assert not left, f"not asked: {left}"
        return end.value
