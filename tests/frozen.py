"""Screens on which no real time goes by: a session is woken by the test alone, and never by the loop's own clock.

On a busy machine a second goes by between two lines of a test; whoever has moved the hand-turned
clock and not yet looked would then sometimes find that somebody else had.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from unclench.tui.screens import player, preview
from unclench.tui.screens.editor import EditorScreen
from unclench.tui.viewmodels import figure

STILL = 3
"""Frames in a row without a change, after which nothing in a screen makes room for anything else any more."""
OPENED = 500
"""Hundredths of a second for the preview to find out what will be heard, and frames for the editor; it takes a few."""


class _Loop:
    """An event loop, as far as the player screen needs one."""

    def call_later(self, _seconds: float, _does: Callable[[], None]) -> SimpleNamespace:
        return SimpleNamespace(cancel=lambda: None)

    def call_soon_threadsafe(self, does: Callable[[], None]) -> None:
        does()  # no other thread is there


def freeze(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the test is over."""
    monkeypatch.setattr(player, "asyncio", SimpleNamespace(get_running_loop=_Loop))
    monkeypatch.setattr(figure, "LOOK", 10**9)  # a figure at home stays as it begins
    monkeypatch.setattr(preview, "SHOWN_AFTER", 0.001)


DRAWN = 0.02
"""Seconds, more than Textual waits for from one drawing to the next."""


async def settled(pilot: Pilot[int]) -> None:
    """Until nothing is under way; not for what waits for an answer."""
    for _ in range(2):  # a screen that comes up starts what reads the routines
        await pilot.pause()
        for worker in list(pilot.app.workers):
            if worker.group in ("home", "history", "finish"):
                await worker.wait()
    await pilot.pause()
    for _ in range(OPENED):
        screen = pilot.app.screen
        if not isinstance(screen, preview.PreviewScreen) or screen.ready:
            break
        await pilot.pause(0.01)
    for _ in range(2):
        await pilot.pause()
    if isinstance(pilot.app.screen, EditorScreen):
        await _laid_out(pilot)  # what it says of a field changes how much room the fields have


async def _laid_out(pilot: Pilot[int]) -> None:
    seen: list[object] = []
    for _ in range(OPENED):
        await pilot.pause(DRAWN)
        seen.append([(each.region, each.virtual_size) for each in pilot.app.screen.query(Widget)])
        if len(seen) >= STILL and all(each == seen[-1] for each in seen[-STILL:]):
            break
