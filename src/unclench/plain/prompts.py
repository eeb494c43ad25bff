"""Dialogues in lines of text, answered key by key, so that a session can go on beside them.

A dialogue is a generator: it yields what to show and is sent the next key. While a session plays, the
session sends the keys as they come; otherwise `run` does.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Generator, Sequence
from typing import TextIO, TypeAlias, TypeVar

from msgspec import Struct

from unclench.system.keyboard import ENTER, Keys
from unclench.system.keystrokes import BACKSPACE, ESCAPE
from unclench.system.streams import forget, take_any_letter

NARROWEST = 20
"""Below this many columns, breaking lines between words doesn't help."""
HEAD = re.compile(r"\s*(\S.{,10}?\s\s+)?")
"""The head of a line, such as a time. When a line wraps, its other rows are indented by that much."""


class LineWriter:
    """Standard output, which may be closed or go away at any time; `open` says whether anyone still reads it."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stdout
        self.open = self._stream is not None
        take_any_letter(self._stream)
        self.terminal = self.open and self._stream.isatty()
        self._counting = False

    def line(self, text: str) -> None:
        """Write one line; it takes the place of a countdown."""
        self.clear()
        self._write(self._fitted(printable(text)) + "\n")

    def count(self, text: str) -> None:
        """Show a countdown, which the next line replaces. Does nothing without a terminal."""
        if self.terminal:
            self._write("\r\x1b[K" + printable(text)[: (self._columns() or len(text) + 1) - 1])
            self._counting = True

    def clear(self) -> None:
        """Remove a countdown, so that somebody else can write."""
        if self._counting:
            self._write("\r\x1b[K")
            self._counting = False

    def _fitted(self, text: str) -> str:
        """The text wrapped between words, where the terminal would break it inside them."""
        columns = self._columns()
        if len(text) <= columns or columns < NARROWEST:
            return text
        head = HEAD.match(text)
        assert head is not None  # the pattern matches an empty text too
        inset = " " * min(head.end(), columns // 2)
        return "\n".join(textwrap.wrap(text, columns, subsequent_indent=inset, break_on_hyphens=False))

    def _columns(self) -> int:
        """The width of the terminal now, 0 without one."""
        try:
            return os.get_terminal_size(self._stream.fileno()).columns if self.terminal else 0
        except (OSError, ValueError):
            return 0

    def _write(self, text: str) -> None:
        if not self.open:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self.open = False
            forget(1)


def printable(text: str) -> str:
    """The text with a space for every character that a terminal would act on."""
    return "".join(char if char.isprintable() else " " for char in text)


T = TypeVar("T")


class Say(Struct, frozen=True):
    """Lines to show. With `typing` there is one line: what has been typed so far."""

    lines: Sequence[str] = ()
    typing: bool = False
    entry: bool = False
    """Whether the next key belongs to a line that ends with Enter; `Keys.get` calls this `typing`."""
    waits: bool = True
    """Whether a key is wanted. If not, the dialogue goes on by itself."""
    patience: int | None = None
    """Ms without a key after which the dialogue wants to be sent an empty key; None: never."""


Dialogue: TypeAlias = Generator[Say, str, T]


class LeftPrompt(Exception):
    """Somebody left a dialogue without an answer."""


def line(*lines: str) -> Dialogue[str]:
    """A dialogue that returns what is typed up to Enter. Raises LeftPrompt on Escape."""
    key, typed = (yield Say(lines, entry=True)), ""
    while key != ENTER:
        if key == ESCAPE:
            raise LeftPrompt
        typed = typed[:-1] if key == BACKSPACE else typed + key
        key = yield Say((typed,), typing=True, entry=True)
    return typed.strip()


def show(said: Say, out: LineWriter, indent: str = "") -> None:
    """Write what a dialogue has yielded."""
    for text in said.lines:
        (out.count if said.typing else out.line)(f"{indent}{text}")


def run(dialogue: Dialogue[T], out: LineWriter, keys: Keys) -> T | None:
    """Run a dialogue to its end while nothing plays; returns its result.

    None if the person left it, or nobody is typing any more.
    """
    try:
        said = next(dialogue)
        while True:
            show(said, out)
            key = keys.get(said.patience, typing=said.entry) if said.waits else ""
            if key is None and said.patience is not None and not keys.ended:
                key = ""
            if key is None:
                dialogue.close()
                return None
            said = dialogue.send(key)
    except StopIteration as end:
        answer: T = end.value
        return answer
    except LeftPrompt:
        return None
