"""The messages between the program and its sound process: tuples of plain values, each after its length.

In marshal's format, which is available before anything is imported, and safe here: both ends run the
same interpreter, on a pipe that nobody else can write to.
"""

from __future__ import annotations

import marshal
from typing import Any, Protocol

LENGTH = 4
"""Bytes of the number that says how long the message after it is."""


class Source(Protocol):
    """Something that messages are read from."""

    def read(self, size: int) -> bytes | None:
        """Up to `size` bytes; fewer only at the end."""


def packed(*message: Any) -> bytes:
    """The bytes of a message."""
    data = marshal.dumps(message)
    return len(data).to_bytes(LENGTH, "little") + data


def read(source: Source) -> tuple[Any, ...] | None:
    """The next message; None at the end, even in the middle of a message."""
    head = source.read(LENGTH)
    if not head or len(head) < LENGTH:
        return None
    size = int.from_bytes(head, "little")
    data = source.read(size)
    if data is None or len(data) < size:
        return None
    message: tuple[Any, ...] = marshal.loads(data)  # noqa: S302  # our own messages, see above
    return message


SERVED = ("simpleaudio", "miniaudio")
"""The backends that play in a sound process, in the order they are tried."""
