"""What an amount may be besides one number, and what a text that is none raises."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """What an amount may be besides one number."""

    RANGE = "range"
    AT_LEAST = "at least"
    BREATHS = "breaths"
    OPEN = "open"
    ASK = "ask"


class ValueProblem(ValueError):
    """A text that is not the value it should be. `instead` is one or more whole sentences."""

    def __init__(self, what: str, instead: str) -> None:
        self.what = what
        self.instead = instead
        super().__init__(f"{what}. {instead}")
