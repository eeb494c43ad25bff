"""It hurts: the session stands still; then it goes on more easily, without this step, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unclench.end_reason import EndReason
from unclench.hurting import Then

if TYPE_CHECKING:
    from unclench.tui.caring import Care
    from unclench.tui.screens.player import PlayerScreen


async def ease(player: PlayerScreen, care: Care, rating: int | None) -> None:
    """Ask, and do what follows; `rating` is how much it hurts where that was what led here."""
    found = await care.hurts(player.conductor, rating)
    if player.ended:
        return  # meanwhile
    if found.why:
        player.notify(found.why, severity="warning", timeout=20, markup=False)
    if found.then is Then.END:
        player.end()
        return
    if found.then is Then.EASIER:
        player.conductor.ease()
    elif found.then is Then.SKIP:
        player.conductor.leave_step_out(EndReason(found.reason))
    player.wake()
