"""Going on without a terminal: something is on somebody's skin, and the window was closed.

Nothing can be shown or answered here any more, but everything can still be heard. The alarm rings
until somebody says in another window that the pack is off, or until this program is ended.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from unclench.audio.process.watchman import EVERY, AlarmSlip
from unclench.cues import Sound
from unclench.player.exposure_guard import CHECK_EVERY
from unclench.ports import Clock
from unclench.session.end_reason import EndReason
from unclench.system.signals import signals

if TYPE_CHECKING:
    from unclench.player.runner import SessionRunner

SHORTEST = 20
"""The shortest sleep (ms): nothing here has to be done sooner than that."""


def _sleep(seconds: float) -> None:
    with signals.waiting():
        time.sleep(seconds)


def run(runner: SessionRunner, clock: Clock, slip: Path, sleep: Callable[[float], None] = _sleep) -> None:
    """Keep sounding for as long as something may be on the skin, which the file `slip` says.

    A session that runs goes on as it is. Of one that was left, only the alarm remains.
    """
    on = AlarmSlip(str(slip))
    runner.settle()
    stroke = clock.now()
    try:
        while runner.alarm.due_at is not None and on.stands:
            if runner.ended:
                stroke = _ring(runner, clock.now(), max(stroke, runner.alarm.due_at))
                wait = min(stroke - clock.now(), CHECK_EVERY)
            else:
                runner.tick()
                runner.news.clear()
                wait = runner.sleep_for()
            sleep(max(wait, SHORTEST) / 1000)
    finally:
        runner.abandon(EndReason.TERMINAL_GONE)


def _ring(runner: SessionRunner, now: int, stroke: int) -> int:
    """Ring once if `stroke` is due. Returns the time of the next stroke."""
    if now < stroke:
        return stroke
    runner.player.play(Sound.ALARM, now)
    return now + EVERY
