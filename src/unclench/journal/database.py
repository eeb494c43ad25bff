"""The journal's file: opened, written, and given back. Short transactions; several programs may write.

A step costs no wait for the disk: what was written survives the death of the program, and
only a power cut could take the last of it. An exposure is on the disk before `start_exposure`
returns. Where the file cannot be written, because the disk is full or only to be read, it is
read: the lock-outs that stand in it hold all the same.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from unclench.errors import UnclenchError
from unclench.journal import folder, wal
from unclench.journal.records import (
    LAST,
    MIGRATIONS,
    NAMES,
    SEALED,
    SHAPES,
    TABLES,
    VERSION,
    Record,
    SessionRecord,
    filled_in,
    fitted,
    statements,
)
from unclench.journal.rows import from_row, insert, seal, select, to_row, update, whole
from unclench.safety.exposure import Exposure, Moment
from unclench.system import safe_text

BUSY = 2_000
"""How long (ms) to wait for another program that writes; theirs are as short as ours."""
CHECKED = 1_000
"""A journal of at most so many pages (4 MB, years of daily use) is looked through whenever it is opened."""
LATEST = 500
"""So many rows of each table, the latest, are compared with their seals whenever it is opened."""
ALL_LOOKED_AT = ("exposures", "answers")
"""Of these every row: a lock-out or an answer that a flipped bit hides would be missed by nobody."""
READ_ONLY = "attempt to write a readonly database"
_SIGNS_OF_DAMAGE = ("malformed", "no such table", "no such column", "decode", "unsupported file format")
_NO_WAY_TO_WRITE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
R = TypeVar("R", bound=Record)
V = TypeVar("V")


class Unavailable(UnclenchError):
    """The journal cannot be used now; the message is a sentence for the user, `why` what the system said."""

    def __init__(self, sentence: str, why: str = "") -> None:
        super().__init__(sentence)
        self.why = why or sentence


class Damaged(UnclenchError):
    """The file is no journal, or no longer a whole one: see `unclench.journal.recovery`."""


def _unusable(path: Path, why: object) -> Unavailable:
    return Unavailable(f"The journal {safe_text.line(str(path))} cannot be used: {why}.", str(why))


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Whatever SQLite or the system says becomes Unavailable or Damaged."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if any(sign in str(error) for sign in _SIGNS_OF_DAMAGE):
            raise Damaged(str(error)) from error
        raise _unusable(path, error) from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, (sqlite3.IntegrityError, sqlite3.ProgrammingError)):
            raise
        raise Damaged(str(error)) from error
    except (msgspec.ValidationError, UnicodeDecodeError) as error:  # the latter: a message of SQLite's own
        raise Damaged(str(error)) from error
    except OSError as error:
        raise _unusable(path, error.strerror) from error


def _cannot_write(error: sqlite3.Error) -> bool:
    """Whether there is no way to write, rather than something wrong with the file."""
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _NO_WAY_TO_WRITE


def _may_write(path: Path) -> bool:
    """Makes the file and its folder where there is none. Raises OSError where it can be neither written nor read.

    The file is not opened for this: closing it again would let go of the locks that another
    connection of this program holds on it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = _looked_at(path)
        if found is None:
            make(path)
            return True
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS) or not os.access(path, os.R_OK):
            raise
        return False
    if not os.access(path, os.R_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _looked_at(path: Path) -> os.stat_result | None:
    """What the path leads to; None where that is nothing. Raises Damaged for what a power cut leaves."""
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


def make(path: Path, fill: Callable[[Journal], None] | None = None) -> None:
    """An empty journal, or what `fill` puts into one, appears at `path` as a whole or not at all.

    It goes over nothing that is there. Raises OSError, sqlite3.Error and what `fill` raises.
    """
    with folder.alone(path.parent):
        if not path.exists():
            put_in_place(made_beside(path, fill), path)


def made_beside(path: Path, fill: Callable[[Journal], None] | None = None) -> Path:
    """A journal beside `path`, on the disk as a whole; only inside of `alone`. Raises as `make` does."""
    folder.clear_away(path)
    new = folder.mending(path)
    try:
        # Made by hand, so that not even its first moment is readable by others; SQLite's own files follow it.
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with contextlib.closing(_connected(new)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in statements():
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("COMMIT")
        if fill is not None:
            with contextlib.closing(Journal(new)) as fresh:
                fill(fresh)
        _taken_in(new)
        folder.on_disk(new)
    except BaseException:
        folder.clear_away(path)
        raise
    return new


def _taken_in(new: Path) -> None:
    """A log that is still there when the file is closed found no room in it. Raises OSError."""
    if folder.has_log(new) or new.stat().st_size < folder.LEAST:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(new))


def put_in_place(new: Path, path: Path) -> None:
    """What was made beside a journal takes its place, where nothing is any more. Raises OSError."""
    new.rename(path)
    folder.on_disk(path.parent)


def _connected(path: Path, how: str = "") -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}{how}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY / 1000, check_same_thread=False)


