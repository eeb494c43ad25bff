"""What was written into the blanks of a sheet. Each is an answer like others; the latest one counts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from unclench.journal.records import AnswerRecord, new_id

PREFIX = "blank."
"""Before the key of a blank, in the id of the answer; behind it, its value."""
_BLANK = re.compile(r"^blank\.([0-9a-f]{24})=(?:([0-9]{1,9})|'(.{1,200})')\Z")


def filled_in(answers: Mapping[str, AnswerRecord]) -> dict[str, int | str]:
    """The values by the keys of their blanks: ms, a count, or words; `answers` has the latest to each question."""
    found: dict[str, int | str] = {}
    for answer in sorted(answers.values(), key=lambda each: each.at):
        if (blank := _BLANK.match(answer.question)) is not None:
            found[blank[1]] = int(blank[2]) if blank[2] else blank[3]
    return found


def record(key: str, value: int | str, now: int) -> AnswerRecord:
    """The record of a value: ms, a count, or words, which get quotation marks; `key` are 24 digits of a hash."""
    written = f"'{value}'" if isinstance(value, str) else value
    return AnswerRecord(id=new_id(), at=now, question=f"{PREFIX}{key}={written}", yes=True)
