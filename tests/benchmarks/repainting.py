"""The reference for what moves: a Textual app that repaints its Digits at a given rate, and nothing else."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import Digits, Footer


class Repainting(App[None]):
    """Another number so many times a second."""

    def compose(self) -> ComposeResult:
        """The two widgets of the bare app."""
        yield Digits("0")
        yield Footer()

    def on_mount(self) -> None:
        """Start the clock."""
        self.number = 0
        self.set_interval(1 / float(sys.argv[1]), self.paint)

    def paint(self) -> None:
        """The next number."""
        self.number += 1
        self.query_one(Digits).update(f"{self.number % 100}")


if __name__ == "__main__":
    Repainting().run()
