"""Reading files that somebody names or left lying about: never for ever, and never without end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_FOR_READING = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"))


class NotAFile(OSError):
    """Something else has that name: `mode` says what, as in `os.stat`."""

    def __init__(self, mode: int) -> None:
        super().__init__(errno.EINVAL, f"It is {kind_of(mode)}, not a file")
        self.mode = mode


class TooLarge(OSError):
    """There is more in it than was allowed."""

    def __init__(self, most: int) -> None:
        super().__init__(errno.EFBIG, f"It is larger than {most // 1024} kB")


def read_regular(path: Path, most: int) -> bytes:
    """All bytes of a regular file, `most` at most. Raises NotAFile, TooLarge, or another OSError.

    A name with a zero byte in it raises ValueError. What is looked at is what is then read: a
    pipe put in the file's place meanwhile is not waited for, since opening does not wait.
    """
    _look(path.stat(), most)  # a device is not even opened
    descriptor = os.open(path, _FOR_READING)
    try:
        _look(os.fstat(descriptor), most)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(most + 1)
    finally:
        os.close(descriptor)
    if len(content) > most:
        raise TooLarge(most)
    return content


def _look(status: os.stat_result, most: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotAFile(status.st_mode)
    if status.st_size > most:
        raise TooLarge(most)


def there(path: Path) -> bool:
    """Whether something has this name, as far as can be told: where nobody may look there is nothing."""
    try:
        path.stat()
    except (OSError, ValueError):
        return False
    return True


def kind_of(mode: int) -> str:
    """`a folder`, `a pipe`: what is not a file, for people."""
    if stat.S_ISDIR(mode):
        return "a folder"
    return "a pipe" if stat.S_ISFIFO(mode) else "a device or a socket"
