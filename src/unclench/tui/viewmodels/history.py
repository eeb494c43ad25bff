"""What stands where on the history screen: parts of text from what the journal told. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import Struct

from unclench.config.paths import Home
from unclench.errors import UnclenchError
from unclench.journal.database import Journal, explaining
from unclench.journal.logbook import Logbook
from unclench.journal.queries import COMPARED_DAYS, RATED, Effect, days, effects, sessions
from unclench.journal.records import NoteRecord, OverrideRecord, PainRecord, SessionRecord, StepRecord
from unclench.reports.today import Standing
from unclench.safety.exposure import Exposure, Moment, age
from unclench.session import wording
from unclench.session.end_reason import EndReason
from unclench.tui import glyphs
from unclench.tui.text import clean, flat

DAY = 86_400_000
PAGE = 100
"""So many sessions at a time."""
WEEKS = 26
"""How far the calendar reaches back at most."""
PLOTTED = 90
"""Days of the plot."""
RATINGS = 20_000
"""The latest so many ratings are plotted at most."""
STEPS = 400
"""So many rows of steps of one session at most."""
NOTES = 20
"""So many of its ratings, of its notes, and of the limits that were gone past."""
LATEST = 2**62
"""After every session, also one that a wrong clock has put into the future: it is listed all the same."""
T = TypeVar("T")


class RatedSession(Struct, frozen=True):
    """Pain before and after a session, where it was rated."""

    before: int | None = None
    after: int | None = None


class Page(Struct, frozen=True):
    """Sessions, the latest first; `rated` by their ids; `more`: there are older ones."""

    sessions: Sequence[SessionRecord]
    rated: dict[str, RatedSession]
    more: bool


class PainfulDay(Struct, frozen=True):
    """The ratings of a day, by days since 1970 in the zone of here."""

    day: int
    low: int
    mean: float
    high: int
    count: int


class HistoryOverview(Struct, frozen=True):
    """What the screen opens with; `zone` is how many ms the wall clock of here is ahead of UTC."""

    now: Moment
    zone: int
    page: Page
    days: dict[int, int]
    pain: Sequence[PainfulDay]
    effects: Sequence[Effect]


class SessionDetails(Struct, frozen=True):
    """One session looked at closely."""

    steps: Sequence[StepRecord]
    pain: Sequence[PainRecord]
    notes: Sequence[NoteRecord]
    overrides: Sequence[OverrideRecord]


class JournalUnreadable(UnclenchError):
    """The journal cannot be read; the message says why."""


class Lookback:
    """Asks the journal of `home`."""

    def __init__(self, home: Home, now: Callable[[], Moment]) -> None:
        self._home, self.now = home, now

    def all(self) -> tuple[HistoryOverview, Sequence[str]]:
        """What the screen opens with, and what happened to the journal on the way. Raises Unreadable."""
        now = self.now()
        zone = zone_of(now.wall)
        today = (now.wall + zone) // DAY
        end = now.wall + 1

        def read(journal: Journal) -> HistoryOverview:
            return HistoryOverview(
                now=now,
                zone=zone,
                page=page(journal, LATEST),
                days=days(journal, (today - WEEKS * 7) * DAY - zone, end),
                pain=painful_days(journal, (today - PLOTTED + 1) * DAY - zone, end, zone),
                effects=effects(journal, now.wall),
            )

        return self._ask(read)

    def last_done(self) -> dict[str, int]:
        """When each routine was last played to its end, in ms since 1970; those of the last year."""
        if not self._home.journal.exists():
            return {}
        try:
            return self._ask(lambda journal: last_done(journal, self.now().wall - COMPARED_DAYS * DAY))[0]
        except JournalUnreadable:
            return {}  # the library does without; whoever needs the journal says what is wrong with it

    def older(self, than: int) -> Page:
        """The next page. Raises Unreadable."""
        return self._ask(lambda journal: page(journal, than))[0]

    def closer(self, session: SessionRecord) -> SessionDetails:
        """One session's steps, ratings and notes. Raises Unreadable."""
        return self._ask(lambda journal: closer(journal, session))[0]

    def _ask(self, read: Callable[[Journal], T]) -> tuple[T, Sequence[str]]:
        found: list[T] = []
        sentences: list[str] = []
        book = Logbook(self._home, sentences.append, self.now)
        try:
            book.use(lambda journal: found.append(read(journal)))
        finally:
            book.rest()
        if not found:
            raise JournalUnreadable(" ".join(sentences) or f"The journal {self._home.journal} cannot be read.")
        return found[-1], sentences


