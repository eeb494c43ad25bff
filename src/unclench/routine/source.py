"""Reads a file's bytes and text, and refuses early whatever can't be a routine."""

from __future__ import annotations

import re
from pathlib import Path

from unclench.language import tr
from unclench.routine.model import Mark
from unclench.routine.problems import Collector, LoadError
from unclench.system.files import NotAFile, TooLarge, kind_of, read_regular

LARGEST = 1024 * 1024
"""The most bytes of a file: 1 MiB."""

START = Mark(1, 1)

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\xad\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\uffa0\U000e0000-\U000e007f"
    "\U0001fffe\U0001ffff\ud800-\udfff]|\r(?!\n)"
)
"""Control characters other than tab and line ends, characters that reorder or hide text, invisible letters.

Allowed are the marks that Arabic and Hebrew need (U+200E, U+200F) and the joiners of emoji.
"""

_BREAK = re.compile(r"\r\n|\n|\r")


def read_bytes(path: Path, problems: Collector) -> bytes:
    """The bytes of the regular file at `path`. Raises LoadError if it is none, or too large."""
    try:
        return read_regular(path, LARGEST)
    except NotAFile as error:
        what = tr("this is {kind}, not a file", kind=kind_of(error.mode))
        raise problems.fatal(START, (), what, tr("Give the name of a text file that ends in .yaml.")) from None
    except TooLarge:
        raise _too_large(problems) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or tr("its name is not possible")
        what = tr("the file can't be read: {reason}", reason=reason.lower())
        raise problems.fatal(START, (), what, tr("Check that it exists and that you may open it.")) from None


def decode(content: bytes, problems: Collector) -> str:
    """The text of UTF-8 bytes, without a byte order mark. Raises LoadError."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        what = tr("the file is saved as UTF-16, which this program doesn't read")
        raise problems.fatal(START, (), what, tr("Save it again as UTF-8."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from after the byte order mark, which it has removed.
        skipped = 3 if content.startswith(b"\xef\xbb\xbf") else 0
        before = content[skipped : skipped + error.start].decode("utf-8", "replace")
        what = _unreadable(content[skipped + error.start])
        instead = tr("Save it again as UTF-8; most editors offer this in the Save As window.")
        raise problems.fatal(place(before, len(before)), (), what, instead) from None


def _unreadable(byte: int) -> str:
    """That a byte can't be read, with the letter that it is in Latin-1, if it is one: old editors save files so."""
    letter = bytes([byte]).decode("latin-1")
    if letter.isalpha():
        return tr(
            "the file is not UTF-8 text: the byte {byte:02x}, perhaps “{letter}”, can't be read here",
            byte=byte, letter=letter,
        )  # fmt: skip
    return tr("the file is not UTF-8 text: the byte {byte:02x} can't be read here", byte=byte)


def check_characters(text: str, problems: Collector) -> None:
    """Raise LoadError for a text that is too long or has a forbidden character, naming the first."""
    if len(text) > LARGEST:
        raise _too_large(problems)
    found = _FORBIDDEN.search(text)
    if found is None:
        return
    mark = place(text, found.start())
    if found[0] == "\r":
        instead = tr("Save the file with the line endings of Linux or Windows (LF or CRLF).")
        raise problems.fatal(mark, (), tr("a line ends with a carriage return alone"), instead)
    what = tr("there is an invisible control character here ({code})", code=code_point(found[0]))
    raise problems.fatal(mark, (), what, tr("Delete it; retyping the line by hand is the surest way."))


def forbidden(text: str) -> str | None:
    """The first forbidden character in `text`, or None."""
    found = _FORBIDDEN.search(text)
    return found[0] if found else None


def code_point(character: str) -> str:
    """The name of a character as in `U+001B`."""
    return f"U+{ord(character):04X}"


def place(text: str, index: int) -> Mark:
    """The line and column of the character at `index`."""
    line, start = 1, 0
    for found in _BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return Mark(line, index - start + 1)


def _too_large(problems: Collector) -> LoadError:
    what = tr("the file is larger than 1 MiB, far more than any routine needs")
    instead = tr("Check that this is the right file, or split it into several routines.")
    return problems.fatal(START, (), what, instead)
