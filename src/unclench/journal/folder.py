"""The folder of a journal: who may change files in it, and which files beside the journal belong to it."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from unclench.language import tr

ENDS = ("", "-wal", "-shm")
"""The endings of the files that make up a database: the file itself, its log, and the index of the log."""
LEAST = 512
"""The length in bytes of the shortest database file: a shorter one was cut off by a power cut."""
_PATIENCE = 15.0
"""Seconds to wait for another program that repairs or migrates; a journal of 100,000 sessions takes less."""


def with_end(path: Path, end: str) -> Path:
    """The file beside a database file whose name has this ending."""
    return path.with_name(path.name + end)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Inside, no other unclench creates, repairs or renames a journal in this folder.

    The kernel releases the folder when the program dies. Raises OSError where another program
    takes too long. Where folders cannot be locked (Windows, some network disks) nobody waits.
    """
    descriptor = _locked(folder)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _locked(folder: Path) -> int | None:
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        return None
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(descriptor)
                raise OSError(errno.EAGAIN, tr("another unclench is repairing it"), str(folder)) from None
            time.sleep(0.02)
        except OSError:  # this disk has no locks
            return descriptor
        else:
            return descriptor


def identity(path: Path) -> tuple[int, int] | None:
    """Device and number of the file at a path now; None where there is none. Raises OSError where that is unknown."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def state(path: Path) -> list[tuple[int, int] | None]:
    """Sizes and times of a database file and its log, which change when somebody writes to them."""
    found: list[tuple[int, int] | None] = []
    for end in ("", "-wal"):
        try:
            stat = with_end(path, end).stat()
            found.append((stat.st_size, stat.st_mtime_ns))
        except FileNotFoundError:
            found.append(None)
    return found


def unfinished_path(path: Path) -> Path:
    """Where this program builds what will become the journal at `path`."""
    return path.with_name(f"{path.stem}.mending-{os.getpid()}")


def unfinished(path: Path) -> list[Path]:
    """What is being built beside a journal, or was left by a program that was killed at it."""
    return sorted(path.parent.glob(f"{path.stem}.mending-*"))


def clear_away(path: Path) -> None:
    """Delete what is unfinished, where it can be deleted. Only to be called inside `alone`."""
    for left in unfinished(path):
        with contextlib.suppress(OSError):
            left.unlink()


def damaged(path: Path) -> list[Path]:
    """The damaged files that were set aside, each once and without -wal or -shm, the latest last."""
    found: dict[Path, int] = {}
    for each in path.parent.glob(f"{path.stem}.damaged-*"):
        name = each.name
        for end in ENDS[1:]:
            name = name.removesuffix(end)
        with contextlib.suppress(OSError):
            changed = each.stat().st_ctime_ns
            found[each.with_name(name)] = max(changed, found.get(each.with_name(name), 0))
    return sorted(found, key=lambda file: (found[file], file.name))


def has_log(path: Path) -> bool:
    """Whether there is anything in the log of a database file."""
    with contextlib.suppress(OSError):
        return with_end(path, "-wal").stat().st_size > 0
    return False
