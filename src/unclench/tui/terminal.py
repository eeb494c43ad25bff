"""Ending the screens when their terminal has gone.

Textual's writing thread dies of the first error, and whoever writes after that waits for it
for ever: the program would hang in its own goodbye, with a cold pack on somebody's skin.
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

LOOKING = 0.5
"""Seconds between two looks whether the terminal is there."""
LOCAL = 3
"""Where among a terminal's attributes its local modes stand."""

NO_SCREEN = b"\x1b[<u\x1b[?1000l\x1b[?1003l\x1b[?1004l\x1b[?1006l\x1b[?1015l\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
"""Undoes what Textual switches on: keys, mouse, focus, pasting, wrapping, the second screen, the cursor."""


@contextmanager
def lent() -> Iterator[None]:
    """Inside, Textual has the terminal; afterwards it is as it was, even where Textual cannot see to it any more."""
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
            os.write(2, NO_SCREEN)

    with signals.held(give_back):
        # Else a second Ctrl-C throws away what the terminal has not read yet: that its screen is given back.
        set_to([*before[:LOCAL], before[LOCAL] | termios.NOFLSH, *before[LOCAL + 1 :]])
        try:
            yield
        finally:
            set_to(before)


def terminal_has_gone() -> bool:
    """Whether what Textual draws on is no terminal any more; a SIGHUP may also come from elsewhere."""
    try:
        os.get_terminal_size(2)
    except OSError:
        return True
    return False


def watch_for_its_end(app: App[Any], leave: Callable[[], None]) -> None:
    """Have `leave` called soon after the terminal has gone, where no SIGHUP says so: `nohup` switches that off.

    Textual's reading thread spins from then on, and within some thirty drawings its loop waits for ever.
    """

    def look() -> None:
        if terminal_has_gone():
            timer.stop()
            leave()

    if not app.is_headless:
        timer = app.set_interval(LOOKING, look)


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
                """The screen is left and entered again."""

    def continued(number: int, frame: FrameType | None) -> None:
        if callable(theirs) and resumes_by_itself(driver):
            theirs(number, frame)  # stopped by SIGTSTP, for which it had left the screen
        elif not loop.is_closed():
            loop.call_soon_threadsafe(redraw)

    signal.signal(signal.SIGCONT, continued)


_KEEP, _GIVE_BACK = "\x1b[22;2t", "\x1b[23;2t"
"""XTWINOPS: terminals with a title stack put the old one away; others ignore it."""
LONGEST = 80


class TerminalTitle:
    """Writes OSC 2, and only what has changed."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._shown: str | None = None

    def show(self, text: str) -> None:
        """Set the title to a text that may come from a file."""
        text = flat(text)[:LONGEST]
        if text == self._shown:
            return
        if self._shown is None:
            self._write(_KEEP)
        self._shown = text
        self._write(f"\x1b]2;{text}\x07")

    def restore(self) -> None:
        """Give back the title that was there before."""
        if self._shown is not None:
            self._shown = None
            self._write(f"\x1b]2;\x07{_GIVE_BACK}")
