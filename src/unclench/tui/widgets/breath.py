"""The breath: a disc that grows on the way in, rests, and shrinks on the way out."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.strip import Strip

from unclench.tui.disc import EIGHTHS, Span, disc
from unclench.tui.numerals import draw, rows_for, size
from unclench.tui.strips import Cell, strip_of
from unclench.tui.widgets.painted import Painted

_BLOCKS = " ▏▎▍▌▋▊▉█"


class Breath(Painted):
    """Shows how full the lungs are, with the word and the seconds in the middle of it.

    Only the rows that have changed are painted.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._part = 0.0
        self.word = self._time = ""
        self._spans: Sequence[Span] = ()
        self._words: dict[int, tuple[int, str]] = {}
        self._fitted = (0, 0)

    def show(self, part: float, word: str, time: str) -> None:
        """How full, 0 to 1; what to do; how many seconds of it are left."""
        said = (word, time) != (self.word, self._time)
        self._part, self.word, self._time = part, word, time
        if said or self.room != self._fitted:
            self._fit()
            self.repaint()
            return
        spans = disc(*self._fitted, part)
        changed = [row for row, (old, new) in enumerate(zip(self._spans, spans, strict=True)) if old != new]
        self._spans = spans
        self.repaint(changed)

    def _fit(self) -> None:
        columns, rows = self._fitted = self.room
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

    def paint(self, y: int) -> Strip:
        """One row: what is covered has the breath's colour, and words on it the background's."""
        if self.room != self._fitted:
            self._fit()
        width = self.room.width
        bare = self.look()
        covered = Style(color=bare.bgcolor, bgcolor=bare.color, bold=True)
        begin, end = self._spans[y] if y < len(self._spans) else (0, 0)
        first, last = -(-begin // EIGHTHS), end // EIGHTHS
        left, right = begin % EIGHTHS, end % EIGHTHS
        cells: list[Cell] = [(" ", bare)] * width
        cells[first:last] = [(" ", covered)] * (last - first)
        if left and first > 0:  # the background lies over this cell from the left
            cells[first - 1] = (_BLOCKS[left], covered)
        if right and last < width:
            cells[last] = (_BLOCKS[right], bare)
        at, text = self._words.get(y, (0, ""))
        for x, mark in enumerate(text, max(at, 0)):
            if mark != " " and x < width:
                cells[x] = (mark, covered if first <= x < last else bare)
        return strip_of(cells)
