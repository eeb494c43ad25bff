"""Which steps are not due today, from the session that is played to the one of the next day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from unclench.care.asks import Begun, NotBegun
from unclench.care.intake import Intake
from unclench.cli.plain_home import PlainSeat
from unclench.journal.queries import sessions
from unclench.reports.reminders import USUAL, calendar, lines, reminders
from unclench.reports.routines import details, details_text
from unclench.reports.today import Due, by_their_steps, due_line, due_now, this_time, today_as_json
from unclench.routine import load_text
from unclench.session.choices import Choices
from unclench.session.compiler import ChosenRoutine, choose
from unclench.session.end_reason import EndReason
from unclench.session.frequency import left_out_today
from unclench.system.local_time import local
from unclench.testing import Desk
from unclench.tui.viewmodels.home import HomeView, today
from unclench.tui.viewmodels.preview import PreviewPlan

DAY = 86_400_000
MILLISECOND = timedelta(milliseconds=1)
SHEET = """title: T
frequency: {per_day: 2}
steps:
  - {exercise: Pose, hold: 5s, setup: 0s}
  - {exercise: Bridge, hold: 5s, setup: 0s, frequency: {every: 2 days}}
  - {do: Walk, for: 5s, setup: 0s, frequency: {per_day: 1}}
  - repeat: 2
    name: Round about
    frequency: {per_day: 1}
    steps: [{exercise: Lean, hold: 5s, setup: 0s}, {rest: 5s}]
