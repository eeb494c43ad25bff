"""What is written into the blanks of a sheet is remembered, for this file and this edition of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.care.waiting_room import PRONE

from unclench.care.asks import Fill
from unclench.care.blank_memory import BlankMemory
from unclench.care.intake import Intake
from unclench.reports.routines import details_text
from unclench.routine.model import Blank, DoStep, Exact, Movement, RepNote
from unclench.session.compiler import choose
from unclench.testing import routine

SHEET = replace(routine(replace(PRONE, hold=Blank(), reps=Exact(2))), id="sheet", edition="1")


def held(ready) -> set[int]:
    return {segment.width for segment in ready.timeline.segments if segment.label == "hold"}


def test_a_blank_is_asked_the_first_time_only(room):
    room.well()
    assert held(room.before(SHEET, 7_000)) == {7_000}
    assert room.asked == ["Lie on your front: how long do you hold it?"]
    assert held(room.before(SHEET)) == {7_000}
    assert len(room.asked) == 1


def test_another_edition_or_another_file_is_asked_about_anew(room):
    room.well()
    room.before(SHEET, 7_000)
    assert held(room.before(replace(SHEET, edition="2"), 8_000)) == {8_000}
    assert held(room.before(replace(SHEET, id="other"), 9_000)) == {9_000}
    assert held(room.before(SHEET)) == {7_000}


def test_whoever_wants_to_change_it_is_asked_again_and_offered_the_last_answer(room):
    room.well()
    room.before(SHEET, 7_000)
    choices = replace(room.program.choices(), ask_again=True)
    flow = Intake(room.program).before(choose(SHEET, choices))
    ask = next(flow)
    assert isinstance(ask, Fill)
    assert ask.suggested == "7s"
    flow.close()
    room.through(Intake(room.program).before(choose(SHEET, choices)), 5_000)
    assert held(room.before(SHEET)) == {5_000}


def test_a_start_without_questions_takes_what_was_written_last_time(room):
    room.well()
    room.before(SHEET, 7_000)
    assert held(room.before(SHEET, as_suggested=True)) == {7_000}


def test_what_was_left_half_way_is_not_remembered(room):
    room.well()
    sheet = replace(SHEET, steps=(*SHEET.steps, DoStep(what=Movement(None, "Walk"), lasting=Blank())))
    flow = Intake(room.program).before(choose(sheet, room.program.choices()))
    next(flow)
    flow.send(7_000)
    flow.close()
    assert choose(sheet, room.program.with_todays_doses(sheet, room.program.choices())).questions != ()


def test_show_has_the_blank_and_beside_it_what_was_written_there(room):
    room.well()
    room.before(SHEET, 7_000)
    chosen = choose(SHEET, room.program.with_todays_doses(SHEET, room.program.choices()))
    told = details_text(chosen, chosen.timeline)
    assert "Twice: hold ___.\n         This time: twice: hold 7 seconds." in told
    assert "Asked before the start" not in told


def test_an_answer_that_is_too_much_by_now_is_asked_about_anew(room):
    room.well()
    press = replace(PRONE, hold=Blank(), tags=("massage",), exercise=Movement(None, "Press the sore point"))
    sheet = replace(routine(press), id="press")
    room.before(sheet, 40_000)
    longer = replace(sheet, steps=(replace(press, reps=Exact(3)),))
    assert choose(longer, room.program.with_todays_doses(longer, room.program.choices())).questions != ()
    assert choose(sheet, room.program.with_todays_doses(sheet, room.program.choices())).questions == ()


@pytest.mark.parametrize(("field", "value"), [("reps", 999_999_999), ("reps", 0), ("hold", 0), ("hold", 86_400_001)])
def test_what_nobody_can_have_written_is_asked_about(room, field, value):
    """A journal may be imported from anywhere."""
    notes = (RepNote(1, 3, "Half way"),)
    sheet = replace(routine(replace(PRONE, notes=notes, **{field: Blank()})), id="sheet")
    memory = BlankMemory(room.program.book, sheet)
    chosen = choose(sheet, room.program.choices())
    (blank,) = chosen.questions
    memory.keep(blank, value)
    assert memory.recall(chosen, blank) is None
    assert memory.fill_in(chosen) is chosen
