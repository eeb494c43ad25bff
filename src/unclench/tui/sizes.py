"""How much room there is, as classes on every screen: the style sheets choose by them."""

from __future__ import annotations

SMALLEST = (40, 12)
"""Columns and rows below which a screen has nothing but one line (issue 1)."""

HORIZONTAL: list[tuple[int, str]] = [(0, "-tiny"), (40, "-narrow"), (80, "-normal"), (100, "-wide"), (160, "-huge")]
VERTICAL: list[tuple[int, str]] = [(0, "-flat"), (12, "-short"), (20, "-middling"), (34, "-high")]


def classes(columns: int, rows: int) -> tuple[str, str]:
    """The two classes of a screen of that size."""
    return _class(HORIZONTAL, columns), _class(VERTICAL, rows)


def _class(breakpoints: list[tuple[int, str]], size: int) -> str:
    return next(name for least, name in reversed(breakpoints) if size >= least)
