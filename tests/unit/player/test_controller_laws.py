"""Whatever is pressed, and whenever: no promised cue is lost, and nobody is left with a pack on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import routines

from unclench.cues import ANSWERS, Sound
from unclench.keynames import Action
from unclench.player.controller import SessionController
from unclench.routine.model import ApplyStep, ConfirmStep, Exact, Routine
from unclench.session.cue_rules import ALARM_EVERY
from unclench.session.end_reason import EndReason
from unclench.session.questions import ALARM_FROM, FRESH, Question, insists
from unclench.session.session import Session, Status
from unclench.session.timeline import EXPOSURE
from unclench.testing import ManualClock, RecordingPlayer, RecordingRecorder, Rig, hold, routine

MIN = 60_000


class Loudspeaker(RecordingPlayer):
    """Holds what it is given ahead until it is due, as a real device does; what is withdrawn is never heard."""

    def __init__(self, clock: ManualClock, lead: int, delay: int) -> None:
        super().__init__(lead, delay)
        self.clock = clock
        self.waiting: list[tuple[int, Sound]] = []
        self.sounded: list[tuple[int, Sound]] = []

    @property
    def heard(self) -> list[tuple[int, Sound]]:
        """(clock time, sound) of what has been heard by now."""
        now = self.clock.now()
        self.sounded += sorted(each for each in self.waiting if each[0] <= now)
        self.waiting = [each for each in self.waiting if each[0] > now]
        return self.sounded

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        if sound not in ANSWERS:
            self.waiting.append((at, sound))

    def withdraw(self) -> None:
        assert self.heard is self.sounded
        self.waiting.clear()


class Book(RecordingRecorder):
    """Notes in which order something was put on and taken off, and the session was over; nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []

    def put_on(self, kind: str, lasting: int, reason: str | None = None) -> None:
        self.kept.append("on")

    def taken_off(self) -> None:
        if self.on:
            self.kept.append("off")

    def ended(self, why: EndReason, at: int) -> None:
        self.kept.append("over")

    @property
    def on(self) -> bool:
        """Whether something is on the skin."""
        return [each for each in self.kept if each != "over"][-1:] == ["on"]


class Room(Rig):
    """A session with a device that holds what it is given ahead, and a record of what is on."""

    player: Loudspeaker

    def __init__(self, made: Routine, lead: int = 3_000, delay: int = 0) -> None:
        clock, self.book = ManualClock(), Book()
        super().__init__(*made.steps, clock=clock, player=Loudspeaker(clock, lead, delay), recorder=self.book)

    def wait(self, ms: int) -> None:
        """Let time go by."""
        self.run(ms / 1000)

    def heard_since(self, then: int) -> list[tuple[int, Sound]]:
        return [each for each in self.player.heard if each[0] > then]


def end(reason: EndReason) -> Callable[[Room], None]:
    return lambda room: room.controller.end(reason)


PRESSED: dict[str, Callable[[Room], None]] = {
    "space": lambda room: room.controller.answer_or_pause(),
    "n": lambda room: room.controller.next(),
    "no": lambda room: room.controller.answer(yes=False),
    "p": lambda room: room.controller.back(),
    "r": lambda room: room.controller.again(),
    "+": lambda room: room.controller.adjust(10_000),
    "-": lambda room: room.controller.adjust(-10_000),
    "x": lambda room: room.controller.hold_still(),
    "ease": lambda room: room.controller.ease(),
    "jump": lambda room: room.controller.jump(1),
    "m": lambda room: room.controller.mute(),
    "louder": lambda room: room.controller.change_volume(1),
    "v": lambda room: room.controller.talk(),
    "lid": lambda room: room.controller.notice(str(room.clock.suspend(7_000))),
    "take it off": lambda room: room.controller.take_it_off(),
}
YES: dict[str, Callable[[Room], None]] = {"y": lambda room: room.controller.answer(yes=True)}
LEAVING: dict[str, Callable[[Room], None]] = {
    "q": end(EndReason.USER),
    "hurts": end(EndReason.TOO_MUCH_PAIN),
    "dizzy": end(EndReason.DIZZY_OR_NUMB),
    "!": end(EndReason.WARNING_SIGN),
    "leave out": lambda room: room.controller.leave_step_out(EndReason.PAIN),
}


