"""Paints strokes as dots and turns the dots into rows of text, with the role of every cell.

A cell has two by four dots in braille, one by two in blocks; ASCII has one letter for two by four dots.
A layer of dots is a list of rows, each an integer whose lowest bit is the leftmost dot.
"""

from __future__ import annotations

# ruff: noqa: PLR1730  (calling min and max would take most of a picture's time)
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import groupby
from math import ceil, floor, sqrt
from typing import TypeAlias

from msgspec import Struct

from unclench.figure.shapes import Role, Stroke

Layer: TypeAlias = list[int]
LEAST = 0.5
"""Half the thickness of the thinnest stroke, in dots, so that nothing vanishes at small sizes."""


class Style(StrEnum):
    """The characters that a picture is drawn with."""

    BRAILLE = "braille"
    BLOCKS = "blocks"
    ASCII = "ascii"


DOTS = {Style.BRAILLE: (2, 4), Style.BLOCKS: (1, 2), Style.ASCII: (2, 4)}
"""Dots per cell, across and down."""


class Viewport(Struct, frozen=True):
    """The mapping of body units to dots: (left + scale * x, base - scale * y)."""

    width: int
    height: int
    scale: float
    left: float
    base: float
    floor: bool = True

    @property
    def lowest(self) -> int:
        """The lowest row that a body may use: the one above the floor."""
        return min(self.height, max(0, ceil(self.base - 0.5))) - 1 if self.floor else self.height - 1


def fit(width: int, height: int, box: tuple[float, float, float, float], *, floor: bool) -> Viewport:
    """The viewport that shows a box (x from, y from, x to, y to; body units) as large as the dots allow."""
    x0, y0, x1, y1 = box
    room = height - (2 if floor else 0)
    scale = max(0.01, min((width - 1) / max(x1 - x0, 1.0), (room - 1) / max(y1 - y0, 1.0)))
    left = (width - 1 - scale * (x0 + x1)) / 2
    spare = max(0.0, room - 1 - scale * (y1 - y0))
    # A figure stands on the ground, so most of the spare room goes above it.
    base = room - 0.5 + scale * y0 - spare * (0.3 if floor else 0.5)
    return Viewport(width, height, scale, left, base, floor)


class Picture(Struct, frozen=True):
    """Rows of text, all equally wide, and for each row one byte per cell: its Role.

    Equal pictures look equal, so compare before you repaint.
    """

    rows: tuple[str, ...]
    roles: tuple[bytes, ...]

    def runs(self) -> list[list[tuple[str, Role]]]:
        """Each row as stretches of text of one role, ready to be coloured."""
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
        """The rows that differ from a picture of the same size; all of them if there is none."""
        rows = range(len(self.rows))
        if before is None or len(before.rows) != len(self.rows):
            return list(rows)
        return [at for at in rows if self.rows[at] != before.rows[at] or self.roles[at] != before.roles[at]]

    def __str__(self) -> str:
        return "\n".join(row.rstrip() for row in self.rows)


# -- strokes to dots --------------------------------------------------------------------------


def paint(strokes: Sequence[Stroke], viewport: Viewport, *, dotted: bool = True) -> dict[Role, Layer]:
    """The dots of each role; every dot belongs to one role at most.

    `dotted` draws far limbs with every second dot only, so that they look further away.
    """
    used = {role: [0] * viewport.height for role in {stroke.role for stroke in strokes}}
    behind = {role: [layer for other, layer in used.items() if other is not role] for role in used}
    scale, left, base = viewport.scale, viewport.left, viewport.base
    for stroke in strokes:
        a = (left + scale * stroke.x0, base - scale * stroke.y0)
        b = (left + scale * stroke.x1, base - scale * stroke.y1)
        ra, rb = max(LEAST, stroke.r0 * scale), max(LEAST, stroke.r1 * scale)
        own = used[stroke.role]
        if stroke.gap:
            gap = max(1.05, 0.9 * scale)
            for y, run in _runs(a, ra + gap, b, rb + gap, viewport):
                own[y] &= ~run
                for layer in behind[stroke.role]:
                    layer[y] &= ~run
        runs = _runs(a, ra, b, rb, viewport)
        if stroke.hollow:
            thick = max(1.0, 1.3 * scale)
            inner = dict(_runs(a, ra - thick, b, rb - thick, viewport))
            runs = [(y, run & ~inner.get(y, 0)) for y, run in runs]
        for y, run in runs:
            own[y] |= run
        for layer in behind[stroke.role]:
            for y, run in runs:
                layer[y] &= ~run
    layers = {role: used.get(role) or [0] * viewport.height for role in Role if role}
    if dotted:
        _thin_out(layers[Role.FAR], viewport.width)
    if viewport.floor:
        _lay_floor(layers, viewport)
    return layers


