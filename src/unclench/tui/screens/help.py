"""The keys of the screen beneath, with a sentence for each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from unclench.tui.screens.dialog import BACK, Dialog

_SHOWN = {"space": "space", "question_mark": "?", "plus": "+", "equals_sign": "=", "minus": "-",
          "left_square_bracket": "[", "right_square_bracket": "]", "enter": "Enter", "escape": "Esc",
          "slash": "/", "exclamation_mark": "!", "comma": ",", "0": "0-9"}  # fmt: skip


class HelpScreen(Dialog[None]):
    """Any of the closing keys goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,space,enter", "back", "Back", id="help.back"),
    ]

    def __init__(self, beneath: Screen[object]) -> None:
        super().__init__("Keys", BACK)
        self._beneath = beneath

    def body(self) -> ComposeResult:
        """Two columns: keys, and what they do; a pair of keys on one line."""
        with VerticalScroll(id="keys"):
            for keys, does in self._explained():
                with Horizontal():
                    yield Static(keys, classes="key", markup=False)
                    yield Static(does, markup=False)

    def _explained(self) -> Iterator[tuple[str, str]]:
        explained = (b for b in self._beneath.BINDINGS if isinstance(b, Binding) and not b.system)
        for _, members in groupby(explained, key=lambda binding: binding.group or binding.action):
            pair = list(members)
            keys = " ".join(_SHOWN.get(key, key) for binding in pair for key in binding.key.split(","))
            yield keys, " ".join(binding.tooltip or f"{binding.description}." for binding in pair)
        yield "Ctrl-C", "Leave the program at once, from anywhere."

    def action_back(self) -> None:
        """Enough read."""
        self.dismiss(None)
