"""The machine around a running session, as `ports.Surroundings`: staying awake, calling somebody."""

from __future__ import annotations

from collections.abc import Callable

from unclench.attention import Attention
from unclench.awake import StayAwake


class Machine:
    """The real one."""

    def __init__(self, on_notice: Callable[[str], None]) -> None:
        self._awake = StayAwake(on_notice)
        self._attention = Attention()

    def stay_awake(self, wanted: bool) -> None:  # noqa: FBT001  # the protocol's own
        """Neither sleep nor blank the screen while wanted."""
        if wanted:
            self._awake.hold()
        else:
            self._awake.release()

    def call(self, text: str) -> None:
        """Bell, terminal notification, desktop notification."""
        self._attention.call(text)
