"""A conversation in lines of text, answered key by key, so that a session can go on beside it.

A dialogue is a generator: it yields what is to be shown, and is sent the next key. The session
sends it keys as they come; where nothing is played, `hold` does.
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
"""Columns below which nothing is gained by breaking lines between words."""
HEAD = re.compile(r"\s*(\S.{,10}?\s\s+)?")
"""What a line begins with, such as a time: its further rows begin behind that."""


class Output:
    """Standard output that may be closed or go away; whether anyone still reads is `open`."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stdout
        self.open = self._stream is not None
        take_any_letter(self._stream)
        self.terminal = self.open and self._stream.isatty()
        self._counting = False

    def line(self, text: str) -> None:
        """One line, in place of a countdown that stood there."""
        self.clear()
        self._write(self._fitted(printable(text)) + "\n")

    def count(self, text: str) -> None:
        """A line that the next one replaces; only on a terminal."""
        if self.terminal:
            self._write("\r\x1b[K" + printable(text)[: (self._columns() or len(text) + 1) - 1])
            self._counting = True

    def clear(self) -> None:
        """Take a countdown away, for whoever writes next."""
        if self._counting:
            self._write("\r\x1b[K")
            self._counting = False

    def _fitted(self, text: str) -> str:
        """The text in rows, where a terminal would break it within words."""
        columns = self._columns()
        if len(text) <= columns or columns < NARROWEST:
            return text
        head = HEAD.match(text)
        assert head is not None  # it matches nothing, too
        inset = " " * min(head.end(), columns // 2)
        return "\n".join(textwrap.wrap(text, columns, subsequent_indent=inset, break_on_hyphens=False))

    def _columns(self) -> int:
        """How wide the terminal is now; 0 where there is none."""
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
    """The text without anything that a terminal would act upon."""
    return "".join(char if char.isprintable() else " " for char in text)


T = TypeVar("T")


class Say(Struct, frozen=True):
    """Lines to show; with `typing` the one line is what was typed so far."""

    lines: Sequence[str] = ()
    typing: bool = False
    entry: bool = False
    """Whether the next key goes into a line that ends with Enter: what `Keys.get` is told as `typing`."""
    waits: bool = True
    """Whether a key is wanted; otherwise the dialogue goes on by itself."""
    patience: int | None = None
    """Ms after which it wants to know that nobody has pressed a key: it is then sent an empty one."""


Dialogue: TypeAlias = Generator[Say, str, T]


class LeftPrompt(Exception):
    """Somebody left a dialogue without an answer."""


def line(*lines: str) -> Dialogue[str]:
    """What is typed up to Enter. Raises Left on Escape."""
    key, typed = (yield Say(lines, entry=True)), ""
    while key != ENTER:
        if key == ESCAPE:
            raise LeftPrompt
        typed = typed[:-1] if key == BACKSPACE else typed + key
        key = yield Say((typed,), typing=True, entry=True)
    return typed.strip()


def show(said: Say, out: Output, indent: str = "") -> None:
    """What a dialogue has yielded, to the output."""
    for text in said.lines:
        (out.count if said.typing else out.line)(f"{indent}{text}")


def hold(dialogue: Dialogue[T], out: Output, keys: Keys) -> T | None:
    """A dialogue to its end, with nothing beside it. None where it was left or nobody types any more."""
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
