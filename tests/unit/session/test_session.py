"""The laws of a session: one line through time, each cue once, the state always right."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import routines, timed_routines

from unclench.cues import Sound
from unclench.routine.model import (
    ApplyStep,
    BreatheStep,
    BreathPattern,
    ConfirmStep,
    Exact,
    ExerciseStep,
    Movement,
    Open,
    Phase,
    RepeatStep,
    RestStep,
)
from unclench.session.compiler import compile_routine
from unclench.session.cue_queue import alarm_level
from unclench.session.playhead import GET_READY, resume_from
from unclench.session.questions import Refused
from unclench.session.session import Session, Status
from unclench.session.timeline import Gate, Kind, Segment
from unclench.testing import hold, routine

START = 987_654_321
"""An odd number, so that a forgotten offset shows."""


def begin(*steps, tolerance=400) -> Session:
    return Session(compile_routine(routine(*steps)), START, tolerance=tolerance)


def heard(session: Session, until: float, ahead: int = 0) -> list[tuple[float, str]]:
    """(seconds since START, sound) of what is due up to `until` seconds after START."""
    return [
        ((h.at - START) / 1000, h.cue.sound.value)
        for h in session.cues.pop_due(START + round(until * 1000), ahead)
        if h.cue.sound
    ]


def at(seconds: float) -> int:
    return START + round(seconds * 1000)


def here(session: Session, seconds: float) -> Segment:
    """The segment at a time."""
    segment = session.view(at(seconds)).segment
    assert segment is not None
    return segment


@settings(max_examples=50)
@given(timed_routines, st.lists(st.integers(1, 9_000), min_size=3, max_size=60), st.integers(0, 200))
def test_however_the_wake_ups_fall_each_cue_is_heard_once_and_at_its_time(made, gaps, ahead):
    timeline = compile_routine(made)
    session = Session(timeline, START, tolerance=None)
    log, now, turn = [], START, 0
    over = False
    while not over:
        now += gaps[turn % len(gaps)] if turn < 200 else 9_000
        turn += 1
        over = session.status(now) is Status.FINISHED
        log += [(h.at - START, h.cue) for h in session.cues.pop_due(now, ahead)]
    assert log == [(cue.at, cue) for cue in timeline.cues]


@settings(max_examples=50)
@given(routines, st.lists(st.integers(1, 5_000), min_size=1, max_size=40))
def test_keys_and_wake_ups_at_any_moment_end_the_session_with_every_gate_passed(made, gaps):
    session = Session(compile_routine(made), START)
    now = START
    for turn in range(3_000):
        if session.status(now) is Status.FINISHED:
            break
        now += gaps[turn % len(gaps)] if turn < 200 else 60_000
        session.cues.pop_due(now)
        session.confirm(now)
    assert session.status(now) is Status.FINISHED


KEYS: dict[str, Callable[[Session, int], object]] = {
    "pause": Session.pause, "resume": Session.resume, "next": Session.next, "back": Session.back,
    "again": Session.again, "confirm": Session.confirm, "longer": lambda session, now: session.adjust(now, 10_000),
    "shorter": lambda session, now: session.adjust(now, -10_000), "jump": lambda session, now: session.jump(now, 1),
    "sleep": lambda session, now: session.slept(500, now),
}  # fmt: skip


@settings(max_examples=200)
@given(routines, st.lists(st.tuples(st.integers(0, 20_000), st.sampled_from(sorted(KEYS))), max_size=40))
def test_no_time_that_is_shown_is_ever_negative_whatever_is_pressed(made, pressed):
    """Nor is there ever more left of a phase than it lasts."""
    session = Session(compile_routine(made), START)
    now = START
    for gap, key in pressed:
        now += gap
        with suppress(Refused):
            KEYS[key](session, now)
        view = session.view(now)
        assert view.elapsed >= 0
        assert view.total_left >= 0
        assert view.seconds >= 0
        assert 0 <= view.ready_in <= GET_READY
        if view.segment is not None and view.left is not None:
            assert 0 <= view.left <= view.segment.width


def test_a_rest_after_a_warm_up_is_played():
    """Whatever kind of step comes before it."""
    warm_up = ExerciseStep(exercise=Movement(None, "March"), reps=Exact(1), setup=Exact(0))
    timeline = compile_routine(routine(warm_up, RestStep(lasting=Exact(30_000)), hold(5, setup=2)))
    assert [(segment.kind, segment.width) for segment in timeline.segments] == [
        (Kind.WORK, 4_000), (Kind.REST, 30_000), (Kind.SETUP, 2_000), (Kind.WORK, 5_000),
    ]  # fmt: skip


@given(timed_routines, st.integers(0, 200_000))
def test_the_state_is_right_even_where_nobody_looked_before(made, later):
    timeline = compile_routine(made)
    session = Session(timeline, START)
    view = session.view(START + later)
    if later >= timeline.total:
        assert view.status is Status.FINISHED
    else:
        segment = view.segment
        assert segment is not None
        assert segment.start <= later < segment.end
        assert (view.elapsed, view.left) == (later - segment.start, segment.end - later)
        assert view.total_left == timeline.total - later


@given(timed_routines, st.integers(0, 60_000), st.integers(0, 100_000))
def test_a_pause_moves_the_rest_by_its_own_length_and_the_get_ready(made, before, length):
    timeline = compile_routine(made)
    if before >= timeline.total:
        return
    session = Session(timeline, START)
    segment = session.view(START + before).segment
    assert segment is not None
    session.pause(START + before)
    assert session.cues.pop_due(START + before + length) == []
    now = START + before + length
    session.resume(now)
    if segment.kind in (Kind.WORK, Kind.BREATHE_IN, Kind.BREATHE_HOLD, Kind.BREATHE_OUT, Kind.BREATHE_EMPTY):
        now += GET_READY
    left = session.view(now).total_left
    again = timeline.segments[timeline.breath(segment.index)[0]].start if "breathe" in segment.kind else before
    assert left == timeline.total - again


def test_a_late_cue_is_dropped_and_the_state_stays_right():
    session = begin(hold(20, setup=5))
    assert heard(session, 0) == [(0, "prepare")]
    assert heard(session, 14.9) == []  # go at 5 and three ticks before it are long gone
    assert session.cues.dropped == 4
    assert session.view(at(14.9)).left == 10_100
    assert heard(session, 15) == [(15, "half")]


def test_a_hold_goes_on_after_three_seconds_of_get_ready():
    session = begin(hold(20))
    heard(session, 4)
    session.pause(at(4))
    assert session.status(at(9)) is Status.PAUSED
    session.resume(at(7.2))
    assert session.status(at(8)) is Status.GETTING_READY
    assert session.view(at(8)).seconds == 3
    assert heard(session, 16.2) != []
    session = begin(hold(20), tolerance=None)
    heard(session, 4)
    session.pause(at(4))
    session.resume(at(7.2))
    assert heard(session, 60) == [
        (7.2, "tick"), (8.2, "tick"), (9.2, "tick"), (10.2, "go"),
        (16.2, "half"), (23.2, "tick"), (24.2, "tick"), (25.2, "tick"), (26.2, "done"),
    ]  # fmt: skip


def test_pausing_again_and_again_uses_nothing_of_the_hold_up():
    session = begin(hold(20))
    for turn in range(10):
        session.pause(at(4 + turn))
        session.resume(at(4.5 + turn))
        assert session.view(at(4.5 + turn)).left == 16_000


def test_a_rest_goes_on_at_once_after_a_pause():
    session = begin(RestStep(lasting=Exact(10_000)), hold(5))
    session.pause(at(4))
    session.resume(at(6))
    assert session.status(at(6)) is Status.RUNNING
    assert session.view(at(6)).left == 6_000


def test_a_breath_begins_anew_after_a_pause():
    session = begin(BreatheStep(pattern=BreathPattern(5000, 1000, 4000), cycles=Exact(3), setup=Exact(0)))
    heard(session, 17)
    session.pause(at(17))
    session.resume(at(20))
    assert (here(session, 23).rep, here(session, 23).kind) == (2, Kind.BREATHE_IN)
    assert session.view(at(23)).elapsed == 0
    assert heard(session, 23)[-1] == (23, "in")


def test_next_goes_to_the_next_segment_and_sounds_it_at_once():
    session = begin(hold(20, reps=2, rest=5))
    heard(session, 7)
    session.next(at(7))
    assert heard(session, 7.7) == [(7.7, "rest")]
    assert session.view(at(7.7)).left == 4_300


def test_next_inside_a_repetition_goes_to_the_next_repetition():
    phases = (Phase("up", Exact(2000)), Phase("down", Exact(2000)))
    session = begin(ExerciseStep(exercise=Movement(None, "Lift"), phases=phases, reps=Exact(3), setup=Exact(0)))
    session.next(at(1))
    assert (here(session, 1).rep, here(session, 1).label) == (2, "up")


def test_back_goes_to_the_start_of_this_segment_and_twice_to_the_one_before():
    session = begin(hold(20, reps=2, rest=5))
    session.back(at(23))  # three seconds into the rest
    assert (here(session, 23).kind, session.view(at(23)).left) == (Kind.REST, 5_000)
    session.back(at(23.5))
    assert (here(session, 23.5).kind, session.view(at(23.5)).left) == (Kind.WORK, 20_000)


def test_again_goes_to_the_beginning_of_the_step():
    session = begin(hold(5), hold(20, reps=2, rest=5, setup=4))
    session.again(at(31))
    assert (here(session, 31).kind, session.view(at(31)).elapsed) == (Kind.SETUP, 0)


def test_jump_goes_to_any_step_and_never_beyond_the_ends():
    session = begin(hold(5), hold(6), hold(7))
    session.jump(at(1), 2)
    assert session.view(at(1)).left == 7_000
    session.jump(at(2), 99)
    assert session.view(at(2)).left == 7_000
    session.jump(at(2), -4)
    assert session.view(at(2)).left == 5_000


def test_moving_while_paused_stays_paused():
    session = begin(hold(5), hold(6))
    session.pause(at(2))
    session.next(at(3))
    assert session.status(at(10)) is Status.PAUSED
    assert session.view(at(10)).left == 6_000


def test_ten_seconds_more_move_the_end_and_its_ticks():
    session = begin(hold(10), tolerance=None)
    heard(session, 8.5)  # two ticks are over
    session.adjust(at(8.5), 10_000)
    assert session.view(at(8.5)).left == 11_500
    assert heard(session, 30) == [(10, "half"), (17, "tick"), (18, "tick"), (19, "tick"), (20, "done")]


def test_ten_seconds_less_than_is_left_end_the_segment():
    session = begin(hold(20, reps=2, rest=5), tolerance=None)
    heard(session, 14)
    session.adjust(at(14), -10_000)
    assert heard(session, 14.8) == [(14.001, "release"), (14.701, "rest")]


def test_ten_seconds_more_of_breathing_are_a_breath_more():
    session = begin(BreatheStep(pattern=BreathPattern(5000, 1000, 4000), cycles=Exact(2), setup=Exact(0)))
    session.adjust(at(12), 10_000)
    assert session.view(at(12)).total_left == 18_000
    assert (here(session, 12).rep, here(session, 12).reps) == (2, 3)


def test_an_open_hold_counts_up_until_a_key_ends_it():
    session = begin(ExerciseStep(exercise=Movement(None, "Hang"), hold=Open(), setup=Exact(0)), hold(5))
    view = session.view(at(42.5))
    assert (view.left, view.seconds, view.waiting) == (None, 42, True)
    assert session.confirm(at(42.5))
    assert session.view(at(42.5)).left == 5_000


def test_a_step_that_waits_starts_only_on_a_key():
    session = begin(hold(5), hold(6, wait=True, setup=3))
    assert here(session, 100).gate is Gate.READY
    session.confirm(at(100))
    assert session.view(at(100)).left == 3_000


def test_a_question_answered_with_no_leaves_its_step_out():
    session = begin(hold(5), hold(6, only_if="Warm again?"), hold(7))
    session.answer(at(8), yes=False)
    assert session.view(at(8)).left == 7_000


def test_a_question_answered_with_yes_goes_on():
    session = begin(hold(5), hold(6, only_if="Warm again?"), hold(7))
    session.answer(at(8), yes=True)
    assert session.view(at(8)).left == 6_000


def test_what_a_block_asks_is_asked_once_and_no_leaves_all_of_its_rounds_out():
    block = RepeatStep(
        times=Exact(2), rest=Exact(3_000), only_if="Still warm?", wait=True, steps=(hold(5), hold(6)), name="Twice"
    )
    session = begin(hold(4), block, hold(7))
    assert (here(session, 9).gate, here(session, 9).hint) == (Gate.QUESTION, "Still warm?")
    session.answer(at(9), yes=False)
    assert session.view(at(9)).left == 7_000
    session = begin(hold(4), block, hold(7))
    session.answer(at(9), yes=True)
    assert here(session, 9).gate is Gate.READY
    session.confirm(at(9))
    assert session.view(at(9)).total_left == (5 + 6) * 2_000 + 3_000 + 7_000


def test_a_block_in_a_block_is_left_out_of_its_own_round_only():
    inner = RepeatStep(times=Exact(2), only_if="Again?", steps=(hold(5),))
    session = begin(RepeatStep(times=Exact(2), steps=(inner,)))
    session.answer(at(1), yes=False)
    assert here(session, 1).gate is Gate.QUESTION
    session.answer(at(1), yes=True)
    assert session.view(at(1)).left == 5_000


def test_cold_that_a_no_leaves_out_is_not_asked_to_be_taken_off():
    off = ConfirmStep(question="Is the pack off?", alarm=True)
    session = begin(cold(10, only_if="Skin normal?"), off, hold(7))
    session.answer(at(1), yes=False)
    assert session.view(at(1)).left == 7_000


def with_cloth(*steps, after: float = 0.0, tolerance=400) -> Session:
    """A session in which the cloth was confirmed as soon as it was asked about."""
    session = begin(*steps, tolerance=tolerance)
    session.cues.pop_due(at(after))
    assert session.confirm(at(after))
    return session


def cold(minutes: float, **kwargs) -> ApplyStep:
    return ApplyStep(kind="cold", lasting=Exact(round(minutes * 60_000)), setup=Exact(0), **kwargs)


def test_what_is_on_the_skin_cannot_be_paused_or_left_by_going_back():
    session = with_cloth(hold(5), cold(15), after=5)
    for refused in (session.pause, session.back, session.again, lambda now: session.jump(now, 0)):
        with pytest.raises(Refused, match="on your skin"):
            refused(at(60))
    assert session.view(at(65)).elapsed == 60_000


def test_cold_is_never_stretched_past_its_limit():
    session = with_cloth(cold(19.9))
    with pytest.raises(Refused, match="20 minutes"):
        session.adjust(at(3), 10_000)


def test_an_unanswered_check_becomes_an_alarm_that_grows_until_it_is_answered():
    """C2.2: thirty seconds, then louder and louder."""
    session = with_cloth(cold(15), tolerance=None)
    rings = [due for due in session.cues.pop_due(at(365)) if due.cue.sound is not Sound.MINUTE]
    assert [(h.at - START, h.cue.sound) for h in rings[:4]] == [
        (0, Sound.GO), (300_000, Sound.CHECK), (330_000, Sound.ALARM), (333_750, Sound.ALARM),
    ]  # fmt: skip
    levels = [h.level for h in rings[2:]]
    assert levels == sorted(levels)
    assert (levels[0], levels[-1]) == (0.25, 1.0)
    assert session.confirm(at(365))
    assert {due.cue.sound for due in session.cues.pop_due(at(599))} == {Sound.MINUTE}


def test_an_answered_check_never_becomes_an_alarm():
    session = with_cloth(cold(15))
    assert heard(session, 0) == [(0, "go")]
    assert heard(session, 300) == [(300, "check")]
    assert session.view(at(310)).check_pending
    assert session.confirm(at(310))
    assert not session.view(at(311)).check_pending
    assert heard(session, 599.9) == []


def test_the_end_of_cold_is_an_alarm_until_off_is_confirmed():
    """C2.3."""
    session = with_cloth(cold(5), hold(9))
    now = 300.0
    strokes = []
    while now < 420:
        strokes += heard(session, now)
        now += 0.5
    assert [stroke for stroke in strokes if stroke[1] == "alarm"] == [(300 + 3.75 * n, "alarm") for n in range(32)]
    assert session.confirm(at(420))
    assert session.view(at(420)).left == 9_000


def test_a_suspend_pauses_a_hold_where_it_was():
    session = begin(hold(20))
    heard(session, 4)
    assert session.slept(3_600_000, at(3604))
    assert session.status(at(3604)) is Status.PAUSED
    assert session.view(at(3604)).left == 16_000


def test_a_suspend_does_not_stop_the_clock_of_what_is_on_the_skin():
    """C2.4: an alarm at once if the time is up."""
    session = with_cloth(cold(15))
    heard(session, 60)
    assert not session.slept(3_600_000, at(3660))
    assert heard(session, 3660) == [(3660, "alarm")]
    assert here(session, 3660).gate is Gate.ANSWER


def test_waking_in_the_middle_of_cold_after_a_missed_check_rings_at_once_and_loud():
    session = with_cloth(cold(15))
    heard(session, 60)
    session.slept(400_000, at(470))
    rings = session.cues.pop_due(at(470))
    assert [(h.at, h.cue.sound, h.level) for h in rings] == [(at(470), Sound.ALARM, 1.0)]


def test_skipping_a_check_alarm_never_starts_a_second_one():
    session = with_cloth(cold(5.5), ConfirmStep(question="Off?", alarm=True), tolerance=None)
    times = [h.at - START for h in session.cues.pop_due(at(400)) if h.cue.sound is Sound.ALARM]
    assert times == list(range(330_000, 400_001, 3_750))


def test_the_alarm_is_full_within_thirty_seconds():
    assert [alarm_level(ms) for ms in (-1, 0, 6_000, 12_000, 20_000, 29_999, 30_000, 10**9)] == [
        0.25, 0.25, 0.4, 0.55, 0.75, 0.75, 1.0, 1.0,
    ]  # fmt: skip


def test_entered_tells_each_segment_once_with_its_own_time():
    session = begin(hold(5, reps=2, rest=1))
    assert [(e.segment.index, e.at - START) for e in session.pop_started_segments(at(5.5))] == [(0, 0), (1, 5_000)]
    assert [(e.segment.index, e.at - START) for e in session.pop_started_segments(at(9))] == [(2, 6_000)]
    assert session.pop_started_segments(at(9.5)) == []


@given(timed_routines, st.integers(0, 120_000))
def test_the_next_change_is_when_other_seconds_are_shown(made, when):
    session = Session(compile_routine(made), START)
    now = START + when
    wait = session.view(now).changes_in
    if wait is None:
        assert session.status(now) is Status.FINISHED
        return
    change = now + wait
    view, before, after = session.view(now), session.view(change - 1), session.view(change)
    assert (view.segment, view.seconds) == (before.segment, before.seconds)
    assert (after.segment, after.seconds) != (view.segment, view.seconds)


def test_a_session_with_nothing_left_but_the_skin_has_nothing_to_go_on_with():
    timeline = compile_routine(routine(hold(5), cold(5)))
    assert [resume_from(timeline, place) for place in range(len(timeline.segments))] == [0, 1, 4, 4]
    assert Session(timeline, START, place=2).status(START) is Status.FINISHED


@given(routines, st.integers(0, 200))
def test_a_session_can_go_on_from_any_place_and_never_inside_an_application(made, place):
    timeline = compile_routine(made)
    if not timeline.segments:
        return
    session = Session(timeline, START, place=place % len(timeline.segments))
    segment = session.view(START).segment
    assert segment is None or not segment.on_skin


def test_nowhere_to_jump_to_is_refused():
    with pytest.raises(Refused):
        begin().jump(at(1), 0)


def test_a_session_that_moves_to_a_question_while_paused_asks_it():
    session = begin(hold(5), cold(5))
    session.pause(at(2))
    session.next(at(3))
    assert (session.status(at(3)), session.view(at(4)).asking) == (Status.RUNNING, "cloth")


def test_what_was_taken_back_is_handed_out_again_and_what_has_sounded_is_not():
    session = begin(hold(10, setup=4), tolerance=None)
    assert heard(session, 1, ahead=3_000) == [(0, "prepare"), (1, "tick"), (2, "tick"), (3, "tick"), (4, "go")]
    session.cues.hand_back(at(2))
    assert heard(session, 2, ahead=3_000) == [(3, "tick"), (4, "go")]


def test_what_may_not_begin_is_not_asked_again_and_again():
    session = begin(cold(5))
    session.cues.pop_due(at(0))
    session.refuse(at(0))
    assert heard(session, 600) == []
    assert session.confirm(at(600))
