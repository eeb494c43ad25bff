"""The records of the journal, with the bounds of their values.

Times are in ms since 1970, UTC; ids are 128 random bits in hex.

A field without a value is None. Once written, a record changes only in that a None is filled in:
so two copies of a journal can be merged by id, in any order and as often as you like.
"""

from __future__ import annotations

import os
import re
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.safety.exposure import Exposure
from unclench.safety.limits import DAY
from unclench.session.end_reason import EndReason
from unclench.system.local_time import LAST

SHORT, LONG = 1_000, 20_000
"""Characters of a name at most, and of what somebody typed."""
_MANY = 10_000_000
"""A count at most."""
_AGES = 2**53
"""Ms at most on a clock without a date."""

Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
Wall = Annotated[int, Meta(ge=0, le=LAST)]
Rating = Annotated[int, Meta(ge=0, le=10)]
"""Pain, 0 (none) to 10."""
Name = Annotated[str, Meta(max_length=SHORT)]
Text = Annotated[str, Meta(max_length=LONG)]
Count = Annotated[int, Meta(ge=0, le=_MANY)]
Ticks = Annotated[int, Meta(ge=-_AGES, le=_AGES)]
Zone = Annotated[int, Meta(ge=-1_440, le=1_440)]
When = Literal["before", "after", "step", "between"]
"""When pain was rated: before or after a session, in one of its steps, or at any other time."""


class SessionRecord(Struct, frozen=True, kw_only=True):
    """One session.

    `content` is the name of what was played (see `Journal.content`), and `place` the index of the
    phase in it that began last. `why` is how it ended, "finished" or the reason for ending early
    (see `EndReason`); it and `ended` are None while the session runs, and after a crash. `tags` are
    joined by commas; `zone` is how many minutes the wall clock was ahead of UTC.
    """

    id: Id
    routine: Name
    title: Name
    edition: Name = ""
    tags: Text = ""
    content: Name | None = None
    began: Wall
    zone: Zone = 0
    ended: Wall | None = None
    why: Name | None = None
    place: Count = 0

    @property
    def reason(self) -> EndReason | None:
        """Why it ended; None while it runs, and after a crash."""
        return EndReason.read(self.why)

    @property
    def finished(self) -> bool:
        """Whether it was played to its end."""
        return self.reason is EndReason.FINISHED

    @property
    def lasted(self) -> int | None:
        """Its length in ms by the wall clock; None without an end, or where the clock was set back meanwhile."""
        return None if self.ended is None or self.ended < self.began else self.ended - self.began


class StepRecord(Struct, frozen=True, kw_only=True):
    """One step, or one side or set of it, from its real beginning to its real end.

    `number` counts the session's steps from one. `rep` is the repetition reached, of `reps`.
    `lasted` is in ms, by a clock that nobody can set. `done` is whether it was played to its end, as
    planned or longer. `place` is the step's place in its file ("2.1"), `parts` the number of such
    sides and sets in the whole session, all rounds together, and `hold` the length of its hold in
    ms; these three are None in records of version 1.
    """

    id: Id
    session: Id
    number: Count
    name: Name
    kind: Name
    exercise: Name | None = None
    side: Name | None = None
    set: Count | None = None
    rep: Count | None = None
    reps: Count | None = None
    began: Wall
    ended: Wall
    lasted: Ticks
    done: bool
    place: Name | None = None
    parts: Count | None = None
    hold: Count | None = None


class PainRecord(Struct, frozen=True, kw_only=True):
    """One rating of pain. `reason` and `place` are set where something hurt during a step."""

    id: Id
    at: Wall
    rating: Rating
    when: When = "between"
    session: Id | None = None
    step: Count | None = None
    reason: Literal["pain", "fatigue", "other"] | None = None
    place: Text | None = None


class NoteRecord(Struct, frozen=True, kw_only=True):
    """A note in the user's own words."""

    id: Id
    at: Wall
    text: Text
    session: Id | None = None


class AnswerRecord(Struct, frozen=True, kw_only=True):
    """An answer to a screening question or a red flag, or whether a plan is followed; the latest one counts."""

    id: Id
    at: Wall
    question: Name
    yes: bool


class OverrideRecord(Struct, frozen=True, kw_only=True):
    """A limit that the user overrode, with the reason they typed."""

    id: Id
    at: Wall
    limit: Name
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
"""The type of record in each table."""
NAMES: dict[type[Struct], str] = {record: name for name, record in TABLES.items()}
"""The table of each type of record."""


def new_id() -> str:
    """128 random bits, in hex."""
    return os.urandom(16).hex()


# -- bounds -------------------------------------------------------------------------------


class _Moment(Struct, frozen=True):
    boot: Name
    ticks: Ticks
    wall: Wall


class _Exposure(Struct, frozen=True):
    id: Id
    kind: Literal["cold", "heat"]
    on: _Moment
    limit: Annotated[int, Meta(ge=0, le=DAY)]
    off: _Moment | None = None
    session: Id | None = None


class InvalidRecord(UnclenchError, ValueError):
    """A record cannot be stored: a rating of 51, an id that is not one."""


R = TypeVar("R", bound=Struct)
_ENCODED = msgspec.msgpack.Encoder().encode
_CHECKING = {kind: msgspec.msgpack.Decoder(_Exposure if kind is Exposure else kind).decode for kind in TABLES.values()}
"""msgspec checks types only when decoding, and the type of an exposure has no bounds: so each is decoded once more."""
_WALLS = ("began", "ended", "at", "wall")
_TYPED = ("text", "reason", "place", "tags")


def check(record: Record) -> None:
    """Raises msgspec.ValidationError, or UnicodeEncodeError, for a record with a value out of bounds."""
    _CHECKING[type(record)](_ENCODED(record))


def fitted(record: R) -> R:
    """The record as it can be stored. Raises InvalidRecord.

    A wrong clock or a long text never costs a record: a time before 1970 or after 2100 becomes
    that year, a text is cut, and a lone surrogate becomes U+FFFD.
    """
    try:
        check(record)  # type: ignore[arg-type]  # one of the union
    except (msgspec.ValidationError, UnicodeEncodeError):
        try:
            record = msgspec.convert(bounded(msgspec.structs.asdict(record)), type(record))
            check(record)  # type: ignore[arg-type]
        except msgspec.ValidationError as error:
            raise InvalidRecord(tr("This can't be saved: {reason}.", reason=error)) from error
    return record


def filled_in(known: R, other: R) -> R:
    """The record `known`, with each None filled in from `other`, another state of the same record."""
    lacking = [name for name in known.__struct_fields__ if getattr(known, name) is None]
    return msgspec.structs.replace(known, **{name: getattr(other, name) for name in lacking}) if lacking else known


def bounded(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record, with its times and texts cut to their bounds."""
    return {name: _bounded(name, value) for name, value in fields.items()}


def _bounded(name: str, value: Any) -> Any:
    if isinstance(value, Struct):
        value = msgspec.structs.asdict(value)
    if isinstance(value, dict):
        return bounded(value)
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\ufffd", value)[: LONG if name in _TYPED else SHORT]
    if isinstance(value, int) and name in _WALLS:
        return min(max(value, 0), LAST)
    return value
