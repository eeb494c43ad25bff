"""The widgets of a pasted sheet: its text, and the list of what was read of it."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import TextArea

from unclench.language import tr
from unclench.tui import keys
from unclench.tui.text import shown_as_is
from unclench.tui.widgets.editor import NumberedLines


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
