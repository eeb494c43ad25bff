"""A key that is held down must do no harm: pause and resume, skip step after step, say that a pack is off.

Terminals send a repeated key as if it were pressed again. So a key counts only if it has not been seen
for a while, and each repeat starts that while anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from unclench.ports import Clock

REPEAT_DELAY = 700
"""Ms, longer than keyboards wait before the first repeat (250 to 660). Ours."""
QUIET: Mapping[str, int] = {"space": REPEAT_DELAY, "yes": REPEAT_DELAY, "no": REPEAT_DELAY, "step": 400}
"""Ms for which each sort of key must not have been seen. Skipping is also wanted in quick succession.

REPEAT_DELAY for any other sort.
"""
STEPS = frozenset("npr")
"""The characters that move from step to step."""
REPEATS = frozenset("+=-[]")
"""Characters that may be held down or pressed quickly: ten seconds more, louder."""


class Guard:
    """Knows when each sort of key was last seen; there is one for a whole run."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: dict[str, int] = {}

    def fresh(self, sort: str) -> bool:
        """Whether a key of this sort, pressed now, counts."""
        return self._let_alone(sort) >= QUIET.get(sort, REPEAT_DELAY)

    def fresh_key(self, character: str, *, asked: bool = False) -> bool:
        """Whether a character, pressed now, counts as a key. Not for characters typed into a line.

        `asked` says that a question is waiting for it: then no key may repeat. Space and Enter do the same
        thing and are one key here.
        """
        low = "space" if character in " \r\n" else character.lower()
        alone = self._let_alone(low)
        if not asked and low in REPEATS:
            return True
        return alone >= (QUIET["step"] if low in STEPS and not asked else REPEAT_DELAY)

    def _let_alone(self, sort: str) -> int:
        """Note that it is seen now. Returns for how many ms it had not been."""
        now = self._clock.now()
        before = self._last.get(sort, now - REPEAT_DELAY)
        self._last[sort] = now
        return now - before
