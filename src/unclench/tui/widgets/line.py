"""A text that is painted only when it changes. Textual itself neither compares nor diffs."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from unclench.tui.text import content


class Line(Static):
    """Shows text from anywhere as it is. With nothing to say it has the class `-empty`."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        self._said = text
        super().__init__(content(text), id=id, classes=classes, markup=False)
        self.set_class(not text, "-empty")

    def say(self, text: str) -> None:
        """Show another text, where it is another one."""
        if text != self._said:
            # A countdown as long as before, on its one line, moves nothing around it; nor does what nobody sees.
            one_line = len(text) == len(self._said) <= self.size.width and "\n" not in text + self._said
            same_room = one_line or not self.display
            self._said = text
            self.set_class(not text, "-empty")
            self.update(content(text), layout=not same_room)

    def show(self, rich: Content) -> None:
        """Show a styled text, where it is another one."""
        if rich.plain != self._said:
            self._said = rich.plain
            self.set_class(not rich.plain, "-empty")
            self.update(rich)

    @property
    def said(self) -> str:
        """The text that stands there."""
        return self._said
