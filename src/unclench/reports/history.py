"""What the command `history` reports: as data for programs, and as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from unclench.journal.database import Journal
from unclench.journal.queries import PainEffect, count_sessions, effects, sessions
from unclench.journal.records import NoteRecord, PainRecord, SessionRecord
from unclench.reports.today import SkinStatus, line, recent_exposures
from unclench.safety.exposure import Exposure, Moment, age
from unclench.session import wording
from unclench.session.end_reason import EndReason
from unclench.system import safe_text
from unclench.system.local_time import date, date_and_time, iso, time_of_day


def ended(session: SessionRecord) -> str:
    """`finished`, or why it ended early."""
    reason = EndReason.read(session.why)
    return "interrupted" if reason is None else reason.sentence


def lasted(session: SessionRecord, written: Callable[[int], str]) -> str:
    """Its length by the wall clock, as `written` shows so many ms; empty without an end.

    A question mark where the clock was set back meanwhile, since then nobody knows.
    """
    if session.ended is None:
        return ""
    return "?" if session.ended < session.began else written(session.ended - session.began)


def worn(exposure: Exposure, written: Callable[[int], str]) -> str:
    """How long it was on, as `written` shows so many ms; or that nobody has said that it is off."""
    return "not said to be off" if exposure.off is None else written(age(exposure.on, exposure.off).likely)


MOST = 500
"""Sessions, ratings and notes that are listed at most, of each."""
LONGEST_NOTE = 200
"""Characters of a note that are shown."""


class HistoryReport(Struct, frozen=True):
    """What was done, the latest first, and what cold and heat may do now.

    `more` counts the sessions of that time that are not listed. `exposures` are those of the last 72 hours.
    """

    sessions: Sequence[SessionRecord]
    more: int
    pain: Sequence[PainRecord]
    notes: Sequence[NoteRecord]
    exposures: Sequence[Exposure]
    skin: Sequence[SkinStatus]
    effects: Sequence[PainEffect]


def history_since(
    journal: Journal, now: Moment, first: int, past: Sequence[Exposure], skin: Sequence[SkinStatus]
) -> HistoryReport:
    """Everything since `first`, in ms since 1970. `past` and `skin` are what the logbook knows of cold and heat."""
    end = now.wall + 1
    listed = sessions(journal, first, end, MOST)
    return HistoryReport(
        sessions=listed,
        more=count_sessions(journal, first, end) - len(listed),
        pain=journal.read(PainRecord, "WHERE at >= ? ORDER BY at DESC", (first,)),
        notes=journal.read(NoteRecord, "WHERE at >= ? ORDER BY at DESC LIMIT ?", (first, MOST)),
        exposures=recent_exposures(past, now),
        skin=skin,
        effects=effects(journal, now.wall),
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
                "seconds": None if e.off is None else age(e.on, e.off).likely // 1000,
            }
            for e in history.exposures
        ],
        "next": {each.kind: None if each.at is None else iso(each.at) for each in history.skin},
        "effects": [
            {"routine": e.routine, "count": e.count, "before": round(e.before, 2), "after": round(e.after, 2)}
            for e in history.effects
        ],
    }  # fmt: skip


def text(history: HistoryReport) -> str:
    """The same as text: day by day, then the exposures and when the next may be, then pain before and after."""
    lines, day = [], ""
    of_days = [
        *((session.began, _session(session)) for session in history.sessions),
        *((pain.at, _pain(pain)) for pain in history.pain[:MOST]),
        *((note.at, f"Note: {_short(note.text)}") for note in history.notes),
    ]
    for at, what in sorted(of_days, key=lambda each: -each[0]):
        if date(at) != day:
            day = date(at)
            lines.append(day)
        lines.append(f"  {time_of_day(at)}  {what}")
    if history.more:
        lines.append(f"And {history.more:,} more before; the latest {MOST} are listed. --days shortens the time.")
    lines += [_exposed(exposure) for exposure in history.exposures]
    lines += [line(each) for each in history.skin if history.exposures]
    lines += [
        f"{safe_text.line(e.title)}: {e.before:.1f} before, {e.after:.1f} after, {wording.times(e.count)}."
        for e in history.effects
    ]
    return "\n".join(lines) or "Nothing was kept in this time."


def _session(session: SessionRecord) -> str:
    end = "" if session.why == "finished" else f"  ({ended(session)})"
    return f"{lasted(session, wording.clock):>7}  {safe_text.line(session.title)}{end}"


def _pain(pain: PainRecord) -> str:
    when = {"before": " before", "after": " after", "step": " in a step"}.get(pain.when, "")
    where = f": {_short(pain.place)}" if pain.place else ""
    return f"Pain{when}: {pain.rating} of 10{where}"


def _short(text: str) -> str:
    flat = safe_text.line(text)
    return flat if len(flat) <= LONGEST_NOTE else f"{flat[:LONGEST_NOTE]}…"


def _exposed(exposure: Exposure) -> str:
    return f"{exposure.kind.capitalize()} on {date_and_time(exposure.on.wall)}, {worn(exposure, wording.clock)}."
