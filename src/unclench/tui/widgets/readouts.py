"""The breath: a disc that grows on the way in, rests, and shrinks on the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from unclench.tui.glyphs import EIGHTHS, Span, disc, draw, rows_for, size
from unclench.tui.text import Cell, strip_of
from unclench.tui.viewmodels.figure import FigureMoment, FigureRenderer
from unclench.tui.widgets.painted import Painted

if TYPE_CHECKING:
    from unclench.figure.render import Picture

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


HIGHEST = 26
"""Rows; beyond that a numeral leaves no room for the rest."""


class BigTime(Painted):
    """The seconds left. All that others know of it is `show`, so that what draws it can change."""

    def __init__(self, time: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.value = time
        self._last = False
        self.set_class(not time, "-empty")

    def show(self, time: str, *, last: bool = False) -> None:
        """`12`, `1:30`, `OFF`; empty where no time is running. `last`: the last seconds of a phase."""
        if (time, last) == (self.value, self._last):
            return
        self.value, self._last = time, last
        self.set_class(not time, "-empty")
        self.set_class(last, "-last")
        self.repaint()

    def paint(self, y: int) -> Strip:
        """One row of the numerals, in the middle of the room; nine seconds are as large as ten."""
        columns, room = self.size
        widest = self.value if ":" in self.value else "8" * max(2, len(self.value))
        rows = rows_for(widest, columns, min(room, HIGHEST))
        lines = draw(self.value, rows, heavy=self._last)
        row = y - (room - len(lines)) // 2
        line = lines[row] if 0 <= row < len(lines) else ""
        left = (columns - size(self.value, rows)) // 2 if line else 0
        look = self.look()
        return strip_of([(mark, look) for mark in (" " * left + line).ljust(columns)])


_LOOKS = ("nothing", "floor", "prop", "far", "body", "working")
"""By the number of a `figure.shapes.Role`."""


class FigureView(Painted):
    """Shows a moment of a figure as large as its room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"figure--{look}" for look in _LOOKS}

    def __init__(self, poser: FigureRenderer, style: str, *, still: bool = False, id: str | None = None) -> None:
        """`style` is a `figure.cells.Style`."""
        super().__init__(id=id)
        self._poser, self._style, self._still = poser, style, still
        self._shown: Picture | None = None
        self._moment: FigureMoment | None = None
        self._drawn = (0, 0)

    def show(self, found: FigureMoment) -> None:
        """Draw a moment, where it looks different."""
        self._moment = found
        columns, rows = self.room
        if not columns or not rows:
            return
        before = self._shown
        self._shown = self._draw(found)
        self.repaint(self._shown.changed(before))

    def _draw(self, found: FigureMoment) -> Picture:
        from unclench.figure.render import Style

        columns, rows = self._drawn = self.room
        return self._poser.draw(found, columns, rows, Style(self._style), still=self._still)

    def paint(self, y: int) -> Strip:
        """One row, coloured by what each cell belongs to."""
        if self._moment is not None and self.room != self._drawn and self.room.area:
            self._shown = self._draw(self._moment)
        width = self.room.width
        if self._shown is None or y >= len(self._shown.rows) or len(self._shown.rows[y]) != width:
            return Strip.blank(width, self.look())
        runs = self._shown.row(y)
        return Strip([Segment(text, self.look(f"figure--{_LOOKS[role]}")) for text, role in runs], width)
