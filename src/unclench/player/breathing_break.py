"""Breathing in the middle of a session: it pauses, a breath is played in front of it, and then it is back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unclench.keynames import Keyed
from unclench.language import tr
from unclench.session import questions
from unclench.session.end_reason import EndReason
from unclench.session.timeline import BREATHING

if TYPE_CHECKING:
    from unclench.player.controller import SessionController

UNDER_A_PACK = tr("Not with the pack on: you might doze off. Take it off first.")
ALREADY, QUIT = tr("You are already in a breathing break."), Keyed("{quit}")
STANDS_STILL = tr("Paused to breathe.")


def stand_still(controller: SessionController) -> bool:
    """Pause the session, if it may pause. Returns False where it may not, and has it say why."""
    view = controller.view()
    segment, behind = view.segment, view.waiting_behind
    if behind is not None:
        back = tr("{key} goes back to {title}.", key=QUIT.by(controller.keys), title=behind.title)
        controller.refuse(f"{ALREADY} {back}")
        return False
    if controller.on_skin or (segment is not None and segment.kind in BREATHING):
        controller.refuse(UNDER_A_PACK if controller.on_skin else ALREADY)
        return False
    timeline = controller.session.timeline
    if segment is not None and questions.leads_to_application(timeline, segment.index):
        controller.refuse(questions.answer_first(timeline, segment.index))  # the pack may be on already
        return False
    controller.hold_still("breathing", STANDS_STILL)
    return True


def go_on(controller: SessionController, breath: SessionController) -> bool:
    """Go back to the session behind the breath, which waits for its user and is as loud as the breath was.

    Returns False if it is over: where pain or a warning sign ended the breath, that ends the session too.
    """
    if breath.ended is not None and breath.ended not in (EndReason.FINISHED, EndReason.USER):
        (controller.abandon if breath.ended.unasked else controller.end)(breath.ended)
        return False
    controller.come_back(breath)
    return True
