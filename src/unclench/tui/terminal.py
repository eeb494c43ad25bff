"""The terminal around the screens: given back as it was, redrawn after a stop, and noticed when it is gone.

Textual's writer thread dies at its first error, and any write after that blocks for ever: if the
terminal is gone, the program would hang while it leaves, with a cold pack on somebody's skin.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from textual.app import App

from unclench.system.signals import signals
from unclench.system.streams import forget
from unclench.tui.text import flat
from unclench.tui.textual_internals import LeavableApp, discard_output, driver_of, resumes_by_itself

CHECK_EVERY = 0.5
"""Seconds between two checks that the terminal is still there."""
LOCAL = 3
"""The index of the local modes in what `tcgetattr` returns."""

LEAVE_SCREEN = b"\x1b[<u\x1b[?1000l\x1b[?1003l\x1b[?1004l\x1b[?1006l\x1b[?1015l\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
"""Undoes what Textual sets: key reports, mouse, focus, paste, wrapping, alternate screen, hidden cursor."""


@contextmanager
def terminal_restored() -> Iterator[None]:
    """Restore the terminal at the end of the block, even if Textual no longer can."""
    if sys.platform == "win32":
        yield
        return
    import termios

    try:
        before = termios.tcgetattr(0)
    except termios.error:
        yield
        return

    def set_to(attributes: list[Any]) -> None:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(0, termios.TCSANOW, attributes)

    def give_back() -> None:
        set_to(before)
        with contextlib.suppress(OSError):
            os.write(2, LEAVE_SCREEN)

    with signals.held(give_back):
        # Without this, a second Ctrl-C discards unread output, and with it the sequence that leaves the screen.
        set_to([*before[:LOCAL], before[LOCAL] | termios.NOFLSH, *before[LOCAL + 1 :]])
        try:
            yield
        finally:
            set_to(before)


def terminal_has_gone() -> bool:
    """Whether Textual's terminal is gone. A SIGHUP alone does not say so: any process may send one."""
    try:
        os.get_terminal_size(2)
    except OSError:
        return True
    return False


def watch_for_its_end(app: App[Any], leave: Callable[[], None]) -> None:
    """Call `leave` soon after the terminal is gone, even without a SIGHUP, which `nohup` switches off.

    After some thirty drawings more, Textual's event loop would block for ever.
    """

    def look() -> None:
        if terminal_has_gone():
            timer.stop()
            leave()

    if not app.is_headless:
        timer = app.set_interval(CHECK_EVERY, look)


def draw_nowhere(driver: Any) -> None:
    """Drop all output from now on: the driver's, and whatever else is written to stdout and stderr."""
    forget(1, 2)
    discard_output(driver)


def redraw_after_a_stop(app: LeavableApp) -> None:
    """Take the terminal back and redraw everything whenever the program resumes after a stop (SIGCONT).

    Must be called from the event loop.
    """
    driver = driver_of(app)
    if driver is None or driver.is_headless or not hasattr(signal, "SIGCONT"):
        return
    loop, theirs = asyncio.get_running_loop(), signal.getsignal(signal.SIGCONT)

    def redraw() -> None:
        if app.is_running and not app.is_exiting:
            with app.suspend():
                """Leaving the screen and entering it again redraws everything."""

    def continued(number: int, frame: FrameType | None) -> None:
        if callable(theirs) and resumes_by_itself(driver):
            theirs(number, frame)  # Ctrl-Z: Textual left the screen before it stopped
        elif not loop.is_closed():
            loop.call_soon_threadsafe(redraw)

    signal.signal(signal.SIGCONT, continued)


_PUSH_TITLE, _POP_TITLE = "\x1b[22;2t", "\x1b[23;2t"
"""XTWINOPS: push the title onto the terminal's title stack, and pop it. Terminals without a stack ignore both."""
LONGEST = 80
"""Characters of a title."""


def write(app: App[Any], data: str) -> None:
    """Write past the screens, where there is a terminal."""
    if (driver := driver_of(app)) is not None and not driver.is_headless:
        driver.write(data)


class TerminalTitle:
    """Sets the terminal's title (OSC 2) when it changes."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._shown: str | None = None

    def show(self, text: str) -> None:
        """Set the title. The text may come from a file: it is cleaned first."""
        text = flat(text)[:LONGEST]
        if text == self._shown:
            return
        if self._shown is None:
            self._write(_PUSH_TITLE)
        self._shown = text
        self._write(f"\x1b]2;{text}\x07")

    def restore(self) -> None:
        """Bring back the title from before."""
        if self._shown is not None:
            self._shown = None
            self._write(f"\x1b]2;\x07{_POP_TITLE}")
