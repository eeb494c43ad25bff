"""What is asked and said after a session."""

from __future__ import annotations

import pytest
from tests.unit.care.waiting_room import BENDING, SPASM

from unclench.care.asks import Rate
from unclench.care.interruptions import after, doctor_advice
from unclench.journal.records import PainRecord
from unclench.session.compiler import compile_routine
from unclench.session.end_reason import EndReason


def test_pain_afterwards_goes_with_the_session_and_may_be_left_out(room):
    room.well()
    controller = room.program.start_session(BENDING, compile_routine(BENDING))
    controller.settle()
    controller.end(EndReason.USER)
    room.through(after(room.intake().health, controller), 3)
    room.through(after(room.intake().health, controller), None)
    (pain,) = room.read(PainRecord)
    assert (pain.rating, pain.when) == (3, "after")
    assert pain.session is not None
    assert isinstance(room.ask, Rate)


@pytest.mark.parametrize(
    ("reason", "said"), [(EndReason.USER, True), (EndReason.PAIN, False), (EndReason.WARNING_SIGN, False)]
)
def test_what_to_see_a_doctor_about_some_day_is_said_after_a_spasm_unless_there_was_cause_for_more(room, reason, said):
    room.well()
    controller = room.program.start_session(SPASM, compile_routine(SPASM))
    controller.settle()
    controller.end(reason)
    assert bool(doctor_advice(room.intake().health, controller, SPASM.tags)) == said
    assert doctor_advice(room.intake().health, controller, ()) == ""
    room.through(after(room.intake().health, controller, SPASM.tags), None)
    assert any("appointment" in told for told in room.told) == said
