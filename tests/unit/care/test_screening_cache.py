"""When a start need not open the journal."""

from __future__ import annotations

import pytest
from tests.unit.care.waiting_room import BENDING, BREATH, DAY, MINUTE, SPASM, Room, pack

from unclench.care import clearance
from unclench.care.health_record import HealthRecord
from unclench.routine.model import PATTERNS, DoStep, Exact, Movement, Routine
from unclench.session.choices import breathing_routine
from unclench.session.compiler import compile_routine
from unclench.testing import routine


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


def test_a_pack_is_never_put_on_without_a_question_and_nothing_begins_unasked_that_is_not_clear(room):
    room.well()
    now = room.moments().wall

    def unasked(played: Routine) -> bool:
        return clearance.begins_unasked(room.program.home, compile_routine(played), played.tags, now)

    assert not unasked(BENDING)
    room.before(routine(pack()))
    room.before(BENDING)
    assert (unasked(BENDING), unasked(routine(pack())), unasked(SPASM)) == (True, False, False)
    assert clear(room, routine(pack())), "its kind has nothing left to ask"


@pytest.mark.parametrize("answer", ["C3.bones", "C4.saddle"])
def test_a_yes_is_never_clear_and_an_answer_ends_what_was(room, answer):
    room.well()
    room.before(BENDING)
    HealthRecord(room.program).record_answers({answer: True})
    assert not clear(room, BENDING)


def test_a_walk_is_clear_only_where_exercise_is(room):
    room.well("C3.heart")
    room.before(breathing_routine(PATTERNS["5-1-4"], MINUTE))
    walk = routine(DoStep(what=Movement("walk", "Walk", tags=("walking",)), lasting=Exact(MINUTE)))
    assert not clear(room, walk)


@pytest.mark.parametrize("name", ["Toe touches", "Goblet squats", "Water the plants"])
def test_whatever_is_done_in_ones_own_words_is_never_clear_of_questions_that_suitability_would_ask(room, name):
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
