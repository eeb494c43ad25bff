"""The session that was interrupted last, so that it can be continued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench.care.outcomes import InterruptedSession
from unclench.journal.queries import last_interrupted
from unclench.player.recorder import unpacked
from unclench.routine import RoutineNotFound
from unclench.routine.model import Routine
from unclench.session.own_breath import BREATHE
from unclench.session.playhead import resume_from

if TYPE_CHECKING:
    from unclench.journal.database import Journal
    from unclench.journal.logbook import Logbook
    from unclench.journal.records import SessionRecord
    from unclench.routine import Library


def interrupted_session(book: Logbook, library: Library) -> InterruptedSession | None:
    """The session to continue, as it was played then; None where there is none.

    The user's own breath does not count: it may have been breathed in between, or since.
    """

    def look(journal: Journal) -> tuple[SessionRecord | None, bytes | None]:
        session = last_interrupted(journal, book.now().wall, BREATHE)
        content = session.content if session is not None else None
        return session, None if content is None else journal.content(content)

    session, data = book.ask(look, (None, None))
    if session is None or data is None:
        return None
    try:
        timeline = unpacked(data)
    except ValueError:
        return None  # another version of the program wrote it
    if resume_from(timeline, session.place) >= len(timeline.segments):
        return None  # nothing is left of it but what was on the skin
    tags = tuple(filter(None, session.tags.split(",")))
    # Its own sounds, and the pictures beside it, come from the file as it is now.
    file = _file_of(library, session.routine) or Routine(id=session.routine, title=session.title, steps=())
    routine = replace(file, title=session.title, edition=session.edition, tags=tags, steps=())
    return InterruptedSession(session.id, session.began, routine, timeline, session.place)


def _file_of(library: Library, id: str) -> Routine | None:
    """The routine with this id as it is in its file now; None where it cannot be read."""
    try:
        return library.find(id).routine
    except RoutineNotFound:
        return None
