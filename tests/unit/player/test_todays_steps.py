"""Which steps are not due today, from the session that is played to the one of the next day."""

from __future__ import annotations

import pytest

from unclench.care.asks import Begun, NotBegun
from unclench.care.intake import Intake
from unclench.cli.plain_session import PlainSession
from unclench.journal.queries import sessions
from unclench.reports.routines import details, details_text
from unclench.reports.today import by_their_steps, due_line, due_now
from unclench.routine import load_text
from unclench.session.choices import Choices
from unclench.session.compiler import ChosenRoutine, choose
from unclench.session.end_reason import EndReason
from unclench.session.frequency import left_out_today
from unclench.testing import Desk
from unclench.tui.viewmodels.preview import PreviewPlan

DAY = 86_400_000
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
    return Days(tmp_path)


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


def test_next_says_without_which_steps_it_is_due_and_that_nothing_is_where_none_is(days):
    days.play()
    routine, now = days.today().routine, days.program.book.now().wall

    def line(played) -> str:
        journal = days.program.book.journal
        assert journal is not None
        due = due_now([played], sessions(journal, now - 14 * DAY, now + 1), now)
        (found,) = by_their_steps(due, [played], journal, now)
        return due_line(found)

    assert line(routine) == "T: once today; one more is due. Today without Bridge, Walk, Round about."
    days.sheet = SHEET.replace("setup: 0s}\n", "setup: 0s, frequency: {per_day: 1}}\n", 1)
    assert line(days.today().routine) == "T: once today."


def test_a_session_of_which_every_step_is_done_for_today_says_so(days):
    days.sheet = "title: T\nsteps: [{exercise: Pose, hold: 5s, setup: 0s, frequency: {per_day: 1}}]\n"
    days.play()
    with pytest.raises(NotBegun, match="every step is optional, or done for today"):
        next(Intake(days.program).before(days.today(), as_suggested=True))


def test_plain_text_says_before_the_start_what_is_left_out(days, monkeypatch):
    days.play()
    seat = PlainSession(days.program)
    asked = list[str]()

    def held(flow) -> Begun:
        asked.append(next(flow).text)
        return Begun(None)

    monkeypatch.setattr(seat, "_held", held)
    seat._preview(days.today())
    assert "Left out today: Bridge. Done today already." in asked[0]
