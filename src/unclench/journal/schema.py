"""The tables of the journal, how records become rows and back, and how an older file is brought up to date.

A moment takes three columns, such as `on_boot`, `on_ticks` and `on_wall`.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from unclench.journal.errors import Damaged, Unavailable
from unclench.journal.records import NAMES, TABLES, Record, bounded, check
from unclench.language import tr
from unclench.safety.exposure import Moment
from unclench.system import safe_text

VERSION = 2
"""Stored in the file's `user_version`. No two versions have the same columns: see `SHAPES`."""
SEALED = 2
"""The first version in which every row has a seal."""

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
"""The seal is the last column: `recovery` recognises a row by it, and one of version 1 by its columns and types."""

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
"""The columns of version 1; they stay as they are here, however the records change."""

ADDED: dict[str, tuple[str, ...]] = {"steps": ("place", "parts", "hold")}
"""The columns that version 2 added: where in its file a step is, and what was played of it."""

SHAPES: Mapping[int, Mapping[str, tuple[str, ...]]] = {
    1: _FIRST,
    2: {table: (*names, *ADDED.get(table, ()), "seal") for table, names in _FIRST.items()},
}
"""The columns of each version's tables, which tell when a flipped bit has changed the version's number."""

_TIMES = {"sessions": "began ended", "steps": "began ended", "exposures": "on_wall off_wall", "pain": "at",
          "notes": "at", "answers": "at", "overrides": "at"}  # fmt: skip
_TEXTS = {"sessions": "title", "steps": "name", "pain": "place", "notes": "text", "overrides": "reason"}


def _to_version_2() -> list[str]:
    """Cut times and texts to their bounds, which version 1 did not check on import; then give each row its seal."""
    done = [f"ALTER TABLE steps ADD COLUMN {column}" for column in ("place TEXT", "parts INTEGER", "hold INTEGER")]
    for table, names in _FIRST.items():
        done.append(f"ALTER TABLE {table} ADD COLUMN seal INTEGER")
        done += [
            f"UPDATE {table} SET [{name}] = min(max([{name}], 0), 4102444800000) "  # noqa: S608  # our own names
            f"WHERE [{name}] NOT BETWEEN 0 AND 4102444800000"
            for name in _TIMES[table].split()
        ]
        for name in _TEXTS.get(table, "").split():
            most = 1_000 if name in ("title", "name") else 20_000
            done.append(f"UPDATE {table} SET [{name}] = substr([{name}], 1, {most}) WHERE length([{name}]) > {most}")  # noqa: S608  # as above
        all_names = ", ".join(f"[{name}]" for name in (*names, *ADDED.get(table, ())))
        done.append(f"UPDATE {table} SET seal = seal_of('{table}', {all_names})")  # noqa: S608  # as above
    return done


MIGRATIONS: dict[int, Sequence[str]] = {1: _to_version_2()}
"""By n, the statements that turn a file of version n into one of n + 1. The file is copied before the first.

`seal_of(table, values ...)` is `rows.seal`.
"""


def statements() -> list[str]:
    """The statements that make an empty file a journal."""
    return [statement.strip() for statement in CREATE.split(";\n")]


R = TypeVar("R", bound=Record)

SEAL = "seal"
_MOMENTS = ("on", "off")
_PARTS = ("boot", "ticks", "wall")
_ENCODED = msgspec.msgpack.Encoder().encode


class BadSeal(msgspec.ValidationError):
    """A row does not match its seal."""


@cache
def columns(table: str) -> tuple[str, ...]:
    """A table's columns, in the order of its record's fields; the seal comes after them."""
    names: list[str] = []
    for field in TABLES[table].__struct_fields__:
        moment = table == "exposures" and field in _MOMENTS
        names += [f"{field}_{part}" for part in _PARTS] if moment else [field]
    return tuple(names)


def seal(table: str, values: Sequence[Any]) -> int:
    """The checksum (CRC-32) of a row without its seal."""
    return zlib.crc32(_ENCODED((table, *values)))


def to_row(record: Record) -> list[Any]:
    """The values of a record's columns, and their seal."""
    values: list[Any] = []
    for field in record.__struct_fields__:
        value = getattr(record, field)
        if isinstance(value, Moment):
            values += [value.boot, value.ticks, value.wall]
        elif field in _MOMENTS:
            values += [None, None, None]
        else:
            values.append(int(value) if isinstance(value, bool) else value)
    return [*values, seal(NAMES[type(record)], values)]


def intact(table: str, row: Sequence[Any]) -> bool:
    """Whether a row matches its seal."""
    return bool(row[-1] == seal(table, row[:-1]))


