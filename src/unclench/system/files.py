"""Reading files that anybody may have put there, and replacing a file whole.

`create` writes a new file, `create_private` one that only its owner can read; neither replaces another.

`read_regular` is for a file that the user names, and follows links. `opened` and `contents` are for
attachments (sounds and pictures), whose place is checked beforehand: they follow no link. `read_own` is for
what the program keeps for itself, and believes only where it could have been deleted.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from unclench.errors import UnclenchError
from unclench.language import tr

_FOR_READING = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"))


class NotAFile(OSError):
    """The name belongs to something else; `mode` says what, as in `os.stat`."""

    def __init__(self, mode: int) -> None:
        super().__init__(errno.EINVAL, tr("It is {kind}, not a file", kind=kind_of(mode)))
        self.mode = mode


class TooLarge(OSError):
    """The file is larger than allowed."""

    def __init__(self, most: int) -> None:
        super().__init__(errno.EFBIG, tr("It is larger than {most} kB", most=most // 1024))


def read_regular(path: Path, most: int) -> bytes:
    """The bytes of a regular file, at most `most`. Raises NotAFile, TooLarge, or another OSError.

    A name with a zero byte in it raises ValueError. A pipe that takes the file's place in between is not
    waited for: opening does not block, and what was opened is checked again.
    """
    _look(path.stat(), most)  # a device must not even be opened
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


def create_private(path: Path, text: str) -> None:
    """Write a new file that only its owner can read. Raises FileExistsError, or another OSError."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def create(path: Path, content: bytes) -> None:
    """Write a new file whole, or leave none. Raises FileExistsError, or another OSError."""
    with path.open("xb") as file:
        try:
            file.write(content)
            file.flush()
        except OSError:
            path.unlink()  # the disk is full
            raise


def replace_private(path: Path, content: bytes) -> None:
    """Write a file that only the user can read, whole, in place of what was there; where that fails, that stays.

    Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name(f"{path.name}.{os.urandom(8).hex()}")
    try:
        # O_EXCL: never follow a link that somebody has placed there.
        descriptor = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def on_disk(path: Path) -> None:
    """Flush a file, or the list of files of a folder, so that it survives a power cut. Raises OSError."""
    try:
        descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    except PermissionError:
        if path.is_dir():
            return  # Windows cannot open a folder, and does not need this
        raise
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


MOST_READ = 10_000
"""Bytes that `read_own` reads at most."""


def read_own(path: Path) -> bytes:
    """The content of a plain file of the user's own, in a folder where it can be deleted. Raises OSError otherwise."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        owned = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
        if not (stat.S_ISREG(found.st_mode) and owned and os.access(path.parent, os.W_OK)):
            raise OSError("not a file of this user's own")
        return file.read(MOST_READ)


def delete_if_there(path: Path) -> None:
    """Delete it, where it is there and can be deleted."""
    with contextlib.suppress(OSError):
        path.unlink()


def there(path: Path) -> bool:
    """Whether anything has this name; False also where we may not look."""
    try:
        path.stat()
    except (OSError, ValueError):
        return False
    return True


def followed(path: Path) -> Path:
    """The path with all of its links followed, whether anything is there or not.

    Raises OSError where that can't be told: a link leads back to itself, or a folder may not be looked into.
    `Path.resolve` raises a RuntimeError for such a link up to Python 3.12, and from 3.13 on takes it for a free name;
    `Path.exists` takes a folder that may not be looked into for an empty one from 3.14 on.
    """
    target = Path(os.path.realpath(path))
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        target.stat()
    return target


def kind_of(mode: int) -> str:
    """What something is that is not a file, for people, such as `a folder`."""
    if stat.S_ISDIR(mode):
        return tr("a folder")
    return tr("a pipe") if stat.S_ISFIFO(mode) else tr("a device or a socket")


_NO_LINKS = ("O_NONBLOCK", "O_NOFOLLOW", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
"""Flags against a pipe that would block or a link that leads elsewhere, put in the file's place a moment ago."""

LARGEST = 20_000_000
"""Bytes that a sound or a picture may have: more than any cue or photograph of an exercise needs."""


class Unreadable(UnclenchError):
    """Not a plain file, or not readable; the message completes a sentence that begins with the file's name."""


def opened(path: Path) -> BinaryIO:
    """Open the plain file at `path` for reading, without following a link. Raises Unreadable.

    Its kind is checked before, since merely opening a device may do something, and again afterwards.
    """
    try:
        _expect_plain(os.lstat(path).st_mode)
        handle = os.open(path, os.O_RDONLY | sum(getattr(os, flag, 0) for flag in _NO_LINKS))
        file = os.fdopen(handle, "rb")
    except (OSError, ValueError) as error:
        raise Unreadable(tr("cannot be read ({reason})", reason=_reason(error))) from error
    try:
        _expect_plain(os.fstat(handle).st_mode)
    except Unreadable:
        file.close()
        raise
    return file


def contents(path: Path, first: int | None = None) -> bytes:
    """The bytes of the plain file at `path`, or the `first` of them. Raises Unreadable, also if it is too large."""
    try:
        with opened(path) as file:
            # Its size alone would not do: a file may grow while it is read.
            if os.fstat(file.fileno()).st_size > LARGEST or len(data := file.read(first or LARGEST + 1)) > LARGEST:
                raise Unreadable(tr("is larger than {most} MB, which is too much", most=LARGEST // 1_000_000))
            return data
    except OSError as error:
        raise Unreadable(tr("cannot be read ({reason})", reason=_reason(error))) from error


def _expect_plain(mode: int) -> None:
    if stat.S_ISLNK(mode):
        raise Unreadable(tr("cannot be read (it is a link)"))
    if not stat.S_ISREG(mode):
        raise Unreadable(tr("cannot be read (it is not a file)"))


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return tr("there is no such file")
    if isinstance(error, OSError) and error.errno in (errno.ELOOP, errno.EMLINK):
        return tr("it is a link")
    return getattr(error, "strerror", None) or tr("its name is not possible")


class ChangedMeanwhile(UnclenchError):
    """Another program has changed, made or deleted the file since it was read."""

    def __init__(self) -> None:
        super().__init__(tr("Another program has changed this file meanwhile."))


def replace_whole(path: Path, content: bytes, before: bytes | None) -> None:
    """Give a file other content, if it still has the content `before`; None: if there is no such file yet.

    A link stays one, and what it leads to is replaced; the file keeps its permissions. Raises ChangedMeanwhile, or
    OSError where it can't be written. Then the file is as it was.
    """
    import tempfile  # it brings much along, and reading a file needs nothing of it

    target = followed(path)
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
