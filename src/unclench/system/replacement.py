"""A file that is replaced whole: whatever happens meanwhile, its name has the old content or the new one."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.system.files import NotAFile, TooLarge, on_disk, read_regular


class ChangedMeanwhile(UnclenchError):
    """Another program has changed, made or deleted the file since it was read."""

    def __init__(self) -> None:
        super().__init__(tr("Another program has changed this file meanwhile."))


def replace_whole(path: Path, content: bytes, before: bytes | None) -> None:
    """Give a file other content, if it still has the content `before`; None: if there is no such file yet.

    A link stays one, and what it leads to is replaced; the file keeps its permissions. Raises ChangedMeanwhile, or
    OSError where it can't be written. Then the file is as it was.
    """
    try:
        target = path.resolve()
    except RuntimeError as loop:  # before Python 3.13: a link that leads to itself
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from loop
    if before is None:
        target.parent.mkdir(parents=True, exist_ok=True)
    mode = _expect(target, before)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".unclench-", suffix=".new")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(mode)
        _expect(target, before)  # writing may have taken its time
        _rename(beside, target, new=before is None)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    on_disk(target.parent)


def _expect(target: Path, before: bytes | None) -> int:
    """The permissions that the file has, or that a new one gets. Raises ChangedMeanwhile if it isn't as it was."""
    try:
        found = None if not target.exists() else read_regular(target, len(before or b""))
    except (NotAFile, TooLarge, FileNotFoundError):
        raise ChangedMeanwhile from None
    if found != before:
        raise ChangedMeanwhile
    if before is None:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask
    if not os.access(target, os.W_OK):  # a rename would not ask
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    return stat.S_IMODE(target.stat().st_mode)


def _rename(beside: Path, target: Path, *, new: bool) -> None:
    """Give the file its name; a `new` one never takes the name of another. Raises ChangedMeanwhile, or OSError."""
    if new:
        try:
            os.link(beside, target)  # unlike a rename, this fails where there is a file by now
        except FileExistsError:
            raise ChangedMeanwhile from None
        except OSError:
            pass  # a file system without links: it was looked a moment ago
        else:
            beside.unlink()
            return
    beside.replace(target)
