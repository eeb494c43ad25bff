"""What the program and its sound process say to each other: tuples of plain values, one after the other.

marshal, because it is there before anything is imported, and because both ends are one and the
same interpreter on a pipe that nobody else can write to.
"""

from __future__ import annotations

import marshal
from typing import Any, Protocol

LENGTH = 4
"""Bytes that tell how long the message behind them is."""


class Source(Protocol):
    """Where messages come from."""

    def read(self, size: int) -> bytes | None:
        """So many bytes; fewer at the end."""


def packed(*message: Any) -> bytes:
    """A message as it is sent."""
    data = marshal.dumps(message)
    return len(data).to_bytes(LENGTH, "little") + data


def read(source: Source) -> tuple[Any, ...] | None:
    """The next message; None at the end, and where it breaks off."""
    head = source.read(LENGTH)
    if not head or len(head) < LENGTH:
        return None
    size = int.from_bytes(head, "little")
    data = source.read(size)
    if data is None or len(data) < size:
        return None
    message: tuple[Any, ...] = marshal.loads(data)  # noqa: S302  # see above: it is our own
    return message


SERVED = ("simpleaudio", "miniaudio")
"""The backends that play in a sound process, in the order they are tried."""
