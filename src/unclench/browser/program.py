"""A program in a pseudo-terminal of its own, and the page that shows it, if one does.

It runs as it would in any terminal, so all that holds there holds here. Above all: when the terminal goes, by
whatever end of this process, the program is told by the system, and with a pack on it goes on for the alarm
(`cli.common.run_until_safe`).

What it writes is read at all times, page or no page: a program that waits for its terminal keeps no time.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence

from unclench.browser.messages import Size
from unclench.browser.outbox import Outbox

CHUNK = 64 * 1024
"""Bytes read at a time."""
RECENT = 16 * 1024
"""Bytes that a page is shown again when it comes back to a program that writes lines."""
TYPED_AHEAD = 64 * 1024
"""Bytes of keys that wait for a program which doesn't read them; what comes then is dropped."""
CANCEL = b"\x18"
"""Ends an escape sequence of which only the first half was sent (ECMA-48, CAN)."""
ENDED, ELSEWHERE = 1000, 4001
"""Why a page loses its program: it has ended; another page shows it now."""
OF_A_TERMINAL = (
    "TERM", "COLORTERM", "COLUMNS", "LINES", "ROWS", "NO_COLOR", "FORCE_COLOR", "TMUX", "STY", "SSH_", "TEXTUAL",
    "KITTY_", "WEZTERM_", "ITERM_", "ALACRITTY_", "KONSOLE_", "VTE_", "WT_", "LC_TERMINAL",
)  # fmt: skip
"""Variables whose names begin so speak of the terminal that this was started in, and not of the page."""
STARTS_PROGRAMS = ("VISUAL", "EDITOR", "PAGER", "BROWSER")
"""These name programs. None is for whoever sits at a page (`Application.in_browser`)."""


def environment_for(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables for a program that is shown on a page: the same, without what speaks of this terminal."""
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith(OF_A_TERMINAL) and name not in STARTS_PROGRAMS
    }
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor"}


class ServedProgram:
    """One run of unclench. Must be made, and used, where an event loop runs. Raises OSError if it can't be started."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], size: Size) -> None:
        self._loop = asyncio.get_running_loop()
        self._main, side = os.openpty()  # type: ignore[attr-defined,unused-ignore]  # not on Windows
        try:
            os.set_blocking(self._main, False)
            self.resize(size)
            self._process = subprocess.Popen(
                command, env=environment, stdin=side, stdout=side, stderr=side,
                # A session of its own with this terminal: what closes that reaches it, and no Ctrl-C of here.
                preexec_fn=lambda: os.login_tty(side),  # noqa: PLW1509  # nothing but system calls happens there
            )  # fmt: skip
        except BaseException:
            os.close(self._main)
            raise
        finally:
            os.close(side)
        self._open = True
        self._typed, self._recent = bytearray(), bytearray()
        self._loop.add_reader(self._main, self._read)
        self.page: Outbox | None = None
        self.tab: str | None = None
        """The browser's tab that showed it last."""
        self.left_at, self.said_goodbye = time.monotonic(), False
        """When its last page went (seconds), and whether that was closed, and not only lost."""

    @property
    def open(self) -> bool:
        """Whether its terminal is there: until it ends, or is hung up."""
        return self._open

    @property
    def ended(self) -> bool:
        """Whether its process has ended."""
        return self._process.poll() is not None

    # -- the page ------------------------------------------------------------------------

    def show_on(self, page: Outbox, tab: str | None) -> None:
        """Show it on this page from now on, and on no other."""
        if self.page is not None:
            self.page.close(ELSEWHERE)
        self.page, self.tab = page, tab
        if self._recent:
            page.put(CANCEL + self._recent)
            self.draw_anew()

    def leave(self, page: Outbox, *, goodbye: bool) -> None:
        """That page has gone."""
        if self.page is page:
            self.page, self.left_at, self.said_goodbye = None, time.monotonic(), goodbye

    def draw_anew(self) -> None:
        """Have the screens drawn from scratch, as after a stop; see `tui.terminal.redraw_after_a_stop`."""
        if not self.ended:
            self._process.send_signal(signal.SIGCONT)

    def resize(self, size: Size) -> None:
        """Tell the program how much the page shows."""
        import fcntl
        import struct
        import termios

        with contextlib.suppress(OSError):
            fcntl.ioctl(self._main, termios.TIOCSWINSZ, struct.pack("HHHH", size.rows, size.columns, 0, 0))

    def type(self, keys: bytes) -> None:
        """Press these keys."""
        if not self._open or len(self._typed) + len(keys) > TYPED_AHEAD:
            return
        if not self._typed:
            self._loop.add_writer(self._main, self._write)
        self._typed += keys

    # -- its terminal --------------------------------------------------------------------

    def hang_up(self) -> None:
        """Close its terminal. Without a pack it ends; with one it goes on, unseen, for the alarm."""
        if self._open:
            self._open = False
            self._loop.remove_reader(self._main)
            self._loop.remove_writer(self._main)
            os.close(self._main)
            if self.page is not None:
                self.page.close(ENDED)

    def _write(self) -> None:
        try:
            written = os.write(self._main, self._typed)
        except BlockingIOError:
            return
        except OSError:
            written = len(self._typed)  # it ends; `_read` hears of that
        del self._typed[:written]
        if not self._typed:
            self._loop.remove_writer(self._main)

    def _read(self) -> None:
        try:
            data = os.read(self._main, CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""  # on Linux EIO says that nobody has the terminal open any more
        if not data:
            self.hang_up()
            return
        self._recent += data
        del self._recent[:-RECENT]
        if self.page is not None:
            self.page.put(data)
