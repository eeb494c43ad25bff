"""What counts as done: from the session that is played to the dose of the next day."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from unclench.application import Application
from unclench.config.paths import Home
from unclench.journal.database import Journal
from unclench.journal.queries import days_done
from unclench.journal.records import SessionRecord, StepRecord, new_id
from unclench.player.controller import SessionController
from unclench.routine import load_text
from unclench.routine.model import Routine
from unclench.session.compiler import compile_routine
from unclench.session.end_reason import EndReason
from unclench.session.session import Status, View
from unclench.session.timeline import Gate, Kind
from unclench.testing import ManualClock, ManualMoments, RecordingPlayer

DAY = 24 * 3_600_000
GROWS = """
    format: 1
    title: R
    steps:
      - exercise: Heel slide of mine
        hold: 5s
        reps: 2
        progress: {reps: 8-20, by: 1, every: 1 day}
      - rest: 5s
"""
BLOCK = """
    format: 1
    title: R
    steps:
      - repeat: 2
        steps:
          - exercise: Heel slide of mine
            hold: 5s
            progress: {reps: 2-9, by: 1, every: 1 day}
"""
Act = Callable[[SessionController, View], None]


def nothing(controller: SessionController, view: View) -> None:
    """Play the phase as it is."""


class Days:
    """A program with its own home, used day after day."""

    def __init__(self, root: Path) -> None:
        self.clock = ManualClock()
        self.home = Home(root / "c", root / "d", root / "s")
        self.moments = ManualMoments(self.clock)

    def load(self, text: str) -> Routine:
        return load_text(textwrap.dedent(text), "r.yaml").routine

    def dose(self, text: str) -> int:
        """Today's dose of the first step that progresses."""
        return self._with_program(lambda program: self._dose(program, self.load(text)))

    def play(
        self,
        text: str,
        act: Act = nothing,
        *,
        power_cut: Callable[[SessionController, View], bool] | None = None,
        then: int = 1,
    ) -> int:
        """Play today's dose, doing something in each phase; a cut of the power in the first where one says so.

        Gives the dose; `then` so many days go by.
        """

        def session(program: Application) -> int:
            made = self.load(text)
            choices = program.with_todays_doses(made, program.choices())
            controller = program.start_session(made, compile_routine(made, choices))
            controller.settle()
            told = -1
            while controller.ended is None:
                view = controller.view()
                if view.segment is not None and view.segment.index != told and view.status is not Status.PAUSED:
                    told = view.segment.index
                    act(controller, view)
                    if power_cut is not None and power_cut(controller, view):
                        break
                elif view.status is Status.PAUSED or (view.waiting and view.elapsed > 2_000):
                    controller.answer_or_pause()
                self.clock.advance(max(1, controller.sleep_for()))
                controller.tick()
            return next(iter(choices.doses.values())).value

        played = self._with_program(session)
        self.clock.advance(then * DAY)
        return played

    def _dose(self, program: Application, made: Routine) -> int:
        return next(iter(program.with_todays_doses(made, program.choices()).doses.values())).value

    def _with_program(self, does: Callable[[Application], int]) -> int:
        program = Application(
            home=self.home, clock=self.clock, make_player=lambda _: RecordingPlayer(), moment=self.moments
        )
        try:
            return does(program)
        finally:
            program.close()


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(tmp_path)


def in_first(kind: Kind, does: Callable[[SessionController], None]) -> Act:
    """Do something in the first phase of a kind, and then no more."""
    done: list[bool] = []

    def act(controller: SessionController, view: View) -> None:
        if view.segment is not None and view.segment.kind is kind and not done:
            done.append(True)
            does(controller)

    return act


def in_every(kind: Kind, does: Callable[[SessionController], None]) -> Act:
    def act(controller: SessionController, view: View) -> None:
        if view.segment is not None and view.segment.kind is kind:
            does(controller)

    return act


def in_last(does: Callable[[SessionController], None]) -> Act:
    """Do something in the very last phase."""

    def act(controller: SessionController, view: View) -> None:
        if view.segment is not None and view.segment.index == len(controller.session.timeline.segments) - 1:
            does(controller)

    return act


def test_what_is_done_whole_grows_by_one_step_a_day(days):
    assert [days.play(GROWS) for _ in range(4)] == [8, 9, 10, 11]


def test_own_words_in_a_block_grow(days):
    assert [days.play(BLOCK) for _ in range(3)] == [2, 3, 4]


@pytest.mark.parametrize("kind", [Kind.SETUP, Kind.REST])
def test_skipping_the_get_ready_or_a_rest_leaves_nothing_of_the_exercise_out(days, kind):
    rested = GROWS.replace("reps: 2\n", "reps: 2\n        rest: 3s\n")
    assert [days.play(rested, in_every(kind, lambda controller: controller.next())) for _ in range(3)] == [8, 9, 10]


@pytest.mark.parametrize("key", ["next", "answer_or_pause"])
def test_ending_an_open_hold_is_how_it_is_done(days, key):
    opened = GROWS.replace("hold: 5s", "hold: open")

    def end(controller: SessionController, view: View) -> None:
        if view.segment is not None and view.segment.gate is Gate.OPEN:
            getattr(controller, key)()

    assert [days.play(opened, end) for _ in range(3)] == [8, 9, 10]


def ease(controller: SessionController) -> None:
    controller.hold_still()
    controller.ease()
    controller.answer_or_pause()


