"""Edge cases of compiling: open pauses, empty blocks, questions, sounds that meet, and easing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import counted, holds, routines

from unclench.cues import Sound
from unclench.routine import load_text
from unclench.routine.model import (
    AnyStep,
    ApplyStep,
    Blank,
    ConfirmStep,
    Defaults,
    Exact,
    ExerciseStep,
    Movement,
    Open,
    Phase,
    RepeatStep,
    RestStep,
    Routine,
)
from unclench.session.choices import Choices, RoutineTooLong
from unclench.session.compiler import compile_routine, questions
from unclench.session.edits import eased, without_steps
from unclench.session.timeline import EXPOSURE, Gate, Kind, Timeline
from unclench.testing import hold, routine

POSE = Movement(None, "Pose")
OPEN = Gate.OPEN


def shape(timeline: Timeline) -> list[tuple[str, object]]:
    """Each segment's kind, with its gate, or its length in seconds."""
    return [(s.kind.value, s.gate or s.width / 1000) for s in timeline.segments]


def test_every_pause_that_is_written_open_waits_for_a_key():
    step = ExerciseStep(
        exercise=POSE, hold=Exact(5_000), reps=Exact(2), sets=Exact(2), sides=("left", "right"),
        setup=Open(), rest=Open(), switch=Open(), set_rest=Open(),
    )  # fmt: skip
    work = ("work", 5.0)
    one_set = [work, ("rest", OPEN), work, ("switch", OPEN), work, ("rest", OPEN), work]
    timeline = compile_routine(routine(step))
    assert shape(timeline) == [("setup", OPEN), *one_set, ("set_rest", OPEN), *one_set]
    assert timeline.at_least


def test_an_open_pause_of_a_step_of_a_block_and_of_the_defaults_waits_for_a_key():
    block = RepeatStep(times=Exact(2), rest=Open(), steps=(hold(5),))
    rest = RestStep(lasting=Open())
    assert shape(compile_routine(routine(block, rest))) == [
        ("work", 5.0), ("rest", OPEN), ("work", 5.0), ("rest", OPEN),
    ]  # fmt: skip
    step = ExerciseStep(exercise=POSE, hold=Exact(5_000))
    made = Routine(id="r", title="R", steps=(step,), defaults=Defaults(setup=Open()))
    assert shape(compile_routine(made)) == [("setup", OPEN), ("work", 5.0)]
    assert compile_routine(routine(rest)).steps[0].dose == "as long as you like"


@pytest.mark.parametrize("optional", [True, False])
def test_a_block_of_which_nothing_is_played_has_no_rests(optional):
    block = RepeatStep(times=Exact(3), rest=Exact(60_000), steps=(hold(5, optional=True),))
    timeline = compile_routine(routine(hold(5), block), Choices(optional="all" if optional else frozenset()))
    assert shape(timeline) == [("work", 5.0)] + ([("work", 5.0), ("rest", 60.0)] * 3)[:-1] * optional
    left_out = compile_routine(routine(hold(5), block), Choices(optional="all", left_out=frozenset({"2.1"})))
    assert shape(left_out) == [("work", 5.0)]


def test_rounds_that_add_nothing_take_no_time_however_they_nest():
    steps: tuple[AnyStep, ...] = (RestStep(lasting=Exact(1_000), optional=True),)
    for _ in range(12):
        steps = (RepeatStep(times=Exact(1_000), rest=Exact(5_000), steps=steps),)
    assert shape(compile_routine(routine(*steps, RestStep(lasting=Exact(5_000))))) == [("rest", 5.0)]
    with pytest.raises(RoutineTooLong, match="10,000 phases"):
        compile_routine(routine(*steps), Choices(optional="all"))


