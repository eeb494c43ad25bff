"""Going on without a terminal: something lies on somebody's skin, and the window was closed.

Nothing can be shown or answered here any more, but everything can still be heard. The alarm rings
until somebody says in another window that it is off, or until this program is ended.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from unclench.audio.process.watchman import EVERY, AlarmSlip
from unclench.cues import Sound
from unclench.ports import Clock
from unclench.session.end_reason import EndReason
from unclench.system.signals import signals

if TYPE_CHECKING:
    from unclench.player.controller import SessionController

LOOKING = 1_000
"""Ms between two looks whether it was said to be off elsewhere."""
SHORTEST = 20
"""Ms: nothing that is to be done here needs a look sooner than that."""


def _sleep(seconds: float) -> None:
    with signals.waiting():
        time.sleep(seconds)


def keep(conductor: SessionController, clock: Clock, slip: Path, sleep: Callable[[float], None] = _sleep) -> None:
    """Sound on for as long as something may be on the skin.

    A session that runs goes on as it is. Of one that was left only the alarm remains.
    """
    on = AlarmSlip(str(slip))
    conductor.settle()
    stroke = clock.now()
    try:
        while conductor.alarm.due_at is not None and on.stands:
            if conductor.ended:
                stroke = _ring(conductor, clock.now(), max(stroke, conductor.alarm.due_at))
                wait = min(stroke - clock.now(), LOOKING)
            else:
                conductor.tick()
                conductor.news.clear()
                wait = conductor.sleep_for()
            sleep(max(wait, SHORTEST) / 1000)
    finally:
        conductor.abandon(EndReason.TERMINAL_GONE)


def _ring(conductor: SessionController, now: int, stroke: int) -> int:
    """One stroke, when it is time for it; gives the time of the next."""
    if now < stroke:
        return stroke
    conductor.player.play(Sound.ALARM, now)
    return now + EVERY
