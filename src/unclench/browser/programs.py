"""Programs in pseudo-terminals of their own, the pages that show them, and what the two say to each other.

A program runs as it would in any terminal, so all that holds there holds here. Above all: when the terminal goes, by
whatever end of this process, the program is told by the system, and with a pack on it goes on for the alarm
(`cli.common.run_until_safe`). What it writes is read at all times, page or no page: a program that waits for its
terminal keeps no time.

Whoever has the address may send anything as a page. What is not understood is dropped.

A page that is closed says so, and its program ends with it. A phone that goes dark, or a network that fails, says
nothing: then the session goes on, since its sound comes from this computer, and the page finds it when it is back.
With a pack on, nothing ends for want of a page.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

LARGEST_MESSAGE = 64 * 1024
"""Bytes of one message; what somebody pastes is one."""
COLUMNS, ROWS = (20, 400), (5, 200)
"""The least and the most that a page is drawn with."""
USUAL = (80, 24)
"""Columns and rows of a page that does not say."""
TOKEN = 40
"""Characters that come back at most."""
TAB = re.compile(r"[0-9a-f]{32}", re.ASCII)


class Size(Struct, frozen=True):
    """How much a page shows, in characters."""

    columns: int
    rows: int


class Typed(Struct, frozen=True):
    """Keys, as a terminal sends them."""

    keys: bytes


class Ping(Struct, frozen=True):
    """The page wants this back."""

    token: str


Message = Size | Typed | Ping


def read_message(text: str) -> Message | None:
    """One message; None if it is not a `Message`. Never raises."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match found:
        case ["stdin", str(keys)]:
            return Typed(keys.encode("utf-8", "replace"))
        case ["resize", {"width": int(columns), "height": int(rows)}]:
            return size(columns, rows)
        case ["ping", str(token)] if len(token) <= TOKEN:
            return Ping(token)
        case _:
            return None


def size(columns: int, rows: int) -> Size:
    """The nearest size that a page is drawn with."""
    return Size(_between(columns, *COLUMNS), _between(rows, *ROWS))


def size_asked(query: Mapping[str, str]) -> Size:
    """The size in the query of an address; `USUAL` where it has none."""
    return size(_number(query.get("width"), USUAL[0]), _number(query.get("height"), USUAL[1]))


def tab_asked(query: Mapping[str, str]) -> str | None:
    """By which name the browser's tab knows itself again; None if it has none that could be a name."""
    name = query.get("tab", "")
    return name if TAB.fullmatch(name) else None


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch("[0-9]{1,4}", text) else otherwise


def _between(number: int, least: int, most: int) -> int:
    return min(max(number, least), most)


MOST_WAITING = 512 * 1024
"""Bytes on the way to a page; a whole screen is about 20,000."""


class Outbox:
    """Bytes for one page. A program never waits for it: what would be too much is dropped, and the page drawn anew."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._something = asyncio.Event()
        self._closed: int | None = None
        self.overflowed = False
        """Whether something was dropped since this was last set to False."""

    def put(self, data: bytes) -> None:
        """Send these bytes, if there is room."""
        if len(self._waiting) + len(data) > MOST_WAITING:
            self._waiting.clear()
            self.overflowed = True
        else:
            self._waiting += data
        self._something.set()

    def close(self, code: int) -> None:
        """Have nothing follow what is waiting. `code` tells the page why (a close code of WebSocket, RFC 6455, 7.4)."""
        if self._closed is None:
            self._closed = code
        self._something.set()

    async def take(self) -> bytes:
        """Wait for bytes and take all that there are; b"" once it is closed, and where some were dropped."""
        while not self._waiting and not self.overflowed and self._closed is None:
            self._something.clear()
            await self._something.wait()
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken

    @property
    def closed(self) -> int | None:
        """The code with which it was closed; None while it is open."""
        return self._closed


CHUNK = 64 * 1024
"""Bytes read at a time."""
RECENT = 16 * 1024
"""Bytes that a page is shown again when it comes back to a program that writes lines."""
TYPED_AHEAD = 64 * 1024
"""Bytes of keys that wait for a program which doesn't read them; what comes then is dropped."""
CANCEL = b"\x18"
"""Ends an escape sequence of which only the first half was sent (ECMA-48, CAN)."""
ENDED, SHOWN_ELSEWHERE = 1000, 4001
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
            self.page.close(SHOWN_ELSEWHERE)
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


MOST_PROGRAMS = 4
"""Programs at a time: for one person on two devices, with one page too many on each."""
RELOADED = 5.0
"""Seconds in which a page that was closed may come back, as it does when it is loaded again."""
LOST = 30 * 60.0
"""Seconds for which a program waits for a page that was lost: as long as a long session takes."""
LOOK_EVERY = 1.0
"""Seconds between two looks at what has no page."""
SHORTLY = 0.02
"""Seconds between two looks at what was told to end."""


def may_end(away: float, *, goodbye: bool, pack_on: bool) -> bool:
    """Whether a program ends that has had no page for `away` seconds. Never with a pack on: its alarm has to ring."""
    return not pack_on and away >= (RELOADED if goodbye else LOST)


class ServedPrograms:
    """All of them. `start` starts one; `pack_on` says whether something may be on somebody's skin."""

    def __init__(self, start: Callable[[Size], ServedProgram], pack_on: Callable[[], bool]) -> None:
        self._start, self._pack_on = start, pack_on
        self._programs: list[ServedProgram] = []
        self._hung_up: list[ServedProgram] = []

    def show(self, page: Outbox, size: Size, tab: str | None) -> ServedProgram | None:
        """The program that this page shows from now on; None if as many as may be are shown elsewhere.

        That is the one that this tab of the browser had; or else the one that lost its page last; or else a new one.
        Raises OSError if that can't be started.
        """
        self._sort_out()
        program = self._waiting_for(tab)
        if program is None:
            if len(self._programs) >= MOST_PROGRAMS:
                return None
            program = self._start(size)
            self._programs.append(program)
        else:
            program.resize(size)
        program.show_on(page, tab)
        return program

    async def look_after(self) -> None:
        """End what waits for a page in vain, for ever."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self.look(time.monotonic())

    def look(self, now: float) -> None:
        """End what has waited for a page in vain at `now` (seconds)."""
        self._sort_out()
        for program in self._programs:
            away = now - program.left_at
            if program.page is None and may_end(away, goodbye=program.said_goodbye, pack_on=self._pack_on()):
                program.hang_up()

    def close(self) -> None:
        """Close every terminal: what has a pack on goes on without one, and all else ends."""
        for program in self._programs:
            program.hang_up()
        self._sort_out()

    async def until_ended(self, seconds: float) -> None:
        """Wait for those that end, no longer than this."""
        for _ in range(round(seconds / SHORTLY)):
            if all(program.ended for program in self._hung_up):
                break
            await asyncio.sleep(SHORTLY)

    def _waiting_for(self, tab: str | None) -> ServedProgram | None:
        lost: ServedProgram | None = None
        for program in self._programs:
            if tab is not None and program.tab == tab:
                return program
            if program.page is None and (lost is None or program.left_at >= lost.left_at):
                lost = program
        return lost

    def _sort_out(self) -> None:
        known = (*self._hung_up, *self._programs)
        self._hung_up = [program for program in known if not (program.open or program.ended)]
        self._programs = [program for program in known if program.open]
