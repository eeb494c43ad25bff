"""Several questions on one list, each yes or no; and the warning that a yes may lead to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from unclench.tui.screens.dialog import BACK, TAKE_IT, Dialog
from unclench.tui.text import content
from unclench.tui.widgets.keybar import Cap
from unclench.tui.widgets.line import Line
from unclench.tui.widgets.picklist import PickList


class ChecklistScreen(Dialog[frozenset[str] | None]):
    """Gives the ids that are true, or None where it was left. `items` are (id, question)."""

    BOX = "box wide"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="checklist.back"),
        Binding("space,y", "mark", "Yes or no", id="checklist.toggle"),
        Binding("enter", "done", "Done", priority=True, id="checklist.done"),
    ]

    def __init__(
        self, heading: str, text: str, items: Sequence[tuple[str, str]], yes: Collection[str] = (), *, done: str
    ) -> None:
        # In 38 columns all three have room.
        super().__init__(heading, Cap("space", "mark", "space"), Cap("Enter", done, "enter"), BACK)
        self._text, self._items = text, items
        self._yes = set(yes)

    def body(self) -> ComposeResult:
        """What it is about, and the list."""
        yield Line(self._text)
        yield PickList(*self._options(), markup=False, id="items")

    def _options(self) -> list[Option]:
        return [Option(content(f"[{'x' if id in self._yes else ' '}] {text}"), id=id) for id, text in self._items]

    def action_mark(self) -> None:
        """Yes, or no after all."""
        options = self.query_one(OptionList)
        here = options.highlighted
        if here is not None:
            self._yes ^= {self._items[here][0]}
            options.set_options(self._options())
            options.highlighted = here

    def action_done(self) -> None:
        """These, and no others."""
        self.dismiss(frozenset(self._yes))

    def action_leave(self) -> None:
        """Nothing was said."""
        self.dismiss(None)


class WarningScreen(Dialog[None]):
    """What to do now. No single key goes past it: `y`, and then Enter."""

    BOX = "box warning"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "understood", "Understood", id="warning.understood"),
        Binding("enter", "leave", "Close", priority=True, id="warning.close"),
    ]

    def __init__(self, action: str, text: str) -> None:
        super().__init__(action, Cap("y", "I have understood", "y"))
        self._text = text
        self._understood = False

    def body(self) -> ComposeResult:
        """Why."""
        with VerticalScroll(id="signs"):
            yield Line(self._text)

    def action_understood(self) -> None:
        """Half of the way."""
        self._understood = True
        self.put_keys(Cap("Enter", "close", "enter"))

    def action_leave(self) -> None:
        """The other half."""
        if self._understood:
            self.dismiss(None)


class PickScreen(Dialog[int | None]):
    """One of several, by its number from 0; None where it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", id="pick.back")]

    def __init__(self, heading: str, text: str, options: Sequence[str]) -> None:
        super().__init__(heading, TAKE_IT, BACK, question=text)
        self._text, self._options = text, options

    def body(self) -> ComposeResult:
        """The question, and the list."""
        yield Line(self._text)
        yield PickList(*(content(option) for option in self._options), markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """This one."""
        event.stop()
        self.dismiss(event.option_index)

    def action_leave(self) -> None:
        """None of them."""
        self.dismiss(None)
