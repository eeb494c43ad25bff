"""The warning signs before a session, without any front end."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.answered import through
from tests.unit.care.waiting_room import BENDING, BREATH, CURL, DAY, PRONE, SPASM, TILT, pack

from unclench.care.asks import NO, UNANSWERED, YES, Acknowledge, Choose, NotBegun, Tick
from unclench.care.health_record import HealthRecord
from unclench.journal.queries import answers
from unclench.routine.model import Movement
from unclench.safety.red_flags import AFTER_NONE, SHORT
from unclench.session.compiler import choose
from unclench.testing import routine


def test_c4_the_short_question_comes_before_every_routine_for_a_spasm(room):
    room.well()
    for _ in range(3):
        room.before(SPASM, NO)
    assert len(room.asked) == 3
    assert isinstance(room.ask, Choose)
    assert room.ask.row_keys() == ("y", "n")
    assert room.ask.spoken.startswith(room.ask.text)


def test_c4_whoever_has_none_of_the_signs_in_a_spasm_is_told_so(room):
    room.well()
    room.before(SPASM, NO)
    assert room.told == [AFTER_NONE]


def test_c4_a_yes_to_the_short_question_shows_the_action_at_once_and_begins_nothing(room):
    room.well()
    flow = room.intake().before(choose(SPASM, room.program.choices()))
    next(flow)
    ask = flow.send(YES)
    assert isinstance(ask, Acknowledge)
    assert "call" in ask.heading.lower()
    assert answers(room.program.book.journal)["C4.short"].yes, "kept before anything is read"
    assert ask.words().endswith("press y, then Enter.")
    which = flow.send(True)
    assert isinstance(which, Tick)
    assert "Press n for: I am not sure." in which.words()
    with pytest.raises(NotBegun):
        flow.send(frozenset({"C4.saddle"}))
    known = answers(room.program.book.journal)
    assert (known["C4.saddle"].yes, known["C4.short"].yes, known["C4.legs"].yes) == (True, False, False)


def test_of_the_answers_about_signs_a_remote_comes_first_to_the_one_that_begins_nothing(room):
    room.well()
    room.before(SPASM, NO)
    assert room.ask.options[room.ask.first] == "yes, or I am not sure"
    room.well("C4.saddle")
    flow = room.intake().before(choose(BENDING, room.program.choices()))
    standing = next(flow)
    assert standing.options[standing.first] == "It still applies: not now"
    assert standing.words().endswith("3: It still applies: not now.")


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
        room.through(room.intake(person=False).before(choose(BENDING, room.program.choices())))


def test_c4_where_nobody_can_answer_it_is_said_that_the_signs_were_not_asked_about(room):
    room.well()
    ready = room.through(room.intake(person=False).before(choose(SPASM, room.program.choices())))
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
    assert dict(ask.also) == {"!": YES}, "the key of the signs says yes here as well"
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
        HealthRecord(room.program).record_answers({"C4.short": False})


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


def test_c4_where_nobody_answers_what_to_do_about_a_sign_is_said_as_well_as_shown(room):
    room.well()
    heard = list[str]()
    flow = room.intake().before(choose(SPASM, room.program.choices()))
    through(flow, [UNANSWERED], lambda told: heard.append(told.spoken), lambda _: None)
    assert (HealthRecord(room.program).what_to_do({SHORT.id}) or "?") in heard[0]