def zone_of(wall: int) -> int:
    """How many ms the wall clock of here is ahead of UTC then."""
    ahead = datetime.fromtimestamp(wall / 1000).astimezone().utcoffset()
    return round(ahead.total_seconds() * 1000) if ahead else 0


def page(journal: Journal, before: int) -> Page:
    """The latest sessions that began before a moment, with their ratings."""
    found = sessions(journal, -LATEST, before, PAGE + 1)
    shown = found[:PAGE]
    span = (shown[-1].began, shown[0].began) if shown else (0, -1)
    query = """
      SELECT session, "when", rating FROM pain WHERE "when" IN ('before', 'after')
      AND session IN (SELECT id FROM sessions WHERE began >= ? AND began <= ?) ORDER BY at
    """
    rated: dict[str, dict[str, int]] = {}
    with explaining(journal.path):
        for session, when, rating in journal.connection.execute(query, span):
            rated.setdefault(session, {})[when] = rating
    return Page(shown, {id: RatedSession(**found) for id, found in rated.items()}, more=len(found) > PAGE)


def last_done(journal: Journal, first: int) -> dict[str, int]:
    """The latest beginning of each routine that was played to its end since `first`."""
    query = """
      SELECT routine, max(began) FROM (SELECT routine, began FROM sessions WHERE began >= ? AND why = 'finished'
      ORDER BY began DESC LIMIT ?) GROUP BY routine
    """
    with explaining(journal.path):
        return dict(journal.connection.execute(query, (first, RATINGS)).fetchall())


def painful_days(journal: Journal, first: int, last: int, zone: int) -> list[PainfulDay]:
    """The ratings from `first` until before `last`, a row for each day that has some."""
    query = """
      SELECT (at + ?) / 86400000 AS day, min(rating), avg(rating), max(rating), count(*)
      FROM (SELECT at, rating FROM pain WHERE at >= ? AND at < ? ORDER BY at DESC LIMIT ?) GROUP BY day ORDER BY day
    """
    with explaining(journal.path):
        return [PainfulDay(*row) for row in journal.connection.execute(query, (zone, first, last, RATINGS))]


def closer(journal: Journal, session: SessionRecord) -> SessionDetails:
    """One session looked at closely."""
    of = "WHERE session = ?"
    # Overrides are found by their time, which there is an index of.
    end = (session.began if session.ended is None else session.ended) + DAY
    return SessionDetails(
        steps=journal.read(StepRecord, f"{of} ORDER BY began, rowid LIMIT ?", (session.id, STEPS)),
        pain=journal.read(PainRecord, f"{of} ORDER BY at LIMIT ?", (session.id, NOTES)),
        notes=journal.read(NoteRecord, f"{of} ORDER BY at LIMIT ?", (session.id, NOTES)),
        overrides=journal.read(
            OverrideRecord, f"{of} AND at >= ? AND at < ? ORDER BY at LIMIT ?", (session.id, session.began, end, NOTES)
        ),
    )


EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # all times here are wall clocks'
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHOWN = 12
"""So many routines are compared, and so many exposures listed."""
LONGEST_NOTE = 2_000
EMPTY = "Nothing is kept yet. After the first session it stands here: what was done, and how the pain was."


class Part(Struct, frozen=True):
    """A heading, where there is one, and what stands below it. Rows of a picture are never wrapped."""

    heading: str
    text: str
    picture: bool = False


# -- days and times ----------------------------------------------------------------------


def wall(at: int, zone: int) -> datetime:
    """What a wall clock showed that was `zone` ms ahead of UTC; a time that no clock can show becomes one it can."""
    try:
        return EPOCH + timedelta(milliseconds=at + zone)
    except OverflowError:
        return EPOCH.replace(year=9999 if at > 0 else 1)


def began(session: SessionRecord) -> datetime:
    """When it began, on the wall clock of the place and time."""
    return wall(session.began, session.zone * 60_000)


