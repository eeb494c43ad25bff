"""What a session refuses to do, and what it says then. Pure."""

from __future__ import annotations

from unclench.errors import UnclenchError
from unclench.session import questions
from unclench.session.timeline import EXPOSURE, Timeline

ANSWER_FIRST = "Press space when it is so. q to stop."
CLOTH_FIRST = "Press space once the cloth is in place. q to stop."
OFF_FIRST = "Press y once it is off."
YES_FIRST = "Press y when it is so."
TAKE_IT_OFF = "The clock keeps running while it is on your skin. Take it off, then press n."
IS_OVER = "The session is over."
NO_LENGTH = "This lasts until you press a key."


class Refused(UnclenchError):
    """What was asked for would be unsafe, or makes no sense here; the message is a sentence for the user."""


def answer_first(timeline: Timeline, index: int) -> str:
    """What to press at a question that no other key can leave."""
    if questions.is_off_gate(timeline, index):
        return OFF_FIRST
    if timeline.segments[index].alarm:
        return YES_FIRST
    return CLOTH_FIRST if questions.begins_application(timeline, index) else ANSWER_FIRST


def refuse_on_skin(timeline: Timeline, index: int) -> None:
    """Raises Refused where segment `index` cannot be left or paused: something is, or may still be, on the skin."""
    segment = timeline.segments[index]
    if segment.kind in EXPOSURE:
        raise Refused(TAKE_IT_OFF)
    if segment.alarm:
        raise Refused(answer_first(timeline, index))
