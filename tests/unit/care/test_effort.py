"""How the steps were that grow by that: when it is asked, and what comes of it."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.care.waiting_room import DAY, Room

from unclench.care.asks import Choose
from unclench.care.health_record import session_of
from unclench.care.interruptions import HOW_TO_ANSWER_EFFORT, after, efforts_to_ask, how_it_was
from unclench.journal.erasure import forget_between, forget_session
from unclench.journal.queries import FELT, FeltStep, answers, felt_in, felt_since
from unclench.journal.records import AnswerRecord, SessionRecord
from unclench.player.controller import SessionController
from unclench.routine import load_text
from unclench.routine.model import Routine
from unclench.safety import red_flags
from unclench.session.compiler import compile_routine
from unclench.session.end_reason import EndReason, Felt

TOO_MUCH, RIGHT, EASY, SKIP = range(4)


def sheet(*steps: str) -> Routine:
    lines = "\n".join(f"- {step}" for step in steps)
    return load_text(f"title: T\ndefaults: {{setup: 0s}}\nsteps:\n{textwrap.indent(lines, '  ')}\n", "t.yaml").routine


TWO = sheet(
    "{exercise: Cat-cow, reps: 8, progress: {reps: up to 30, by: 2}}",
    "{exercise: Lean, hold: 10s, progress: {hold: 10-20s}}",
    "{exercise: Nod, reps: 3, progress: {reps: 3-9, every: 1 day}}",
)
BANDS = sheet("{exercise: Pull, reps: 2, progress: {load: [yellow band, red band, blue band]}}")


def played(room: Room, routine: Routine, *, to: float = 1, end: EndReason = EndReason.USER) -> SessionController:
    """A session with today's doses: to its end, or so far of it."""
    choices = room.program.with_todays_doses(routine, room.program.choices())
    timeline = compile_routine(routine, choices)
    controller = room.program.start_session(routine, timeline)
    controller.settle()
    stop = room.clock.now() + round(timeline.total * to)
    while controller.ended is None and (to == 1 or room.clock.now() < stop):
        room.clock.advance(max(1, controller.sleep_for()))
        controller.tick()
    if controller.ended is None:
        controller.end(end)
    return controller


def next_day(room: Room, days: int = 1) -> None:
    room.clock.advance(days * DAY)


def said(room: Room, controller: SessionController, *given: Any) -> None:
    room.through(how_it_was(room.intake().health, controller, efforts_to_ask(room.intake().health, controller)), *given)


def doses(room: Room, routine: Routine) -> dict[str, int]:
    found = room.program.with_todays_doses(routine, room.program.choices()).doses
    return {id: each.value for id, each in found.items()}


def id_of(controller: SessionController) -> str:
    found = session_of(controller)
    assert found is not None
    return found


def asked(room: Room, controller: SessionController) -> list[str]:
    return [step.name for step in efforts_to_ask(room.intake().health, controller)]


def test_each_step_that_grows_by_how_it_was_is_asked_about_once_in_words_and_aloud(room):
    room.well()
    said(room, played(room, TWO), EASY, RIGHT)
    assert room.asked == [
        "Cat-cow, 8 times: too much, right, or easy?",
        "Lean, hold 10 seconds: too much, right, or easy?",
    ]
    assert isinstance(room.ask, Choose)
    assert room.ask.keys == ("1", "2", "3", "0")
    assert room.ask.options[room.ask.first] == "right"


def test_the_first_question_says_aloud_how_to_answer(room):
    room.well()
    said(room, played(room, sheet("{exercise: Lean, progress: {reps: '>=2'}}")), SKIP)
    assert room.ask.spoken == f"Lean, twice: too much, right, or easy? {HOW_TO_ANSWER_EFFORT}"


@pytest.mark.parametrize(("given", "tomorrow"), [(EASY, 10), (RIGHT, 8), (TOO_MUCH, 6), (SKIP, 8), (None, 8)])
def test_the_dose_of_the_next_day_follows_the_answer(room, given, tomorrow):
    room.well()
    said(room, played(room, TWO), *[given, *([RIGHT] if given in (EASY, RIGHT, TOO_MUCH) else [])])
    next_day(room)
    assert doses(room, TWO)["1"] == tomorrow


