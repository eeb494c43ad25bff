"""Turns the amounts of a routine into numbers, ms or counts, using what was chosen and answered. Pure."""

from __future__ import annotations

from copy import copy
from typing import TypeAlias

from unclench.routine.model import (
    DEFAULTS,
    Amount,
    AtLeast,
    Blank,
    Breaths,
    Defaults,
    Dose,
    Exact,
    Open,
    Range,
)
from unclench.session.choices import SUGGESTED, SUGGESTED_TIME, Choice, Choices
from unclench.session.timeline import Gate

Pause: TypeAlias = tuple[int, Gate | None]
"""How long in ms, and whether a key ends it; then the length is 0."""


class Amounts:
    """Reads the amounts of one step after another. A blank without an answer gets a suggestion, and a question."""

    def __init__(self, defaults: Defaults, choices: Choices) -> None:
        self.defaults = defaults
        self.questions: list[Choice] = []
        """The blanks without an answer so far. The same one may be in it more than once."""
        self._choices = choices
        self.breath = choices.breath
        """How long one breath is, in ms, where a length is given in breaths."""
        self._id = self._asked_for = ""

    def read_from(self, id: str, asked_for: str) -> None:
        """The next amounts belong to the step of this id; a question about one begins with `asked_for`."""
        self._id, self._asked_for = id, asked_for

    def with_breath(self, breath: int) -> Amounts:
        """The same with breaths of `breath` ms; its questions are added to the same list."""
        other = copy(self)
        other.breath = breath
        return other

    def default(self, name: str, amount: Amount | None) -> Pause:
        """A pause; left out, it is the routine's default of this name, and else the program's."""
        return self.pause(name, getattr(self.defaults, name) if amount is None else amount, DEFAULTS[name])

    def pause(self, name: str, amount: Amount | None, unsaid: int) -> Pause:
        """A pause; left out, it lasts `unsaid` ms."""
        return (unsaid, None) if amount is None else (self.ms(name, amount), opens(amount))

    def count(self, name: str, amount: Amount | None, unsaid: int = 1) -> int:
        """A number of repetitions or the like, at least one; left out, it is `unsaid`."""
        return unsaid if amount is None else max(1, self._value(name, amount, name))

    def ms(self, name: str, amount: Amount, said: str = "") -> int:
        """A length of time, 0 if a key decides; a question about a blank calls it `said`, or else `name`."""
        return self._value(name, amount, said or name)

    def _value(self, name: str, amount: Amount, said: str) -> int:
        match amount:
            case Exact(value) | AtLeast(value):
                return value
            case Range(low, high):
                return self._pick(low, high)
            case Breaths(low, high):
                return self._pick(low, high) * self.breath
            case Open():
                return 0
            case Blank():
                return self._answer(name, said)

    def _pick(self, low: int, high: int) -> int:
        match self._choices.dose:
            case Dose.LOW:
                return low
            case Dose.HIGH:
                return high
            case Dose.MIDDLE:
                middle = (low + high) // 2
                # A whole number of seconds where the ends are: "15 to 30" is 22, not 22.5.
                return middle // 1000 * 1000 if low % 1000 == high % 1000 == 0 else middle

    def _answer(self, name: str, said: str) -> int:
        found = self._choices.answers.get((self._id, name))
        if found is not None:
            return found
        suggested = SUGGESTED.get(name, DEFAULTS.get(name) or SUGGESTED_TIME)
        self.questions.append(Choice(self._id, name, f"{self._asked_for}: {said}?", suggested))
        return suggested


def opens(amount: Amount) -> Gate | None:
    """The gate of a length that only a key ends; None for every other."""
    return Gate.OPEN if isinstance(amount, Open) else None
