"""Dots -> rows of text, with the role of every cell.

Braille has two by four dots a cell, blocks one by two, ASCII two by four taken together.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from itertools import groupby

from msgspec import Struct

from unclench.figure.canvas import Layer
from unclench.figure.shapes import Role


class Style(StrEnum):
    """With what characters a picture is made."""

    BRAILLE = "braille"
    BLOCKS = "blocks"
    ASCII = "ascii"


DOTS = {Style.BRAILLE: (2, 4), Style.BLOCKS: (1, 2), Style.ASCII: (2, 4)}
"""Dots across and down in one cell."""


class Picture(Struct, frozen=True):
    """Rows of text, all equally wide, and for each row one Role a cell as bytes.

    Equal pictures look equal: compare before painting anew.
    """

    rows: tuple[str, ...]
    roles: tuple[bytes, ...]

    def runs(self) -> list[list[tuple[str, Role]]]:
        """Each row as stretches of text of one role, for whoever colours them."""
        return [self.row(at) for at in range(len(self.rows))]

    def row(self, at: int) -> list[tuple[str, Role]]:
        """One row of `runs`."""
        text, start, found = self.rows[at], 0, []
        for role, group in groupby(self.roles[at]):
            end = start + len(list(group))
            found.append((text[start:end], Role(role)))
            start = end
        return found

    def changed(self, before: Picture | None) -> list[int]:
        """The rows that are not as they were in a picture of the same size; else all of them."""
        rows = range(len(self.rows))
        if before is None or len(before.rows) != len(self.rows):
            return list(rows)
        return [at for at in rows if self.rows[at] != before.rows[at] or self.roles[at] != before.roles[at]]

    def __str__(self) -> str:
        return "\n".join(row.rstrip() for row in self.rows)


_BITS = (0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80)
"""The braille bit of each dot, by row and column."""
_BRAILLE = [chr(0x2800 + bits) if bits else " " for bits in range(256)]


_SPREAD = [[byte >> shift & 3 for shift in range(0, 8, 2)] for byte in range(256)]
"""A byte of dots as four pairs, the leftmost first."""


def _columns(row: int, cells: int) -> list[int]:
    """The pairs of dots of a row, one a cell: 0 to 3, 1 the left dot alone, 2 the right one."""
    pairs: list[int] = []
    for byte in row.to_bytes((cells + 3) // 4, "little"):
        pairs += _SPREAD[byte]
    return pairs[:cells]


def picture(layers: Mapping[Role, Layer], columns: int, style: Style) -> Picture:
    """The text of layers that are `columns` cells wide (see DOTS)."""
    if style is Style.BLOCKS:
        return _blocks(layers, columns)
    return _fine(layers, columns, _BRAILLE if style is Style.BRAILLE else None)


_DOT = [[sum(_BITS[y][x] for x in (0, 1) if pair >> x & 1) for pair in range(4)] for y in range(4)]
"""Braille bits by row in the cell and pair of dots."""


def _fine(layers: Mapping[Role, Layer], columns: int, letters: list[str] | None) -> Picture:
    height = len(next(iter(layers.values())))
    rows, roles = [], []
    for top in range(0, height, 4):
        cells, owner = [0] * columns, bytearray(columns)
        for role in Role:
            if not role or not any(layers[role][top : top + 4]):
                continue
            own = [0] * columns
            for y in range(4):
                if row := layers[role][top + y]:
                    dot = _DOT[y]
                    for x, pair in enumerate(_columns(row, columns)):
                        if pair:
                            own[x] |= dot[pair]
            for x, bits in enumerate(own):
                if bits:
                    cells[x] |= bits
                    owner[x] = role
        rows.append("".join(map(letters.__getitem__, cells)) if letters else _ascii(cells, owner))
        roles.append(bytes(owner))
    return Picture(tuple(rows), tuple(roles))


_UPPER, _LOWER = 0x01 | 0x08 | 0x02 | 0x10, 0x04 | 0x20 | 0x40 | 0x80
_LEFT = 0x01 | 0x02 | 0x04 | 0x40


def _ascii(cells: list[int], owner: bytearray) -> str:
    return "".join(map(_letter, cells, owner))


def _letter(bits: int, role: int) -> str:
    if not bits or role in (Role.FLOOR, Role.PROP):
        return " _+"[role] if bits else " "
    if role == Role.FAR:
        return ":" if bits.bit_count() > 1 else "."
    full = "@" if role == Role.WORKING else "#"
    if bits.bit_count() >= 6:
        return full
    upper, lower = (bits & _UPPER).bit_count(), (bits & _LOWER).bit_count()
    if not lower:
        return '"' if upper > 1 else "'"
    if not upper:
        return "." if lower < 2 else "o" if lower > 3 else ","
    left = (bits & _LEFT).bit_count()
    if left == 0 or left == bits.bit_count():
        return "|"
    return full if bits.bit_count() >= 4 else "-"


_HALVES = " ▀▄█"


def _blocks(layers: Mapping[Role, Layer], columns: int) -> Picture:
    height = len(next(iter(layers.values())))
    rows, roles = [], []
    for top in range(0, height, 2):
        halves, owner = [0] * columns, bytearray(columns)
        for role in Role:
            if not role:
                continue
            for half in (0, 1):
                row = layers[role][top + half]
                x = 0
                while row:
                    if row & 1:
                        halves[x] |= 1 << half
                        owner[x] = role
                    row >>= 1
                    x += 1
        rows.append("".join(_half(bits, role) for bits, role in zip(halves, owner, strict=True)))
        roles.append(bytes(owner))
    return Picture(tuple(rows), tuple(roles))


def _half(bits: int, role: int) -> str:
    if role == Role.FLOOR and bits:
        return "▔" if bits == 1 else "▁"
    if role == Role.FAR and bits:
        return "▒" if bits == 3 else _HALVES[bits]
    return _HALVES[bits]
