"""Single keys from standard input, for the plain front end: from a terminal, a Windows console or a pipe.

A thread reads, and the session's loop waits on a queue, so it wakes for a key or for its next cue,
whichever comes first. The terminal is restored, whatever happens.

On Windows not msvcrt.getwch: for an arrow it returns `à` (0xe0) and then a second character, and for the letter `à`,
the key of the zero on a French keyboard, the same and nothing after it; whoever waits for the second swallows the next
key. Here each key is a record of its own. ReadConsoleInput, INPUT_RECORD and KEY_EVENT_RECORD on
https://learn.microsoft.com/windows/console/.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import queue
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import c_int, c_uint16, c_uint32, c_void_p
from functools import partial
from typing import Any, Protocol

from unclench.system.keystrokes import ENTER, Keystrokes
from unclench.system.signals import UNHEARD, signals, stops
from unclench.system.streams import read_some
from unclench.system.windows import Dll, load

__all__ = ["ENTER", "Keys", "shared_keys"]

KEY = 1
"""KEY_EVENT."""
ALT_KEY = 0x12
"""VK_MENU: when it is let go, it brings the character that was typed in digits."""
ALT, CTRL = 0x1 | 0x2, 0x4 | 0x8
"""Either Alt key, either Ctrl key. Both together are AltGr."""
THERE, NOT_YET = 0, 0x102
"""WAIT_OBJECT_0 and WAIT_TIMEOUT."""
RECORDS_AT_ONCE = 64
"""Records that are read at a time."""


class KeyRecord(ctypes.Structure):
    """INPUT_RECORD with a KEY_EVENT_RECORD in it; for other events only `kind` means anything."""

    _fields_ = (
        ("kind", c_uint16), ("down", c_int), ("repeats", c_uint16), ("key", c_uint16), ("scan", c_uint16),
        ("unit", c_uint16), ("state", c_uint32),
    )  # fmt: skip


class Console:
    """Reads keys from the handle of a console's input."""

    def __init__(self, handle: int, kernel: Any) -> None:
        self._handle = handle
        self._kernel = kernel
        self._first = 0
        """The first half of a character beyond 16 bits."""

    def wait(self, patience: int) -> None:
        """Wait until something has happened, at most for so many ms."""
        self._kernel.WaitForSingleObject(self._handle, patience)

    def typed(self) -> str | None:
        """The characters of keys pressed so far, without waiting; None if the console is gone."""
        waited = self._kernel.WaitForSingleObject(self._handle, 0)
        if waited == NOT_YET:
            return ""
        records, count = (KeyRecord * RECORDS_AT_ONCE)(), c_uint32()
        if waited != THERE or not self._kernel.ReadConsoleInputW(
            self._handle, records, RECORDS_AT_ONCE, ctypes.byref(count)
        ):
            return None
        return "".join(map(self._character, records[: count.value]))

    def forget(self) -> None:
        """Drop what was typed so far."""
        self._kernel.FlushConsoleInputBuffer(self._handle)

    def _character(self, record: Any) -> str:
        """What a record brings: nothing for a key let go, an arrow, the mouse, or a letter with Alt."""
        in_digits = not record.down and record.key == ALT_KEY
        with_alt = bool(record.state & ALT) and not record.state & CTRL
        if record.kind != KEY or not record.unit or not (record.down or in_digits) or (with_alt and record.down):
            return ""
        unit, first = int(record.unit), self._first
        self._first = unit if 0xD800 <= unit < 0xDC00 else 0
        if self._first:
            return ""
        if 0xDC00 <= unit < 0xE000:
            return chr(0x10000 + ((first - 0xD800) << 10) + unit - 0xDC00) if first else ""
        return chr(unit) * max(int(record.repeats), 1)


def console(handle: int, dll: Dll = load) -> Console | None:
    """The console behind a handle; None if it is none, such as NUL, which Python takes for a terminal."""
    mode = c_uint32()
    try:
        kernel = dll("kernel32")
        kernel.GetConsoleMode.argtypes = (c_void_p, c_void_p)
        kernel.WaitForSingleObject.argtypes, kernel.WaitForSingleObject.restype = (c_void_p, c_uint32), c_uint32
        kernel.ReadConsoleInputW.argtypes = (c_void_p, c_void_p, c_uint32, c_void_p)
        kernel.FlushConsoleInputBuffer.argtypes = (c_void_p,)
        return Console(handle, kernel) if kernel.GetConsoleMode(handle, ctypes.byref(mode)) else None
    except (OSError, AttributeError):
        return None


AT_ONCE = 1_024
"""Bytes read from a terminal at a time."""
LOOKING = 50
"""Ms for which the Windows console is waited for, until it is looked again whether anybody still listens."""


class TypedOn(Protocol):
    """What `Keys` needs of a Windows console; `Console` is the real one."""

    def wait(self, patience: int) -> None:
        """Wait until something has happened, at most for so many ms."""

    def typed(self) -> str | None:
        """The characters typed so far, without waiting; None if it is gone."""

    def forget(self) -> None:
        """Drop what was typed so far."""


