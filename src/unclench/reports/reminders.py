"""When to be reminded of a routine, by how often its file means it: as moments, and as a calendar.

It agrees with `today`: whoever does a routine at each reminder is told by `unclench next` that it is due on those days
and on no others. Of a range the lower end counts there and here.

Of a step that is meant less often than its routine, a calendar can know at which time of the day it is due, not on
which days: those go by when it was last done, so that a single day left out moves them all. They are left to `next`.
Pure: the day it begins is an argument.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from unclench.language import tr
from unclench.reports.today import ends, this_time
from unclench.routine.model import Frequency, Routine, StepFrequency
from unclench.session.frequency import goes_with, not_today, nothing_left, sometimes, times_a_day
from unclench.session.progression import WEEK
from unclench.session.wording import how_rarely, place_of
from unclench.system import safe_text
from unclench.system.local_time import SHORT_WEEKDAYS

USUAL = (time(8), time(18))
"""The first and the last time of a day at which somebody is reminded who has named none. Ours."""
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""As in RFC 5545, from Monday on."""
FOLD = 75
"""Bytes that a line may have (RFC 5545, 3.1)."""


class StepThen(Struct, frozen=True):
    """A step with a frequency of its own at one time of day: whether it is due; None where the journal has to say."""

    id: str
    name: str
    how_often: str
    due: bool | None


class Reminder(Struct, frozen=True):
    """One routine at one time of day, on some weekdays (0 is Monday), from the `first` to the `last` day (None: on).

    `stage` and `number` tell it from the others of the routine, and stay the same however often it is made.
    """

    id: str
    title: str
    at: time
    weekdays: tuple[int, ...]
    first: date
    last: date | None
    stage: int
    number: int
    steps: tuple[StepThen, ...] = ()


def needs_more_times(routine: Routine, times: Sequence[time]) -> bool:
    """Whether a routine is meant several times a day, and there is but one time."""
    stages = (ends(stage.per_day) for stage, _, _ in _stages(routine.frequency, date.min))
    return len(times) == 1 and any(daily is not None and daily[0] > 1 for daily in stages)


def reminders(
    routines: Iterable[Routine], times: Sequence[time], today: date, began: Mapping[str, date]
) -> list[Reminder]:
    """The reminders of the routines that say how often they are meant. `began` has the days of their first sessions,
    from which the weeks of their stages count; a routine that is not in it begins today.
    """
    return [
        Reminder(each.id, each.title, at, weekdays, _first(weekdays, max(today, begins)), last, stage, number, steps)
        for each in routines
        for stage, (frequency, begins, last) in enumerate(_stages(each.frequency, began.get(each.id, today)))
        if last is None or last >= today
        for weekdays in [_weekdays(frequency)]
        for number, at in enumerate(_times(frequency, times))
        if last is None or _first(weekdays, max(today, begins)) <= last
        for steps in [tuple(_steps(each, weekdays, number))]
        if not nothing_left(each.steps, {step.id for step in steps if step.due is False})
    ]


def _steps(routine: Routine, weekdays: Sequence[int], number: int) -> Iterator[StepThen]:
    """The steps with a frequency of their own, when the routine is done for the time of this number on a weekday."""
    known: dict[str, bool | None] = {}
    for id, step, frequency in sometimes(routine.steps):
        if goes_with(id, [block for block, due in known.items() if due is False]):
            continue
        waits = goes_with(id, [block for block, due in known.items() if due is None])
        due = None if waits or not _each_time(frequency, weekdays) else True
        known[id] = due if number < times_a_day(frequency) else False
        yield StepThen(id, place_of(id, step), how_rarely(frequency), known[id])


def _each_time(frequency: StepFrequency, weekdays: Sequence[int]) -> bool:
    """Whether a step is due on each of the weekdays, though it was done on all of them in the week before."""
    return not any(not_today(frequency, [(day - other) % WEEK or WEEK for other in weekdays]) for day in weekdays)


def _stages(frequency: Frequency, begins: date) -> Iterator[tuple[Frequency, date, date | None]]:
    """Each stage with its first and its last day."""
    stage: Frequency | None = frequency
    while stage is not None:
        ends_before = None if stage.lasts is None else begins + timedelta(weeks=stage.lasts)
        yield stage, begins, None if ends_before is None else ends_before - timedelta(days=1)
        if ends_before is None:
            return
        stage, begins = stage.then, ends_before


