"""What drives a session on screen: it wakes at the exact moment something changes.

Textual's timers will not do: they run on a fixed grid, which cannot pause or move with a session.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from unclench.player.controller import SessionController
from unclench.session.session import View

if TYPE_CHECKING:
    from textual.screen import Screen

WRITING = 0.03
"""Seconds for the first frame to reach the terminal."""


def once_drawn(screen: Screen[Any], does: Callable[[], None]) -> None:
    """Call `does` after the first frame. Another thread writes that frame, and imports would hold it up."""
    screen.call_after_refresh(does if screen.app.is_headless else lambda: screen.set_timer(WRITING, does))


class Waker:
    """Ticks the session's controller, shows its view, and sleeps until the controller wants to be woken.

    Sound comes first: `tick` has handed every due cue to the player before `show` is called.
    """

    def __init__(self, controller: SessionController, show: Callable[[View], None]) -> None:
        self._controller = controller
        self._show = show
        self._handle: asyncio.TimerHandle | None = None
        self._stopped = False

    def wake(self) -> None:
        """Bring everything up to now and sleep again. Tests call it after they move their clock."""
        if self._stopped:
            return
        self._cancel()
        self._controller.tick()
        # Scheduled before drawing, so that an error in drawing cannot silence the session.
        loop = asyncio.get_running_loop()
        self._handle = loop.call_later(self._controller.sleep_for() / 1000, self.wake)
        self._show(self._controller.audible_view())

    def stop(self) -> None:
        """Never wake again."""
        self._stopped = True
        self._cancel()

    def _cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


class Frames:
    """Draws what moves between two wakes, only when it changes.

    `draw` returns the ms until it looks different again, or None if not before the next wake.
    """

    def __init__(self, draw: Callable[[], int | None]) -> None:
        self._draw = draw
        self._handle: asyncio.TimerHandle | None = None

    def run(self) -> None:
        """Draw now, and keep drawing."""
        self.stop()
        wait = self._draw()
        if wait is not None:
            self._handle = asyncio.get_running_loop().call_later(wait / 1000, self.run)

    def stop(self) -> None:
        """Stop drawing until `run`."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