"""


class Days(Desk):
    """A program used day after day, for one sheet."""

    sheet = SHEET

    def today(self, **choices) -> ChosenRoutine:
        routine = load_text(self.sheet, "t.yaml").routine
        return choose(routine, self.program.with_todays_doses(routine, Choices(**choices)))

    def at(self, moment: datetime) -> None:
        """Wait until then, by the clock on the wall."""
        self.clock.advance((moment - local(self.program.book.now().wall).replace(tzinfo=None)) // MILLISECOND)

    def names(self, **choices) -> list[str]:
        return list(dict.fromkeys(step.name for step in self.today(**choices).timeline.steps))

    def play(self, **choices) -> None:
        chosen = self.today(**choices)
        controller = self.program.start_session(chosen.routine, chosen.timeline)
        controller.settle()
        while controller.ended is None:
            self.clock.advance(max(1, controller.sleep_for()))
            controller.tick()


@pytest.fixture
def days(tmp_path):
    days = Days(tmp_path)
    yield days
    days.program.close()


EVERYTHING = ["Pose", "Bridge", "Walk", "Lean", "Rest"]


def test_the_first_time_everything_is_played(days):
    assert days.names() == EVERYTHING
    assert days.today().choices.not_today == {}


def test_what_was_done_as_often_as_it_is_meant_is_left_out_and_comes_back(days):
    days.play()
    assert days.names() == ["Pose"]
    days.clock.advance(DAY)
    assert days.names() == ["Pose", "Walk", "Lean", "Rest"]
    days.clock.advance(DAY)
    assert days.names() == EVERYTHING


def test_whoever_wants_it_all_the_same_takes_it_in(days):
    days.play()
    assert days.names(optional="all") == EVERYTHING
    assert days.names(optional=frozenset({"2"})) == ["Pose", "Bridge"]


def test_of_two_steps_of_the_same_exercise_only_the_one_that_was_done_is_left_out(days):
    days.sheet = (
        "title: T\nsteps:\n  - {exercise: Lean, hold: 5s}\n  - {rest: 5s}\n"
        "  - {exercise: Lean, hold: 5s, optional: true, frequency: {per_day: 1}}\n"
    )
    days.play()
    assert days.today().choices.not_today == {}
    days.play(optional="all")
    assert set(days.today().choices.not_today) == {"3"}


def test_a_step_is_not_taken_for_one_whose_number_begins_alike(days):
    lines = "".join(f"  - {{exercise: Move {number}, hold: 5s, setup: 0s}}\n" for number in range(2, 12))
    first = "  - {exercise: Bridge, hold: 5s, setup: 0s, optional: true, frequency: {per_day: 1}}\n"
    days.sheet = f"title: T\nsteps:\n{first}{lines}"
    days.play()
    assert days.today().choices.not_today == {}


def test_another_way_of_a_step_counts_as_the_step(days):
    days.sheet = (
        "title: T\nsteps:\n  - {rest: 5s}\n"
        "  - {exercise: Lean, hold: 5s, frequency: {per_day: 1}, alternatives: [{exercise: Sit, hold: 5s}]}\n"
    )
    days.play(alternatives={"2": 1})
    assert set(days.today().choices.not_today) == {"2"}


def test_what_somebody_has_taken_in_is_not_said_to_be_left_out(days):
    days.play()
    assert [line.partition(".")[0] for line in left_out_today(days.today(optional=frozenset({"2", "3"})))] == [
        "Left out today: Round about"
    ]


def test_what_was_left_before_its_end_is_still_due(days):
    chosen = days.today()
    controller = days.program.start_session(chosen.routine, chosen.timeline)
    controller.settle()
    controller.jump(1)
    controller.next()
    days.clock.advance(1_000)
    controller.tick()
    controller.abandon(EndReason.USER)
    assert "Bridge" in days.names()


def test_it_is_said_in_show_in_its_data_and_in_the_preview_why_a_step_is_left_out(days):
    days.play()
    chosen = days.today()
    told = details_text(chosen, chosen.timeline)
    assert "Left out today: Bridge. Done today already. (--with-optional)" in told
    assert "Left out today: Round about. Done today already. (--with-optional)" in told
    assert details(chosen, chosen.timeline)["not_today"] == dict.fromkeys(("2", "3", "4"), "Done today already.")
    planned = {each.step.name: each for each in PreviewPlan(chosen).steps()}
    assert (planned["Bridge"].index, planned["Bridge"].optional) == (None, "2")
    assert planned["Bridge"].about.sheet.startswith("Done today already.\nOnly every 2 days.")
    assert (planned["Lean"].optional, planned["Pose"].optional) == ("4", None)


def due_today(days: Days) -> Due:
    routine, journal, now = days.today().routine, days.program.book.journal, days.program.book.now().wall
    assert journal is not None
    due = due_now([routine], sessions(journal, now - 14 * DAY, now + 1), now)
    (found,) = by_their_steps(due, [routine], journal, now)
    return found


def test_next_says_which_of_the_rarer_steps_are_due_and_which_are_not(days):
    days.play()
    assert due_line(due_today(days)) == "T: once today; one more is due. This time without Bridge, Walk, Round about."
    days.clock.advance(DAY)
    assert due_line(due_today(days)) == (
        "T: due today (twice a day). This time with Walk, Round about, without Bridge."
    )
    days.clock.advance(DAY)
    assert due_line(due_today(days)).endswith("This time with Bridge, Walk, Round about.")


def test_next_says_that_nothing_is_due_where_no_step_is(days):
    days.play()
    days.sheet = SHEET.replace("setup: 0s}\n", "setup: 0s, frequency: {per_day: 1}}\n", 1)
    assert due_line(due_today(days)) == "T: once today."


def test_a_program_is_told_of_each_rarer_step_how_often_it_is_meant_and_why_it_is_not_due(days):
    days.play()
    days.clock.advance(DAY)
    (told,) = today_as_json([], [], [due_today(days)])["due"]
    assert told["without"] == ["Bridge"]
    assert told["steps"] == [
        {"id": "2", "name": "Bridge", "how_often": "every 2 days", "due": False, "why": "Done yesterday."},
        {"id": "3", "name": "Walk", "how_often": "once a day", "due": True, "why": None},
        {"id": "4", "name": "Round about", "how_often": "once a day", "due": True, "why": None},
    ]


def test_next_speaks_of_no_step_that_is_optional_and_of_none_in_a_block_that_is_not_due(days):
    days.sheet = """title: T
frequency: {per_day: 2}
steps:
  - {exercise: Pose, hold: 5s, setup: 0s}
  - {exercise: Bridge, hold: 5s, setup: 0s, optional: true, frequency: {per_day: 1}}
  - repeat: 2
    frequency: {per_day: 1}
    steps: [{exercise: Lean, hold: 5s, setup: 0s, frequency: {days_a_week: 2}}]
