"""Which of several wordings to speak: pure look-ups, no threads and no engines."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def fits(length: int | None, room: int | None) -> bool:
    """Whether a speech of `length` ms (None: not rendered yet) can be over within `room` ms."""
    return length is not None and (room is None or length <= room)


def pick(variants: Sequence[str], length: Callable[[str], int | None], room: int | None) -> str | None:
    """The first wording that is rendered and fits; they are given from the longest to the shortest."""
    return next((text for text in variants if fits(length(text), room)), None)
