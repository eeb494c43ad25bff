"""The lists of the editor and of a pasted sheet: steps, their fields, and what a typed word may become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.text import Text
from textual.content import Content
from textual.events import Key, Paste, Resize
from textual.message import Message
from textual.widgets import Input, OptionList, TextArea
from textual.widgets.option_list import Option

from unclench.language import tr
from unclench.routine.splice import Place
from unclench.tui import keys
from unclench.tui.text import content, row, shortened, shown_as_is
from unclench.tui.viewmodels.editor import FieldRow, StepOffer, StepRow
from unclench.tui.widgets.lists import PickList, WalkList

LABEL = 18
"""Columns of the names of the fields."""


R = TypeVar("R", StepRow, FieldRow)


class RowList(WalkList, Generic[R]):
    """A list whose lines are made anew for each width, from the rows that they show."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._rows: Sequence[R] = ()

    def on_resize(self, _: Resize) -> None:
        """Fit the lines to their new room."""
        at = self.highlighted
        self._lay()
        self.highlighted = at

    @property
    def here(self) -> R | None:
        """What the bar is on."""
        at = self.highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    def _lay(self) -> None:
        width = self.scrollable_content_region.width - PickList.MARGINS
        self.set_options(Option(self._line(number, width)) for number in range(len(self._rows)))

    def _line(self, number: int, width: int) -> Content:
        raise NotImplementedError


class NumberedLines(RowList[StepRow]):
    """A routine itself, and its steps, a line for each."""

    def fill(self, rows: Sequence[StepRow], place: Place | None = None) -> None:
        """Show other steps, with the bar at a place; without one it stays where it is, as far as it can."""
        at = self.highlighted or 0
        if place is not None:
            at = next((number for number, each in enumerate(rows) if each.place == place), at)
        self._rows = rows
        self._lay()
        self.highlighted = min(at, len(rows) - 1)

    def _line(self, number: int, width: int) -> Content:
        step = self._rows[number]
        if not number:
            return content(shortened(step.title, max(1, width)), "bold")
        left = f"{number:>2}  {'  ' * step.depth}{step.title}"
        return row(width, left, shortened(step.dose, max(0, width - min(len(left), width // 2) - 2)))

    def go_to(self, number: int) -> None:
        """Move the bar to a step by its number."""
        self.highlighted = number


class StepLines(NumberedLines):
    """Those of a draft, each of which has fields."""

    BINDINGS = keys.STEP_LINES


class FieldLines(RowList[FieldRow]):
    """The fields of a step, with their values."""

    BINDINGS = keys.FIELD_LINES

    @dataclass
    class Stepped(Message):
        """A key asks for one more (1) or one less (-1)."""

        by: int

    def fill(self, rows: Sequence[FieldRow]) -> None:
        """Show other fields, with the bar on the same key as before; else on the first number there is to write."""
        key = self.here.field.key if self.here is not None else ""
        self._rows = rows
        self._lay()
        first = next((number for number, each in enumerate(rows) if each.takes_digits), 0)
        at = next((number for number, each in enumerate(rows) if each.field.key == key), first)
        self.highlighted = at if rows else None

    def _line(self, number: int, width: int) -> Content:
        each = self._rows[number]
        return content(f"{each.label.ljust(LABEL)}{shortened(each.shown, max(8, width - LABEL))}")

    def action_step(self, by: int) -> None:
        """Report the key."""
        self.post_message(self.Stepped(by))


class WriteField(Input):
    """A line to type in. Nothing in it blinks."""

    BINDINGS = keys.WRITE

    def on_mount(self) -> None:
        """Keep the cursor steady."""
        self.cursor_blink = False


class OfferLines(OptionList):
    """What a typed word may become. The keys stay in the line above; Enter takes what the bar is on."""

    can_focus = False

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._offers: Sequence[StepOffer] = ()

    def fill(self, offers: Sequence[StepOffer]) -> None:
        """Show other offers, with the bar on the first one."""
        self._offers = offers
        self.set_options(Option(content(each.text)) for each in offers)
        self.highlighted = 0 if offers else None

    @property
    def here(self) -> StepOffer | None:
        """The offer that the bar is on."""
        return self._offers[self.highlighted] if self.highlighted is not None and self._offers else None

    def walk(self, by: int) -> None:
        """Move the bar."""
        self.action_cursor_down() if by > 0 else self.action_cursor_up()


class SheetText(TextArea):
    """Where the text of a sheet is pasted, or typed. Its lines have numbers, by which everything else names them."""

    BINDINGS = keys.SHEET_TEXT

    @dataclass
    class Pasted(Message):
        """A text was pasted into it."""

    @dataclass
    class Refused(Message):
        """A text was not taken, since the whole would be longer than any sheet."""

    def __init__(self, most: int, *, id: str) -> None:
        """`most` are the characters that it takes."""
        super().__init__(
            id=id, show_line_numbers=True, highlight_cursor_line=False, compact=True,
            placeholder=tr("Paste the text of the sheet here: with Ctrl+Shift+V, with Cmd+V on a Mac, or with the "
                           "right button of the mouse. Copying it out of a PDF or a web page is fine."),
        )  # fmt: skip
        self._most = most

    def on_mount(self) -> None:
        """Keep the cursor steady."""
        self.cursor_blink = False

    async def _on_paste(self, event: Paste) -> None:
        """Take what is pasted, unless it is too much; it is not even looked at then."""
        event.stop()
        event.prevent_default()
        if len(self.text) + len(event.text) > self._most:
            self.post_message(self.Refused())
            return
        await super()._on_paste(event)
        self.post_message(self.Pasted())

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """As long as nothing is in it, the menu and the way back have their usual keys: a number pad has no others."""
        return not self._passes_on(key) and super().check_consume_key(key, character)

    def on_key(self, event: Key) -> None:
        """The same: such a key is no text yet."""
        if self._passes_on(event.key):
            event.prevent_default()

    def _passes_on(self, key: str) -> bool:
        return not self.text and key in ("asterisk", "full_stop")

    def get_line(self, line_index: int) -> Text:
        """A line as it can be shown: nothing in it is obeyed by a terminal."""
        return Text(shown_as_is(super().get_line(line_index).plain), end="", no_wrap=True)


class ReadLines(NumberedLines):
    """What was read: the whole sheet, and its steps, a line for each."""

    BINDINGS = keys.READ_LINES
