"""The order of the questions before a session, pain beforehand, and an interrupted session, without any front end."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.care.waiting_room import BENDING, BREATH, CURL, DAY, PRONE, SPASM, TILT, pack

from unclench.care.asks import NO, YES, Choose, Fill, InterruptedSession, NotBegun
from unclench.care.health_record import HealthRecord
from unclench.journal.queries import answers
from unclench.journal.records import OverrideRecord, PainRecord
from unclench.player.speech import Voices
from unclench.routine.model import Blank, Exact, ExerciseStep, Movement, Routine
from unclench.session.compiler import choose, compile_routine
from unclench.session.end_reason import EndReason
from unclench.testing import hold, routine

# -- in this order -----------------------------------------------------------------------


def test_choices_come_first_then_the_signs_then_what_suits_then_pain_then_the_limits(room):
    step = replace(CURL, hold=Blank(), alternatives=(pack(),))
    room.came_off(30)
    with pytest.raises(NotBegun):
        room.before(routine(step, hold(20)), 1, NO, frozenset(), 2, NO, pain=7)
    assert isinstance(room.ask, Choose)
    kinds = [heading.split()[0] for heading in room.asked]
    assert kinds == ["Knee", "These", "Do", "Pain", "Your"]


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
    flow = room.intake().before(choose(routine(replace(PRONE, hold=Blank())), room.program.choices()))
    ask = next(flow)
    assert isinstance(ask, Fill)
    assert ask.read("20s") == 20_000
    with pytest.raises(ValueError, match=r"is not a length of time\. Write"):
        ask.read("half a moment")
    flow.close()


def test_a_pack_of_more_than_twenty_minutes_is_refused_where_it_is_typed(room):
    room.well()
    flow = room.intake().before(choose(routine(replace(pack(), lasting=Blank())), room.program.choices()))
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
        room.through(room.intake(can_type=False).before(choose(routine(step), room.program.choices())))
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
    assert [(r.limit, r.reason) for r in room.read(OverrideRecord)] == [("C4.session", "Chosen anyway: Test.")]


def test_c4_session_with_much_pain_a_routine_for_the_spasm_presses_nothing_either(room):
    room.well()
    press = replace(TILT, exercise=Movement("press", "Press", tags=("massage",)))
    assert room.titles(room.before(replace(SPASM, steps=(BREATH, press)), NO, pain=8)) == ["Breathing 5-1-4"]


def test_c4_session_that_what_moves_is_left_out_is_said(room):
    room.well()
    room.before(SPASM, NO, pain=8)
    assert any("skip the movements" in told for told in room.told)


def test_what_is_asked_about_a_sheet_is_asked_in_its_language(room, monkeypatch):
    spoken = list[str]()

    def speak_for(_: Voices, played: Routine) -> list[str]:
        spoken.append(played.title)
        return []

    monkeypatch.setattr(Voices, "speak_for", speak_for)
    room.well()
    room.before(BENDING)
    assert spoken == [BENDING.title]


# -- an interrupted session --------------------------------------------------------------


def broken_off(played: Routine, place: int = 0) -> InterruptedSession:
    return InterruptedSession("a" * 32, 0, replace(played, steps=()), compile_routine(played), place)


def test_an_interrupted_session_has_the_tags_and_the_edition_that_it_was_played_with_though_its_file_is_gone(room):
    played = replace(SPASM, edition="2026")
    controller = room.program.start_session(played, compile_routine(played))
    controller.settle()
    room.clock.advance(20_000)
    controller.tick()
    controller.end(EndReason.USER)
    found = room.program.interrupted_session()
    assert found is not None
    assert (found.routine.tags, found.routine.edition) == (SPASM.tags, "2026")


def test_going_on_leaves_out_what_does_not_suit_any_more(room):
    room.well("C3.bones")
    left = room.through(room.intake().before_resuming(broken_off(BENDING)), frozenset(), None)
    assert [step.name for step in left.timeline.steps] == ["Hip lift"]
    assert left.place == 0


def test_going_on_asks_only_about_what_is_still_to_come(room):
    room.well("C3.bones")
    found = broken_off(BENDING)
    place = next(segment.index for segment in found.timeline.segments if segment.step == 1)
    left = room.through(room.intake().before_resuming(replace(found, place=place)), None)
    assert left.timeline.steps[left.timeline.segments[left.place].step].name == "Hip lift"


def test_going_on_begins_nothing_where_a_sign_stands_or_nothing_is_left(room):
    room.well("C4.legs")
    with pytest.raises(NotBegun):
        room.through(room.intake().before_resuming(broken_off(BENDING)), 2)
    HealthRecord(room.program).record_answers({"C4.legs": False, "C3.bones": True})
    with pytest.raises(NotBegun, match="rule out"):
        room.through(room.intake().before_resuming(broken_off(routine(CURL))), frozenset(), None)


def test_going_on_asks_again_what_has_run_out(room):
    room.well(ago=91 * DAY)
    room.through(room.intake().before_resuming(broken_off(BENDING)), NO, frozenset(), None)


def test_going_on_does_not_put_cold_on_inside_a_lock_out_nor_where_it_does_not_suit(room):
    room.well()
    room.came_off(30)
    with pytest.raises(NotBegun, match="two hours"):
        room.through(room.intake().before_resuming(broken_off(routine(hold(20), pack()))), None, NO)
    HealthRecord(room.program).record_answers({"C3.cold": True})
    with pytest.raises(NotBegun, match="reacts"):
        room.through(room.intake().before_resuming(broken_off(routine(hold(20), pack()))), None)


def test_c4_going_on_with_a_spasm_where_nobody_answers_leaves_out_what_moves(room):
    from unclench.care.asks import UNANSWERED

    room.well()
    left = room.through(room.intake().before_resuming(broken_off(SPASM)), UNANSWERED, None)
    assert [step.name for step in left.timeline.steps] == ["Breathing 5-1-4"]
    moving = replace(SPASM, steps=(TILT,))
    with pytest.raises(NotBegun):
        room.through(room.intake().before_resuming(broken_off(moving)), UNANSWERED, None)


def test_going_on_is_played_in_the_easier_way_that_suits_now(room):
    room.well("C3.knee")
    child = ExerciseStep(
        exercise=Movement("childs-pose", "Child's pose", tags=("flexion", "kneeling")), hold=Exact(10_000)
    )
    expected = room.before(routine(child)).timeline.steps[0].note
    left = room.through(room.intake().before_resuming(broken_off(routine(child))), None)
    assert left.timeline.steps[0].note == expected
    assert any(expected.split(".")[0] in text for cue in left.timeline.cues for text in cue.spoken)


def test_c4_session_with_much_pain_going_on_is_advised_against_as_any_session(room):
    room.well()
    with pytest.raises(NotBegun) as reason:
        room.through(room.intake().before_resuming(broken_off(BENDING)), 7, 0)
    assert reason.value.breathe
    assert room.through(room.intake().before_resuming(broken_off(BENDING)), 3).pain == 3


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


def test_c1_16_going_on_does_not_bring_together_two_presses_between_which_a_step_is_left_out(room):
    def press(name: str) -> ExerciseStep:
        return replace(hold(40, name=name), exercise=Movement(id=None, name=name), tags=("massage",), setup=Exact(0))

    point = "Press the point with a thumb"
    between = ExerciseStep(
        exercise=Movement("hamstring-stretch", "Hamstring stretch", tags=("hamstring-stretch",)),
        hold=Exact(5_000),
        setup=Exact(0),
    )
    together = broken_off(routine(press(point), between, press(point)))
    room.well("C3.sciatica")
    with pytest.raises(NotBegun, match="at most 60 seconds"):
        room.through(room.intake().before_resuming(together), frozenset(), None)
