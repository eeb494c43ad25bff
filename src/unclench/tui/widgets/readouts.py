"""What the stage shows largest: the breath as a disc, the seconds left, and the figure."""

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
    """A disc as large as the lungs are full, with a word and the seconds in the middle.

    Only rows that have changed are painted.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._part = 0.0
        self.word = self._time = ""
        self._spans: Sequence[Span] = ()
        self._words: dict[int, tuple[int, str]] = {}
        self._fitted = (0, 0)

    def show(self, part: float, word: str, time: str) -> None:
        """Show how full the lungs are (0 to 1), what to do, and the seconds left of it."""
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
        """For each row that has text: its column and the text."""
        high = rows_for("88", columns // 4, rows // 4) if rows >= 12 else 1
        lines = draw(self._time, high)
        wide = size(self._time, high)
        block = [(wide, line) for line in lines] + ([(0, "")] if high > 1 else [])
        block.append((len(self.word), self.word))
        top = (rows - len(block)) // 2
        return {top + n: ((columns - width) // 2, line) for n, (width, line) in enumerate(block) if line}

    def paint(self, y: int) -> Strip:
        """One row: the disc in the breath's colour, words on it in that of the background."""
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
        if left and first > 0:  # a block covers this cell from the left, in the background's colour
            cells[first - 1] = (_BLOCKS[left], covered)
        if right and last < width:
            cells[last] = (_BLOCKS[right], bare)
        at, text = self._words.get(y, (0, ""))
        for x, mark in enumerate(text, max(at, 0)):
            if mark != " " and x < width:
                cells[x] = (mark, covered if first <= x < last else bare)
        return strip_of(cells)


HIGHEST = 26
"""Rows. A higher numeral would leave no room for the rest."""


class BigTime(Painted):
    """The seconds left, in numerals as large as fit."""

    def __init__(self, time: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.value = time
        self._last = False
        self.set_class(not time, "-empty")

    def show(self, time: str, *, last: bool = False) -> None:
        """Show `12`, `1:30` or `OFF`, or nothing if no time is running. `last`: these are a phase's last seconds."""
        if (time, last) == (self.value, self._last):
            return
        self.value, self._last = time, last
        self.set_class(not time, "-empty")
        self.set_class(last, "-last")
        self.repaint()

    def paint(self, y: int) -> Strip:
        """One row of the numerals, centred. Nine seconds are drawn as large as ten."""
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
"""Component classes by the number of a `figure.shapes.Role`."""


class FigureView(Painted):
    """Shows a moment of a figure, as large as fits."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"figure--{look}" for look in _LOOKS}

    def __init__(self, figures: FigureRenderer, style: str, *, still: bool = False, id: str | None = None) -> None:
        """`style` is the value of a `figure.render.Style`; `still`: show the end poses side by side."""
        super().__init__(id=id)
        self._figures, self._style, self._still = figures, style, still
        self._shown: Picture | None = None
        self._moment: FigureMoment | None = None
        self._drawn = (0, 0)

    def show(self, found: FigureMoment) -> None:
        """Show another moment. Only rows that look different are drawn."""
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
        return self._figures.draw(found, columns, rows, Style(self._style), still=self._still)

    def paint(self, y: int) -> Strip:
        """One row, each cell in the colour of what it belongs to."""
        if self._moment is not None and self.room != self._drawn and self.room.area:
            self._shown = self._draw(self._moment)
        width = self.room.width
        if self._shown is None or y >= len(self._shown.rows) or len(self._shown.rows[y]) != width:
            return Strip.blank(width, self.look())
        runs = self._shown.row(y)
        return Strip([Segment(text, self.look(f"figure--{_LOOKS[role]}")) for text, role in runs], width)
