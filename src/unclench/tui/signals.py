"""Signals: the ones that come while the screens are still being made ready, and all later ones."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class Signals:
    """Remembers an early one: raised into half-made screens, it would come out as a crash."""

    def __init__(self) -> None:
        self._early: int | None = None

    def listen(self) -> None:
        """From now on until the event loop listens itself."""
        for number in _numbers():
            signal.signal(number, self._remember)

    def _remember(self, number: int, _frame: FrameType | None) -> None:
        self._early = self._early or number

    def hand_over(self, leave: Callable[[int], None]) -> None:
        """From here on the event loop hears them: each leaves with its exit status, and so does an early one."""
        loop = asyncio.get_running_loop()
        for number in _numbers():
            try:
                loop.add_signal_handler(number, leave, 128 + number)
            except (NotImplementedError, RuntimeError, ValueError):
                break  # Windows, or not the main thread: there Ctrl-C comes as a key
        if self._early is not None:
            leave(128 + self._early)


def _numbers() -> Iterator[int]:
    """Those that this system has."""
    found = (getattr(signal, name, None) for name in NAMES)
    return (number for number in found if number is not None)
