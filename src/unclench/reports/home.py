"""Home: what there is to say when somebody opens the program, and the routines it offers; for screens and for lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias

from msgspec import Struct

from unclench.language import begun, counted, tr
from unclench.system.local_time import midnight, since

if TYPE_CHECKING:
    from unclench.care.guide import Guide
    from unclench.config.paths import Home
    from unclench.journal.database import Journal
    from unclench.journal.logbook import Logbook
    from unclench.journal.queries import PainEffect, PainfulDay
    from unclench.journal.records import PainRecord
    from unclench.player.packs import Locked
    from unclench.reports.plans import PlanStatus
    from unclench.reports.today import Due, GoalToday, PainCourse, SkinStatus
    from unclench.routine import Entry, Library
    from unclench.routine.library import Plans
    from unclench.routine.model import AnyStep, Routine
    from unclench.safety.exposure import Exposure, Moment
    from unclench.session.choices import Choices
    from unclench.session.compiler import ChosenRoutine
    from unclench.session.timeline import Timeline


SOURCES = {"folder": tr("In this folder"), "own": tr("Your own")}


class ShelfContext(Protocol):
    """What a list of routines needs from the application."""

    @property
    def moment(self) -> Callable[[], Moment]:
        """Returns now."""
        ...

    def choices(self) -> Choices:
        """What the settings choose."""
        ...

    def with_todays_doses(self, routine: Routine, choices: Choices, book: Logbook | None = None) -> Choices:
        """The choices for today, by the journal."""
        ...

    def guide(self, book: Logbook | None = None) -> Guide:
        """What makes of a routine's timeline what is played now."""
        ...


class LibraryRow(Struct, frozen=True):
    """One routine on home."""

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
    group: str = "yours"
    minutes: str = ""
    """Its length in words as short as can be: `7 min`."""
    often: str = ""
    """How often its file means it."""
    exercises: tuple[tuple[str, ...], ...] = ()
    """The names of each exercise in it, the first of which is shown."""
    line: int | None = None
    """Where the first mistake is, if its file needs fixing."""
    effect: PainEffect | None = None
    """What your own ratings before and after it say."""

    def matches(self, typed: str) -> bool:
        """Whether every word typed occurs somewhere in it, the names of its exercises among that."""
        names = (name for each in self.exercises for name in each)
        text = " ".join((self.id, self.title, self.summary, *self.tags, self.source, *names)).casefold()
        return all(word in text for word in typed.casefold().split())

    def named(self, typed: str) -> bool:
        """Whether its title has every word typed."""
        return all(word in self.title.casefold() for word in typed.casefold().split())

    def found_in(self, typed: str) -> tuple[str, ...]:
        """The exercises that have every word typed in one of their names; of each the name that is shown."""
        words = typed.casefold().split()
        found = [
            each[0] for each in self.exercises if words and all(word in " ".join(each).casefold() for word in words)
        ]
        return tuple(dict.fromkeys(found))


def rows(
    entries: Iterable[Entry], choices: Callable[[Routine], Choices], done: Mapping[str, int] | None = None,
    now: int = 0, locked: Callable[[Timeline], Locked | None] = lambda _: None,
    effects: Mapping[str, PainEffect] | None = None,
    guided: Callable[[Routine, Timeline], Timeline] = lambda _, timeline: timeline,
) -> Sequence[LibraryRow]:  # fmt: skip
    """The rows in the library's order: the user's own first, and of the bundled ones the most urgent.

    `choices` returns the default choices for a routine; `done` says by routine id when each was
    last done, in ms since 1970, as `now` is; `locked` returns why a timeline may not be played now;
    `effects` says by routine id what your ratings say of it; `guided` returns what is played of a timeline.
    """
    known, told = done or {}, effects or {}
    return [
        _row(
            entry, choices, since(known[entry.id], now) if entry.id in known else "", locked, told.get(entry.id), guided
        )
        for entry in entries
    ]


def library_rows(program: ShelfContext, book: Logbook, entries: Iterable[Entry]) -> Sequence[LibraryRow]:
    """The rows of all routines. Reads the journal through `book`, which belongs to the calling thread."""
    from unclench.journal.queries import effects
    from unclench.player.packs import locked

    now = program.moment().wall
    return rows(
        entries,
        partial(program.with_todays_doses, choices=program.choices(), book=book),
        _last_done(book),
        now,
        locked=partial(locked, book),
        effects={each.routine: each for each in book.ask(lambda journal: effects(journal, now), [])},
        guided=program.guide(book).guided,
    )


