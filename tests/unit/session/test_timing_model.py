"""The laws of a timeline: the formulas for its length, and what is true of every routine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import breaths, counted, holds, movements, routines, timed_routines

from unclench.cues import Sound
from unclench.routine.model import (
    AnyStep,
    Blank,
    BreatheStep,
    BreathPattern,
    Breaths,
    Dose,
    Exact,
    ExerciseStep,
    Movement,
    Open,
    Phase,
    Range,
    RepeatStep,
    RestStep,
    Routine,
)
from unclench.session.choices import Choices, RoutineTooLong
from unclench.session.compiler import compile_routine
from unclench.session.cue_rules import AFTER_RELEASE, REST_AFTER_RELEASE
from unclench.session.edits import stretched, with_breaths
from unclench.session.timeline import Gate, Kind, Timeline
from unclench.testing import hold, routine


def value(amount: object) -> int:
    assert isinstance(amount, Exact)
    return amount.value


def expected(step: ExerciseStep) -> int:
    """The formula in the docstring of `unclench.session.compiler`, written down a second time."""
    rep = (
        value(step.hold)
        if step.hold
        else sum(value(p.lasting) for p in step.phases)
        if step.phases
        else value(step.pace)
    )
    sides, reps, sets = max(1, len(step.sides)), value(step.reps), value(step.sets)
    rest, set_rest, switch = value(step.rest), value(step.set_rest), value(step.switch)
    if step.alternate and step.sides:
        one = sides * reps * rep + (sides * reps - 1) * rest
    else:
        one = sides * (reps * rep + (reps - 1) * rest) + (sides - 1) * switch
    return value(step.setup) + sets * one + (sets - 1) * set_rest


@given(holds | movements | counted)
def test_an_exercise_lasts_what_the_formula_says(step):
    assert compile_routine(routine(step)).total == expected(step)


@given(breaths)
def test_breathing_lasts_whole_breaths_and_ends_on_an_exhale(step):
    timeline = compile_routine(routine(step))
    cycle = step.pattern.cycle
    breathing = timeline.total - value(step.setup)
    assert breathing % cycle == 0
    wanted = value(step.cycles) * cycle if step.cycles else value(step.lasting)
    assert wanted <= breathing < wanted + cycle
    last = Kind.BREATHE_EMPTY if step.pattern.empty else Kind.BREATHE_OUT
    assert timeline.segments[-1].kind is last


@given(routines)
def test_segments_follow_each_other_without_gaps_or_empty_phases(made):
    timeline = compile_routine(made)
    position = 0
    for index, segment in enumerate(timeline.segments):
        assert (segment.index, segment.start) == (index, position)
        assert segment.width > 0 or segment.gate is not None
        position = segment.end
    assert timeline.total == position


@given(routines)
def test_cues_are_in_the_order_of_time_and_inside_their_segments(made):
    timeline = compile_routine(made)
    assert list(timeline.cues) == sorted(timeline.cues, key=lambda cue: (cue.segment, cue.at))
    for cue in timeline.cues[:-1]:
        segment = timeline.segments[cue.segment]
        # What waits for a key has no end by itself: its cue may wait for the bell of the hold before it.
        wait = REST_AFTER_RELEASE if cue.sound is Sound.REST else AFTER_RELEASE
        assert segment.start <= cue.at <= (segment.start + wait if segment.gate else segment.end)
    assert timeline.cues[-1].sound is Sound.DONE
    assert timeline.cues[-1].at == timeline.total


def work(step: ExerciseStep, side: str | None) -> list[tuple[object, ...]]:
    """What is to be done on one side, in order."""
    segments = compile_routine(routine(step)).segments
    return [(s.label, s.duration, s.rep, s.set) for s in segments if s.kind is Kind.WORK and s.side == side]


@given(holds | movements, st.sampled_from([("left", "right"), ("right", "left", "both")]))
def test_each_side_gets_exactly_what_a_step_without_sides_asks_for(step, sides):
    wanted = work(replace(step, sides=()), None)
    assert wanted
    for side in sides:
        assert work(replace(step, sides=sides), side) == wanted


@given(timed_routines)
def test_there_is_no_rest_after_the_last_repetition_set_or_round(made):
    """The only rest that may come last is one the author wrote as a step of its own."""
    timeline = compile_routine(made)
    for step in timeline.steps:
        if step.kind in ("exercise", "breathe", "do"):
            assert timeline.segments[step.last].kind not in (Kind.REST, Kind.SET_REST, Kind.SWITCH)


@given(routines)
def test_whatever_is_on_the_skin_is_confirmed_off_with_an_alarm(made):
    timeline = compile_routine(made)
    for segment in timeline.segments:
        if segment.kind in (Kind.COLD, Kind.HEAT):
            after = timeline.segments[segment.index + 1]
            assert after.gate is Gate.ANSWER
            assert after.alarm


@given(timed_routines)
def test_stretching_a_segment_moves_everything_behind_it_by_as_much(made):
    timeline = compile_routine(made)
    if not timeline.segments:
        return
    index = len(timeline.segments) // 2
    longer = stretched(timeline, index, timeline.segments[index].width + 10_000)
    assert longer.total == timeline.total + 10_000
    assert [s.start for s in longer.segments[index + 1 :]] == [s.start + 10_000 for s in timeline.segments[index + 1 :]]


def test_zero_holds_of_a_breath_make_no_phase():
    """4-0-8 must not be played as anything else."""
    timeline = compile_routine(
        routine(BreatheStep(pattern=BreathPattern(4000, 0, 8000), cycles=Exact(2), setup=Exact(0)))
    )
    assert [(s.kind, s.duration) for s in timeline.segments] == [
        (Kind.BREATHE_IN, 4000), (Kind.BREATHE_OUT, 8000), (Kind.BREATHE_IN, 4000), (Kind.BREATHE_OUT, 8000),
    ]  # fmt: skip


def test_a_zero_rest_makes_no_phase():
    timeline = compile_routine(routine(hold(5, reps=3, rest=0)))
    assert [s.kind for s in timeline.segments] == [Kind.WORK] * 3


def kinds(timeline: Timeline) -> list[tuple[str, str | None, int | None]]:
    return [(s.kind.value, s.side, s.rep) for s in timeline.segments]


def test_sides_in_a_row_change_with_a_switch_and_alternating_ones_without():
    row = compile_routine(routine(hold(5, reps=2, rest=1, switch=2, sides=("left", "right"))))
    assert kinds(row) == [
        ("work", "left", 1), ("rest", "left", 2), ("work", "left", 2), ("switch", "right", 1),
        ("work", "right", 1), ("rest", "right", 2), ("work", "right", 2),
    ]  # fmt: skip
    turns = compile_routine(routine(hold(5, reps=2, rest=1, switch=2, sides=("left", "right"), alternate=True)))
    assert kinds(turns) == [
        ("work", "left", 1), ("rest", "right", 1), ("work", "right", 1), ("rest", "left", 2),
        ("work", "left", 2), ("rest", "right", 2), ("work", "right", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(("dose", "seconds"), [(Dose.LOW, 20), (Dose.MIDDLE, 25), (Dose.HIGH, 30)])
def test_a_range_is_played_at_the_chosen_end(dose, seconds):
    step = ExerciseStep(exercise=Movement(None, "Pose"), hold=Range(20_000, 30_000), setup=Exact(0))
    assert compile_routine(routine(step), Choices(dose=dose)).total == seconds * 1000


def test_breaths_take_the_users_own_breath():
    step = ExerciseStep(exercise=Movement(None, "Pose"), hold=Breaths(3, 3), setup=Exact(0))
    assert compile_routine(routine(step), Choices(breath=9_000)).total == 27_000


def test_open_parts_count_as_nothing_and_mark_the_total():
    step = ExerciseStep(exercise=Movement(None, "Pose"), hold=Open(), reps=Exact(2), rest=Exact(4000), setup=Exact(0))
    timeline = compile_routine(routine(step))
    assert (timeline.total, timeline.at_least) == (4000, True)


def test_optional_steps_are_played_only_where_chosen():
    made = routine(hold(5), hold(7, optional=True))
    assert compile_routine(made).total == 5_000
    assert compile_routine(made, Choices(optional="all")).total == 12_000
    assert compile_routine(made, Choices(optional=frozenset({"2"}))).total == 12_000


def test_a_block_repeats_with_rests_between_its_rounds():
    block = RepeatStep(times=Exact(3), rest=Exact(2000), steps=(hold(5),))
    timeline = compile_routine(routine(block))
    assert [(s.kind.value, s.width) for s in timeline.segments] == [
        ("work", 5000), ("rest", 2000), ("work", 5000), ("rest", 2000), ("work", 5000),
    ]  # fmt: skip
    assert [step.title for step in timeline.steps] == [
        "Pose (round 1 of 3)", "Rest", "Pose (round 2 of 3)", "Rest", "Pose (round 3 of 3)",
    ]  # fmt: skip


def test_what_a_block_says_is_said_with_its_first_step_and_its_tags_hold_for_each():
    block = RepeatStep(
        times=Exact(2), note="Slowly.", cautions=("Care.",), tags=("massage",), wait=True, steps=(hold(1), hold(2))
    )
    steps = compile_routine(routine(block)).steps
    assert [(step.note, step.cautions) for step in steps] == [("", ()), ("Slowly.", ("Care.",)), *3 * [("", ())]]
    assert all(step.tags == ("massage",) for step in steps)


def test_blocks_that_multiply_are_refused_before_they_fill_the_memory():
    steps: tuple[AnyStep, ...] = (RestStep(lasting=Exact(1)),)
    for _ in range(8):
        steps = (RepeatStep(times=Exact(1000), steps=steps),)
    with pytest.raises(RoutineTooLong, match="10,000 phases"):
        compile_routine(Routine(id="bomb", title="Bomb", steps=steps))


def test_more_than_a_day_is_refused():
    with pytest.raises(RoutineTooLong, match="24 hours"):
        compile_routine(routine(*[RestStep(lasting=Exact(13 * 3_600_000))] * 2))


def test_an_alternative_takes_its_steps_place():
    step = hold(5, name="Cobra", alternatives=(hold(9, name="Prone"),))
    timeline = compile_routine(routine(step), Choices(alternatives={"1": 1}))
    assert [(s.name, s.id) for s in timeline.steps] == [("Prone", "1/1")]


def test_a_blank_takes_its_answer():
    step = ExerciseStep(exercise=Movement(None, "Pose"), hold=Blank(), setup=Exact(0))
    assert compile_routine(routine(step), Choices(answers={("1", "hold"): 12_000})).total == 12_000


def test_a_breath_more_or_less_keeps_the_running_one():
    step = BreatheStep(pattern=BreathPattern(5000, 1000, 4000), cycles=Exact(3), setup=Exact(0))
    timeline = compile_routine(routine(step))
    assert with_breaths(timeline, 4, 2).total == 50_000
    assert with_breaths(timeline, 4, -1).total == 20_000
    assert with_breaths(timeline, 4, -9).total == 20_000  # the second breath is running and stays
    assert {s.reps for s in with_breaths(timeline, 4, 2).segments} == {5}


def sounds(timeline: Timeline) -> list[tuple[float, str]]:
    return [(cue.at / 1000, cue.sound.value) for cue in timeline.cues if cue.sound]


def test_a_hold_is_announced_counted_out_and_released():
    timeline = compile_routine(routine(hold(16, reps=2, rest=5, setup=5)))
    assert sounds(timeline) == [
        (0, "prepare"), (2, "tick"), (3, "tick"), (4, "tick"),
        (5, "go"), (13, "half"), (18, "tick"), (19, "tick"), (20, "tick"),
        (21, "release"), (21.7, "rest"), (23, "tick"), (24, "tick"), (25, "tick"),
        (26, "go"), (34, "half"), (39, "tick"), (40, "tick"), (41, "tick"),
        (42, "done"),
    ]  # fmt: skip


def test_phases_of_a_repetition_each_have_their_sound():
    step = ExerciseStep(
        exercise=Movement(None, "Bridge"), phases=(Phase("up", Exact(2000)), Phase("down", Exact(1000))),
        reps=Exact(2), setup=Exact(0), rest=Exact(0),
    )  # fmt: skip
    assert sounds(compile_routine(routine(step))) == [(0, "go"), (2, "phase"), (3, "go"), (5, "phase"), (6, "done")]


def test_counted_repetitions_are_counted():
    step = ExerciseStep(exercise=Movement(None, "Curl"), reps=Exact(3), setup=Exact(0))
    timeline = compile_routine(routine(step))
    assert sounds(timeline) == [(0, "count"), (4, "count"), (8, "count"), (12, "done")]
    assert [cue.say for cue in timeline.cues] == [
        "Curl. 3 times, 4 seconds each. 1.",
        "2.",
        "3.",
        "All done. Well done.",
    ]
