"""The breath: a disc that grows on the way in, rests, and shrinks on the way out."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from unclench.tui.disc import EIGHTHS, Span, disc
from unclench.tui.numerals import draw, rows_for, size
from unclench.tui.strips import Cell, strip_of

_LEFT_BLOCKS = " ▏▎▍▌▋▊▉█"


class Breath(Widget):
    """Shows how full the lungs are, with the word and the seconds in the middle of it.

    Only the rows that have changed are painted.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._part = 0.0
        self.word = self._time = ""
        self._spans: Sequence[Span] = ()
        self._words: dict[int, tuple[int, str]] = {}
        self._room = (0, 0)

    def show(self, part: float, word: str, time: str) -> None:
        """How full, 0 to 1; what to do; how many seconds of it are left."""
        columns, rows = self.size
        said = (word, time) != (self.word, self._time)
        self._part, self.word, self._time = part, word, time
        spans = disc(columns, rows, part)
        if said or (columns, rows) != self._room:
            self._fit()
            self.refresh()
            return
        changed = [row for row, (old, new) in enumerate(zip(self._spans, spans, strict=True)) if old != new]
        self._spans = spans
        if changed:
            self.refresh(Region(0, changed[0], columns, changed[-1] - changed[0] + 1))

    def _fit(self) -> None:
        columns, rows = self._room = self.size
        self._spans, self._words = disc(columns, rows, self._part), self._placed(columns, rows)

    def _placed(self, columns: int, rows: int) -> dict[int, tuple[int, str]]:
        """By row: where a text begins, and the text."""
        high = rows_for("88", columns // 4, rows // 4) if rows >= 12 else 1
        lines = draw(self._time, high)
        wide = size(self._time, high)
        block = [(wide, line) for line in lines] + ([(0, "")] if high > 1 else [])
        block.append((len(self.word), self.word))
        top = (rows - len(block)) // 2
        return {top + n: ((columns - width) // 2, line) for n, (width, line) in enumerate(block) if line}

    def render_line(self, y: int) -> Strip:
        """One row: what is covered has the breath's colour, and words on it the background's."""
        if self.size != self._room:
            self._fit()
        width = self.size.width
        base = self.rich_style
        ground, colour = base.bgcolor, base.color
        covered, bare = Style(color=ground, bgcolor=colour, bold=True), Style(color=colour, bgcolor=ground, bold=True)
        begin, end = self._spans[y] if y < len(self._spans) else (0, 0)
        at, text = self._words.get(y, (0, ""))
        cells: list[Cell] = []
        for x in range(width):
            left, right = begin - x * EIGHTHS, end - x * EIGHTHS
            whole = left <= 0 and right >= EIGHTHS
            if text and at <= x < at + len(text) and text[x - at] != " ":
                cells.append((text[x - at], covered if whole else bare))
            elif whole:
                cells.append((" ", covered))
            elif right <= 0 or left >= EIGHTHS or begin == end:
                cells.append((" ", bare))
            elif left > 0:  # the left edge: the background lies over it from the left
                cells.append((_LEFT_BLOCKS[left], covered))
            else:
                cells.append((_LEFT_BLOCKS[right], bare))
        return strip_of(cells)
