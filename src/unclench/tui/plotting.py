"""A course of ratings drawn in braille dots, with its scale and its days. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

HIGHEST = 10
"""Of a rating."""
SCALE = 3
"""Columns of the scale at the left."""
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a cell, by row and column."""


def plot(points: Sequence[tuple[float, float]], span: tuple[float, float], width: int, height: int) -> list[str]:
    """Rows of exactly `width`, `height` of them: where each point stands, and a line from each to the next.

    A point is (when, 0 to 10); `span` is the first and the last moment of the picture. Each point
    is fatter than the line, so that a lone one is seen too.
    """
    columns, rows = max(1, width - SCALE), max(1, height)
    canvas = [[0] * columns for _ in range(rows)]
    first, last = span
    wide, high = columns * 2 - 2, rows * 4 - 2  # a fat point needs one dot more to the right and below

    def place(point: tuple[float, float]) -> tuple[int, int]:
        across = (point[0] - first) / (last - first) if last > first else 0.5
        up = min(HIGHEST, max(0, point[1])) / HIGHEST
        return round(min(1, max(0, across)) * wide), round((1 - up) * high)

    places = [place(point) for point in sorted(points)]
    for x, y in _dots(places):
        canvas[y // 4][x // 2] |= _DOTS[y % 4][x % 2]
    marks = _scale(rows)
    return [f"{marks.get(n, ''):>2}│" + "".join(chr(0x2800 + cell) for cell in row) for n, row in enumerate(canvas)]


def _scale(rows: int) -> dict[int, str]:
    """What stands beside which row: the ends, and the middle where there is one."""
    marks = {0: str(HIGHEST), rows - 1: "0"}
    if rows >= 5 and rows % 2:
        marks[rows // 2] = str(HIGHEST // 2)
    return marks


def _dots(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for x, y in places:
        yield from ((x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1))
    for (x, y), (to_x, to_y) in pairwise(places):
        steps = max(abs(to_x - x), abs(to_y - y))
        for step in range(1, steps):
            yield round(x + (to_x - x) * step / steps), round(y + (to_y - y) * step / steps)


def feet(first: str, last: str, width: int) -> str:
    """The line below a plot: where its days begin and where they end."""
    room = max(0, width - SCALE - len(first) - len(last))
    return " " * SCALE + first + " " * room + last
