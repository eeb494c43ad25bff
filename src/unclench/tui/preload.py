"""Loads what the next screens need while the first is being looked at: 100 ms that no key then has to wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

PAUSE = 0.02
"""Seconds between two pieces of work, in which keys are handled."""
MODULES = (
    "unclench.routine.model", "unclench.tui.intake", "unclench.care.intake", "unclench.care.interruptions",
    "unclench.player.controller", "unclench.tui.session_start", "unclench.tui.screens.player",
    "unclench.tui.viewmodels.preview", "unclench.tui.screens.preview",
)  # fmt: skip
SHEETS = ("preview", "player", "modal")
FOLDER = Path(__file__).resolve().parent / "screens"


def preload(app: App[int]) -> None:
    """Load one piece after another on the app's own thread, each short enough not to be felt."""
    pieces = _pieces(app)

    def go_on() -> None:
        if (piece := next(pieces, None)) is not None:
            piece()
            app.set_timer(PAUSE, go_on)

    go_on()


def _pieces(app: App[int]) -> Iterator[Callable[[], object]]:
    for module in MODULES:
        yield partial(import_module, module)
    for sheet in SHEETS:
        path = str(FOLDER / f"{sheet}.tcss")
        # Otherwise Textual parses and applies all sheets again when the screen is pushed.
        if not app.stylesheet.has_source(path):
            yield partial(app.stylesheet.read, path)
    yield app.stylesheet.parse