def pressing(keys: dict[str, Callable[[Room], None]], most: int = 25) -> st.SearchStrategy[list[tuple[int, str]]]:
    """Keys after so many ms each: many at once, some at the very moment of a cue, some much later."""
    gaps = st.integers(0, 900) | st.integers(0, 40).map(lambda halves: 500 * halves) | st.integers(0, 400_000)
    return st.lists(st.tuples(gaps, st.sampled_from(sorted(keys))), max_size=most)


def press(room: Room, keys: dict[str, Callable[[Room], None]], pressed: list[tuple[int, str]]) -> None:
    for gap, key in pressed:
        room.wait(gap)
        keys[key](room)
    room.controller.tick()


def promised(session: Session, now: int, until: int) -> list[tuple[int, Sound]]:
    """What the timeline says will sound after `now`, worked out anew from where the session is."""
    view, timeline = session.view(now), session.timeline
    if view.segment is None or view.status is Status.PAUSED:
        return []
    here = view.segment.index
    position, begins = view.segment.start + view.elapsed, now + view.ready_in
    gate = timeline.next_gate(here)
    sounds = []
    for cue in timeline.cues:
        to_come = cue.segment >= here and (cue.at > position or (cue.at == position and not view.elapsed))
        if cue.sound and cue.every is None and to_come and (gate is None or cue.segment <= gate):
            sounds.append((begins + cue.at - position, cue.sound))
    if view.status is Status.GETTING_READY:
        sounds += [(begins - before, Sound.TICK) for before in (3_000, 2_000, 1_000)]
        sounds += [(begins, Sound.GO)] if view.elapsed else []
    return sorted(each for each in sounds if now < each[0] <= until)


@settings(max_examples=100)
@given(routines, pressing({**PRESSED, **YES}), st.sampled_from([0, 120, 3_000]), st.sampled_from([0, 250]))
def test_after_any_keys_at_any_moments_everything_still_promised_is_heard_exactly_once(made, pressed, lead, delay):
    room = Room(made, lead, delay)
    press(room, {**PRESSED, **YES}, pressed)
    now, session = room.clock.now(), room.controller.session
    segment = session.view(now).segment
    if segment is not None and insists(session.timeline, segment.index):
        return  # it is asked again and again, which has laws of its own
    expected = promised(session, now, now + 20_000)
    room.wait(20_000)
    heard = [each for each in room.heard_since(now) if each[1] is not Sound.ALARM]
    assert heard == expected


PACK = routine(ApplyStep(kind="cold", lasting=Exact(15 * MIN), setup=Exact(0)), hold(30, setup=5, reps=3))


def with_a_pack() -> Room:
    room = Room(PACK)
    room.wait(FRESH)
    room.controller.answer_or_pause()
    assert room.book.on
    return room


@given(pressing({**PRESSED, **LEAVING}))
def test_under_a_pack_no_keys_but_the_answer_that_it_is_off_end_a_session(pressed):
    room = with_a_pack()
    press(room, {**PRESSED, **LEAVING}, pressed)
    assert room.controller.ended is None
    assert room.book.kept == ["on"]
    assert room.controller.on_skin
    view = room.controller.view()
    assert view.segment is not None
    assert (view.segment.kind in EXPOSURE) == (view.asking in ("check", "taken off?", None))


@given(pressing({**PRESSED, **LEAVING, **YES}))
def test_a_session_is_over_only_after_what_was_on_the_skin_is_off(pressed):
    room = with_a_pack()
    press(room, {**PRESSED, **LEAVING, **YES}, pressed)
    assert "over" not in room.book.kept or not room.book.on
    assert (room.controller.ended is not None) == ("over" in room.book.kept)
    assert room.book.on <= room.controller.on_skin