def day_name(day: datetime, today: datetime) -> str:
    """`Fri 20 Nov`; of another year `20 Nov 2025`."""
    if day.year != today.year:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1]}"


def length(ms: int) -> str:
    """`17 min`, or `40 s`: nobody compares seconds a day later."""
    return f"{max(0, ms) / 60_000:.0f} min" if ms >= 60_000 else f"{max(0, ms) / 1000:.0f} s"


# -- the list ----------------------------------------------------------------------------


def lines(
    sessions: Sequence[SessionRecord], rated: dict[str, RatedSession], today: datetime
) -> Iterator[tuple[str, str]]:
    """Each session as a line: its day where that is another one, whether it was finished, its title; and its pain."""
    before = ""
    for session in sessions:
        day = day_name(began(session), today)
        mark = "✓" if session.why == "finished" else "◐"
        pain = rated.get(session.id, RatedSession())
        told = "" if pain == RatedSession() else f"{_rating(pain.before)}→{_rating(pain.after)}"
        yield f"{day if day != before else '':<11} {mark} {flat(session.title)}", told
        before = day


def _rating(rating: int | None) -> str:
    return "?" if rating is None else str(rating)


# -- over time ---------------------------------------------------------------------------


def overview(
    told: HistoryOverview, exposures: Sequence[Exposure], standing: Sequence[Standing], width: int, rows: int
) -> Iterator[Part]:
    """Everything that is not one session's; pictures `width` wide, and the plot `rows` high."""
    if not told.page.sessions and not told.pain and not exposures:
        yield Part("", EMPTY)
    yield skin(exposures, standing, told.now, told.zone)
    if told.page.sessions:
        yield Part("Sessions a day", "\n".join(calendar(told.days, told.now.wall + told.zone, width)), picture=True)
    if told.pain:
        yield Part("Pain over time, 0 to 10", "\n".join(course(told, width, rows)), picture=True)
        yield Part("", rated_days(told.pain))
    if told.effects:
        yield Part("Before and after, by routine", "\n".join(compared(told.effects)))


def skin(exposures: Sequence[Exposure], standing: Sequence[Standing], moment: Moment, zone: int) -> Part:
    """When the next cold and the next heat may begin, and what there was of them lately."""
    now, told = wall(moment.wall, zone), list[str]()
    for each in standing:
        # A command to type stands at the end.
        why = [*each.warnings, each.why] if each.still_on else [each.why, *each.warnings]
        told.append(" ".join(filter(None, [f"{each.kind.capitalize()}: {_when(each, now)}.", *why])))
    if not exposures:
        told.append("None in the last 72 hours.")
    for exposure in exposures[:SHOWN]:
        on, off = wall(exposure.on.wall, zone), exposure.off
        lasted = "not said to be off" if off is None else length(age(exposure.on, off).likely)
        told.append(f"{exposure.kind.capitalize()} on {day_name(on, now)} at {on:%H:%M}, {lasted}.")
    if len(exposures) > SHOWN:
        told.append(f"And {len(exposures) - SHOWN} more in the last 72 hours.")
    return Part("Cold and heat", "\n".join(told))


