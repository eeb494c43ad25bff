"""The terminal's own title: the time left and the step, seen in a task bar or a tab."""

from __future__ import annotations

from collections.abc import Callable

from unclench.tui.text import flat

_KEEP, _GIVE_BACK = "\x1b[22;2t", "\x1b[23;2t"
"""XTWINOPS: terminals with a title stack put the old one away; others ignore it."""
LONGEST = 80


class TerminalTitle:
    """Writes OSC 2, and only what has changed."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._shown: str | None = None

    def show(self, text: str) -> None:
        """Set the title to a text that may come from a file."""
        text = flat(text)[:LONGEST]
        if text == self._shown:
            return
        if self._shown is None:
            self._write(_KEEP)
        self._shown = text
        self._write(f"\x1b]2;{text}\x07")

    def restore(self) -> None:
        """Give back the title that was there before."""
        if self._shown is not None:
            self._shown = None
            self._write(f"\x1b]2;\x07{_GIVE_BACK}")
