"""The journal's file: opened, written, and given back. Short transactions; several programs may write.

A step costs no wait for the disk: what was written survives the death of the program, and
only a power cut could take the last of it. An exposure is on the disk before `start_exposure`
returns.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from unclench.exposure.moments import Moment
from unclench.exposure.records import Exposure
from unclench.journal import schema
from unclench.journal.records import NAMES, TABLES, Record
from unclench.journal.rows import from_row, insert, select, to_row

BUSY = 2_000
"""How long (ms) to wait for another program that writes; theirs are as short as ours."""
CHECKED = 1_000
"""A journal of at most so many pages (4 MB, years of daily use) is looked through whenever it is opened."""
_SIGNS_OF_DAMAGE = ("malformed", "no such table", "no such column", "decode")
R = TypeVar("R", bound=Record)
V = TypeVar("V")


class Unavailable(Exception):
    """The journal cannot be used now; the message is a sentence for the user."""


class Damaged(Exception):
    """The file is no journal, or no longer a whole one: see `unclench.journal.mending`."""


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Whatever SQLite or the system says becomes Unavailable or Damaged."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if any(sign in str(error) for sign in _SIGNS_OF_DAMAGE):
            raise Damaged(str(error)) from error
        raise Unavailable(f"The journal {path} cannot be used: {error}.") from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, (sqlite3.IntegrityError, sqlite3.ProgrammingError)):
            raise
        raise Damaged(str(error)) from error
    except (msgspec.ValidationError, UnicodeDecodeError) as error:  # the latter: a message of SQLite's own
        raise Damaged(str(error)) from error
    except OSError as error:
        raise Unavailable(f"The journal {path} cannot be used: {error.strerror}.") from error


def _may_write(path: Path) -> bool:
    """Makes the file and its folder where there is none. Raises OSError where it can be neither written nor read."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Made by hand, so that not even its first moment is readable by others; SQLite's own files follow it.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        return os.access(path.parent, os.W_OK)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS) or not os.access(path, os.R_OK):
            raise
        return False


def _connected(path: Path, *, read_only: bool) -> sqlite3.Connection:
    def connect(where: str) -> sqlite3.Connection:
        uri = f"{path.absolute().as_uri()}{where}"
        return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY / 1000, check_same_thread=False)

    if not read_only:
        return connect("")
    connection = connect("?mode=ro")
    try:
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError:
        # Its log cannot be made beside it: then there is none, and the file alone is the whole journal.
        connection.close()
        return connect("?mode=ro&immutable=1")
    return connection


