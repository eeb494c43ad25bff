"""How long one point of the body is pressed without a pause (C1.16), whatever wrote the press. Pure.

The loader asks it of the largest dose that is written, the compiler of what will be played, and the
key for ten seconds more of what is being played.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msgspec import Struct

from unclench.safety.limits import LIMITS, Limit

NOT_A_PRESS = ("pinch", "rub", "roll", "stroke", "knead", "circle")
"""Massage that moves or only holds a fold of skin: the limit for one point is not about it."""
LETS_GO = re.compile(r"\b(?:release|let|lets|rest|relax|off|pause|lift|loosen|ease|breathe|nothing)\b", re.IGNORECASE)
"""How a phase is called in which the hand lets go."""


def is_press(tags: Collection[str], *names: str | None) -> bool:
    """Massage is taken for a press on one point unless its own words say otherwise."""
    if "massage" not in tags:
        return False
    words = " ".join(filter(None, names)).lower().replace("-", " ")
    return not any(word in words for word in NOT_A_PRESS)


def on_a_point(*names: str | None) -> bool:
    """Whether an activity of these names is one press, and not massage of some other kind."""
    words = " ".join(filter(None, names)).lower()
    return any(word in words for word in ("press", "point", "thumb", "spot", "knot"))


def presses(phase: str) -> bool:
    """Whether the hand presses in a phase of this name: in every one that does not say that it lets go."""
    return LETS_GO.search(phase) is None


def too_long(pressed: int) -> Limit | None:
    """The limit that pressing one point for so many ms would break, or None."""
    limit = LIMITS["C1.16"]
    return limit if pressed > limit.value else None


class _Run(Struct, frozen=True):
    """Pressing in a stretch of time, in ms: at its beginning, at its end, the longest in it, and if it never stops."""

    head: int
    tail: int
    longest: int
    unbroken: bool

    def then(self, other: _Run) -> _Run:
        return _Run(
            self.head + other.head if self.unbroken else self.head,
            self.tail + other.tail if other.unbroken else other.tail,
            max(self.longest, other.longest, self.tail + other.head),
            self.unbroken and other.unbroken,
        )

    def times(self, count: int, *, apart: bool) -> _Run:
        """The same so often, one right behind the other, or `apart` where something lies between them."""
        if count < 2:
            return self
        if self.unbroken and not apart:
            whole = self.longest * count
            return _Run(whole, whole, whole, unbroken=True)
        longest = self.longest if apart else max(self.longest, self.tail + self.head)
        return _Run(self.head, self.tail, longest, unbroken=False)


def longest(
    phases: Sequence[tuple[str, int]], reps: int = 1, sets: int = 1, sides: int = 1,
    *, rest: int = 0, set_rest: int = 0, alternate: bool = False,
) -> int:  # fmt: skip
    """The longest time, in ms, for which an exercise of these (name, ms) presses one point without a pause.

    Another side is another point. A pause of no length is none.
    """
    one = _Run(0, 0, 0, unbroken=True)
    for name, ms in phases:
        one = one.then(_Run(ms, ms, ms, unbroken=True) if presses(name) else _Run(0, 0, 0, unbroken=not ms))
    in_turn = alternate and sides > 1
    one_side = one.times(reps, apart=rest > 0 or in_turn)
    return one_side.times(sets, apart=set_rest > 0 or sides > 1).longest
