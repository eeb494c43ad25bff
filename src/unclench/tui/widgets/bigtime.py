"""The biggest thing on the screen: the time left."""

from __future__ import annotations

from textual.widgets import Digits


class BigTime(Digits):
    """The seconds left. All that others know of it is `show`, so that what draws it can change."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id)
        self.add_class("-empty")

    def show(self, time: str) -> None:
        """`12`, `1:30`; empty where no time is running."""
        if time == self.value:
            return
        self.set_class(not time, "-empty")
        self.update(time)
