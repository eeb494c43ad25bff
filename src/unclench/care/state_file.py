"""Small files of the program's own, of which no more is believed than somebody could have put there: their text."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

MOST = 10_000
"""Bytes that are read of one at most."""


def read(path: Path) -> bytes:
    """The content of a plain file of the user's own, in a folder where it can be deleted. Raises OSError otherwise."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        owned = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
        if not (stat.S_ISREG(found.st_mode) and owned and os.access(path.parent, os.W_OK)):
            raise OSError("not a file of this user's own")
        return file.read(MOST)


def delete(path: Path) -> None:
    """Delete it, where it is there and can be deleted."""
    with contextlib.suppress(OSError):
        path.unlink()