def _thin_out(layer: Layer, width: int) -> None:
    odd = sum(1 << x for x in range(0, width, 2))
    for y, row in enumerate(layer):
        if row:
            layer[y] = row & (odd << (y & 1))


def _lay_floor(layers: dict[Role, Layer], viewport: Viewport) -> None:
    y = min(viewport.height - 1, viewport.lowest + 1)
    taken = 0
    for role, layer in layers.items():
        if role is not Role.FLOOR:
            taken |= layer[y]
    layers[Role.FLOOR][y] |= ((1 << viewport.width) - 1) & ~taken


def _runs(
    a: tuple[float, float], ra: float, b: tuple[float, float], rb: float, viewport: Viewport
) -> list[tuple[int, int]]:
    """(row, bits) of two discs and everything between them."""
    top = max(0, ceil(min(a[1] - ra, b[1] - rb) - 0.5))
    bottom = min(viewport.lowest, floor(max(a[1] + ra, b[1] + rb) - 0.5))
    edges = _edges(a, ra, b, rb)
    ax, ay, bx, by = *a, *b
    ra2, rb2 = ra * ra, rb * rb
    last = viewport.width - 0.5
    found = []
    for y in range(top, bottom + 1):
        at = y + 0.5
        low, high = 1e9, -1e9
        if (rest := ra2 - (at - ay) * (at - ay)) >= 0.0:
            half = sqrt(rest)
            low, high = ax - half, ax + half
        if (rest := rb2 - (at - by) * (at - by)) >= 0.0:
            half = sqrt(rest)
            if bx - half < low:
                low = bx - half
            if bx + half > high:
                high = bx + half
        for x0, y0, y1, slope in edges:
            if y0 <= at <= y1:
                x = x0 + (at - y0) * slope
                if x < low:
                    low = x
                if x > high:
                    high = x
        # Dots whose centres lie between low and high.
        first = int(low + 0.5) if low > 0.0 else 0
        end = int(high + 0.5) if high < last else viewport.width
        if first < end:
            found.append((y, (1 << end) - (1 << first)))
    return found


def _edges(
    a: tuple[float, float], ra: float, b: tuple[float, float], rb: float
) -> list[tuple[float, float, float, float]]:
    """The two sides of a stroke: (x at the upper end, upper y, lower y, dx/dy) of each."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    far = sqrt(dx * dx + dy * dy)
    if far <= abs(ra - rb) or far < 1e-6:
        return []
    # The outer tangents of both discs.
    along = (ra - rb) / far
    aside = sqrt(1.0 - along * along)
    ux, uy = dx / far, dy / far
    edges = []
    for sign in (1.0, -1.0):
        nx, ny = along * ux - sign * aside * uy, along * uy + sign * aside * ux
        x0, y0, x1, y1 = a[0] + ra * nx, a[1] + ra * ny, b[0] + rb * nx, b[1] + rb * ny
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        if y1 - y0 > 1e-9:
            edges.append((x0, y0, y1, (x1 - x0) / (y1 - y0)))
    return edges


# -- dots to text -----------------------------------------------------------------------------


def picture(layers: Mapping[Role, Layer], columns: int, style: Style) -> Picture:
    """The text of layers that are `columns` cells wide."""
    if style is Style.BLOCKS:
        return _blocks(layers, columns)
    return _fine(layers, columns, _BRAILLE if style is Style.BRAILLE else None)


_BITS = (0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80)
"""The braille bit of each dot in a cell, by row and column."""
_BRAILLE = [chr(0x2800 + bits) if bits else " " for bits in range(256)]
_DOT = [[sum(_BITS[y][x] for x in (0, 1) if pair >> x & 1) for pair in range(4)] for y in range(4)]
"""Braille bits by row in the cell and by pair of dots."""
_SPREAD = [[byte >> shift & 3 for shift in range(0, 8, 2)] for byte in range(256)]
"""A byte of dots as four pairs, leftmost first."""


def _columns(row: int, cells: int) -> list[int]:
    """The two dots of each cell in a row: 0 none, 1 the left one, 2 the right one, 3 both."""
    pairs: list[int] = []
    for byte in row.to_bytes((cells + 3) // 4, "little"):
        pairs += _SPREAD[byte]
    return pairs[:cells]


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
