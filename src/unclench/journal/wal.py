"""SQLite's write-ahead log (`-wal`), read without SQLite, which would have to write a file beside it.

This is how a journal is read on a full disk, in a read-only folder, or with its log cut short.
The format is described in https://www.sqlite.org/fileformat2.html, section 4.
"""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path

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
    data = path.read_bytes() if path.exists() else b""
    beside = path.with_name(path.name + "-wal")
    return merged(data, beside.read_bytes() if beside.exists() else b"", salvage=salvage)


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
