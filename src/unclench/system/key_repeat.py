"""A key that is held down must not do harm: pause and go on again, skip step after step, say that a pack is off.

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
STEPS = frozenset("npr")
"""The characters that go from step to step."""
REPEATS = frozenset("+=-[]")
"""Characters that are meant to be held down or pressed in quick succession: ten seconds more, louder."""


class Guard:
    """Remembers when each sort of key was last seen; one for a whole run."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: dict[str, int] = {}

    def fresh(self, sort: str) -> bool:
        """Whether a key of this sort counts now."""
        return self._let_alone(sort) >= QUIET.get(sort, REPEAT_DELAY)

    def fresh_key(self, character: str, *, asked: bool = False) -> bool:
        """Whether a character counts now as a key; ask not where it belongs to a line that is typed.

        `asked` where a question waits for it: there none may repeat. Space and Enter do the
        same, and are one key here.
        """
        low = "space" if character in " \r\n" else character.lower()
        alone = self._let_alone(low)
        if not asked and low in REPEATS:
            return True
        return alone >= (QUIET["step"] if low in STEPS and not asked else REPEAT_DELAY)

    def _let_alone(self, sort: str) -> int:
        """For how many ms it has not been seen; it is seen now."""
        now = self._clock.now()
        before = self._last.get(sort, now - REPEAT_DELAY)
        self._last[sort] = now
        return now - before
