"""What has been rendered and what waits for it: a cache bounded by bytes, and a queue."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from unclench.audio.pcm import RATE, Samples

ROOM = 40 << 20
"""Bytes: eight minutes of speech; the longest routine needs a fifth of it."""


class Speech(Struct, frozen=True):
    """A text as it will sound."""

    samples: Samples
    length_ms: int
    """Rounded up, so that what fits is over in time."""
    text: str


def speech(text: str, samples: Samples) -> Speech:
    """With its length measured."""
    return Speech(samples, -(-len(samples) * 1000 // RATE), text)


class Store:
    """Not thread-safe.

    What was asked for in advance is needed sooner or later, what has been spoken may not be. So
    when the room is full, what was spoken longest ago goes first; rendering ahead then waits, and
    only a text wanted now pushes out others, the furthest ahead first.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._used = 0
        self._ahead: dict[str, Speech] = {}
        self._spoken: dict[str, Speech] = {}
        self._queue: dict[str, None] = {}
        self._now: dict[str, None] = {}

    def ask(self, texts: Iterable[str], *, first: bool = False) -> bool:
        """Queue what is not there yet, in this order; `first`: before all others. Whether any was queued."""
        missing = {t: None for t in texts if t not in self._ahead and t not in self._spoken}
        if first:
            self._now = missing | self._now
        else:
            self._queue |= missing
        return bool(missing)

    def next(self) -> str | None:
        """The text to render now; it stays in the queue until it is `put`."""
        if self._now:
            return next(iter(self._now))
        full = self._used >= self._room and not self._spoken
        return None if full else next(iter(self._queue), None)

    def waits(self, text: str) -> bool:
        """Whether it is in the queue."""
        return text in self._now or text in self._queue

    def put(self, text: str, samples: Samples) -> None:
        """Keep a rendered text, and make room for it."""
        urgent = text in self._now
        self._now.pop(text, None)
        self._queue.pop(text, None)
        if text in self._ahead or text in self._spoken:
            return
        size = _size(samples)
        while self._used + size > self._room and self._spoken:
            self._used -= _size(self._spoken.pop(next(iter(self._spoken))).samples)
        while urgent and self._used + size > self._room and self._ahead:
            self._used -= _size(self._ahead.popitem()[1].samples)
        self._ahead[text] = speech(text, samples)
        self._used += size

    def length(self, text: str) -> int | None:
        """Its length in ms, if it is there."""
        found = self._ahead.get(text) or self._spoken.get(text)
        return found.length_ms if found else None

    def take(self, text: str) -> Speech:
        """A text that is there, which from now on counts as spoken."""
        found = self._ahead.pop(text, None) or self._spoken.pop(text)
        self._spoken[text] = found
        return found

    def clear_queue(self) -> None:
        """Ask for nothing any more."""
        self._queue.clear()
        self._now.clear()

    @property
    def used(self) -> int:
        """Bytes of samples kept."""
        return self._used


def _size(samples: Samples) -> int:
    return len(samples) * samples.itemsize
