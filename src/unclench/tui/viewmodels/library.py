"""The rows of the library: what each routine is and how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.system.local_time import since

if TYPE_CHECKING:
    from unclench.application import Application
    from unclench.journal.logbook import Logbook
    from unclench.player.packs import Locked
    from unclench.routine import Entry
    from unclench.routine.model import Routine
    from unclench.session.choices import Choices
    from unclench.session.compiler import ChosenRoutine
    from unclench.session.timeline import Timeline

GROUPS = {"folder": "This folder", "own": "Your own", "bundled": "Bundled"}


class LibraryRow(Struct, frozen=True):
    """One routine of the library."""

    id: str
    title: str
    length: str
    summary: str
    tags: tuple[str, ...]
    source: str
    path: str
    shadows: str
    problems: tuple[str, ...]
    chosen: ChosenRoutine | None
    """The routine as it would be played today; None if its file needs fixing."""
    done: str = ""
    """When it was last played to its end, in words."""
    locked: Locked | None = None
    """Why its cold or heat may not go on now, and from when on it may."""

    def matches(self, typed: str) -> bool:
        """Whether every word typed occurs somewhere in it."""
        text = " ".join((self.id, self.title, self.summary, *self.tags, self.source)).casefold()
        return all(word in text for word in typed.casefold().split())


def rows(
    entries: Iterable[Entry], choices: Callable[[Routine], Choices], done: Mapping[str, int] | None = None,
    now: int = 0, locked: Callable[[Timeline], Locked | None] = lambda _: None,
) -> Sequence[LibraryRow]:  # fmt: skip
    """The rows in the library's order: the user's own first, and of the bundled ones the most urgent.

    `choices` returns the default choices for a routine; `done` says by routine id when each was
    last done, in ms since 1970, as `now` is; `locked` returns why a timeline may not be played now.
    """
    known = done or {}
    return [_row(entry, choices, since(known[entry.id], now) if entry.id in known else "", locked) for entry in entries]


def library_rows(program: Application) -> Sequence[LibraryRow]:
    """The rows of all routines. Reads files and the journal: call it from a thread."""
    from unclench.journal.logbook import Logbook
    from unclench.player.packs import locked

    # A logbook belongs to its thread. Whatever cannot do without the journal says what is wrong with it.
    with closing(Logbook(program.home, lambda _: None, program.moment)) as book:
        return rows(
            program.library.entries(),
            partial(program.with_todays_doses, choices=program.choices(), book=book),
            _last_done(book),
            program.moment().wall,
            locked=partial(locked, book),
        )


def _last_done(book: Logbook) -> dict[str, int]:
    """By routine id, when it was last played to its end within a year, in ms since 1970."""
    from unclench.journal.queries import COMPARED_DAYS, last_done
    from unclench.safety.limits import DAY

    first = book.now().wall - COMPARED_DAYS * DAY
    return book.ask(lambda journal: last_done(journal, first), {})


def _row(
    entry: Entry, choices: Callable[[Routine], Choices], done: str, locked: Callable[[Timeline], Locked | None]
) -> LibraryRow:
    from unclench.session import wording
    from unclench.session.choices import Unplayable
    from unclench.session.compiler import choose  # imported after the first frame

    routine, problems, length = entry.routine, [str(problem) for problem in entry.problems], ""
    chosen = why_not = None
    if routine is not None:
        try:
            chosen = choose(routine, choices(routine))
        except Unplayable as error:
            routine, problems = None, [*problems, f"{entry.path}: {error}"]
        else:
            length = wording.clock(chosen.timeline.total, at_least=chosen.timeline.at_least)
            why_not = locked(chosen.timeline)
    return LibraryRow(
        id=entry.id,
        title=routine.title if routine else entry.id,
        length=length,
        summary=routine.summary if routine else "",
        tags=routine.tags if routine else (),
        source=entry.source,
        path=str(entry.path),
        shadows=str(entry.shadows or ""),
        problems=tuple(problems),
        chosen=chosen,
        done=done,
        locked=why_not,
    )
