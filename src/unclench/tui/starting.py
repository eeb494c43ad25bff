"""What lies between choosing a routine and its first sound: the questions, and the device."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from textual.screen import ModalScreen

from unclench.choosing import Choices, TooMuch
from unclench.compiling import compile_routine, questions
from unclench.conducting import Conductor
from unclench.hurting import Beforehand
from unclench.model import Routine
from unclench.ports import EventSink, PlayerFailed
from unclench.program import Program
from unclench.timeline import StepInfo, Timeline
from unclench.tui.screens.asking import BlankScreen, ChoiceScreen

if TYPE_CHECKING:
    from unclench.tui.caring import Care

Ask = Callable[[ModalScreen[Any]], Awaitable[Any]]


class NotStarted(Exception):
    """The user chose not to, perhaps to `breathe` instead; the message is a sentence, or empty."""

    def __init__(self, sentence: str = "", *, breathe: bool = False) -> None:
        super().__init__(sentence)
        self.breathe = breathe


class Start:
    """One try to start a routine, from a step on (None: from the beginning)."""

    def __init__(
        self, program: Program, routine: Routine, step: StepInfo | None, ask: Ask, events: EventSink | None
    ) -> None:
        self._program, self._routine, self._step = program, routine, step
        self._ask, self._events = ask, events

    async def asked(
        self, choices: Choices, care: Care, stop: Callable[[], Awaitable[None]], pain: int | None
    ) -> Choices:
        """What has to be known of somebody who has so much pain, and what the sheet leaves open; the choices then.

        A warning sign that holds calls `stop`. Raises NotStarted.
        """
        first_spasm = "spasm" in self._routine.tags and not care.flags_known()
        if first_spasm and await care.flags(stop) is not False:
            raise NotStarted
        try:
            way = await care.beforehand(self._routine, choices, pain)
            if way is not Beforehand.ALL_THE_SAME:
                raise NotStarted(breathe=way is Beforehand.BREATHE)
            fitting = await care.fits(self._routine, choices)
            if fitting is None:
                raise NotStarted
            return await self._answered(fitting)
        except TooMuch as error:
            raise NotStarted(str(error)) from error

    async def session(self, choices: Choices) -> Conductor:
        """A session that sounds. Raises NotStarted."""
        try:
            timeline = compile_routine(self._routine, choices)
            if not timeline.segments:
                raise NotStarted("Nothing is left to play: all of its steps are optional.")
            index = place(timeline, self._step)
            # Opening a sound device can take a while; in a thread, so that Ctrl-C is still heard.
            await asyncio.to_thread(lambda: self._program.player)
            return self._program.conduct(self._routine, timeline, step=index, events=self._events)
        except (TooMuch, PlayerFailed) as error:
            raise NotStarted(str(error)) from error

    async def _answered(self, choices: Choices) -> Choices:
        """The choices with every blank and every alternative answered."""
        # An answer can open further questions (an alternative with a blank): so one at a time.
        while left := questions(self._routine, choices):
            question = left[0]
            answer = await self._ask(ChoiceScreen(question) if question.options else BlankScreen(question))
            if answer is None:
                raise NotStarted
            if question.options:
                choices = replace(choices, alternatives={**choices.alternatives, question.step: answer})
            else:
                choices = replace(choices, answers={**choices.answers, (question.step, question.field): answer})
        return choices


def place(timeline: Timeline, wanted: StepInfo | None) -> int:
    """The index of a step in a timeline that was compiled again since it was chosen."""
    if wanted is None:
        return 0
    for step in timeline.steps:
        if _where(step) == _where(wanted):
            return step.index
    return 0


def _where(step: StepInfo) -> tuple[str, int | None, bool]:
    """Its place in the file whichever alternative was taken, its round, and whether it only opens its block."""
    return step.id.partition("/")[0], step.round, step.kind == "repeat"
