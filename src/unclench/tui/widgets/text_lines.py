"""Texts that are redrawn only when they change (Textual itself does not compare), and a list to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from unclench.language import tr
from unclench.tui.keys import WALK
from unclench.tui.text import CUTS, Passage, content, shortened
from unclench.tui.textual_internals import NarrowOptionList
from unclench.tui.theme import SMALLEST

TOO_SMALL = tr("Too small: {columns}x{rows} is needed.", columns=SMALLEST[0], rows=SMALLEST[1])


class TextLine(Static):
    """Shows any text literally. An empty one has the CSS class `-empty`."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        self._said = text
        super().__init__(content(text), id=id, classes=classes, markup=False)
        self.set_class(not text, "-empty", update=False)  # its styles come when it is mounted

    def say(self, text: str) -> None:
        """Show another text."""
        if text != self._said:
            # A single line of unchanged length moves nothing around it, nor does a hidden one: no new layout.
            one_line = len(text) == len(self._said) <= self.size.width and "\n" not in text + self._said
            same_room = one_line or not self.display
            self._said = text
            self.set_class(not text, "-empty")
            self.update(content(text), layout=not same_room)

    def show(self, rich: Content) -> None:
        """Show a styled text, if its characters differ."""
        if rich.plain != self._said:
            self._said = rich.plain
            self.set_class(not rich.plain, "-empty")
            self.update(rich)

    def put(self, rich: Content) -> None:
        """Show a styled text, even if only its styles differ."""
        self._said = ""
        self.show(rich)

    @property
    def said(self) -> str:
        """The text shown."""
        return self._said


BEGINS = tr("Next: {step}", step="").rstrip(" :")
"""What precedes the first `: `, at which nothing is cut."""


class Coming(TextLine):
    """What comes next, on one line; if it does not fit, only up to one of the `CUTS` in it, or to a word."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(text, id=id)
        self._whole = text

    def say(self, text: str) -> None:
        """Show another text, as much of it as fits."""
        self._whole = text
        self._fit()

    def on_resize(self) -> None:
        """Fit the text to its new room."""
        self._fit()

    def _fit(self) -> None:
        text = self._whole
        while self.size.width and content(text).cell_length > self.size.width:
            cut = max(map(text.rfind, CUTS))
            text = text[:cut] if cut > len(BEGINS) else shortened(text, self.size.width)
        super().say(text)


class Sentences(TextLine):
    """A text of which as many whole sentences are shown as its style sheet has rows for."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(text, id=id)
        self._whole = text

    def say(self, text: str) -> None:
        """Show another text, as much of it as fits."""
        if text != self._whole:
            self._whole = text
            self._fit()
            self.call_after_refresh(self._fit)  # a class that comes with the text may give it more rows, or fewer

    def on_resize(self) -> None:
        """Fit the text to its new room."""
        self._fit()

    def _fit(self) -> None:
        most, columns = self.styles.max_height, self.size.width
        rows = 0 if most is None else int(most.value)
        super().say(whole_sentences(self._whole, columns, rows) if rows and columns else self._whole)


def whole_sentences(text: str, columns: int, rows: int) -> str:
    """As many of the sentences as fit into so many rows; the first one in any case."""
    while sum(len(content(line).wrap(columns)) for line in text.splitlines()) > rows:
        shorter = text.rstrip()[:-1].rpartition(". ")[0]
        if not shorter:
            break
        text = f"{shorter}."
    return text


class Small(TextLine):
    """All that a tiny window shows (see app.tcss): one text, and the keys that answer it."""

    def __init__(self, text: str = TOO_SMALL, keys: str = "") -> None:
        super().__init__(text, id="small")
        self._text, self._keys = text, keys

    def tell(self, text: str, keys: str = "") -> None:
        """Show another text, with the keys that answer it."""
        self._text, self._keys = text, keys
        self._fit()

    def on_resize(self) -> None:
        """Fit the text to its new room."""
        self._fit()

    def _fit(self) -> None:
        if self.size:
            self.say(brief(self._text, self._keys, *self.size))


def brief(text: str, keys: str, columns: int, rows: int) -> str:
    """Text and keys fitted to a window; if they are too long, the end of the text is cut, not the keys."""
    words = text.split()
    said = f"{' '.join(words)}  {keys}".strip()
    while words and len(content(said).wrap(columns)) > rows:
        words.pop()
        said = f"{' '.join(words)}… {keys}".strip() if words else keys.strip()
    return said


class Parts(VerticalScroll):
    """Shows parts, each with its heading. With the focus, the arrows scroll it."""

    def compose(self) -> ComposeResult:
        """A single text, so that any number of parts needs only one layout."""
        yield TextLine(tr("One moment…"))

    @property
    def room(self) -> int:
        """Columns for a picture."""
        return self.query_one(TextLine).size.width

    @property
    def said(self) -> str:
        """All the text shown."""
        return self.query_one(TextLine).said.replace("\xa0", " ")

    def show(self, parts: Iterable[Passage]) -> None:
        """Show other parts, scrolled to the first."""
        said: list[Content] = []
        for part in parts:
            if part.heading:
                said.append(content(f"{part.heading}\n", "bold $accent"))
            # Non-breaking spaces keep each row of a picture on one line.
            text = part.text.replace(" ", "\xa0") if part.picture else part.text
            said.append(content(f"{text}\n" if part.close else f"{text}\n\n"))
        self.query_one(TextLine).show(Content.assemble(*said).rstrip())
        self.scroll_home(animate=False)


class PickList(NarrowOptionList):
    """An option list in our look, which shows its Enter key in the footer. Textual's own hides it."""

    DEFAULT_CSS = """
    PickList {
        border: none;
        padding: 0;
        background: $background;
        scrollbar-size-vertical: 1;
        /* The lengths at the right edge are laid out before it is known whether all fits. */
        scrollbar-gutter: stable;
        &:focus { border: none; background-tint: transparent; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-disabled { color: $text-quiet; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "select", tr("Go"), key_display=tr("Enter"), id="list.choose",
            tooltip=tr("Take what the bar is on."),
        ),
    ]  # fmt: skip


class WalkList(PickList):
    """A list that Page Down and Page Up go through line by line, since a remote control has no other keys for that."""

    BINDINGS = WALK
