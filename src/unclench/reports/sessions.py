"""How a session ended, and how long it or a pack took: what the history and the report both say of them."""

from __future__ import annotations

from collections.abc import Callable

from unclench.journal.records import SessionRecord
from unclench.safety.exposure import Exposure, age
from unclench.session.end_reason import EndReason


def ended(session: SessionRecord) -> str:
    """`finished`, or why it ended early."""
    reason = EndReason.read(session.why)
    return "interrupted" if reason is None else reason.sentence


def lasted(session: SessionRecord, written: Callable[[int], str]) -> str:
    """Its length by the wall clock, as `written` shows so many ms; empty without an end.

    A question mark where the clock was set back meanwhile, since then nobody knows.
    """
    if session.ended is None:
        return ""
    return "?" if session.ended < session.began else written(session.ended - session.began)


def worn(exposure: Exposure, written: Callable[[int], str]) -> str:
    """How long it was on, as `written` shows so many ms; or that nobody has said that it is off."""
    return "not said to be off" if exposure.off is None else written(age(exposure.on, exposure.off).likely)
