"""Numerals of any height, drawn from strokes: the time must be read from three metres. Pure.

A numeral is painted on a grid of half cells, which are about square, and two of them become
one character: so every height from three rows on is as crisp as the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

LEAST = 3
"""Rows of the smallest numeral that is drawn; below, the text itself is shown."""
SLENDER = 0.62
"""A numeral's width as part of its height (ours)."""
STROKE, HEAVY = 0.17, 0.25
"""A stroke's thickness as part of the height (ours): thick reads from further away."""

# The strokes of each numeral: t, m, b are the bars at the top, in the middle and at the bottom,
# the others the upper and lower posts on the left and on the right; c is a post in the middle.
_STROKES = {
    "0": "t b ul ll ur lr", "1": "c f b", "2": "t m b ur ll", "3": "t m b ur lr", "4": "m ul ur lr",
    "5": "t m b ul lr", "6": "t m b ul ll lr", "7": "t ur lr", "8": "t m b ul ll ur lr", "9": "t m b ul ur lr",
    "-": "m", ":": "colon", " ": "", "O": "t b ul ll ur lr", "F": "t m ul ll",
}  # fmt: skip


def size(text: str, rows: int) -> int:
    """How many columns `text` takes at a height of so many rows (1, or `LEAST` and more)."""
    if rows < LEAST:
        return len(text)
    height = 2 * rows - 1
    gap = _gap(height)
    return sum(_width(mark, height) + gap for mark in text) - gap if text else 0


def rows_for(text: str, columns: int, rows: int) -> int:
    """The most rows at which `text` fits into a room of so many columns and rows; at least 1."""
    for height in range(rows, LEAST - 1, -1):
        if size(text, height) <= columns:
            return height
    return 1


@lru_cache(maxsize=64)
def draw(text: str, rows: int, *, heavy: bool = False) -> Sequence[str]:
    """The rows of `text`, `heavy` with thicker strokes.

    Characters other than 0 to 9, `:`, `-`, space and those of OFF are left out.
    """
    if rows < LEAST:
        return (text,)
    height = 2 * rows - 1
    marks = [_mark(mark, height, heavy=heavy) for mark in text if mark in _STROKES]
    gap = [False] * _gap(height)
    lines: list[list[bool]] = []
    for y in range(height):
        line: list[bool] = []
        for mark in marks:
            line += mark[y] + gap
        lines.append(line[: -len(gap)])
    lines.append([False] * len(lines[0]))
    return tuple(
        "".join(_HALVES[upper, lower] for upper, lower in zip(lines[y], lines[y + 1], strict=True))
        for y in range(0, height, 2)
    )


_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def _thick(height: int, *, heavy: bool = False) -> int:
    holes = (height - 2) // 3  # three bars, and at least a half cell between two of them
    return max(1, min(holes, round(height * (HEAVY if heavy else STROKE))))


def _gap(height: int) -> int:
    return max(1, round(height * STROKE))


def _width(mark: str, height: int) -> int:
    if mark == ":":
        return _thick(height)
    return max(3, round(height * SLENDER))


@lru_cache(maxsize=256)
def _mark(mark: str, height: int, *, heavy: bool) -> list[list[bool]]:
    width, thick = _width(mark, height), _thick(height, heavy=heavy)
    grid = [[False] * width for _ in range(height)]
    strokes = _STROKES[mark].split()
    middle = (height - thick) // 2
    right, centre = width - thick, (width - thick) // 2
    boxes = {
        "t": (0, 0, width, thick), "m": (0, middle, width, middle + thick), "b": (0, height - thick, width, height),
        "ul": (0, 0, thick, middle + thick), "ll": (0, middle, thick, height),
        "ur": (right, 0, width, middle + thick), "lr": (right, middle, width, height),
        "c": (centre, 0, centre + thick, height), "f": (max(0, centre - thick), 0, centre, thick),
    }  # fmt: skip
    if mark == ":":
        third = height // 3
        for y in (third - thick // 2, height - third - (thick + 1) // 2):
            _fill(grid, 0, y, width, y + thick)
        return grid
    for stroke in strokes:
        _fill(grid, *boxes[stroke])
    if thick > 1:
        _round(grid, strokes)
    return grid


def _fill(grid: list[list[bool]], left: int, top: int, right: int, bottom: int) -> None:
    for y in range(top, bottom):
        for x in range(left, right):
            grid[y][x] = True


def _round(grid: list[list[bool]], strokes: Sequence[str]) -> None:
    """Take the outer corner off where two strokes meet: it softens the look, and tells 8 from a block."""
    corners = {(0, 0): ("t", "ul"), (0, -1): ("t", "ur"), (-1, 0): ("b", "ll"), (-1, -1): ("b", "lr")}
    for (y, x), meeting in corners.items():
        if all(stroke in strokes for stroke in meeting):
            grid[y][x] = False
