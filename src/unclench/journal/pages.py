"""Rows read from a database file's own pages, whatever has become of the tree above them.

Only the leaves of tables are looked at (https://www.sqlite.org/fileformat2.html, 1.6 and 2.1).
Deleted rows do not come back: the journal overwrites them with zeros.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

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
