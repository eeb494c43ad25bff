"""Breathing in between: a session stands still, a breath is played in front of it, and one is back where one was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unclench.session import questions
from unclench.session.end_reason import EndReason
from unclench.session.timeline import BREATHING

if TYPE_CHECKING:
    from unclench.player.controller import SessionController

UNDER_A_PACK = "Not with something on your skin: you might doze off. Take it off first."
ALREADY = "You are breathing already."
STANDS_STILL = "Paused, to breathe."


def stand_still(conductor: SessionController) -> bool:
    """The session stands still, if it may; otherwise it says why not."""
    view = conductor.view()
    segment, behind = view.segment, view.waiting_behind
    if behind is not None:
        conductor.notice(f"{ALREADY} q goes back to {behind.title}.")
        return False
    if conductor.on_skin or (segment is not None and segment.kind in BREATHING):
        conductor.notice(UNDER_A_PACK if conductor.on_skin else ALREADY)
        return False
    session = conductor.session
    if segment is not None and questions.leads_to_application(session.timeline, segment.index):
        conductor.notice(session.answer_first(segment.index))  # the pack may be on already
        return False
    conductor.hold_still("breathing", STANDS_STILL)
    return True


def go_on(conductor: SessionController, breath: SessionController) -> bool:
    """The session goes on when the user will, as loud as the breath in between was. False: it is over too.

    It is where the breath has ended because of what hurt, or of a warning sign.
    """
    if breath.ended is not None and breath.ended not in (EndReason.FINISHED, EndReason.USER):
        (conductor.abandon if breath.ended.unasked else conductor.end)(breath.ended)
        return False
    conductor.come_back(breath)
    return True
