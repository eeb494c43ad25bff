"""Signals that come while the screens are still being made ready."""

from __future__ import annotations

import signal
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class EarlySignals:
    """Remembers the first one: raised into half-made screens, it would come out as a crash."""

    def __init__(self) -> None:
        self.number: int | None = None

    def listen(self) -> None:
        """From now on until the event loop listens itself."""
        for name in NAMES:
            number = getattr(signal, name, None)
            if number is not None:
                signal.signal(number, self._remember)

    def _remember(self, number: int, _frame: FrameType | None) -> None:
        self.number = self.number or number
