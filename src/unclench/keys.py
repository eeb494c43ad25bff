"""Single keys from standard input, for the plain front end: from a terminal at once, from a pipe by line.

A thread reads; the session's loop waits on a queue and so wakes for a key or for its next
cue, whichever comes first. The terminal is given back as it was, whatever happens.
"""

from __future__ import annotations

import contextlib
import os
import queue
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from unclench.signals import signals

ENTER = "\n"


class Keys:
    """A source of keys. `possible` is False where nobody can press one."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()  # None: no more will come
        self._fd = _descriptor()
        self.terminal = self._fd is not None and os.isatty(self._fd)
        self.possible = self._fd is not None and (self.terminal or _can_carry_lines(self._fd))
        self.ended = not self.possible
        self._reader: threading.Thread | None = None
        self._stop: int | None = None
        """The writing end of a pipe: closed, it ends the reader."""
        self._depth = 0
        self._typed = ""
        """What is left of a pipe's line, key by key."""

    @contextmanager
    def listening(self) -> Iterator[Keys]:
        """Keys one by one while inside; afterwards the terminal is as before, and nobody reads from it."""
        with _single_keys(self._fd if self.terminal else None):
            if self.possible and self._reader is None:
                self._start()
            self._depth += 1
            try:
                yield self
            finally:
                self._depth -= 1
                if self._depth == 0 and self._stop is not None and self._reader is not None:
                    os.close(self._stop)
                    self._reader.join(1)
                    self._reader = self._stop = None

    def _start(self) -> None:
        wake = None
        if self.terminal and sys.platform != "win32":
            wake, self._stop = os.pipe()
        self._reader = threading.Thread(target=self._read, args=(wake,), name="keys", daemon=True)
        self._reader.start()

    def get(self, timeout: int | None) -> str | None:
        """The next key, or None after `timeout` ms (None waits for ever, unless none can come).

        Of a pipe's lines, an empty one is Enter, `n` is the key n, and `j3` is j, 3 and Enter.
        """
        if not self._typed:
            line = self.line(timeout)
            if line is None:
                return None
            self._typed = line + ENTER if len(line) > 1 else line or ENTER
        key, self._typed = self._typed[0], self._typed[1:]
        return key

    def line(self, timeout: int | None) -> str | None:
        """The next line of a pipe (of a terminal, the next key), without its end."""
        if self.ended and timeout is None:
            return None
        try:
            with signals.waiting():
                typed = self._queue.get(timeout=None if timeout is None else timeout / 1000)
        except queue.Empty:
            return None
        self.ended = typed is None
        return typed

    def _read(self, wake: int | None) -> None:
        assert self._fd is not None
        if wake is not None:
            import select

            try:
                while wake not in select.select([self._fd, wake], [], [])[0]:
                    typed = _read_some(self._fd, 1)
                    if not typed:
                        break
                    self._queue.put(typed.decode("utf-8", "replace").replace("\r", ENTER))
                else:
                    return  # whoever listened has heard enough; more keys may come later
            finally:
                os.close(wake)
        elif self.terminal:
            while typed := _read_some(self._fd, 1):
                self._queue.put(typed.decode("utf-8", "replace").replace("\r", ENTER))
        else:
            rest = b""
            while typed := _read_some(self._fd, 4096):
                *lines, rest = (rest + typed).split(b"\n")
                for line in lines:
                    self._queue.put(line.decode("utf-8", "replace").strip())
            if rest:
                self._queue.put(rest.decode("utf-8", "replace").strip())
        self._queue.put(None)


_shared: list[tuple[object, Keys]] = []


def shared_keys() -> Keys:
    """The one source of keys of this run: two that read from one input would take each other's."""
    if not _shared or _shared[0][0] is not sys.stdin:
        _shared[:] = [(sys.stdin, Keys())]
    return _shared[0][1]


def _read_some(fd: int, most: int) -> bytes:
    try:
        return os.read(fd, most)
    except OSError:
        return b""  # the terminal is gone


def _descriptor() -> int | None:
    try:
        return sys.stdin.fileno()
    except (AttributeError, ValueError, OSError):
        return None  # no standard input at all


def _can_carry_lines(fd: int) -> bool:
    """A pipe, a socket or a file: not /dev/null, and not something closed."""
    try:
        mode = os.fstat(fd).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or stat.S_ISREG(mode)


if sys.platform == "win32":

    @contextmanager
    def _single_keys(fd: int | None) -> Iterator[None]:  # noqa: ARG001  # the same signature as below
        """Windows' console gives lines to os.read: there, a key is followed by Enter."""
        yield

else:
    import termios
    import tty

    @contextmanager
    def _single_keys(fd: int | None) -> Iterator[None]:
        """No echo and no waiting for Enter, but Ctrl-C and Ctrl-Z work as ever."""
        if fd is None:
            yield
            return
        before = termios.tcgetattr(fd)

        def give_back() -> None:
            with contextlib.suppress(termios.error):  # the terminal may have gone, and nothing is to be given back
                termios.tcsetattr(fd, termios.TCSANOW, before)

        with signals.held(give_back):
            try:
                tty.setcbreak(fd, termios.TCSANOW)
                yield
            finally:
                give_back()
