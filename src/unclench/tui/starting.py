"""What lies between choosing a routine and its first sound: the questions, and the device."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from textual.screen import ModalScreen

from unclench.choosing import Choices
from unclench.compiling import compile_routine, questions
from unclench.conducting import Conductor
from unclench.model import BreatheStep, Exact, Routine
from unclench.ports import EventSink
from unclench.program import Program
from unclench.safety import BEFORE
from unclench.settings import Settings
from unclench.timeline import EXPOSURE, StepInfo, Timeline
from unclench.tui.guard import Guard

BREATHE_FOR = 5 * 60_000
"""`b` breathes for five minutes (issue 1)."""
BREATHE_SETUP = 2_000
"""A tap, and two seconds later the first breath in, as `unclench breathe` does (ours)."""

_BEFORE = {"cold": "Before the cold pack", "heat": "Before the heat"}

Ask = Callable[[ModalScreen[Any]], Awaitable[Any]]


class NotStarted(Exception):
    """The user chose not to; the message is a sentence, or empty where there is nothing to say."""


def breathing(settings: Settings) -> Routine:
    """The routine behind the breathe key."""
    step = BreatheStep(pattern=settings.breath, lasting=Exact(BREATHE_FOR), setup=Exact(BREATHE_SETUP))
    return Routine(id="breathe", title=f"Breathing {step.pattern}", steps=(step,))


async def answered(routine: Routine, choices: Choices, ask: Ask) -> Choices:
    """The choices with every blank and every alternative answered. Raises NotStarted, TooMuch."""
    from unclench.tui.screens.asking import BlankScreen, ChoiceScreen

    # An answer can open further questions (an alternative with a blank): so one at a time.
    while left := questions(routine, choices):
        question = left[0]
        answer = await ask(ChoiceScreen(question) if question.options else BlankScreen(question))
        if answer is None:
            raise NotStarted
        if question.options:
            choices = replace(choices, alternatives={**choices.alternatives, question.step: answer})
        else:
            choices = replace(choices, answers={**choices.answers, (question.step, question.field): answer})
    return choices


async def made_sure(timeline: Timeline, step: int, ask: Ask, guard: Guard) -> None:
    """The questions before cold and heat, for what is still to come. Raises NotStarted."""
    from unclench.tui.screens.asking import YesNoScreen

    first = timeline.steps[step].first if timeline.steps else 0
    for kind in dict.fromkeys(s.kind for s in timeline.segments[first:] if s.kind in EXPOSURE):
        for question in BEFORE[kind.value]:
            if not await ask(YesNoScreen(_BEFORE[kind.value], question, guard)):
                raise NotStarted("Then do not start yet. See to that first.")


def place(timeline: Timeline, wanted: StepInfo | None) -> int:
    """The index of a step in a timeline that was compiled again since it was chosen."""
    if wanted is None:
        return 0
    for step in timeline.steps:
        if (step.id.partition("/")[0], step.round) == (wanted.id.partition("/")[0], wanted.round):
            return step.index
    return 0


async def started(
    program: Program, routine: Routine, choices: Choices, step: StepInfo | None, ask: Ask, guard: Guard,
    events: EventSink | None,
) -> Conductor:  # fmt: skip
    """A session that sounds. Raises NotStarted, TooMuch, PlayerFailed."""
    timeline = compile_routine(routine, choices)
    if not timeline.segments:
        raise NotStarted("Nothing is left to play: all of its steps are optional.")
    index = place(timeline, step)
    await made_sure(timeline, index, ask, guard)
    # Opening a sound device can take a while; in a thread, so that Ctrl-C is still heard.
    await asyncio.to_thread(lambda: program.player)
    return program.conduct(routine, timeline, step=index, events=events)
