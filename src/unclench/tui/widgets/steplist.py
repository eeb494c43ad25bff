"""The steps of a session with the one that is played, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from unclench.session.timeline import StepInfo
from unclench.tui.text import content, flat


class StepList(Static):
    """Past, present and coming steps; the present one is kept in view."""

    def __init__(self, steps: Sequence[StepInfo], *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._titles = [flat(step.title) for step in steps]
        self._current = -1

    def show(self, current: int) -> None:
        """Mark step `current` as the one that is played."""
        if current != self._current:
            self._current = current
            self._draw()

    def on_resize(self, _: Resize) -> None:
        """Other steps may have room now."""
        self._draw()

    def _draw(self) -> None:
        height, width = self.content_size.height, self.content_size.width
        if height < 1 or width < 8:
            return
        count = len(self._titles)
        first = max(0, min(self._current - height // 3, count - height))
        lines = [self._line(index, width) for index in range(first, min(count, first + height))]
        self.update(Content("\n").join(lines), layout=False)

    def _line(self, index: int, width: int) -> Content:
        mark, style = "·", ""
        if index < self._current:
            mark, style = "✓", "$text-quiet"
        elif index == self._current:
            mark, style = "▶", "bold"
        return content(f"{mark} {self._titles[index]}", style).truncate(width, ellipsis=True)
