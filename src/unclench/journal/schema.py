"""The tables that hold the records, now and in older versions, and the migration from each version to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
