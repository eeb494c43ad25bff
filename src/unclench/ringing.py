"""The terminal's bell: one byte past whatever is drawing on the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

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