@pytest.mark.parametrize("end", [EndReason.PAIN, EndReason.TOO_MUCH_PAIN])
def test_nothing_grows_after_a_session_that_the_body_ended_however_easy_it_was_before(room, end):
    room.well()
    said(room, played(room, TWO), EASY, EASY)
    played(room, TWO, to=0.2, end=end)
    next_day(room)
    assert {id: doses(room, TWO)[id] for id in ("1", "2")} == {"1": 8, "2": 10_000}
    assert "because it hurt" in str(room.program.with_todays_doses(TWO, room.program.choices()).doses["1"].why)
    played(room, TWO)  # it went well again
    next_day(room)
    said(room, played(room, TWO), EASY, EASY)
    next_day(room)
    assert doses(room, TWO)["1"] == 10


def test_one_key_leaves_all_the_questions(room):
    room.well()
    said(room, played(room, TWO), SKIP)
    assert len(room.asked) == 1
    assert felt_of(room) == []


def felt_of(room: Room) -> list[FeltStep]:
    journal = room.program.book.journal
    assert journal is not None
    return felt_since(journal, 0, 100)


def test_nothing_is_asked_a_second_time(room):
    room.well()
    controller = played(room, TWO)
    said(room, controller, EASY, EASY)
    assert asked(room, controller) == []


def test_a_session_that_was_left_asks_about_what_was_done_of_it(room):
    room.well()
    assert asked(room, played(room, TWO, to=0.7)) == ["Cat-cow"]


def test_what_was_made_easier_is_not_asked_about_and_does_not_grow(room):
    room.well()
    choices = room.program.choices()
    controller = room.program.start_session(TWO, compile_routine(TWO, choices))
    controller.settle()
    room.clock.advance(1_000)
    controller.tick()
    controller.hold_still()
    controller.ease(goes_on=True)
    while controller.ended is None:
        room.clock.advance(max(1, controller.sleep_for()))
        controller.tick()
    assert asked(room, controller) == ["Lean"]


@pytest.mark.parametrize("reason", [reason for reason in EndReason if reason.body or reason.unasked])
def test_nothing_is_asked_where_the_body_ended_it_or_nobody_could_answer(room, reason):
    room.well()
    controller = played(room, TWO, to=0.7, end=reason)
    assert controller.ended is reason
    assert asked(room, controller) == []


@pytest.mark.parametrize(("rating", "questions"), [(5, 2), (6, 0), (10, 0)])
def test_nothing_is_asked_after_pain_of_six_or_more(room, rating, questions):
    room.well()
    controller = played(room, TWO)
    room.through(after(room.intake().health, controller), rating, *[RIGHT] * questions)
    assert len(room.asked) == 1 + questions


def test_nothing_is_asked_where_it_hurt_as_much_before_or_in_the_session(room):
    room.well()
    controller = played(room, TWO)
    room.intake().health.record_pain(7, "before", controller)
    assert asked(room, controller) == []


def test_nothing_is_asked_while_a_warning_sign_stands(room):
    room.well()
    controller = played(room, TWO)
    health = room.intake().health
    assert efforts_to_ask(health, controller)
    health.record_answers({red_flags.SIGNS[0].id: True})
    assert efforts_to_ask(health, controller) == ()


def test_nothing_is_asked_of_a_routine_in_which_nothing_grows_that_way(room):
    room.well()
    by_days = sheet("{exercise: Nod, reps: 3, progress: {reps: 3-9, every: 1 day}}", "{rest: 5s}")
    assert asked(room, played(room, by_days)) == []


def test_a_load_grows_from_one_to_the_next_and_is_remembered_where_nobody_says_how_it_was(room):
    room.well()
    names = ("yellow band", "red band", "blue band")
    told = []
    for given in (EASY, SKIP, EASY, EASY, TOO_MUCH, RIGHT):
        controller = played(room, BANDS)
        told.append(controller.session.timeline.steps[0].dose.rpartition("with ")[2])
        said(room, controller, given)
        next_day(room)
    assert told == [names[place] for place in (0, 1, 1, 2, 2, 1)]
    assert room.asked[1] == "Pull, with red band: too much, right, or easy?"