class _Typed:
    """A queue of what was typed; None means that no more will come.

    Not a plain `SimpleQueue`: its `get` waits for ever instead of for `timeout` if a signal handler that
    runs meanwhile takes longer than that, as the one for Ctrl-Z does (Python 3.11).
    """

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._bell = threading.Lock()
        self._bell.acquire()

    def put(self, typed: str | None) -> None:
        """Add to the queue, from any thread."""
        self._queue.put(typed)
        with contextlib.suppress(RuntimeError):  # it has been rung already, and nobody has come yet
            self._bell.release()

    def get(self, timeout: int | None) -> str | None:
        """Take the next one, waiting for `timeout` ms, or for ever if None. Raises queue.Empty."""
        end = None if timeout is None else _now() + timeout
        while True:
            try:
                return self._queue.get_nowait()
            except queue.Empty:
                left = None if end is None else (end - _now()) / 1000
                if left is not None and left <= 0:
                    raise
            slices = [seconds for seconds in (left, UNHEARD) if seconds is not None]
            self._bell.acquire(timeout=min(slices, default=-1))

    def forget(self) -> None:
        """Drop everything except the end, if that is in the queue."""
        gone = False
        with contextlib.suppress(queue.Empty):
            while True:
                gone = self._queue.get_nowait() is None or gone
        if gone:
            self.put(None)


class Keys:
    """A source of keys. `possible` is False if nobody can press any; `ended` is True if no more will come.

    `ended` becomes True when the last key of a pipe has been taken and another is wanted, and when the
    terminal has gone.
    """

    def __init__(self, find_console: Callable[[int], TypedOn | None] | None = None) -> None:
        """`find_console` finds the Windows console behind a descriptor."""
        self._queue = _Typed()
        self._fd = _descriptor()
        self._console = None if self._fd is None else (find_console or _console)(self._fd)
        self.terminal = self._console is not None or (self._fd is not None and _is_terminal(self._fd))
        self.possible = self._fd is not None and (self.terminal or _can_carry_lines(self._fd))
        self.ended = not self.possible
        self._by_line = not self.terminal
        """Whether keys arrive only after Enter, as from a pipe."""
        self._reader: threading.Thread | None = None
        self._stop: Callable[[], None] | None = None
        """Ends the reader of a terminal."""
        self._listened_to = False
        self._keystrokes = Keystrokes()
        self._reading = threading.Lock()
        """Held while bytes of a terminal are read and become keys in the queue, and while all these are dropped."""
        self._typed = ""
        """The rest of a pipe's line, which is taken key by key."""
        self._in_line = False
        """Whether the last key taken from a pipe belongs to a line being typed: then Enter follows it."""

    @contextmanager
    def listening(self) -> Iterator[Keys]:
        """Inside, keys come one by one; afterwards the terminal is as before, and nobody reads from it."""
        if self._listened_to:
            yield self
            return
        with _single_keys(self._fd if self.terminal and self._console is None else None):
            if self.possible and self._reader is None:
                self._start()
            self._listened_to = True
            try:
                yield self
            finally:
                self._listened_to = False
                if self._stop is not None and self._reader is not None:
                    self._stop()
                    self._reader.join(1)
                    self._reader = self._stop = None

    def _start(self) -> None:
        read: Callable[[], None] = self._read_lines
        if self._console is not None:
            over = threading.Event()
            read, self._stop = partial(self._read_console, self._console, over), over.set
        elif not self._by_line:
            wake, stop = os.pipe()
            read, self._stop = partial(self._read_keys, wake), partial(os.close, stop)
        self._reader = threading.Thread(target=read, name="keys", daemon=True)
        self._reader.start()

    def get(self, timeout: int | None, *, typing: bool = False) -> str | None:
        """Take the next key; None after `timeout` ms (None waits for ever, unless no key can come).

        In lines of a pipe, an empty line is Enter and `n` is the key n. `typing` says that the key goes into
        a line that ends with Enter; then the line's end is that Enter. So `j3` is j, 3 and Enter, but
        `yes` where a single key is asked for presses no Enter. A paste on a terminal is one key of several
        characters that ends with a space.
        """
        if not self._by_line:
            return self.line(timeout)
        if not self._typed:
            if self._in_line:
                self._in_line = False
                return ENTER
            line = self.line(timeout)
            if not line:
                return None if line is None else ENTER
            self._typed = line
        key, self._typed = self._typed[0], self._typed[1:]
        self._in_line = typing
        return key

    def line(self, timeout: int | None) -> str | None:
        """Take the next line of a pipe without its end, or the next key of a terminal; None as for `get`."""
        if self.ended and timeout is None:
            return None
        try:
            with signals.waiting():
                typed = self._queue.get(timeout)
        except queue.Empty:
            return None
        self.ended = typed is None
        return typed

    def nudge(self) -> None:
        """Have `get` on a terminal return an empty key now; from any thread. In a pipe an empty line is Enter."""
        if not self._by_line:
            self._queue.put("")

    def flush(self) -> None:
        """Drop whatever has been typed on a terminal so far: it was not meant for the next question.

        A pipe's lines are kept: they are a script, written for what comes.
        """
        if not self.terminal or self._fd is None:
            return
        with self._reading:
            if self._console is not None:
                self._console.forget()
            else:
                _forget_input(self._fd)
            self._keystrokes.forget()
            self._queue.forget()

    def _read_keys(self, wake: int) -> None:
        """Read a terminal until the other end of `wake` is closed or the terminal has gone."""
        import select

        assert self._fd is not None
        try:
            while True:
                patience = self._keystrokes.patience(_now())
                there = select.select([self._fd, wake], [], [], None if patience is None else patience / 1000)[0]
                if wake in there:
                    return  # nobody listens for now; more keys may come later
                with self._reading:
                    keys = self._keystrokes.settle(_now())
                    if select.select([self._fd], [], [], 0)[0]:  # checked again: it may have been dropped in between
                        typed = read_some(self._fd, AT_ONCE)
                        if not typed:
                            break
                        keys += self._keystrokes.feed(typed, _now())
                    for key in keys:
                        self._queue.put(key)
        finally:
            os.close(wake)
        self._queue.put(None)

    def _read_console(self, console: TypedOn, over: threading.Event) -> None:
        """Read the Windows console until `over` is set or it has gone."""
        while not over.is_set():
            patience = self._keystrokes.patience(_now())
            console.wait(LOOKING if patience is None else min(patience, LOOKING))
            with self._reading:
                typed = console.typed()
                keys = self._keystrokes.settle(_now())
                keys += self._keystrokes.feed(typed.encode("utf-8", "replace"), _now()) if typed else []
                for key in keys:
                    self._queue.put(key)
            if typed is None:
                self._queue.put(None)
                return

    def _read_lines(self) -> None:
        """Read a pipe or a file."""
        assert self._fd is not None
        rest = b""
        while typed := read_some(self._fd, 4096):
            *lines, rest = (rest + typed).split(b"\n")
            for line in lines:
                self._queue.put(line.decode("utf-8", "replace").strip())
        if rest:
            self._queue.put(rest.decode("utf-8", "replace").strip())
        self._queue.put(None)