def _to_read(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, not even the index of the log that SQLite wants beside the file.

    Where that can be neither found nor made, the file is the whole journal if it has no log;
    and if it has one, both are read by ourselves.
    """
    for how in ("?mode=ro",) if folder.has_log(path) else ("?mode=ro", "?mode=ro&immutable=1"):
        connection = _connected(path, how)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError:
            connection.close()
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    connection = wal.in_memory(wal.image(path))
    connection.execute("PRAGMA query_only = ON")
    return connection


class Rescued(Struct, frozen=True):
    """What a damaged journal still holds, in memory, where it cannot be mended now: and why not."""

    fill: Callable[[Journal], None]
    why: str


class Journal:
    """An open journal, for one thread at a time. Every method may raise Unavailable (a full disk) or Damaged."""

    def __init__(
        self,
        path: Path,
        *,
        version: int = VERSION,
        migrations: Mapping[int, Sequence[str]] = MIGRATIONS,
        rescued: Rescued | None = None,
    ) -> None:
        """Opens the file; makes it, and its folder, where there is none. What was `rescued` is only read."""
        self.path = path
        self.copy: Path | None = None
        """The copy that was kept of an older file before it was brought up to date."""
        self.read_only = False
        """Whether it can be read and not written: its lock-outs hold all the same."""
        self._version, self._migrations = version, migrations
        self._sealed = True
        self._why, self._for_now = READ_ONLY, False
        self._file: tuple[int, int] | None = None
        with explaining(path):
            self._open() if rescued is None else self._open_rescued(rescued)

    # -- opening -------------------------------------------------------------------------

    def _open(self) -> None:
        before = getattr(self, "connection", None)
        if _may_write(self.path):
            try:
                self._open_to_write()
            except sqlite3.OperationalError as error:
                if not _cannot_write(error):
                    raise
                self._open_to_read(str(error), for_now=True)
        else:
            self._open_to_read(READ_ONLY, for_now=False)
        self._file = folder.identity(self.path)
        if before is not None:
            before.close()

    def _open_rescued(self, rescued: Rescued) -> None:
        self.connection = wal.in_memory(b"")
        self.connection.row_factory = sqlite3.Row
        for statement in statements():
            self.connection.execute(statement)
        rescued.fill(self)
        self.read_only, self._why = True, rescued.why

    def _open_to_write(self) -> None:
        connection = _connected(self.path)
        connection.row_factory = sqlite3.Row
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        self.connection, self.read_only, self._sealed = connection, False, True

    def _open_to_read(self, why: str, *, for_now: bool) -> None:
        """`for_now`: until there is room again, or whatever else was in the way has gone."""
        connection = _to_read(self.path)
        connection.row_factory = sqlite3.Row
        try:
            found, _ = self._found(connection)
        except BaseException:
            connection.close()
            raise
        if found == 0:
            connection.close()
            raise Damaged("it is empty")
        self.connection, self.read_only, self._sealed = connection, True, found >= SEALED
        self._why, self._for_now = why, for_now

    def _found(self, connection: sqlite3.Connection) -> tuple[int, int]:
        """The version that the file is of, 0 for one without tables, and the one that it says it is.

        Its tables are believed before its number: one flipped bit would make it a newer one for good.
        """
        said = connection.execute("PRAGMA user_version").fetchone()[0]
        if said == self._version:
            return said, said
        columns = connection.execute(
            "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        )
        shape: dict[str, tuple[str, ...]] = {}
        for table, column in columns:
            if table in TABLES:
                shape[table] = (*shape.get(table, ()), column)
        if not shape and said == 0:
            return 0, 0
        for version, known in SHAPES.items():
            if shape == known:
                return version, said
        if said > self._version:
            name = safe_text.line(str(self.path))
            raise Unavailable(f"The journal {name} was written by a newer unclench, and is left as it is.")
        raise Damaged("its tables are not those of a journal")

    def _prepare(self, connection: sqlite3.Connection) -> None:
        run = connection.execute
        found, said = self._found(connection)
        run("PRAGMA secure_delete = ON")
        if found < self._version:
            run("PRAGMA journal_mode = WAL")
            self._bring_up(connection, found)
        elif said != found:
            run(f"PRAGMA user_version = {found}")
        run("PRAGMA synchronous = NORMAL")
        run("PRAGMA wal_autocheckpoint = 0")  # it would wait for the disk in the middle of a session

    def _bring_up(self, connection: sqlite3.Connection, found: int) -> None:
        if found:
            self.copy = self._copied(connection, found)
        run = connection.execute
        connection.create_function("seal_of", -1, lambda table, *values: seal(table, values), deterministic=True)
        run("BEGIN IMMEDIATE")
        try:
            # Asked again inside the transaction: another program may have been quicker.
            version, _ = self._found(connection)
            needed = statements() if version == 0 else []
            version = version or VERSION
            while version < self._version:
                needed += self._migrations[version]
                version += 1
            for statement in needed:
                run(statement)
            run(f"PRAGMA user_version = {version}")
            run("COMMIT")
        except BaseException:
            if connection.in_transaction:
                run("ROLLBACK")
            raise

    def _copied(self, connection: sqlite3.Connection, version: int) -> Path:
        """A copy of an older file, whole or not there at all."""
        to = self.path.with_name(f"{self.path.stem}.version-{version}.db")
        try:
            os.close(os.open(to, os.O_CREAT | os.O_RDWR, 0o600))
            with contextlib.closing(sqlite3.connect(to)) as copy:
                connection.backup(copy)
        except BaseException:
            with contextlib.suppress(OSError):
                to.unlink()
            raise
        return to

    def _replaced(self) -> bool:
        """Whether another program has mended the journal since: then another file lies under the name."""
        if self._file is None:
            return False
        try:
            return folder.identity(self.path) not in (self._file, None)
        except OSError:
            return False

    def _follow(self) -> None:
        """Open what lies under the name now."""
        if not self.connection.in_transaction and self._replaced():
            self._open()

    # -- transactions --------------------------------------------------------------------

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[None]:
        """One transaction that sees no other's writes; with `durable` it is on the disk at the end."""
        with explaining(self.path):
            self._begin(durable=durable)
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException as error:
                self._give_up(error)
                raise
            finally:
                if durable:
                    with contextlib.suppress(sqlite3.Error):  # it may be closed
                        self.connection.execute("PRAGMA synchronous = NORMAL")

    def _begin(self, *, durable: bool) -> None:
        self._follow()
        self._make_writable()
        for _ in range(3):
            if durable:
                self.connection.execute("PRAGMA synchronous = FULL")
            try:
                self.connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                self._give_up(error)
                raise
            if not self._replaced():
                return
            self.connection.execute("ROLLBACK")  # mended in this very moment
            self._follow()
            self._make_writable()
        raise OSError(errno.EAGAIN, "it is being replaced again and again", str(self.path))

    def _make_writable(self) -> None:
        """There may be room again by now."""
        if not self.read_only:
            return
        if self._for_now:
            before = self.connection
            try:
                self._open_to_write()
            except sqlite3.OperationalError as error:
                raise _unusable(self.path, self._why) from error
            before.close()
            return
        raise _unusable(self.path, self._why)

    def _give_up(self, error: BaseException) -> None:
        """Nothing of the transaction is kept; and where nothing can be written, it is read from now on."""
        with contextlib.suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
        if not isinstance(error, sqlite3.OperationalError) or not _cannot_write(error):
            return
        if error.sqlite_errorcode == sqlite3.SQLITE_READONLY and os.access(self.path, os.W_OK):
            raise Damaged(str(error)) from error  # its own first page forbids it
        self.connection.close()
        with contextlib.suppress(sqlite3.Error, OSError):
            self._open_to_read(str(error), for_now=True)

    def close(self) -> None:
        """Give the file back; what lies beside it is taken into it, if nobody else reads. Safe to call twice."""
        with contextlib.suppress(sqlite3.Error):
            self.connection.execute("PRAGMA busy_timeout = 0")
            self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self.connection.close()

    def recognise(self) -> None:
        """Look for damage: at the form of a file of usual size, and at the seals of the latest rows.

        Of what a lock-out or an answer hangs on every row is looked at. The other ones are
        compared with their seals when they are read. Raises Damaged.
        """
        with explaining(self.path):
            pages = self.connection.execute("PRAGMA page_count").fetchone()[0]
            if pages <= CHECKED and (found := self.connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise Damaged(found)
            for table in TABLES:
                where = "NOT INDEXED" if table in ALL_LOOKED_AT else f"ORDER BY rowid DESC LIMIT {LATEST}"
                rows = self.connection.cursor()
                rows.row_factory = None
                rows.execute(select(table, where, sealed=self._sealed))
                if self._sealed and not all(whole(table, row) for row in rows):
                    raise Damaged(f"a row of {table} is not as it was written")

    # -- writing -------------------------------------------------------------------------

    def add(self, *records: Record, durable: bool = False) -> None:
        """Keep records; of one that is there already, only what was None is filled in. Raises Unfit."""
        with self.writing(durable=durable):
            self.put(records)

    def put(self, records: Iterable[Record]) -> int:
        """The same inside a transaction of the caller's; gives how many were not there before."""
        new = 0
        for record in records:
            fit = fitted(record)
            if self.connection.execute(insert(NAMES[type(fit)]), to_row(fit)).rowcount:
                new += 1
            else:
                self._fill_in(fit)
        return new

    def _fill_in(self, record: Record) -> None:
        try:
            known = self._one(type(record), record.id)
        except msgspec.ValidationError:
            known = None  # it is there, and damaged: a whole one mends it
        if known is None:
            self._write(record)
        elif (filled := filled_in(known, record)) != known:
            self._write(filled)

    def _one(self, kind: type[R], id: str) -> R | None:
        row = self.connection.execute(select(NAMES[kind], "WHERE id = ?"), (id,)).fetchone()
        return None if row is None else from_row(kind, tuple(row))

    def _write(self, record: Record) -> None:
        self.connection.execute(update(NAMES[type(record)]), [*to_row(fitted(record)), record.id])

    def change(self, kind: type[R], id: str, **fields: Any) -> bool:
        """Give a record that is there other values, inside a transaction of the caller's; whether it is there."""
        found = self._one(kind, id)
        if found is not None:
            self._write(replace(found, **fields))
        return found is not None

    def keep_content(self, name: str, data: bytes) -> None:
        """Keep what is played under its name; many sessions share one."""
        with self.writing():
            self.connection.execute("INSERT OR IGNORE INTO contents (hash, data) VALUES (?, ?)", (name, data))

    def move(self, session: str, place: int, content: str | None) -> bool:
        """The phase that a session has come to, in what is now its content; False where there is no such session."""
        with self.writing():
            return self.change(SessionRecord, session, place=place, content=content)

    def end(self, session: str, ended: int, why: str) -> bool:
        """A session is over; False where there is no such session."""
        with self.writing():
            return self.change(SessionRecord, session, ended=ended, why=why)

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
            found = self._one(Exposure, exposure)
            if found is not None and found.off is None:
                self._write(replace(found, off=off))

    # -- reading -------------------------------------------------------------------------

    def read(self, kind: type[R], where: str = "", values: Sequence[Any] = ()) -> list[R]:
        """The records of a table that fit; `where` may order and limit them too."""
        with explaining(self.path):
            self._follow()
            rows = self.connection.execute(select(NAMES[kind], where, sealed=self._sealed), values)
            return [from_row(kind, tuple(row)) for row in rows]

    def content(self, name: str) -> bytes | None:
        """What was played under this name."""
        with explaining(self.path):
            row = self.connection.execute("SELECT data FROM contents WHERE hash = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def recent_exposures(self, now: Moment, days: int = 8) -> list[Exposure]:
        """Those of the last days or of this boot, and all never confirmed off; a wrong wall clock hides none.

        Without the indexes, which have no seals.
        """
        first = min(now.wall, LAST) - days * 24 * 3_600_000
        where = "NOT INDEXED WHERE on_wall >= ? OR off_boot IS NULL OR off_boot = ? ORDER BY on_wall"
        return self.read(Exposure, where, (first, now.boot))
