"""What the journal keeps. Times are ms since 1970, UTC; ids are 128 random bits in hex.

A field without a value is None. A record, once written, changes only where a None is filled in:
so two copies of a journal can be merged by id, in any order and as often as one likes.
"""

from __future__ import annotations

import os
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from unclench.exposure.records import Exposure

Id = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
Rating = Annotated[int, Meta(ge=0, le=10)]
"""Pain, 0 (none) to 10."""
Text = Annotated[str, Meta(max_length=20_000)]
When = Literal["before", "after", "step", "between"]
"""Of a rating: before or after a session, in one of its steps, or at any other time."""


class SessionRecord(Struct, frozen=True, kw_only=True):
    """One session. `content` is the name of what was played (see `Journal.content`).

    `why` it ended: "finished", or the reason why it was left; both are None while it runs,
    and after a crash. `place` is the index of the phase that began last. `tags` are joined by
    commas; `zone` is how many minutes the wall clock was ahead of UTC.
    """

    id: Id
    routine: str
    title: str
    edition: str = ""
    tags: str = ""
    content: str | None = None
    began: int
    zone: int = 0
    ended: int | None = None
    why: str | None = None
    place: int = 0


class StepRecord(Struct, frozen=True, kw_only=True):
    """One step, or one side or set of it, from its real begin to its real end.

    `number` counts the session's steps from one; `rep` is the repetition reached, of `reps`;
    `lasted` are ms on a clock that nobody can set; `done` is whether it was played to its end, as
    it was planned or more. `place` is the step's place in its file ("2.1"), `parts` how many such
    sides and sets it has in the whole session, all rounds together, and `hold` the length of its
    hold in ms: None in what was written before these were kept.
    """

    id: Id
    session: Id
    number: int
    name: str
    kind: str
    exercise: str | None = None
    side: str | None = None
    set: int | None = None
    rep: int | None = None
    reps: int | None = None
    began: int
    ended: int
    lasted: int
    done: bool
    place: str | None = None
    parts: int | None = None
    hold: int | None = None


class PainRecord(Struct, frozen=True, kw_only=True):
    """One rating. `reason` and `place` are there where something hurt in a step."""

    id: Id
    at: int
    rating: Rating
    when: When = "between"
    session: Id | None = None
    step: int | None = None
    reason: Literal["pain", "fatigue", "other"] | None = None
    place: Text | None = None


class NoteRecord(Struct, frozen=True, kw_only=True):
    """Words of the user's own."""

    id: Id
    at: int
    text: Text
    session: Id | None = None


class AnswerRecord(Struct, frozen=True, kw_only=True):
    """An answer to a screening question or to a red flag; the latest of an id holds."""

    id: Id
    at: int
    question: str
    yes: bool


class OverrideRecord(Struct, frozen=True, kw_only=True):
    """A limit that somebody went past, and the reason they typed."""

    id: Id
    at: int
    limit: str
    reason: Text
    session: Id | None = None
    exposure: Id | None = None


Record: TypeAlias = SessionRecord | StepRecord | Exposure | PainRecord | NoteRecord | AnswerRecord | OverrideRecord

TABLES: dict[str, type[Record]] = {
    "sessions": SessionRecord,
    "steps": StepRecord,
    "exposures": Exposure,
    "pain": PainRecord,
    "notes": NoteRecord,
    "answers": AnswerRecord,
    "overrides": OverrideRecord,
}
"""Each table with the record that is one of its rows."""
NAMES: dict[type[Struct], str] = {record: name for name, record in TABLES.items()}


def new_id() -> str:
    """128 random bits, in hex."""
    return os.urandom(16).hex()
