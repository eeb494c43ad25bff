"""The texts of the history screen, from what the journal says. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from unclench.journal.queries import RATED, RATINGS, PainEffect, RatedSession, SessionDetails, SessionPage
from unclench.journal.records import PainRecord, SessionRecord, StepRecord
from unclench.language import begun, counted, tr
from unclench.reports.history import SPANS, WEEKS, HistoryOverview, ended, felt_said, short, span_said, worn
from unclench.reports.today import SkinStatus, skin_line
from unclench.safety.exposure import SKIN_NAMES, Exposure, Moment
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
from unclench.tui.text import Passage, clean, content, flat

SHOWN = 12
"""The most routines that are compared, and the most exposures that are listed."""
OLDER = "older"
"""The id of the line that shows older sessions."""
NOTED = 5
"""The most notes that are listed below the plot."""
NOTES_BESIDE = 2
"""Notes for which the plot makes room; the others are scrolled to."""
LOWEST, TALLEST = 4, 14
"""Rows of the plot."""
WIDE = 60
"""Columns from which on the spans are named in full."""
BAR, ROOM_FOR_BARS = 5, 44
"""Columns of the longest bar, and of a line that has room for bars."""
NOTE = "✎"
LESS, TIMES = "−", "×"  # noqa: RUF001  # as they are written in a table
LONGEST_NOTE = 2_000
EMPTY = tr("There is nothing here yet. After your first session you will see what you did, and how your pain was.")
RATE_TO_SEE = tr("Rate your pain before and after one to see it here.")


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


def listed(
    sessions: Mapping[str, SessionRecord], rated: dict[str, RatedSession], told: HistoryOverview
) -> dict[str, tuple[str, str]]:
    """The same by the ids of the sessions."""
    today = in_zone(told.now.wall, told.zone)
    return dict(zip(sessions, lines(list(sessions.values()), rated, today), strict=True))


class SessionRows:
    """The sessions that were read, page by page, and their lines by id; if there are older ones, a line for these."""

    def __init__(self) -> None:
        self.sessions: dict[str, SessionRecord] = {}
        """By id, the latest first."""
        self._rated: dict[str, RatedSession] = {}
        self._overview: HistoryOverview | None = None
        self._goes_on = False

    def begin(self, overview: HistoryOverview) -> None:
        """Forget what was read before, and take the first page."""
        self.sessions, self._rated, self._overview = {}, {}, overview
        self.take(overview.page)

    def take(self, page: SessionPage) -> None:
        """Append a page of older sessions."""
        self.sessions.update((session.id, session) for session in page.sessions)
        self._rated.update(page.rated)
        self._goes_on = page.more

    def lines(self) -> dict[str, tuple[str, str]]:
        """All of them."""
        found = self._told(self.sessions)
        return {**found, OLDER: (tr("Older sessions"), "")} if self._goes_on else found

    def latest(self, count: int) -> dict[str, str]:
        """So many of the latest: what their lines begin with."""
        return {id: left for id, (left, _) in self._told(dict(list(self.sessions.items())[:count])).items()}

    def _told(self, sessions: Mapping[str, SessionRecord]) -> dict[str, tuple[str, str]]:
        return {} if self._overview is None else listed(sessions, self._rated, self._overview)


def spans(chosen: int | None, width: int) -> tuple[list[str], int]:
    """What the spans are called where there is that much room, and which of them is the chosen one."""
    named = [span_said(each) if width >= WIDE or each is None else str(each) for each in SPANS]
    return named, SPANS.index(chosen)


def _change(by: int) -> str:
    return f" {'▲' if by > 0 else '▼'}{abs(by)}" if by else "   "


def _rating(rating: int | None) -> str:
    return "?" if rating is None else str(rating)


# -- the panes -----------------------------------------------------------------------------


def pain(told: HistoryOverview, width: int, height: int) -> Iterator[Passage]:
    """How the pain went, as a plot in that many columns and rows with what was noted, and in words."""
    if not told.pain:
        if not told.page.sessions:
            why = EMPTY
        elif told.span is None:
            why = tr("No pain was rated so far.")
        else:
            why = tr("No pain was rated in the last {days} days.", days=told.span)
        yield Passage("", why)
        yield Passage("", "\n".join(noted(told)))
        return
    words = [*noted(told), rated_days(told)]
    beside = 1 + bool(told.notes) + min(len(told.notes), NOTES_BESIDE) + -(-len(words[-1]) // max(1, width))
    rows = min(TALLEST, max(LOWEST, height - beside))
    yield Passage("", "\n".join(course(told, width, rows)), picture=True, close=True)
    yield Passage("", "\n".join(words))


def helped(told: HistoryOverview, width: int) -> Iterator[Passage]:
    """Pain before and after, by routine: numbers, and no interpretation."""
    if not told.effects:
        if told.span is None:
            why = tr("No session was rated so far.")
        else:
            why = tr("No session was rated in the last {days} days.", days=told.span)
        yield Passage("", f"{why} {RATE_TO_SEE}")
        return
    yield Passage("", "\n".join(compared(told.effects, width)), picture=True)
    said = [tr("Averages before and after, most relief first. They don't show what caused it.")]
    if sum(each.count for each in told.effects) >= RATED:
        said.append(tr("Of the latest {count:,} rated sessions.", count=RATED))
    yield Passage("", " ".join(said))


def practice(
    told: HistoryOverview, exposures: Sequence[Exposure], standing: Sequence[SkinStatus], width: int
) -> Iterator[Passage]:
    """The days with sessions, in a calendar as wide as there is room; and when cold and heat may go on again."""
    today = day_number(told.now.wall, told.zone)
    if told.days:
        yield Passage("", "\n".join(calendar(told.days, today, width)), picture=True, close=True)
        yield Passage("", practised(told, today))
    yield skin(exposures, standing, told.now, told.zone)


def practised(told: HistoryOverview, today: int) -> str:
    """On how many days there were sessions, and how many: `6 of 14 days, 9 sessions`."""
    within = {day: count for day, count in told.days.items() if told.span is None or day > today - told.span}
    count = sum(within.values())
    shown = f"{count:,}"
    if told.span is None:
        days = counted(len(within), "{number:g} day", "{number:g} days")
    else:
        days = counted(told.span, "{some} of {number:g} day", "{some} of {number:g} days", some=len(within))
    sessions = counted(count, "{count} session", "{count} sessions", count=shown)
    return f"{days}, {sessions}."


def skin(exposures: Sequence[Exposure], standing: Sequence[SkinStatus], moment: Moment, zone: int) -> Passage:
    """When the next cold and heat may begin, and the latest ones."""
    now, told = in_zone(moment.wall, zone), list[str]()
    told += [skin_line(each, tr("may begin now")) for each in standing]
    if not exposures:
        told.append(tr("None in the last 72 hours."))
    for exposure in exposures[:SHOWN]:
        on, lasted = in_zone(exposure.on.wall, zone), worn(exposure, wording.rounded)
        pack, day = begun(SKIN_NAMES[exposure.kind]), day_name(on, now)
        told.append(tr("{pack} on {day} at {time:%H:%M}, {lasted}.", pack=pack, day=day, time=on, lasted=lasted))
    if len(exposures) > SHOWN:
        told.append(tr("And {count} more in the last 72 hours.", count=len(exposures) - SHOWN))
    return Passage(tr("Cold and heat"), "\n".join(told))


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
            months[week * 2 : week * 2 + 3] = f"{MONTHS[day.month - 1]:<3.3}"
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
    return [*glyphs.plot(points, (first, today), width, rows), *row, glyphs.feet(begins, tr("today"), width)]


def noted(told: HistoryOverview) -> Iterator[str]:
    """The latest notes, each with its day and a mark as on the plot."""
    today = in_zone(told.now.wall, told.zone)
    for note in told.notes[:NOTED]:
        yield f"{NOTE} {day_name(in_zone(note.at, told.zone), today)}: {short(note.text)}"


def rated_days(told: HistoryOverview) -> str:
    """What the plot shows, in words."""
    count = sum(day.count for day in told.pain)
    low, high = min(day.low for day in told.pain), max(day.high for day in told.pain)
    if count == 1 and told.span is None:
        return tr("One rating: {rating}.", rating=low)
    if count == 1:
        return tr("One rating in {days} days: {rating}.", days=told.span, rating=low)
    shown = f"{count:,}"
    ratings = counted(count, "{count} rating", "{count} ratings", count=shown)
    if count >= RATINGS:
        ratings = tr("the latest {ratings}", ratings=ratings)
    if told.span is not None:
        ratings = tr("{ratings} in {days} days", ratings=ratings, days=told.span)
    return tr("Daily average of {ratings}; lowest {low}, highest {high}.", ratings=ratings, low=low, high=high)


def compared(effects: Sequence[PainEffect], width: int) -> Iterator[str]:
    """A line for each routine: title, before and after, change, a bar, how often; the bars only where there is room."""
    shown = effects[:SHOWN]
    most = max(abs(each.change) for each in shown)
    counts = max(len(f"{each.count}{TIMES}") for each in shown)
    for each in shown:
        change = f"{abs(each.change):.1f}"
        sign = " " if change == "0.0" else LESS if each.change < 0 else "+"
        bar = ("▇" if each.change < 0 else "░") * (round(abs(each.change) / most * BAR) if most else 0)
        bars = f"{bar:<{BAR}}  " if width >= ROOM_FOR_BARS else ""
        end = f"{each.before:.1f}→{each.after:.1f}  {sign}{change}  {bars}{f'{each.count}{TIMES}':>{counts}}"
        room = max(1, width - len(end) - 2)
        title = content(flat(each.title)).truncate(room, ellipsis=True)
        yield f"{title.plain}{' ' * (room - title.cell_length)}  {end}"
    if len(effects) > SHOWN:
        yield tr("And {count} more.", count=len(effects) - SHOWN)


# -- one session -------------------------------------------------------------------------


def details(session: SessionRecord, closer: SessionDetails, now: int) -> Iterator[Passage]:
    """One session: what was done, how it ended, its ratings and notes."""
    start = began(session)
    lasted = "" if session.lasted is None else f", {wording.rounded(session.lasted)}"
    end = wording.sentence(ended(session, now))
    yield Passage(flat(session.title), f"{day_and_year(start)}, {start:%H:%M}{lasted}\n{end}")
    if closer.pain:
        yield Passage(tr("Pain"), "\n".join(map(_pain, closer.pain)))
    if closer.steps:
        yield Passage(tr("Steps"), "\n".join(steps(closer.steps)))
    if closer.felt:
        yield Passage(tr("How it was"), "\n".join(map(felt_said, closer.felt)))
    if closer.notes:
        yield Passage(tr("Notes"), "\n\n".join(_short(note.text) for note in closer.notes))
    if closer.overrides:
        yield Passage(tr("Done anyway"), "\n".join(f"{flat(o.limit)}: {_short(o.reason)}" for o in closer.overrides))


def _pain(rating: PainRecord) -> str:
    from unclench.care.pain_rules import PLACES

    said = {
        "before": tr("{rating} before", rating=rating.rating),
        "after": tr("{rating} after", rating=rating.rating),
        "between": tr("{rating} in between", rating=rating.rating),
    }.get(rating.when)
    if said is None and rating.step is None:
        said = tr("{rating} in a step", rating=rating.rating)
    elif said is None:
        said = tr("{rating} in step {step}", rating=rating.rating, step=rating.step)
    reason = {"pain": tr("it hurt"), "fatigue": tr("tired"), "other": tr("something else")}.get(rating.reason or "", "")
    place = rating.place or ""
    return ", ".join(filter(None, [said, reason, PLACES.get(place, flat(place))]))


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
    several = tr("set {number}", number=part.set) if part.set is not None and part.set > 1 else ""
    reps = "" if part.rep is None else wording.repetitions(part.rep)  # as many as a key has counted
    if part.reps is not None:
        reps = wording.of(part.rep or 1, part.reps) if part.reps > 1 else ""
    side, lasted = flat(wording.side(part.side or "")), wording.clock(max(0, part.lasted))
    return " · ".join(filter(None, [several, side, reps, lasted]))


def _short(text: str) -> str:
    text = clean(text).strip()
    return text if len(text) <= LONGEST_NOTE else text[:LONGEST_NOTE] + "…"
