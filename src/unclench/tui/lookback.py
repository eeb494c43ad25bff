"""What the history screen reads of the journal: each question bounded, so that 100,000 sessions open as quickly as ten.

Everything here runs in a thread of its own, on a connection of its own: the book of the program
belongs to the thread of the screens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from unclench.config.paths import Home
from unclench.journal.database import Journal, explaining
from unclench.journal.logbook import Book
from unclench.journal.queries import COMPARED_DAYS, Effect, days, effects, sessions
from unclench.journal.records import NoteRecord, OverrideRecord, PainRecord, SessionRecord, StepRecord
from unclench.safety.exposure import Moment

DAY = 86_400_000
PAGE = 100
"""So many sessions at a time."""
WEEKS = 26
"""How far the calendar reaches back at most."""
PLOTTED = 90
"""Days of the plot."""
RATINGS = 20_000
"""The latest so many ratings are plotted at most."""
STEPS = 400
"""So many rows of steps of one session at most."""
NOTES = 20
"""So many of its ratings, of its notes, and of the limits that were gone past."""
LATEST = 2**62
"""After every session, also one that a wrong clock has put into the future: it is listed all the same."""
T = TypeVar("T")


class Rated(Struct, frozen=True):
    """Pain before and after a session, where it was rated."""

    before: int | None = None
    after: int | None = None


class Page(Struct, frozen=True):
    """Sessions, the latest first; `rated` by their ids; `more`: there are older ones."""

    sessions: Sequence[SessionRecord]
    rated: dict[str, Rated]
    more: bool


class PainfulDay(Struct, frozen=True):
    """The ratings of a day, by days since 1970 in the zone of here."""

    day: int
    low: int
    mean: float
    high: int
    count: int


class Told(Struct, frozen=True):
    """What the screen opens with; `zone` is how many ms the wall clock of here is ahead of UTC."""

    now: Moment
    zone: int
    page: Page
    days: dict[int, int]
    pain: Sequence[PainfulDay]
    effects: Sequence[Effect]


class Closer(Struct, frozen=True):
    """One session looked at closely."""

    steps: Sequence[StepRecord]
    pain: Sequence[PainRecord]
    notes: Sequence[NoteRecord]
    overrides: Sequence[OverrideRecord]


class Unreadable(Exception):
    """The journal cannot be read; the message says why."""


class Lookback:
    """Asks the journal of `home`."""

    def __init__(self, home: Home, now: Callable[[], Moment]) -> None:
        self._home, self.now = home, now

    def all(self) -> tuple[Told, Sequence[str]]:
        """What the screen opens with, and what happened to the journal on the way. Raises Unreadable."""
        now = self.now()
        zone = zone_of(now.wall)
        today = (now.wall + zone) // DAY
        end = now.wall + 1

        def read(journal: Journal) -> Told:
            return Told(
                now=now,
                zone=zone,
                page=page(journal, LATEST),
                days=days(journal, (today - WEEKS * 7) * DAY - zone, end),
                pain=painful_days(journal, (today - PLOTTED + 1) * DAY - zone, end, zone),
                effects=effects(journal, now.wall),
            )

        return self._ask(read)

    def last_done(self) -> dict[str, int]:
        """When each routine was last played to its end, in ms since 1970; those of the last year."""
        if not self._home.journal.exists():
            return {}
        try:
            return self._ask(lambda journal: last_done(journal, self.now().wall - COMPARED_DAYS * DAY))[0]
        except Unreadable:
            return {}  # the library does without; whoever needs the journal says what is wrong with it

    def older(self, than: int) -> Page:
        """The next page. Raises Unreadable."""
        return self._ask(lambda journal: page(journal, than))[0]

    def closer(self, session: SessionRecord) -> Closer:
        """One session's steps, ratings and notes. Raises Unreadable."""
        return self._ask(lambda journal: closer(journal, session))[0]

    def _ask(self, read: Callable[[Journal], T]) -> tuple[T, Sequence[str]]:
        found: list[T] = []
        sentences: list[str] = []
        book = Book(self._home, sentences.append, self.now)
        try:
            book.use(lambda journal: found.append(read(journal)))
        finally:
            book.rest()
        if not found:
            raise Unreadable(" ".join(sentences) or f"The journal {self._home.journal} cannot be read.")
        return found[-1], sentences


def zone_of(wall: int) -> int:
    """How many ms the wall clock of here is ahead of UTC then."""
    ahead = datetime.fromtimestamp(wall / 1000).astimezone().utcoffset()
    return round(ahead.total_seconds() * 1000) if ahead else 0


def page(journal: Journal, before: int) -> Page:
    """The latest sessions that began before a moment, with their ratings."""
    found = sessions(journal, -LATEST, before, PAGE + 1)
    shown = found[:PAGE]
    span = (shown[-1].began, shown[0].began) if shown else (0, -1)
    query = """
      SELECT session, "when", rating FROM pain WHERE "when" IN ('before', 'after')
      AND session IN (SELECT id FROM sessions WHERE began >= ? AND began <= ?) ORDER BY at
    """
    rated: dict[str, dict[str, int]] = {}
    with explaining(journal.path):
        for session, when, rating in journal.connection.execute(query, span):
            rated.setdefault(session, {})[when] = rating
    return Page(shown, {id: Rated(**found) for id, found in rated.items()}, more=len(found) > PAGE)


def last_done(journal: Journal, first: int) -> dict[str, int]:
    """The latest beginning of each routine that was played to its end since `first`."""
    query = """
      SELECT routine, max(began) FROM (SELECT routine, began FROM sessions WHERE began >= ? AND why = 'finished'
      ORDER BY began DESC LIMIT ?) GROUP BY routine
    """
    with explaining(journal.path):
        return dict(journal.connection.execute(query, (first, RATINGS)).fetchall())


def painful_days(journal: Journal, first: int, last: int, zone: int) -> list[PainfulDay]:
    """The ratings from `first` until before `last`, a row for each day that has some."""
    query = """
      SELECT (at + ?) / 86400000 AS day, min(rating), avg(rating), max(rating), count(*)
      FROM (SELECT at, rating FROM pain WHERE at >= ? AND at < ? ORDER BY at DESC LIMIT ?) GROUP BY day ORDER BY day
    """
    with explaining(journal.path):
        return [PainfulDay(*row) for row in journal.connection.execute(query, (zone, first, last, RATINGS))]


def closer(journal: Journal, session: SessionRecord) -> Closer:
    """One session looked at closely."""
    of = "WHERE session = ?"
    # Overrides are found by their time, which there is an index of.
    end = (session.began if session.ended is None else session.ended) + DAY
    return Closer(
        steps=journal.read(StepRecord, f"{of} ORDER BY began, rowid LIMIT ?", (session.id, STEPS)),
        pain=journal.read(PainRecord, f"{of} ORDER BY at LIMIT ?", (session.id, NOTES)),
        notes=journal.read(NoteRecord, f"{of} ORDER BY at LIMIT ?", (session.id, NOTES)),
        overrides=journal.read(
            OverrideRecord, f"{of} AND at >= ? AND at < ? ORDER BY at LIMIT ?", (session.id, session.began, end, NOTES)
        ),
    )
