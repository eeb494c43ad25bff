"""The rows in the pages of a SQLite file, read without SQLite: for a damaged file in which SQLite no longer finds them.

The format is described in https://www.sqlite.org/fileformat2.html, sections 1.6 and 2.1. The
constants are for the leaves of tables in a file with pages of 4096 bytes and none reserved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

PAGE = 4096
"""Bytes of a page: SQLite's default, which the journal uses."""
LEAF = 0x0D
"""The first byte of a page that holds rows of a table."""
HEADER = 100
"""Bytes of the file's own header, with which the first page begins."""
_MOST_LOCAL = PAGE - 35
_LEAST_LOCAL = (PAGE - 12) * 32 // 255 - 23
"""Bytes of a longer row that stay on the page at least; the rest is on overflow pages."""
_INTEGER_SIZES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes of an integer, by its serial type."""

Value: TypeAlias = "int | str | bytes | None"


def leaf_rows(data: bytes) -> Iterator[tuple[Value, ...]]:
    """The values of every row of every table that can still be read. A row does not say which table it is in."""
    for start in range(0, len(data) - PAGE + 1, PAGE):
        top = start + (HEADER if start == 0 else 0)
        if data[top] != LEAF:
            continue
        cells = int.from_bytes(data[top + 3 : top + 5], "big")
        for number in range(min(cells, PAGE // 4)):
            pointer = top + 8 + 2 * number
            offset = int.from_bytes(data[pointer : pointer + 2], "big")
            try:
                yield _values(_payload(data, start, start + offset))
            except (ValueError, IndexError):
                continue  # this cell is broken; its neighbours may not be


def _payload(data: bytes, start: int, at: int) -> bytes:
    """The bytes of the row whose cell begins at `at`, on the page that begins at `start`. Raises ValueError."""
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


def _values(payload: bytes) -> tuple[Value, ...]:
    header, at = _varint(payload, 0)
    body, values = header, []
    while at < header:
        serial, at = _varint(payload, at)
        value, body = _value(payload, serial, body)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, serial: int, at: int) -> tuple[Value, int]:
    """The value of a serial type at `at`, and where the next one begins. The journal has no floats."""
    if serial == 0:
        return None, at
    if serial in (8, 9):
        return serial - 8, at
    size = _INTEGER_SIZES[serial] if serial in _INTEGER_SIZES else (serial - 12) // 2 if serial >= 12 else -1
    raw = payload[at : at + size]
    if size < 0 or len(raw) < size:
        raise ValueError("a value is cut short")
    if serial < 12:
        return int.from_bytes(raw, "big", signed=True), at + size
    return (raw.decode("utf-8") if serial % 2 else raw), at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """The integer of one to nine bytes at `at`, and where the next one begins."""
    value = 0
    for _ in range(8):
        byte = data[at]
        value, at = value << 7 | byte & 0x7F, at + 1
        if byte < 0x80:
            return value, at
    return value << 8 | data[at], at + 1
