"""A damaged journal: set aside with its date, never deleted, and what it still holds brought over.

First SQLite itself reads each table from both ends, as far as it comes; what it no longer
finds is then read from the file's pages one by one.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from unclench.journal.pages import Value, leaf_rows
from unclench.journal.records import TABLES, Record
from unclench.journal.rows import columns, from_row, select
from unclench.journal.store import Journal

BESIDE = ("", "-wal", "-shm")
"""What belongs to a journal's file, by the end of its name."""
UNREADABLE = (sqlite3.Error, OverflowError, UnicodeDecodeError)
"""What SQLite raises where it comes no further; the last, where its own message has damaged bytes in it."""


class Mended(Struct, frozen=True):
    """Where the damaged file lies now, and how many records were brought over."""

    aside: Path
    records: int

    @property
    def sentence(self) -> str:
        """What happened, in one sentence."""
        return (
            f"The journal was damaged: {self.records} records were brought over into a new one, "
            f"and the damaged file lies in {self.aside}."
        )


class Found:
    """What a damaged file still holds."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.contents: dict[str, bytes] = {}

    def by_sqlite(self, source: sqlite3.Connection) -> None:
        """As far as SQLite can read the tables."""
        for table, kind in TABLES.items():
            for row in _rows(source, select(table, "NOT INDEXED")):
                with contextlib.suppress(msgspec.ValidationError):
                    self._take(from_row(kind, row))
        for row in _rows(source, "SELECT hash, data FROM contents NOT INDEXED"):
            self.contents.setdefault(row["hash"], row["data"])

    def by_page(self, data: bytes) -> None:
        """Whatever else stands in the pages."""
        for row in leaf_rows(data):
            if len(row) == 2 and isinstance(row[0], str) and isinstance(row[1], bytes):
                self.contents.setdefault(row[0], row[1])
            elif (record := _recognised(row)) is not None:
                self._take(record)

    def _take(self, record: Record) -> None:
        self.records.setdefault(record.id, record)


def mend(path: Path, stamp: str) -> Mended:
    """Set the file aside under a name with `stamp` in it and bring over what can be read.

    Raises OSError and Unavailable, where not even a new journal can be made.
    """
    aside, found = _set_aside(path, stamp), Found()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"  # reading may write, and what was set aside stays as it was
        for end in ("", "-wal"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(_with(aside, end), _with(copy, end))
        with contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as source:
            source.row_factory = sqlite3.Row
            with contextlib.suppress(*UNREADABLE):
                source.execute("PRAGMA writable_schema = ON")  # then a file that was cut short is read all the same
            found.by_sqlite(source)
            with contextlib.suppress(*UNREADABLE):
                source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found.by_page(copy.read_bytes())
    with contextlib.closing(Journal(path)) as fresh, fresh.writing(durable=True):
        fresh.put(found.records.values())
        fresh.connection.executemany("INSERT INTO contents (hash, data) VALUES (?, ?)", found.contents.items())
    return Mended(aside, len(found.records))


def _with(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _set_aside(path: Path, stamp: str) -> Path:
    aside, number = path.with_name(f"{path.stem}.damaged-{stamp}.db"), 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem}.damaged-{stamp}-{number}.db")
    for end in reversed(BESIDE):
        with contextlib.suppress(FileNotFoundError):
            _with(path, end).rename(_with(aside, end))
    return aside


def _rows(source: sqlite3.Connection, query: str) -> Iterator[dict[str, Any]]:
    """The rows from the first on until one cannot be read, and from the last one backwards until then."""
    for order in ("rowid", "rowid DESC"):
        try:
            for row in source.execute(f"{query} ORDER BY {order}"):
                yield dict(row)
        except UNREADABLE:
            continue
        return


def _recognised(row: tuple[Value, ...]) -> Record | None:
    """The record that a row without a table's name can be: its columns' number and types tell."""
    for table, kind in TABLES.items():
        names = columns(table)
        if len(row) == len(names) and all(isinstance(value, (int, str, type(None))) for value in row):
            with contextlib.suppress(msgspec.ValidationError):
                return msgspec.convert(msgspec.to_builtins(from_row(kind, dict(zip(names, row, strict=True)))), kind)
    return None
