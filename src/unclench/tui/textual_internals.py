"""Every private name of Textual that the screens depend on, so that an upgrade has this file and `driver` to check.

Each has a test in `tests/unit/tui/test_textual_internals.py`, run against the real Textual.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.control import Control
from textual._compositor import CompositorUpdate  # what `App._display` writes; no public class will do
from textual.app import App
from textual.widgets import OptionList

if TYPE_CHECKING:
    from rich.console import Console
    from textual.driver import Driver
    from textual.geometry import Region, Size
    from textual.screen import Screen
    from textual.strip import Strip
    from textual.widget import Widget

# -- the driver --------------------------------------------------------------------------


def driver_of(app: App[Any]) -> Driver | None:
    """What writes to the app's terminal; None before it starts."""
    return app._driver  # noqa: SLF001  # no public way in


class _DiscardingWriter:
    """Takes the place of a driver's writer thread, and drops everything."""

    def write(self, text: str) -> None:
        """Drop it."""

    def flush(self) -> None:
        """Nothing is buffered."""

    def stop(self) -> None:
        """Nothing runs."""


def discard_output(driver: Any) -> None:
    """Drop everything the driver writes from now on, so that writing can neither fail nor block."""
    if getattr(driver, "_writer_thread", None) is not None:
        driver._writer_thread = _DiscardingWriter()  # noqa: SLF001  # no public way in


def resumes_by_itself(driver: Any) -> bool:
    """Whether the driver was stopped by Ctrl-Z, left the screen for that, and will take it back on SIGCONT."""
    return bool(getattr(driver, "_must_signal_resume", False))


# -- drawing -----------------------------------------------------------------------------


class Rows(CompositorUpdate):
    """Some rows of a widget whose place on the screen is `region`; `strips` by row number within the widget."""

    def __init__(self, region: Region, strips: Mapping[int, Strip]) -> None:
        self.region, self.strips = region, strips

    def render_segments(self, console: Console) -> str:
        """The characters for the terminal."""
        x, y, _, _ = self.region
        return "".join(
            Control.move_to(x, y + row).segment.text + strip.render(console) for row, strip in self.strips.items()
        )


def send(app: App[Any], rows: Rows) -> None:
    """Write rows to the terminal now, past Textual's own drawing."""
    update: Any = rows  # `_display` takes every update, but is not typed so
    app._display(app.screen, update)  # noqa: SLF001  # no public method writes a part of the screen


def drawing_is_postponed(app: App[Any], screen: Screen[Any]) -> bool:
    """Whether Textual is collecting changes or about to lay the screen out again; also True if that cannot be read."""
    return bool(getattr(app, "_batch_count", 1) or getattr(screen, "_layout_required", True))


def visible_widgets(screen: Screen[Any]) -> Mapping[Widget, tuple[Region, Region]]:
    """The screen's widgets from front to back, each with its region and its clip.

    Textual makes a new mapping for each layout, so the same object means the same layout.
    """
    return screen._compositor.visible_widgets  # noqa: SLF001  # no public way in


# -- base classes ------------------------------------------------------------------------


class LeavableApp(App[int]):
    """An app that may be left while a screen is still being built."""

    is_leaving = False
    """Set once the app has been told to leave. Errors after that are dropped.

    A screen that is half built then misses its other half, which is no crash.
    """

    def get_driver_class(self) -> type[Driver]:
        """Textual's choice, but where it is the terminal itself, one that sleeps until a key comes."""
        theirs = super().get_driver_class()
        if sys.platform == "win32" or theirs.__name__ != "LinuxDriver":
            return theirs
        from unclench.tui.driver import SleepingDriver  # what it imports, Textual has just imported

        return SleepingDriver

    @property
    def is_exiting(self) -> bool:
        """Whether `exit` has been called."""
        return self._exit

    def _handle_exception(self, error: Exception) -> None:
        if not self.is_leaving:
            super()._handle_exception(error)


class NarrowOptionList(OptionList):
    """An option list that survives having no column for its text. Textual's own raises."""

    MARGINS = 2
    """Columns beside an option's text."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The rows it needs; 0 without a column for text."""
        return super().get_content_height(container, viewport, width) if width > self.MARGINS else 0

    def _update_lines(self) -> None:
        if self.scrollable_content_region.width > self.MARGINS:
            super()._update_lines()
