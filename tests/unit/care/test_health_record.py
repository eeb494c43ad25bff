"""Answers that are recorded, and how long they last."""

from __future__ import annotations

from typing import Any

from unclench.care.health_record import CORRECTED, HealthRecord
from unclench.journal.records import PainRecord, SessionRecord
from unclench.player.controller import SessionController
from unclench.session.compiler import compile_routine
from unclench.testing import hold, routine


def test_answers_hold_for_this_run_where_the_journal_cannot_be_used(room, monkeypatch):
    monkeypatch.setattr(room.program.book, "use", lambda does: False)
    health = HealthRecord(room.program)
    health.record_answers({"C3.bones": True})
    assert health.answers()["C3.bones"].yes


def test_with_a_no_a_doctors_earlier_yes_is_over(room):
    room.well("C3.diabetes", "ok.diabetes")
    health = HealthRecord(room.program)
    health.record_answers({"C3.diabetes": False})
    assert not health.answers()["ok.diabetes"].yes


def pains(room: Any) -> list[tuple[int, str, bool]]:
    return [(each.rating, each.when, each.session is not None) for each in room.read(PainRecord)]


def begun(room: Any) -> SessionController:
    played = routine(hold(10))
    controller: SessionController = room.program.start_session(played, compile_routine(played))
    controller.settle()
    return controller


def test_a_rating_that_leads_into_a_session_is_stored_once_with_that_session(room):
    health = HealthRecord(room.program)
    health.record_pain(4, "between", None)
    room.clock.advance(60_000)
    assert health.record_pain(4, "before", begun(room))
    assert pains(room) == [(4, "before", True)]
    assert [each.session for each in room.read(PainRecord)] == [each.id for each in room.read(SessionRecord)]


def test_a_rating_that_has_changed_until_the_session_begins_is_another_one(room):
    health = HealthRecord(room.program)
    health.record_pain(4, "between", None)
    health.record_pain(6, "before", begun(room))
    assert pains(room) == [(4, "between", False), (6, "before", True)]


def test_a_rating_is_corrected_by_the_next_one_for_ten_seconds(room):
    health = HealthRecord(room.program)
    for rating, later in ((1, 1_000), (10, CORRECTED), (3, 0)):
        health.record_pain(rating, "between", None)
        room.clock.advance(later)
    assert pains(room) == [(10, "between", False), (3, "between", False)]


def test_a_correction_of_what_was_deleted_meanwhile_is_stored(room):
    health = HealthRecord(room.program)
    health.record_pain(1, "between", None)
    room.program.book.journal.file.connection.execute("DELETE FROM pain")
    assert health.record_pain(10, "between", None)
    assert pains(room) == [(10, "between", False)]


def test_after_a_session_a_rating_is_corrected_and_one_in_a_step_stands_beside_the_next(room):
    health, controller = HealthRecord(room.program), begun(room)
    for when in ("step", "after"):
        for rating in (2, 5):
            health.record_pain(rating, when, controller)
    assert pains(room) == [(2, "step", True), (5, "step", True), (5, "after", True)]
