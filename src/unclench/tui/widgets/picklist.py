"""A list to choose from, whose Enter is told in the footer."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList


class PickList(OptionList):
    """Textual's own list hides what Enter does."""

    DEFAULT_CSS = """
    PickList {
        border: none;
        padding: 0;
        background: $background;
        scrollbar-size-vertical: 1;
        /* The lengths at the right edge are laid out before it is known whether all fits. */
        scrollbar-gutter: stable;
        &:focus { border: none; background-tint: transparent; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-disabled { color: $text-quiet; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Go", key_display="Enter", id="list.choose", tooltip="Take what the bar is on."),
    ]
