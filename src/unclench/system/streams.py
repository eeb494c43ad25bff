"""The standard streams, from the start of the process to its end, and the terminal's bell."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import NoReturn, TextIO


def forget(*descriptors: int) -> None:
    """Redirect these descriptors to nowhere, so that nothing fails any more, not even Python's flush at exit."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        for descriptor in descriptors:
            os.dup2(null, descriptor)
        os.close(null)
    except OSError:
        return  # nothing is left to be done


PLAINER = {
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-", "…": "...", "·": "-", "•": "*",  # noqa: RUF001  # they are meant
    "×": "x", "→": "->", "≥": ">=", "≤": "<=", "½": "1/2", "¼": "1/4", "¾": "3/4", "\xa0": " ", "✓": "v",  # noqa: RUF001  # they are meant
}  # fmt: skip
"""What is written for a sign that a stream does not have."""
READABLE = "unclench.readable"
"""The name by which `codecs` knows what `take_any_letter` has a stream do."""


def take_any_letter(*streams: TextIO | None) -> None:
    """Have a stream write something like it for a letter that it cannot encode, instead of failing.

    That happens with `cp1252` on a Windows pipe and with the C locale: `→` becomes `->` and `é` becomes `e`; what is
    like nothing becomes a question mark. Without `streams`: standard output and error.
    """
    codecs.register_error(READABLE, _plainer)
    for stream in streams or (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.errors != READABLE:
            with contextlib.suppress(OSError, ValueError):  # it is closed, or its reader has gone
                stream.reconfigure(errors=READABLE)


def _plainer(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from unicodedata import normalize  # a megabyte that hardly anybody needs

    letters = []
    for letter in error.object[error.start : error.end]:
        parts = "".join(part for part in normalize("NFKD", letter) if part.isascii() and part.isprintable())
        letters.append(PLAINER.get(letter) or parts or "?")
    return "".join(letters), error.end


def hold_places() -> None:
    """Open what is closed of the three standard descriptors, so that no other file gets its number.

    Otherwise the next file opened would, and what a sound library prints would end up in it.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it gets the lowest number that is free


def end(status: int) -> NoReturn:
    """Flush the standard streams and end the process at once, without shutting the interpreter down.

    A sound library's thread that returns to an interpreter being shut down crashes, and the process with
    it (simpleaudio: status 139), and one that never returns would be waited for. Whatever has to be
    restored has been restored by then.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
    os._exit(status)


BELL = b"\a"


def terminal() -> int | None:
    """The descriptor of the terminal that standard output or error leads to; None if neither does."""
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            if stream is not None and stream.isatty():
                return stream.fileno()
        except (OSError, ValueError):
            continue  # closed, or not a real file
    return None


def takes_sequences(descriptor: int) -> bool:
    """Whether a terminal acts on escape sequences: an older console of Windows would show them as they are."""
    if sys.platform == "win32":
        import msvcrt

        from unclench.system.windows import understands_sequences

        return understands_sequences(msvcrt.get_osfhandle(descriptor))
    return True


def terminal_bell() -> Callable[[], None] | None:
    """A function that rings the terminal's bell, from any thread; None if there is no terminal."""
    descriptor = terminal()
    if descriptor is None:
        return None

    def ring() -> None:
        os.write(descriptor, BELL)

    return ring


def read_some(descriptor: int, most: int) -> bytes:
    """Up to so many bytes that can be read now; none once the input has ended or the terminal is gone."""
    try:
        return os.read(descriptor, most)
    except OSError:
        return b""
