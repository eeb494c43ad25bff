"""Repetitions that a key counts, where nobody has set a number of them. Pure."""

from __future__ import annotations

from unclench.language import tr
from unclench.routine.values import MOST
from unclench.session.questions import Refused

NONE_YET = tr("You haven't counted any yet.")
NO_MORE = tr("That's {most}. The count stops there.", most=MOST)


class RepetitionCounter:
    """Those of the running phase. Only a key leaves such a phase, and then they are forgotten."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, by: int) -> int:
        """Count one more, or take one back with -1; how many there are now.

        Raises Refused where there would be fewer than none, or more than a routine can write down.
        """
        if self.count + by < 0:
            raise Refused(NONE_YET)
        if self.count + by > MOST:
            raise Refused(NO_MORE)
        self.count += by
        return self.count

    def forget(self) -> None:
        """Begin again with none."""
        self.count = 0
