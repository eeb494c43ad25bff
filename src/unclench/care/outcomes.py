"""What the questions before a session can come to: it may begin, it may not, or an interrupted one goes on."""

from __future__ import annotations

from msgspec import Struct

from unclench.errors import UnclenchError
from unclench.routine.model import Routine
from unclench.session.choices import Choices
from unclench.session.timeline import Timeline

NOT_ANSWERED = "The questions were not answered, and nothing was begun."


class Ready(Struct, frozen=True):
    """Everything has been answered, and this may be played."""

    routine: Routine
    choices: Choices
    timeline: Timeline
    pain: int | None = None
    """Pain beforehand, 0 to 10, if it was given."""
    notes: tuple[str, ...] = ()
    """What to say at the start, such as the gentler variants that were chosen."""


class NotBegun(UnclenchError):
    """Nothing begins. The message is a sentence for the user, or empty if they have seen the reason already.

    With `breathe` they chose to breathe instead; `pain` is how much it hurt, 0 to 10, if that was said.
    """

    def __init__(self, sentence: str = "", *, breathe: bool = False, pain: int | None = None) -> None:
        super().__init__(sentence)
        self.breathe, self.pain = breathe, pain


class InterruptedSession(Struct, frozen=True):
    """A session that stopped before its end and can be resumed.

    `session` is its id, `began` when it began in ms since 1970, `place` the index of the segment it had reached.
    """

    session: str
    began: int
    routine: Routine
    timeline: Timeline
    place: int
    pain: int | None = None
    """Pain before it resumes, 0 to 10, if it was given."""