def test_a_load_goes_back_after_two_weeks_and_on_from_there(room):
    room.well()
    said(room, played(room, BANDS), EASY)
    next_day(room)
    said(room, played(room, BANDS), SKIP)
    next_day(room, 14)
    assert doses(room, BANDS) == {"1": 1}
    said(room, played(room, BANDS), SKIP)
    next_day(room)
    assert doses(room, BANDS) == {"1": 1}


def test_how_a_step_was_goes_along_when_it_is_moved_in_its_file(room):
    room.well()
    said(room, played(room, BANDS), EASY)
    next_day(room)
    below = sheet("{rest: 5s}", "{exercise: Pull, reps: 2, progress: {load: [yellow band, red band, blue band]}}")
    assert doses(room, below) == {"2": 2}


@pytest.mark.parametrize("growth", ["load: [yellow band, red band]", "reps: 2-9"])
def test_what_was_easy_on_another_edition_of_the_sheet_earns_nothing_on_this_one(room, growth):
    room.well()
    first = replace(sheet(f"{{exercise: Pull, reps: 2, progress: {{{growth}}}}}"), edition="2023")
    said(room, played(room, first), EASY)
    next_day(room)
    before = doses(room, replace(first, edition="2024"))["1"]
    assert doses(room, first)["1"] == before + 1


def test_two_steps_of_the_same_exercise_are_each_asked_about_and_grow_each_for_itself(room):
    room.well()
    twice = sheet(*["{exercise: Lean, hold: 5s, progress: {reps: 2-9}}"] * 2)
    said(room, played(room, twice), EASY, TOO_MUCH)
    next_day(room)
    assert doses(room, twice) == {"1": 3, "2": 1}


def test_the_words_that_the_journal_has_stay_the_same():
    assert {each.name: each.value for each in Felt} == {"TOO_MUCH": "too much", "RIGHT": "right", "EASY": "easy"}


def test_a_load_may_grow_by_the_days_alone(room):
    room.well()
    by_days = sheet("{exercise: Pull, reps: 2, progress: {load: 2-4kg, every: 2 days}}")
    told = []
    for _ in range(5):
        told.append(played(room, by_days).session.timeline.steps[0].load)
        next_day(room)
    assert told == ["2 kg", "2 kg", "3 kg", "3 kg", "4 kg"]
    assert room.asked == []


def test_the_name_of_the_step_goes_with_what_was_said_of_it(room):
    room.well()
    controller = played(room, TWO)
    said(room, controller, EASY, TOO_MUCH)
    journal = room.program.book.journal
    told = [(each.name, each.felt) for each in felt_in(journal, id_of(controller))]
    assert told == [("Cat-cow", Felt.EASY), ("Lean", Felt.TOO_MUCH)]
    assert [each.name for each in felt_of(room)] == ["Lean", "Cat-cow"]


def test_how_it_was_is_no_answer_about_health(room):
    room.well()
    said(room, played(room, BANDS), EASY)
    assert not [id for id in answers(room.program.book.journal) if id.startswith((FELT, "load."))]


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_forgotten_takes_along_how_it_was(room, whole):
    room.well()
    first = played(room, BANDS)
    said(room, first, EASY)
    next_day(room)
    said(room, played(room, BANDS), EASY)
    journal, now = room.program.book.journal, room.program.book.now()
    of_first, other = id_of(first), room.read(SessionRecord)[1]
    if whole:
        forget_session(journal, of_first, now)
    else:
        forget_between(journal, 0, other.began, now)
    kept = [each.question for each in room.read(AnswerRecord) if each.question.startswith((FELT, "load."))]
    assert len(kept) == 2
    assert all(other.id in question for question in kept)


@pytest.mark.parametrize(
    "question",
    ["felt.", "felt.{id}.1=fine", "felt.{id}.1", "felt.{id}.\x1b[2J=easy", "felt.{id}.1=easy\n", "load.{id}.1=9" * 9],
)
def test_strange_records_of_how_it_was_are_passed_over(room, question):
    room.well()
    controller = played(room, BANDS)
    id = id_of(controller)
    room.program.book.add(AnswerRecord(id="f" * 32, at=room.moments().wall, question=question.format(id=id), yes=True))
    assert felt_of(room) == []
    next_day(room)
    assert doses(room, BANDS) == {"1": 1}
