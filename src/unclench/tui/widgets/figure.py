"""The figure that shows the pose: rows of dots, only the changed ones painted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.strip import Strip

from unclench.tui.posing import Moment, Poser
from unclench.tui.widgets.painted import Painted

if TYPE_CHECKING:
    from unclench.figure.render import Picture

_LOOKS = ("nothing", "floor", "prop", "far", "body", "working")
"""By the number of a `figure.shapes.Role`."""


class FigureView(Painted):
    """Shows a moment of a figure as large as its room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"figure--{look}" for look in _LOOKS}

    def __init__(self, poser: Poser, style: str, *, still: bool = False, id: str | None = None) -> None:
        """`style` is a `figure.cells.Style`."""
        super().__init__(id=id)
        self._poser, self._style, self._still = poser, style, still
        self._shown: Picture | None = None
        self._moment: Moment | None = None
        self._drawn = (0, 0)

    def show(self, found: Moment) -> None:
        """Draw a moment, where it looks different."""
        self._moment = found
        columns, rows = self.room
        if not columns or not rows:
            return
        before = self._shown
        self._shown = self._draw(found)
        self.repaint(self._shown.changed(before))

    def _draw(self, found: Moment) -> Picture:
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
