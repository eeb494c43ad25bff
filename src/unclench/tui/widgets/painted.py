"""What moves many times a second is painted row by row, without what Textual does for borders and padding."""

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
        if app.is_inline or drawing_is_postponed(app, screen):
            return None
        return self._uncovered(screen)

    def write(self, region: Region, strips: Mapping[int, Strip]) -> None:
        """These rows, at the place that `open` gave."""
        send(self._widget.app, Rows(region, strips))

    def _uncovered(self, screen: Screen[Any]) -> Region | None:
        """Looked up once for each layout: Textual makes another mapping for every one."""
        layout = visible_widgets(screen)
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


class Painted(Widget):
    """Keeps its rows until `repaint` says that they have changed. Has neither border nor padding."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._strips: dict[int, Strip] = {}
        self._looks: dict[str, Style] = {}
        self._background: Color | None = None
        self._painted = Size(0, 0)
        self._shortcut = Shortcut(self)

    @abstractmethod
    def paint(self, y: int) -> Strip:
        """One row, as wide as the widget."""

    @property
    def room(self) -> Size:
        """The same as `size`, which looks for the widget on the screen at each call."""
        return self.outer_size

    @property
    def _ground(self) -> Color:
        if self._background is None:
            self._background = self.background_colors[1]
        return self._background

    def repaint(self, rows: Sequence[int] | None = None) -> None:
        """These rows look different now; None: all of them."""
        if rows is None:
            self._strips.clear()
            self.refresh()
        elif rows:
            for row in rows:
                self._strips.pop(row, None)
            if place := self._shortcut.open():
                self._shortcut.write(place, {row: self._row(row) for row in rows})
            else:
                self.refresh(Region(0, rows[0], self.room.width, rows[-1] - rows[0] + 1))

    def look(self, name: str = "") -> Style:
        """The style of a component class, or the widget's own; looked up once a theme."""
        if name not in self._looks:
            self._looks[name] = self.get_component_rich_style(name) if name else self.rich_style
        return self._looks[name]

    def notify_style_update(self) -> None:
        """Other colours."""
        super().notify_style_update()
        self._looks.clear()
        self._strips.clear()
        self._background = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows that Textual asks for."""
        width = self.room.width
        strips = [self._row(y) for y in crop.line_range]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _row(self, y: int) -> Strip:
        if self.room != self._painted:  # of another height, a picture has another scale
            self._strips.clear()
            self._painted = self.room
        if y not in self._strips:
            strip = self.paint(y)
            for line_filter in self.get_line_filters():  # NO_COLOR, and colours that a terminal does not have
                strip = strip.apply_filter(line_filter, self._ground)
            self._strips[y] = strip
        return self._strips[y]
