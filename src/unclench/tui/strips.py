"""Rows of cells as what Textual paints."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

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
