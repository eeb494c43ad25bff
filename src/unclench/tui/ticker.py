"""The drive of a session on screen: wakes at the exact moment, never on a grid.

Not Textual's timers: they run on a grid that neither pauses nor moves with a session.
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
"""Seconds that the first frame is given to reach the terminal."""


def once_drawn(screen: Screen[Any], does: Callable[[], None]) -> None:
    """Do something behind the first frame. Another thread writes that, and what is imported would hold it up."""
    screen.call_after_refresh(does if screen.app.is_headless else lambda: screen.set_timer(WRITING, does))


class Waker:
    """Ticks the conductor, shows the view, and sleeps until the conductor wants to be woken.

    Sounds first: `conductor.tick` has handed over every cue before `show` is called.
    """

    def __init__(self, conductor: SessionController, show: Callable[[View], None]) -> None:
        self._conductor = conductor
        self._show = show
        self._handle: asyncio.TimerHandle | None = None
        self._stopped = False

    def wake(self) -> None:
        """Bring everything up to now, and sleep again. Tests call it after moving their clock."""
        if self._stopped:
            return
        self._sleep_no_more()
        self._conductor.tick()
        # Slept first, shown second: an error while drawing must not silence the session.
        loop = asyncio.get_running_loop()
        self._handle = loop.call_later(self._conductor.sleep_for() / 1000, self.wake)
        self._show(self._conductor.audible_view())

    def stop(self) -> None:
        """Never wake again."""
        self._stopped = True
        self._sleep_no_more()

    def _sleep_no_more(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


class Frames:
    """What moves between two wakes: drawn when it changes, and not at all while nothing does.

    `draw` gives the ms until it looks different again; None: not before the next wake.
    """

    def __init__(self, draw: Callable[[], int | None]) -> None:
        self._draw = draw
        self._handle: asyncio.TimerHandle | None = None

    def run(self) -> None:
        """Draw now, and go on."""
        self.stop()
        wait = self._draw()
        if wait is not None:
            self._handle = asyncio.get_running_loop().call_later(wait / 1000, self.run)

    def stop(self) -> None:
        """Until it is run again."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
