"""Keys that are pressed by a hand-turned clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from unclench.system.keyboard import Keys
from unclench.testing import ManualClock

PATIENCE = 4 * 3_600_000
"""Ms after which nothing will come of it any more."""


class ScriptedKeys(Keys):
    """Keys at given seconds; time goes by while nobody presses one."""

    def __init__(self, clock: ManualClock, script: dict[float, str]) -> None:
        self.clock, self.began = clock, clock.now()
        self.script = deque(sorted(script.items()))
        self.terminal = self.possible = True
        self.ended = False

    @contextmanager
    def listening(self) -> Iterator[Keys]:
        yield self

    def get(self, timeout: int | None, *, typing: bool = False) -> str | None:
        assert self.clock.now() - self.began < PATIENCE, "the session waits for a key that the script does not have"
        if timeout is None and not self.script:
            return None  # nobody sits there any more
        until = None if timeout is None else self.clock.now() + timeout
        if self.script and (until is None or self.began + round(self.script[0][0] * 1000) <= until):
            seconds, key = self.script.popleft()
            self.clock.advance(max(0, self.began + round(seconds * 1000) - self.clock.now()))
            return key
        self.clock.advance(max(1, timeout or 0))
        return None

    def flush(self) -> None:
        """What was to be pressed before now was typed ahead, and is forgotten."""
        while self.script and self.began + round(self.script[0][0] * 1000) < self.clock.now():
            self.script.popleft()