def test_blanks_of_a_block_are_asked_for_the_block_and_of_a_phase_for_the_phase():
    made = routine(
        hold(5, name="Cat"),
        RepeatStep(times=Blank(), rest=Blank(), steps=(hold(5, name="Dog"),)),
        RepeatStep(name="Level two", times=Blank(), steps=(
            ExerciseStep(exercise=Movement(None, "Cow"), reps=Exact(2), rest=Blank(),
                         phases=(Phase("rest", Blank()), Phase("reps", Blank()))),
        )),
    )  # fmt: skip
    assert [question.text for question in questions(made)] == [
        "Block 2: how many rounds?", "Block 2: how long is the rest?", "Level two: how many rounds?",
        "Cow: how long is the rest?", "Cow: how long is “rest”?", "Cow: how long is “reps”?",
    ]  # fmt: skip
    keys = [(question.step, question.field) for question in questions(made)]
    assert len(set(keys)) == len(keys)
    assert [question.counts for question in questions(made)] == [True, False, True, False, False, False]
    answers = {("3.1", "rest"): 7_000, ("3.1", "phase 1"): 2_000, ("3.1", "phase 2"): 3_000, ("2", "times"): 2,
               ("2", "rest"): 4_000, ("3", "times"): 1}  # fmt: skip
    timeline = compile_routine(made, Choices(answers=answers))
    assert [s.width for s in timeline.segments if s.step == timeline.steps[-1].index][-5:] == [
        2_000,
        3_000,
        7_000,
        2_000,
        3_000,
    ]
    assert [s.width for s in timeline.segments if s.kind is Kind.REST] == [4_000, 7_000]


# -- cold, and the question whether it is off -----------------------------------------------


@pytest.mark.parametrize("question", ["Is the kettle on?", "Is the kettle off?", "Drink something.", "Ready?"])
@pytest.mark.parametrize("alarm", [True, False])
def test_c2_3_a_question_of_the_authors_comes_after_ours_and_never_in_its_place(question, alarm):
    made = routine(
        ApplyStep(kind="cold", lasting=Exact(300_000), setup=Exact(0)), ConfirmStep(question=question, alarm=alarm)
    )
    _, cold, off, own = compile_routine(made).segments
    assert (cold.kind, off.gate, off.alarm, off.off) == (Kind.COLD, Gate.ANSWER, True, True)
    assert off.hint == "Take the cold pack off. Is it off?"
    assert (own.hint, own.alarm, own.off) == (question, alarm, False)


@pytest.mark.parametrize(
    "question", ["Is the pack off?", "The pack is off", "Is the heat switched off and taken away?"]
)
def test_c2_3_the_authors_words_for_the_same_question_are_asked_once_with_the_alarm(question):
    made = routine(ApplyStep(kind="heat", lasting=Exact(300_000), setup=Exact(0)), ConfirmStep(question=question))
    _, _, off = compile_routine(made).segments
    assert (off.gate, off.alarm, off.off, off.width) == (Gate.ANSWER, True, True, 30_000)
    assert off.hint.startswith("Take the heat away and switch it off. ")
    assert question.rstrip("?.") in off.hint


@given(made=routines, data=st.data())
def test_c2_3_whatever_steps_are_left_out_the_question_whether_it_is_off_stays_behind_its_application(made, data):
    timeline = compile_routine(made)
    ids = data.draw(st.sets(st.sampled_from([step.id for step in timeline.steps]))) if timeline.steps else set()
    left, _ = without_steps(timeline, 0, ids)
    for segment in left.segments:
        if segment.kind in EXPOSURE:
            assert left.segments[segment.index + 1].off


def test_c2_3_the_authors_own_question_whether_it_is_off_stays_though_its_step_is_left_out():
    made = routine(ApplyStep(kind="cold", lasting=Exact(300_000), setup=Exact(0)), ConfirmStep(question="Is it off?"))
    timeline = compile_routine(made)
    cold, asks = timeline.steps
    left, _ = without_steps(timeline, 0, {asks.id})
    assert left.segments[-1].off
    assert not without_steps(timeline, 0, {cold.id, asks.id})[0].segments


