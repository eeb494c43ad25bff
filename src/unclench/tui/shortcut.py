"""The short way to the terminal for rows that change many times a second.

Textual shows a change by two messages and a timer, and then asks everything that lies in the
same rows what it looks like: right for what changes now and then, dear twelve times a second.
Where a widget lies in front, its rows can be written as they are. In any doubt they are not:
then Textual's own way is the way. Rows written early do no harm, since whatever is drawn
later asks the widget again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.control import Control
from textual._compositor import CompositorUpdate  # what `App._display` writes; there is no public one
from textual.app import ScreenStackError

if TYPE_CHECKING:
    from rich.console import Console
    from textual.app import App
    from textual.geometry import Region
    from textual.screen import Screen
    from textual.strip import Strip
    from textual.widget import Widget


class Rows(CompositorUpdate):
    """Whole rows of a widget that lies at `region` of the screen, by their number in it."""

    def __init__(self, region: Region, strips: Mapping[int, Strip]) -> None:
        self.region, self.strips = region, strips

    def render_segments(self, console: Console) -> str:
        """What the terminal is sent."""
        x, y, _, _ = self.region
        return "".join(
            Control.move_to(x, y + row).segment.text + strip.render(console) for row, strip in self.strips.items()
        )


class Shortcut:
    """Writes the rows of one widget, which has neither border nor padding, where nothing lies in front of it."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._layout: object = None
        self._free: Region | None = None

    def open(self) -> Region | None:
        """Where on the screen its rows may be written now; None: they may not."""
        app = self._widget.app
        try:
            screen = app.screen
        except ScreenStackError:
            return None
        if getattr(app, "_batch_count", 1) or app.is_inline or getattr(screen, "_layout_required", True):
            return None
        return self._uncovered(screen)

    def write(self, region: Region, strips: Mapping[int, Strip]) -> None:
        """These rows, at the place that `open` gave."""
        app: App[Any] = self._widget.app
        rows: Any = Rows(region, strips)  # taken like every update, though it is not declared so
        app._display(app.screen, rows)  # noqa: SLF001  # no public method writes a part of the screen

    def _uncovered(self, screen: Screen[Any]) -> Region | None:
        """Looked up once for each layout: Textual makes another mapping for every one."""
        layout = screen._compositor.visible_widgets  # noqa: SLF001  # what it draws by itself
        if layout is not self._layout:
            self._layout, self._free = layout, free_place(self._widget, layout)
        return self._free


def free_place(widget: Widget, layout: Mapping[Widget, tuple[Region, Region]]) -> Region | None:
    """Where a widget lies, if all of it is to be seen; `layout` is from front to back, each with its clip."""
    region, clip = layout.get(widget, (None, None))
    if region is None or clip is None or not clip.contains_region(region) or region.size != widget.outer_size:
        return None
    for other, (place, limits) in layout.items():
        if other is widget:
            return region
        if place.intersection(limits).intersection(region).area:
            return None
    return None
