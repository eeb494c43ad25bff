"""A list in columns beside each other, with headings; one bar goes through all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets.option_list import Option

from unclench.language import tr
from unclench.tui import keys
from unclench.tui.text import content, flat, row
from unclench.tui.viewmodels.home import LibraryRow, balanced
from unclench.tui.widgets.text_lines import PickList

FEW, MANY = 48, 120
"""From so many columns of characters on there are two lists side by side, and three."""
WIDE = 32
"""Columns of a list from which on `7 min` is not shortened to `7 m`."""
NOT_NOW = "—"
"""Stands in a narrow list for a routine that may not begin, nobody knows until when; why is said beside it."""
INDENT = " "
"""Of a routine under its heading. Every column counts: a title that is cut is no title."""
GUTTER = 1
"""For the scrollbar of each list."""


class Column(PickList):
    """One of the lists."""

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
