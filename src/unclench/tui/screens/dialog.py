"""What all dialogs share: a box with a heading and its keys, and one line where there is no room for a box."""

from __future__ import annotations

from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList

from unclench.tui.text import flat
from unclench.tui.widgets.keybar import Cap, CapLines
from unclench.tui.widgets.line import Line, Small

Result = TypeVar("Result")

TAKE_IT, BACK = Cap("Enter", "take it", "enter"), Cap("Esc", "back", "escape")


class Dialog(ModalScreen[Result]):
    """Stands in front of a screen until it is answered. Below the smallest size `question` and `caps` are left of it.

    In a list, the line that the bar is on belongs to the question; in a field, what has been typed.
    """

    CSS_PATH = "modal.tcss"
    BOX = "box"

    def __init__(self, heading: str, *caps: Cap, question: str = "") -> None:
        super().__init__()
        self._heading, self._caps = heading, caps
        self._question = question or heading

    def compose(self) -> ComposeResult:
        """A heading, what the dialog is about, the keys."""
        yield Small(flat(self._question), self._keys())
        with Vertical(classes=self.BOX):
            yield from self.above()
            yield Line(self._heading, classes="heading")
            yield from self.body()
            yield CapLines(*self._caps, classes="keys")

    def above(self) -> ComposeResult:
        """What stands above the heading."""
        yield from ()

    def body(self) -> ComposeResult:
        """What stands between the heading and the keys."""
        raise NotImplementedError

    def _keys(self) -> str:
        return "  ".join(f"{cap.shown} {cap.label}" for cap in self._caps)

    def put_keys(self, *caps: Cap) -> None:
        """Other keys answer now."""
        self._caps = caps
        self.query_one(CapLines).put(*caps)
        self._tell("")

    def _tell(self, here: str) -> None:
        self.query_one(Small).tell(flat(f"{self._question} {here}"), self._keys())

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Whoever sees one line of a list must know that there are others."""
        self._tell(f"({event.option_index + 1} of {event.option_list.option_count}) {event.option.prompt}")

    def on_input_changed(self, event: Input.Changed) -> None:
        """What has been typed."""
        self._tell(event.value)
