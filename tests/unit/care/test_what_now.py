"""What a remote control or a number pad can do in a session, and that no habit says that a pack is off."""

from __future__ import annotations

from typing import Any

import pytest
from tests.answered import through

from unclench.care.asks import Ask, Choose, Flow, Rate
from unclench.care.health_record import HealthRecord
from unclench.care.interruptions import After, Interruptions
from unclench.care.what_now import what_now
from unclench.routine.model import ApplyStep, Exact, ExerciseStep, Movement, Open
from unclench.session.compiler import compile_routine
from unclench.session.end_reason import EndReason
from unclench.session.session import Status
from unclench.testing import Desk, hold, routine

STRETCHES = routine(hold(20, name="First"), hold(20, name="Second"))
COLD = routine(ApplyStep(kind="cold", lasting=Exact(600_000), setup=Exact(0)))
ASKS = routine(
    ExerciseStep(exercise=Movement(None, "Bridge"), hold=Exact(9_000), setup=Exact(0), only_if="Warm?"), hold(9)
)


class Seat(Desk):
    """A session of a routine, and somebody who asks what can be done."""

    def sit(self, played: Any) -> Any:
        self.controller = self.program.start_session(played, compile_routine(played), events=self.events)
        self.care = Interruptions(HealthRecord(self.program))
        self.controller.settle()
        return self.run(2_000)

    def run(self, ms: int) -> Any:
        for _ in range(ms // 500):
            self.clock.advance(500)
            self.controller.tick()
        return self.controller

    def rows(self) -> tuple[str, ...]:
        return next(what_now(self.care, self.controller)).options  # type: ignore[attr-defined, no-any-return]

    def choose(self, row: str | None, *answers: Any, meanwhile: int = 0) -> After:
        """Take the row with these words, answer what it leads to, and return what the front end is to do."""
        flow = what_now(self.care, self.controller)
        asked = next(flow)
        assert isinstance(asked, Choose)
        self.run(meanwhile)
        answer = None if row is None else next(at for at, text in enumerate(asked.options) if row in text)
        told: list[Ask] = []
        found: After = through(_begun(flow, asked), [answer, *answers], told.append, lambda _: None)
        self.controller.tick()
        return found


def _begun(flow: Flow[After], asked: Ask) -> Flow[After]:
    answer = yield asked
    try:
        while True:
            answer = yield flow.send(answer)
    except StopIteration as end:
        found: After = end.value
        return found


@pytest.fixture
def seat(tmp_path):
    seat = Seat(tmp_path)
    yield seat
    seat.program.close()


@pytest.mark.parametrize("row", ["Go on", None])
def test_the_session_stands_still_while_it_is_asked_and_goes_on_after_that(seat, row):
    controller = seat.sit(STRETCHES)
    flow = what_now(seat.care, controller)
    next(flow)
    assert controller.view().status is Status.PAUSED
    seat.choose(row)
    flow.close()
    controller = seat.sit(STRETCHES)
    assert seat.choose(row) == After()
    assert controller.view().status is not Status.PAUSED


def test_a_session_that_was_paused_stays_paused(seat):
    controller = seat.sit(STRETCHES)
    controller.answer_or_pause()
    seat.choose(None)
    assert controller.view().status is Status.PAUSED


@pytest.mark.parametrize(
    ("row", "answers", "ended"),
    [("Stop here", [0], EndReason.USER), ("Stop here", [1], None), ("It hurts", [2, None], EndReason.PAIN),
     ("how much", [3], None), ("how much", [8, 0], EndReason.TOO_MUCH_PAIN), ("Warning", [frozenset()], None)],
)  # fmt: skip
def test_a_row_leads_where_its_own_key_leads(seat, row, answers, ended):
    controller = seat.sit(STRETCHES)
    seat.choose(row, *answers)
    assert controller.ended == ended
    assert ended or controller.view().status is not Status.PAUSED


def test_where_a_key_counts_the_rows_count_and_end_it_too(seat):
    curls = ExerciseStep(exercise=Movement(None, "Curl-up"), reps=Open(), setup=Exact(0))
    controller = seat.sit(routine(curls, hold(20)))
    seat.choose("One more")
    seat.choose("One more")
    assert controller.view().count == 2
    seat.choose("That is enough")
    assert controller.view().count is None


def test_a_breath_and_the_list_of_steps_are_for_the_front_end_to_show(seat):
    seat.sit(STRETCHES)
    assert seat.choose("Breathe") == After(breathe=True)
    assert seat.choose("another step") == After(steps=True)


def test_c2_3_what_says_awake_never_says_off_and_what_says_off_changes_least_before_it(seat):
    controller = seat.sit(COLD)
    assert seat.rows() == ("Not yet", "Stop here", "yes, start the timer")
    seat.choose("start the timer")
    assert controller.on_skin
    seat.run(302_000)
    assert seat.rows()[1] == "I am awake, the skin is fine"
    seat.choose("awake")
    assert controller.view().asked is None
    seat.run(301_000)
    assert controller.view().asking == "off"
    assert seat.rows().index("it is off") == 2
    seat.choose("Not yet")
    assert controller.view().asking == "off"
    seat.choose("it is off")
    assert controller.ended is EndReason.FINISHED


def test_c2_3_an_answer_to_what_is_not_asked_any_more_does_nothing(seat):
    controller = seat.sit(COLD)
    seat.choose("start the timer")
    seat.run(290_000)
    controller.answer_or_pause()
    assert controller.view().asking == "taken off?"
    seat.choose("yes", meanwhile=14_000)
    assert controller.on_skin
    assert controller.view().asking == "check"


def test_c2_5_with_a_pack_on_nothing_stands_still_and_it_can_be_taken_off(seat):
    controller = seat.sit(COLD)
    seat.choose("start the timer")
    seat.run(10_000)
    assert not any("Repeat" in row or "Breathe" in row for row in seat.rows())
    seat.choose("Take the pack off")
    assert (controller.view().status, controller.view().asking) == (Status.RUNNING, "taken off?")
    seat.run(1_000)
    seat.choose("yes")
    assert not controller.on_skin


def test_a_question_of_the_sheet_is_answered_with_no_first(seat):
    controller = seat.sit(ASKS)
    assert seat.rows() == ("no, leave it out", "yes")
    seat.choose("yes")
    assert controller.view().step.name == "Bridge"
    assert controller.view().asked is None


def test_c1_4_a_lock_out_offers_to_leave_it_out_and_no_way_round_it(seat):
    seat.sit(COLD)
    seat.choose("start the timer")
    seat.run(5_000)
    seat.controller.answer_or_pause()
    seat.run(1_000)
    seat.choose("yes")
    seat.sit(COLD)
    seat.run(2_000)
    assert seat.rows() == ("Leave it out", "Stop here")


def test_a_rating_is_asked_for_and_may_be_left(seat):
    controller = seat.sit(STRETCHES)
    flow = what_now(seat.care, controller)
    asked = next(flow)
    assert isinstance(asked, Choose)
    assert isinstance(flow.send(next(at for at, text in enumerate(asked.options) if "how much" in text)), Rate)
    with pytest.raises(StopIteration):
        flow.send(None)
    assert controller.view().status is not Status.PAUSED