_shared: list[tuple[object, Keys]] = []


def shared_keys() -> Keys:
    """The one source of keys of this run: two reading the same input would take each other's keys."""
    if not _shared or _shared[0][0] is not sys.stdin:
        _shared[:] = [(sys.stdin, Keys())]
    return _shared[0][1]


def _now() -> int:
    return time.monotonic_ns() // 1_000_000


def _descriptor() -> int | None:
    try:
        return sys.stdin.fileno()
    except (AttributeError, ValueError, OSError):
        return None  # no standard input at all


def _can_carry_lines(fd: int) -> bool:
    """Whether it is a pipe, a socket or a file, and not /dev/null or closed."""
    try:
        mode = os.fstat(fd).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or stat.S_ISREG(mode)


if sys.platform == "win32":

    @contextmanager
    def _single_keys(fd: int | None) -> Iterator[None]:  # noqa: ARG001  # the same signature as below
        """Do nothing: the console gives its keys one by one anyway."""
        yield

    def _forget_input(fd: int) -> None:
        """Do nothing: only the console has any."""

    def _is_terminal(fd: int) -> bool:  # noqa: ARG001  # as above
        """Without a console there is none: Python takes NUL for a terminal."""
        return False

    def _console(fd: int) -> TypedOn | None:
        import msvcrt

        return console(msvcrt.get_osfhandle(fd))

else:
    import termios
    import tty

    _is_terminal = os.isatty

    def _take_single_keys(fd: int) -> None:
        """No echo, no waiting for Enter, and no Ctrl-S: what holds up the lines would hold up the alarm behind them."""
        tty.setcbreak(fd, termios.TCSANOW)
        flags = termios.tcgetattr(fd)
        flags[0] &= ~(termios.IXON | termios.IXOFF)
        termios.tcsetattr(fd, termios.TCSANOW, flags)

    def _console(fd: int) -> TypedOn | None:  # noqa: ARG001  # the same signature as above
        return None

    def _forget_input(fd: int) -> None:
        with contextlib.suppress(termios.error):  # the terminal may have gone
            termios.tcflush(fd, termios.TCIFLUSH)

    @contextmanager
    def _single_keys(fd: int | None) -> Iterator[None]:
        """Inside, no echo and no waiting for Enter, also after Ctrl-Z; Ctrl-C and Ctrl-Z work as usual."""
        if fd is None:
            with stops.watched(lambda: None, lambda: None):
                yield
            return
        before = termios.tcgetattr(fd)

        def give_back() -> None:
            with contextlib.suppress(termios.error):  # the terminal may have gone; then nothing need be restored
                termios.tcsetattr(fd, termios.TCSANOW, before)

        def take() -> None:
            with contextlib.suppress(termios.error, OSError):  # as above
                if os.tcgetpgrp(fd) == os.getpgrp():  # in the background the terminal is somebody else's
                    _take_single_keys(fd)

        with signals.held(give_back), stops.watched(give_back, take):
            try:
                _take_single_keys(fd)
                yield
            finally:
                give_back()
