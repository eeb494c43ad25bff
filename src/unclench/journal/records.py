"""What the journal keeps. Times are ms since 1970, UTC; ids are 128 random bits in hex.

A field without a value is None. A record, once written, changes only where a None is filled in:
so two copies of a journal can be merged by id, in any order and as often as one likes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct

from unclench.errors import UnclenchError
from unclench.safety.exposure import Exposure

LAST = 4_102_444_800_000
"""The year 2100: no time lies before 1970 or after this. Whatever shows one can show these."""
SHORT, LONG = 1_000, 20_000
"""Characters of a name, and of what somebody typed."""
_MANY = 10_000_000
_AGES = 2**53
"""Ms that a clock without a date can show."""

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
"""Of a rating: before or after a session, in one of its steps, or at any other time."""


class SessionRecord(Struct, frozen=True, kw_only=True):
    """One session. `content` is the name of what was played (see `Journal.content`).

    `why` it ended: "finished", or the reason why it was left; both are None while it runs,
    and after a crash. `place` is the index of the phase that began last. `tags` are joined by
    commas; `zone` is how many minutes the wall clock was ahead of UTC.
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
    """One rating. `reason` and `place` are there where something hurt in a step."""

    id: Id
    at: Wall
    rating: Rating
    when: When = "between"
    session: Id | None = None
    step: Count | None = None
    reason: Literal["pain", "fatigue", "other"] | None = None
    place: Text | None = None


class NoteRecord(Struct, frozen=True, kw_only=True):
    """Words of the user's own."""

    id: Id
    at: Wall
    text: Text
    session: Id | None = None


class AnswerRecord(Struct, frozen=True, kw_only=True):
    """An answer to a screening question or to a red flag; the latest of an id holds."""

    id: Id
    at: Wall
    question: Name
    yes: bool


class OverrideRecord(Struct, frozen=True, kw_only=True):
    """A limit that somebody went past, and the reason they typed."""

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
"""Each table with the record that is one of its rows."""
NAMES: dict[type[Struct], str] = {record: name for name, record in TABLES.items()}


def new_id() -> str:
    """128 random bits, in hex."""
    return os.urandom(16).hex()


# -- what fits ---------------------------------------------------------------------------


class _Moment(Struct, frozen=True):
    boot: Name
    ticks: Ticks
    wall: Wall


class _Exposure(Struct, frozen=True):
    id: Id
    kind: Literal["cold", "heat"]
    on: _Moment
    limit: Annotated[int, Meta(ge=0, le=86_400_000)]
    off: _Moment | None = None
    session: Id | None = None


class InvalidRecord(UnclenchError, ValueError):
    """This is no record that could be kept: a rating of 51, an id that is none."""


R = TypeVar("R", bound=Struct)
_ENCODED = msgspec.msgpack.Encoder().encode
_CHECKING = {kind: msgspec.msgpack.Decoder(_Exposure if kind is Exposure else kind).decode for kind in TABLES.values()}
"""Types look at what they decode only, and an exposure's own type has no bounds: so each is decoded once more."""
_WALLS = ("began", "ended", "at", "wall")
_TYPED = ("text", "reason", "place", "tags")


def check(record: Record) -> None:
    """Raises msgspec.ValidationError, or UnicodeEncodeError, for what its own type would not take."""
    _CHECKING[type(record)](_ENCODED(record))


def fitted(record: R) -> R:
    """The record as it can be kept. Raises Unfit.

    A wrong clock or a long text never costs a record: a time before 1970 or after 2100 becomes
    that year, a text is cut, and half a character (of a name that is no text) becomes U+FFFD.
    """
    try:
        check(record)  # type: ignore[arg-type]  # one of them
    except (msgspec.ValidationError, UnicodeEncodeError):
        try:
            record = msgspec.convert(bounded(msgspec.structs.asdict(record)), type(record))
            check(record)  # type: ignore[arg-type]
        except msgspec.ValidationError as error:
            raise InvalidRecord(f"This cannot be kept: {error}.") from error
    return record


def filled_in(known: R, other: R) -> R:
    """What is known of a record, and from another state of it whatever is None in that."""
    lacking = [name for name in known.__struct_fields__ if getattr(known, name) is None]
    return msgspec.structs.replace(known, **{name: getattr(other, name) for name in lacking}) if lacking else known


