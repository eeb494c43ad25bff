"""The journal's file and its folder: made whole or not at all, opened, written in transactions, and checked."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from unclench.journal import raw_sqlite
from unclench.journal.errors import Damaged, cannot_write, explaining, unusable
from unclench.journal.records import TABLES
from unclench.journal.schema import SEALED, VERSION, Schema, intact, select, statements
from unclench.language import counted, tr
from unclench.system import files

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
def alone_in(folder: Path) -> Iterator[None]:
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


def file_identity(path: Path) -> tuple[int, int] | None:
    """Device and number of the file at a path now; None where there is none. Raises OSError where that is unknown."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def folder_state(path: Path) -> list[tuple[int, int] | None]:
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
    """Delete what is unfinished, where it can be deleted. Only to be called inside `alone_in`."""
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


BUSY = 2_000
"""How long (ms) to wait while another program writes; its transactions are as short as ours."""


def connect(path: Path, parameters: str = "") -> sqlite3.Connection:
    """A connection without implicit transactions; `parameters` are those of SQLite's file URI, such as `?mode=ro`."""
    uri = f"{path.absolute().as_uri()}{parameters}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY / 1000, check_same_thread=False)


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, not even the index of the log that SQLite wants beside the file.

    Where that index can be neither found nor made, a file without a log is opened as immutable,
    and a file with one is read into memory together with its log.
    """
    for parameters in ("?mode=ro",) if has_log(path) else ("?mode=ro", "?mode=ro&immutable=1"):
        connection = connect(path, parameters)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError:
            connection.close()
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    connection = raw_sqlite.in_memory(raw_sqlite.image(path))
    connection.execute("PRAGMA query_only = ON")
    return connection


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
        if has_log(path) or damaged(path):
            raise Damaged(tr("only its log, or a damaged copy, is there")) from None
        return None
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, tr("it is not an ordinary file"), str(path))
    if found.st_size < LEAST:
        raise Damaged(counted(found.st_size, "it is only 1 byte long", "it is only {number} bytes long"))
    return found


def create(path: Path) -> None:
    """Create an empty journal at `path`, completely or not at all; a file that is there is left alone.

    Raises OSError and sqlite3.Error.
    """
    with alone_in(path.parent):
        if file_identity(path) is None:
            put_in_place(build_beside(path), path)


def build_beside(path: Path, fill: Callable[[Path], None] | None = None) -> Path:
    """Build a journal beside `path`, empty or with what `fill` writes into it; returns where it is.

    Only to be called inside `alone_in`. It is on the disk when this returns. Raises OSError,
    sqlite3.Error and what `fill` raises; then nothing is left of it.
    """
    clear_away(path)
    new = unfinished_path(path)
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
        files.on_disk(new)
    except BaseException:
        clear_away(path)
        raise
    return new


def _check_complete(new: Path) -> None:
    """Raises OSError where a log is left beside the closed file: then there was no room to merge it."""
    if has_log(new) or new.stat().st_size < LEAST:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(new))


def put_in_place(new: Path, path: Path) -> None:
    """Rename what was built beside a journal to the journal's own name, which has to be free. Raises OSError."""
    new.rename(path)
    files.on_disk(path.parent)


CHECKED = 1_000
"""A file of up to this many pages (4 MB, years of daily use) is checked completely whenever it is opened."""
LATEST = 500
"""In each table this many rows, the latest, are compared with their seals whenever the file is opened."""
ALL_CHECKED = ("exposures", "answers")
"""In these tables every row is: if a flipped bit hid a lock-out or an answer, nobody would miss it."""
READ_ONLY = "attempt to write a readonly database"


