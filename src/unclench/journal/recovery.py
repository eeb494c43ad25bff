"""Repair of a damaged journal: what it still holds is written into a new one, which takes its place.

First SQLite itself reads each table from both ends, as far as it gets; what it no longer finds is
then read from the file's pages one by one. All of this happens in memory: the damaged file stays
as it is, and keeps its name, until the new one beside it is complete. The damaged file is never
deleted, only renamed. A program that is killed in the middle leaves either the damaged file or no
file under that name, and the next start resumes there.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from unclench.journal import file, raw_sqlite
from unclench.journal.database import Journal
from unclench.journal.file import ENDS, build_beside, put_in_place, with_end
from unclench.journal.raw_sqlite import Value, leaf_rows
from unclench.journal.records import TABLES, InvalidRecord, Record, filled_in
from unclench.journal.schema import columns, from_row, intact
from unclench.language import counted, tr
from unclench.system import safe_text

UNREADABLE = (sqlite3.Error, OverflowError, UnicodeDecodeError)
"""What SQLite raises where it gets no further; the last, where its own message contains damaged bytes."""
_TRIES = 5
"""How often the damaged file is read again because another program wrote to it meanwhile."""


class Repair(Struct, frozen=True):
    """What was done: where the damaged file is now, and how many records were recovered and how many lost.

    `aside` is None where another program has repaired the journal meanwhile. `size` is that of the
    damaged file in bytes; `resumed` is whether an earlier repair had been interrupted.
    """

    aside: Path | None
    records: int = 0
    lost: int = 0
    size: int = file.LEAST
    resumed: bool = False

    @property
    def sentence(self) -> str:
        """What happened, in one sentence."""
        if self.aside is None:
            return tr("The journal was damaged, and another unclench has just repaired it.")
        happened = tr("The journal was damaged")
        if self.size == 0:
            happened = tr("The journal was empty, as a power cut can leave it")
        elif self.size < file.LEAST:
            happened = tr("The journal was cut off after its first bytes, as a power cut can leave it")
        if self.resumed:
            happened = tr("{happened}, and an earlier repair was cut short", happened=happened)
        rest = counted(
            self.records,
            "{count} record was recovered into a new one",
            "{count} records were recovered into a new one",
            count=self.records,
        )
        if self.lost:
            lost = counted(
                self.lost, "{count} could no longer be read", "{count} could no longer be read", count=self.lost
            )
            rest = f"{rest}, {lost}"
        aside = safe_text.line(str(self.aside))
        return tr("{happened}: {rest}, and the damaged file is now {aside}.", happened=happened, rest=rest, aside=aside)


class Salvage:
    """What a damaged file still holds."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.contents: dict[str, bytes] = {}
        self._spoilt: set[Any] = set()

    @property
    def lost(self) -> int:
        """How many rows no longer match their seals, and were found nowhere else."""
        return len(self._spoilt - self.records.keys())

    def add_tables(self, source: sqlite3.Connection) -> None:
        """Add what SQLite can still read of the tables."""
        for table in TABLES:
            for row in _rows(source, table):
                record = _recognised(row, [table])
                if record is not None:
                    self._take(record)
                elif row:
                    self._spoilt.add(row[0])
        for row in _rows(source, "contents"):
            self._take_content(row)

    def add_pages(self, data: bytes) -> None:
        """Add whatever else is in the pages of the file."""
        for row in leaf_rows(data):
            if not self._take_content(row) and (record := _recognised(row, TABLES)) is not None:
                self._take(record)

    def fill(self, journal: Journal) -> None:
        """Write all of it into an open journal."""
        with journal.writing(durable=True):
            for record in self.records.values():
                with contextlib.suppress(InvalidRecord):
                    journal.put([record])
            journal.file.connection.executemany(
                "INSERT INTO contents (hash, data) VALUES (?, ?)", self.contents.items()
            )

    def write_to(self, new: Path) -> None:
        """Write all of it into the empty journal at `new`."""
        with contextlib.closing(Journal(new)) as journal:
            self.fill(journal)

    def _take(self, record: Record) -> None:
        """Add a record; an older state of one that is known only fills in what is None."""
        known = self.records.setdefault(record.id, record)
        if known is not record and type(known) is type(record):
            self.records[record.id] = filled_in(known, record)

    def _take_content(self, row: Sequence[Value]) -> bool:
        """Add a row of the table `contents`; False where it cannot be one."""
        if len(row) != 2 or not isinstance(row[0], str) or not isinstance(row[1], bytes):
            return False
        self.contents.setdefault(row[0], row[1])
        return True


