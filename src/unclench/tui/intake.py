"""Shows the questions of `unclench.care` on the screen, each in front of what is there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import ModalScreen

from unclench.care.asks import Tell
from unclench.tui.screens.ask import AskScreen

if TYPE_CHECKING:
    from unclench.application import Application
    from unclench.care.asks import Flow
    from unclench.system.key_repeat import Guard

T = TypeVar("T")
Push = Callable[[ModalScreen[Any]], Awaitable[Any]]


class ScreenIntake:
    """Runs flows of questions: `push` shows a dialog and returns its answer, `tell` shows a sentence for a while."""

    def __init__(self, program: Application, guard: Guard, push: Push, tell: Callable[[str, bool], None]) -> None:
        self._program, self._guard, self._push, self._tell = program, guard, push, tell

    def _speak(self, text: str) -> None:
        """Speak through the session if one is playing, so that its words and the question do not cut each other off."""
        running = self._program.running
        if running is not None and running.ended is None:
            running.speak(text)
        else:
            self._program.sound.announce(text)

    async def carry(self, flow: Flow[T]) -> T:
        """Run a flow to its end and return its result. Raises whatever the flow raises."""
        untold: list[Tell] = []
        try:
            ask = next(flow)
            while True:
                answer = None
                if isinstance(ask, Tell):
                    untold.append(ask)
                else:
                    # Shown above the question that follows at once: a notification would cover its keys.
                    said = " ".join(map(_sentence, untold))
                    untold.clear()
                    answer = await self._push(AskScreen(ask, self._program.clock, self._guard, self._speak, said))
                    self._program.sound.hush()
                ask = flow.send(answer)
        except StopIteration as end:
            done: T = end.value
            return done
        finally:
            for each in untold:
                self._tell(_sentence(each), each.urgent)


def _sentence(tell: Tell) -> str:
    return f"{tell.heading} {tell.text}".strip()
