"""What `history` tells: plain data for programs, and the same as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from unclench.journal.database import Journal
from unclench.journal.queries import Effect, effects, how_many, sessions
from unclench.journal.records import NoteRecord, PainRecord, SessionRecord
from unclench.reports.today import Standing, iso, lately, line, standings
from unclench.safety.exposure import Exposure, Moment, age
from unclench.session import wording
from unclench.session.end_reason import EndReason
from unclench.system import safe_text

MOST = 500
"""So many sessions are listed at most, and so many ratings and notes."""
LONGEST_NOTE = 200
"""Characters of a note that are listed."""


class History(Struct, frozen=True):
    """The latest first; exposures are those of the last 72 hours, with how cold and heat stand now.

    `more` sessions of the same time are not listed.
    """

    sessions: Sequence[SessionRecord]
    more: int
    pain: Sequence[PainRecord]
    notes: Sequence[NoteRecord]
    exposures: Sequence[Exposure]
    standing: Sequence[Standing]
    effects: Sequence[Effect]


def history(journal: Journal, now: Moment, first: int) -> History:
    """Everything since `first`, in ms since 1970."""
    past, end = journal.recent_exposures(now), now.wall + 1
    listed = sessions(journal, first, end, MOST)
    return History(
        sessions=listed,
        more=how_many(journal, first, end) - len(listed),
        pain=journal.read(PainRecord, "WHERE at >= ? ORDER BY at DESC", (first,)),
        notes=journal.read(NoteRecord, "WHERE at >= ? ORDER BY at DESC LIMIT ?", (first, MOST)),
        exposures=lately(past, now),
        standing=standings(past, now),
        effects=effects(journal, now.wall),
    )


def as_json(told: History) -> dict[str, Any]:
    """For programs; times are ISO 8601, lengths seconds."""
    return {
        "sessions": [
            {
                "id": s.id, "routine": s.routine, "title": s.title, "began": iso(s.began),
                "ended": None if s.ended is None else iso(s.ended), "why": s.why,
            }
            for s in told.sessions
        ],
        "more_sessions": told.more,
        "pain": [{"at": iso(p.at), "rating": p.rating, "when": p.when, "session": p.session} for p in told.pain],
        "exposures": [
            {
                "kind": e.kind, "on": iso(e.on.wall), "off": None if e.off is None else iso(e.off.wall),
                "seconds": None if e.off is None else age(e.on, e.off).likely // 1000,
            }
            for e in told.exposures
        ],
        "next": {each.kind: None if each.at is None else iso(each.at) for each in told.standing},
        "effects": [
            {"routine": e.routine, "count": e.count, "before": round(e.before, 2), "after": round(e.after, 2)}
            for e in told.effects
        ],
    }  # fmt: skip


def text(told: History) -> str:
    """By day sessions, ratings and notes; exposures with when the next may be; and before against after."""
    lines, day = [], ""
    of_days = [
        *((session.began, _session(session)) for session in told.sessions),
        *((pain.at, _pain(pain)) for pain in told.pain[:MOST]),
        *((note.at, f"Note: {_short(note.text)}") for note in told.notes),
    ]
    for at, what in sorted(of_days, key=lambda each: -each[0]):
        then = iso(at)
        if then[:10] != day:
            day = then[:10]
            lines.append(day)
        lines.append(f"  {then[11:16]}  {what}")
    if told.more:
        lines.append(f"And {told.more:,} more before; the latest {MOST} are listed. --days shortens the time.")
    lines += [_exposed(exposure) for exposure in told.exposures]
    lines += [line(each) for each in told.standing if told.exposures]
    lines += [
        f"{safe_text.line(e.title)}: {e.before:.1f} before, {e.after:.1f} after, {wording.times(e.count)}."
        for e in told.effects
    ]
    return "\n".join(lines) or "Nothing was kept in this time."


def _session(session: SessionRecord) -> str:
    reason = EndReason.read(session.why)
    why = "interrupted" if reason is None else "" if reason is EndReason.FINISHED else reason.sentence
    end = f"  ({why})" if why else ""
    return f"{_lasted(session):>7}  {safe_text.line(session.title)}{end}"


def _pain(pain: PainRecord) -> str:
    when = {"before": " before", "after": " after", "step": " in a step"}.get(pain.when, "")
    where = f": {_short(pain.place)}" if pain.place else ""
    return f"Pain{when}: {pain.rating} of 10{where}"


def _short(text: str) -> str:
    flat = safe_text.line(text)
    return flat if len(flat) <= LONGEST_NOTE else f"{flat[:LONGEST_NOTE]}…"


def _lasted(session: SessionRecord) -> str:
    """How long by the wall clock; a question mark where that was set back meanwhile."""
    if session.ended is None:
        return ""
    return "?" if session.ended < session.began else wording.clock(session.ended - session.began)


def _exposed(exposure: Exposure) -> str:
    began = iso(exposure.on.wall)
    off = exposure.off
    lasted = "not said to be off" if off is None else wording.clock(age(exposure.on, off).likely)
    return f"{exposure.kind.capitalize()} on {began[:10]} {began[11:16]}, {lasted}."
