"""The questions a session can meet while it plays, and what follows from their answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.screen import ModalScreen

if TYPE_CHECKING:
    from unclench.care.asks import Flow
    from unclench.care.interruptions import Interruptions
    from unclench.tui.screens.summary import SummaryScreen
    from unclench.tui.session_flow import SessionFlow
    from unclench.tui.settings_app import SettingsApp


class SessionQuestions:
    """Asks about warning signs and whatever a key in the session leads to; a question in front comes first."""

    def __init__(self, app: SettingsApp, flow: SessionFlow) -> None:
        self._app, self._flow = app, flow

    async def ask_signs(self) -> None:
        """Ask about the warning signs, from any screen; a yes stops the session, if one is playing."""
        session = self._flow.playing
        conductor = session.conductor if session is not None else None
        await self.ask(lambda care: care.signs(conductor))

    async def ask(self, question: Callable[[Interruptions], Flow[Any]]) -> None:
        """Ask something about the session in front, which plays on or pauses meanwhile."""
        if not isinstance(self._app.screen, ModalScreen):
            await self._carry(question(self._interruptions))

    def rate_after(self, summary: SummaryScreen, rating: int) -> None:
        """Store a pain rating, 0 to 10, with the session that has ended, and say so on its summary."""
        running = self._app.program.running
        summary.rated(rating, kept=self._flow.intake.health.record_pain(rating, "after", running))

    @property
    def _interruptions(self) -> Interruptions:
        """The questions of the session in front; without a session, of the warning signs alone."""
        health = self._flow.intake.health
        if self._flow.playing is None:
            from unclench.care.interruptions import Interruptions

            return Interruptions(health)
        return self._flow.playing.interruptions(health)

    async def _carry(self, flow: Flow[Any]) -> None:
        from unclench.care.interruptions import After

        found = await self._flow.asker.carry(flow)
        session = self._flow.playing
        if session is not None:
            session.wake()
        if isinstance(found, After) and found.breathe:
            if session is not None and session.conductor.ended is None:
                self._flow.breathe()
            else:
                await self._flow.until_summed_up()
                self._flow.breathe_alone()
