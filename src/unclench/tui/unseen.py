"""Ending the screens when their terminal has gone.

Textual's writing thread dies of the first error, and whoever writes after that waits for it
for ever: the program would hang in its own goodbye, with a cold pack on somebody's skin.
"""

from __future__ import annotations

import os
from typing import Any

from unclench.streams import forget


class _Nowhere:
    """Stands where the writing thread stood."""

    def write(self, text: str) -> None:
        """Nobody reads it."""

    def flush(self) -> None:
        """Nothing is kept back."""

    def stop(self) -> None:
        """Nothing runs."""


def terminal_has_gone() -> bool:
    """Whether what Textual draws on is no terminal any more; a SIGHUP may also come from elsewhere."""
    try:
        os.get_terminal_size(2)
    except OSError:
        return True
    return False


def draw_nowhere(driver: Any) -> None:
    """From now on a driver's output goes nowhere, and so cannot fail."""
    forget(1, 2)
    if getattr(driver, "_writer_thread", None) is not None:
        driver._writer_thread = _Nowhere()  # noqa: SLF001  # there is no other way in
