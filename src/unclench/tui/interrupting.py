"""What is asked over a session that runs on meanwhile: where to jump, whether to leave, why all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unclench.end_reason import EndReason
from unclench.tui.screens.asking import ReasonScreen, YesNoScreen
from unclench.tui.screens.jump import JumpScreen

if TYPE_CHECKING:
    from unclench.tui.guard import Guard
    from unclench.tui.screens.player import PlayerScreen


def jump(player: PlayerScreen) -> None:
    """To any step, from a list."""
    view = player.conductor.view()

    def go(step: int | None) -> None:
        if step is not None and not player.ended:
            player.conductor.jump(step)
            player.wake()

    steps = player.conductor.session.timeline.steps
    player.app.push_screen(JumpScreen(steps, view.step.index if view.step else 0), go)


def leave(player: PlayerScreen, guard: Guard) -> None:
    """Stop here, or not; with a pack on the skin: whether it is off."""
    conductor = player.conductor
    heading, text, yes = "Stop here?", "The session runs on while you decide.", "stop the session"
    if conductor.on_skin:
        text = "What is on your skin comes off first."

    def go(yes: bool | None) -> None:  # noqa: FBT001 - a screen's result
        if yes:
            conductor.end(EndReason.USER)
            player.end()

    player.app.push_screen(YesNoScreen(heading, text, guard, yes=yes, no="go on"), go)


def override(player: PlayerScreen) -> None:
    """A reason to go past a lock-out that allows it."""
    tending = player.conductor.tending
    if tending.locked is None or tending.locked.action != "override":
        return

    def go(reason: str | None) -> None:
        if reason:
            player.conductor.override(reason)
            player.wake()

    player.app.push_screen(ReasonScreen(tending.refusal()), go)
