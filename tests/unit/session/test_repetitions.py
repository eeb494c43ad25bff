"""Repetitions that a key counts, where the sheet sets no number of them."""

from __future__ import annotations

import pytest

from unclench.cues import Sound
from unclench.routine import LoadError, load_text
from unclench.routine.model import Exact, ExerciseStep, Movement, Open
from unclench.routine.values import MOST
from unclench.session.choices import UnsafeCombination
from unclench.session.compiler import compile_routine
from unclench.session.edits import eased
from unclench.session.questions import Refused, RepetitionCounter
from unclench.session.session import Session
from unclench.session.timeline import Gate, Kind, Timeline
from unclench.testing import routine

SHEET = "title: T\nsteps:\n  - exercise: Curl-up\n    reps: open\n    sets: 2\n    sides: each\n"


def timeline(sheet: str = SHEET) -> Timeline:
    return compile_routine(load_text(sheet, "t.yaml").routine)


def test_each_set_and_side_is_one_phase_that_only_a_key_ends():
    parts = [(each.kind, each.set, each.side, each.gate) for each in timeline().segments]
    assert parts == [
        (Kind.SETUP, None, None, None),
        (Kind.WORK, 1, "left", Gate.COUNT), (Kind.SWITCH, 1, "right", None), (Kind.WORK, 1, "right", Gate.COUNT),
        (Kind.SET_REST, 2, None, None),
        (Kind.WORK, 2, "left", Gate.COUNT), (Kind.SWITCH, 2, "right", None), (Kind.WORK, 2, "right", Gate.COUNT),
    ]  # fmt: skip


def test_the_total_is_that_of_the_pauses_and_a_minimum():
    made = timeline()
    assert (made.total, made.at_least) == (50_000, True)
    assert made.first_open == 1
    assert made.last_open == 7


def test_the_dose_says_that_nobody_has_set_a_number():
    step = timeline().steps[0]
    assert step.dose == "2 sets of as many as you comfortably can on each side, left first"
    assert timeline("title: T\nsteps: [{exercise: Pose, reps: open}]").steps[0].dose == "as many as you comfortably can"


def test_which_keys_count_and_end_it_is_said_as_it_begins_and_later_only_a_side_that_nothing_has_said():
    spoken = {cue.segment: cue.spoken for cue in timeline().cues if cue.sound is Sound.GO}
    assert spoken == {1: ("Left. Space counts each one, n when that is enough.", "Left."), 3: (), 5: ("Left.",), 7: ()}


def test_c1_16_a_point_is_not_pressed_as_often_as_a_key_counts():
    sheet = "title: T\nsteps: [{repeat: 1, tags: [massage], steps: [{exercise: Trigger point, reps: open}]}]"
    with pytest.raises(LoadError, match=r"reps: a press of any length is too long.*Write a number like `reps: 3`"):
        timeline(sheet)
    pressed = ExerciseStep(exercise=Movement(None, "Trigger point"), reps=Open(), tags=("massage",))
    with pytest.raises(UnsafeCombination, match="Press one point for at most 60 seconds"):
        compile_routine(routine(pressed))


def test_the_counter_never_goes_below_none_or_above_what_a_routine_can_write():
    counter = RepetitionCounter()
    with pytest.raises(Refused, match="haven't counted any yet"):
        counter.add(-1)
    for number in range(1, MOST + 1):
        assert counter.add(1) == number
    with pytest.raises(Refused, match=r"That.s 1000"):
        counter.add(1)
    assert counter.add(-1) == MOST - 1


def at_the_first(session: Session) -> None:
    session.next(0)
    assert session.view(0).count == 0


def test_a_pause_and_the_way_back_to_its_start_keep_what_was_counted_and_every_other_move_begins_again():
    session = Session(timeline(), 0)
    at_the_first(session)
    session.repetitions.add(5)
    session.pause(10)
    session.resume(20)
    assert session.view(20).count == 5
    session.back(5_000)
    assert session.view(5_000).count == 5
    session.again(6_000)
    session.next(6_000)
    assert session.view(6_000).count == 0
    session.repetitions.add(3)
    session.back(6_500)  # within two seconds: to the get-ready, and from there the set begins anew
    session.next(7_000)
    assert session.view(7_000).count == 0


def test_what_was_counted_in_one_set_is_not_taken_along_to_the_one_before():
    steps = ExerciseStep(
        exercise=Movement(None, "Curl-up"), reps=Open(), sets=Exact(2), setup=Exact(0), set_rest=Exact(0)
    )
    session = Session(compile_routine(routine(steps)), 0)
    session.next(10_000)
    assert session.view(10_000).segment.set == 2  # type: ignore[union-attr]
    session.repetitions.add(3)
    session.back(11_000)
    view = session.view(11_000)
    assert view.segment is not None
    assert (view.segment.set, view.count) == (1, 0)


def test_elsewhere_nothing_is_counted():
    session = Session(timeline(), 0)
    assert session.view(0).count is None
    at_the_first(session)
    session.next(0)
    assert session.view(0).count is None


def test_an_easier_step_is_still_counted_by_a_key():
    easier = eased(timeline(), 1, 0)
    assert [each.gate for each in easier.segments] == [each.gate for each in timeline().segments]
