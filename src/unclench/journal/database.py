"""The journal: records written and read, in short transactions, while other programs may write too.

A step of a session never waits for the disk: what was written survives the death of the program,
and only a power cut could take the last of it. An exposure, in contrast, is on the disk before
`start_exposure` returns. Where the file cannot be written, because the disk is full or read-only,
it is still read: the lock-outs in it hold.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from unclench.journal.errors import Damaged, Unavailable, explaining
from unclench.journal.file import JournalFile, alone_in, clear_away, unfinished
from unclench.journal.records import NAMES, Record, SessionRecord, filled_in, fitted
from unclench.journal.schema import from_row, insert, select, to_row, update
from unclench.language import tr
from unclench.safety.exposure import Exposure, Moment
from unclench.safety.limits import DAY
from unclench.system import safe_text
from unclench.system.local_time import LAST

R = TypeVar("R", bound=Record)
V = TypeVar("V")


class Journal:
    """An open journal, for one thread at a time.

    Every method may raise Unavailable (such as a full disk) or Damaged.
    """

    def __init__(self, path: Path, file: JournalFile | None = None) -> None:
        """Opens the file, which is created where there is none, unless an open `file` is given."""
        self.path = path
        self.file = file or JournalFile(path)

    @property
    def read_only(self) -> bool:
        """Whether it can be read but not written."""
        return self.file.read_only

    def writing(self, *, durable: bool = False) -> AbstractContextManager[None]:
        """One transaction, in which nobody else writes; with `durable` it is on the disk at the end."""
        return self.file.writing(durable=durable)

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self.file.close()

    # -- writing -------------------------------------------------------------------------

    def add(self, *records: Record, durable: bool = False) -> None:
        """Write records; in one that is there already, only what was None is filled in. Raises InvalidRecord."""
        with self.writing(durable=durable):
            self.put(records)

    def put(self, records: Iterable[Record]) -> int:
        """Write records as `add` does, in the caller's transaction; returns how many were not there before."""
        new = 0
        for record in records:
            fit = fitted(record)
            if self.file.connection.execute(insert(NAMES[type(fit)]), to_row(fit)).rowcount:
                new += 1
            else:
                self._fill_in(fit)
        return new

    def _fill_in(self, record: Record) -> None:
        try:
            known = self._record(type(record), record.id)
        except msgspec.ValidationError:
            known = None  # it is there, but damaged: an intact one repairs it
        if known is None:
            self._overwrite(record)
        elif (filled := filled_in(known, record)) != known:
            self._overwrite(filled)

    def _record(self, kind: type[R], id: str) -> R | None:
        row = self.file.connection.execute(select(NAMES[kind], "WHERE id = ?"), (id,)).fetchone()
        return None if row is None else from_row(kind, tuple(row))

    def _overwrite(self, record: Record) -> None:
        self.file.connection.execute(update(NAMES[type(record)]), [*to_row(fitted(record)), record.id])

    def change(self, kind: type[R], id: str, **fields: Any) -> bool:
        """Change fields of a record, in the caller's transaction; whether there is such a record."""
        found = self._record(kind, id)
        if found is not None:
            self._overwrite(replace(found, **fields))
        return found is not None

    def keep_content(self, name: str, data: bytes) -> None:
        """Store what is played, under its name; sessions that play the same share it."""
        with self.writing():
            self.file.connection.execute("INSERT OR IGNORE INTO contents (hash, data) VALUES (?, ?)", (name, data))

    def move(self, session: str, place: int, content: str | None) -> bool:
        """Note which phase of its content a session has come to; False where there is no such session."""
        with self.writing():
            return self.change(SessionRecord, session, place=place, content=content)

    def end(self, session: str, ended: int, why: str) -> bool:
        """Note that a session is over; False where there is no such session."""
        with self.writing():
            return self.change(SessionRecord, session, ended=ended, why=why)

    def start_exposure(self, exposure: Exposure, allowed: Callable[[list[Exposure]], V | None]) -> V | None:
        """Write on the disk that something went on, unless `allowed` refuses it; returns that refusal, or None.

        `allowed` is given the exposures of the last days. No other program can start one in between.
        """
        with self.writing(durable=True):
            refusal = allowed(self.recent_exposures(exposure.on))
            if refusal is None:
                self.put([exposure])
        return refusal

    def confirm_off(self, exposure: str, off: Moment) -> None:
        """Note that it came off; where that was confirmed before, the first time counts."""
        with self.writing(durable=True):
            found = self._record(Exposure, exposure)
            if found is not None and found.off is None:
                self._overwrite(replace(found, off=off))

    # -- reading -------------------------------------------------------------------------

    def read(self, kind: type[R], where: str = "", values: Sequence[Any] = ()) -> list[R]:
        """The records of one table; `where` is SQL, and may order and limit them too."""
        with explaining(self.path):
            self.file.follow()
            rows = self.file.connection.execute(select(NAMES[kind], where, sealed=self.file.sealed), values)
            return [from_row(kind, tuple(row)) for row in rows]

    def query(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query that does not yield whole records; a mapping has the values of its `:names`."""
        with explaining(self.path):
            return [tuple(row) for row in self.file.connection.execute(sql, values)]

    def content(self, name: str) -> bytes | None:
        """What was played under this name; None where it is unknown."""
        found = self.query("SELECT data FROM contents WHERE hash = ?", (name,))
        return bytes(found[0][0]) if found else None

    def recent_exposures(self, now: Moment, days: int = 8) -> list[Exposure]:
        """The exposures of the last days or of this boot, and all that never came off; a wrong wall clock hides none.

        The indexes are not used, because they have no seals.
        """
        first = min(now.wall, LAST) - days * DAY
        where = "NOT INDEXED WHERE on_wall >= ? OR off_boot IS NULL OR off_boot = ? ORDER BY on_wall"
        return self.read(Exposure, where, (first, now.boot))


def open_journal(path: Path, tell: Callable[[str], None], stamp: Callable[[], str]) -> Journal:
    """The journal at `path`; `tell` is given a sentence about whatever had to be done to it.

    A damaged one that cannot be repaired because the disk is full is read as far as possible.
    `stamp` returns the date for the name of a damaged file. Raises Unavailable.
    """
    try:
        journal = Journal(path)
        try:
            journal.file.check()
        except BaseException:
            journal.close()
            raise
    except Damaged:
        try:
            tell(repair_damaged(path, stamp()))
            journal = Journal(path)
        except Unavailable as error:
            return _salvaged(path, tell, error)
    if (copy := journal.file.copy) is not None:
        name = safe_text.line(str(copy))
        tell(tr("Your journal was updated for this version; the old one is saved as {copy}.", copy=name))
    return journal


def repair_damaged(path: Path, stamp: str) -> str:
    """Repair a damaged journal; returns the sentence that says so. Raises Unavailable."""
    from unclench.journal.recovery import repair

    try:
        with explaining(path):
            return repair(path, stamp).sentence
    except Unavailable as error:
        raise _beyond_repair(path, error.why) from error
    except Damaged as error:
        raise _beyond_repair(path, str(error)) from error


def _beyond_repair(path: Path, why: str) -> Unavailable:
    name = safe_text.line(str(path))
    said = tr("The journal {path} is damaged, and can't be repaired right now: {why}.", path=name, why=why)
    return Unavailable(said, why)


def _salvaged(path: Path, tell: Callable[[str], None], why: Unavailable) -> Journal:
    """A read-only journal in memory with what a damaged file still holds. Raises `why` where it cannot be read."""
    from unclench.journal.recovery import salvage

    try:
        found = salvage(path)
    except OSError:
        raise why from None
    tell(tr("{why} What is left of it can still be read.", why=why))
    journal = Journal(path, JournalFile(path, in_memory=True))
    found.fill(journal)
    journal.file.refuse_writing(tr("it is damaged, and can't be repaired right now: {why}", why=why.why))
    return journal


def copies_beside(path: Path) -> list[Path]:
    """The copies kept beside a journal: damaged files, older versions, and what an interrupted repair left."""
    with contextlib.suppress(OSError):
        kinds = ("damaged", "version", "mending")
        return sorted(found for kind in kinds for found in path.parent.glob(f"{path.stem}.{kind}-*"))
    return []


def remove_leftovers(path: Path) -> None:
    """Delete what was left by programs that were killed while they created or repaired a journal."""
    if unfinished(path):
        with contextlib.suppress(OSError), alone_in(path.parent):
            clear_away(path)
