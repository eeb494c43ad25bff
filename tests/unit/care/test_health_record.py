"""Answers that are recorded, and how long they last."""

from __future__ import annotations

from unclench.care.health_record import HealthRecord


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
