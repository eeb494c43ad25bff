"""A list to choose from."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from unclench.tui.textual_internals import NarrowOptionList


class PickList(NarrowOptionList):
    """An option list in our look, which shows its Enter key in the footer. Textual's own hides it."""

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
