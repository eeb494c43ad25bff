"""The breath as a disc that grows and shrinks, cell by cell in eighths. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sqrt

from unclench.session.session import View
from unclench.session.timeline import Kind, Timeline

SMALLEST = 0.4
"""The radius of the empty lungs as part of the full ones: never nothing, so that the eye does not lose it."""
WIDE_ENOUGH = 18
"""Columns to each side of the middle that a disc has in any room: its word stands in it."""
EIGHTHS = 8

Span = tuple[int, int]
"""Where a row is covered, from and to, in eighths of a cell from the left; equal where it is not."""


def fullness(timeline: Timeline, view: View) -> float:
    """How full the lungs are, 0 to 1, at a moment of a breath. Softly begun and ended, as one breathes."""
    segment = view.segment
    assert segment is not None
    within = 1.0 if not segment.width else min(1.0, view.elapsed / segment.width)
    eased = (1 - cos(pi * within)) / 2
    match segment.kind:
        case Kind.BREATHE_IN:
            breaths = [timeline.segments[i] for i in timeline.breath(segment.index)]
            ins = [other for other in breaths if other.kind is Kind.BREATHE_IN]
            whole = sum(other.width for other in ins) or 1
            before = sum(other.width for other in ins if other.index < segment.index)
            return (before + eased * segment.width) / whole
        case Kind.BREATHE_HOLD:
            return 1.0
        case Kind.BREATHE_OUT:
            return 1 - eased
        case _:
            return 0.0


def disc(columns: int, rows: int, part: float) -> Sequence[Span]:
    """The rows of a disc in the middle of a room, as large as the room at `part` 1; flat where the room is."""
    high = min(rows, columns / 2) / 2
    wide = max(2 * high, min(WIDE_ENOUGH, columns / 2))
    grown = SMALLEST + (1 - SMALLEST) * part
    spans: list[Span] = []
    for row in range(rows):
        off = (row + 0.5 - rows / 2) / (high * grown or 1)
        reach = sqrt(1 - off * off) * wide * grown if abs(off) < 1 else 0.0
        half = round(reach * EIGHTHS)
        middle = columns * EIGHTHS // 2
        spans.append((middle - half, middle + half))
    return spans
