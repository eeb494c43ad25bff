"""Records to rows and back. A moment takes three columns: `on_boot`, `on_ticks`, `on_wall`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import msgspec

from unclench.exposure.moments import Moment
from unclench.journal.records import TABLES, Record

R = TypeVar("R", bound=Record)

_MOMENTS = ("on", "off")
_PARTS = ("boot", "ticks", "wall")


@cache
def columns(table: str) -> tuple[str, ...]:
    """A table's columns, in the order of its record's fields."""
    names: list[str] = []
    for field in TABLES[table].__struct_fields__:
        moment = table == "exposures" and field in _MOMENTS
        names += [f"{field}_{part}" for part in _PARTS] if moment else [field]
    return tuple(names)


def to_row(record: Record) -> list[Any]:
    """The values of a record's columns."""
    values: list[Any] = []
    for field in record.__struct_fields__:
        value = getattr(record, field)
        if isinstance(value, Moment):
            values += [value.boot, value.ticks, value.wall]
        elif field in _MOMENTS:
            values += [None, None, None]
        else:
            values.append(int(value) if isinstance(value, bool) else value)
    return values


def from_row(kind: type[R], row: Mapping[str, Any]) -> R:
    """The record of a row. Raises msgspec.ValidationError for one that cannot be one."""
    fields = dict(row)
    if "on_boot" in fields:
        for name in _MOMENTS:
            parts = {part: fields.pop(f"{name}_{part}") for part in _PARTS}
            fields[name] = None if parts["boot"] is None else parts
    return msgspec.convert(fields, kind, strict=False)


@cache
def insert(table: str) -> str:
    """Put one row in; where its id is there already, only fill in what that one lacks."""
    names = [f"[{name}]" for name in columns(table)]
    fill = ", ".join(f"{name} = coalesce({table}.{name}, excluded.{name})" for name in names if name != "[id]")
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {fill}"  # noqa: S608  # names of our own


def select(table: str, where: str = "") -> str:
    """Whole rows of a table.

    In brackets, because SQLite takes a name in quotes that a damaged file no longer has for a text.
    """
    names = ", ".join(f"[{name}]" for name in columns(table))
    return f"SELECT {names} FROM {table} {where}"  # noqa: S608  # names of our own
