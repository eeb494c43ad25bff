"""The app: which screen follows which, and with what status the program ends."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import Struct
from textual import work
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from unclench.application import Application
from unclench.session.end_reason import EndReason
from unclench.system.key_repeat import Guard
from unclench.system.signals import HANGUP, signals
from unclench.tui import theme
from unclench.tui.preload import make_ready
from unclench.tui.settings_app import SettingsApp, SoundSettings
from unclench.tui.terminal import TerminalTitle, draw_nowhere, go_on_after_a_stop, terminal_has_gone, watch_for_its_end
from unclench.tui.viewmodels.player import FigureRenderer

if TYPE_CHECKING:  # each screen is imported when it is first shown: 60 ms that the first one need not wait for
    from unclench.care.intake import BrokenOff, Flow, Intake, Ready
    from unclench.care.interruptions import Interruptions
    from unclench.player.controller import SessionController
    from unclench.ports import EventSink
    from unclench.routine.model import Routine
    from unclench.session.choices import Choices
    from unclench.session.timeline import StepInfo, Timeline
    from unclench.tui.intake import ScreenIntake
    from unclench.tui.screens.library import LibraryScreen
    from unclench.tui.screens.player import PlayerScreen
    from unclench.tui.screens.preview import PreviewScreen
    from unclench.tui.screens.summary import SummaryScreen

LOOKED_AT = 0.3
"""Seconds after which the first screen is there, and its files are read."""
TOLD = 20
"""Seconds for which something stands there that was said and needs no answer."""
TOLD_IN_PASSING = 6
"""The same where it is a kind word: it stands before what is to be read next."""
HAND_OVER = 0.0002
"""Seconds for which drawing stands back behind the thread that writes (`sys.getswitchinterval` is 0.005)."""


class Opening(Struct, frozen=True):
    """What to show first; see `unclench.tui.run_app`."""

    routine: Routine | None = None
    choices: Choices | None = None
    step: int = 0
    conductor: SessionController | None = None

    @property
    def sheet(self) -> str:
        """The style sheet of the first screen."""
        if self.conductor is not None:
            return "player"
        return "library" if self.routine is None else "preview"


def place(timeline: Timeline, wanted: StepInfo | None) -> int:
    """The index of a step in a timeline that was compiled again since it was chosen; 0 where it is gone."""
    if wanted is None:
        return 0
    return next((step.index for step in timeline.steps if _where(step) == _where(wanted)), 0)


def _where(step: StepInfo) -> tuple[str, int | None, bool]:
    """Its place in the file whichever alternative was taken, its round, and whether it only opens its block."""
    return step.id.partition("/")[0], step.round, step.kind == "repeat"


class UnclenchApp(SettingsApp):
    """Screens tell what was chosen; what follows is decided here."""

    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = theme.HORIZONTAL
    VERTICAL_BREAKPOINTS = theme.VERTICAL
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority: not even a field to type in keeps Ctrl-C for itself.
        Binding("ctrl+c", "interrupt", "Leave at once", show=False, priority=True, id="app.interrupt"),
        Binding("ctrl+q", "interrupt", "Leave at once", show=False, priority=True, id="app.quit"),
    ]

    def __init__(self, program: Application, opening: Opening = Opening(), *, events: EventSink | None = None) -> None:
        super().__init__(program, opening.sheet)
        self.opening = opening
        self.guard = Guard(program.clock)
        self._events = events
        self._terminal_title = TerminalTitle(self._write)
        self._status = 0 if opening.sheet == "library" else 1
        self._session: PlayerScreen | None = None
        self._behind: PlayerScreen | None = None
        """The session that stands still behind the breath in between."""
        self._summed_up = asyncio.Event()
        self._ended: PlayerScreen.Ended | None = None
        """A session that ended behind a question, which stays until it is answered."""
        self._starting = False
        self._aside = False
        """Whether it was the breathing key that began the session: from it one goes back to where one was."""
        self._draining: asyncio.Future[None] | None = None
        self._leaving = False
        program.on_trouble = self._tell

    def post_display_hook(self) -> None:
        """Another thread writes what was drawn: without this it gets the processor only 5 ms later.

        Not once a session runs: what moves there is drawn many times a second, and can wait for that.
        """
        if self._session is None or not self._session.settled:
            time.sleep(HAND_OVER)

    # -- beginning -----------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """The first screen is the right one: no blank one before it."""
        opening = self.opening
        if opening.conductor is not None:
            return self._player(opening.conductor, opening.routine)
        if opening.routine is not None:
            return self._preview(opening.routine, opening.step)
        from unclench.tui.screens.library import LibraryScreen
        from unclench.tui.viewmodels.library import listed

        return LibraryScreen(partial(listed, self.program))

    def _preview(self, routine: Routine, step: int = 0) -> PreviewScreen:
        from unclench.tui.screens.preview import PreviewScreen
        from unclench.tui.viewmodels.preview import PreviewPlan

        plan = PreviewPlan(routine, self.opening.choices or self.program.today(routine, self.program.choices()))
        ear = SoundSettings(self.program, partial(self.notify, timeout=2))
        return PreviewScreen(plan, FigureRenderer(self.program.figure), ear, step, self._locked)

    def on_preview_screen_looked_at(self, event: PreviewScreen.LookedAt) -> None:
        """What will be heard of it is found out meanwhile, and said before it begins."""
        self._listen(event.screen)

    @work(thread=True, group="listen")
    def _listen(self, preview: PreviewScreen) -> None:
        from unclench.ports import PlayerFailed

        with contextlib.suppress(PlayerFailed):  # said when it is to begin
            _ = self.program.player
            self.call_from_thread(preview.sound_is_known)

    def _locked(self, timeline: Timeline) -> str:
        from unclench.player.packs import locked

        why_not = locked(self.program.book, timeline)
        return "" if why_not is None else why_not.sentence

    def _player(self, conductor: SessionController, routine: Routine | None) -> PlayerScreen:
        from unclench.tui.screens.player import PlayerOptions, PlayerScreen

        title = routine.title if routine is not None else ""
        looks, clock, retitle = PlayerOptions.of(self.program, routine), self.program.clock, self._terminal_title.show
        tags = routine.tags if routine is not None else ()
        self._session = PlayerScreen(conductor, clock, title, self.guard, retitle, looks, tags)
        return self._session

    def on_mount(self) -> None:
        """From here on the event loop hears the signals."""
        go_on_after_a_stop(self)
        loop = asyncio.get_running_loop()
        signals.pass_to(lambda status: loop.call_soon_threadsafe(self.leave_at_once, status))
        watch_for_its_end(self, partial(self.leave_at_once, HANGUP))
        if self.opening.conductor is None:
            self.set_timer(LOOKED_AT, partial(make_ready, self))

    # -- what follows what ---------------------------------------------------------------

    def on_library_screen_chosen(self, event: LibraryScreen.Chosen) -> None:
        """Look at it first."""
        self.push_screen(self._preview(event.routine))

    def on_library_screen_resume(self) -> None:
        """The same step, set, repetition and side, even where the file has changed since."""
        found = self.program.broken_off()
        if found is None:
            self.notify("There is no interrupted session to go on with.")
        else:
            self._go_on(found)

    @work(group="start")
    async def _go_on(self, found: BrokenOff) -> None:
        async def begin() -> tuple[SessionController, Routine, int | None]:
            left = await self.asker.carry(self.intake.going_on(found))
            await asyncio.to_thread(lambda: self.program.player)
            conductor = self.program.conduct(left.routine, left.timeline, place=left.place, events=self._events)
            return conductor, left.routine, left.pain

        await self._begin(begin)

    def on_library_screen_history(self) -> None:
        """What was done so far."""
        from unclench.tui.screens.history import HistoryScreen
        from unclench.tui.viewmodels.history import Lookback

        if not isinstance(self.screen, HistoryScreen):  # h was pressed twice
            lookback = Lookback(self.program.home, self.program.moment)
            self.push_screen(HistoryScreen(lookback, self.program.book.past))

    def action_help(self) -> None:
        """What the keys of the screen in front do."""
        from unclench.tui.screens.dialogs import HelpScreen

        self.push_screen(HelpScreen(self.screen))

    def on_library_screen_left(self) -> None:
        """Nothing more is wanted."""
        self.finish()

    def on_preview_screen_left(self) -> None:
        """Not this one."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit(self._status)

    def action_breathe(self) -> None:
        """In a spasm nothing is asked; a session that runs stands still meanwhile."""
        if self._session is None:
            self._breathe()
        else:
            self._breathe_in_between(self._session)

    def _breathe_in_between(self, session: PlayerScreen) -> None:
        from unclench.player.breathing_break import stand_still
        from unclench.ports import PlayerFailed
        from unclench.session.choices import Unplayable

        if not stand_still(session.conductor):
            session.wake()
            return
        try:
            breath = self.program.breathe_in_between(self._events)
        except (Unplayable, PlayerFailed) as error:
            session.wake()
            self.notify(str(error), severity="warning", markup=False)
            return
        session.step_aside()
        self._behind = session
        self.push_screen(self._player(breath, self.program.playing))

    def _breathe(self, pain: int | None = None) -> None:
        from unclench.session.own_breath import breathing_routine

        self._aside = True
        self.play(breathing_routine(self.program.settings.breath), self.program.choices(), pain=pain)

    def on_preview_screen_start(self, event: PreviewScreen.Start) -> None:
        """Play what was looked at."""
        self._aside = False
        self.play(event.plan.routine, event.plan.choices, event.step, asks=True, pain=event.pain)

    @work(group="start")
    async def play(
        self, routine: Routine, choices: Choices, step: StepInfo | None = None, *, asks: bool = False,
        pain: int | None = None,
    ) -> None:  # fmt: skip
        """Ask what is to be asked, and begin; `pain` is how much it hurts before."""

        async def begin() -> tuple[SessionController, Routine, int | None]:
            ready = await self._readied(routine, choices, asks=asks, pain=pain)
            # Opening a sound device can take a while; in a thread, so that Ctrl-C is still heard.
            await asyncio.to_thread(lambda: self.program.player)
            at = place(ready.timeline, step)
            for note in ready.notes:
                self._tell(note)
            return self.program.conduct(routine, ready.timeline, step=at, events=self._events), routine, ready.pain

        await self._begin(begin)

    async def _readied(self, routine: Routine, choices: Choices, *, asks: bool, pain: int | None) -> Ready:
        from unclench.care.intake import Ready
        from unclench.session.compiler import compile_routine

        if asks:
            return await self.asker.carry(self.intake.before(routine, choices, pain=pain))
        timeline = compile_routine(routine, choices)
        await self.asker.carry(self.intake.breathing(routine, timeline))
        return Ready(routine, choices, timeline, pain)

    async def _begin(self, begin: Callable[[], Awaitable[tuple[SessionController, Routine, int | None]]]) -> None:
        """One start at a time; what keeps it from beginning is said. `begin` gives how much it hurts before, too."""
        from unclench.care.intake import NotBegun
        from unclench.ports import PlayerFailed
        from unclench.session.choices import Unplayable

        if self._starting:
            return  # Enter was pressed twice
        self._starting = True
        try:
            conductor, routine, pain = await begin()
        except NotBegun as reason:
            if sentence := str(reason):
                self.notify(sentence, severity="warning", timeout=20, markup=False)
            if reason.breathe:
                self._breathe(reason.pain)  # it begins when this has ended
        except (Unplayable, PlayerFailed) as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            await self.push_screen(self._player(conductor, routine))
            if pain is not None:
                conductor.settle()
                self.intake.body.rate(pain, "before", conductor)
        finally:
            self._starting = False

    def on_player_screen_ended(self, event: PlayerScreen.Ended) -> None:
        """Sum up, while the last cue is still being heard; what somebody is being asked is answered first."""
        if isinstance(self.screen, ModalScreen):
            self._ended = event
        else:
            self._sum_up(event)

    def _sum_up(self, event: PlayerScreen.Ended) -> None:
        from unclench.tui.screens.summary import fade, summary_of

        self._ended = None
        if self._behind is not None:
            self._go_back(self._behind, event.conductor)
            return
        self._session = None
        self._terminal_title.restore()
        self._draining = fade(self.program, event) or self._draining
        if self.opening.sheet != "library" and not self._aside:
            self._status = 0 if event.finished else 1
        tags = self.program.playing.tags if self.program.playing is not None else ()
        information = self.intake.information(event.conductor, tags)
        summary = summary_of(event, stays=self._stays, information=information)
        if len(self.screen_stack) > 1:
            self.switch_screen(summary)
        else:
            self.push_screen(summary)  # Textual cannot switch the first screen
        self._summed_up.set()

    def _go_back(self, session: PlayerScreen, breath: SessionController) -> None:
        from unclench.player.breathing_break import go_on

        self._behind, self._session = None, session
        self.pop_screen()
        self.program.go_back()
        go_on(session.conductor, breath)
        session.come_back()
        self._summed_up.set()

    @property
    def _stays(self) -> bool:
        """Whether there is something to go back to after a session."""
        return self._aside or self.opening.sheet == "library"

    def on_summary_screen_left(self, event: SummaryScreen.Left) -> None:
        """Back to where it was chosen, or out."""
        if event.quits or not self._stays:
            self.finish()
            return
        while len(self.screen_stack) > 1:
            self.pop_screen()
            if self._aside:
                break
        self._aside = False

    # -- the body ------------------------------------------------------------------------

    @cached_property
    def intake(self) -> Intake:
        """Who asks before and after a session; with the journal behind it, which the first frame need not wait for."""
        from unclench.care.intake import Intake

        return Intake(self.program)

    @cached_property
    def asker(self) -> ScreenIntake:
        """Who shows what is asked."""
        from unclench.tui.intake import ScreenIntake

        return ScreenIntake(self.program, self.guard, self._ask, self._told)

    async def _ask(self, question: ModalScreen[Any]) -> Any:
        """Show a question, in front of the summary where the session is over; and its answer."""
        await self._until_summed_up()
        answer = await self.push_screen_wait(question)
        if self._ended is not None:
            self._sum_up(self._ended)
        return answer

    def _told(self, sentence: str, urgent: bool) -> None:  # noqa: FBT001  # the protocol of the asker
        session = self._session
        if not urgent and session is not None and session.conductor.ended is None:
            session.conductor.notice(sentence)  # a message would lie over what is to be done
            session.wake()
        else:
            seconds = TOLD if urgent else TOLD_IN_PASSING
            self.notify(sentence, severity="warning" if urgent else "information", timeout=seconds, markup=False)

    def _tell(self, sentence: str) -> None:
        self.call_later(self.notify, sentence, severity="warning", markup=False)

    @property
    def _interruptions(self) -> Interruptions:
        """Who asks in the session in front; without one, about the warning signs alone."""
        if self._session is None:
            from unclench.care.interruptions import Interruptions

            return Interruptions(self.intake.body)
        return self._session.interruptions(self.intake.body)

    @work(group="care", exclusive=True)
    async def action_flags(self) -> None:
        """The warning signs, from anywhere; a yes stops whatever runs."""
        if not isinstance(self.screen, ModalScreen):
            session = self._session
            await self._carry(self._interruptions.signs(session.conductor if session is not None else None))

    @work(group="care")
    async def on_player_screen_asks(self, event: PlayerScreen.Asks) -> None:
        """Something is asked in the session, beside which it goes on or stands still."""
        if not isinstance(self.screen, ModalScreen):
            await self._carry(event.flow(self._interruptions))

    async def _carry(self, flow: Flow[Any]) -> None:
        from unclench.care.intake import After

        found = await self.asker.carry(flow)
        session = self._session
        if session is not None:
            session.wake()
        if isinstance(found, After) and found.breathe:
            if session is not None and session.conductor.ended is None:
                self.action_breathe()
            else:
                await self._until_summed_up()
                self._breathe()

    async def _until_summed_up(self) -> None:
        """A session that has ended is behind its summary: what is shown next stands before that."""
        while (session := self._session) is not None and session.conductor.ended is not None:
            self._summed_up.clear()
            session.wake()
            await self._summed_up.wait()

    def on_summary_screen_rated(self, event: SummaryScreen.Rated) -> None:
        """Pain after a session goes with it."""
        event.screen.rated(event.rating, kept=self.intake.body.rate(event.rating, "after", self.program.running))

    # -- leaving -------------------------------------------------------------------------

    @work(group="finish")
    async def finish(self) -> None:
        """Leave when the last cue has been heard."""
        if self._draining is not None:
            await self._draining
        self.exit(self._status)

    def action_interrupt(self) -> None:
        """Ctrl-C, from anywhere. With a pack on it has to come off first; a second one leaves at once."""
        session = self._session
        if session is not None and session.conductor.on_skin and session.conductor.leaving is None:
            session.conductor.end(EndReason.INTERRUPTED)
            session.wake()
            return
        signals.see_to_the_end(130)
        self.leave_at_once(130)

    def leave_at_once(self, status: int) -> None:
        """Stop whatever runs and give the terminal back.

        Where the window is gone and something lies on the skin, the session is not stopped: the
        caller goes on with it unseen.
        """
        if status == HANGUP and terminal_has_gone():
            draw_nowhere(self._driver)
        self._leaving = True
        session = self._session
        if session is not None and not (status == HANGUP and session.conductor.on_skin):
            session.halt(EndReason.INTERRUPTED)
        if self._behind is not None:
            self._behind.halt(EndReason.INTERRUPTED)
        self._terminal_title.restore()
        self.exit(status)

    def _handle_exception(self, error: Exception) -> None:
        """Left while a screen is being made, it misses parts that are not made any more: that is no crash."""
        if not self._leaving:
            super()._handle_exception(error)

    def _write(self, data: str) -> None:
        driver = self._driver
        if driver is not None and not driver.is_headless:
            driver.write(data)