"""
    days.play(optional="all")
    assert due_line(due_today(days)).endswith("one more is due. This time without Block 3.")


def test_the_home_screen_lists_the_rarer_steps_below_their_routine_where_there_is_room(days):
    days.play()
    days.clock.advance(DAY)
    home = HomeView((), due=[due_today(days)])

    def shown(rows: int) -> list[str]:
        return ["".join(text for text, _ in line) for line in today(home, days.program.moment(), "c", 40, rows)]

    routine = f"○ T{'not yet today':>37}"
    steps = [f"  ● Bridge{'not this time':>30}", f"  ○ Walk{'once a day':>32}", f"  ○ Round about{'once a day':>25}"]
    assert shown(4) == [routine, *steps]
    assert shown(3) == [routine]


def step(name: str, frequency: str) -> str:
    return f"  - {{exercise: {name}, hold: 5s, setup: 0s, frequency: {{{frequency}}}}}\n"


# Tagged as a walk, they are spoken of before they were ever done.
MORNING_AND_EVENING = (
    "title: T\ntags: [walking]\nfrequency: {per_day: 2}\nsteps:\n  - {exercise: Pose, hold: 5s, setup: 0s}\n"
    + step("Roll", "per_day: 1") + step("Sit", "per_day: 2") + step("Turn", "days_a_week: 3")
    + step("Plank", "per_day: 2, every: 2 days") + "  - repeat: 2\n    name: Round about\n    frequency: {per_day: 1}\n"
    "    steps: [{exercise: Lean, hold: 5s, setup: 0s, frequency: {per_day: 2}}]\n"
)  # fmt: skip
SOME_DAYS = (
    "title: T\ntags: [walking]\nfrequency: {days_a_week: 3}\nsteps:\n  - {exercise: Pose, hold: 5s, setup: 0s}\n"
    + step("Bridge", "every: 2 days") + step("Lean", "days_a_week: 3-4") + step("Plank", "every: 5 days")
)  # fmt: skip
ONCE_A_DAY_BY_ITS_STEPS = (
    "title: T\ntags: [walking]\nfrequency: {per_day: 2}\nsteps:\n"
    + step("Walk", "per_day: 1") + "  - {exercise: Lean, hold: 5s, setup: 0s, optional: true}\n"
)  # fmt: skip


@pytest.mark.parametrize(
    "sheet", [MORNING_AND_EVENING, SOME_DAYS, ONCE_A_DAY_BY_ITS_STEPS], ids=["twice a day", "some days", "once a day"]
)
def test_whoever_follows_the_calendar_for_a_month_is_told_the_same_steps_by_next(days, sheet):
    """But for the steps of which the calendar says that only `next` knows."""
    icalendar = pytest.importorskip("icalendar")
    rrule = pytest.importorskip("dateutil.rrule")
    days.sheet = sheet
    first = local(days.program.book.now().wall).replace(tzinfo=None, hour=0, minute=0)
    found = reminders([days.today().routine], USUAL, first.date(), {})
    reminded = sorted(
        (moment, str(event["SUMMARY"]), str(event["DESCRIPTION"]))
        for event in icalendar.Calendar.from_ical(calendar(found, first)).walk("VEVENT")
        for moment in rrule.rrulestr(event["RRULE"].to_ical().decode(), dtstart=event["DTSTART"].dt).between(
            first + timedelta(days=1), first + timedelta(days=29)
        )
    )
    assert len(reminded) >= 12
    for number in range(1, 29):
        day = first + timedelta(days=number)
        for moment, title, told in (each for each in reminded if each[0].date() == day.date()):
            days.at(moment)
            now = due_today(days)
            known = [step for step in now.steps if f"{step.name}, {step.how_often}: unclench next says" not in told]
            due, gone = ([step.name for step in known if bool(step.why) is gone] for gone in (False, True))
            assert not now.enough
            assert title == (f"T, with {', '.join(due)}" if due else "T"), moment
            assert told.startswith(f"{this_time(due, gone)} ".lstrip()), moment
            assert len(due) + len(gone) >= 2 or sheet is ONCE_A_DAY_BY_ITS_STEPS
            days.play()
        days.at(day + timedelta(hours=20))
        if number > 7:  # before, no week has gone by that could be enough
            assert due_today(days).enough, day


def test_the_days_of_a_step_go_by_when_it_was_done_so_remind_leaves_them_to_next(days):
    days.sheet = MORNING_AND_EVENING
    found = reminders([days.today().routine], USUAL, local(0).date(), {})
    assert lines(found) == [
        "T: daily at 08:00, 18:00",
        "  Roll: at 08:00",
        "  Sit: at 08:00, 18:00",
        "  Turn, 3 days a week: unclench next says on which days",
        "  Plank, twice a day, every 2 days: unclench next says on which days",
        "  Round about: at 08:00",
        "  Lean: at 08:00",
    ]


def test_a_session_of_which_every_step_is_done_for_today_says_so(days):
    days.sheet = "title: T\nsteps: [{exercise: Pose, hold: 5s, setup: 0s, frequency: {per_day: 1}}]\n"
    days.play()
    with pytest.raises(NotBegun, match="every step is optional, or done for today"):
        next(Intake(days.program).before(days.today(), as_suggested=True))


def test_plain_text_says_before_the_start_what_is_left_out(days, monkeypatch):
    days.play()
    seat = PlainSeat(days.program)
    asked = list[str]()

    def held(flow) -> Begun:
        asked.append(next(flow).text)
        return Begun(None)

    monkeypatch.setattr(seat.asker, "run", held)
    seat._preview(days.today())
    assert "Left out today: Bridge. Done today already." in asked[0]
