"""SQLite's files read without SQLite: rows in the pages of a damaged file, and its write-ahead log (`-wal`).

SQLite itself no longer finds the first, and would have to write a file beside the second.
"""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
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


_MAGIC = 0x377F0682
"""The first four bytes of a log; its lowest bit says whether the checksums are of big-endian words."""
_HEADER, _FRAME = 32, 24
"""Bytes of the header of the log, and of each frame before its page."""
_SPARE = 16_384
"""A page in the log may be this many pages (64 MB) beyond the end of a file that was cut short."""


def image(path: Path, *, salvage: bool = False) -> bytes:
    """The bytes of a database file with its log merged; of the log alone where there is no file.

    With `salvage`, pages are merged even where their checksum is wrong or nothing was committed.
    Raises OSError.
    """
    return merged(_content(path), _content(path.with_name(path.name + "-wal")), salvage=salvage)


def _content(path: Path) -> bytes:
    """The bytes of a file, none where there is no file. Raises OSError where that can't be told."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def merged(data: bytes, log: bytes, *, salvage: bool = False) -> bytes:
    """The bytes of a database file with those of its log merged, as `image` does."""
    pages, pending, whole = bytearray(data), list[tuple[int, bytes]](), bytearray(data)
    size = int.from_bytes(log[8:12], "big")
    most = (len(data) + len(log)) // max(size, 1) + _SPARE
    for number, committed, page in _frames(log, size, salvage=salvage):
        if number > most:
            continue  # a page number that is damaged too
        pending.append((number, page))
        if committed or salvage:
            for at, each in pending:
                end = at * size
                pages.extend(bytes(max(0, end - len(pages))))
                pages[end - size : end] = each
            pending.clear()
            if committed and not salvage:
                del pages[committed * size :]
            whole = pages
    if whole[:6] == b"SQLite" and len(whole) > 20:
        whole[18:20] = b"\x01\x01"  # the file says that it has no log
    return bytes(whole)


def _frames(log: bytes, size: int, *, salvage: bool) -> Iterator[tuple[int, int, bytes]]:
    """For each frame the page's number, the file's size in pages if a transaction ends here (else 0), and the page."""
    magic = int.from_bytes(log[:4], "big")
    if len(log) < _HEADER or magic & ~1 != _MAGIC or size < 512 or size > 65_536 or size & (size - 1):
        return
    swapped = (sys.byteorder == "big") != bool(magic & 1)
    sums = _summed((0, 0), log[:24], swapped=swapped)
    if not salvage and sums != _stored_sums(log, 24):
        return
    for start in range(_HEADER, len(log) - _FRAME - size + 1, _FRAME + size):
        head, page = log[start : start + _FRAME], log[start + _FRAME : start + _FRAME + size]
        if head[8:16] != log[16:24]:
            return  # left over from before the log was restarted
        if not salvage:
            sums = _summed(_summed(sums, head[:8], swapped=swapped), page, swapped=swapped)
            if sums != _stored_sums(head, 16):
                return
        if number := int.from_bytes(head[:4], "big"):
            yield number, int.from_bytes(head[4:8], "big"), page


def _stored_sums(data: bytes, at: int) -> tuple[int, int]:
    return int.from_bytes(data[at : at + 4], "big"), int.from_bytes(data[at + 4 : at + 8], "big")


def _summed(before: tuple[int, int], data: bytes, *, swapped: bool) -> tuple[int, int]:
    """The checksums after `data`; `swapped` where its words are in the other byte order than this machine's."""
    words = array("I", data)
    if swapped:
        words.byteswap()
    first, second = before
    for at in range(0, len(words), 2):
        first = (first + words[at] + second) & 0xFFFFFFFF
        second = (second + words[at + 1] + first) & 0xFFFFFFFF
    return first, second


def in_memory(data: bytes) -> sqlite3.Connection:
    """A connection to a database of these bytes in memory; nothing of it is written anywhere."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    if data:
        connection.deserialize(data)
    return connection