@given(pressing({**PRESSED, **LEAVING, **YES}), st.booleans())
def test_whatever_was_pressed_before_it_rings_where_a_pack_is_on_or_may_be_and_nobody_answers(pressed, on):
    room = with_a_pack() if on else Room(PACK)
    press(room, {**PRESSED, **LEAVING, **YES}, pressed)
    if room.controller.ended is not None:
        return
    room.controller.mute()
    room.wait(5 * MIN + 33_000)
    view, now = room.controller.view(), room.clock.now()
    may_be_on = room.book.on or view.asking == "cloth"
    assert may_be_on or view.segment is None or view.segment.kind not in EXPOSURE
    if may_be_on:
        assert Sound.ALARM in [sound for _, sound in room.heard_since(now - ALARM_EVERY)]


@given(pressing({key: PRESSED[key] for key in ("n", "no", "+", "-", "m", "v", "x")}, most=12))
def test_a_question_before_a_pack_is_asked_every_half_minute_and_rings_after_two(pressed):
    room = Room(routine(ConfirmStep(question="Is the pack ready?"), PACK.steps[0]))
    began = room.clock.now()
    for gap, key in pressed:
        if room.clock.now() - began + gap < 4 * MIN:
            room.wait(gap)
            PRESSED[key](room)
    room.wait(began + 4 * MIN - room.clock.now())
    heard = [((at - began) / 1000, sound.value) for at, sound in room.player.heard]
    assert heard[:4] == [(0, "check"), (30, "check"), (60, "check"), (90, "check")]
    assert heard[4:] == [((ALARM_FROM + at) / 1000, "alarm") for at in range(0, 2 * MIN + 1, ALARM_EVERY)]


# -- keys that change nothing must not silence anything ----------------------------------


def sounds(
    made: Routine, script: dict[float, Callable[[SessionController], None]], until: float, lead: int = 3_000
) -> list[str]:
    """What is heard, as `10.0 go`, while somebody presses at the given seconds."""
    room = Room(made, lead)
    began = room.clock.now()
    for second, does in sorted(script.items()):
        room.wait(began + round(second * 1000) - room.clock.now())
        does(room.controller)
    room.wait(began + round(until * 1000) - room.clock.now())
    return [f"{(at - began) / 1000} {sound.value}" for at, sound in room.player.heard]


def space(controller: SessionController) -> None:
    controller.answer_or_pause()


@pytest.mark.parametrize("lead", [0, 120, 3_000])
def test_a_yes_where_nothing_is_asked_silences_nothing(lead):
    two = routine(hold(10, name="A"), hold(10, name="B"))
    pressed: dict[float, Callable[[SessionController], None]] = {7.5: lambda c: c.answer(yes=True)}
    assert sounds(two, pressed, 25, lead) == sounds(two, {}, 25, lead)


@pytest.mark.parametrize(
    "key", [lambda c: c.adjust(10_000), lambda c: c.adjust(-10_000), lambda c: c.ease(), lambda c: c.mute()]
)
def test_what_is_pressed_in_the_get_ready_after_a_pause_leaves_its_ticks_and_its_go(key):
    made = routine(hold(60))
    assert sounds(made, {4: space, 6: space, 6.3: key}, 11)[-4:] == ["6.0 tick", "7.0 tick", "8.0 tick", "9.0 go"]


def test_a_check_answered_right_before_the_next_leaves_the_next():
    made = routine(ApplyStep(kind="cold", lasting=Exact(900_000), setup=Exact(0), checks=Exact(60_000)))
    heard = sounds(made, {1: space, 61.7: space, 119.5: space}, 125)
    assert [each for each in heard if "check" in each] == ["0.0 check", "61.0 check", "121.0 check"]


def test_ten_seconds_more_in_the_very_moment_in_which_a_phase_begins_sound_it_once():
    heard = sounds(routine(hold(5, setup=2)), {2.0: lambda c: c.adjust(10_000)}, 6)
    assert [each for each in heard if "go" in each] == ["2.0 go"]


def test_a_question_that_rings_says_what_to_press_and_calls():
    room = Room(PACK)
    room.wait(ALARM_FROM + 1_000)
    assert room.controller.view().asked == Question(
        "cloth", "Press space to start the timer, or q if no pack is on.",
        ((Action.PAUSE, "yes, start the timer"), (Action.QUIT, "stop")), rings=True,
    )  # fmt: skip
    assert room.controller.said == "Press space to start the timer, or q if no pack is on."
