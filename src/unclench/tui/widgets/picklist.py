"""A list to choose from, whose Enter is told in the footer."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.widgets import OptionList

MARGINS = 2
"""Columns beside an option's text."""


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

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Nothing, where there is no room at all: Textual's list fails on a width of none."""
        return super().get_content_height(container, viewport, width) if width > MARGINS else 0

    def _update_lines(self) -> None:
        if self.scrollable_content_region.width > MARGINS:
            super()._update_lines()