def _when(standing: Standing, now: datetime) -> str:
    if standing.still_on:
        return "not now"
    if standing.wait is None:
        return "not before something is answered"
    if standing.wait == 0:
        return "may begin now"
    # Rounded up: at the minute that is shown it may really begin.
    then = EPOCH + timedelta(minutes=-(-((now - EPOCH) // timedelta(milliseconds=1) + standing.wait) // 60_000))
    return f"at {then:%H:%M}" if then.date() == now.date() else f"on {WEEKDAYS[then.weekday()]} at {then:%H:%M}"


def calendar(days: dict[int, int], today: int, width: int) -> Iterator[str]:
    """The last weeks as columns, a figure for each day with sessions; `today` in ms since 1970, wall clock's."""
    now, last = wall(today, 0), today // DAY
    weeks = max(1, min(WEEKS, (width - 4) // 2))
    monday = last - now.weekday()
    first = monday - (weeks - 1) * 7
    room = max(weeks * 2 - 1, width - 4)
    months, free = [" "] * room, 0
    for week in range(weeks):
        day = wall((first + week * 7) * DAY, 0)
        if day.day <= 7 and free <= week * 2 <= room - 3:
            months[week * 2 : week * 2 + 3] = MONTHS[day.month - 1]
            free = week * 2 + 4
    yield f"    {''.join(months)}".rstrip()
    for weekday, name in enumerate(WEEKDAYS):
        row = [_mark(days.get(day, 0)) if day <= last else " " for day in range(first + weekday, last + 7, 7)[:weeks]]
        yield f"{name[:3]} {' '.join(row)}".rstrip()


def _mark(count: int) -> str:
    return "·" if count == 0 else str(count) if count < 10 else "+"


def course(told: HistoryOverview, width: int, rows: int) -> list[str]:
    """The mean of each day as a plot, from the first day that was rated but a week at least."""
    today = (told.now.wall + told.zone) // DAY
    first = min(told.pain[0].day, today - 6)
    points = [(day.day, day.mean) for day in told.pain]
    now = wall(today * DAY, 0)
    begins = day_name(wall(first * DAY, 0), now)
    return [*glyphs.plot(points, (first, today), width, rows), glyphs.feet(begins, "today", width)]


def rated_days(pain: Sequence[PainfulDay]) -> str:
    """What the plot shows, in words."""
    count = sum(day.count for day in pain)
    low, high = min(day.low for day in pain), max(day.high for day in pain)
    if count == 1:
        return f"One rating in the last {PLOTTED} days: {low}."
    latest = "The latest " if count >= RATINGS else ""
    return f"The mean of each day. {latest}{count:,} ratings in the last {PLOTTED} days, from {low} to {high}."


def compared(effects: Sequence[Effect]) -> Iterator[str]:
    """Before against after, the numbers and nothing more."""
    for effect in effects[:SHOWN]:
        change = f"{abs(effect.change):.1f}"
        way = "no change" if change == "0.0" else f"{change} {'less' if effect.change < 0 else 'more'}"
        yield flat(effect.title)
        yield f"  {effect.before:.1f} → {effect.after:.1f}  {way}, {wording.times(effect.count)}"
    if len(effects) > SHOWN:
        yield f"And {len(effects) - SHOWN} more."
    few = f" Of the latest {RATED:,} rated sessions." if sum(effect.count for effect in effects) >= RATED else ""
    yield f"Means of your ratings in the last year, the greatest relief first. They do not say what it came from.{few}"


# -- one session -------------------------------------------------------------------------


def details(session: SessionRecord, closer: SessionDetails, now: datetime) -> Iterator[Part]:
    """What was done, how it ended, and what was said about it."""
    start = began(session)
    back = session.ended is not None and session.ended < session.began  # the wall clock was: nobody knows how long
    lasted = "" if session.ended is None or back else f", {length(session.ended - session.began)}"
    day = f"{WEEKDAYS[start.weekday()][:3]} {start.day} {MONTHS[start.month - 1]} {start.year}"
    yield Part(flat(session.title), f"{day}, {start:%H:%M}{lasted}\n{ended(session, now)}")
    if closer.pain:
        yield Part("Pain", "\n".join(map(_pain, closer.pain)))
    if closer.steps:
        yield Part("Steps", "\n".join(steps(closer.steps)))
    if closer.notes:
        yield Part("Notes", "\n\n".join(_short(note.text) for note in closer.notes))
    if closer.overrides:
        yield Part("Limits gone past", "\n".join(f"{flat(o.limit)}: {_short(o.reason)}" for o in closer.overrides))


def ended(session: SessionRecord, now: datetime) -> str:
    """To its end, early and why, or not at all."""
    reason = EndReason.read(session.why)
    if reason is None:
        return "It runs, or it broke off." if now - began(session) < timedelta(hours=12) else "It broke off."
    return f"{reason.sentence.capitalize()}."


def _pain(rating: PainRecord) -> str:
    where = {"before": "before", "after": "after", "between": "in between"}.get(rating.when)
    where = where or ("in a step" if rating.step is None else f"in step {rating.step}")
    reason = {"pain": "it hurt", "fatigue": "tired", "other": "something else"}.get(rating.reason or "", "")
    return ", ".join(filter(None, [f"{rating.rating} {where}", reason, flat(rating.place or "")]))


def steps(records: Sequence[StepRecord]) -> Iterator[str]:
    """A line for each step, and below it one for each side or set where there are several."""
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
