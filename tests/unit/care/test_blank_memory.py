"""What is written into the blanks of a sheet is remembered, for this file and this edition of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.care.waiting_room import PRONE

from unclench.care.asks import Fill
from unclench.care.blank_memory import BlankMemory
from unclench.care.intake import Intake
from unclench.journal.records import AnswerRecord
from unclench.reports.routines import details_text
from unclench.routine.model import Blank, DoStep, Exact, Movement, RepeatStep, RepNote
from unclench.session.compiler import choose
from unclench.testing import routine

PRESS = replace(PRONE, hold=Blank(), tags=("massage",), exercise=Movement(None, "Press the sore point"))
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


def test_a_step_that_has_become_another_is_asked_about_anew(room):
    room.well()
    room.before(SHEET, 7_000)
    other = replace(SHEET, steps=(replace(SHEET.steps[0], exercise=Movement("side", "Lie on your side")),))
    assert held(room.before(other, 9_000)) == {9_000}


def test_each_step_has_a_blank_of_its_own_though_both_are_of_the_same_exercise(room):
    room.well()
    twice = replace(SHEET, steps=SHEET.steps * 2)
    assert held(room.before(twice, 7_000, 9_000)) == held(room.before(twice)) == {7_000, 9_000}


LEVELS = replace(
    routine(RepeatStep(times=Exact(1), steps=(PRONE, replace(PRONE, hold=Exact(20_000))), levels=True, name="Lie")),
    id="levels",
)


def test_a_level_is_asked_about_the_first_time_only_and_again_if_somebody_wants_to(room):
    room.well()
    assert held(room.before(LEVELS, 1)) == {20_000}
    assert held(room.before(LEVELS)) == {20_000}
    assert room.asked == ["Lie: which level?"]
    again = replace(room.program.choices(), ask_again=True)
    room.through(Intake(room.program).before(choose(LEVELS, again)), 0)
    assert (room.ask.options, room.ask.first) == (
        ("Lie on your front: hold 10 seconds", "Lie on your front: hold 20 seconds"), 1
    )  # fmt: skip
    assert held(room.before(LEVELS)) == {10_000}


def test_levels_that_have_changed_are_asked_about_anew(room):
    room.well()
    room.before(LEVELS, 1)
    (block,) = LEVELS.steps
    fewer = replace(LEVELS, steps=(replace(block, steps=(PRONE, replace(PRONE, hold=Exact(30_000)))),))
    assert held(room.before(fewer, 1)) == {30_000}
    assert len(room.asked) == 2


def test_the_remembered_level_is_what_the_preview_shows(room):
    room.well()
    room.before(LEVELS, 1)
    choices = room.program.with_todays_doses(LEVELS, room.program.choices())
    assert choose(LEVELS, choices).questions == ()


def test_the_latest_answer_counts(room):
    room.well()
    choices = replace(room.program.choices(), ask_again=True)
    for value in (7_000, 5_000, 7_000, 6_000):
        room.clock.advance(60_000)
        room.through(Intake(room.program).before(choose(SHEET, choices)), value)
        assert held(room.before(SHEET)) == {value}


def test_whoever_wants_to_be_asked_again_has_no_blank_filled_in_before(room):
    room.well()
    room.before(SHEET, 7_000)
    choices = room.program.choices()
    assert room.program.with_todays_doses(SHEET, choices).answers != {}
    assert room.program.with_todays_doses(SHEET, replace(choices, ask_again=True)).answers == {}


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
    assert len(choose(sheet, room.program.with_todays_doses(sheet, room.program.choices())).questions) == 2


def test_show_has_the_blank_and_beside_it_what_was_written_there(room):
    room.well()
    room.before(SHEET, 7_000)
    chosen = choose(SHEET, room.program.with_todays_doses(SHEET, room.program.choices()))
    told = details_text(chosen, chosen.timeline)
    assert "Twice: hold ___.\n         This time: twice: hold 7 seconds." in told
    assert "Asked before the start" not in told


def test_an_answer_that_is_too_much_by_now_is_asked_about_anew(room):
    room.well()
    press = PRESS
    sheet = replace(routine(press), id="press")
    room.before(sheet, 40_000)
    longer = replace(sheet, steps=(replace(press, reps=Exact(3)),))
    assert choose(longer, room.program.with_todays_doses(longer, room.program.choices())).questions != ()
    assert choose(sheet, room.program.with_todays_doses(sheet, room.program.choices())).questions == ()


LIFT = replace(routine(replace(PRONE, load=Blank(), reps=Exact(2))), id="lift", edition="1")


def test_a_blank_load_is_asked_for_once_and_then_said_shown_and_written_down(room):
    room.well()
    ready = room.before(LIFT, "5kg")
    (step,) = ready.timeline.steps
    assert (step.dose, step.load) == ("twice: hold 10 seconds, with 5 kg", "5kg")
    assert any("with 5 kg" in text for cue in ready.timeline.cues for text in cue.spoken)
    assert room.before(LIFT).timeline.steps[0].load == "5kg"
    assert room.asked == ["Lie on your front: what do you do it with?"]
    told = details_text(
        chosen := choose(LIFT, room.program.with_todays_doses(LIFT, room.program.choices())), chosen.timeline
    )
    assert "Twice: hold 10 seconds, with ___.\n         This time: twice: hold 10 seconds, with 5 kg." in told


def test_whoever_wants_to_change_a_load_is_offered_the_last_one_and_another_edition_is_asked_anew(room):
    room.well()
    room.before(LIFT, "red band")
    again = replace(room.program.choices(), ask_again=True)
    ask = next(Intake(room.program).before(choose(LIFT, again)))
    assert isinstance(ask, Fill)
    assert ask.suggested == "red band"
    assert room.before(replace(LIFT, edition="2"), "own weight").timeline.steps[0].load == "own weight"


def test_of_a_load_that_nobody_has_named_nothing_is_suggested_or_said(room):
    room.well()
    ask = next(Intake(room.program).before(choose(LIFT, room.program.choices())))
    assert isinstance(ask, Fill)
    assert ask.suggested == ""
    ready = room.before(LIFT, as_suggested=True)
    assert (ready.timeline.steps[0].dose, ready.timeline.steps[0].load) == ("twice: hold 10 seconds", "")


@pytest.mark.parametrize("typed", ["", "  ", "ask", "____ kg", "?", "x" * 121, "5\x1b[2Jkg"])
def test_what_is_no_load_is_refused_with_what_to_write_instead(room, typed: str):
    room.well()
    ask = next(Intake(room.program).before(choose(LIFT, room.program.choices())))
    assert isinstance(ask, Fill)
    with pytest.raises(ValueError, match="Write what you use, like 5kg or red band"):
        ask.read(typed)
    assert ask.read("  2.5   kg ") == "2.5 kg"


@pytest.mark.parametrize("value", ["", "ask", "x" * 121, "a\x1b[2J", 5])
def test_a_load_that_nobody_can_have_written_is_asked_about(room, value: str | int):
    memory, chosen = BlankMemory(room.program.book, LIFT), choose(LIFT, room.program.choices())
    memory.keep(chosen.questions[0], value)
    assert BlankMemory(room.program.book, LIFT).recall(chosen, chosen.questions[0]) is None


def test_a_number_that_is_a_load_and_a_count_that_is_none_are_not_taken_for_each_other(room):
    room.well()
    assert room.before(LIFT, "5").timeline.steps[0].load == "5"
    assert room.before(LIFT).timeline.steps[0].load == "5"
    memory, chosen = BlankMemory(room.program.book, SHEET), choose(SHEET, room.program.choices())
    memory.keep(chosen.questions[0], "7000")
    assert BlankMemory(room.program.book, SHEET).recall(chosen, chosen.questions[0]) is None


@pytest.mark.parametrize(("field", "value"), [("reps", 999_999_999), ("reps", 0), ("hold", 0), ("hold", 86_400_001)])
def test_what_nobody_can_have_written_is_asked_about(room, field, value):
    """A journal may be imported from anywhere."""
    notes = (RepNote(1, 3, "Half way"),)
    sheet = replace(routine(replace(PRONE, notes=notes, **{field: Blank()})), id="sheet")
    memory = BlankMemory(room.program.book, sheet)
    chosen = choose(sheet, room.program.choices())
    (blank,) = chosen.questions
    memory.keep(blank, value)
    again = BlankMemory(room.program.book, sheet)
    assert again.recall(chosen, blank) is None
    assert again.fill_in(chosen) is chosen


@pytest.mark.parametrize("value", [0, 3, 10])
def test_a_level_that_nobody_can_have_chosen_is_not_offered(room, value):
    memory, chosen = BlankMemory(room.program.book, LEVELS), choose(LEVELS, room.program.choices())
    memory.keep(chosen.questions[0], value)
    assert BlankMemory(room.program.book, LEVELS).recall(chosen, chosen.questions[0]) is None


def test_what_is_remembered_already_is_not_written_down_again(room):
    room.well()
    for _ in range(2):
        memory, chosen = BlankMemory(room.program.book, SHEET), choose(SHEET, room.program.choices())
        memory.keep(chosen.questions[0], 7_000)
    assert [each.yes for each in room.read(AnswerRecord) if each.question.startswith("blank.")] == [True]


def test_one_answer_that_is_too_much_by_now_takes_no_other_with_it_and_is_not_offered(room):
    room.well()
    sheet = replace(routine(PRESS, replace(PRONE, hold=Blank())), id="press")
    room.before(sheet, 40_000, 7_000)
    room.asked.clear()
    longer = replace(sheet, steps=(replace(PRESS, reps=Exact(3)), sheet.steps[1]))
    chosen = choose(longer, room.program.with_todays_doses(longer, room.program.choices()))
    assert [left.step for left in chosen.questions] == ["1"]
    ask = next(Intake(room.program).before(chosen))
    assert isinstance(ask, Fill)
    assert ask.suggested != "40s"


def test_answers_that_are_too_much_only_together_are_asked_about_anew(room):
    """60 seconds on one point are the most (C1.16): 12 seconds five times, or 10 seconds six times, but not both."""
    room.well()
    counted = replace(PRESS, hold=Exact(10_000), reps=Blank())
    room.before(replace(routine(PRESS), id="press"), 12_000)
    room.before(replace(routine(counted), id="press"), 6)
    both = replace(routine(replace(PRESS, reps=Blank())), id="press")
    chosen = choose(both, room.program.with_todays_doses(both, room.program.choices()))
    assert [left.field for left in chosen.questions] == ["reps", "hold"]


def test_a_sheet_that_cannot_be_played_has_nothing_filled_in_and_is_refused_where_it_is_played(room):
    room.well()
    room.before(SHEET, 7_000)
    sheet = replace(SHEET, steps=(*SHEET.steps, replace(PRONE, hold=Exact(70_000), tags=("massage",))))
    choices = room.program.choices()
    assert room.program.with_todays_doses(sheet, choices) == choices
