"""Starts a session on the screens: shows the questions of `unclench.care`, opens the sound device, finds the step."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from textual.screen import ModalScreen

from unclench.care.asks import Await, InterruptedSession, NotBegun, Ready, Tell, told_aloud
from unclench.care.clearance import before_breathing
from unclench.care.intake import Intake
from unclench.player.playback import KeyTick
from unclench.session.choices import breathing_routine
from unclench.session.compiler import compile_routine
from unclench.tui.screens.dialogs import AskScreen, told_in_full

if TYPE_CHECKING:
    from unclench.application import Application
    from unclench.care.asks import Flow
    from unclench.system.keystrokes import Guard


T = TypeVar("T")
WAIT = 0.1
"""Seconds between two looks whether a dialog is still in front."""
Push = Callable[[ModalScreen[Any]], Awaitable[Any]]


class ScreenIntake:
    """Runs flows of questions: `push` shows a dialog and returns its answer, `tell` shows a sentence for a while."""

    def __init__(self, program: Application, guard: Guard, push: Push, tell: Callable[[str, bool], None]) -> None:
        self._program, self._guard, self._push, self._tell = program, guard, push, tell

    def _speak(self, text: str, *cue: Any) -> None:
        """Speak through the session if one is playing, so that its words and the question do not cut each other off.

        A question with a cue is asked before a session, and not in one.
        """
        running = self._program.running
        if running is not None and running.ended is None:
            running.speak(text)
        else:
            self._program.sound.announce(text, *cue)

    @property
    def _in_session(self) -> bool:
        running = self._program.running
        return running is not None and running.ended is None

    @property
    def _key_tick(self) -> KeyTick:
        """What answers keys by ear now."""
        running = self._program.running
        return self._program.sound.key_tick if running is None or running.ended is not None else running.key_tick

    async def carry(self, flow: Flow[T]) -> T:
        """Run a flow to its end and return its result. Raises whatever the flow raises."""
        untold: list[Tell] = []
        try:
            ask = next(flow)
            while True:
                answer = None
                if isinstance(ask, Tell):
                    untold.append(ask)
                elif isinstance(ask, Await):
                    answer = await asyncio.to_thread(ask.does)
                else:
                    # Shown above the question that follows at once: a notification would cover its keys.
                    own, told = self._program.settings.keys, tuple(untold)
                    untold.clear()
                    screen = AskScreen(
                        ask, self._program.clock, self._guard, self._speak, told, own, tick=self._key_tick
                    )
                    screen.set_class(self._in_session, "-in-session")
                    answer = await self._push(screen)
                    self._program.sound.hush()
                ask = flow.send(answer)
        except StopIteration as end:
            done: T = end.value
            return done
        finally:
            for each in untold:
                self._tell(told_in_full(each), each.urgent)
            if words := told_aloud(untold):
                self._speak(words)


if TYPE_CHECKING:
    from unclench.player.controller import SessionController
    from unclench.ports import EventSink
    from unclench.routine.model import Routine
    from unclench.session.compiler import ChosenRoutine
    from unclench.session.timeline import StepInfo, Timeline
    from unclench.tui.settings_app import SettingsApp


class Started(NamedTuple):
    """A session that plays, its routine, and the pain rating before it (0 to 10) if there is one."""

    controller: SessionController
    routine: Routine
    pain: int | None


class SessionStart:
    """Asks, opens the sound device and starts. All raise NotBegun, Unplayable or PlayerFailed if it cannot start."""

    def __init__(self, app: SettingsApp, intake: Intake, asker: ScreenIntake, events: EventSink | None) -> None:
        self._app, self._program = app, app.program
        self._intake, self._asker, self._events = intake, asker, events

    async def play(
        self, chosen: ChosenRoutine, step: StepInfo | None, pain: int | None, *, as_suggested: bool
    ) -> Started:
        """Start a routine at a step, or from the beginning; `as_suggested` is as in `Intake.before`."""
        ready = await self._asker.carry(self._intake.before(chosen, pain=pain, as_suggested=as_suggested))
        return await self._conduct(ready, step)

    async def breathe(self, pain: int | None) -> Started:
        """Start the user's own breath."""
        routine, choices = breathing_routine(self._program.settings.breath), self._program.choices()
        timeline = compile_routine(routine, choices)
        await self._asker.carry(before_breathing(self._program, routine, timeline))
        return await self._conduct(Ready(routine, choices, timeline, pain))

    async def _conduct(self, ready: Ready, step: StepInfo | None = None) -> Started:
        await self._open_player()
        for note in ready.notes:
            self._app.call_later(self._app.notify, note, severity="warning", markup=False)
        at = index_of_step(ready.timeline, step)
        controller = self._program.start_session(ready.routine, ready.timeline, step=at, events=self._events)
        return Started(controller, ready.routine, ready.pain)

    async def resume(self, found: InterruptedSession) -> Started:
        """Continue at the same step, set, repetition and side, even if the file has changed since."""
        left = await self._asker.carry(self._intake.before_resuming(found))
        await self._open_player()
        controller = self._program.start_session(left.routine, left.timeline, place=left.place, events=self._events)
        return Started(controller, left.routine, left.pain)

    async def _open_player(self) -> None:
        """Open the sound device, in a thread, since that can take a while, and Ctrl-C still works; then what somebody
        should know is said to its end.

        A dialog that somebody has opened meanwhile is answered first. Raises NotBegun after a warning sign in it, whose
        action has been shown.
        """
        before = self._intake.health.signs_of_this_run()
        await asyncio.to_thread(lambda: self._program.sound.player)
        while isinstance(self._app.screen, ModalScreen):  # noqa: ASYNC110  # Textual tells nobody when a dialog goes
            await asyncio.sleep(WAIT)
        if self._intake.health.signs_of_this_run() - before:
            raise NotBegun
        await asyncio.to_thread(self._program.sound.finish_telling)


def index_of_step(timeline: Timeline, wanted: StepInfo | None) -> int:
    """The index of a step in a timeline that has been compiled again since the user chose it; 0 if it is gone."""
    if wanted is None:
        return 0
    return next((step.index for step in timeline.steps if _identity(step) == _identity(wanted)), 0)


def _identity(step: StepInfo) -> tuple[str, int | None, bool]:
    """Its place in the file whichever alternative was taken, its round, and whether it only opens its block."""
    return step.id.partition("/")[0], step.round, step.kind == "repeat"