@pytest.mark.parametrize(
    "act",
    [
        in_first(Kind.WORK, ease),
        in_first(Kind.WORK, lambda controller: controller.adjust(-2_000)),
        in_every(Kind.WORK, lambda controller: controller.adjust(-10_000)),
        in_first(Kind.WORK, lambda controller: controller.next()),
        in_first(Kind.WORK, lambda controller: controller.leave_step_out(EndReason.PAIN)),
        in_first(Kind.SETUP, lambda controller: controller.leave_step_out(EndReason.PAIN)),
        in_first(Kind.SETUP, lambda controller: controller.jump(1)),
        in_first(Kind.SETUP, lambda controller: controller.end(EndReason.USER)),
    ],
)
def test_what_was_eased_shortened_or_left_out_does_not_grow(days, act):
    assert days.play(GROWS) == 8
    assert days.play(GROWS, act) == 9
    assert days.dose(GROWS) == 9


def test_easing_or_shortening_in_the_very_last_phase_counts_too(days):
    text = GROWS.replace("      - rest: 5s\n", "")
    for act in (in_last(lambda controller: controller.adjust(-2_000)), in_last(ease)):
        assert days.play(text, act) == 8
    assert days.play(text) == 8
    assert days.dose(text) == 9


def test_ten_seconds_more_are_no_dose_to_go_on_from(days):
    held = GROWS.replace("progress: {reps: 8-20, by: 1,", "progress: {hold: 10-60s, by: 5s,").replace(
        "reps: 2", "reps: 1"
    )
    assert days.play(held, in_first(Kind.WORK, lambda controller: controller.adjust(30_000))) == 10_000
    assert days.play(held) == 15_000


@pytest.mark.parametrize(
    "where", ["sides: each", "sides: each\n        alternate: true", "sets: 2", "sets: 2\n        sides: each"]
)
def test_half_of_a_step_before_a_power_cut_is_not_done(days, where):
    text = GROWS.replace("reps: 2\n", f"reps: 2\n        {where}\n")

    def in_the_other_half(controller: SessionController, view: View) -> bool:
        segment = view.segment
        return segment is not None and segment.kind is Kind.WORK and (segment.side == "right" or segment.set == 2)

    assert [days.play(text, power_cut=in_the_other_half) for _ in range(3)] == [8, 8, 8]
    assert [days.play(text) for _ in range(3)] == [8, 9, 10]


def test_one_round_of_two_before_a_power_cut_is_not_done(days):
    def in_the_second(controller: SessionController, view: View) -> bool:
        return view.step is not None and view.step.round == 2

    assert [days.play(BLOCK, power_cut=in_the_second) for _ in range(2)] == [2, 2]
    assert [days.play(BLOCK) for _ in range(2)] == [2, 3]


def test_what_was_begun_again_and_then_done_whole_is_done(days):
    seen: list[int] = []

    def again(controller: SessionController, view: View) -> None:
        if view.segment is not None and view.segment.rep == 2 and not seen:
            seen.append(1)
            controller.again()

    assert days.play(GROWS, again) == 8
    assert days.dose(GROWS) == 9


def test_a_new_rule_or_edition_goes_on_from_what_was_played_last(days):
    weekly = GROWS.replace("every: 1 day", "every: 1 week")
    assert [days.play(weekly) for _ in range(9)][-1] == 9
    daily = [days.play(GROWS) for _ in range(3)]
    assert daily == [10, 11, 12]
    second = GROWS.replace("title: R\n", "title: R\n    edition: 2\n").replace("8-20", "5-30")
    assert [days.play(second) for _ in range(3)] == [12, 13, 14]
    assert days.dose(second.replace("by: 1", "by: 5")) == 19


def test_after_two_weeks_of_nothing_the_dose_is_smaller(days):
    assert [days.play(GROWS) for _ in range(5)][-1] == 12
    days.clock.advance(12 * DAY)
    assert days.dose(GROWS) == 13
    days.clock.advance(DAY)
    assert days.dose(GROWS) == 11
    days.clock.advance(7 * DAY)
    assert days.dose(GROWS) == 10
    days.clock.advance(365 * DAY)
    assert days.dose(GROWS) == 8


def test_two_steps_of_the_same_exercise_grow_each_for_itself(days):
    text = """
        format: 1
        title: R
        steps:
          - exercise: Lean
            hold: 5s
            progress: {reps: 2-9, by: 1, every: 1 day}
          - exercise: Lean
            hold: 5s
            reps: 1
    """
    for _ in range(2):
        assert days.play(text, in_first(Kind.SETUP, lambda controller: controller.jump(1))) == 2
    assert days.dose(text) == 2
    days.play(text)
    assert days.dose(text) == 3


def test_sides_in_turn_are_kept_as_one_part_for_each_set(days):
    text = GROWS.replace("reps: 2\n", "reps: 2\n        sets: 2\n        sides: each\n        alternate: true\n")
    days.play(text)
    journal = Journal(days.home.journal)
    kept = [
        (each.side, each.set, each.done, each.parts) for each in journal.read(StepRecord) if each.kind == "exercise"
    ]
    journal.close()
    assert kept == [(None, 1, True, 2), (None, 2, True, 2)]


def test_what_older_journals_have_is_still_read(days):
    journal = Journal(days.home.journal)
    for day in range(2):
        began = days.moments().wall - (3 - day) * DAY
        session = SessionRecord(id=new_id(), routine="r", title="R", began=began)
        name = "Heel slide of mine (round 2 of 2)" if day else "Heel slide of mine"
        old = StepRecord(
            id=new_id(), session=session.id, number=1, name=name, kind="exercise", rep=9, reps=9 + day, began=began,
            ended=began, lasted=1, done=True,
        )  # fmt: skip
        journal.add(session, old)
    assert [(each.reps, each.place) for each in days_done(journal, "r", None, "Heel slide of mine")] == [
        (9, None),
        (10, None),
    ]
    assert not days_done(journal, "r", None, "Heel slide")
    journal.close()
    assert days.dose(GROWS) == 11
