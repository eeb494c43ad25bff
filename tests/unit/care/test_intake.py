"""What is asked before and after a session, and what the answers change, without any front end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.answered import through, well

from unclench.application import Application
from unclench.care import asks, clearance
from unclench.care.answers import Person
from unclench.care.asks import NO, YES, Acknowledge, Choose, Fill, Rate, Tell, Tick
from unclench.care.intake import BrokenOff, Flow, Intake, NotBegun, Ready, last_off
from unclench.journal.queries import answers
from unclench.journal.records import OverrideRecord, PainRecord
from unclench.routine.breath_patterns import PATTERNS
from unclench.routine.model import ApplyStep, Blank, BreatheStep, DoStep, Exact, ExerciseStep, Movement, Routine
from unclench.safety.exposure import Exposure, earlier
from unclench.session.compiler import compile_routine
from unclench.session.end_reason import EndReason
from unclench.session.own_breath import breathing_routine
from unclench.testing import ManualClock, ManualMoments, RecordingPlayer, hold, routine

MINUTE, DAY = 60_000, 86_400_000
CURL = ExerciseStep(exercise=Movement("knee", "Knee to chest", tags=("flexion",)), hold=Exact(10_000), setup=Exact(0))
PRONE = ExerciseStep(exercise=Movement("lie", "Lie on your front", tags=()), hold=Exact(10_000), setup=Exact(0))
BENDING = routine(CURL, hold(20, name="Hip lift"))
BREATH = BreatheStep(pattern=PATTERNS["5-1-4"].pattern, cycles=Exact(2), setup=Exact(0))
TILT = ExerciseStep(exercise=Movement("pelvic-tilt", "Pelvic tilt", tags=("flexion",)), hold=Exact(5_000))
SPASM = replace(routine(BREATH, TILT), tags=("spasm",))


def pack(kind: Any = "cold", **more: Any) -> ApplyStep:
    return ApplyStep(kind=kind, lasting=Exact(10 * MINUTE), setup=Exact(0), **more)


class Room:
    """A person, their journal, and what they were asked."""

    def __init__(self, home: Path) -> None:
        self.clock = ManualClock()
        self.moments = ManualMoments(self.clock)
        self.program = Application(clock=self.clock, make_player=lambda notice: RecordingPlayer(), moment=self.moments)
        self.journal = home / "data" / "journal.db"
        self.asked: list[str] = []
        self.told: list[str] = []

    def well(self, *but: str, ago: int = 0) -> None:
        well(self.journal, but=but, at=self.moments().wall - ago)

    def intake(self, **who: bool) -> Intake:
        return Intake(self.program, **who)

    def through(self, flow: Flow[Any], *given: Any) -> Any:
        """A flow to its end with these answers, one for each question; those told want none."""
        return through(flow, given, lambda told: self.told.append(f"{told.heading} {told.text}".strip()), self._asks)

    def _asks(self, ask: asks.Ask) -> None:
        self.asked.append(ask.heading)
        self.ask = ask

    def before(self, played: Routine, *given: Any, **about: Any) -> Ready:
        ready: Ready = self.through(self.intake().before(played, self.program.choices(), **about), *given)
        return ready

    def titles(self, ready: Ready) -> list[str]:
        return [step.name for step in ready.timeline.steps]

    def came_off(self, minutes: float, kind: Any = "cold") -> None:
        """A pack was on, and came off so long ago."""
        off = earlier(self.moments(), round(minutes * MINUTE))
        exposure = Exposure(
            f"{len(self.program.book.exposures.past()):032x}", kind, earlier(off, 10 * MINUTE), 10 * MINUTE
        )
        self.program.book.add(exposure)
        self.program.book.use(lambda journal: journal.confirm_off(exposure.id, off))

    def read(self, kind: type) -> list[Any]:
        journal = self.program.book.journal
        assert journal is not None
        return journal.read(kind)


@pytest.fixture
def room(own_home: Path) -> Iterator[Room]:
    room = Room(own_home)
    yield room
    room.program.close()


# -- in this order -----------------------------------------------------------------------


def test_choices_come_first_then_the_signs_then_what_suits_then_pain_then_the_limits(room):
    step = replace(CURL, hold=Blank(), alternatives=(pack(),))
    room.came_off(30)
    with pytest.raises(NotBegun):
        room.before(routine(step, hold(20)), 1, NO, frozenset(), 2, NO, pain=7)
    assert isinstance(room.ask, Choose)
    kinds = [heading.split()[0] for heading in room.asked]
    assert kinds == ["Step", "These", "Do", "Pain", "Two"]


def test_an_alternative_is_screened_as_whatever_was_written_first(room):
    room.well("C3.cold")
    step = pack("heat", alternatives=(pack("cold"),))
    with pytest.raises(NotBegun, match="reacts too strongly"):
        room.before(routine(step), 1, None)
    assert room.read(OverrideRecord) == []


def test_an_alternative_that_does_not_suit_stays_out_as_well(room):
    room.well("C3.bones")
    step = replace(PRONE, alternatives=(CURL,))
    assert room.titles(room.before(routine(step, hold(20, name="Hip lift")), 1, frozenset())) == ["Hip lift"]


def test_the_blanks_of_the_chosen_alternative_are_asked_and_played(room):
    room.well()
    step = replace(PRONE, alternatives=(replace(CURL, hold=Blank(), reps=Blank()),))
    ready = room.before(routine(step), 1, 3, 7_000)
    holds = [segment for segment in ready.timeline.segments if segment.label == "hold"]
    assert [segment.width for segment in holds] == [7_000] * 3


def test_what_is_typed_for_a_blank_has_to_be_possible(room):
    room.well()
    flow = room.intake().before(routine(replace(PRONE, hold=Blank())), room.program.choices())
    ask = next(flow)
    assert isinstance(ask, Fill)
    assert ask.read("20s") == 20_000
    with pytest.raises(ValueError, match=r"is not a length of time\. Write"):
        ask.read("half a minute")
    flow.close()


def test_a_pack_of_more_than_twenty_minutes_is_refused_where_it_is_typed(room):
    room.well()
    flow = room.intake().before(routine(replace(pack(), lasting=Blank())), room.program.choices())
    ask = next(flow)
    assert isinstance(ask, Fill)
    with pytest.raises(ValueError, match="at most 20 minutes"):
        ask.read("40m")
    flow.close()


def test_a_question_left_begins_nothing(room):
    with pytest.raises(NotBegun):
        room.before(BENDING, NO, None)
    assert "C3.bones" not in answers(room.program.book.journal)


def test_what_is_open_is_asked_one_by_one_or_taken_as_suggested_and_a_question_left_begins_nothing(room):
    room.well()
    step = replace(PRONE, hold=Blank(), reps=Blank())
    with pytest.raises(NotBegun):
        room.before(routine(step), 3, None)
    room.asked.clear()
    assert room.titles(room.before(routine(step), as_suggested=True)) == ["Lie on your front"]
    assert room.asked == []


def test_where_nobody_can_type_what_is_open_begins_nothing_and_says_all_of_it(room):
    room.well()
    step = replace(PRONE, hold=Blank(), reps=Blank())
    with pytest.raises(NotBegun) as reason:
        room.through(room.intake(can_type=False).before(routine(step), room.program.choices()))
    first, second, how = str(reason.value).split("\n")
    assert "Lie on your front" in first
    assert "Lie on your front" in second
    assert "--yes" in how
    assert room.asked == []


def test_where_all_is_optional_it_is_said_how_to_play_it_and_not_that_nothing_suits(room):
    room.well()
    with pytest.raises(NotBegun, match="--with-optional"):
        room.before(routine(replace(PRONE, optional=True)))


def test_what_is_not_safe_together_does_not_begin(room):
    room.well()
    with pytest.raises(NotBegun, match="fall asleep"):
        room.before(replace(routine(pack(), hold(20)), tags=("relaxation",)))


# -- warning signs -----------------------------------------------------------------------


def test_c4_the_short_question_comes_before_every_routine_for_a_spasm(room):
    room.well()
    for _ in range(3):
        room.before(SPASM, NO)
    assert len(room.asked) == 3
    assert isinstance(room.ask, Choose)
    assert room.ask.row_keys() == ("y", "n")
    assert room.ask.spoken.startswith(room.ask.text)


def test_c4_a_yes_to_the_short_question_shows_the_action_at_once_and_begins_nothing(room):
    room.well()
    flow = room.intake().before(SPASM, room.program.choices())
    next(flow)
    ask = flow.send(YES)
    assert isinstance(ask, Acknowledge)
    assert "call" in ask.heading.lower()
    assert answers(room.program.book.journal)["C4.short"].yes, "kept before anything is read"
    which = flow.send(True)
    assert isinstance(which, Tick)
    with pytest.raises(NotBegun):
        flow.send(frozenset({"C4.saddle"}))
    known = answers(room.program.book.journal)
    assert (known["C4.saddle"].yes, known["C4.short"].yes, known["C4.legs"].yes) == (True, False, False)


@pytest.mark.parametrize("sign", ["C4.saddle", "C4.leg", "C4.fever", "C4.short"])
def test_c4_a_yes_stands_before_every_session_until_it_is_over(room, sign):
    room.well(sign)
    for played in (BENDING, SPASM, routine(pack())):
        with pytest.raises(NotBegun) as reason:
            room.before(played, 2)
        assert not reason.value.breathe
    with pytest.raises(NotBegun) as reason:
        room.before(BENDING, 1)
    assert reason.value.breathe
    room.clock.advance(400 * DAY)
    with pytest.raises(NotBegun):
        room.before(BENDING, None)
    room.before(BENDING, 0, NO, frozenset())
    assert not answers(room.program.book.journal)[sign].yes


def test_c4_where_nobody_can_answer_a_sign_that_stands_begins_nothing(room):
    room.well("C4.saddle")
    with pytest.raises(NotBegun, match="emergency"):
        room.through(room.intake(person=False).before(BENDING, room.program.choices()))


def test_c4_where_nobody_can_answer_it_is_said_that_the_signs_were_not_asked_about(room):
    room.well()
    ready = room.through(room.intake(person=False).before(SPASM, room.program.choices()))
    assert room.titles(ready)
    assert any("warning signs" in told for told in room.told)


def test_c4_weeks_and_coming_back_stop_nothing(room):
    room.well("C4.weeks")
    assert room.titles(room.before(SPASM, NO)) == ["Breathing 5-1-4", "Pelvic tilt"]


def test_c4_the_short_question_that_nobody_answers_leaves_out_what_moves(room):
    from unclench.care.asks import UNANSWERED

    room.well()
    assert room.titles(room.before(SPASM, UNANSWERED)) == ["Breathing 5-1-4"]
    assert any("call" in told for told in room.told)


def test_c4_the_short_question_is_urgent_spoken_asked_twice_and_left_begins_nothing(room):
    room.well()
    with pytest.raises(NotBegun):
        room.before(SPASM, None)
    ask = room.ask
    assert (ask.urgent, ask.patience) == (True, 30_000)
    assert dict(zip(ask.row_keys(), ask.rows(), strict=True)) == {"y": "yes, or I am not sure", "n": "none of these"}
    assert ask.spoken.endswith("Press n for none of these, or y for yes.")


def test_c4_none_of_the_signs_is_kept_and_not_asked_again_for_a_day(room):
    room.well(ago=2 * DAY)
    room.before(BENDING, NO)
    assert not answers(room.program.book.journal)["C4.saddle"].yes
    room.before(BENDING)
    room.clock.advance(DAY)
    room.before(BENDING, NO)


def test_c4_who_is_not_sure_which_sign_it_is_keeps_the_yes(room):
    answers_given: list[frozenset[str] | None] = [frozenset(), None]
    for answer in answers_given:
        with pytest.raises(NotBegun):
            room.before(SPASM, YES, True, answer)
        assert answers(room.program.book.journal)["C4.short"].yes
        Person(room.program).answer({"C4.short": False})


def test_c4_a_sign_that_stands_is_urgent_and_shown_with_what_to_do(room):
    room.well("C4.saddle")
    with pytest.raises(NotBegun, match="emergency"):
        room.before(BENDING, 2)
    assert room.ask.urgent
    assert "emergency department" in room.ask.text
    assert room.ask.options[0].startswith("It is over")


def test_c4_where_nobody_answers_what_moves_stays_out_beside_what_does_not_suit(room):
    from unclench.care.asks import UNANSWERED

    room.well("C3.bones")
    spasm = replace(SPASM, steps=(*SPASM.steps, replace(CURL, exercise=Movement("curl", "Curl", tags=("flexion",)))))
    assert room.titles(room.before(spasm, UNANSWERED, frozenset())) == ["Breathing 5-1-4"]
    calm = replace(
        routine(BREATH, replace(PRONE, exercise=Movement("get-up", "Get up", tags=("flexion",))), TILT), tags=("spasm",)
    )
    assert room.titles(room.before(calm, UNANSWERED, frozenset())) == ["Breathing 5-1-4"]
    assert room.titles(room.before(calm, NO, frozenset(), pain=8)) == ["Breathing 5-1-4"]
    tilt = replace(TILT, exercise=Movement("pelvic-tilt", "Pelvic tilt"))
    press = replace(TILT, exercise=Movement("press", "Press", tags=("massage",)))
    both = replace(calm, steps=(BREATH, calm.steps[1], tilt, press))
    assert room.titles(room.before(both, NO, frozenset(), pain=8)) == ["Breathing 5-1-4"]


# -- what suits --------------------------------------------------------------------------


def test_c3_what_was_asked_is_kept_and_not_asked_again_for_ninety_days(room):
    room.before(BENDING, NO, frozenset())
    room.before(BENDING)
    room.clock.advance(89 * DAY)
    room.before(BENDING, NO)
    room.clock.advance(2 * DAY)
    room.before(BENDING, NO, frozenset())
    assert len(room.asked) == 5


def test_c3_a_yes_leaves_its_steps_out_of_what_is_played_and_a_tick_takes_one_back_in(room):
    room.well("C3.bones")
    assert room.titles(room.before(BENDING, frozenset())) == ["Hip lift"]
    assert room.read(OverrideRecord) == []
    (key,) = [id for id, text in room.ask.items if "Knee to chest" in text]
    assert room.titles(room.before(BENDING, frozenset({key}))) == ["Knee to chest", "Hip lift"]
    assert [(kept.limit, kept.reason) for kept in room.read(OverrideRecord)] == [
        ("C3.bones", "Taken in by hand: Knee to chest.")
    ]


def test_c3_a_doctors_yes_is_one_answer_for_all_the_steps_and_holds(room):
    room.well("C3.heart")
    strong = ExerciseStep(exercise=Movement("plank", "Plank", tags=("strength",)), hold=Exact(10_000))
    bridge = ExerciseStep(exercise=Movement("dog", "Bird dog", tags=("strength",)), hold=Exact(10_000))
    played = routine(strong, bridge, BREATH)
    assert room.titles(room.before(played, frozenset())) == ["Breathing 5-1-4"]
    assert len(room.ask.items) == 1
    (key, _) = room.ask.items[0]
    assert len(room.before(played, frozenset({key})).timeline.steps) == 3
    assert len(room.before(played).timeline.steps) == 3, "and is not asked for again"
    assert answers(room.program.book.journal)["ok.heart"].yes


def test_c3_a_step_that_is_adapted_stays_with_its_variant_spoken_and_shown(room):
    room.well("C3.knee")
    child = ExerciseStep(
        exercise=Movement("childs-pose", "Child's pose", tags=("flexion", "kneeling")), hold=Exact(10_000)
    )
    ready = room.before(routine(child))
    (step,) = ready.timeline.steps
    assert "pillow" in step.note.lower() or "high" in step.note.lower()
    assert any(step.note.split(".")[0] in text for cue in ready.timeline.cues for text in cue.spoken)


def test_c3_where_nothing_is_left_nothing_is_played(room):
    room.well("C3.bones")
    with pytest.raises(NotBegun, match="rule out every step"):
        room.before(routine(CURL), frozenset())


def test_c3_where_nobody_can_answer_what_does_not_suit_stays_out_and_cold_does_not_begin(room):
    ready = room.through(room.intake(person=False).before(BENDING, room.program.choices()))
    assert room.titles(ready) == ["Knee to chest", "Hip lift"]
    assert any("not answered the safety questions" in told for told in room.told)
    with pytest.raises(NotBegun, match="cold and heat"):
        room.through(room.intake(person=False).before(routine(pack()), room.program.choices()))
    room.well("C3.bones")
    ready = room.through(room.intake(person=False).before(BENDING, room.program.choices()))
    assert room.titles(ready) == ["Hip lift"]
    assert any("Left out: Knee to chest" in told for told in room.told)


@pytest.mark.parametrize("sign", ["C3.numb", "C3.cold", "C3.circulation"])
def test_c3_cold_that_the_table_refuses_begins_only_with_a_typed_reason_that_is_kept(room, sign):
    room.well(sign)
    with pytest.raises(NotBegun):
        room.before(routine(pack()), None)
    assert isinstance(room.ask, Fill)
    room.before(routine(pack()), "my doctor told me to")
    assert [(kept.limit, kept.reason) for kept in room.read(OverrideRecord)] == [(sign, "my doctor told me to")]


def test_c3_before_cold_a_group_that_does_not_apply_answers_all_of_its_questions(room):
    room.before(routine(pack()), NO, frozenset())
    known = answers(room.program.book.journal)
    assert {id for id, answer in known.items() if id.startswith("C3.") and not answer.yes} >= {
        "C3.numb",
        "C3.circulation",
    }
    assert not any(answer.yes for answer in known.values())


def test_c3_a_yes_to_a_group_opens_its_own_lines(room):
    flow = room.intake().before(routine(pack()), room.program.choices())
    next(flow)
    groups = flow.send(NO)
    while isinstance(groups, Tell):
        groups = flow.send(None)
    assert len(groups.items) <= 5
    opened = flow.send(frozenset({"ill"}))
    assert {id for id, _ in opened.items} == {"C3.skin", "C3.cancer"}
    flow.close()


def test_c3_what_was_ticked_is_kept_and_what_was_not_is_a_no(room):
    with pytest.raises(NotBegun, match="hurt or ill"):
        room.before(routine(pack()), NO, frozenset({"ill"}), frozenset({"C3.skin"}), None)
    known = answers(room.program.book.journal)
    assert (known["C3.skin"].yes, known["C3.cancer"].yes, known["C3.heart"].yes) == (True, False, False)
    room.before(BENDING, frozenset({"C3.bones"}), frozenset())
    assert answers(room.program.book.journal)["C3.bones"].yes


def test_c3_where_nobody_can_answer_cold_that_does_not_suit_does_not_begin(room):
    for sign in ("C3.cold", "C3.diabetes"):
        room.well(sign)
        with pytest.raises(NotBegun, match="unclench screening"):
            room.through(room.intake(person=False).before(routine(pack()), room.program.choices()))


def test_c3_an_earlier_yes_is_ticked_when_it_is_asked_again(room):
    room.well("C3.bones", ago=91 * DAY)
    with pytest.raises(NotBegun):
        room.before(BENDING, NO, None)
    assert room.ask.ticked == frozenset({"C3.bones"})


def test_c3_a_list_that_is_left_begins_nothing_whichever_it_is(room):
    with pytest.raises(NotBegun):
        room.before(routine(pack()), NO, frozenset({"ill"}), None)
    assert "C3.skin" not in answers(room.program.book.journal)
    Person(room.program).answer({"C3.bones": True})
    with pytest.raises(NotBegun):
        room.before(BENDING, frozenset(), None)


def test_c3_where_a_doctor_may_say_yes_escape_says_nothing_and_a_yes_is_asked_for_once(room):
    room.well("C3.diabetes")
    for answer in (NO, None):
        with pytest.raises(NotBegun, match="diabetes"):
            room.before(routine(pack()), answer)
    assert "ok.diabetes" not in answers(room.program.book.journal)
    room.before(routine(pack()), YES)
    room.before(routine(pack()))
    assert answers(room.program.book.journal)["ok.diabetes"].yes
    assert room.read(OverrideRecord) == []


def test_c3_where_nobody_can_answer_that_is_said(room):
    room.through(room.intake(person=False).before(BENDING, room.program.choices()))
    assert any("not answered the safety questions" in told for told in room.told)


def test_answers_hold_for_this_run_where_the_journal_cannot_be_used(room, monkeypatch):
    monkeypatch.setattr(room.program.book, "use", lambda does: False)
    body = Person(room.program)
    body.answer({"C3.bones": True})
    assert body.answers()["C3.bones"].yes


def test_with_a_no_a_doctors_earlier_yes_is_over(room):
    room.well("C3.diabetes", "ok.diabetes")
    body = Person(room.program)
    body.answer({"C3.diabetes": False})
    assert not body.answers()["ok.diabetes"].yes


# -- pain before -------------------------------------------------------------------------


def test_c4_session_much_pain_before_stretching_offers_breathing_and_is_no_ban(room):
    room.well()
    ways: list[tuple[int | None, bool]] = [(0, True), (1, False), (None, False)]
    for answer, breathes in ways:
        with pytest.raises(NotBegun) as reason:
            room.before(BENDING, answer, pain=6)
        assert reason.value.breathe == breathes
    assert len(room.before(BENDING, 2, pain=6).timeline.steps) == 2
    assert [kept.limit for kept in room.read(OverrideRecord)] == ["C4.session"]
    assert [pain.rating for pain in room.read(PainRecord)] == [6, 6]
    room.before(BENDING, pain=5)


def test_c4_session_much_pain_before_a_routine_for_the_spasm_leaves_out_what_moves_and_advises_against_nothing(room):
    room.well()
    ready = room.before(SPASM, NO, pain=8)
    assert room.titles(ready) == ["Breathing 5-1-4"]
    assert ready.pain == 8


def test_c4_session_much_pain_before_asks_only_about_what_is_left_after_the_answers(room):
    room.well("C3.bones")
    only = replace(routine(CURL, BREATH))
    assert room.titles(room.before(only, frozenset(), pain=9)) == ["Breathing 5-1-4"]


def test_c4_session_escape_before_a_session_is_not_now_and_the_pain_is_kept(room):
    room.well()
    with pytest.raises(NotBegun) as reason:
        room.before(BENDING, None, pain=7)
    assert (reason.value.breathe, reason.value.pain) == (False, 7)
    (pain,) = room.read(PainRecord)
    assert (pain.rating, pain.when, pain.session) == (7, "before", None)
    with pytest.raises(NotBegun) as reason:
        room.before(BENDING, 0, pain=8)
    assert (reason.value.breathe, reason.value.pain) == (True, 8)
    assert len(room.read(PainRecord)) == 1, "the breath that begins next keeps it"
    room.before(BENDING, 2, pain=6)
    assert [(r.limit, r.reason) for r in room.read(OverrideRecord)] == [("C4.session", "Taken in by hand: Test.")]


def test_c4_session_with_much_pain_a_routine_for_the_spasm_presses_nothing_either(room):
    room.well()
    press = replace(TILT, exercise=Movement("press", "Press", tags=("massage",)))
    assert room.titles(room.before(replace(SPASM, steps=(BREATH, press)), NO, pain=8)) == ["Breathing 5-1-4"]


def test_c4_session_that_what_moves_is_left_out_is_said(room):
    room.well()
    room.before(SPASM, NO, pain=8)
    assert any("skip the movements" in told for told in room.told)


# -- limits and lock-outs ----------------------------------------------------------------


@pytest.mark.parametrize("steps", [(pack(),), (hold(20, name="Lay the pack beside you"), pack())])
def test_c1_4_a_lock_out_is_said_before_anything_begins_whatever_way_in(room, steps):
    room.well()
    room.came_off(30)
    with pytest.raises(NotBegun, match="Again"):
        room.before(routine(*steps), NO)


def test_c1_4_a_typed_reason_goes_past_it_only_where_the_skin_is_normal(room):
    room.well()
    room.came_off(30)
    room.before(routine(pack()), YES, "it still throbs")
    assert room.program.override == "it still throbs"


def test_c1_9_nothing_goes_past_the_hour_between_heat_and_heat(room):
    room.well()
    room.came_off(30, "heat")
    with pytest.raises(NotBegun):
        room.before(routine(pack("heat")))
    assert room.asked == []


def test_c2_4_what_was_never_said_to_be_off_is_in_the_way_of_cold_and_of_sleep_and_of_nothing_else(room):
    room.well()
    room.program.book.start("cold", 10 * MINUTE, "single")
    for played in (routine(pack()), breathing_routine(PATTERNS["5-1-4"].pattern, 11 * MINUTE)):
        with pytest.raises(NotBegun, match="unclench off"):
            room.before(played)
    room.before(routine(hold(20)))


@pytest.mark.parametrize(("kind", "times", "limit"), [("cold", 4, "four"), ("heat", 3, "three")])
def test_c1_6_c1_10_one_more_than_is_usual_in_a_day_is_asked_about(room, kind, times, limit):
    room.well()
    for number in range(times):
        room.came_off(200 + 180 * number, kind)
    with pytest.raises(NotBegun, match=limit):
        room.before(routine(pack(kind)), NO)
    room.before(routine(pack(kind)), YES)


def test_c1_7_before_cold_after_days_of_it_one_is_asked_whether_it_helps(room):
    room.well(ago=0)
    room.came_off(4 * 24 * 60)
    with pytest.raises(NotBegun, match="still help"):
        room.before(routine(pack()), NO)


def test_c2_4_where_nobody_knows_what_was_on_before_it_is_asked_and_counts(room, monkeypatch):
    room.well()
    monkeypatch.setattr(type(room.program.book.lock_outs), "unknown", property(lambda known: not known.answered))
    now = room.moments()
    with pytest.raises(NotBegun, match="Two hours"):
        room.before(routine(pack()), earlier(now, 30 * MINUTE), NO)


@pytest.mark.parametrize(
    ("typed", "known"), [("never", True), ("NEVER", True), ("25:00", False), ("soon", False), ("", False)]
)
def test_when_the_last_one_came_off_is_a_time_of_day_or_never(typed, known):
    now = ManualMoments(ManualClock())()
    if known:
        assert last_off(typed, now) == "never"
    else:
        with pytest.raises(ValueError, match="14:20"):
            last_off(typed, now)


def test_c2_10_breathing_for_long_does_not_begin_beside_a_pack_and_asks_nothing_otherwise(room):
    long = breathing_routine(PATTERNS["5-1-4"].pattern, 11 * MINUTE)
    room.through(room.intake().breathing(long, compile_routine(long)))
    room.program.book.start("cold", 10 * MINUTE, "single")
    with pytest.raises(NotBegun):
        room.through(room.intake().breathing(long, compile_routine(long)))
    assert room.asked == []


def test_c1_4_c1_6_escape_is_no_yes_to_any_of_the_limits(room):
    room.well()
    for number in range(4):
        room.came_off(200 + 180 * number)
    with pytest.raises(NotBegun, match="four"):
        room.before(routine(pack()), None)
    room.came_off(30)
    for given in ((None,), (YES, None)):
        with pytest.raises(NotBegun, match="Two hours"):
            room.before(routine(pack()), YES, *given)
    assert room.program.override is None


def test_c1_4_where_nobody_sits_there_a_lock_out_begins_nothing_and_what_is_unusual_is_said(room):
    room.well()
    for number in range(4):
        room.came_off(200 + 180 * number)
    nobody = room.intake(person=False)
    room.through(nobody.before(routine(pack()), room.program.choices()))
    assert any("four" in told for told in room.told)
    room.came_off(30)
    with pytest.raises(NotBegun, match="Again"):
        room.through(nobody.before(routine(pack()), room.program.choices()))
    script = room.intake(person=False, overriding=True)
    room.through(script.before(routine(pack()), room.program.choices()), YES, "a script says so")
    assert room.program.override == "a script says so"


def test_c2_4_after_a_restart_only_a_yes_says_that_the_clock_is_right(room):
    room.well()
    room.came_off(121)
    room.moments.reboot(MINUTE)
    for answer in (NO, None):
        with pytest.raises(NotBegun, match="restarted"):
            room.before(routine(pack()), answer)
    room.before(routine(pack()), YES)
    assert room.program.override == "The clock was confirmed."


def test_c2_4_escape_does_not_say_that_nothing_was_ever_on(room, monkeypatch):
    room.well()
    monkeypatch.setattr(type(room.program.book.lock_outs), "unknown", property(lambda known: not known.answered))
    with pytest.raises(NotBegun, match="nobody knows"):
        room.before(routine(pack()), None)
    assert room.program.book.lock_outs.unknown
    room.before(routine(pack()), "never")


# -- going on ----------------------------------------------------------------------------


def broken_off(played: Routine, place: int = 0) -> BrokenOff:
    return BrokenOff("a" * 32, 0, replace(played, steps=()), compile_routine(played), place)


def test_going_on_leaves_out_what_does_not_suit_any_more(room):
    room.well("C3.bones")
    left = room.through(room.intake().going_on(broken_off(BENDING)), frozenset(), None)
    assert [step.name for step in left.timeline.steps] == ["Hip lift"]
    assert left.place == 0


def test_going_on_asks_only_about_what_is_still_to_come(room):
    room.well("C3.bones")
    found = broken_off(BENDING)
    place = next(segment.index for segment in found.timeline.segments if segment.step == 1)
    left = room.through(room.intake().going_on(replace(found, place=place)), None)
    assert left.timeline.steps[left.timeline.segments[left.place].step].name == "Hip lift"


def test_going_on_begins_nothing_where_a_sign_stands_or_nothing_is_left(room):
    room.well("C4.legs")
    with pytest.raises(NotBegun):
        room.through(room.intake().going_on(broken_off(BENDING)), 2)
    Person(room.program).answer({"C4.legs": False, "C3.bones": True})
    with pytest.raises(NotBegun, match="rule out"):
        room.through(room.intake().going_on(broken_off(routine(CURL))), frozenset(), None)


def test_going_on_asks_again_what_has_run_out(room):
    room.well(ago=91 * DAY)
    room.through(room.intake().going_on(broken_off(BENDING)), NO, frozenset(), None)


def test_going_on_does_not_put_cold_on_inside_a_lock_out_nor_where_it_does_not_suit(room):
    room.well()
    room.came_off(30)
    with pytest.raises(NotBegun, match="Two hours"):
        room.through(room.intake().going_on(broken_off(routine(hold(20), pack()))), None, NO)
    Person(room.program).answer({"C3.cold": True})
    with pytest.raises(NotBegun, match="reacts"):
        room.through(room.intake().going_on(broken_off(routine(hold(20), pack()))), None)


def test_c4_going_on_with_a_spasm_where_nobody_answers_leaves_out_what_moves(room):
    from unclench.care.asks import UNANSWERED

    room.well()
    left = room.through(room.intake().going_on(broken_off(SPASM)), UNANSWERED, None)
    assert [step.name for step in left.timeline.steps] == ["Breathing 5-1-4"]
    moving = replace(SPASM, steps=(TILT,))
    with pytest.raises(NotBegun):
        room.through(room.intake().going_on(broken_off(moving)), UNANSWERED, None)


def test_going_on_is_played_in_the_easier_way_that_suits_now(room):
    room.well("C3.knee")
    child = ExerciseStep(
        exercise=Movement("childs-pose", "Child's pose", tags=("flexion", "kneeling")), hold=Exact(10_000)
    )
    expected = room.before(routine(child)).timeline.steps[0].note
    left = room.through(room.intake().going_on(broken_off(routine(child))), None)
    assert left.timeline.steps[0].note == expected
    assert any(expected.split(".")[0] in text for cue in left.timeline.cues for text in cue.spoken)


def test_c4_session_with_much_pain_going_on_is_advised_against_as_any_session(room):
    room.well()
    with pytest.raises(NotBegun) as reason:
        room.through(room.intake().going_on(broken_off(BENDING)), 7, 0)
    assert reason.value.breathe
    assert room.through(room.intake().going_on(broken_off(BENDING)), 3).pain == 3


def test_a_typed_reason_goes_with_the_start_it_was_typed_for_and_no_other(room):
    room.well()
    room.came_off(30)
    room.before(routine(pack()), YES, "because")
    with pytest.raises(NotBegun):
        room.before(routine(pack()), NO)
    assert room.program.override is None


def test_what_was_taken_in_is_kept_only_once_it_begins(room):
    room.well("C3.cold")
    room.came_off(30)
    with pytest.raises(NotBegun):
        room.before(routine(pack()), "I will", NO)
    assert room.read(OverrideRecord) == []


# -- afterwards --------------------------------------------------------------------------


def test_pain_afterwards_goes_with_the_session_and_may_be_left_out(room):
    room.well()
    conductor = room.program.conduct(BENDING, compile_routine(BENDING))
    conductor.settle()
    conductor.end(EndReason.USER)
    room.through(room.intake().after(conductor), 3)
    room.through(room.intake().after(conductor), None)
    (pain,) = room.read(PainRecord)
    assert (pain.rating, pain.when) == (3, "after")
    assert pain.session is not None
    assert isinstance(room.ask, Rate)


@pytest.mark.parametrize(
    ("reason", "said"), [(EndReason.USER, True), (EndReason.PAIN, False), (EndReason.WARNING_SIGN, False)]
)
def test_what_to_see_a_doctor_about_some_day_is_said_after_a_spasm_unless_there_was_cause_for_more(room, reason, said):
    room.well()
    conductor = room.program.conduct(SPASM, compile_routine(SPASM))
    conductor.settle()
    conductor.end(reason)
    assert bool(room.intake().information(conductor, SPASM.tags)) == said
    assert room.intake().information(conductor, ()) == ""
    room.through(room.intake().after(conductor, SPASM.tags), None)
    assert any("appointment" in told for told in room.told) == said


# -- the slip that saves opening the journal -----------------------------------------------


def clear(room: Room, played: Routine) -> bool:
    return clearance.clear(
        room.program.home, clearance.kinds(compile_routine(played), played.tags), room.moments().wall
    )


def test_once_all_is_answered_with_no_a_start_need_not_open_the_journal(room):
    room.well()
    assert not clear(room, BENDING)
    room.before(BENDING)
    assert clear(room, BENDING)
    assert not clear(room, SPASM), "the short question comes every time"
    assert room.program.home.asked.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("answer", ["C3.bones", "C4.saddle"])
def test_a_yes_is_never_clear_and_an_answer_ends_what_was(room, answer):
    room.well()
    room.before(BENDING)
    Person(room.program).answer({answer: True})
    assert not clear(room, BENDING)


def test_a_walk_is_clear_only_where_exercise_is(room):
    room.well("C3.heart")
    room.before(breathing_routine(PATTERNS["5-1-4"].pattern, MINUTE))
    walk = routine(DoStep(what=Movement("walk", "Walk", tags=("walking",)), lasting=Exact(MINUTE)))
    assert not clear(room, walk)


@pytest.mark.parametrize("name", ["Toe touches", "Goblet squats", "Water the plants"])
def test_whatever_is_done_in_ones_own_words_is_never_clear_of_questions_that_fitting_would_ask(room, name):
    from unclench.care import suitability

    room.well("C3.bones")
    done = routine(DoStep(what=Movement(None, name), lasting=Exact(10_000)))
    room.before(BENDING, frozenset())
    assert not clear(room, done)
    timeline = compile_routine(done)
    assert set(suitability.kinds(timeline, ())) <= clearance.kinds(timeline, ())


def test_nothing_is_clear_of_the_signs_that_were_never_asked_about(room):
    assert not clear(room, routine(BREATH))
    room.well()
    room.before(BENDING)
    assert clear(room, routine(BREATH))


def test_what_was_clear_is_not_a_day_later_nor_beside_another_journal(room):
    room.well()
    room.before(BENDING)
    kinds, now = clearance.kinds(compile_routine(BENDING), ()), room.moments().wall
    assert clearance.clear(room.program.home, kinds, now + DAY - 1)
    assert not clearance.clear(room.program.home, kinds, now + DAY)
    assert not clearance.clear(room.program.home, kinds, now - DAY)
    other = room.journal.with_name("other.db")
    other.write_bytes(room.journal.read_bytes())
    other.replace(room.journal)
    assert not clearance.clear(room.program.home, kinds, now)
