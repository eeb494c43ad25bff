"""The machine around a running session, as `ports.Surroundings`: staying awake, calling somebody."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unclench.attention import Attention
    from unclench.awake import StayAwake


def locale_here() -> str:
    """The locale that messages are to be in, such as `en_GB.UTF-8`; empty where none is set."""
    return next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")


class Machine:
    """The real one. What it needs is imported when it is needed: most commands never do."""

    def __init__(self, on_notice: Callable[[str], None]) -> None:
        self._on_notice = on_notice

    @cached_property
    def _awake(self) -> StayAwake:
        from unclench.awake import StayAwake

        return StayAwake(self._on_notice)

    @cached_property
    def _attention(self) -> Attention:
        from unclench.attention import Attention

        return Attention()

    def stay_awake(self, wanted: bool) -> None:  # noqa: FBT001  # the protocol's own
        """Neither sleep nor blank the screen while wanted."""
        if wanted:
            self._awake.hold()
        else:
            self._awake.release()

    def call(self, text: str) -> None:
        """Bell, terminal notification, desktop notification."""
        self._attention.call(text)