class Journal:
    """An open journal, for one thread at a time. Every method may raise Unavailable (a full disk) or Damaged."""

    def __init__(
        self, path: Path, *, version: int = schema.VERSION, migrations: Mapping[int, Sequence[str]] = schema.MIGRATIONS
    ) -> None:
        """Opens the file; makes it, and its folder, where there is none."""
        self.path = path
        self.copy: Path | None = None
        """The copy that was kept of an older file before it was brought up to date."""
        self._version, self._migrations = version, migrations
        with explaining(path):
            self.read_only = not _may_write(path)
            """Whether it can be read and not written: its lock-outs hold all the same."""
            self.connection = _connected(path, read_only=self.read_only)
            try:
                self.connection.row_factory = sqlite3.Row
                self._prepare()
            except BaseException:
                self.connection.close()
                raise

    def _prepare(self) -> None:
        run = self.connection.execute
        found = run("PRAGMA user_version").fetchone()[0]
        if found > self._version:
            raise Unavailable(f"The journal {self.path} was written by a newer unclench, and is left as it is.")
        if self.read_only:
            if found < self._version:
                raise Unavailable(f"The journal {self.path} is an older one, and cannot be written.")
            return
        if found < self._version:
            run("PRAGMA journal_mode = WAL")
            self._bring_up(found)
        run("PRAGMA synchronous = NORMAL")
        run("PRAGMA secure_delete = ON")
        run("PRAGMA wal_autocheckpoint = 0")  # it would wait for the disk in the middle of a session

    def _bring_up(self, found: int) -> None:
        if found:
            self.copy = self.path.with_name(f"{self.path.stem}.version-{found}.db")
            os.close(os.open(self.copy, os.O_CREAT | os.O_RDWR, 0o600))
            with contextlib.closing(sqlite3.connect(self.copy)) as copy:
                self.connection.backup(copy)
        with self.writing():
            # Asked again inside the transaction: another program may have been quicker.
            version = self.connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                self._run(schema.statements())
                version = schema.VERSION
            while version < self._version:
                self._run(self._migrations[version])
                version += 1
            self.connection.execute(f"PRAGMA user_version = {version}")

    def _run(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.connection.execute(statement)

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[None]:
        """One transaction that sees no other's writes; with `durable` it is on the disk at the end."""
        with explaining(self.path):
            if durable:
                self.connection.execute("PRAGMA synchronous = FULL")
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                try:
                    yield
                except BaseException:
                    self.connection.execute("ROLLBACK")
                    raise
                self.connection.execute("COMMIT")
            except sqlite3.OperationalError:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            finally:
                if durable:
                    self.connection.execute("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        """Give the file back; what lies beside it is taken into it, if nobody else reads. Safe to call twice."""
        with contextlib.suppress(sqlite3.Error):
            self.connection.execute("PRAGMA busy_timeout = 0")
            self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self.connection.close()

    def recognise(self) -> None:
        """Look at each table once; a file of usual size is looked through, since a flipped bit can hide rows silently.

        Raises Damaged.
        """
        with explaining(self.path):
            pages = self.connection.execute("PRAGMA page_count").fetchone()[0]
            if pages <= CHECKED and (found := self.connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise Damaged(found)
            for table in TABLES:
                self.connection.execute(select(table, "LIMIT 1")).fetchall()

    # -- writing -------------------------------------------------------------------------

    def add(self, *records: Record, durable: bool = False) -> None:
        """Keep records; of one that is there already, only what was None is filled in."""
        with self.writing(durable=durable):
            self.put(records)

    def put(self, records: Iterable[Record]) -> None:
        """The same inside a transaction of the caller's."""
        for record in records:
            self.connection.execute(insert(NAMES[type(record)]), to_row(record))

    def keep_content(self, name: str, data: bytes) -> None:
        """Keep what is played under its name; many sessions share one."""
        with self.writing():
            self.connection.execute("INSERT OR IGNORE INTO contents (hash, data) VALUES (?, ?)", (name, data))

    def move(self, session: str, place: int, content: str | None) -> None:
        """The phase that a session has come to, in what is now its content."""
        with self.writing():
            self.connection.execute(
                "UPDATE sessions SET place = ?, content = ? WHERE id = ?", (place, content, session)
            )

    def end(self, session: str, ended: int, why: str) -> None:
        """A session is over."""
        with self.writing():
            self.connection.execute("UPDATE sessions SET ended = ?, why = ? WHERE id = ?", (ended, why, session))

    def start_exposure(self, exposure: Exposure, allowed: Callable[[list[Exposure]], V | None]) -> V | None:
        """Keep that something went on, on the disk; unless `allowed`, given the last days', says why not.

        No other program can begin one in between.
        """
        with self.writing(durable=True):
            refusal = allowed(self.recent_exposures(exposure.on))
            if refusal is None:
                self.put([exposure])
        return refusal

    def confirm_off(self, exposure: str, off: Moment) -> None:
        """It came off; what was confirmed before stays."""
        with self.writing(durable=True):
            self.connection.execute(
                "UPDATE exposures SET off_boot = ?, off_ticks = ?, off_wall = ? WHERE id = ? AND off_boot IS NULL",
                (off.boot, off.ticks, off.wall, exposure),
            )

    # -- reading -------------------------------------------------------------------------

    def read(self, kind: type[R], where: str = "", values: Sequence[Any] = ()) -> list[R]:
        """The records of a table that fit; `where` may order and limit them too."""
        with explaining(self.path):
            rows = self.connection.execute(select(NAMES[kind], where), values)
            return [from_row(kind, dict(row)) for row in rows]

    def content(self, name: str) -> bytes | None:
        """What was played under this name."""
        with explaining(self.path):
            row = self.connection.execute("SELECT data FROM contents WHERE hash = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def recent_exposures(self, now: Moment, days: int = 8) -> list[Exposure]:
        """Those of the last days or of this boot, and all never confirmed off; a wrong wall clock hides none."""
        first = now.wall - days * 24 * 3_600_000
        where = "WHERE on_wall >= ? OR off_boot IS NULL OR off_boot = ? ORDER BY on_wall"
        return self.read(Exposure, where, (first, now.boot))
