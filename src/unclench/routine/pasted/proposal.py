"""What is proposed for a sheet, as data."""

from __future__ import annotations

from msgspec import Struct

from unclench.errors import UnclenchError
from unclench.routine.model import AnyStep, Frequency


class NotASheet(UnclenchError):
    """A text of which nothing can be proposed; the message says why.

    `by_hand` says that all that is left is to write it by hand: each front end names its own way to do that.
    """

    def __init__(self, why: str, *, by_hand: bool = False) -> None:
        super().__init__(why)
        self.by_hand = by_hand


class LeftOver(Struct, frozen=True):
    """A sentence of the sheet that was not understood, and the line that it stands in, from 1."""

    line: int
    text: str


class PastedStep(Struct, frozen=True):
    """A step as proposed, the lines that it was read from, and what in them was not understood.

    `step` names the exercise as a file does: `exercise.name` is a catalogue id where one was found.
    """

    step: AnyStep
    lines: tuple[int, ...]
    left_over: tuple[LeftOver, ...] = ()


class Proposal(Struct, frozen=True):
    """What was read of a sheet. Nothing in it is played before a person has looked at it."""

    title: str
    """The sheet's own title; "" if it has none."""
    steps: tuple[PastedStep, ...]
    cautions: tuple[str, ...] = ()
    frequency: Frequency = Frequency()
    left_over: tuple[LeftOver, ...] = ()
    """What looked like a dose and belongs to no step."""
    beside: tuple[LeftOver, ...] = ()
    """Sentences without a dose that belong to no step."""
    furniture: tuple[int, ...] = ()
    """The lines with addresses, page numbers and the like, which are left out."""

    def all_left_over(self) -> list[LeftOver]:
        """What was not understood, in the order of the sheet."""
        return sorted(
            (*self.left_over, *(each for step in self.steps for each in step.left_over)), key=lambda e: e.line
        )
