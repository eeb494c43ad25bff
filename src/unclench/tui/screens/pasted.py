"""A pasted sheet: its text, and beside it what was read of it, step by step, before anything is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key, Paste
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import OptionList, TextArea

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.routine.pasted.proposal import NotASheet
from unclench.routine.pasted.sheet import LARGEST, too_much
from unclench.tui import keys
from unclench.tui.viewmodels import editor as view
from unclench.tui.widgets.editor import ReadLines, SheetText
from unclench.tui.widgets.keybar import KeyBar, key_of
from unclench.tui.widgets.lists import Parts, Small, TextLine

if TYPE_CHECKING:
    from unclench.routine.pasted.sheet import ReadSheet
    from unclench.system.keystrokes import Guard
    from unclench.tui.screens.dialogs import Question

READ_AFTER = 0.4
"""Seconds without a key after which what was typed is read."""
NOTHING_READ: Sequence[view.ReadRow] = ()
FIRST_STEP = (1,)
"""Where the bar is once a sheet was read."""


class PasteScreen(Screen[None]):
    """Shows a sheet and its proposal. Saving, changing and leaving are reported: questions may come with them."""

    CSS_PATH = "pasted.tcss"
    AUTO_FOCUS = "#text"
    BINDINGS = keys.PASTE

    @dataclass
    class Wants(Message):
        """The user wants to `save` what was read, to `edit` it, or to `leave`."""

        screen: PasteScreen
        what: str

    def __init__(self, read: Callable[[str], ReadSheet], guard: Guard) -> None:
        """`read` raises an UnclenchError that says why there is nothing to propose; `guard` knows keys still held."""
        super().__init__()
        self._read_sheet, self._guard = read, guard
        self.sheet: ReadSheet | None = None
        """What was read of the text that is there; None if there is nothing to propose."""
        self._rows = NOTHING_READ
        self._taken = ""
        """The text that was read last, or is being read."""
        self._soon: Timer | None = None

    def compose(self) -> ComposeResult:
        """The text; what was read of it, and of one step what it was read from."""
        yield Small()
        with Vertical(classes="room"):
            with Horizontal(id="top"):
                yield TextLine(tr("Pasted sheet"), id="title")
                yield TextLine(id="state")
            with Horizontal(id="panes"):
                yield SheetText(LARGEST, id="text")
                with Vertical(id="right"):
                    yield ReadLines(id="list")
                    yield Parts(id="parts", can_focus=False)
            yield TextLine(id="wrong", classes="wrong")
            yield TextLine(id="next")
        yield KeyBar()

    def on_mount(self) -> None:
        """Nothing is read yet."""
        self._show(None, "")

    @property
    def text(self) -> str:
        """The text of the sheet."""
        return self.query_one(SheetText).text

    # -- reading -------------------------------------------------------------------------

    def on_paste(self, event: Paste) -> None:
        """Wherever the keys are, what is pasted goes into the text."""
        event.stop()
        self.query_one(SheetText).post_message(Paste(event.text))

    def on_sheet_text_pasted(self, event: SheetText.Pasted) -> None:
        """Read it at once, and go to what was read."""
        event.stop()
        self._read_anew(go=True)

    def on_sheet_text_refused(self, event: SheetText.Refused) -> None:
        """Say why it was not taken."""
        event.stop()
        self.complain(str(too_much()))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Read what is typed once no more keys come."""
        event.stop()
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(READ_AFTER, self._read_anew)

    def _read_anew(self, *, go: bool = False) -> None:
        """Read the text, unless that was done; and `go` to what was read."""
        if self.text != self._taken:
            self._taken = self.text
            self._read(self.text, go=go)

    @work(thread=True, exclusive=True, group="read")
    def _read(self, text: str, *, go: bool = False) -> None:
        """In a thread: a long sheet takes a second. Only the last of several readings is shown."""
        sheet, wrong = None, None
        try:
            sheet = self._read_sheet(text) if text.strip() else None
        except UnclenchError as error:
            wrong = error
        self.app.call_from_thread(self._loaded, text, sheet, wrong, go=go)

    def _loaded(self, text: str, sheet: ReadSheet | None, wrong: UnclenchError | None, *, go: bool) -> None:
        if self.is_mounted and self.query(SheetText) and text == self.text:
            self._show(sheet, "" if wrong is None else self._said(wrong))
            if go and sheet is not None:
                self.query_one(ReadLines).focus()

    def _show(self, sheet: ReadSheet | None, wrong: str) -> None:
        first = FIRST_STEP if self.sheet is None else None
        self.sheet = sheet
        self._rows = NOTHING_READ if sheet is None else view.read_rows(sheet, self.text)
        self.set_class(sheet is None, "-unread")
        lines = self.query_one(ReadLines)
        lines.fill([each.row for each in self._rows], first)
        self.query_one("#state", TextLine).say("" if sheet is None else view.read_count(sheet))
        self.complain(wrong)
        self._describe()
        self.refresh_bindings()
        if sheet is None and self.focused is lines:
            self.query_one(SheetText).focus()

    def _said(self, wrong: UnclenchError) -> str:
        """Why there is nothing to propose, and by which keys of the screens it goes on."""
        if not (isinstance(wrong, NotASheet) and wrong.by_hand):
            return str(wrong)
        leave = key_of(self, "want('leave')")
        return f"{wrong} {tr('To write it step by step: {leave}, then + and 2.', leave=leave)}"

    def complain(self, sentence: str) -> None:
        """Say what is wrong; nothing if nothing is."""
        self.query_one("#wrong", TextLine).say(sentence)

    def _describe(self) -> None:
        """Show what the step that the bar is on was read from."""
        at = self.query_one(ReadLines).highlighted
        if at is not None and at < len(self._rows):
            self.query_one(Parts).show(self._rows[at].parts)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Describe the step."""
        event.stop()
        self._describe()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click only moves the bar; Enter saves."""
        event.stop()

    def on_descendant_focus(self) -> None:
        """In a small window only the pane with the keys has room."""
        self.set_class(isinstance(self.focused, ReadLines), "-in-list")
        self._say_what_next()

    def _say_what_next(self) -> None:
        """Say once more in words what the keys at the bottom do: this is the one moment to compare."""
        said = ""
        if self.sheet is not None and isinstance(self.focused, ReadLines):
            enter, edit = key_of(self, "screen.want('save')"), key_of(self, "want('edit')")
            said = tr("Compare each step with the sheet. {enter} saves it, {edit} changes it first.",
                      enter=enter, edit=edit)  # fmt: skip
        self.query_one("#next", TextLine).say(said)

    # -- keys ----------------------------------------------------------------------------

    def menu(self) -> Iterator[str | Question]:
        """What can be done here."""
        yield from ("paste.save", "paste.edit", "paste.pane", "paste.back")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is typed, letters are text; and what was not read can't be saved."""
        if action == "want" and parameters[0] != "leave":
            return self.sheet is not None and not self._typing
        if action == "pane":
            return self.sheet is not None
        return not self._typing or action == "want"

    @property
    def _typing(self) -> bool:
        return isinstance(self.focused, SheetText) and bool(self.text)

    def on_key(self, event: Key) -> None:
        """Digits go to a step by its number."""
        from unclench.tui.screens.dialogs import take_held  # imported after the first frame

        lines = self.query_one(ReadLines)
        if take_held(event, self._guard) or not (event.character or "").isdecimal() or self.focused is not lines:
            return
        lines.go_to(min(int(event.character or 0), lines.option_count - 1))
        event.stop()

    def action_pane(self) -> None:
        """To what was read, or back to the text."""
        (self.query_one(ReadLines if isinstance(self.focused, SheetText) else SheetText)).focus()

    def action_want(self, what: str) -> None:
        """Report what is wanted."""
        self.post_message(self.Wants(self, what))