@given(routines)
def test_c2_3_every_application_is_followed_by_the_question_whether_it_is_off(made):
    timeline = compile_routine(made)
    for segment in timeline.segments:
        after = timeline.segments[segment.index + 1] if segment.index + 1 < len(timeline.segments) else None
        if segment.kind in (Kind.COLD, Kind.HEAT):
            assert after is not None
            assert after.off
        else:
            assert after is None or not after.off


# -- sounds that meet -----------------------------------------------------------------------


@given(routines)
def test_no_two_sounds_fall_into_one_millisecond(made):
    """If a key comes between two of them they are apart, however little time the timeline has between them."""
    timeline = compile_routine(made)
    sounding = [cue for cue in timeline.cues if cue.sound is not None]
    for one, other in pairwise(sounding):
        of = timeline.segments[one.segment]
        assert other.at > one.at or of.gate is not None, (one, other)
        if of.gate is not None and one.segment == other.segment:
            assert other.at > one.at


@pytest.mark.parametrize(
    ("after", "sounds"),
    [
        (hold(10, name="B", wait=True), [Sound.RELEASE, Sound.CHECK, Sound.GO]),
        (hold(10, name="B", only_if="Well?"), [Sound.RELEASE, Sound.CHECK, Sound.GO]),
        (ConfirmStep(question="Well?"), [Sound.RELEASE, Sound.CHECK]),
        (ConfirmStep(question="Well?", alarm=True), [Sound.ALARM]),
        (hold(10, name="B"), [Sound.RELEASE, Sound.GO]),
        (ExerciseStep(exercise=POSE, reps=Exact(1), setup=Exact(0)), [Sound.RELEASE, Sound.COUNT]),
    ],
)
def test_the_end_of_a_hold_and_what_follows_at_once_are_both_heard(after, sounds):
    timeline = compile_routine(routine(hold(5), after))
    heard = [cue for cue in timeline.cues if cue.sound and 5_000 <= cue.at < 6_000]
    assert [cue.sound for cue in heard] == sounds
    at = [cue.at for cue in heard]
    assert at[0] == 5_000
    assert len(sounds) == 1 or at[1] == 5_400


@pytest.mark.parametrize(("rest", "at"), [(5, 5_700), (1, 5_500)])
def test_a_rest_waits_until_the_end_of_the_hold_has_been_heard_as_a_sign_of_its_own(rest, at):
    timeline = compile_routine(routine(hold(5, reps=2, rest=rest)))
    assert [(cue.at, cue.sound) for cue in timeline.cues][1:3] == [(5_000, Sound.RELEASE), (at, Sound.REST)]


def test_so_does_a_change_of_sides():
    timeline = compile_routine(routine(hold(5, sides=("left", "right"), switch=5)))
    assert [(cue.at, cue.sound) for cue in timeline.cues][1:3] == [(5_000, Sound.RELEASE), (5_700, Sound.SWITCH)]


# -- easing ---------------------------------------------------------------------------------


def work(timeline: Timeline, since: int = 0) -> list[tuple[int | None, str | None, int | None]]:
    """(set, side, repetition) of the work in the first step, from a segment on."""
    return [(s.set, s.side, s.rep) for s in timeline.segments[since:] if s.kind is Kind.WORK and s.step == 0]


