"""Lines to standard output, and lines typed in answer, where nothing is played meanwhile."""

from __future__ import annotations

import os
import re
import sys
import textwrap
from typing import TextIO

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