def _last_done(book: Logbook) -> dict[str, int]:
    """By routine id, when it was last played to its end within a year, in ms since 1970."""
    from unclench.journal.queries import COMPARED_DAYS, last_done
    from unclench.safety.limits import DAY

    first = book.now().wall - COMPARED_DAYS * DAY
    return book.ask(lambda journal: last_done(journal, first), {})


def _row(
    entry: Entry, choices: Callable[[Routine], Choices], done: str, locked: Callable[[Timeline], Locked | None],
    effect: PainEffect | None, guided: Callable[[Routine, Timeline], Timeline],
) -> LibraryRow:  # fmt: skip
    from unclench.session import wording
    from unclench.session.choices import Unplayable
    from unclench.session.compiler import choose  # imported after the first frame

    routine, problems = entry.routine, [str(problem) for problem in entry.problems]
    length = minutes = ""
    chosen = why_not = None
    if routine is not None:
        try:
            chosen = choose(routine, choices(routine))
        except Unplayable as error:
            routine, problems = None, [*problems, f"{entry.path}: {error}"]
        else:
            played = guided(routine, chosen.timeline)
            length = wording.clock(played.total, at_least=played.at_least)
            minutes = wording.rounded(played.total) + ("+" if played.at_least else "")
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
        group=str(routine.group) if routine else "yours",
        minutes=minutes,
        often=wording.how_often(routine.frequency) if routine else "",
        exercises=tuple(_names(routine.steps)) if routine else (),
        line=entry.problems[0].mark.line if entry.problems and not routine else None,
        effect=effect,
    )


def _names(steps: Iterable[AnyStep]) -> Iterator[tuple[str, ...]]:
    """The names of each exercise: its own in the routine or the catalogue's, then its others."""
    from unclench.routine.model import DoStep, ExerciseStep, RepeatStep

    for step in steps:
        if isinstance(step, ExerciseStep | DoStep):
            move = step.exercise if isinstance(step, ExerciseStep) else step.what
            yield tuple(filter(None, (step.name or move.name, move.name, *move.also)))
        if isinstance(step, RepeatStep):
            yield from _names(step.steps)
        yield from _names(step.alternatives)


# -- one of them in words -------------------------------------------------------------------


def facts(row: LibraryRow, typed: str = "") -> list[str]:
    """What there is to know of a routine besides what it is for."""
    count, told = len(row.exercises), list[str]()
    if row.minutes and count:
        exercises = counted(count, "{number:g} exercise", "{number:g} exercises")
        told.append(f"{exercises}, {row.minutes}.")
    elif row.minutes:
        told.append(f"{row.minutes}.")
    if row.often:
        told.append(f"{begun(row.often)}.")
    if found := row.found_in(typed):
        told.append(tr("With {exercises}.", exercises=", ".join(found)))
    if row.done:
        told.append(tr("Last done {when}.", when=row.done))
    if row.source != "bundled":
        told += [SOURCES.get(row.source, ""), row.path]
    if row.shadows:
        told.append(tr("Replaces {path}", path=row.shadows))
    return list(filter(None, told))


def wrong(row: LibraryRow) -> str:
    """What is wrong with its file, each with its line, and what is in its way. Its path is said elsewhere."""
    said = list[str]()
    for problem in row.problems:
        place, _, rest = problem.removeprefix(f"{row.path}:").partition(": ")
        line = place.partition(":")[0]
        said.append(tr("Line {line}: {problem}", line=line, problem=rest) if line.isdecimal() and rest else problem)
    if row.locked is not None:
        said.append(row.locked.sentence)
    return "\n\n".join(said)


def helped(row: LibraryRow) -> str:
    """Your own numbers: `You rated it 9 times: pain 5.7 before, 5.2 after.`."""
    from unclench.session.wording import times

    if row.effect is None:
        return ""
    return tr(
        "You rated it {times}: pain {before:.1f} before, {after:.1f} after.",
        times=times(row.effect.count), before=row.effect.before, after=row.effect.after,
    )  # fmt: skip


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
    from unclench.reports.today import TAKEN_UP, PainCourse, due_now, due_today, goals_today, read_course
    from unclench.safety.limits import DAY

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
