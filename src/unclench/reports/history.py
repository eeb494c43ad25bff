"""What was done: how it is told, what the command `history` reports of it, and what its screen reads."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from unclench.care.interruptions import EFFORT_ANSWERS, EFFORT_WORDS
from unclench.care.pain_rules import PLACES
from unclench.config.paths import Home
from unclench.errors import UnclenchError
from unclench.journal import erasure
from unclench.journal.database import Journal, copies_beside, remove_leftovers
from unclench.journal.logbook import Logbook
from unclench.journal.queries import (
    LATEST,
    FeltStep,
    PainEffect,
    PainfulDay,
    SessionDetails,
    SessionPage,
    count_sessions,
    days,
    effects,
    felt_since,
    painful_days,
    session_details,
    session_page,
    sessions,
)
from unclench.journal.records import NoteRecord, PainRecord, SessionRecord
from unclench.language import begun, counted, tr
from unclench.reports.today import SkinStatus, recent_exposures, skin_line
from unclench.safety.exposure import SKIN_NAMES, Exposure, Moment
from unclench.safety.limits import DAY
from unclench.session import wording
from unclench.system import safe_text
from unclench.system.files import create_private
from unclench.system.local_time import date, date_and_time, day_begun, day_number, iso, time_of_day, zone_here

T = TypeVar("T")

PAGE = "back-pain"
"""What the file of the page for a doctor is called; its day follows."""
PAGES = 100
"""So many files of one day are tried for a name that is free."""

RUNNING = DAY // 2
"""A session without an end that began less than this many ms ago may still be running."""
MOST = 500
"""Sessions, ratings and notes that are listed at most, of each."""
LONGEST = 200
"""Characters of a title, a reason or a note that are shown."""
WEEKS = 26
"""The most weeks of sessions that the screen shows."""
NOTED = 20
"""Notes that the screen marks on the plot, at most."""
SPANS: tuple[int | None, ...] = (14, 30, 90, None)
"""Over how many days the screen looks back; None: over everything."""
USUAL_SPAN = 30


# -- how one session, or one pack, is told -------------------------------------------------


def ended(session: SessionRecord, now: int) -> str:
    """How it ended: `done to the end`, or why early. Without an end it may still be running."""
    if session.reason is not None:
        return session.reason.sentence
    may_run = session.ended is None and 0 <= now - session.began < RUNNING
    return tr("running, or interrupted") if may_run else tr("interrupted")


def lasted(session: SessionRecord, written: Callable[[int], str]) -> str:
    """Its length by the wall clock, as `written` shows so many ms; empty without an end.

    A question mark where the clock was set back meanwhile, since then nobody knows.
    """
    if session.ended is None:
        return ""
    return "?" if session.lasted is None else written(session.lasted)


def worn(exposure: Exposure, written: Callable[[int], str]) -> str:
    """How long it was on, as `written` shows so many ms; or that nobody has said that it is off."""
    return tr("not marked as off") if exposure.lasted is None else written(exposure.lasted)


def short(text: str) -> str:
    """The text on one line, safe to show, and no longer than fits."""
    flat = safe_text.line(text)
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"


# -- what the command reports --------------------------------------------------------------


class HistoryReport(Struct, frozen=True):
    """What was done, the latest first, and what cold and heat may do now.

    `now` is in ms since 1970. `more` counts the sessions of that time that are not listed. `exposures`
    are those of the last 72 hours.
    """

    now: int
    sessions: Sequence[SessionRecord]
    more: int
    pain: Sequence[PainRecord]
    notes: Sequence[NoteRecord]
    exposures: Sequence[Exposure]
    skin: Sequence[SkinStatus]
    effects: Sequence[PainEffect]
    felt: Sequence[FeltStep] = ()
    """How steps were whose growth goes by that."""


def history_since(
    journal: Journal, now: Moment, first: int, past: Sequence[Exposure], skin: Sequence[SkinStatus]
) -> HistoryReport:
    """Everything since `first`, in ms since 1970. `past` and `skin` are what the logbook knows of cold and heat."""
    end = now.wall + 1
    listed = sessions(journal, first, end, MOST)
    return HistoryReport(
        now=now.wall,
        sessions=listed,
        more=count_sessions(journal, first, end) - len(listed),
        pain=journal.read(PainRecord, "WHERE at >= ? ORDER BY at DESC", (first,)),
        notes=journal.read(NoteRecord, "WHERE at >= ? ORDER BY at DESC LIMIT ?", (first, MOST)),
        exposures=recent_exposures(past, now),
        skin=skin,
        effects=effects(journal, now.wall),
        felt=felt_since(journal, first, MOST),
    )


def as_json(history: HistoryReport) -> dict[str, Any]:
    """The same for programs: times as ISO 8601, lengths in seconds."""
    return {
        "sessions": [
            {
                "id": s.id, "routine": s.routine, "title": s.title, "began": iso(s.began),
                "ended": None if s.ended is None else iso(s.ended), "why": s.why,
            }
            for s in history.sessions
        ],
        "more_sessions": history.more,
        "pain": [{"at": iso(p.at), "rating": p.rating, "when": p.when, "session": p.session} for p in history.pain],
        "exposures": [
            {
                "kind": e.kind, "on": iso(e.on.wall), "off": None if e.off is None else iso(e.off.wall),
                "seconds": None if e.lasted is None else e.lasted // 1000,
            }
            for e in history.exposures
        ],
        "next": {each.kind: None if each.at is None else iso(each.at) for each in history.skin},
        "effects": [
            {"routine": e.routine, "count": e.count, "before": round(e.before, 2), "after": round(e.after, 2)}
            for e in history.effects
        ],
        "felt": [{"at": iso(f.at), "session": f.session, "step": f.name, "felt": f.felt.value} for f in history.felt],
    }  # fmt: skip


def text(history: HistoryReport) -> str:
    """The same as text: day by day, then the exposures and when the next may be, then pain before and after."""
    lines, day = [], ""
    of_days = [
        *((session.began, _session(session, history.now)) for session in history.sessions),
        *((pain.at, _pain(pain)) for pain in history.pain[:MOST]),
        *((step.at, felt_said(step)) for step in history.felt),
        *((note.at, tr("Note: {text}", text=short(note.text))) for note in history.notes),
    ]
    for at, what in sorted(of_days, key=lambda each: -each[0]):
        if date(at) != day:
            day = date(at)
            lines.append(day)
        lines.append(f"  {time_of_day(at)}  {what}")
    if history.more:
        lines.append(tr(
            "And {more:,} earlier; only the latest {most} are listed. For a shorter time: --days.",
            more=history.more, most=MOST,
        ))  # fmt: skip
    lines += [_exposed(exposure) for exposure in history.exposures]
    lines += [skin_line(each) for each in history.skin if history.exposures]
    lines += [
        tr(
            "{title}: {before:.1f} before, {after:.1f} after, {times}.",
            title=safe_text.line(e.title), before=e.before, after=e.after, times=wording.times(e.count),
        )
        for e in history.effects
    ]  # fmt: skip
    return "\n".join(lines) or tr("Nothing was recorded in this time.")


def _session(session: SessionRecord, now: int) -> str:
    end = "" if session.finished else f"  ({ended(session, now)})"
    return f"{lasted(session, wording.clock):>7}  {safe_text.line(session.title)}{end}"


def felt_said(step: FeltStep) -> str:
    """`Cat-cow: easy`."""
    return tr("{step}: {felt}", step=short(step.name), felt=_FELT[step.felt])


_FELT = dict(zip(EFFORT_ANSWERS, EFFORT_WORDS, strict=False))


def _pain(pain: PainRecord) -> str:
    match pain.when:
        case "before":
            said = tr("Pain before: {rating} of 10", rating=pain.rating)
        case "after":
            said = tr("Pain after: {rating} of 10", rating=pain.rating)
        case "step":
            said = tr("Pain in a step: {rating} of 10", rating=pain.rating)
        case _:
            said = tr("Pain: {rating} of 10", rating=pain.rating)
    return f"{said}: {short(PLACES.get(pain.place, pain.place))}" if pain.place else said


def _exposed(exposure: Exposure) -> str:
    return tr(
        "{kind} on {when}, {how_long}.",
        kind=begun(SKIN_NAMES[exposure.kind]), when=date_and_time(exposure.on.wall),
        how_long=worn(exposure, wording.clock),
    )  # fmt: skip


# -- what the screen reads ---------------------------------------------------------------


class HistoryOverview(Struct, frozen=True):
    """What the screen opens with.

    Local time is `zone` minutes ahead of UTC; `days` counts sessions by days since 1970.
    """

    now: Moment
    zone: int
    page: SessionPage
    days: dict[int, int]
    pain: Sequence[PainfulDay]
    effects: Sequence[PainEffect]
    notes: Sequence[NoteRecord] = ()
    """The latest of the days that are plotted, the latest first."""
    span: int | None = USUAL_SPAN
    """How many days `pain`, `effects` and `notes` go back; None: all."""


class JournalUnreadable(UnclenchError):
    """The journal cannot be read; the message says why, for the user."""


def span_after(span: int | None) -> int | None:
    """The next of the `SPANS`."""
    return SPANS[(SPANS.index(span) + 1) % len(SPANS)]


def span_said(span: int | None) -> str:
    """`30 days`, or `all`."""
    return tr("all") if span is None else counted(span, "{number:g} day", "{number:g} days")


class HistoryReader:
    """Reads the journal in `home`, which it opens for each question and closes again."""

    def __init__(self, home: Home, now: Callable[[], Moment]) -> None:
        self._home, self.now = home, now

    def overview(self, span: int | None = USUAL_SPAN) -> tuple[HistoryOverview, Sequence[str]]:
        """What the screen shows of that many days, and sentences about trouble. Raises JournalUnreadable."""
        now = self.now()
        zone = zone_here(now.wall)
        today = day_number(now.wall, zone)
        end = now.wall + 1

        def since(days: int | None) -> int:
            return -LATEST if days is None else day_begun(today - days + 1, zone)

        def read(journal: Journal) -> HistoryOverview:
            where = "WHERE at >= ? AND at < ? ORDER BY at DESC LIMIT ?"
            return HistoryOverview(
                now=now,
                zone=zone,
                page=session_page(journal, LATEST),
                days=days(journal, since(None if span is None else max(span, WEEKS * 7 + 1)), end),
                pain=painful_days(journal, since(span), end, zone),
                effects=effects(journal, now.wall, since(span)),
                notes=journal.read(NoteRecord, where, (since(span), end, NOTED)),
                span=span,
            )

        return self._ask(read)

    def page_before(self, when: int) -> SessionPage:
        """The latest sessions that began before `when`. Raises JournalUnreadable."""
        return self._ask(lambda journal: session_page(journal, when))[0]

    def details(self, session: SessionRecord) -> SessionDetails:
        """One session's steps, ratings, notes and overrides. Raises JournalUnreadable."""
        return self._ask(lambda journal: session_details(journal, session))[0]

    def forget(self, session: str) -> Sequence[str]:
        """Delete a session for good, as `unclench forget` does; returns what to say. Raises JournalUnreadable."""
        now = self.now()

        def delete(journal: Journal) -> list[str]:
            gone = erasure.forget_session(journal, session, now)
            return erasure.told(gone, erasure.kept_back(journal, now))

        said, _ = self._ask(delete)
        remove_leftovers(self._home.journal)
        copies = [safe_text.line(str(copy)) for copy in copies_beside(self._home.journal)]
        return [*said, *(erasure.OLDER_COPY.format(copy=copy) for copy in copies)]

    def write_page(self, folder: Path) -> Path:
        """Write the page for a doctor into a new file; returns where. Raises JournalUnreadable and OSError."""
        from unclench.journal import transfer
        from unclench.reports import for_a_doctor

        made = self.now().wall
        page, _ = self._ask(
            lambda journal: for_a_doctor.html(transfer.export_all(journal), effects(journal, made), made)
        )
        for number in range(1, PAGES):
            path = folder / f"{PAGE}-{date(made)}{'' if number == 1 else f'-{number}'}.html"
            try:
                create_private(path, page)
            except FileExistsError:
                continue
            return path
        raise FileExistsError(errno.EEXIST, tr("There are too many of that name already"), str(folder))

    def _ask(self, read: Callable[[Journal], T]) -> tuple[T, Sequence[str]]:
        found: list[T] = []
        sentences: list[str] = []
        book = Logbook(self._home, sentences.append, self.now)
        try:
            book.use(lambda journal: found.append(read(journal)))
        finally:
            book.release()
        if not found:
            unread = tr("The journal {path} cannot be read.", path=self._home.journal)
            raise JournalUnreadable(" ".join(sentences) or unread)
        return found[-1], sentences


def page_written(reader: HistoryReader, folder: Path) -> tuple[str, bool]:
    """Write the page for a doctor into a folder. Returns the sentence about it, and whether it was written."""
    try:
        path = reader.write_page(folder)
    except (JournalUnreadable, OSError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return tr("The page could not be written: {why}", why=why), False
    shown = safe_text.line(str(path))
    return tr("Your page for the doctor: {path}. Open it in a browser and print it.", path=shown), True