def bounded(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record, its times and texts made to fit."""
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


VERSION = 2
"""Kept in the file's `user_version`. No two versions have the same columns: see `SHAPES`."""
SEALED = 2
"""From this version on every row has its seal."""

CREATE = """
CREATE TABLE sessions (id TEXT PRIMARY KEY NOT NULL, routine TEXT NOT NULL, title TEXT NOT NULL, edition TEXT NOT NULL,
  tags TEXT NOT NULL, content TEXT, began INTEGER NOT NULL, zone INTEGER NOT NULL, ended INTEGER, why TEXT,
  place INTEGER NOT NULL, seal INTEGER);
CREATE TABLE steps (id TEXT PRIMARY KEY NOT NULL, session TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
  kind TEXT NOT NULL, exercise TEXT, side TEXT, "set" INTEGER, rep INTEGER, reps INTEGER, began INTEGER NOT NULL,
  ended INTEGER NOT NULL, lasted INTEGER NOT NULL, done INTEGER NOT NULL, place TEXT, parts INTEGER, hold INTEGER,
  seal INTEGER);
CREATE TABLE exposures (id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, on_boot TEXT NOT NULL,
  on_ticks INTEGER NOT NULL, on_wall INTEGER NOT NULL, "limit" INTEGER NOT NULL, off_boot TEXT, off_ticks INTEGER,
  off_wall INTEGER, session TEXT, seal INTEGER);
CREATE TABLE pain (id TEXT PRIMARY KEY NOT NULL, at INTEGER NOT NULL, rating INTEGER NOT NULL, "when" TEXT NOT NULL,
  session TEXT, step INTEGER, reason TEXT, place TEXT, seal INTEGER);
CREATE TABLE notes (id TEXT PRIMARY KEY NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL, session TEXT, seal INTEGER);
CREATE TABLE answers (id TEXT PRIMARY KEY NOT NULL, at INTEGER NOT NULL, question TEXT NOT NULL, yes INTEGER NOT NULL,
  seal INTEGER);
CREATE TABLE overrides (id TEXT PRIMARY KEY NOT NULL, at INTEGER NOT NULL, "limit" TEXT NOT NULL, reason TEXT NOT NULL,
  session TEXT, exposure TEXT, seal INTEGER);
CREATE TABLE contents (hash TEXT PRIMARY KEY NOT NULL, data BLOB NOT NULL);
CREATE INDEX sessions_began ON sessions (began);
CREATE INDEX steps_session ON steps (session);
CREATE INDEX steps_exercise ON steps (exercise, ended);
CREATE INDEX exposures_on ON exposures (on_wall);
CREATE INDEX exposures_off ON exposures (off_boot);
CREATE INDEX pain_at ON pain (at);
CREATE INDEX pain_session ON pain (session);
CREATE INDEX notes_session ON notes (session);
CREATE INDEX notes_at ON notes (at);
CREATE INDEX answers_question ON answers (question, at);
CREATE INDEX overrides_at ON overrides (at)
"""
"""The seal is the last column of each: `mending` knows a row by it, and one of version 1 by its number and types."""

_FIRST: dict[str, tuple[str, ...]] = {
    "sessions": ("id", "routine", "title", "edition", "tags", "content", "began", "zone", "ended", "why", "place"),
    "steps": ("id", "session", "number", "name", "kind", "exercise", "side", "set", "rep", "reps", "began", "ended",
              "lasted", "done"),
    "exposures": ("id", "kind", "on_boot", "on_ticks", "on_wall", "limit", "off_boot", "off_ticks", "off_wall",
                  "session"),
    "pain": ("id", "at", "rating", "when", "session", "step", "reason", "place"),
    "notes": ("id", "at", "text", "session"),
    "answers": ("id", "at", "question", "yes"),
    "overrides": ("id", "at", "limit", "reason", "session", "exposure"),
}  # fmt: skip
"""The columns of version 1, as they were then, whatever becomes of the records."""

ADDED: dict[str, tuple[str, ...]] = {"steps": ("place", "parts", "hold")}
"""What version 2 knows besides: where in the sheet a step stood, and what was played of it."""

SHAPES: Mapping[int, Mapping[str, tuple[str, ...]]] = {
    1: _FIRST,
    2: {table: (*names, *ADDED.get(table, ()), "seal") for table, names in _FIRST.items()},
}
"""What the tables of each version look like: one flipped bit in the version's number is seen by that."""

_TIMES = {"sessions": "began ended", "steps": "began ended", "exposures": "on_wall off_wall", "pain": "at",
          "notes": "at", "answers": "at", "overrides": "at"}  # fmt: skip
_TEXTS = {"sessions": "title", "steps": "name", "pain": "place", "notes": "text", "overrides": "reason"}


def _to_seals() -> list[str]:
    """Version 1 let any time in and names of any length, which an import could bring; then each row gets its seal."""
    done = [f"ALTER TABLE steps ADD COLUMN {column}" for column in ("place TEXT", "parts INTEGER", "hold INTEGER")]
    for table, names in _FIRST.items():
        done.append(f"ALTER TABLE {table} ADD COLUMN seal INTEGER")
        done += [
            f"UPDATE {table} SET [{name}] = min(max([{name}], 0), 4102444800000) "  # noqa: S608  # names of our own
            f"WHERE [{name}] NOT BETWEEN 0 AND 4102444800000"
            for name in _TIMES[table].split()
        ]
        for name in _TEXTS.get(table, "").split():
            most = 1_000 if name in ("title", "name") else 20_000
            done.append(f"UPDATE {table} SET [{name}] = substr([{name}], 1, {most}) WHERE length([{name}]) > {most}")  # noqa: S608  # as above
        all_names = ", ".join(f"[{name}]" for name in (*names, *ADDED.get(table, ())))
        done.append(f"UPDATE {table} SET seal = seal_of('{table}', {all_names})")  # noqa: S608  # as above
    return done


MIGRATIONS: dict[int, Sequence[str]] = {1: _to_seals()}
"""The statements that turn a file of version n into one of n + 1, by n. A copy is kept before the first.

`seal_of(table, values ...)` is `rows.seal`.
"""


def statements() -> list[str]:
    """What makes an empty file into a journal."""
    return [statement.strip() for statement in CREATE.split(";\n")]
