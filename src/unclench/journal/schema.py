"""The tables as SQL, and how an older file becomes one of today's."""

from __future__ import annotations

from collections.abc import Sequence

VERSION = 2
"""Kept in the file's `user_version`."""

CREATE = """
CREATE TABLE sessions (id TEXT PRIMARY KEY NOT NULL, routine TEXT NOT NULL, title TEXT NOT NULL, edition TEXT NOT NULL,
  tags TEXT NOT NULL, content TEXT, began INTEGER NOT NULL, zone INTEGER NOT NULL, ended INTEGER, why TEXT,
  place INTEGER NOT NULL);
CREATE TABLE steps (id TEXT PRIMARY KEY NOT NULL, session TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
  kind TEXT NOT NULL, exercise TEXT, side TEXT, "set" INTEGER, rep INTEGER, reps INTEGER, began INTEGER NOT NULL,
  ended INTEGER NOT NULL, lasted INTEGER NOT NULL, done INTEGER NOT NULL, place TEXT, parts INTEGER, hold INTEGER);
CREATE TABLE exposures (id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, on_boot TEXT NOT NULL,
  on_ticks INTEGER NOT NULL, on_wall INTEGER NOT NULL, "limit" INTEGER NOT NULL, off_boot TEXT, off_ticks INTEGER,
  off_wall INTEGER, session TEXT);
CREATE TABLE pain (id TEXT PRIMARY KEY NOT NULL, at INTEGER NOT NULL, rating INTEGER NOT NULL, "when" TEXT NOT NULL,
  session TEXT, step INTEGER, reason TEXT, place TEXT);
CREATE TABLE notes (id TEXT PRIMARY KEY NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL, session TEXT);
CREATE TABLE answers (id TEXT PRIMARY KEY NOT NULL, at INTEGER NOT NULL, question TEXT NOT NULL, yes INTEGER NOT NULL);
CREATE TABLE overrides (id TEXT PRIMARY KEY NOT NULL, at INTEGER NOT NULL, "limit" TEXT NOT NULL, reason TEXT NOT NULL,
  session TEXT, exposure TEXT);
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
"""No two tables have columns of the same number and types: `mending` tells rows apart by them."""

MIGRATIONS: dict[int, Sequence[str]] = {
    1: (
        "ALTER TABLE steps ADD COLUMN place TEXT",
        "ALTER TABLE steps ADD COLUMN parts INTEGER",
        "ALTER TABLE steps ADD COLUMN hold INTEGER",
    ),
}
"""The statements that turn a file of version n into one of n + 1, by n. A copy is kept before the first."""


def statements() -> list[str]:
    """What makes an empty file into a journal."""
    return [statement.strip() for statement in CREATE.split(";\n")]
