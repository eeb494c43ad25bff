"""Going on after the process was stopped from outside (SIGSTOP) and its terminal was another's meanwhile.

Textual takes every SIGCONT for the end of its own pause: it would read keys and draw with two
threads each, and take the screen's own modes for those to give back.
"""

from __future__ import annotations

import asyncio
import signal
from types import FrameType
from typing import Any

from textual.app import App


def go_on_after_a_stop(app: App[Any]) -> None:
    """From now on the terminal is then taken anew, and all is drawn anew. To be called in the event loop."""
    driver = app._driver  # noqa: SLF001  # there is no other way in
    if driver is None or driver.is_headless or not hasattr(signal, "SIGCONT"):
        return
    loop, theirs = asyncio.get_running_loop(), signal.getsignal(signal.SIGCONT)

    def again() -> None:
        if app.is_running and not app._exit:  # noqa: SLF001  # as above
            with app.suspend():
                """The screen is left and entered again."""

    def continued(number: int, frame: FrameType | None) -> None:
        if callable(theirs) and getattr(driver, "_must_signal_resume", False):
            theirs(number, frame)  # stopped by SIGTSTP, for which it had left the screen
        elif not loop.is_closed():
            loop.call_soon_threadsafe(again)

    signal.signal(signal.SIGCONT, continued)
