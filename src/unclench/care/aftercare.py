"""After a session: how much it hurts now, and what to tell a doctor some day. Nothing here stops anything."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from unclench.care import pain_rules
from unclench.care.asks import Flow, Rate, Tell
from unclench.care.suitability import SPASM
from unclench.care.warning_signs import statement
from unclench.safety import red_flags

if TYPE_CHECKING:
    from unclench.care.health_record import HealthRecord
    from unclench.player.controller import SessionController


def after(health: HealthRecord, conductor: SessionController, tags: Collection[str] = ()) -> Flow[None]:
    """Ask how much it hurts once a session of a routine with these tags is over, and give the doctor's advice."""
    rating = yield Rate(heading=pain_rules.HOW_MUCH_NOW)
    if rating is not None:
        yield Tell(heading=pain_rules.said(rating, kept=health.record_pain(rating, "after", conductor)))
    if advice := doctor_advice(health, conductor, tags):
        yield Tell(heading=advice)


def doctor_advice(health: HealthRecord, conductor: SessionController, tags: Collection[str]) -> str:
    """What to see a doctor about some day, after a session for a spasm.

    Empty otherwise, and where the body ended the session: then something more urgent was said.
    """
    if SPASM not in tags or conductor.ended is None or conductor.ended.body:
        return ""
    return " ".join(f"{statement(flag)}? {health.what_to_do({flag.id})}" for flag in red_flags.AT_THE_END)
