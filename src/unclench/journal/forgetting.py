"""Really deleting: rows overwritten with zeros, the file rebuilt, what lies beside it taken in and emptied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unclench.exposure.moments import Moment
from unclench.exposure.records import Exposure
from unclench.journal.store import Journal, explaining
from unclench.safety import LIMITS

STILL_NEEDED = LIMITS["C1.4"].value
"""What came off less than two hours ago locks the next out, and stays so long, without its session."""

_TIMES = {
    "sessions": "began", "exposures": "on_wall", "pain": "at", "notes": "at", "answers": "at", "overrides": "at",
}  # fmt: skip


def forget_session(journal: Journal, session: str, now: Moment) -> int:
    """Everything about one session; gives how many rows went."""
    tables = ("steps", "exposures", "pain", "notes", "overrides")
    return _forget(
        journal, now, [("sessions", "id = ?", (session,)), *((t, "session = ?", (session,)) for t in tables)]
    )


def forget_between(journal: Journal, first: int, last: int, now: Moment) -> int:
    """Everything from `first` until before `last`, in ms since 1970."""
    span = (first, last)
    of_sessions = "session IN (SELECT id FROM sessions WHERE began >= ? AND began < ?)"
    return _forget(
        journal, now,
        [("steps", of_sessions, span), *((table, f"{column} >= ? AND {column} < ?", span)
                                         for table, column in reversed(_TIMES.items()))],
    )  # fmt: skip


def forget_all(journal: Journal, now: Moment) -> int:
    """Everything."""
    return _forget(journal, now, [(table, "1", ()) for table in ("steps", *_TIMES)])


def kept_back(journal: Journal, now: Moment) -> list[Exposure]:
    """The exposures that no forgetting takes away yet: on the skin, or off too short a time ago."""
    from unclench.exposure.moments import age

    return [
        exposure
        for exposure in journal.recent_exposures(now)
        if exposure.off is None or age(exposure.off, now).likely < STILL_NEEDED
    ]


def _forget(journal: Journal, now: Moment, wanted: Sequence[tuple[str, str, Sequence[Any]]]) -> int:
    keep = [exposure.id for exposure in kept_back(journal, now)]
    marks = ", ".join("?" * len(keep))
    gone, run = 0, journal.connection.execute
    with journal.writing(durable=True):
        for table, where, values in wanted:
            spared = f" AND id NOT IN ({marks})" if table == "exposures" else ""
            found = run(f"DELETE FROM {table} WHERE ({where}){spared}", [*values, *(keep if spared else [])])  # noqa: S608  # names of our own
            gone += found.rowcount
        run("UPDATE exposures SET session = NULL WHERE session NOT IN (SELECT id FROM sessions)")
        run("DELETE FROM contents WHERE hash NOT IN (SELECT content FROM sessions WHERE content IS NOT NULL)")
    with explaining(journal.path):
        run("VACUUM")
        run("PRAGMA wal_checkpoint(TRUNCATE)")
    return gone
