"""What follows a session: it is summed up, while its last cue is still being heard."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from unclench.session.end_reason import EndReason
from unclench.tui.screens.summary import SummaryScreen

if TYPE_CHECKING:
    from unclench.program import Program
    from unclench.tui.screens.player import PlayerScreen

LAST_CUE = 6_000
"""How long (ms) leaving waits for the last cue, and the words behind it, to be heard."""


def summary(event: PlayerScreen.Ended, *, stays: bool, information: str = "") -> SummaryScreen:
    """What was done; `stays`: there is something to go back to; `information`: what a doctor should hear some day."""
    after = "Enter: back" if stays else "Enter: leave"
    steps = event.tally.steps(event.conductor.session.timeline)
    reason = event.conductor.ended or EndReason.USER
    return SummaryScreen(event.title, steps, event.tally.lasted, reason=reason, after=after, information=information)


def fade(program: Program, event: PlayerScreen.Ended) -> asyncio.Future[None] | None:
    """Done when the last cue has been heard, where the session was played to its end."""
    conductor = event.conductor
    # A session that was muted does not mute the next one; its loudness stays.
    program.volume = conductor.volume
    conductor.player.set_volume(conductor.volume)
    if not event.finished:
        return None
    return asyncio.get_running_loop().run_in_executor(None, conductor.player.drain, LAST_CUE)
