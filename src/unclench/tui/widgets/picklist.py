"""A list to choose from, whose Enter is told in the footer."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList


class PickList(OptionList):
    """Textual's own list hides what Enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Go", key_display="Enter", id="list.choose", tooltip="Take what the bar is on."),
    ]
