"""Reads the history from the journal, for the screens and in their threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from unclench.config.paths import Home
from unclench.errors import UnclenchError
from unclench.journal.database import Journal
from unclench.journal.logbook import Logbook
from unclench.journal.queries import (
    COMPARED_DAYS,
    LATEST,
    SessionDetails,
    SessionPage,
    days,
    effects,
    last_done,
    painful_days,
    session_details,
    session_page,
)
from unclench.journal.records import SessionRecord
from unclench.safety.exposure import Moment
from unclench.system.local_time import DAY
from unclench.tui.viewmodels.history import PLOTTED, WEEKS, HistoryOverview, zone_of

T = TypeVar("T")


class JournalUnreadable(UnclenchError):
    """The journal cannot be read; the message says why, for the user."""


class HistoryReader:
    """Reads the journal in `home`, which it opens for each question and closes again."""

    def __init__(self, home: Home, now: Callable[[], Moment]) -> None:
        self._home, self.now = home, now

    def overview(self) -> tuple[HistoryOverview, Sequence[str]]:
        """What the screen opens with, and sentences about trouble with the journal. Raises JournalUnreadable."""
        now = self.now()
        zone = zone_of(now.wall)
        today = (now.wall + zone) // DAY
        end = now.wall + 1

        def read(journal: Journal) -> HistoryOverview:
            return HistoryOverview(
                now=now,
                zone=zone,
                page=session_page(journal, LATEST),
                days=days(journal, (today - WEEKS * 7) * DAY - zone, end),
                pain=painful_days(journal, (today - PLOTTED + 1) * DAY - zone, end, zone),
                effects=effects(journal, now.wall),
            )

        return self._ask(read)

    def last_done(self) -> dict[str, int]:
        """By routine id, when it was last played to its end within a year, in ms since 1970."""
        if not self._home.journal.exists():
            return {}
        try:
            return self._ask(lambda journal: last_done(journal, self.now().wall - COMPARED_DAYS * DAY))[0]
        except JournalUnreadable:
            return {}  # the library works without; whatever needs the journal says what is wrong with it

    def page_before(self, when: int) -> SessionPage:
        """The latest sessions that began before `when`. Raises JournalUnreadable."""
        return self._ask(lambda journal: session_page(journal, when))[0]

    def details(self, session: SessionRecord) -> SessionDetails:
        """One session's steps, ratings, notes and overrides. Raises JournalUnreadable."""
        return self._ask(lambda journal: session_details(journal, session))[0]

    def _ask(self, read: Callable[[Journal], T]) -> tuple[T, Sequence[str]]:
        found: list[T] = []
        sentences: list[str] = []
        book = Logbook(self._home, sentences.append, self.now)
        try:
            book.use(lambda journal: found.append(read(journal)))
        finally:
            book.release()
        if not found:
            raise JournalUnreadable(" ".join(sentences) or f"The journal {self._home.journal} cannot be read.")
        return found[-1], sentences
