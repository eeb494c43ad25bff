"""Reminders come when `next` says that something is due, and the calendar says the same to any other program."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.reports import reminders as made
from unclench.reports.reminders import USUAL, Reminder, calendar, reminders
from unclench.reports.today import due
from unclench.routine.model import AtLeast, AtMost, Blank, Exact, Frequency, Range, Routine
from unclench.system import safe_text

TODAY = date(2026, 3, 4)
"""A Wednesday."""
NOW = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
MONTH = [TODAY + timedelta(days=n) for n in range(35)]


def routine(frequency: Frequency, id: str = "walk", title: str = "Walk") -> Routine:
    return Routine(id, title, (), frequency=frequency)


def of(frequency: Frequency, times=USUAL, began: date | None = None) -> list[Reminder]:
    return reminders([routine(frequency)], times, TODAY, {} if began is None else {"walk": began})


def moments(found: list[Reminder], days=MONTH) -> list[datetime]:
    """When somebody is reminded within these days."""
    return sorted(
        datetime.combine(day, each.at)
        for day in days for each in found
        if day.weekday() in each.weekdays and each.first <= day and (each.last is None or day <= each.last)
    )  # fmt: skip


def read(found: list[Reminder]) -> list[datetime]:
    """The same, as a library for calendars reads it from the file."""
    icalendar = pytest.importorskip("icalendar")
    rrule = pytest.importorskip("dateutil.rrule")
    parsed = icalendar.Calendar.from_ical(calendar(found, NOW))
    between = (datetime.combine(MONTH[0], time()), datetime.combine(MONTH[-1], time(23, 59)))
    return sorted(
        moment
        for event in parsed.walk("VEVENT")
        for moment in rrule.rrulestr(event["RRULE"].to_ical().decode(), dtstart=event["DTSTART"].dt).between(
            *between, inc=True
        )
    )


FREQUENCIES = [
    Frequency(per_day=Exact(1)), Frequency(per_day=Exact(2)), Frequency(per_day=Range(2, 4)),
    Frequency(per_day=AtMost(3)), Frequency(per_day=AtLeast(5)), Frequency(days_a_week=Exact(1)),
    Frequency(days_a_week=Exact(2)), Frequency(days_a_week=Range(3, 5)), Frequency(days_a_week=Exact(4)),
    Frequency(days_a_week=Exact(5)), Frequency(days_a_week=Exact(6)), Frequency(days_a_week=Exact(7)),
    Frequency(per_day=Exact(2), days_a_week=Exact(3)),
]  # fmt: skip


@pytest.mark.parametrize("frequency", FREQUENCIES, ids=str)
def test_whoever_follows_the_calendar_for_a_month_is_told_the_same_by_next(frequency):
    """Each day next says that it is due before the day's reminders, and on no other day; behind them it is enough."""
    found = read(of(frequency))
    assert found
    done: list[date] = []
    for number, day in enumerate(MONTH):
        todays = [moment for moment in found if moment.date() == day]
        for count in range(len(todays) + 1):
            before = len({each for each in done if timedelta(0) < day - each < timedelta(days=7)})
            told = due(routine(frequency), count, before)
            assert told is not None
            if number >= 7:  # before, no week has gone by that could be enough
                assert told.enough == (count == len(todays)), (day, count)
            elif count < len(todays):
                assert not told.enough
        done += [day] * bool(todays)


@pytest.mark.parametrize("frequency", FREQUENCIES, ids=str)
def test_a_calendar_reads_from_the_file_what_was_meant(frequency):
    assert read(of(frequency)) == moments(of(frequency))


STAGES = Frequency(per_day=Exact(2), weeks=Range(1, 2), then=Frequency(days_a_week=Exact(3), weeks=Exact(1),
                   then=Frequency(days_a_week=Exact(1))))  # fmt: skip