def salvage(path: Path) -> Salvage:
    """What the journal at `path` still holds, or else the damaged file that was set aside last. Raises OSError."""
    source = path if file.file_identity(path) or file.has_log(path) else next(reversed(file.damaged(path)), path)
    return _salvaged(source)


def _salvaged(path: Path) -> Salvage:
    found, data = Salvage(), raw_sqlite.image(path)
    with contextlib.suppress(*UNREADABLE), contextlib.closing(raw_sqlite.in_memory(data)) as source:
        with contextlib.suppress(*UNREADABLE):
            source.execute("PRAGMA writable_schema = ON")  # so that SQLite reads a file that was cut short
        found.add_tables(source)
    found.add_pages(data)
    if file.has_log(path):  # what the log holds beyond the place where it is damaged
        found.add_pages(raw_sqlite.image(path, salvage=True))
    return found


def repair(path: Path, stamp: str) -> Repair:
    """Put a new journal, with everything that can be read, in the place of a damaged one.

    The damaged one is renamed, with `stamp` in its name. Where that had been done already and the
    repair was then interrupted, it is completed. Raises OSError and Unavailable where no new
    journal can be created: then the damaged file is where it was.
    """
    before = file.file_identity(path)
    with file.alone_in(path.parent):
        if file.file_identity(path) != before:
            return Repair(None)
        if before is None and file.damaged(path):
            return _resume(path)
        for _ in range(_TRIES):
            before_reading, found = file.folder_state(path), _salvaged(path)
            new = build_beside(path, found.write_to)
            if file.folder_state(path) == before_reading:
                break  # nobody wrote to it meanwhile
        size = path.stat().st_size if before else 0
        aside = _set_aside(path, stamp)
        put_in_place(new, path)
    return Repair(aside, len(found.records), found.lost, size)


def _resume(path: Path) -> Repair:
    """Complete a repair that was interrupted after the damaged file was set aside."""
    aside = file.damaged(path)[-1]
    for end in ENDS[1:]:
        with contextlib.suppress(FileNotFoundError):
            if not with_end(aside, end).exists():
                with_end(path, end).rename(with_end(aside, end))
    found = _salvaged(aside)
    put_in_place(build_beside(path, found.write_to), path)
    size = aside.stat().st_size if aside.exists() else 0
    return Repair(aside, len(found.records), found.lost, size, resumed=True)


def _set_aside(path: Path, stamp: str) -> Path:
    """Rename the damaged file; returns its new name.

    Its log goes last: while the file has its old name, the log is beside it.
    """
    aside, number = path.with_name(f"{path.stem}.damaged-{stamp}.db"), 1
    while any(with_end(aside, end).exists() for end in ENDS):
        number += 1
        aside = path.with_name(f"{path.stem}.damaged-{stamp}-{number}.db")
    for end in ENDS:
        with contextlib.suppress(FileNotFoundError):
            with_end(path, end).rename(with_end(aside, end))
    return aside


def _rows(source: sqlite3.Connection, table: str) -> Iterator[tuple[Value, ...]]:
    """The rows of a table from the first up to an unreadable one, then from the last backwards to one.

    A row has all of its columns, whatever the damaged file calls them now.
    """
    for order in ("rowid", "rowid DESC"):
        try:
            yield from source.execute(f"SELECT * FROM {table} NOT INDEXED ORDER BY {order}")  # noqa: S608  # a table of ours
        except UNREADABLE:
            continue
        return


def _recognised(row: Sequence[Value], tables: Iterable[str]) -> Record | None:
    """The record that a row holds, by its seal, or in a file of version 1 by the number and types of its columns."""
    for table in tables:
        kind, count = TABLES[table], len(columns(table))
        sealed = len(row) == count + 1
        if not sealed and len(row) != count:
            continue
        if sealed and not intact(table, row):
            continue
        if all(isinstance(value, (int, str, type(None))) for value in row):
            with contextlib.suppress(msgspec.ValidationError):
                return msgspec.convert(msgspec.to_builtins(from_row(kind, row)), kind)
    return None
