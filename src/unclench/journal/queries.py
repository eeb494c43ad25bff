"""Questions to the journal, each answered by one or two statements over an index. Times are ms since 1970."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from unclench.journal.database import Journal
from unclench.journal.records import AnswerRecord, SessionRecord
from unclench.session.end_reason import EndReason
from unclench.system.local_time import DAY

BROKEN_OFF_DAYS = 7
"""A session that broke off longer ago is not offered for going on (ours)."""
COMPARED_DAYS = 365
"""Days of which before is compared with after."""
RATED = 2_000
"""The latest so many rated sessions are compared at most."""


class Effect(Struct, frozen=True):
    """Pain before against after, for one routine: how often both were rated, and the mean change (negative: less)."""

    routine: str
    title: str
    count: int
    before: float
    after: float

    @property
    def change(self) -> float:
        """Points out of ten."""
        return self.after - self.before


def sessions(journal: Journal, first: int, last: int, most: int = 1_000) -> list[SessionRecord]:
    """Those that began from `first` until before `last`, the latest first."""
    where = "WHERE began >= ? AND began < ? ORDER BY began DESC LIMIT ?"
    return journal.read(SessionRecord, where, (first, last, most))


def how_many(journal: Journal, first: int, last: int) -> int:
    """How many sessions began from `first` until before `last`."""
    query = "SELECT count(*) FROM sessions WHERE began >= ? AND began < ?"
    return int(journal.query(query, (first, last))[0][0])


def days(journal: Journal, first: int, last: int) -> dict[int, int]:
    """How many sessions began on each day, by days since 1970 on the wall clock of the time."""
    query = (
        "SELECT (began + zone * 60000) / 86400000 AS day, count(*) FROM sessions "
        "WHERE began >= ? AND began < ? GROUP BY day"
    )
    return dict(journal.query(query, (first, last)))


def effects(journal: Journal, now: int) -> list[Effect]:
    """Before against after by routine, the greatest relief first: of the latest rated sessions of the last year.

    Bounded, so that years of ratings are answered as quickly as weeks.
    """
    query = """
      SELECT s.routine, max(s.title), count(*), avg(b.rating), avg(a.rating) FROM (
        SELECT session, rating FROM pain WHERE at >= ? AND at <= ? AND "when" = 'before' AND session IS NOT NULL
        ORDER BY at DESC LIMIT ?
      ) b JOIN pain a ON a.session = b.session AND a."when" = 'after'
      JOIN sessions s ON s.id = b.session GROUP BY s.routine ORDER BY avg(a.rating - b.rating), count(*) DESC
    """
    first = now - COMPARED_DAYS * DAY
    return [Effect(*row) for row in journal.query(query, (first, now, RATED))]


def last_broken_off(journal: Journal, now: int, but: str = "") -> SessionRecord | None:
    """The session that one could go on with: the latest of the last days, if it is not over and nothing hurt.

    Not the routine `but`, which is as well begun anew.
    """
    since = now - BROKEN_OFF_DAYS * DAY
    query = "WHERE began >= ? AND routine != ? ORDER BY began DESC LIMIT 1"
    found = journal.read(SessionRecord, query, (since, but))
    if not found or found[0].content is None:
        return None
    why = EndReason.read(found[0].why)
    return found[0] if why is None or why.resumable else None


def answers(journal: Journal) -> dict[str, AnswerRecord]:
    """The latest answer to each question."""
    return {answer.question: answer for answer in journal.read(AnswerRecord, "ORDER BY at, rowid")}


class DoneWhole(Struct, frozen=True):
    """A step of a session that was done whole: the day since 1970, the edition, and what of it may be a dose.

    Each is None where it was not kept or has no meaning. `place` is the step's place in its file.
    """

    day: int
    edition: str
    place: str | None
    reps: int | None
    sets: int | None
    hold: int | None


def days_done(journal: Journal, routine: str, exercise: str | None, name: str) -> Sequence[DoneWhole]:
    """When a step of a routine was done to its end, in order, told by its exercise or its own name.

    That is with all of its sides, sets and rounds, each at one go; how often one was given up before
    does not matter. Of what was kept before their number was, those that are there have to be enough.
    """
    parts = (
        "SELECT s.id AS session, s.began AS start, s.edition, s.zone, t.number, t.place, min(t.began) AS began, "
        'max(t.done) AS done, max(t.parts) AS parts, t."set" AS at_set, '
        "min(CASE WHEN t.done THEN t.reps END) AS reps, min(CASE WHEN t.done THEN t.hold END) AS hold "
        "FROM steps t JOIN sessions s ON s.id = t.session WHERE s.routine = ?1 "
        "AND (t.exercise = ?2 OR (t.exercise IS NULL AND (t.name = ?3 OR "
        "substr(t.name, 1, length(?3) + 8) = ?3 || ' (round '))) "
        'GROUP BY t.session, t.number, t.side, t."set"'
    )
    query = (
        "SELECT (min(began) + zone * 60000) / 86400000, edition, place, min(reps), max(at_set), min(hold) "  # noqa: S608  # a text of our own
        f"FROM ({parts}) GROUP BY session, coalesce(place, number) "
        "HAVING min(done) = 1 AND (max(parts) IS NULL OR count(*) = max(parts)) ORDER BY start, min(began)"
    )
    return [DoneWhole(*row) for row in journal.query(query, (routine, exercise, name))]
