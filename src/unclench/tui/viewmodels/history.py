"""The texts of the history screen, from what the journal says. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from unclench.journal.queries import RATED, RATINGS, PainEffect, PainfulDay, RatedSession, SessionDetails
from unclench.journal.records import PainRecord, SessionRecord, StepRecord
from unclench.reports.history import PLOTTED, WEEKS, HistoryOverview, ended, short, worn
from unclench.reports.today import SkinStatus, line
from unclench.safety.exposure import Exposure, Moment
from unclench.session import wording
from unclench.system.local_time import (
    MONTHS,
    WEEKDAYS,
    day_and_year,
    day_begun,
    day_name,
    day_number,
    in_zone,
)
from unclench.tui import glyphs
from unclench.tui.text import clean, flat

SHOWN = 12
"""The most routines that are compared, and the most exposures that are listed."""
NOTED = 5
"""The most notes that are listed below the plot."""
NOTE = "✎"
LONGEST_NOTE = 2_000
EMPTY = "There is nothing here yet. After your first session you will see what you did, and how your pain was."


class Part(Struct, frozen=True):
    """A text, and its heading if it has one. The rows of a `picture` are never wrapped."""

    heading: str
    text: str
    picture: bool = False


# -- days and times ----------------------------------------------------------------------


def began(session: SessionRecord) -> datetime:
    """When a session began, in the local time of then and there."""
    return in_zone(session.began, session.zone)


# -- the list ----------------------------------------------------------------------------


def lines(
    sessions: Sequence[SessionRecord], rated: dict[str, RatedSession], today: datetime
) -> Iterator[tuple[str, str]]:
    """For each session: a line with its day (once per day), how it ended and its title; and its pain."""
    before = ""
    for session in sessions:
        day = day_name(began(session), today)
        hurt = session.reason is not None and session.reason.body
        mark = "✓" if session.finished else "✕" if hurt else "◐"
        pain = rated.get(session.id, RatedSession())
        told = "" if pain == RatedSession() else f"{_rating(pain.before)}→{_rating(pain.after)}"
        change = "" if pain.before is None or pain.after is None else _change(pain.after - pain.before)
        yield f"{day if day != before else '':<11} {mark} {flat(session.title)}", f"{told}{change}"
        before = day


def _change(by: int) -> str:
    return f" {'▲' if by > 0 else '▼'}{abs(by)}" if by else "   "


def _rating(rating: int | None) -> str:
    return "?" if rating is None else str(rating)


# -- over time ---------------------------------------------------------------------------


def overview(
    told: HistoryOverview, exposures: Sequence[Exposure], standing: Sequence[SkinStatus], width: int, rows: int
) -> Iterator[Part]:
    """Everything about all sessions together; pictures are `width` wide, the plot is `rows` high."""
    if not told.page.sessions and not told.pain and not exposures:
        yield Part("", EMPTY)
    if told.pain:
        yield Part("Pain over time, 0 to 10", "\n".join(course(told, width, rows)), picture=True)
        yield Part("", "\n".join([*noted(told), rated_days(told.pain)]))
    if told.effects:
        yield Part("Does it help you?", "\n".join(compared(told.effects)))
    yield skin(exposures, standing, told.now, told.zone)
    if told.page.sessions:
        yield Part(
            "Sessions a day", "\n".join(calendar(told.days, day_number(told.now.wall, told.zone), width)), picture=True
        )


def skin(exposures: Sequence[Exposure], standing: Sequence[SkinStatus], moment: Moment, zone: int) -> Part:
    """When the next cold and heat may begin, and the latest ones."""
    now, told = in_zone(moment.wall, zone), list[str]()
    told += [line(each, "may begin now") for each in standing]
    if not exposures:
        told.append("None in the last 72 hours.")
    for exposure in exposures[:SHOWN]:
        on, lasted = in_zone(exposure.on.wall, zone), worn(exposure, wording.rounded)
        told.append(f"{exposure.kind.capitalize()} on {day_name(on, now)} at {on:%H:%M}, {lasted}.")
    if len(exposures) > SHOWN:
        told.append(f"And {len(exposures) - SHOWN} more in the last 72 hours.")
    return Part("Cold and heat", "\n".join(told))


def calendar(days: dict[int, int], today: int, width: int) -> Iterator[str]:
    """The last weeks as columns, with the number of sessions of each day; days are counted from 1970."""
    weeks = max(1, min(WEEKS, (width - 4) // 2))
    monday = today - _day(today).weekday()
    first = monday - (weeks - 1) * 7
    room = max(weeks * 2 - 1, width - 4)
    months, free = [" "] * room, 0
    for week in range(weeks):
        day = _day(first + week * 7)
        if day.day <= 7 and free <= week * 2 <= room - 3:
            months[week * 2 : week * 2 + 3] = MONTHS[day.month - 1]
            free = week * 2 + 4
    yield f"    {''.join(months)}".rstrip()
    for weekday, name in enumerate(WEEKDAYS):
        row = [_mark(days.get(day, 0)) if day <= today else " " for day in range(first + weekday, today + 7, 7)[:weeks]]
        yield f"{name[:3]} {' '.join(row)}".rstrip()


def _day(number: int) -> datetime:
    return in_zone(day_begun(number, 0), 0)


def _mark(count: int) -> str:
    return "·" if count == 0 else str(count) if count < 10 else "+"


def course(told: HistoryOverview, width: int, rows: int) -> list[str]:
    """The mean pain of each day as a plot, from the first rated day on, but of a week at least."""
    today = day_number(told.now.wall, told.zone)
    first = min(told.pain[0].day, today - 6)
    points = [(day.day, day.mean) for day in told.pain]
    begins = day_name(_day(first), _day(today))
    marks = [" "] * width
    for day in {day_number(note.at, told.zone) for note in told.notes}:
        if first <= day <= today:
            marks[glyphs.SCALE + round((day - first) / (today - first) * (width - glyphs.SCALE - 1))] = NOTE
    row = ["".join(marks).rstrip()] if NOTE in marks else []
    return [*glyphs.plot(points, (first, today), width, rows), *row, glyphs.feet(begins, "today", width)]


def noted(told: HistoryOverview) -> Iterator[str]:
    """The latest notes, each with its day and a mark as on the plot."""
    today = in_zone(told.now.wall, told.zone)
    for note in told.notes[:NOTED]:
        yield f"{NOTE} {day_name(in_zone(note.at, told.zone), today)}: {short(note.text)}"


def rated_days(pain: Sequence[PainfulDay]) -> str:
    """What the plot shows, in words."""
    count = sum(day.count for day in pain)
    low, high = min(day.low for day in pain), max(day.high for day in pain)
    if count == 1:
        return f"One rating in the last {PLOTTED} days: {low}."
    latest = "the latest " if count >= RATINGS else ""
    return f"Daily average of {latest}{count:,} ratings in {PLOTTED} days; lowest {low}, highest {high}."


def compared(effects: Sequence[PainEffect]) -> Iterator[str]:
    """Pain before and after, by routine: numbers, and no interpretation."""
    for effect in effects[:SHOWN]:
        change = f"{abs(effect.change):.1f}"
        way = "no change" if change == "0.0" else f"{change} {'less' if effect.change < 0 else 'more'}"
        yield flat(effect.title)
        yield f"  {effect.before:.1f} → {effect.after:.1f}  {way}, {wording.times(effect.count)}"
    if len(effects) > SHOWN:
        yield f"And {len(effects) - SHOWN} more."
    few = f" Of the latest {RATED:,} rated sessions." if sum(effect.count for effect in effects) >= RATED else ""
    yield f"Averages of the last year, most relief first. They don't show what caused it.{few}"


# -- one session -------------------------------------------------------------------------


def details(session: SessionRecord, closer: SessionDetails, now: int) -> Iterator[Part]:
    """One session: what was done, how it ended, its ratings and notes."""
    start = began(session)
    lasted = "" if session.lasted is None else f", {wording.rounded(session.lasted)}"
    end = wording.sentence(ended(session, now))
    yield Part(flat(session.title), f"{day_and_year(start)}, {start:%H:%M}{lasted}\n{end}")
    if closer.pain:
        yield Part("Pain", "\n".join(map(_pain, closer.pain)))
    if closer.steps:
        yield Part("Steps", "\n".join(steps(closer.steps)))
    if closer.notes:
        yield Part("Notes", "\n\n".join(_short(note.text) for note in closer.notes))
    if closer.overrides:
        yield Part("Done anyway", "\n".join(f"{flat(o.limit)}: {_short(o.reason)}" for o in closer.overrides))


def _pain(rating: PainRecord) -> str:
    where = {"before": "before", "after": "after", "between": "in between"}.get(rating.when)
    where = where or ("in a step" if rating.step is None else f"in step {rating.step}")
    reason = {"pain": "it hurt", "fatigue": "tired", "other": "something else"}.get(rating.reason or "", "")
    return ", ".join(filter(None, [f"{rating.rating} {where}", reason, flat(rating.place or "")]))


def steps(records: Sequence[StepRecord]) -> Iterator[str]:
    """A line for each step, followed by one for each side or set if there are several."""
    by_number: dict[tuple[int, str], list[StepRecord]] = {}
    for record in records:
        by_number.setdefault((record.number, record.name), []).append(record)
    for (number, name), parts in by_number.items():
        mark = "✓" if all(part.done for part in parts) else "◐"
        title = f"{mark} {number} {flat(name)}"
        if len(parts) == 1:
            yield f"{title}  {_part(parts[0])}"
            continue
        yield title
        yield from (f"    {'✓' if part.done else '◐'} {_part(part)}" for part in parts)


def _part(part: StepRecord) -> str:
    several = f"set {part.set}" if part.set is not None and part.set > 1 else ""
    reps = wording.of(part.rep, part.reps) if part.rep is not None and part.reps is not None and part.reps > 1 else ""
    return " · ".join(filter(None, [several, flat(part.side or ""), reps, wording.clock(max(0, part.lasted))]))


def _short(text: str) -> str:
    text = clean(text).strip()
    return text if len(text) <= LONGEST_NOTE else text[:LONGEST_NOTE] + "…"
