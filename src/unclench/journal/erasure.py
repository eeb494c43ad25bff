"""Deleting for good: rows are overwritten with zeros, the file is rebuilt, and its log merged and emptied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from unclench.journal.database import Journal
from unclench.journal.errors import Unavailable, explaining
from unclench.journal.queries import OF_SESSIONS
from unclench.language import counted, tr
from unclench.safety.exposure import SKIN_NAMES, Exposure, Moment, age
from unclench.safety.limits import LIMITS

STILL_NEEDED = LIMITS["C1.4"].value
"""What came off less than this many ms ago locks the next one out: it stays that long, without its session."""

_TIMES = {
    "sessions": "began", "exposures": "on_wall", "pain": "at", "notes": "at", "answers": "at", "overrides": "at",
}  # fmt: skip


class Erased(Struct, frozen=True):
    """How many rows were deleted; and why their bytes are still in the file, empty where they are not."""

    rows: int
    lingering: str = ""


OLDER_COPY = tr("An older copy may still hold it: {copy}")


def told(gone: Erased, kept: Sequence[Exposure]) -> list[str]:
    """What a person is told about a deletion, a sentence each; `kept` is what could not be deleted yet."""
    said = [counted(gone.rows, "1 record is gone.", "{number} records are gone.")]
    if gone.lingering:
        lingering = tr(
            "But their bytes still lie in the file, for {why}. "
            "Close what else uses the journal, make room, and give the command again.",
            why=gone.lingering,
        )
        said.append(lingering)
    return said + [
        tr("That {kind} was on the skin stays known until its lock-out is over.", kind=SKIN_NAMES[exposure.kind])
        for exposure in kept
    ]


def forget_session(journal: Journal, session: str, now: Moment) -> Erased:
    """Delete everything about one session."""
    tables = ("steps", "exposures", "pain", "notes", "overrides")
    return _forget(
        journal, now,
        [("sessions", "id = ?", (session,)), *((t, "session = ?", (session,)) for t in tables),
         ("answers", f"{OF_SESSIONS} = ?", (session,))],
    )  # fmt: skip


def forget_between(journal: Journal, first: int, last: int, now: Moment) -> Erased:
    """Delete everything from `first` up to but not including `last`, in ms since 1970."""
    span = (first, last)
    those = "(SELECT id FROM sessions WHERE began >= ? AND began < ?)"
    return _forget(
        journal, now,
        [("steps", f"session IN {those}", span), ("answers", f"{OF_SESSIONS} IN {those}", span),
         *((table, f"{column} >= ? AND {column} < ?", span)
                                         for table, column in reversed(_TIMES.items()))],
    )  # fmt: skip


def forget_all(journal: Journal, now: Moment) -> Erased:
    """Delete everything."""
    return _forget(journal, now, [(table, "1", ()) for table in ("steps", *_TIMES)])


def kept_back(journal: Journal, now: Moment) -> list[Exposure]:
    """The exposures that cannot be deleted yet: what is still on, or came off too recently."""
    return [
        exposure
        for exposure in journal.recent_exposures(now)
        if exposure.off is None or age(exposure.off, now).likely < STILL_NEEDED
    ]


def _forget(journal: Journal, now: Moment, wanted: Sequence[tuple[str, str, Sequence[Any]]]) -> Erased:
    count = 0
    with journal.writing(durable=True):
        run = journal.file.connection.execute
        keep = [exposure.id for exposure in kept_back(journal, now)]
        marks = ", ".join("?" * len(keep))
        for table, where, values in wanted:
            spared = f" AND id NOT IN ({marks})" if table == "exposures" else ""
            found = run(f"DELETE FROM {table} WHERE ({where}){spared}", [*values, *(keep if spared else [])])  # noqa: S608  # our own names
            count += found.rowcount
        alone = "SELECT id FROM exposures WHERE session NOT IN (SELECT id FROM sessions)"
        for (id,) in run(alone).fetchall():
            journal.change(Exposure, id, session=None)
        run("DELETE FROM contents WHERE hash NOT IN (SELECT content FROM sessions WHERE content IS NOT NULL)")
    return Erased(count, _rebuild(journal))


def _rebuild(journal: Journal) -> str:
    """Rebuild the file and empty its log; returns why that cannot be done now, or an empty text."""
    try:
        with explaining(journal.path):
            journal.file.connection.execute("VACUUM")
            busy, *_ = journal.file.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except Unavailable as error:
        return error.why
    return tr("another program is reading it") if busy else ""