def from_row(kind: type[R], row: Sequence[Any]) -> R:
    """The record of a row. Raises msgspec.ValidationError for an invalid one, BadSeal where it does not match its seal.

    A row without a seal is from version 1, which let in times that no calendar has: these are bounded.
    """
    table = NAMES[kind]
    names = columns(table)
    if len(row) > len(names) and not intact(table, row):
        raise BadSeal(tr("a row of {table} is not as it was written", table=table))
    fields = dict(zip(names, row, strict=False))
    if "on_boot" in fields:
        for name in _MOMENTS:
            parts = {part: fields.pop(f"{name}_{part}") for part in _PARTS}
            fields[name] = None if parts["boot"] is None else parts
    record = msgspec.convert(bounded(fields) if len(row) == len(names) else fields, kind, strict=False)
    if "limit" in fields:  # the type of an exposure has no bounds
        check(record)
    return record


@cache
def insert(table: str) -> str:
    """The statement that inserts a row, unless its id is there already."""
    names = [f"[{name}]" for name in (*columns(table), SEAL)]
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) ON CONFLICT (id) DO NOTHING"  # noqa: S608  # our own names


@cache
def update(table: str) -> str:
    """The statement that overwrites a row; its values are the row's, and then its id."""
    changes = ", ".join(f"[{name}] = ?" for name in (*columns(table), SEAL))
    return f"UPDATE {table} SET {changes} WHERE id = ?"  # noqa: S608  # our own names


def select(table: str, where: str = "", *, sealed: bool = True) -> str:
    """The statement that reads complete rows of a table, with their seals unless the file is of version 1.

    Names are in brackets, since SQLite takes a quoted name that a damaged file no longer has for a text.
    """
    added = () if sealed else ADDED.get(table, ())
    found = (f"[{name}]" if name not in added else "NULL" for name in (*columns(table), *((SEAL,) if sealed else ())))
    names = ", ".join(found)
    return f"SELECT {names} FROM {table} {where}"  # noqa: S608  # our own names


class FileVersion(Struct, frozen=True):
    """`actual` is the version that the tables belong to, 0 without tables; `stated` is the number in the file."""

    actual: int
    stated: int


class Schema(Struct, frozen=True):
    """The version that this program writes, and the statements that lead from each older one to the next."""

    version: int = VERSION
    migrations: Mapping[int, Sequence[str]] = msgspec.field(default_factory=lambda: MIGRATIONS)

    def version_of(self, connection: sqlite3.Connection, path: Path) -> FileVersion:
        """The version of an open file. Raises Damaged, and Unavailable where a newer program wrote it.

        The tables are believed before the number: one flipped bit would make the file a newer one for good.
        """
        stated = connection.execute("PRAGMA user_version").fetchone()[0]
        if stated == self.version:
            return FileVersion(stated, stated)
        columns = connection.execute(
            "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        )
        shape: dict[str, tuple[str, ...]] = {}
        for table, column in columns:
            if table in TABLES:
                shape[table] = (*shape.get(table, ()), column)
        if not shape and stated == 0:
            return FileVersion(0, 0)
        for version, known in SHAPES.items():
            if shape == known:
                return FileVersion(version, stated)
        if stated > self.version:
            name = safe_text.line(str(path))
            newer = tr("The journal {path} was written by a newer unclench, so it is left alone.", path=name)
            raise Unavailable(newer)
        raise Damaged(tr("its tables are not those of a journal"))

    def bring_up_to_date(self, connection: sqlite3.Connection, path: Path) -> Path | None:
        """Make the file one of this version, and correct a wrong number in it.

        Returns the copy that was made of an older file, None where there was no need for one.
        """
        found = self.version_of(connection, path)
        if found.actual < self.version:
            connection.execute("PRAGMA journal_mode = WAL")
            copy = _copied(connection, path, found.actual) if found.actual else None
            self._migrate(connection, path)
            return copy
        if found.stated != found.actual:
            connection.execute(f"PRAGMA user_version = {found.actual}")
        return None

    def _migrate(self, connection: sqlite3.Connection, path: Path) -> None:
        run = connection.execute
        connection.create_function("seal_of", -1, lambda table, *values: seal(table, values), deterministic=True)
        run("BEGIN IMMEDIATE")
        try:
            # Asked again inside the transaction: another program may have been quicker.
            version = self.version_of(connection, path).actual
            needed = statements() if version == 0 else []
            version = version or VERSION
            while version < self.version:
                needed += self.migrations[version]
                version += 1
            for statement in needed:
                run(statement)
            run(f"PRAGMA user_version = {version}")
            run("COMMIT")
        except BaseException:
            if connection.in_transaction:
                run("ROLLBACK")
            raise


def _copied(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """A complete copy of an older file, beside it; where that fails, no part of it is left."""
    to = path.with_name(f"{path.stem}.version-{version}.db")
    try:
        os.close(os.open(to, os.O_CREAT | os.O_RDWR, 0o600))
        with contextlib.closing(sqlite3.connect(to)) as copy:
            connection.backup(copy)
    except BaseException:
        with contextlib.suppress(OSError):
            to.unlink()
        raise
    return to
