"""What somebody answered, and when: all that the rules here have to know of it. Pure."""

from __future__ import annotations

from typing import Protocol

DAY = 24 * 3_600_000
FOR_GOOD = 2**62
"""In ms: for what is asked only once."""


class Answer(Protocol):
    """The latest answer to one question; the journal's records are such answers."""

    @property
    def at(self) -> int:
        """When it was given, in ms since 1970."""
        ...

    @property
    def yes(self) -> bool:
        """What it was."""
        ...


def fresh(at: int | None, lasting: int, now: int) -> bool:
    """Whether an answer of `at` still counts, for `lasting` ms; none from the future does."""
    return at is not None and 0 <= now - at < lasting
