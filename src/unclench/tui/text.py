"""Text from files on its way to the screen: data, never markup and never escape sequences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters but for tab and line end, and what reorders a line."""


def clean(text: str) -> str:
    """The text without anything that a terminal would obey."""
    return _UNSAFE.sub("", text)


def flat(text: str) -> str:
    """The text clean and on one line."""
    return " ".join(clean(text).split())


def content(text: str, style: str = "") -> Content:
    """The text as what a widget shows: brackets stay brackets."""
    return Content.styled(clean(text), style)


def row(width: int, left: str, right: str, style: str = "") -> Content:
    """One line of a list: `left` cut to what room there is, `right` dim at the right edge."""
    end = content(right, "dim")
    start = content(left, style).truncate(max(1, width - end.cell_length - 2), ellipsis=True)
    return Content.assemble(start, " " * max(1, width - start.cell_length - end.cell_length), end)


Cell = tuple[str, Style]
"""One character and its look."""


def strip_of(cells: Sequence[Cell]) -> Strip:
    """One row; neighbours of the same look become one piece.

    Blanks are pieces of their own: exported pictures lose those that begin a piece.
    """
    segments = []
    for _, run in groupby(cells, key=lambda cell: (id(cell[1]), cell[0] == " ")):
        piece = list(run)
        segments.append(Segment("".join(mark for mark, _ in piece), piece[0][1]))
    return Strip(segments, len(cells))
