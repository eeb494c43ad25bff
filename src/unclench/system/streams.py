"""Standard output and error whose reader has gone, and the end of the process."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import NoReturn, TextIO


def forget(*descriptors: int) -> None:
    """Point these at nothing, so that nothing more fails: not even Python's own flush at exit."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        for descriptor in descriptors:
            os.dup2(null, descriptor)
        os.close(null)
    except OSError:
        return  # there is nothing left to save


def take_any_letter(*streams: TextIO | None) -> None:
    """A letter that a stream cannot encode becomes a question mark there, and ends nothing.

    So it is with `cp1252` on a Windows pipe and with the C locale. Standard output and error unless others are given.
    """
    for stream in streams or (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.errors != "replace":
            with contextlib.suppress(OSError, ValueError):  # closed, or its reader has gone
                stream.reconfigure(errors="replace")


def hold_places() -> None:
    """Where one of the three was closed before the program began, nothing takes its number.

    Else the next file that is opened would, and what a sound library prints would stand in it.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free


def end(status: int) -> NoReturn:
    """Write what is left to be written, and end the process at once, without taking Python down first.

    A sound library's own thread that comes back to a Python that is being taken down dies of it,
    and the process with it (simpleaudio: status 139); and one that never comes back would be
    waited for. What must be given back has been given back by then.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
    os._exit(status)


BELL = b"\a"


def terminal_bell() -> Callable[[], None] | None:
    """What rings the terminal, from any thread; None where there is none to ring."""
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            if stream is not None and stream.isatty():
                return _ringer(stream.fileno())
        except (OSError, ValueError):
            continue  # closed, or not a real file
    return None


def _ringer(fd: int) -> Callable[[], None]:
    def ring() -> None:
        os.write(fd, BELL)

    return ring
