"""How far the session has come: one thin line."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


class Bar(Widget):
    """A line that fills from the left, repainted only when a cell more is full."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._part = 0.0
        self._painted = -1

    def show(self, part: float) -> None:
        """How much is over, 0 to 1."""
        self._part = min(1.0, max(0.0, part))
        if self._full() != self._painted:
            self.refresh()

    def _full(self) -> int:
        return int(self._part * self.content_size.width)

    def render(self) -> Content:
        """Full cells heavy, the rest light: it reads without colour too."""
        self._painted = self._full()
        return Content.assemble(
            ("━" * self._painted, "$primary"), ("─" * (self.content_size.width - self._painted), "$text-quiet 50%")
        )
