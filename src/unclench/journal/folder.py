"""The folder that a journal lies in: who may change files there, and what lies beside the journal."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENDS = ("", "-wal", "-shm")
"""What belongs to a database file, by the end of its name: itself, its log, and the index of that."""
LEAST = 512
"""No database file is shorter, in bytes: one that is was cut off when the power went."""
_PATIENCE = 15.0
"""Seconds to wait for another program that mends or brings up to date; 100,000 sessions take less."""


def with_end(path: Path, end: str) -> Path:
    """The file beside a database file whose name ends so."""
    return path.with_name(path.name + end)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Inside, no other unclench makes, mends or renames a journal in this folder.

    The kernel gives the folder free when the program dies. Raises OSError where another one
    takes too long. Where a folder cannot be locked (Windows, some network disks) nobody waits.
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
                raise OSError(errno.EAGAIN, "another unclench is mending it", str(folder)) from None
            time.sleep(0.02)
        except OSError:  # this disk knows no locks
            return descriptor
        else:
            return descriptor


def identity(path: Path) -> tuple[int, int] | None:
    """Which file a path leads to now; None where there is none. Raises OSError where nobody can tell."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def signs(path: Path) -> list[tuple[int, int] | None]:
    """What changes when somebody writes to a database file or its log."""
    found: list[tuple[int, int] | None] = []
    for end in ("", "-wal"):
        try:
            stat = with_end(path, end).stat()
            found.append((stat.st_size, stat.st_mtime_ns))
        except FileNotFoundError:
            found.append(None)
    return found


def mending(path: Path) -> Path:
    """Where this program writes what is to become the journal at `path`."""
    return path.with_name(f"{path.stem}.mending-{os.getpid()}")


def unfinished(path: Path) -> list[Path]:
    """What a program left that was killed while it mended or made a journal."""
    return sorted(path.parent.glob(f"{path.stem}.mending-*"))


def clear_away(path: Path) -> None:
    """Remove what is unfinished; only inside of `alone`. What cannot be removed stays."""
    for left in unfinished(path):
        with contextlib.suppress(OSError):
            left.unlink()


def damaged(path: Path) -> list[Path]:
    """The damaged files that were set aside, without the ends of their names, the latest last."""
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
    """Whether something stands in the log of a database file."""
    with contextlib.suppress(OSError):
        return with_end(path, "-wal").stat().st_size > 0
    return False


def on_disk(path: Path) -> None:
    """What a file holds, or which files a folder has, survives a power cut from now on. Raises OSError."""
    try:
        descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    except PermissionError:
        if path.is_dir():
            return  # Windows opens no folder, and needs nobody to write it out
        raise
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
