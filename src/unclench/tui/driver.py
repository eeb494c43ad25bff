"""The terminal on Linux and macOS, read by a thread that sleeps until a key comes.

Textual's own thread wakes ten times a second to see whether a lone Escape was meant or whether the app is leaving: a
tenth of a per cent of a core, for hours, under a home screen on which nothing moves. It also spins once its input has
ended, and ends the program with a traceback at a byte that is no UTF-8.

Like `textual_internals`, it depends on private names of Textual; its tests use the real ones.
"""

from __future__ import annotations

import codecs
import os
from selectors import EVENT_READ, SelectSelector
from threading import Event

from textual import _time
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from unclench.system.streams import read_some

CHUNK = 4096
"""Bytes read at once."""


class ReadableEvent(Event):
    """An event that a selector can wait for: while it is set, `fileno()` has something to read.

    Its pipe stays open until the process ends: an app whose terminal goes away while it leaves is shut down twice.
    """

    def __init__(self) -> None:
        super().__init__()
        self._reading, self._writing = os.pipe()

    def fileno(self) -> int:
        """What to wait for."""
        return self._reading

    def set(self) -> None:
        """Wake whoever waits."""
        if not self.is_set():
            super().set()
            os.write(self._writing, b".")

    def clear(self) -> None:
        """Let them wait again."""
        if self.is_set():
            super().clear()
            os.read(self._reading, 1)


class SleepingDriver(LinuxDriver):
    """Textual's driver, but for the thread that reads."""

    exit_event: ReadableEvent

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # whatever Textual gives its own
        self.exit_event = ReadableEvent()

    def run_input_thread(self) -> None:
        """Pass on what is typed until the driver stops listening; then a lone Escape is dropped, as Textual does."""
        parser = XTermParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        with SelectSelector() as selector:  # on macOS the others can't wait for a terminal
            selector.register(self.exit_event, EVENT_READ)
            selector.register(self.fileno, EVENT_READ)
            while not self.exit_event.is_set():
                ready = [key.fd for key, _ in selector.select(seconds_left(parser))]
                if self.fileno in ready:
                    data = read_some(self.fileno, CHUNK)
                    if not data:
                        selector.unregister(self.fileno)
                    if text := decode(data):  # of a letter of several bytes, only the first may have come
                        for message in parser.feed(text):
                            self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)


def seconds_left(parser: XTermParser) -> float | None:
    """How long the parser waits for the rest of a sequence, such as after an Escape; None if it waits for nothing."""
    until = parser._timeout_time  # noqa: SLF001  # no public way in
    return None if until is None else max(0.0, until - _time.get_time())
