"""Where a key leads: never into the middle of a repetition, and never back to a pack."""

from __future__ import annotations

from unclench.routine.model import ApplyStep, ConfirmStep, Exact, ExerciseStep, Movement, Phase, RepeatStep
from unclench.session.compiler import compile_routine
from unclench.session.playhead import after_application, after_step, next_repetition, repetition_start, resume_from
from unclench.testing import hold, routine

PHASES = (Phase("up", Exact(2_000)), Phase("top", Exact(1_000)), Phase("down", Exact(2_000)))
LIFT = ExerciseStep(exercise=Movement(None, "Lift"), phases=PHASES, reps=Exact(2), rest=Exact(0), setup=Exact(0))
COLD = ApplyStep(kind="cold", lasting=Exact(300_000), setup=Exact(0))


def test_a_repetition_is_entered_at_its_first_phase():
    timeline = compile_routine(routine(LIFT, hold(5)))
    assert [repetition_start(timeline, index) for index in range(7)] == [0, 0, 0, 3, 3, 3, 6]
    assert [next_repetition(timeline, index) for index in range(7)] == [3, 3, 3, 6, 6, 6, 7]
    assert [resume_from(timeline, index) for index in range(7)] == [0, 0, 0, 3, 3, 3, 6]


def test_after_a_pack_also_comes_after_the_question_whether_it_is_off():
    timeline = compile_routine(routine(COLD, hold(5)))
    assert [segment.kind for segment in timeline.segments] == ["confirm", "cold", "confirm", "work"]
    assert after_application(timeline, 1) == after_step(timeline, 0) == 3
    assert [resume_from(timeline, index) for index in range(4)] == [0, 3, 3, 3]


def test_a_pack_at_the_very_end_leads_to_the_end():
    timeline = compile_routine(routine(hold(5), COLD, ConfirmStep(question="Is the pack off?", alarm=True)))
    assert after_step(timeline, 1) == resume_from(timeline, 2) == len(timeline.segments) == 4


def test_after_a_step_that_opens_a_block_is_after_the_whole_block():
    block = RepeatStep(times=Exact(2), only_if="Still warm?", steps=(hold(5), hold(6)))
    timeline = compile_routine(routine(block, hold(7)))
    assert after_step(timeline, 0) == 5
    assert after_step(timeline, 1) == 2
