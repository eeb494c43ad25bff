"""Texts and lists to choose from, redrawn only when they change (Textual itself does not compare)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.widgets import Static
from textual.widgets.option_list import Option

from unclench.language import tr
from unclench.tui import keys
from unclench.tui.keys import WALK
from unclench.tui.text import CUTS, Passage, content, flat, row, shortened
from unclench.tui.textual_internals import NarrowOptionList
from unclench.tui.theme import SMALLEST
from unclench.tui.viewmodels.home import LibraryRow, balanced

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
        if not (isinstance(self.content, Content) and rich.is_same(self.content)):
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


MOST_BOXES = 2
"""Boxes that the stage has room for beside each other."""


class KeyBoxes(Horizontal):
    """The keys that answer a question of the session: a box for each, or lines of text. A click answers nothing."""

    def __init__(self, text: str, boxes: Sequence[tuple[str, str]] = (), *, id: str | None = None) -> None:
        """`boxes` are keys, each with what it says; `text` says the same where boxes have no room."""
        super().__init__(id=id)
        self.said = text
        self._boxes = tuple(boxes)
        self._mark()

    def compose(self) -> ComposeResult:
        """The text and the boxes; the style sheet shows the one or the others."""
        yield TextLine(self.said, id="act-text")
        for number in range(MOST_BOXES):
            yield TextLine(self._box(number), classes="box-of-key")

    def _box(self, number: int) -> str:
        if number >= len(self._boxes):
            return ""
        key, says = self._boxes[number]
        return f"{key.upper() if len(key) > 1 else key}\n{says}"

    def say(self, text: str, boxes: Sequence[tuple[str, str]] = ()) -> None:
        """Show other keys."""
        if (text, tuple(boxes)) == (self.said, self._boxes):
            return
        self.said, self._boxes = text, tuple(boxes)
        self._mark()
        self.query_one("#act-text", TextLine).say(text)
        for number, box in enumerate(self.query(".box-of-key").results(TextLine)):
            box.say(self._box(number))

    def _mark(self) -> None:
        self.set_class(not self.said, "-empty")
        self.set_class(bool(self._boxes), "-boxed")


class AnswerRow(Static):
    """One of the answers in a box. A click chooses it."""

    def __init__(self, row: int, keys: str, text: str, chosen: Callable[[int], None]) -> None:
        super().__init__(Content.assemble(content(keys, "bold"), "  ", content(text)), markup=False, classes="choice")
        self._row, self._chosen = row, chosen

    def on_click(self, event: Click) -> None:
        """Choose it."""
        event.stop()
        self._chosen(self._row)


class ChoiceBoxes(Vertical):
    """The answers to a question in boxes, those that belong together in one. It is as wide as its question's box."""

    ROWS_OF_BORDER = 2

    def __init__(
        self, rows: Sequence[tuple[str, str]], groups: Sequence[int], chosen: Callable[[int], None], *,
        id: str | None = None,
    ) -> None:  # fmt: skip
        """`rows` are keys and what they do; `groups` says how many rows are in each box; `chosen` is told a click."""
        super().__init__(id=id)
        self._rows, self._groups, self._chosen = rows, groups, chosen
        self._wide = max(len(keys) for keys, _ in rows)

    def compose(self) -> ComposeResult:
        """A box for each group."""
        row = 0
        for number, count in enumerate(self._groups):
            with Container(classes="box-of-choices -first" if not number else "box-of-choices"):
                for keys, text in self._rows[row : row + count]:
                    yield AnswerRow(row, keys.ljust(self._wide), text, self._chosen)
                    row += 1

    def fit(self, columns: int, rows: int) -> bool:
        """Whether all boxes have room there. Answers of one box are beside each other if they can be."""
        lines, row = 0, 0
        inside = columns - 6
        for box, count in zip(self.query(".box-of-choices"), self._groups, strict=True):
            widths = [self._wide + 2 + len(content(text)) for _, text in self._rows[row : row + count]]
            beside = sum(widths) + 4 * (count - 1) <= inside
            box.set_class(beside and count > 1, "-beside")
            lines += self.ROWS_OF_BORDER + (1 if beside else count)
            if max(widths) > inside:
                return False
            row += count
        return lines <= rows

    def mark(self, row: int | None) -> None:
        """Show which answer the arrow keys have reached."""
        for number, choice in enumerate(self.query(AnswerRow)):
            choice.set_class(number == row, "-here")


FEW, MANY = 48, 120
"""Columns from which on there are two lists side by side, or three."""
WIDE = 32
"""Columns of a list from which on `7 min` is not shortened to `7 m`."""
NOT_NOW = "—"
"""Stands in a narrow list for a routine that may not begin, nobody knows until when; why is said beside it."""
INDENT = " "
"""Before a routine under its heading. Every column counts: a title that is cut is no title."""
GUTTER = 1
"""Columns for the scrollbar of each list."""


