"""A key that is held down must not do harm: pause and go on again, or skip step after step.

Terminals send a repeated key as if it were pressed anew. So a key counts only when it has
been let alone for a while; each repeat starts that while again.
"""

from __future__ import annotations

from collections.abc import Mapping

from unclench.ports import Clock

REPEAT_DELAY = 700
"""Longer (ms) than keyboards wait before the first repeat, 250 to 660 (ours)."""
QUIET: Mapping[str, int] = {"space": REPEAT_DELAY, "yes": REPEAT_DELAY, "no": REPEAT_DELAY, "step": 400}
"""How long each sort of key must have been let alone; skipping is wanted in quick succession too.

Any other sort: REPEAT_DELAY.
"""


class Guard:
    """Remembers when each sort of key was last seen; shared by all screens of a run."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: dict[str, int] = {}

    def fresh(self, sort: str) -> bool:
        """Whether a key of this sort counts now."""
        now, last = self._clock.now(), self._last.get(sort)
        self._last[sort] = now
        return last is None or now - last >= QUIET.get(sort, REPEAT_DELAY)
