"""A damaged journal: what it still holds is written into a new one, which takes its place; it is never deleted.

First SQLite itself reads each table from both ends, as far as it comes; what it no longer
finds is then read from the file's pages one by one. All of this happens in memory: the damaged
file stays as it is, and under its name, until the new one lies beside it as a whole. Whoever is
killed in between leaves either the damaged file or none under that name, and the next start
takes it up there.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

from unclench.journal import folder, wal
from unclench.journal.database import Journal, made_beside, put_in_place
from unclench.journal.folder import ENDS, with_end
from unclench.journal.records import TABLES, InvalidRecord, Record, filled_in
from unclench.journal.rows import columns, from_row, whole
from unclench.system import safe_text

PAGE = 4096
"""SQLite's own page size, which the journal keeps."""
LEAF = 0x0D
HEADER = 100
"""The first page begins with so many bytes of the file's own."""
_MOST_LOCAL = PAGE - 35
_LEAST_LOCAL = (PAGE - 12) * 32 // 255 - 23
_INTEGER_SIZES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}

Value: TypeAlias = "int | str | bytes | None"


def leaf_rows(data: bytes) -> Iterator[tuple[Value, ...]]:
    """The columns of every row of every table that can still be read; no table's name stands beside them."""
    for start in range(0, len(data) - PAGE + 1, PAGE):
        top = start + (HEADER if start == 0 else 0)
        if data[top] != LEAF:
            continue
        cells = int.from_bytes(data[top + 3 : top + 5], "big")
        for number in range(min(cells, PAGE // 4)):
            pointer = top + 8 + 2 * number
            offset = int.from_bytes(data[pointer : pointer + 2], "big")
            try:
                yield _columns(_payload(data, start, start + offset))
            except (ValueError, IndexError):
                continue  # this cell is broken; its neighbours may not be


def _payload(data: bytes, start: int, at: int) -> bytes:
    size, at = _varint(data, at)
    _, at = _varint(data, at)
    if size <= _MOST_LOCAL:
        local = size
    else:
        local = _LEAST_LOCAL + (size - _LEAST_LOCAL) % (PAGE - 4)
        local = local if local <= _MOST_LOCAL else _LEAST_LOCAL
    if at + local > start + PAGE:
        raise ValueError("a cell leaves its page")
    payload = data[at : at + local]
    following, seen = int.from_bytes(data[at + local : at + local + 4], "big") if size > local else 0, set[int]()
    while following and len(payload) < size and following not in seen:
        seen.add(following)
        page = (following - 1) * PAGE
        payload += data[page + 4 : page + PAGE]
        following = int.from_bytes(data[page : page + 4], "big")
    if len(payload) < size:
        raise ValueError("a row is cut short")
    return payload[:size]


def _columns(payload: bytes) -> tuple[Value, ...]:
    header, at = _varint(payload, 0)
    body, values = header, []
    while at < header:
        sort, at = _varint(payload, at)
        value, body = _value(payload, sort, body)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, sort: int, at: int) -> tuple[Value, int]:
    """A value by its serial type, and where the next one begins. Floats there are none."""
    if sort == 0:
        return None, at
    if sort in (8, 9):
        return sort - 8, at
    size = _INTEGER_SIZES[sort] if sort in _INTEGER_SIZES else (sort - 12) // 2 if sort >= 12 else -1
    raw = payload[at : at + size]
    if size < 0 or len(raw) < size:
        raise ValueError("a value is cut short")
    if sort < 12:
        return int.from_bytes(raw, "big", signed=True), at + size
    return (raw.decode("utf-8") if sort % 2 else raw), at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for _ in range(8):
        byte = data[at]
        value, at = value << 7 | byte & 0x7F, at + 1
        if byte < 0x80:
            return value, at
    return value << 8 | data[at], at + 1


UNREADABLE = (sqlite3.Error, OverflowError, UnicodeDecodeError)
"""What SQLite raises where it comes no further; the last, where its own message has damaged bytes in it."""
_TRIES = 5


class Mended(Struct, frozen=True):
    """Where the damaged file lies now, how many records were brought over, and how many could not be.

    `size` is the file's in bytes; `aside` is None where another program has mended it meanwhile.
    """

    aside: Path | None
    records: int = 0
    lost: int = 0
    size: int = folder.LEAST
    taken_up: bool = False

    @property
    def sentence(self) -> str:
        """What happened, in one sentence."""
        if self.aside is None:
            return "The journal was damaged, and has just been mended by another unclench."
        what = "was damaged"
        if self.size < folder.LEAST:
            what = "was empty" if self.size == 0 else "was cut off after its first bytes"
            what += ", as a power cut can leave it"
        if self.taken_up:
            what += ", and mending it had been broken off"
        brought = "1 record was" if self.records == 1 else f"{self.records} records were"
        lost = f", {self.lost} could not be read any more" if self.lost else ""
        return (
            f"The journal {what}: {brought} brought over into a new one{lost}, "
            f"and the damaged file lies in {safe_text.line(str(self.aside))}."
        )


class Found:
    """What a damaged file still holds."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.contents: dict[str, bytes] = {}
        self._spoilt: set[Any] = set()

    @property
    def lost(self) -> int:
        """How many rows are there that no longer are what was written."""
        return len(self._spoilt - self.records.keys())

    def by_sqlite(self, source: sqlite3.Connection) -> None:
        """As far as SQLite can read the tables."""
        for table in TABLES:
            for row in _rows(source, table):
                record = _recognised(row, [table])
                if record is not None:
                    self._take(record)
                elif row:
                    self._spoilt.add(row[0])
        for row in _rows(source, "contents"):
            self._keep(row)

    def by_page(self, data: bytes) -> None:
        """Whatever else stands in the pages."""
        for row in leaf_rows(data):
            if not self._keep(row) and (record := _recognised(row, TABLES)) is not None:
                self._take(record)

    def fill(self, journal: Journal) -> None:
        """Write it into a new one."""
        with journal.writing(durable=True):
            for record in self.records.values():
                with contextlib.suppress(InvalidRecord):
                    journal.put([record])
            journal.connection.executemany("INSERT INTO contents (hash, data) VALUES (?, ?)", self.contents.items())

    def _take(self, record: Record) -> None:
        """An older state of the same record only fills in."""
        known = self.records.setdefault(record.id, record)
        if known is not record and type(known) is type(record):
            self.records[record.id] = filled_in(known, record)

    def _keep(self, row: Sequence[Value]) -> bool:
        if len(row) != 2 or not isinstance(row[0], str) or not isinstance(row[1], bytes):
            return False
        self.contents.setdefault(row[0], row[1])
        return True


def held(path: Path) -> Found:
    """What the journal at `path` still holds, or else the damaged file that was set aside last. Raises OSError."""
    source = path if path.exists() or folder.has_log(path) else next(reversed(folder.damaged(path)), path)
    return _held(source)


def _held(path: Path) -> Found:
    found, data = Found(), wal.image(path)
    with contextlib.suppress(*UNREADABLE), contextlib.closing(wal.in_memory(data)) as source:
        with contextlib.suppress(*UNREADABLE):
            source.execute("PRAGMA writable_schema = ON")  # then a file that was cut short is read all the same
        found.by_sqlite(source)
    found.by_page(data)
    if folder.has_log(path):  # what its log holds beyond the place where it is damaged
        found.by_page(wal.image(path, salvage=True))
    return found


def mend(path: Path, stamp: str) -> Mended:
    """A new journal with all that can be read takes the place of a damaged one, which gets a name with `stamp` in it.

    Where it was set aside before and nothing took its place, that is done now. Raises OSError
    and Unavailable where no new journal can be made: then the damaged file is where it was.
    """
    before = folder.identity(path)
    with folder.alone(path.parent):
        if folder.identity(path) != before:
            return Mended(None)
        if before is None and folder.damaged(path):
            return _take_up(path)
        for _ in range(_TRIES):
            signs, found = folder.signs(path), _held(path)
            new = made_beside(path, found.fill)
            if folder.signs(path) == signs:
                break  # nobody wrote into it meanwhile
        size = path.stat().st_size if before else 0
        aside = _set_aside(path, stamp)
        put_in_place(new, path)
    return Mended(aside, len(found.records), found.lost, size)


def _take_up(path: Path) -> Mended:
    """Somebody was killed between setting the file aside and putting the new one in its place."""
    aside = folder.damaged(path)[-1]
    for end in ENDS[1:]:
        with contextlib.suppress(FileNotFoundError):
            if not with_end(aside, end).exists():
                with_end(path, end).rename(with_end(aside, end))
    found = _held(aside)
    put_in_place(made_beside(path, found.fill), path)
    size = aside.stat().st_size if aside.exists() else 0
    return Mended(aside, len(found.records), found.lost, size, taken_up=True)


def _set_aside(path: Path, stamp: str) -> Path:
    """The file first: as long as it has its name, its log lies beside it."""
    aside, number = path.with_name(f"{path.stem}.damaged-{stamp}.db"), 1
    while any(with_end(aside, end).exists() for end in ENDS):
        number += 1
        aside = path.with_name(f"{path.stem}.damaged-{stamp}-{number}.db")
    for end in ENDS:
        with contextlib.suppress(FileNotFoundError):
            with_end(path, end).rename(with_end(aside, end))
    return aside


def _rows(source: sqlite3.Connection, table: str) -> Iterator[tuple[Value, ...]]:
    """The rows from the first on until one cannot be read, and from the last one backwards until then.

    All columns, whatever the damaged file calls them now.
    """
    for order in ("rowid", "rowid DESC"):
        try:
            yield from source.execute(f"SELECT * FROM {table} NOT INDEXED ORDER BY {order}")  # noqa: S608  # a table of ours
        except UNREADABLE:
            continue
        return


def _recognised(row: Sequence[Value], tables: Iterable[str]) -> Record | None:
    """The record that a row can be: its seal tells, or in a file of version 1 its columns' number and types."""
    for table in tables:
        kind, count = TABLES[table], len(columns(table))
        sealed = len(row) == count + 1
        if not sealed and len(row) != count:
            continue
        if sealed and not whole(table, row):
            continue
        if all(isinstance(value, (int, str, type(None))) for value in row):
            with contextlib.suppress(msgspec.ValidationError):
                return msgspec.convert(msgspec.to_builtins(from_row(kind, row)), kind)
    return None
