"""An answer to a question, and how long it counts. Pure."""

from __future__ import annotations

from typing import Protocol


class Answer(Protocol):
    """The latest answer to one question, as the journal's records have it."""

    @property
    def at(self) -> int:
        """When it was given, in ms since 1970."""
        ...

    @property
    def yes(self) -> bool:
        """Whether it was a yes."""
        ...


def fresh(at: int | None, lasting: int, now: int) -> bool:
    """Whether an answer given `at` still counts, which it does for `lasting` ms. One from the future never does."""
    return at is not None and 0 <= now - at < lasting
