"""The health questions before a session, and what the answers leave of it."""

from __future__ import annotations

import contextlib

import pytest
from tests.answered import hear, through
from tests.unit.care.waiting_room import BENDING, BREATH, CURL, DAY, Room, pack

from unclench.care.asks import NO, YES, Ask, Fill, NotBegun, Tell, Tick
from unclench.care.health_record import HealthRecord
from unclench.care.questionnaire import DO_ANY_APPLY, WHICH_OF_THESE, review
from unclench.journal.queries import answers
from unclench.journal.records import OverrideRecord
from unclench.routine.model import Exact, ExerciseStep, Movement
from unclench.session.compiler import choose
from unclench.testing import routine


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
        ("C3.bones", "Chosen anyway: Knee to chest.")
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


def _in_the_list(room: Room, *names: str) -> Tick:
    """The list of what is left out, for strength exercises of these names and somebody with a heart condition."""
    room.well("C3.heart")
    strong = [
        ExerciseStep(exercise=Movement(f"own-{name}", name, tags=("strength",)), hold=Exact(10_000)) for name in names
    ]
    room.before(routine(*strong, BREATH), frozenset())
    assert isinstance(room.ask, Tick)
    return room.ask


def test_c3_an_exercise_that_comes_twice_is_named_once_among_what_is_left_out(room):
    ask = _in_the_list(room, "Plank", "Bird dog", "Plank")
    assert [text.partition(":")[0] for _, text in ask.items] == ["Plank, Bird dog"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Plank",), "Plank."),
        (("Plank", "Plank"), "Plank."),
        (("Plank", "Bird dog", "Bridge"), "Plank, Bird dog, Bridge."),
        (("Plank", "Bird dog", "Bridge", "Squat", "Plank", "Lunge"), "Plank, Bird dog, Bridge, and 2 more."),
    ],
)
def test_c3_what_is_left_out_is_named_aloud_for_closed_eyes_three_at_most(room, names, said):
    assert _in_the_list(room, *names).spoken == (
        f"Some steps are left out because of your answers. {said} Press n to go on without them."
    )


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
    ready = room.through(room.intake(person=False).before(choose(BENDING, room.program.choices())))
    assert room.titles(ready) == ["Knee to chest", "Hip lift"]
    assert any("not answered the safety questions" in told for told in room.told)
    with pytest.raises(NotBegun, match="cold and heat"):
        room.through(room.intake(person=False).before(choose(routine(pack()), room.program.choices())))
    room.well("C3.bones")
    ready = room.through(room.intake(person=False).before(choose(BENDING, room.program.choices())))
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
    hear(room.home)
    room.before(routine(pack()), NO, frozenset())
    known = answers(room.program.book.journal)
    assert {id for id, answer in known.items() if id.startswith("C3.") and not answer.yes} >= {
        "C3.numb",
        "C3.circulation",
    }
    assert not any(answer.yes for answer in known.values())


def test_c3_a_yes_to_a_group_opens_its_own_lines(room):
    flow = room.intake().before(choose(routine(pack()), room.program.choices()))
    next(flow)
    groups = flow.send(NO)
    while isinstance(groups, Tell):
        groups = flow.send(None)
    assert len(groups.items) <= 5
    opened = flow.send(frozenset({"ill"}))
    assert {id for id, _ in opened.items} == {"C3.skin", "C3.cancer"}
    flow.close()


def test_c3_what_was_ticked_is_kept_and_what_was_not_is_a_no(room):
    with pytest.raises(NotBegun, match="irritated or infected"):
        room.before(routine(pack()), NO, frozenset({"ill"}), frozenset({"C3.skin"}), None)
    known = answers(room.program.book.journal)
    assert (known["C3.skin"].yes, known["C3.cancer"].yes, known["C3.heart"].yes) == (True, False, False)
    room.before(BENDING, frozenset({"C3.bones"}), frozenset())
    assert answers(room.program.book.journal)["C3.bones"].yes


def test_c3_where_nobody_can_answer_cold_that_does_not_suit_does_not_begin(room):
    for sign in ("C3.cold", "C3.diabetes"):
        room.well(sign)
        with pytest.raises(NotBegun, match="unclench screening"):
            room.through(room.intake(person=False).before(choose(routine(pack()), room.program.choices())))


def test_c3_an_earlier_yes_is_ticked_when_it_is_asked_again(room):
    room.well("C3.bones", ago=91 * DAY)
    with pytest.raises(NotBegun):
        room.before(BENDING, NO, None)
    assert room.ask.ticked == frozenset({"C3.bones"})


def test_c3_a_list_that_is_left_begins_nothing_whichever_it_is(room):
    with pytest.raises(NotBegun):
        room.before(routine(pack()), NO, frozenset({"ill"}), None)
    assert "C3.skin" not in answers(room.program.book.journal)
    HealthRecord(room.program).record_answers({"C3.bones": True})
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
    room.through(room.intake(person=False).before(choose(BENDING, room.program.choices())))
    assert any("not answered the safety questions" in told for told in room.told)


def test_looking_at_the_answers_changes_none_and_what_was_not_asked_stays_unasked(room):
    health = HealthRecord(room.program)
    health.record_answers({"C3.knee": True})
    flow = review(health)
    ask = next(flow)
    assert isinstance(ask, Tick)
    assert ask.ticked == {"C3.knee"}
    with pytest.raises(StopIteration) as end:
        flow.send(frozenset({"C3.knee"}))
    assert not end.value.value
    assert set(health.answers()) == {"C3.knee"}
    flow = review(health)
    next(flow)
    with pytest.raises(StopIteration) as end:
        flow.send(frozenset({"C3.wrist"}))
    assert end.value.value
    assert {id: answer.yes for id, answer in health.answers().items()} == {"C3.knee": False, "C3.wrist": True}


def test_the_lists_are_read_aloud_row_by_row_with_their_keys_and_how_to_answer(room):
    asked: list[Ask] = []
    for played, given in ((routine(pack()), [NO, frozenset({"ill"}), None]), (BENDING, [frozenset()])):
        with contextlib.suppress(NotBegun):
            through(room.intake().before(choose(played, room.program.choices())), given, asked.append, asked.append)
    lists = [ask for ask in asked if isinstance(ask, Tick)]
    assert [ask.heading for ask in lists] == [DO_ANY_APPLY, WHICH_OF_THESE, DO_ANY_APPLY]
    for ask in lists:
        read = ask.spoken.removeprefix(ask.heading)
        for key, text in zip(ask.row_keys(), ask.rows(), strict=True):
            _, row, read = read.partition(f" {key}: {text[0].upper()}{text[1:]}")
            assert row, text
        assert read.endswith(" Press n for none of these. If one applies, press its key, then Enter.")
