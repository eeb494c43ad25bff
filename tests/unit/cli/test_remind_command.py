"""Reminders as a user asks for them."""

from __future__ import annotations

from datetime import time

import pytest

from unclench.cli import run
from unclench.system import user_timers

pytestmark = pytest.mark.usefixtures("machine_left_alone")
SHEET = "title: Sheet\nfrequency: {days_a_week: 3}\nsteps: [{rest: 5s}]\n"


def said(capsys) -> tuple[list[str], list[str]]:
    out, err = capsys.readouterr()
    return out.splitlines(), err.splitlines()


def test_remind_writes_a_calendar_of_the_routine_that_is_named(own, tmp_path, capsys):
    (own / "sheet.yaml").write_text(SHEET)
    assert run(["remind", "sheet", "--at", "7:30"]) == 0
    assert said(capsys)[0] == [
        "Written to reminders.ics.",
        "Sheet: Mon, Wed, Fri at 07:30",
        "Open it with your calendar; doing so again changes what is there. unclench itself starts nothing.",
    ]
    written = (tmp_path / "reminders.ics").read_bytes()
    assert written.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR\r\n" in written


def test_remind_writes_over_nothing(own, tmp_path, capsys):
    (own / "sheet.yaml").write_text(SHEET)
    (tmp_path / "reminders.ics").write_text("mine")
    assert run(["remind", "sheet"]) == 2
    assert said(capsys)[1] == ["reminders.ics already exists, so it was left alone. Choose another name."]
    assert run(["remind", "sheet", "--to", "other.ics"]) == 0
    assert (tmp_path / "reminders.ics").read_text() == "mine"


def test_remind_without_a_name_is_of_what_next_speaks_of(own, tmp_path, capsys):
    (own / "sheet.yaml").write_text(SHEET)
    assert run(["remind"]) == 0
    assert [line.split(":")[0] for line in said(capsys)[0]] == [
        "Written to reminders.ics.", "Walk, 10 to 15 minutes",
        "Open it with your calendar; doing so again changes what is there. unclench itself starts nothing.",
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["", "8", "24:00", "8:60", "8:00,", "morning", "8:0x", "-1:00", "\x1b[2J"])
def test_remind_says_how_to_write_a_time(own, tmp_path, capsys, typed):
    (own / "sheet.yaml").write_text(SHEET)
    status = run(["remind", "sheet", "--at", typed])
    if typed == "8":
        assert status == 0
        return
    assert status == 2
    (line,) = said(capsys)[1]
    assert line.endswith("is not a time of day. Write them like --at 8:00,18:00.")
    assert not (tmp_path / "reminders.ics").exists()


def test_remind_wants_more_than_one_time_for_several_a_day(own, capsys):
    (own / "sheet.yaml").write_text(SHEET.replace("days_a_week: 3", "per_day: 2"))
    assert run(["remind", "sheet", "--at", "8:00"]) == 2
    assert said(capsys)[1] == ["“Sheet” is meant several times a day. Write two times or more: --at 8:00,18:00"]


def test_remind_says_what_a_routine_lacks(own, capsys):
    (own / "sheet.yaml").write_text("title: Sheet\nsteps: [{rest: 5s}]\n")
    assert run(["remind", "sheet"]) == 2
    assert said(capsys)[1] == [
        "sheet: the file doesn't say how often to do it. Add a line such as `frequency: {per_day: 2}`."
    ]


class FakeTimer:
    """Takes what is installed, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.installed: list[tuple[object, str]] = []
        self._error = error

    def install(self, times, words) -> None:
        if self._error is not None:
            raise self._error
        self.installed.append((times, words))

    def remove(self) -> bool:
        if self._error is not None:
            raise self._error
        return bool(self.installed)


def test_a_timer_shows_one_sentence_in_which_nothing_of_a_routine_is(own, tmp_path, capsys, monkeypatch):
    timer = FakeTimer()
    monkeypatch.setattr(user_timers, "timer_here", lambda: timer)
    (own / "sheet.yaml").write_text(SHEET.replace("title: Sheet", "title: $(reboot)"))
    assert run(["remind", "sheet", "--timer", "--at", "7:30"]) == 0
    words = "Time for your exercises. To see what is due, type: unclench next"
    assert timer.installed == [({time(7, 30): [0, 2, 4]}, words)]
    assert said(capsys)[0] == [
        "From now on a notification reminds you; it starts nothing. To end that: unclench remind --no-timer",
        "$(reboot): Mon, Wed, Fri at 07:30",
    ]
    assert not (tmp_path / "reminders.ics").exists()
    assert run(["remind", "--no-timer"]) == 0
    assert said(capsys)[0] == ["The timer is removed."]


def test_a_timer_for_stages_says_that_it_has_to_be_set_again(own, capsys, monkeypatch):
    monkeypatch.setattr(user_timers, "timer_here", FakeTimer)
    (own / "sheet.yaml").write_text(SHEET.replace("3}", "3, weeks: 2, then: {days_a_week: 1}}"))
    assert run(["remind", "sheet", "--timer"]) == 0
    assert said(capsys)[0][-1] == "When a stage ends, run this once more."
    assert run(["remind", "--no-timer"]) == 0
    assert said(capsys)[0] == ["There is no timer."]


@pytest.mark.parametrize("option", ["--timer", "--no-timer"])
@pytest.mark.parametrize(
    ("error", "says"),
    [
        (user_timers.NoTimer("Not here."), "Not here."),
        (PermissionError(13, "Permission denied"), "The timer cannot be changed: Permission denied."),
    ],
)
def test_where_there_can_be_no_timer_that_is_said(own, capsys, monkeypatch, option, error, says):
    monkeypatch.setattr(user_timers, "timer_here", lambda: FakeTimer(error))
    (own / "sheet.yaml").write_text(SHEET)
    assert run(["remind", "sheet", option]) == 2
    assert said(capsys)[1] == [says]
