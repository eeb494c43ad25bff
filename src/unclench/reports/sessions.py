"""How a session ended and how long it took: what the history and the report both say of it."""

from __future__ import annotations

from collections.abc import Callable

from unclench.journal.records import SessionRecord
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
