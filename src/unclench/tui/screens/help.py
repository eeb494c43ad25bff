"""The keys of the screen beneath, with a sentence for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from unclench.tui.widgets.line import Line

_SHOWN = {"space": "space", "question_mark": "?", "plus": "+", "equals_sign": "=", "minus": "-",
          "left_square_bracket": "[", "right_square_bracket": "]", "enter": "Enter", "escape": "Esc",
          "slash": "/", "exclamation_mark": "!", "comma": ",", "0": "0-9"}  # fmt: skip


class HelpScreen(ModalScreen[None]):
    """Any of the closing keys goes back."""

    CSS_PATH = "modal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,space,enter", "back", "Back", id="help.back"),
    ]

    def __init__(self, beneath: Screen[None]) -> None:
        super().__init__()
        self._beneath = beneath

    def compose(self) -> ComposeResult:
        """Two columns: keys, and what they do."""
        with Vertical(classes="box"):
            yield Line("Keys", classes="heading")
            with VerticalScroll(id="keys"):
                for keys, does in self._keys():
                    with Horizontal():
                        yield Static(keys, classes="key", markup=False)
                        yield Static(does, markup=False)
            yield Line("Esc  back", classes="keys")

    def _keys(self) -> Iterator[tuple[str, str]]:
        for binding in self._beneath.BINDINGS:
            if isinstance(binding, Binding) and not binding.system:
                keys = " ".join(_SHOWN.get(key, key) for key in binding.key.split(","))
                yield keys, binding.tooltip or f"{binding.description}."
        yield "Ctrl-C", "Leave the program at once, from anywhere."

    def action_back(self) -> None:
        """Enough read."""
        self.dismiss(None)
