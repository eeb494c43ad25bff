"""What can go wrong with the journal's file, and the translation of SQLite's errors into it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.system import safe_text

_SIGNS_OF_DAMAGE = ("malformed", "no such table", "no such column", "decode", "unsupported file format")
_NO_WAY_TO_WRITE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


class Unavailable(UnclenchError):
    """The journal cannot be used right now. The message is a sentence for the user, `why` the system's own words."""

    def __init__(self, sentence: str, why: str = "") -> None:
        super().__init__(sentence)
        self.why = why or sentence


class Damaged(UnclenchError):
    """The file is not a journal, or is no longer intact: see `unclench.journal.recovery`."""


def unusable(path: Path, why: object) -> Unavailable:
    """The error for a journal that cannot be used because of `why`, to be raised by the caller."""
    said = tr("The journal {path} cannot be used: {why}.", path=safe_text.line(str(path)), why=why)
    return Unavailable(said, str(why))


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Inside, whatever SQLite or the system raises about the file becomes Unavailable or Damaged."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if any(sign in str(error) for sign in _SIGNS_OF_DAMAGE):
            raise Damaged(str(error)) from error
        raise unusable(path, error) from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, (sqlite3.IntegrityError, sqlite3.ProgrammingError)):
            raise
        raise Damaged(str(error)) from error
    except (msgspec.ValidationError, UnicodeDecodeError) as error:  # the latter comes from SQLite's own message
        raise Damaged(str(error)) from error
    except OSError as error:
        raise unusable(path, error.strerror) from error


def cannot_write(error: sqlite3.OperationalError) -> bool:
    """Whether an error says that nothing can be written at the moment, rather than that the file is damaged."""
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _NO_WAY_TO_WRITE
