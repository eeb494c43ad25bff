"""Parts of text one below the other, to read through."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from unclench.tui.recalling import Part
from unclench.tui.text import content
from unclench.tui.widgets.line import Line


class Parts(VerticalScroll):
    """Shows each part's heading and what stands below it; with the focus the arrows move it."""

    def compose(self) -> ComposeResult:
        """One text: it is laid out once, however many parts it has."""
        yield Line("One moment…")

    @property
    def room(self) -> int:
        """How wide a picture may be."""
        return self.query_one(Line).size.width

    @property
    def said(self) -> str:
        """All that stands there."""
        return self.query_one(Line).said.replace("\xa0", " ")

    def show(self, parts: Iterable[Part]) -> None:
        """Show these, from the first one on."""
        said: list[Content] = []
        for part in parts:
            if part.heading:
                said.append(content(f"{part.heading}\n", "bold $accent"))
            # A blank that does not break keeps each row of a picture whole.
            text = part.text.replace(" ", "\xa0") if part.picture else part.text
            said.append(content(f"{text}\n\n"))
        self.query_one(Line).show(Content.assemble(*said).rstrip())
        self.scroll_home(animate=False)
