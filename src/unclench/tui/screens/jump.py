"""The list of steps to jump to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from unclench.session.timeline import StepInfo
from unclench.tui.screens.dialog import Dialog
from unclench.tui.text import content, flat
from unclench.tui.widgets.keybar import Cap
from unclench.tui.widgets.picklist import PickList


class JumpScreen(Dialog[int | None]):
    """Gives the index of the step chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,j,q", "stay", "Back", id="jump.back")]

    def __init__(self, steps: Sequence[StepInfo], current: int) -> None:
        super().__init__("Jump to", Cap("Enter", "go there", "enter"), Cap("Esc", "stay", "escape"))
        self._steps = steps
        self._current = current

    def body(self) -> ComposeResult:
        """All steps."""
        rows = (content(f"{step.index + 1:>2}  {flat(step.title)}") for step in self._steps)
        yield PickList(*rows, markup=False)

    def on_mount(self) -> None:
        """Begin where the session is."""
        self.query_one(OptionList).highlighted = self._current

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """There."""
        event.stop()
        self.dismiss(event.option_index)

    def action_stay(self) -> None:
        """Nowhere."""
        self.dismiss(None)
