"""A new journal file: built beside its final place, and put there only when it is complete and on the disk."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

from unclench.journal import folder
from unclench.journal.connection import connect
from unclench.journal.errors import Damaged
from unclench.journal.schema import VERSION, statements


def ready_to_write(path: Path) -> bool:
    """Whether the file can be written; it is created, and its folder too, where there is none.

    Raises OSError where it can be neither written nor read, and Damaged for what a power cut leaves.
    The file is not opened for this: closing it again would release the locks that another
    connection of this program holds on it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if _inspected(path) is None:
            create(path)
            return True
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS) or not os.access(path, os.R_OK):
            raise
        return False
    if not os.access(path, os.R_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _inspected(path: Path) -> os.stat_result | None:
    """The file's own data, None where there is no file. Raises Damaged for what a power cut leaves."""
    try:
        found = path.stat()
    except FileNotFoundError:
        if folder.has_log(path) or folder.damaged(path):
            raise Damaged("only its log, or a damaged copy, is there") from None
        return None
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no plain file", str(path))
    if found.st_size < folder.LEAST:
        raise Damaged(f"it is only {found.st_size} bytes long")
    return found


def create(path: Path) -> None:
    """Create an empty journal at `path`, completely or not at all; a file that is there is left alone.

    Raises OSError and sqlite3.Error.
    """
    with folder.alone(path.parent):
        if not path.exists():
            put_in_place(build_beside(path), path)


def build_beside(path: Path, fill: Callable[[Path], None] | None = None) -> Path:
    """Build a journal beside `path`, empty or with what `fill` writes into it; returns where it is.

    Only to be called inside `folder.alone`. It is on the disk when this returns. Raises OSError,
    sqlite3.Error and what `fill` raises; then nothing is left of it.
    """
    folder.clear_away(path)
    new = folder.unfinished_path(path)
    try:
        # Created by hand, so that others cannot read it even for a moment; SQLite's own files take over its mode.
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with contextlib.closing(connect(new)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in statements():
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("COMMIT")
        if fill is not None:
            fill(new)
        _check_complete(new)
        folder.on_disk(new)
    except BaseException:
        folder.clear_away(path)
        raise
    return new


def _check_complete(new: Path) -> None:
    """Raises OSError where a log is left beside the closed file: then there was no room to merge it."""
    if folder.has_log(new) or new.stat().st_size < folder.LEAST:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(new))


def put_in_place(new: Path, path: Path) -> None:
    """Rename what was built beside a journal to the journal's own name, which has to be free. Raises OSError."""
    new.rename(path)
    folder.on_disk(path.parent)