def _weekdays(frequency: Frequency) -> tuple[int, ...]:
    """As far apart as they can be: of three days Monday, Wednesday and Friday."""
    weekly = ends(frequency.days_a_week)
    count = WEEK if weekly is None else min(WEEK, weekly[0])
    return tuple(number * WEEK // count for number in range(count))


def _times(frequency: Frequency, times: Sequence[time]) -> tuple[time, ...]:
    """The first of these times, or as many as it takes, evenly between the first and the last; none if none is due."""
    daily, weekly = ends(frequency.per_day), ends(frequency.days_a_week)
    if daily is None and weekly is None:
        return ()
    count = 1 if daily is None else daily[0]
    if count <= len(times):
        return tuple(times[:count])
    first, last = (each.hour * 60 + each.minute for each in (times[0], times[-1]))
    minutes = [first + (last - first) * number // max(1, count - 1) for number in range(count)]
    return tuple(time(*divmod(each, 60)) for each in dict.fromkeys(minutes))


def _first(weekdays: Sequence[int], day: date) -> date:
    """The first day from this one on that is one of the weekdays."""
    return next(each for n in range(WEEK) if (each := day + timedelta(days=n)).weekday() in weekdays)


def lines(found: Sequence[Reminder]) -> list[str]:
    """`Back: daily at 08:00, 18:00` for each routine and each of its stages; below it `  Walk: at 08:00` for a step."""
    said = []
    for each in found:
        if each.number:
            continue
        of_it = [other for other in found if (other.id, other.stage) == (each.id, each.stage)]
        at = _times_said(of_it)
        days = tr("daily") if len(each.weekdays) == WEEK else ", ".join(SHORT_WEEKDAYS[day] for day in each.weekdays)
        until = "" if each.last is None else " " + tr("(until {day})", day=f"{each.last:%Y-%m-%d}")
        title = safe_text.line(each.title)
        said.append(tr("{title}: {days} at {times}{until}", title=title, days=days, times=at, until=until))
        for step in each.steps:
            if step.due is None:
                said.append(f"  {_only_next_knows(step)}")
            else:
                at = _times_said(other for other in of_it if step in other.steps)
                said.append("  " + tr("{step}: at {times}", step=safe_text.line(step.name), times=at))
    return said


def _times_said(found: Iterable[Reminder]) -> str:
    return ", ".join(f"{each.at:%H:%M}" for each in found)


def _only_next_knows(step: StepThen) -> str:
    name = safe_text.line(step.name)
    return tr("{step}, {how_often}: unclench next says on which days", step=name, how_often=step.how_often)


def now_in_force(found: Sequence[Reminder], today: date) -> dict[time, list[int]]:
    """For each time of day the weekdays on which anything is due, by the stages that hold today."""
    days: dict[time, set[int]] = {}
    within = today + timedelta(days=WEEK - 1)
    current = {each.id: each.stage for each in reversed(found) if each.first <= within}  # the earliest stage stays
    for each in found:
        if current.get(each.id) == each.stage:
            days.setdefault(each.at, set()).update(each.weekdays)
    return {at: sorted(weekdays) for at, weekdays in sorted(days.items())}


# -- as a calendar ------------------------------------------------------------------------------


def calendar(found: Sequence[Reminder], now: datetime) -> str:
    """An iCalendar file (RFC 5545). Its times are those of the clock on the wall, wherever that hangs.

    Each event has the same UID whenever it is made, so that a calendar that reads the file again changes what it has.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//unclench//reminders//EN", "CALSCALE:GREGORIAN"]
    for each in found:
        lines += _event(each, f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(reminder: Reminder, stamp: str) -> list[str]:
    rule = "FREQ=DAILY"
    if len(reminder.weekdays) < WEEK:
        rule = f"FREQ=WEEKLY;BYDAY={','.join(DAYS[day] for day in reminder.weekdays)}"
    if reminder.last is not None:
        rule += f";UNTIL={reminder.last:%Y%m%d}T235959"
    due, gone = ([step.name for step in reminder.steps if step.due is due] for due in (True, False))
    title = _escaped(tr("{title}, with {steps}", title=reminder.title, steps=", ".join(due)) if due else reminder.title)
    told = [this_time(due, gone), *(f"{_only_next_knows(step)}." for step in reminder.steps if step.due is None)]
    how = _escaped(" ".join(filter(None, [*told, tr("To begin: unclench run {id}", id=reminder.id)])))
    return [
        "BEGIN:VEVENT",
        f"UID:{_uid(reminder)}",
        f"DTSTAMP:{stamp}",
        f"DTSTART:{datetime.combine(reminder.first, reminder.at):%Y%m%dT%H%M%S}",
        f"RRULE:{rule}",
        f"SUMMARY:{title}",
        f"DESCRIPTION:{how}",
        "TRANSP:TRANSPARENT",
        *("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{title}", "TRIGGER:PT0S", "END:VALARM"),
        "END:VEVENT",
    ]


def _uid(reminder: Reminder) -> str:
    routine = hashlib.sha256(reminder.id.encode("utf-8", "replace")).hexdigest()[:20]
    return f"{routine}-{reminder.stage}-{reminder.number}@unclench.invalid"


def _escaped(text: str) -> str:
    """A text on one line, as a value of the file (RFC 5545, 3.3.11)."""
    plain = safe_text.line(text).replace("\\", "\\\\")
    return plain.replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """The line in pieces of at most FOLD bytes, none of which ends within a letter."""
    pieces, size = [""], 0
    for letter in line:
        width = len(letter.encode("utf-8"))
        if size + width > FOLD:
            pieces.append("")
            size = 1  # the blank in front
        pieces[-1] += letter
        size += width
    return "\r\n ".join(pieces)
