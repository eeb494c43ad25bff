"""What may be done now, and what was done today: plain data, and the same as lines. Pure but for the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from unclench.journal.records import LAST, SessionRecord
from unclench.player import packs
from unclench.safety.exposure import Exposure, Moment, Skin, age
from unclench.safety.lockouts import NOTHING, Availability, Beside, Planned, availability, warnings
from unclench.session.wording import at_the_earliest, times
from unclench.system import safe_text

WALKS = 2
"""So many walks a day (C1.17: seeds 000 and 001; HW-BP)."""
KINDS: tuple[Skin, ...] = ("cold", "heat")


class Standing(Struct, frozen=True):
    """One kind of application now: `wait` ms until it may begin (0: now; None: something has to be said first).

    `still_on`: what has to be said is that something is off.
    """

    kind: Skin
    wait: int | None
    at: int | None
    """When that is, in ms since 1970."""
    limit: str
    why: str
    warnings: tuple[str, ...]
    still_on: bool = False


class Today(Struct, frozen=True):
    """What was played to its end today, by what it is: a tag, and how often."""

    tag: str
    count: int


def standings(past: Sequence[Exposure], now: Moment, beside: Beside = NOTHING) -> list[Standing]:
    """Cold and heat, each as it stands."""
    found = []
    for kind in KINDS:
        (available,) = availability([Planned(kind, 0, 0)], past, now, "single", beside=beside)
        verdict = available.verdict
        warned = tuple(limit.sentence for limit in warnings(kind, past, now))
        if verdict is None:
            found.append(Standing(kind, 0, now.wall, "", "", warned))
        else:
            at = None if verdict.wait is None else now.wall + verdict.wait
            on = verdict.still_on is not None
            found.append(Standing(kind, verdict.wait, at, verdict.limit.id, packs.why(verdict), warned, on))
    return found


def in_the_way(found: Sequence[Availability], now: Moment) -> list[str]:
    """A sentence for each application of a session that may not begin as planned: which, why, and from when on.

    `Cold: Two hours lie between … At 15:20.`; none where nothing is in the way.
    """
    here = datetime.fromtimestamp(now.wall / 1000).astimezone()
    return [
        f"{each.planned.kind.capitalize()}: {packs.why(each.verdict)} ({each.verdict.limit.id})"
        + ("" if each.wait is None else f" It may begin {at_the_earliest(each.wait, here)}.")
        for each in found
        if each.verdict is not None
    ]


def today(sessions: Sequence[SessionRecord]) -> list[Today]:
    """By tag, in the order of first doing; `sessions` are today's."""
    counts: dict[str, int] = {}
    for session in sorted(sessions, key=lambda session: session.began):
        for tag in session.tags.split(",") if session.why == "finished" and session.tags else ():
            counts[tag] = counts.get(tag, 0) + 1
    return [Today(tag, count) for tag, count in counts.items()]


def line(each: Standing) -> str:
    """`Cold: at 15:20. Two hours lie between …`."""
    if each.still_on:  # a command to type stands at the end
        return " ".join([f"{each.kind.capitalize()}: not now.", *each.warnings, each.why])
    if each.wait is None or each.at is None:
        when = "not before something is answered"
    else:
        now = here(each.at - each.wait)
        when = "now" if each.wait == 0 else at_the_earliest(each.wait, now)
    return " ".join(filter(None, [f"{each.kind.capitalize()}: {when}.", each.why, *each.warnings]))


def lines(standing: Sequence[Standing], done: Sequence[Today]) -> list[str]:
    """Cold, heat, and what of the day is still due."""
    told = [line(each) for each in standing]
    by_tag = {each.tag: each.count for each in done}
    walks = by_tag.pop("walking", 0)
    if walks >= WALKS:
        told.append(f"Walk: {times(walks)} today.")
    else:
        told.append("Walk: the first of two today is due." if walks == 0 else "Walk: once today; the second is due.")
    told += [
        f"{safe_text.line(tag).capitalize()}: {times(count)} today."
        for tag, count in by_tag.items()
        if tag not in KINDS
    ]
    return told


def as_json(standing: Sequence[Standing], done: Sequence[Today]) -> dict[str, Any]:
    """For programs; `at` is ISO 8601."""
    return {
        "skin": [
            {
                "kind": each.kind, "now": each.wait == 0, "limit": each.limit or None, "why": each.why or None,
                "at": None if each.at is None else iso(each.at), "warnings": list(each.warnings),
            }
            for each in standing
        ],
        "today": {each.tag: each.count for each in done},
    }  # fmt: skip


def here(wall: int) -> datetime:
    """What the wall clock of here shows at a time in ms since 1970; before that year, or after 2100, one of these."""
    return datetime.fromtimestamp(min(max(wall, 0), LAST) / 1000).astimezone()


def iso(wall: int) -> str:
    """A moment of the wall clock in the zone of here, ISO 8601."""
    return here(wall).isoformat(timespec="seconds")


def day_before(now: int, days: int = 0) -> int:
    """Midnight at the beginning of this day, or of one so many days ago, in ms since 1970."""
    from datetime import timedelta

    today = here(now).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    first = datetime(1970, 1, 2)  # noqa: DTZ001  # before it not every system has a calendar, and nothing is kept
    start = max(first, today - timedelta(days=min(days, (today - first).days)))
    return 0 if start == first else round(start.astimezone().timestamp() * 1000)


def lately(past: Sequence[Exposure], now: Moment, hours: int = 72) -> list[Exposure]:
    """The exposures of the last hours, the latest first."""
    found = [exposure for exposure in past if age(exposure.on, now).likely < hours * 3_600_000]
    return sorted(found, key=lambda exposure: age(exposure.on, now).likely)
