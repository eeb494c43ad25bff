"""Dates, times and days on the wall clock of wherever the user is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.safety.limits import DAY
from unclench.system import local_time
from unclench.system.local_time import LAST, at_clock, at_the_earliest, day_begun, day_number, midnight, zone_here

HOUR = 3_600_000
LATE = 1_772_321_400_000
"""2026-02-28 23:30 UTC."""
Zone = Callable[[str], None]


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Zone]:
    """Moves this computer into a time zone, for the length of a test."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone cannot be chosen here")

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("name", "iso"),
    [
        ("UTC", "2026-02-28T23:30:00+00:00"),
        ("Europe/Berlin", "2026-03-01T00:30:00+01:00"),
        ("America/St_Johns", "2026-02-28T20:00:00-03:30"),
        ("Pacific/Kiritimati", "2026-03-01T13:30:00+14:00"),
    ],
)
def test_a_time_is_written_as_the_wall_clock_here_showed_it(zone, name, iso):
    zone(name)
    assert local_time.iso(LATE) == iso
    assert local_time.date(LATE) == iso[:10]
    assert local_time.time_of_day(LATE) == iso[11:16]
    assert local_time.date_and_time(LATE) == f"{iso[:10]} {iso[11:16]}"
    assert local_time.for_file_name(LATE) == f"{iso[:10]}-{iso[11:19].replace(':', '')}"


def test_a_time_in_summer_has_the_offset_of_summer(zone):
    zone("Europe/Berlin")
    assert local_time.iso(LATE + 150 * DAY) == "2026-07-29T01:30:00+02:00"  # and not that of today


AFTERNOON = 1_795_791_650_000
"""2026-11-27 15:00:50 UTC, a Friday."""


@pytest.mark.parametrize(
    ("wait", "said"),
    [(60_000, "at 15:02"), (10_000, "at 15:01"), (9_999, "at 15:01"), (9 * 3_600_000, "on Saturday at 00:01")],
)
def test_a_time_from_which_something_may_be_is_rounded_up_to_its_minute(zone, wait, said):
    zone("UTC")
    assert at_the_earliest(wait, AFTERNOON) == said


def test_what_one_waits_for_in_the_night_in_which_the_clocks_are_set_is_by_the_clock_of_afterwards(zone):
    zone("Europe/Berlin")
    assert at_the_earliest(2 * HOUR, LATE + 28 * DAY) == "at 03:30"  # 2026-03-29 00:30, half past one in the morning
    assert at_the_earliest(2 * HOUR, LATE + 28 * DAY + HOUR) == "at 04:30"


def test_another_day_than_today_is_named(zone):
    zone("Europe/Berlin")
    assert at_clock(LATE, LATE + 23 * HOUR) == "00:30"
    assert at_clock(LATE, LATE + 24 * HOUR) == "00:30 on Sunday 1 March"


@pytest.mark.parametrize(("name", "ahead"), [("UTC", 0), ("Europe/Berlin", 1), ("America/New_York", -5)])
def test_a_day_begins_at_midnight_here_and_not_in_greenwich(zone, name, ahead):
    zone(name)
    begun = midnight(LATE)
    assert (begun + ahead * HOUR) % DAY == 0
    assert 0 <= LATE - begun < DAY
    assert midnight(LATE, 3) == begun - 3 * DAY


def test_the_days_on_which_the_clocks_are_set_have_23_and_25_hours(zone):
    zone("Europe/Berlin")
    monday = midnight(1_774_868_400_000)  # 2026-03-30, after the night of the change to summer time
    assert monday - midnight(monday, 1) == 23 * HOUR
    later = midnight(1_793_000_000_000)  # 2026-10-26
    assert later - midnight(later, 1) == 25 * HOUR


def test_a_session_belongs_to_the_day_of_the_place_where_it_was_done():
    assert day_number(LATE, 0) == day_number(LATE, -300) == 20_512
    assert day_number(LATE, 60) == 20_513
    assert day_number(0, -1) == -1


@given(st.integers(0, LAST), st.integers(-1_440, 1_440))
def test_a_day_has_its_number_from_its_beginning_to_its_end(wall, zone):
    number = day_number(wall, zone)
    assert day_begun(number, zone) <= wall < day_begun(number + 1, zone)


@pytest.mark.parametrize(("name", "winter", "summer"), [("Europe/Berlin", 60, 120), ("America/St_Johns", -210, -150)])
def test_how_far_the_clock_here_is_ahead_depends_on_the_season(zone, name, winter, summer):
    zone(name)
    assert (zone_here(LATE), zone_here(LATE + 150 * DAY)) == (winter, summer)


@given(st.integers(-(2**70), 2**70), st.integers(0, 10**6))
def test_any_number_is_a_time_between_1970_and_2100(wall, days):
    assert local_time.local(wall).year in range(1969, 2101)
    assert 0 <= midnight(wall, days) <= LAST