def test_stages_follow_each_other_from_the_first_session_on():
    found = of(STAGES, began=date(2026, 2, 23))
    assert [(each.stage, each.first, each.last) for each in found] == [
        (0, TODAY, date(2026, 3, 8)), (0, TODAY, date(2026, 3, 8)),
        (1, date(2026, 3, 9), date(2026, 3, 15)), (2, date(2026, 3, 16), None),
    ]  # fmt: skip
    assert read(found) == moments(found)
    assert made.lines(found) == [
        "Walk: daily at 08:00, 18:00 (until 2026-03-08)",
        "Walk: Mon, Wed, Fri at 08:00 (until 2026-03-15)",
        "Walk: Mon at 08:00",
    ]


def test_stages_that_are_over_are_not_reminded_of():
    assert [each.stage for each in of(STAGES, began=date(2025, 1, 1))] == [2]


def test_weeks_count_from_today_where_nothing_was_done_yet():
    assert of(STAGES)[0].last == TODAY + timedelta(days=13)


def test_a_routine_that_says_nothing_or_leaves_it_blank_has_no_reminder():
    for silent in (Frequency(), Frequency(per_day=Blank()), Frequency(weeks=Exact(3))):
        assert of(silent) == []


@pytest.mark.parametrize(
    ("count", "times", "expected"),
    [
        (1, [time(7), time(20)], ["07:00"]),
        (2, [time(7), time(20)], ["07:00", "20:00"]),
        (3, USUAL, ["08:00", "13:00", "18:00"]),
        (4, [time(8), time(12), time(20)], ["08:00", "12:00", "16:00", "20:00"]),
    ],
)
def test_times_are_those_that_were_chosen_or_lie_evenly_between(count, times, expected):
    assert [f"{each.at:%H:%M}" for each in of(Frequency(per_day=Exact(count)), times)] == expected


def test_a_timer_is_set_by_the_stages_that_hold_today():
    found = reminders([routine(STAGES), routine(Frequency(days_a_week=Exact(2)), "b")], USUAL, TODAY, {})
    assert made.now_in_force(found, TODAY) == {time(8): list(range(7)), time(18): list(range(7))}
    found = reminders([routine(STAGES), routine(Frequency(days_a_week=Exact(2)), "b")], USUAL, TODAY,
                      {"walk": date(2026, 2, 18)})  # fmt: skip
    assert made.now_in_force(found, TODAY) == {time(8): [0, 2, 3, 4]}


def test_one_time_is_not_enough_for_several_a_day():
    for frequency, enough in ((Exact(1), True), (Exact(2), False)):
        assert made.needs_more_times(routine(Frequency(per_day=frequency)), [time(9)]) is not enough
    assert made.needs_more_times(routine(STAGES), [time(9)])
    assert not made.needs_more_times(routine(STAGES), USUAL)


def test_the_file_is_the_same_each_time_but_for_its_stamp_and_has_lines_as_the_standard_wants():
    found = of(Frequency(days_a_week=Exact(3)))
    first, second = calendar(found, NOW), calendar(found, NOW + timedelta(days=1))
    assert first != second
    assert [line for line in first.split("\r\n") if not line.startswith("DTSTAMP")] == [
        line for line in second.split("\r\n") if not line.startswith("DTSTAMP")
    ]
    assert "DTSTAMP:20260304T073000Z" in first
    assert "DTSTART:20260304T080000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR\r\n" in first
    assert "\n" not in first.replace("\r\n", "")
    assert first.count("BEGIN:VALARM\r\nACTION:DISPLAY\r\n") == 1


def test_no_two_events_have_one_uid():
    found = reminders([routine(STAGES), routine(STAGES, "other")], USUAL, TODAY, {})
    uids = [line for line in calendar(found, NOW).split("\r\n") if line.startswith("UID:")]
    assert len(set(uids)) == len(found) == 8


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_whatever_a_title_is_the_lines_are_short_and_say_it(title):
    icalendar = pytest.importorskip("icalendar")
    text = calendar(reminders([routine(Frequency(per_day=Exact(1)), title, title)], USUAL, TODAY, {}), NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert str(event["SUMMARY"]) == safe_text.line(title)
