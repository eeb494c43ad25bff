"""The app: which screen follows which, and with what status the program ends."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import Struct
from textual import work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from unclench import vigil
from unclench.program import Program
from unclench.settings import TALK
from unclench.tui import sizes, theme
from unclench.tui.early import NAMES, EarlySignals
from unclench.tui.guard import Guard
from unclench.tui.posing import Poser
from unclench.tui.title import TerminalTitle
from unclench.tui.unseen import draw_nowhere, terminal_has_gone

if TYPE_CHECKING:  # each screen is imported when it is first shown: 60 ms that the first one need not wait for
    from unclench.choosing import Choices
    from unclench.conducting import Conductor
    from unclench.model import Routine
    from unclench.ports import EventSink
    from unclench.timeline import StepInfo
    from unclench.tui.caring import Care
    from unclench.tui.listing import Row
    from unclench.tui.plan import Ear, Plan
    from unclench.tui.screens.library import LibraryScreen
    from unclench.tui.screens.player import PlayerScreen
    from unclench.tui.screens.preview import PreviewScreen
    from unclench.tui.screens.summary import SummaryScreen

HANGUP = 129
"""The exit status after SIGHUP: the terminal has gone."""
HAND_OVER = 0.0002
"""Seconds for which drawing stands back behind the thread that writes (`sys.getswitchinterval` is 0.005)."""
LAST_CUE = 3_000
"""How long (ms) leaving waits for the last cue to be heard."""


class Opening(Struct, frozen=True):
    """What to show first; see `unclench.tui.run_app`."""

    routine: Routine | None = None
    choices: Choices | None = None
    step: int = 0
    conductor: Conductor | None = None

    @property
    def sheet(self) -> str:
        """The style sheet of the first screen."""
        if self.conductor is not None:
            return "player"
        return "library" if self.routine is None else "preview"


class UnclenchApp(App[int]):
    """Screens tell what was chosen; what follows is decided here."""

    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = sizes.HORIZONTAL
    VERTICAL_BREAKPOINTS = sizes.VERTICAL
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority: not even a field to type in keeps Ctrl-C for itself.
        Binding("ctrl+c", "interrupt", "Leave at once", show=False, priority=True, id="app.interrupt"),
        Binding("ctrl+q", "interrupt", "Leave at once", show=False, priority=True, id="app.quit"),
    ]

    def __init__(self, program: Program, opening: Opening = Opening(), *, events: EventSink | None = None) -> None:
        # The first screen's sheet is named here, since Textual loads sheets only of screens pushed later.
        super().__init__(css_path=["app.tcss", f"screens/{opening.sheet}.tcss"])
        for each in theme.THEMES:
            self.register_theme(each)
        self.theme = theme.named(program.settings.theme)
        self.animation_level = "none"
        self.set_keymap(program.settings.keys)
        self.program = program
        self.opening = opening
        self.early = EarlySignals()
        self.guard = Guard(program.clock)
        self._events = events
        self._terminal_title = TerminalTitle(self._write)
        self._status = 0 if opening.sheet == "library" else 1
        self._session: PlayerScreen | None = None
        self._pain_before: int | None = None
        self._summed_up = asyncio.Event()
        self._starting = False
        self._aside = False
        """Whether the session is breathing in between: from it one goes back to where one was."""
        self._draining: asyncio.Future[None] | None = None
        program.on_trouble = self._tell

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What Textual's own themes do not say: the colours of the phases."""
        return theme.phase_colours(dark=self.current_theme.dark)

    def refresh_css(self, animate: bool = True) -> None:  # noqa: FBT001, FBT002  # Textual's own signature
        """A theme chosen before any screen is there is only noted: the sheets are then read once, in its colours."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def post_display_hook(self) -> None:
        """Another thread writes what was drawn: without this it gets the processor only 5 ms later."""
        time.sleep(HAND_OVER)

    # -- beginning -----------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """The first screen is the right one: no blank one before it."""
        opening = self.opening
        if opening.conductor is not None:
            return self._player(opening.conductor, opening.routine)
        if opening.routine is None:
            from unclench.tui.screens.library import LibraryScreen

            return LibraryScreen(self._rows)
        from unclench.tui.screens.preview import PreviewScreen

        return PreviewScreen(self._plan(opening.routine), Poser(self.program.figure), self._ear(), opening.step)

    def _rows(self) -> Sequence[Row]:
        from unclench.tui.listing import rows  # with the loader and YAML behind it; runs in a thread
        from unclench.tui.lookback import Lookback

        program = self.program
        return rows(program.library.entries(), program.choices(), Lookback(program.home, program.moment).last_done())

    def _plan(self, routine: Routine) -> Plan:
        from unclench.tui.plan import Plan

        return Plan(routine, self.opening.choices or self.program.choices())

    def _ear(self) -> Ear:
        from unclench.tui.plan import Ear

        program = self.program
        return Ear(lambda: program.settings.talk, lambda: program.loudness, self._next_talk, self._louder)

    def on_mount(self) -> None:
        """From here on the event loop hears the signals."""
        loop = asyncio.get_running_loop()
        for name in NAMES:
            number = getattr(signal, name, None)
            if number is not None:
                try:
                    loop.add_signal_handler(number, self.leave_at_once, 128 + number)
                except (NotImplementedError, RuntimeError, ValueError):
                    break  # Windows, or not the main thread: there Ctrl-C comes as a key
        if self.early.number is not None:
            self.leave_at_once(128 + self.early.number)

    # -- what follows what ---------------------------------------------------------------

    def on_library_screen_chosen(self, event: LibraryScreen.Chosen) -> None:
        """Look at it first."""
        from unclench.tui.screens.preview import PreviewScreen

        self.push_screen(PreviewScreen(self._plan(event.routine), Poser(self.program.figure), self._ear()))

    def on_library_screen_resume(self) -> None:
        """The same step, set, repetition and side, even where the file has changed since."""
        found = self.program.broken_off()
        if found is None:
            self.notify("No session broke off in the last days.")
            return
        conductor = self.program.conduct(found.routine, found.timeline, place=found.place, events=self._events)
        self.push_screen(self._player(conductor, found.routine))

    def on_library_screen_history(self) -> None:
        """What was done so far."""
        from unclench.tui.lookback import Lookback
        from unclench.tui.screens.history import HistoryScreen

        if not isinstance(self.screen, HistoryScreen):  # h was pressed twice
            program = self.program
            self.push_screen(HistoryScreen(Lookback(program.home, program.moment), program.book.past))

    def on_library_screen_left(self) -> None:
        """Nothing more is wanted."""
        self.finish()

    def on_preview_screen_left(self) -> None:
        """Not this one."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit(self._status)

    def on_library_screen_breathe(self) -> None:
        """In a spasm nothing is asked."""
        self._breathe()

    def on_history_screen_breathe(self) -> None:
        """In a spasm nothing is asked."""
        self._breathe()

    def on_preview_screen_breathe(self) -> None:
        """In a spasm nothing is asked."""
        self._breathe()

    def _breathe(self) -> None:

        self._aside = True
        from unclench.breaths import breathing_routine

        self.play(breathing_routine(self.program.settings.breath), self.program.choices(), None, blanks=False)

    def on_preview_screen_start(self, event: PreviewScreen.Start) -> None:
        """Play what was looked at."""
        self._aside = False
        self._pain_before = event.pain
        self.play(event.plan.routine, event.plan.choices, event.step, blanks=True)

    @work(group="start")
    async def play(self, routine: Routine, choices: Choices, step: StepInfo | None, *, blanks: bool) -> None:
        """Ask what is to be asked, and begin."""
        from unclench.tui import starting

        if self._starting:
            return  # Enter was pressed twice
        self._starting = True
        try:
            start = starting.Start(self.program, routine, step, self.push_screen_wait, self.guard, self._events)
            if blanks:
                choices = await self._fitting(routine, choices)
            conductor = await start.session(choices, blanks=blanks)
        except starting.NotStarted as reason:
            if sentence := str(reason):
                self.notify(sentence, severity="warning", markup=False)
        else:
            await self.push_screen(self._player(conductor, routine))
            if self._pain_before is not None:
                conductor.settle()
                self.care.rate(self._pain_before, "before", conductor)
                self._pain_before = None
        finally:
            self._starting = False

    async def _fitting(self, routine: Routine, choices: Choices) -> Choices:
        """What has to be known of somebody before this, and the choices without what is not for them."""
        from unclench.tui.starting import NotStarted

        first_spasm = "spasm" in routine.tags and not self.care.flags_known()
        if first_spasm and await self.care.flags(self._stop_all) is not False:
            raise NotStarted
        fitting = await self.care.fits(routine, choices)
        if fitting is None:
            raise NotStarted
        return fitting

    def _player(self, conductor: Conductor, routine: Routine | None) -> PlayerScreen:
        from unclench.tui.screens.player import Looks, PlayerScreen

        title = routine.title if routine is not None else ""
        program = self.program
        settings = program.settings
        folder = routine.path.parent if routine is not None and routine.path is not None else None
        looks = Looks(program.figure, settings.drawing, settings.still, program.wall, settings.pictures, folder)
        self._session = PlayerScreen(conductor, program.clock, title, self.guard, self._terminal_title.show, looks)
        return self._session

    def on_player_screen_ended(self, event: PlayerScreen.Ended) -> None:
        """Sum up, while the last cue is still being heard."""
        from unclench.tui.screens.summary import SummaryScreen

        self._session = None
        conductor, tally = event.conductor, event.tally
        self._terminal_title.restore()
        # A session that was muted does not mute the next one; its loudness stays.
        self.program.volume = conductor.volume
        conductor.player.set_volume(conductor.volume)
        if event.finished:
            self._draining = asyncio.get_running_loop().run_in_executor(None, conductor.player.drain, LAST_CUE)
        if self.opening.sheet != "library" and not self._aside:
            self._status = 0 if event.finished else 1
        after = "Enter: back" if self._stays else "Enter: leave"
        steps = tally.steps(conductor.session.timeline)
        summary = SummaryScreen(event.title, steps, tally.lasted, finished=event.finished, after=after)
        if len(self.screen_stack) > 1:
            self.switch_screen(summary)
        else:
            self.push_screen(summary)  # Textual cannot switch the first screen
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

    @work(group="care", exclusive=True)
    async def action_flags(self) -> None:
        """The warning signs, from anywhere; a yes stops whatever runs."""
        if not isinstance(self.screen, ModalScreen):
            await self.care.flags(self._stop_all)

    @cached_property
    def care(self) -> Care:
        """Who asks about the body."""
        from unclench.tui.caring import Care

        return Care(self.program, self.push_screen_wait)

    def _tell(self, sentence: str) -> None:
        self.call_later(self.notify, sentence, severity="warning", markup=False)

    async def _stop_all(self) -> None:
        if self._session is not None:
            self._summed_up.clear()
            self._session.end()
            await self._summed_up.wait()  # the warning comes in front of the summary

    @work(group="care", exclusive=True)
    async def on_player_screen_hurts(self) -> None:
        """It stands still; then more easily, without this step, or not at all."""
        from unclench.hurting import Then

        screen = self._session
        if screen is None:
            return
        found = await self.care.hurts(screen.conductor)
        if self._session is not screen:
            return  # it has ended meanwhile
        if found.why:
            self.notify(found.why, severity="warning", timeout=20, markup=False)
        if found.then is Then.END:
            screen.end()
            return
        if found.then is Then.EASIER:
            screen.conductor.ease()
        elif found.then is Then.SKIP:
            screen.conductor.leave_step_out()
        screen.wake()

    def on_summary_screen_rated(self, event: SummaryScreen.Rated) -> None:
        """Pain after a session goes with it."""
        event.screen.rated(event.rating, kept=self.care.rate(event.rating, "after", self.program.running))

    # -- leaving -------------------------------------------------------------------------

    @work(group="finish")
    async def finish(self) -> None:
        """Leave when the last cue has been heard."""
        if self._draining is not None:
            await self._draining
        self.exit(self._status)

    def action_interrupt(self) -> None:
        """Ctrl-C, from anywhere."""
        self.leave_at_once(130)

    def leave_at_once(self, status: int) -> None:
        """Stop whatever runs and give the terminal back.

        Where the window is gone and something lies on the skin, the session is not stopped: the
        caller goes on with it unseen.
        """
        if status == HANGUP and terminal_has_gone():
            draw_nowhere(self._driver)
        session = self._session
        if session is not None and not (status == HANGUP and vigil.needed(session.conductor)):
            session.halt("interrupted")
        self._terminal_title.restore()
        self.exit(status)

    def action_other_theme(self) -> None:
        """The next theme; it is kept."""
        self.theme = theme.after(self.theme)
        self.program.keep("theme", theme.short(self.theme))

    def action_settings(self) -> None:
        """All of them; what is changed holds at once."""
        from unclench.tui.screens.settings import SettingsScreen

        if not isinstance(self.screen, SettingsScreen):
            self.push_screen(SettingsScreen(self.program.settings, str(self.program.home.settings), self._keep))

    def _next_talk(self) -> None:
        """How much the voice will say."""
        from unclench.speaking import TALK_SAID, Talk

        before = self.program.settings.talk
        talk = Talk(TALK[(TALK.index(before) + 1) % len(TALK)])
        self._keep("talk", talk.value)
        self.notify(TALK_SAID[talk], timeout=2)

    def _louder(self, by: int) -> None:
        """How loud it will be."""
        volume = min(100, max(0, self.program.loudness + by))
        self.program.volume = None
        self._keep("volume", volume)

    def _keep(self, id: str, value: Any) -> None:
        self.program.keep(id, value)
        if id == "theme":
            self.theme = theme.named(value)

    def _write(self, data: str) -> None:
        driver = self._driver
        if driver is not None and not driver.is_headless:
            driver.write(data)