class Column(PickList):
    """One of the lists of `Columns`."""

    BINDINGS = keys.COLUMN

    def action_onward(self) -> None:
        """To the list on the right; from the last one, open what the bar is on."""
        columns = self.parent
        if not (isinstance(columns, Columns) and columns.go(self, 1)):
            self.action_select()

    def action_back(self) -> None:
        """To the list on the left."""
        if isinstance(self.parent, Columns):
            self.parent.go(self, -1)

    def action_before(self) -> None:
        """To the routine before; from the first one to the last."""
        if isinstance(self.parent, Columns):
            self.parent.go_before()


class Columns(Horizontal):
    """Up to three lists. The bar is in the one that had the focus last."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lists = [Column(id=name, markup=False) for name in ("list", "list-2", "list-3")]
        self._in = self._lists[0]

    def compose(self) -> ComposeResult:
        """All of them, the first of which is always there."""
        for number, each in enumerate(self._lists):
            each.display = not number
            yield each

    @property
    def most(self) -> int:
        """How many lists there is room for."""
        return 1 + (self.size.width >= FEW) + (self.size.width >= MANY)

    def fill(self, groups: Sequence[tuple[str, Sequence[LibraryRow]]], ids: Mapping[str, str]) -> None:
        """Show the routines under their headings, with no bar yet; `ids` by path."""
        columns = balanced([len(under) + 2 for _, under in groups], self.most)
        width = self.size.width // max(1, len(columns)) - GUTTER - PickList.MARGINS
        for number, each in enumerate(self._lists):
            there = number < len(columns)
            options: list[Option] = []
            for heading, under in groups[slice(*columns[number])] if there else ():
                options += [Option("", disabled=True)] if options else []
                options.append(Option(content(heading), disabled=True))
                options += [_option(entry, ids[entry.path], width) for entry in under]
            each.set_options(options)
            each.display = there or not number

    @property
    def option_count(self) -> int:
        """How many options there are, headings among them."""
        return sum(each.option_count for each in self._lists)

    @property
    def highlighted(self) -> str | None:
        """The id of the option that the bar is on."""
        option = self._in.highlighted_option
        return option.id if option is not None else None

    def highlight(self, id: str, *, focus: bool = False) -> None:
        """Move the bar to this option; `focus` also moves the keys there."""
        held = focus or any(each.has_focus for each in self._lists)
        for each in self._lists:
            if any(option.id == id for option in each.options):
                self._in = each
                each.highlighted = each.get_option_index(id)
        self.only(self._in)
        if held:
            self._in.focus()

    def only(self, list_: Column) -> None:
        """Take the bar away from all other lists, and the keys too."""
        self._in = list_
        for each in self._lists:
            each.can_focus = each is list_
            if each is not list_:
                each.highlighted = None

    def go(self, list_: Column, by: int) -> bool:
        """Move the bar to the neighbour of a list, beside where it is; returns whether there is one."""
        at = self._lists.index(list_) + by
        if not 0 <= at < len(self._lists) or not self._lists[at].display:
            return False
        there = self._lists[at]
        row = (list_.highlighted or 0) - round(list_.scroll_y) + round(there.scroll_y)
        able = [number for number, option in enumerate(there.options) if not option.disabled]
        if not able:
            return False
        there.highlighted = min(able, key=lambda number: abs(number - row))
        self.only(there)
        there.focus()
        return True

    def go_before(self) -> None:
        """Move the bar to the routine before, in whichever list; from the first to the last."""
        able = [option.id for each in self._lists if each.display for option in each.options if not option.disabled]
        if (here := self.highlighted) in able and (before := able[able.index(here) - 1]) is not None:
            self.highlight(before, focus=True)

    def keep_in_view(self) -> None:
        """Scroll to the bar, if what is said of its routine has taken the room away."""
        self._in.scroll_to_highlight()

    def take_focus(self) -> None:
        """Give the keys to the list with the bar."""
        self._in.focus()


def _option(entry: LibraryRow, id: str, width: int) -> Option:
    """The line of a routine: its length, or from when on it may begin, or where its file needs fixing."""
    end = entry.minutes if width >= WIDE else entry.minutes.removesuffix("in")
    if entry.locked is not None:
        end = entry.locked.brief if width >= WIDE or entry.locked.since else NOT_NOW
    if entry.chosen is None:
        end = tr("needs fixing")
        if entry.line:
            at = entry.line
            end = tr("needs fixing: line {line}", line=at) if width >= WIDE else tr("✎ line {line}", line=at)
    return Option(row(width, f"{INDENT}{flat(entry.title)}", end), id=id)
