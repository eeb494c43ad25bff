"""What was written into the blanks of a sheet. Each is an answer like others; the latest one counts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from unclench.journal.records import AnswerRecord, new_id

PREFIX = "blank."
"""Before the key of a blank, in the id of the answer; behind it, its value."""
_BLANK = re.compile(r"^blank\.([0-9a-f]{24})=([0-9]{1,9})\Z")


def filled_in(answers: Mapping[str, AnswerRecord]) -> dict[str, int]:
    """The values, ms or a count, by the keys of their blanks; `answers` has the latest answer to each question."""
    found: dict[str, int] = {}
    for answer in sorted(answers.values(), key=lambda each: each.at):
        if (blank := _BLANK.match(answer.question)) is not None:
            found[blank[1]] = int(blank[2])
    return found


def record(key: str, value: int, now: int) -> AnswerRecord:
    """The record of a value, ms or a count; `key` are 24 digits of a hash."""
    return AnswerRecord(id=new_id(), at=now, question=f"{PREFIX}{key}={value}", yes=True)
