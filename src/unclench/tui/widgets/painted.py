"""Widgets that move many times a second: painted row by row, and written past Textual's own drawing."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.style import Style
from textual.app import ScreenStackError
from textual.color import Color
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from unclench.tui.textual_internals import Rows, drawing_is_postponed, send, visible_widgets

if TYPE_CHECKING:
    from textual.screen import Screen


class DirectWriter:
    """Writes rows of one widget straight to the terminal while nothing covers it. It has no border or padding."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._layout: object = None
        self._free: Region | None = None

    def place(self) -> Region | None:
        """The widget's place on the screen if its rows may be written now, else None."""
        app = self._widget.app
        try:
            screen = app.screen
        except ScreenStackError:
            return None
        if app.is_inline or drawing_is_postponed(app, screen):
            return None
        return self._uncovered(screen)

    def write(self, region: Region, strips: Mapping[int, Strip]) -> None:
        """Write some rows; `region` is what `place` returned."""
        send(self._widget.app, Rows(region, strips))

    def _uncovered(self, screen: Screen[Any]) -> Region | None:
        """The widget's place, computed once per layout."""
        layout = visible_widgets(screen)
        if layout is not self._layout:
            self._layout, self._free = layout, free_place(self._widget, layout)
        return self._free


def free_place(widget: Widget, layout: Mapping[Widget, tuple[Region, Region]]) -> Region | None:
    """A widget's region if all of it is visible, else None; `layout` as from `visible_widgets`."""
    region, clip = layout.get(widget, (None, None))
    if region is None or clip is None or not clip.contains_region(region) or region.size != widget.outer_size:
        return None
    for other, (place, limits) in layout.items():
        if other is widget:
            return region
        if place.intersection(limits).intersection(region).area:
            return None
    return None


class Painted(Widget):
    """A widget that caches its rows until `repaint`. It has no border or padding."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._strips: dict[int, Strip] = {}
        self._looks: dict[str, Style] = {}
        self._background: Color | None = None
        self._painted = Size(0, 0)
        self._direct = DirectWriter(self)

    @abstractmethod
    def paint(self, y: int) -> Strip:
        """Row `y`, as wide as the widget."""

    @property
    def room(self) -> Size:
        """The same as `size`, but cheaper: that looks the widget up on the screen each time."""
        return self.outer_size

    @property
    def _ground(self) -> Color:
        if self._background is None:
            self._background = self.background_colors[1]
        return self._background

    def repaint(self, rows: Sequence[int] | None = None) -> None:
        """Redraw these rows, or all with None."""
        if rows is None:
            self._strips.clear()
            self.refresh()
        elif rows:
            for row in rows:
                self._strips.pop(row, None)
            if place := self._direct.place():
                self._direct.write(place, {row: self._row(row) for row in rows})
            else:
                self.refresh(Region(0, rows[0], self.room.width, rows[-1] - rows[0] + 1))

    def look(self, name: str = "") -> Style:
        """The style of a component class, or the widget's own, cached until the theme changes."""
        if name not in self._looks:
            self._looks[name] = self.get_component_rich_style(name) if name else self.rich_style
        return self._looks[name]

    def notify_style_update(self) -> None:
        """Drop everything cached: the colours have changed."""
        super().notify_style_update()
        self._looks.clear()
        self._strips.clear()
        self._background = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows that Textual asks for, when it draws by itself."""
        width = self.room.width
        strips = [self._row(y) for y in crop.line_range]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _row(self, y: int) -> Strip:
        if self.room != self._painted:  # a resized picture is scaled anew
            self._strips.clear()
            self._painted = self.room
        if y not in self._strips:
            strip = self.paint(y)
            for line_filter in self.get_line_filters():  # for NO_COLOR and terminals with few colours
                strip = strip.apply_filter(line_filter, self._ground)
            self._strips[y] = strip
        return self._strips[y]
