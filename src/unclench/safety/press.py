"""How long one point of the body is pressed without a pause (C1.16). Pure.

Asked three times: when a routine is checked, about the largest dose written in it; when it is
compiled, about what will be played; and when somebody adds ten seconds to what is being played.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msgspec import Struct

from unclench.safety.limits import LIMITS, Limit

NOT_A_PRESS = ("pinch", "rub", "roll", "stroke", "knead", "circle")
"""Words for massage that moves, or only holds a fold of skin; the limit for one point does not apply to it."""
LETS_GO = re.compile(r"\b(?:release|let|lets|rest|relax|off|pause|lift|loosen|ease|breathe|nothing)\b", re.IGNORECASE)
"""Words in the name of a phase during which the hand lets go."""


def is_press(tags: Collection[str], *names: str | None) -> bool:
    """Whether this is a press on one point: any massage is, unless one of its `names` says otherwise."""
    if "massage" not in tags:
        return False
    words = " ".join(filter(None, names)).lower().replace("-", " ")
    return not any(word in words for word in NOT_A_PRESS)


def on_a_point(*names: str | None) -> bool:
    """Whether an activity with these names is a press on one point, rather than massage of another kind."""
    words = " ".join(filter(None, names)).lower()
    return any(word in words for word in ("press", "point", "thumb", "spot", "knot"))


def presses(phase: str) -> bool:
    """Whether the hand presses during a phase of this name, which it does unless the name says that it lets go."""
    return LETS_GO.search(phase) is None


def too_long(pressed: int) -> Limit | None:
    """The limit that pressing one point for `pressed` ms would break, or None."""
    limit = LIMITS["C1.16"]
    return limit if pressed > limit.value else None


class _Run(Struct, frozen=True):
    """Pressing within a stretch of time, in ms: at its start, at its end, the longest, and whether it never stops."""

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
        """The same `count` times in a row; with `apart` there is a break in between."""
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

    The other side of the body is another point. A pause of 0 ms does not count.
    """
    one = _Run(0, 0, 0, unbroken=True)
    for name, ms in phases:
        one = one.then(_Run(ms, ms, ms, unbroken=True) if presses(name) else _Run(0, 0, 0, unbroken=not ms))
    in_turn = alternate and sides > 1
    one_side = one.times(reps, apart=rest > 0 or in_turn)
    return one_side.times(sets, apart=set_rest > 0 or sides > 1).longest
