"""The reference for start and memory: a Textual app with Digits and a Footer, and nothing else."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Digits, Footer


class Bare(App[None]):
    """Ten seconds that stand still, and one key."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """The two widgets."""
        yield Digits("0:10")
        yield Footer()


if __name__ == "__main__":
    Bare().run()
