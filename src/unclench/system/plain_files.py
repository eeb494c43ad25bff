"""Opening a file that anybody may have put there, so that nothing but a plain file is ever read."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from unclench.errors import UnclenchError

_FLAGS = ("O_NONBLOCK", "O_NOFOLLOW", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
"""A pipe must not hold us up, nor a link lead us astray, if one was put in the file's place a moment ago."""

LARGEST = 20_000_000
"""Bytes a sound or a picture may have: more than any cue or photograph of an exercise needs."""


class Unreadable(UnclenchError):
    """No plain file, or not to be opened; the message ends a sentence that begins with the file's name."""


def opened(path: Path) -> BinaryIO:
    """The plain file at `path`, open for reading; a link is not followed. Raises Unreadable.

    Its kind is asked for before, since opening a device may already do something, and asked again of
    what was opened.
    """
    try:
        _expect_plain(os.lstat(path).st_mode)
        handle = os.open(path, os.O_RDONLY | sum(getattr(os, flag, 0) for flag in _FLAGS))
        file = os.fdopen(handle, "rb")
    except (OSError, ValueError) as error:
        raise Unreadable(f"cannot be read ({_reason(error)})") from error
    try:
        _expect_plain(os.fstat(handle).st_mode)
    except Unreadable:
        file.close()
        raise
    return file


def contents(path: Path, first: int | None = None) -> bytes:
    """The bytes of the plain file at `path`, or the `first` of them. Raises Unreadable, also where it is too large."""
    try:
        with opened(path) as file:
            # The length alone would not do: a file may grow while it is read.
            if os.fstat(file.fileno()).st_size > LARGEST or len(data := file.read(first or LARGEST + 1)) > LARGEST:
                raise Unreadable(f"has more than {LARGEST // 1_000_000} MB, which is too much")
            return data
    except OSError as error:
        raise Unreadable(f"cannot be read ({_reason(error)})") from error


def _expect_plain(mode: int) -> None:
    if stat.S_ISLNK(mode):
        raise Unreadable("cannot be read (it is a link)")
    if not stat.S_ISREG(mode):
        raise Unreadable("cannot be read (it is not a file)")


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, OSError) and error.errno in (errno.ELOOP, errno.EMLINK):
        return "it is a link"
    return getattr(error, "strerror", None) or "its name is not possible"