class JournalFile:
    """An open file, for one thread at a time. Every method may raise Unavailable (such as a full disk) or Damaged.

    Where the file cannot be written it is opened for reading. If that is only for now, because the
    disk is full, the next write tries again. If another program repairs the journal meanwhile, a
    new file is there under the name, and that one is opened before the next transaction.
    """

    def __init__(self, path: Path, schema: Schema | None = None, *, in_memory: bool = False) -> None:
        """Opens the file, which is created where there is none.

        With `in_memory` the file is left alone, and an empty journal is made in memory in its place.
        """
        self.path = path
        self.copy: Path | None = None
        """The copy that was made of an older file before it was brought up to date."""
        self.read_only = False
        self.sealed = True
        """Whether its rows have seals; those of a file of version 1 that can only be read have none."""
        self._schema = schema or Schema()
        self._why_read_only, self._read_only_for_now = READ_ONLY, False
        self._identity: tuple[int, int] | None = None
        with explaining(path):
            self._open_in_memory() if in_memory else self._open()

    # -- opening and closing -------------------------------------------------------------

    def _open(self) -> None:
        before = getattr(self, "connection", None)
        if ready_to_write(self.path):
            try:
                self._open_to_write()
            except sqlite3.OperationalError as error:
                if not cannot_write(error):
                    raise
                self._open_to_read(str(error), for_now=True)
        else:
            self._open_to_read(READ_ONLY, for_now=False)
        self._identity = file_identity(self.path)
        if before is not None:
            before.close()

    def _open_in_memory(self) -> None:
        self.connection = raw_sqlite.in_memory(b"")
        self.connection.row_factory = sqlite3.Row
        for statement in statements():
            self.connection.execute(statement)

    def _open_to_write(self) -> None:
        connection = connect(self.path)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("PRAGMA secure_delete = ON")
            self.copy = self._schema.bring_up_to_date(connection, self.path) or self.copy
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")  # it would wait for the disk during a session
        except BaseException:
            connection.close()
            raise
        self.connection, self.read_only, self.sealed = connection, False, True

    def _open_to_read(self, why: str, *, for_now: bool) -> None:
        """`for_now`: until there is room again, or until whatever else was in the way is gone."""
        connection = connect_to_read(self.path)
        connection.row_factory = sqlite3.Row
        try:
            version = self._schema.version_of(connection, self.path).actual
        except BaseException:
            connection.close()
            raise
        if version == 0:
            connection.close()
            raise Damaged(tr("it is empty"))
        self.connection, self.sealed = connection, version >= SEALED
        self.refuse_writing(why, for_now=for_now)

    def refuse_writing(self, why: str, *, for_now: bool = False) -> None:
        """From now on writing raises Unavailable with `why`; `for_now`, unless the file can be opened to write."""
        self.read_only, self._why_read_only, self._read_only_for_now = True, why, for_now

    def follow(self) -> None:
        """Open the file that is under the name now, where another program has replaced the one that is open."""
        if not self.connection.in_transaction and self._replaced():
            self._open()

    def _replaced(self) -> bool:
        if self._identity is None:
            return False
        try:
            return file_identity(self.path) not in (self._identity, None)
        except OSError:
            return False

    def close(self) -> None:
        """Close the file, and merge its log into it unless somebody else is reading. Safe to call twice."""
        with contextlib.suppress(sqlite3.Error):
            self.connection.execute("PRAGMA busy_timeout = 0")
            self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self.connection.close()

    # -- transactions --------------------------------------------------------------------

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[None]:
        """One transaction, in which nobody else writes; with `durable` it is on the disk at the end."""
        with explaining(self.path):
            self._begin(durable=durable)
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException as error:
                self._roll_back(error)
                raise
            finally:
                if durable:
                    with contextlib.suppress(sqlite3.Error):  # it may be closed
                        self.connection.execute("PRAGMA synchronous = NORMAL")

    def _begin(self, *, durable: bool) -> None:
        self.follow()
        self._make_writable()
        for _ in range(3):
            if durable:
                self.connection.execute("PRAGMA synchronous = FULL")
            try:
                self.connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                self._roll_back(error)
                raise
            if not self._replaced():
                return
            self.connection.execute("ROLLBACK")  # another program repaired the journal at this very moment
            self.follow()
            self._make_writable()
        raise OSError(errno.EAGAIN, tr("something keeps replacing it"), str(self.path))

    def _make_writable(self) -> None:
        """Try again to open to write: there may be room by now. Raises Unavailable."""
        if not self.read_only:
            return
        if not self._read_only_for_now:
            raise unusable(self.path, self._why_read_only)
        before = self.connection
        try:
            self._open_to_write()
        except sqlite3.OperationalError as error:
            raise unusable(self.path, self._why_read_only) from error
        before.close()

    def _roll_back(self, error: BaseException) -> None:
        """Undo the transaction; where nothing can be written, the file is open to read from now on."""
        with contextlib.suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
        if not isinstance(error, sqlite3.OperationalError) or not cannot_write(error):
            return
        if error.sqlite_errorcode == sqlite3.SQLITE_READONLY and os.access(self.path, os.W_OK):
            raise Damaged(str(error)) from error  # its own first page forbids it
        self.connection.close()
        with contextlib.suppress(sqlite3.Error, OSError):
            self._open_to_read(str(error), for_now=True)

    # -- checking ------------------------------------------------------------------------

    def check(self) -> None:
        """Look for damage: SQLite's own check for a file of usual size, and the seals of the latest rows.

        Where lock-outs and answers depend on it, the seal of every row is checked. All other rows
        are compared with their seals when they are read. Raises Damaged.
        """
        with explaining(self.path):
            pages = self.connection.execute("PRAGMA page_count").fetchone()[0]
            if pages <= CHECKED and (found := self.connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise Damaged(found)
            for table in TABLES:
                where = "NOT INDEXED" if table in ALL_CHECKED else f"ORDER BY rowid DESC LIMIT {LATEST}"
                rows = self.connection.cursor()
                rows.row_factory = None
                rows.execute(select(table, where, sealed=self.sealed))
                if self.sealed and not all(intact(table, row) for row in rows):
                    raise Damaged(tr("a row of {table} is not as it was written", table=table))
