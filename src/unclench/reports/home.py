"""Home: what there is to say when somebody opens the program, and what they may begin; for screens and for lines."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Protocol, TypeAlias

from msgspec import Struct

from unclench.language import tr
from unclench.reports.library import ShelfContext, library_rows

if TYPE_CHECKING:
    from unclench.config.paths import Home
    from unclench.journal.database import Journal
    from unclench.journal.logbook import Logbook
    from unclench.journal.queries import PainfulDay
    from unclench.journal.records import PainRecord
    from unclench.reports.course import PainCourse
    from unclench.reports.goals import GoalToday
    from unclench.reports.library import LibraryRow
    from unclench.reports.plans import PlanStatus
    from unclench.reports.today import Due, SkinStatus
    from unclench.routine import Library
    from unclench.routine.model import Routine
    from unclench.routine.plans import Plans
    from unclench.safety.exposure import Exposure, Moment

FIRST, GENTLE = "spasm-first-minutes", "gentle-stretch"
"""The routines that have a key on the card."""
ASKED = tr("How is your back right now?")
SEIZED_UP, STIFF, SORE = tr("It seized up"), tr("It is only stiff"), tr("Sore or swollen")
"""How it is: breathing and the first minutes are for the first, a stretch for the second, packs for the last."""
HEADINGS = {
    "worst days": tr("Worst days"), "easing": tr("Easing"), "cold and heat": tr("Cold and heat"),
    "getting strong": tr("Getting strong"), "yours": tr("Yours"),
}  # fmt: skip
"""Of the routines, by their group."""


class HomeContext(ShelfContext, Protocol):
    """What home needs from the application."""

    home: Home

    @property
    def library(self) -> Library:
        """All routines."""
        ...

    @property
    def plans(self) -> Plans:
        """All plans."""
        ...


class HomeView(Struct, frozen=True):
    """What home shows, as it was at `now`. `pain` is of the last two weeks, up to day `today`."""

    rows: Sequence[LibraryRow]
    now: Moment | None = None
    on_skin: Sequence[Exposure] = ()
    resume: str = ""
    """The interrupted session that can go on, and where; empty for none."""
    due: Sequence[Due] = ()
    skin: Sequence[SkinStatus] = ()
    pain: Sequence[PainfulDay] = ()
    today: int = 0
    last: PainRecord | None = None
    plan: PlanStatus | None = None
    """The plan that somebody follows; its lines come in place of what else is due."""
    goals: Sequence[GoalToday] = ()


def why_not(id: str, row: LibraryRow | None) -> str:
    """Why the routine of a card can't begin, where it can't: its file is missing, or needs fixing; empty if it can."""
    if row is None:
        return tr("The file of this routine is missing: {id}.", id=id)
    return "" if row.chosen is not None else tr("Your own file for this needs fixing: {path}", path=row.path)


def read_home(program: HomeContext) -> HomeView:
    """Everything that home shows. Reads files and the journal: call it from a thread."""
    from unclench.journal.logbook import Logbook
    from unclench.reports.today import skin_now

    # A logbook belongs to its thread. Whatever cannot do without the journal says what is wrong with it.
    with closing(Logbook(program.home, lambda _: None, program.moment)) as book:
        entries = program.library.entries()
        rows = library_rows(program, book, entries)
        routines = [entry.routine for entry in entries if entry.routine is not None]
        due, goals, course, last = _of_journal(book, routines)
        return HomeView(
            rows, book.now(), [each for each in book.exposures.past() if each.open], _broke_off(program, book),
            due, skin_now(book), course.days, course.today, last, _planned(program, book, routines),
            goals,
        )  # fmt: skip


def _planned(program: HomeContext, book: Logbook, routines: Sequence[Routine]) -> PlanStatus | None:
    from unclench.reports.plans import planned

    titles = {each.id: each.title for each in routines}
    found = book.ask(lambda journal: planned(program.plans, journal, lambda: titles, book.now().wall), None)
    return found if found is not None and (found.today is not None or found.trouble) else None


_OfJournal: TypeAlias = "tuple[Sequence[Due], Sequence[GoalToday], PainCourse, PainRecord | None]"


def _of_journal(book: Logbook, routines: Sequence[Routine]) -> _OfJournal:
    from unclench.journal.queries import sessions
    from unclench.journal.records import PainRecord
    from unclench.reports.course import PainCourse, read_course
    from unclench.reports.goals import goals_today
    from unclench.reports.today import TAKEN_UP, due_now, due_today
    from unclench.safety.limits import DAY
    from unclench.system.local_time import midnight

    now = book.now().wall

    def read(journal: Journal) -> _OfJournal:
        ratings = journal.read(PainRecord, "WHERE at <= ? ORDER BY at DESC LIMIT 1", (now,))
        lately = sessions(journal, midnight(now, TAKEN_UP), now + DAY)
        return (
            due_today(routines, journal, lately, now),
            goals_today(routines, journal, lately, now),
            read_course(journal, now),
            ratings[0] if ratings else None,
        )

    return book.ask(read, (due_now(routines, (), now), (), PainCourse(), None))


def _broke_off(program: HomeContext, book: Logbook) -> str:
    """`Gentle stretch, step 2 of 6`."""
    from unclench.care.intake import interrupted_session

    found = interrupted_session(book, program.library)
    if found is None:
        return ""
    steps, at = found.timeline.steps, found.timeline.segments[found.place].step
    return tr("{title}, step {number} of {total}", title=found.routine.title, number=at + 1, total=len(steps))


def suggested(home: HomeView, rating: int) -> str | None:
    """The id of the routine that suits somebody with this much pain, of those that may begin now."""
    from unclench.reports.today import suggested

    return suggested(rating, [row.id for row in home.rows if row.chosen and not row.locked], home.due)


def grouped(rows: Sequence[LibraryRow]) -> list[tuple[str, list[LibraryRow]]]:
    """The rows under their headings, in the order of the headings; files that need fixing come last."""
    from unclench.routine.model import Group

    found = {group: [row for row in rows if row.group == group] for group in Group}
    return [
        (HEADINGS[group], sorted(under, key=lambda row: row.chosen is None)) for group, under in found.items() if under
    ]
