"""Points in time on the user's own wall clock: ms since 1970 (UTC) to the local date and time, and to text."""

from __future__ import annotations

from datetime import datetime, timedelta

LAST = 4_102_444_800_000
"""The year 2100. No time in the journal is before 1970 or after this, so that everything that shows one can."""
DAY = 86_400_000
"""Ms of a day, where no clock is set."""


def local(wall: int) -> datetime:
    """The local date and time, with its zone; a time before 1970 or after 2100 becomes one of these."""
    return datetime.fromtimestamp(min(max(wall, 0), LAST) / 1000).astimezone()


def iso(wall: int) -> str:
    """Local time with its zone, as ISO 8601: `2026-03-01T09:05:00+01:00`."""
    return local(wall).isoformat(timespec="seconds")


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


def midnight(now: int, days_ago: int = 0) -> int:
    """The beginning of the local day, or of one that many days earlier, in ms since 1970.

    Days are counted on the calendar, so a day on which the clocks are set has 23 or 25 hours.
    """
    today = local(now).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    first = datetime(1970, 1, 2)  # noqa: DTZ001  # some systems have no calendar before it, and nothing is that old
    start = max(first, today - timedelta(days=min(days_ago, (today - first).days)))
    return 0 if start == first else round(start.astimezone().timestamp() * 1000)


def day_number(wall: int, zone: int) -> int:
    """The day, counted from 1 January 1970, on a wall clock that was `zone` minutes ahead of UTC."""
    return (wall + zone * 60_000) // DAY
