"""Going on without a terminal: something lies on somebody's skin, and the window was closed.

Nothing can be shown or answered any more, but everything can still be heard.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from unclench.end_reason import EndReason
from unclench.ports import Clock
from unclench.signals import signals

if TYPE_CHECKING:
    from unclench.conducting import Conductor

UNANSWERED = 10 * 60_000
"""How long (ms) the alarm rings on where nobody can answer any more (issue 3)."""


def _sleep(seconds: float) -> None:
    with signals.waiting():
        time.sleep(seconds)


def keep(conductor: Conductor, clock: Clock, sleep: Callable[[float], None] = _sleep) -> None:
    """Sound on until the session is past the skin, or ten minutes of alarm went unanswered."""
    ringing_since: int | None = None
    conductor.settle()
    while conductor.ended is None and conductor.on_skin:
        conductor.tick()
        conductor.news.clear()
        segment = conductor.view().segment
        if segment is None or not segment.alarm:
            ringing_since = None
        elif ringing_since is None:
            ringing_since = clock.now()
        elif clock.now() - ringing_since >= UNANSWERED:
            break
        sleep(conductor.sleep_for() / 1000)
    conductor.abandon(EndReason.TERMINAL_GONE)
