"""What may be done now, and what was done today: as data for programs, and as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from unclench.journal.logbook import Logbook
from unclench.journal.records import SessionRecord
from unclench.player import packs
from unclench.safety.exposure import Exposure, Moment, Skin, age
from unclench.safety.limits import MINUTE
from unclench.safety.lockouts import NOTHING, Beside, may_start, warnings
from unclench.safety.screening import SKIN
from unclench.session.wording import times
from unclench.system import local_time, safe_text

WALKS = 2
"""Walks a day (C1.17; HW-BP)."""


class SkinStatus(Struct, frozen=True):
    """Whether cold, or heat, may go on now, and if not, when and why.

    `wait` is in ms: 0 for now, None where nobody can say how long. `asks`: an answer is all that is
    needed. `still_on`: so far nobody has said that a pack is off.
    """

    kind: Skin
    wait: int | None
    at: int | None
    """The end of the wait, in ms since 1970."""
    limit: str
    why: str
    warnings: tuple[str, ...]
    still_on: bool = False
    asks: bool = False


class DoneToday(Struct, frozen=True):
    """How many sessions with a tag were finished today."""

    tag: str
    count: int


def skin_status(past: Sequence[Exposure], now: Moment, beside: Beside = NOTHING) -> list[SkinStatus]:
    """The status of cold and of heat."""
    found = []
    for kind in SKIN:
        verdict = may_start(kind, past, now, beside=beside)
        warned = tuple(limit.sentence for limit in warnings(kind, past, now))
        if verdict is None:
            found.append(SkinStatus(kind, 0, now.wall, "", "", warned))
        else:
            at = None if verdict.wait is None else now.wall + verdict.wait
            on, asks = verdict.still_on is not None, verdict.action in {"when", "confirm"}
            found.append(SkinStatus(kind, verdict.wait, at, verdict.limit.id, packs.why(verdict), warned, on, asks))
    return found


def skin_now(book: Logbook) -> list[SkinStatus]:
    """The status of cold and of heat now, by all that decides whether they may begin."""
    return skin_status(book.lock_outs.in_the_way(), book.now(), book.lock_outs.beside())


def done_today(sessions: Sequence[SessionRecord]) -> list[DoneToday]:
    """The finished ones of today's `sessions` by tag, in the order in which each tag was first done."""
    counts: dict[str, int] = {}
    for session in sorted(sessions, key=lambda session: session.began):
        for tag in session.tags.split(",") if session.finished and session.tags else ():
            counts[tag] = counts.get(tag, 0) + 1
    return [DoneToday(tag, count) for tag, count in counts.items()]


def line(each: SkinStatus, free: str = "now") -> str:
    """`Cold: at 15:20.`, then why, then the warnings; `free` is what to say where nothing is in the way."""
    if each.still_on:  # a command to type stands at the end
        return " ".join([f"{each.kind.capitalize()}: not now.", *each.warnings, each.why])
    if each.wait is None or each.at is None:
        when = "please answer a question first" if each.asks else "not now"
    else:
        when = free if each.wait == 0 else local_time.at_the_earliest(each.wait, each.at - each.wait)
    return " ".join(filter(None, [f"{each.kind.capitalize()}: {when}.", each.why, *each.warnings]))


def lines(skin: Sequence[SkinStatus], done: Sequence[DoneToday], plan: Sequence[str] | None = None) -> list[str]:
    """A line each for cold, heat, walking, and whatever else was done today.

    Where a plan is followed, its own lines come after cold and heat, in place of the others.
    """
    told = [line(each) for each in skin]
    if plan is not None:
        return [*told, *plan]
    by_tag = {each.tag: each.count for each in done}
    walks = by_tag.pop("walking", 0)
    if walks >= WALKS:
        told.append(f"Walk: {times(walks)} today.")
    else:
        told.append("Walk: none of today's two yet." if walks == 0 else "Walk: one of today's two done, one to go.")
    told += [
        f"{safe_text.line(tag).capitalize()}: {times(count)} today." for tag, count in by_tag.items() if tag not in SKIN
    ]
    return told


def as_json(skin: Sequence[SkinStatus], done: Sequence[DoneToday]) -> dict[str, Any]:
    """The same for programs; `at` is ISO 8601."""
    return {
        "skin": [
            {
                "kind": each.kind, "now": each.wait == 0, "limit": each.limit or None, "why": each.why or None,
                "at": None if each.at is None else local_time.iso(each.at), "warnings": list(each.warnings),
            }
            for each in skin
        ],
        "today": {each.tag: each.count for each in done},
    }  # fmt: skip


def recent_exposures(past: Sequence[Exposure], now: Moment, hours: int = 72) -> list[Exposure]:
    """The exposures that went on within the last `hours`, the latest first."""
    found = [exposure for exposure in past if age(exposure.on, now).likely < hours * 60 * MINUTE]
    return sorted(found, key=lambda exposure: age(exposure.on, now).likely)
