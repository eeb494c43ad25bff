"""What the history on screen asks the journal. Times are ms since 1970."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from unclench.journal.database import Journal
from unclench.journal.queries import sessions
from unclench.journal.records import NoteRecord, OverrideRecord, PainRecord, SessionRecord, StepRecord
from unclench.system.local_time import DAY

PAGE = 100
"""Sessions on a page."""
RATINGS = 20_000
"""The most ratings that are plotted, the latest ones."""
STEPS = 400
"""The most step records of a session that are read."""
NOTES = 20
"""The most ratings, notes and overrides of a session that are read, of each."""
LATEST = 2**62
"""Later than every session, even one that a wrong clock put into the future."""


class RatedSession(Struct, frozen=True):
    """Pain before and after a session, 0 to 10; None if it was not rated."""

    before: int | None = None
    after: int | None = None


class SessionPage(Struct, frozen=True):
    """Sessions, the latest first; `rated` is by session id; `more`: there are older ones."""

    sessions: Sequence[SessionRecord]
    rated: dict[str, RatedSession]
    more: bool


class PainfulDay(Struct, frozen=True):
    """The ratings of one day: the lowest, the mean, the highest, and how many. `day`: days since 1970, local time."""

    day: int
    low: int
    mean: float
    high: int
    count: int


class SessionDetails(Struct, frozen=True):
    """Everything recorded about one session."""

    steps: Sequence[StepRecord]
    pain: Sequence[PainRecord]
    notes: Sequence[NoteRecord]
    overrides: Sequence[OverrideRecord]


def session_page(journal: Journal, before: int) -> SessionPage:
    """The latest sessions that began before a moment, and their ratings."""
    found = sessions(journal, -LATEST, before, PAGE + 1)
    shown = found[:PAGE]
    span = (shown[-1].began, shown[0].began) if shown else (0, -1)
    query = """
      SELECT session, "when", rating FROM pain WHERE "when" IN ('before', 'after')
      AND session IN (SELECT id FROM sessions WHERE began >= ? AND began <= ?) ORDER BY at
    """
    rated: dict[str, dict[str, int]] = {}
    for session, when, rating in journal.query(query, span):
        rated.setdefault(session, {})[when] = rating
    return SessionPage(shown, {id: RatedSession(**found) for id, found in rated.items()}, more=len(found) > PAGE)


def last_done(journal: Journal, first: int) -> dict[str, int]:
    """By routine id, when each was last started and then played to its end, since `first`."""
    query = """
      SELECT routine, max(began) FROM (SELECT routine, began FROM sessions WHERE began >= ? AND why = 'finished'
      ORDER BY began DESC LIMIT ?) GROUP BY routine
    """
    return dict(journal.query(query, (first, RATINGS)))


def painful_days(journal: Journal, first: int, last: int, zone: int) -> list[PainfulDay]:
    """The days that have ratings, from `first` to before `last`; local time is `zone` ms ahead of UTC."""
    query = """
      SELECT (at + ?) / 86400000 AS day, min(rating), avg(rating), max(rating), count(*)
      FROM (SELECT at, rating FROM pain WHERE at >= ? AND at < ? ORDER BY at DESC LIMIT ?) GROUP BY day ORDER BY day
    """
    return [PainfulDay(*row) for row in journal.query(query, (zone, first, last, RATINGS))]


def session_details(journal: Journal, session: SessionRecord) -> SessionDetails:
    """Everything recorded about one session."""
    of = "WHERE session = ?"
    # Overrides are indexed by time only.
    end = (session.began if session.ended is None else session.ended) + DAY
    return SessionDetails(
        steps=journal.read(StepRecord, f"{of} ORDER BY began, rowid LIMIT ?", (session.id, STEPS)),
        pain=journal.read(PainRecord, f"{of} ORDER BY at LIMIT ?", (session.id, NOTES)),
        notes=journal.read(NoteRecord, f"{of} ORDER BY at LIMIT ?", (session.id, NOTES)),
        overrides=journal.read(
            OverrideRecord, f"{of} AND at >= ? AND at < ? ORDER BY at LIMIT ?", (session.id, session.began, end, NOTES)
        ),
    )