def counted_sets(sides: tuple[str, ...] = (), **more: object) -> Timeline:
    step = ExerciseStep(
        exercise=POSE, reps=Exact(10), sets=Exact(3), set_rest=Exact(20_000), setup=Exact(10_000), sides=sides, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return compile_routine(routine(step))


def place(timeline: Timeline, kind: Kind, **at: object) -> int:
    return next(
        s.index
        for s in timeline.segments
        if s.kind is kind and all(getattr(s, name) == what for name, what in at.items())
    )


def test_easing_in_the_last_repetition_leaves_half_of_every_set_to_come():
    timeline = counted_sets()
    here = place(timeline, Kind.WORK, set=1, rep=10)
    easier = eased(timeline, here, 1_000)
    assert easier.segments[:here] == timeline.segments[:here]
    assert work(easier, here) == [(1, None, 10), *[(n, None, rep) for n in (2, 3) for rep in range(1, 6)]]


def test_easing_in_the_last_repetition_of_a_side_leaves_half_of_the_other():
    timeline = counted_sets(("left", "right"))
    here = place(timeline, Kind.WORK, set=1, side="left", rep=10)
    to_come = work(eased(timeline, here, 1_000), here + 1)
    assert to_come[:5] == [(1, "right", rep) for rep in range(1, 6)]
    assert len(to_come) == 5 + 2 * 2 * 5


@pytest.mark.parametrize(
    ("kind", "at", "left"), [(Kind.SETUP, {}, 15), (Kind.SET_REST, {"set": 2}, 10), (Kind.SET_REST, {"set": 3}, 5)]
)
def test_easing_in_a_pause_leaves_half_of_what_is_to_come(kind, at, left):
    timeline = counted_sets()
    here = place(timeline, kind, **at)
    assert len(work(eased(timeline, here, 1_000), here)) == left


def test_easing_in_the_rest_between_repetitions_leaves_half_of_those_to_come():
    timeline = compile_routine(routine(hold(8, reps=10, rest=5)))
    here = place(timeline, Kind.REST, rep=8)
    easier = eased(timeline, here, 1_000)
    assert work(easier, here) == [(1, None, 8), (1, None, 9)]
    assert {s.width for s in easier.segments[here + 1 :] if s.kind is Kind.WORK} == {4_000}
    assert easier.segments[here].width == 5_000


exercises = holds | counted


@given(st.data(), exercises)
def test_easing_changes_what_is_to_come_and_nothing_else(data, step):
    timeline = compile_routine(routine(step, hold(7, name="Next")))
    here = data.draw(st.integers(0, timeline.steps[0].last))
    running = timeline.segments[here]
    elapsed = data.draw(st.integers(0, max(0, running.width - 1)))
    easier = eased(timeline, here, elapsed)
    assert easier.segments[:here] == timeline.segments[:here]
    assert easier.segments[here].kind is running.kind
    assert easier.total <= timeline.total
    before, after = work(timeline, here + 1), work(easier, here + 1)
    assert set(after) <= set(before)
    begun = {(s.set, s.side) for s in timeline.segments[: here + 1] if s.kind is Kind.WORK}
    whole = {(s, side) for s, side, _ in before} - begun
    for part in whole:  # a side or set to come is played, with about half of its repetitions
        reps = sum((s, side) == part for s, side, _ in before)
        assert sum((s, side) == part for s, side, _ in after) == (reps + 1) // 2
    for s in easier.segments[here + 1 :]:
        if s.step == 0 and s.rep is not None and s.reps is not None:
            assert s.rep <= s.reps
    if running.kind is not Kind.WORK and (step.hold is not None or (step.reps != Exact(1) and running.rep is None)):
        assert easier.total < timeline.total


@given(st.data(), holds.filter(lambda step: step.alternate and len(step.sides) > 1))
def test_easing_in_turn_leaves_every_side_as_many(data, step):
    timeline = compile_routine(routine(step))
    here = data.draw(st.integers(0, len(timeline.segments) - 1))
    played = work(eased(timeline, here, 0))
    counts = {(s, side): sum((a, b) == (s, side) for a, b, _ in played) for s, side, _ in played}
    for number in {s for s, _ in counts}:
        assert len({count for (s, _), count in counts.items() if s == number}) == 1


# -- files ----------------------------------------------------------------------------------


def test_a_refused_step_is_named_by_its_place_in_the_file():
    text = (
        "title: T\nsteps:\n  - rest: 1s\n  - repeat: 1000\n    steps:\n      - {rest: 1s, name: A}\n"
        "      - {repeat: 1000, steps: [{rest: 1s}]}\n"
    )
    with pytest.raises(RoutineTooLong) as refused:
        compile_routine(load_text(text, "t.yaml").routine)
    assert refused.value.mark is not None
    assert refused.value.mark.line in (6, 7)
