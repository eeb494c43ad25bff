"""Records as rows of tables, and back. A moment takes three columns, such as `on_boot`, `on_ticks` and `on_wall`.

The last column of every table is the row's seal: a checksum of the table's name and all other
values. So a bit that flips on the disk is noticed, and costs this row only.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec

from unclench.journal.records import NAMES, TABLES, Record, bounded, check
from unclench.journal.schema import ADDED
from unclench.safety.exposure import Moment

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
        raise BadSeal(f"a row of {table} is not as it was written")
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
