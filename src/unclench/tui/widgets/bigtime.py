"""The biggest thing on the screen: the time left, as large as its room allows."""

from __future__ import annotations

from textual.strip import Strip

from unclench.tui.numerals import draw, rows_for, size
from unclench.tui.strips import strip_of
from unclench.tui.widgets.painted import Painted

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
