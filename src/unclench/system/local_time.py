"""Points in time on the user's own wall clock: ms since 1970 (UTC) to the local date and time, and to text.

Lengths of time are put into words in `unclench.session.wording`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from unclench.language import counted, tr
from unclench.safety.limits import DAY, MINUTE

LAST = 4_102_444_800_000
"""The year 2100. No time in the journal is before 1970 or after this, so that everything that shows one can."""
WEEKDAYS = (tr("Monday"), tr("Tuesday"), tr("Wednesday"), tr("Thursday"), tr("Friday"), tr("Saturday"), tr("Sunday"))
SHORT_WEEKDAYS = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
MONTHS = (
    tr("Jan"), tr("Feb"), tr("Mar"), tr("Apr"), tr("May"), tr("Jun"),
    tr("Jul"), tr("Aug"), tr("Sep"), tr("Oct"), tr("Nov"), tr("Dec"),
)  # fmt: skip
"""In a date such as `3 Mar`."""
_LONG_MONTHS = (
    tr("January"), tr("February"), tr("March"), tr("April"), tr("May"), tr("June"),
    tr("July"), tr("August"), tr("September"), tr("October"), tr("November"), tr("December"),
)  # fmt: skip
"""In a date such as `3 March`."""
WEEKS_AGO = 20
"""Days. For anything longer ago, the date says more than the number of days."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # a wall clock's, in whatever zone it is


def local(wall: int) -> datetime:
    """The local date and time, with its zone; a time before 1970 or after 2100 becomes one of these."""
    return datetime.fromtimestamp(min(max(wall, 0), LAST) / 1000).astimezone()


def iso(wall: int, to: str = "seconds") -> str:
    """Local time with its zone, as ISO 8601: `2026-03-01T09:05:00+01:00`; `to` milliseconds, if you say so."""
    return local(wall).isoformat(timespec=to)


def date(wall: int) -> str:
    """`2026-03-01`."""
    return f"{local(wall):%Y-%m-%d}"


def time_of_day(wall: int) -> str:
    """`09:05`."""
    return f"{local(wall):%H:%M}"


def date_and_time(wall: int) -> str:
    """`2026-03-01 09:05`."""
    return f"{local(wall):%Y-%m-%d %H:%M}"


def for_file_name(wall: int) -> str:
    """`2026-03-01-090500`, for the name of a file."""
    return f"{local(wall):%Y-%m-%d-%H%M%S}"


def at_clock(wall: int, now: int) -> str:
    """Returns `14:02`, or `14:02 on Tuesday 3 March` for another day than that of `now`."""
    then = local(wall)
    time = f"{then:%H:%M}"
    if then.date() == local(now).date():
        return time
    weekday, month = WEEKDAYS[then.weekday()], _LONG_MONTHS[then.month - 1]
    return tr("{time} on {weekday} {day} {month}", time=time, weekday=weekday, day=then.day, month=month)


def at_the_earliest(wait: int, now: int) -> str:
    """`at 15:20`, or `on Tuesday at 15:20`: `wait` ms from `now`, rounded up to the minute from which on it is true."""
    then = local(minute_after(now + wait))
    time = f"{then:%H:%M}"
    if then.date() == local(now).date():
        return tr("at {time}", time=time)
    return tr("on {weekday} at {time}", weekday=WEEKDAYS[then.weekday()], time=time)


def minute_after(wall: int) -> int:
    """The first whole minute that is not before `wall`: for something to wait for, rounding down comes too soon."""
    return -(-wall // MINUTE) * MINUTE


def since(wall: int, now: int) -> str:
    """`today`, `yesterday`, `5 days ago`, `on 3 March`."""
    then = local(wall)
    ago = (local(now).date() - then.date()).days
    if ago < 0 or ago > WEEKS_AGO:
        return tr("on {day} {month}", day=then.day, month=_LONG_MONTHS[then.month - 1])
    if ago == 0:
        return tr("today")
    return tr("yesterday") if ago == 1 else counted(ago, "{number:g} day ago", "{number:g} days ago")


def day_name(day: datetime, today: datetime) -> str:
    """`Fri 20 Nov`, or `20 Nov 2025` for another year than today's."""
    month = MONTHS[day.month - 1]
    if day.year != today.year:
        return tr("{day} {month} {year}", day=day.day, month=month, year=day.year)
    return tr("{weekday} {day} {month}", weekday=SHORT_WEEKDAYS[day.weekday()], day=day.day, month=month)


def day_and_year(day: datetime) -> str:
    """`Fri 20 Nov 2026`."""
    weekday, month = SHORT_WEEKDAYS[day.weekday()], MONTHS[day.month - 1]
    return tr("{weekday} {day} {month} {year}", weekday=weekday, day=day.day, month=month, year=day.year)


def midnight(now: int, days_ago: int = 0) -> int:
    """The beginning of the local day, or of one that many days earlier, in ms since 1970.

    Days are counted on the calendar, so a day on which the clocks are set has 23 or 25 hours.
    """
    today = local(now).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    first = datetime(1970, 1, 2)  # noqa: DTZ001  # some systems have no calendar before it, and nothing is that old
    start = max(first, today - timedelta(days=min(days_ago, (today - first).days)))
    return 0 if start == first else begun(start)


def begun(day: datetime) -> int:
    """When a time on the wall clock here was, in ms since 1970. Raises OverflowError, ValueError or OSError."""
    return round(day.timestamp() * 1000)


def minutes_begun(hour: int, minute: int, now: int) -> Iterator[int]:
    """When that minute began today and yesterday, by the clock here (ms since 1970); twice if the hour came twice."""
    here = datetime.fromtimestamp(now / 1000)  # noqa: DTZ006  # local time without an offset: each day has its own
    for days in (0, 1):
        for fold in (0, 1):
            day = here - timedelta(days=days)
            yield begun(day.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=fold))


# -- in the zone of then and there ---------------------------------------------------------


def zone_here(wall: int) -> int:
    """How many minutes the wall clock here is ahead of UTC at that time."""
    ahead = local(wall).utcoffset()
    return round(ahead.total_seconds() / 60) if ahead else 0


def in_zone(wall: int, zone: int) -> datetime:
    """What a wall clock shows that is `zone` minutes ahead of UTC. Outside the years 1 to 9999 it is one of these."""
    try:
        return _EPOCH + timedelta(milliseconds=wall + zone * MINUTE)
    except OverflowError:
        return _EPOCH.replace(year=9999 if wall > 0 else 1)


def day_number(wall: int, zone: int) -> int:
    """The day, counted from 1 January 1970, on a wall clock that was `zone` minutes ahead of UTC."""
    return (wall + zone * MINUTE) // DAY


def day_begun(number: int, zone: int) -> int:
    """When the day of that number began there, in ms since 1970."""
    return number * DAY - zone * MINUTE
