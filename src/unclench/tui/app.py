"""The app: which screen follows which, and how the program is left."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from textual import work
from textual.screen import Screen

from unclench.application import Application
from unclench.system.keystrokes import Guard
from unclench.system.signals import HANGUP, signals
from unclench.tui import keys, theme
from unclench.tui.home_flow import HomeFlow, PreviewFlow
from unclench.tui.session_flow import SessionFlow, SessionQuestions
from unclench.tui.settings_app import SettingsApp
from unclench.tui.terminal import (
    TerminalTitle,
    draw_nowhere,
    redraw_after_a_stop,
    terminal_has_gone,
    watch_for_its_end,
    write,
)
from unclench.tui.textual_internals import driver_of

if TYPE_CHECKING:
    from textual.app import App

    from unclench.player.controller import SessionController
    from unclench.ports import EventSink
    from unclench.routine.draft_file import DraftFile
    from unclench.routine.model import Routine
    from unclench.session.compiler import ChosenRoutine
    from unclench.session.timeline import StepInfo
    from unclench.tui.new_flow import NewFlow
    from unclench.tui.screens.editor import EditorScreen
    from unclench.tui.screens.history import HistoryScreen
    from unclench.tui.screens.home import HomeScreen
    from unclench.tui.screens.pasted import PasteScreen
    from unclench.tui.screens.player import PlayerScreen
    from unclench.tui.screens.preview import PreviewScreen
    from unclench.tui.screens.summary import SummaryScreen


PAUSE = 0.02
"""Seconds between two pieces of work, in which keys are handled."""
MODULES = (
    "unclench.routine.model", "unclench.tui.intake", "unclench.care.intake", "unclench.care.interruptions",
    "unclench.player.controller", "unclench.tui.screens.player",
    "unclench.tui.viewmodels.preview", "unclench.tui.screens.preview", "unclench.tui.new_flow",
)  # fmt: skip
SHEETS = ("preview", "player", "modal")
FOLDER = Path(__file__).resolve().parent / "screens"


class Preloading:
    """Loads one piece after another on the app's own thread, each short enough not to be felt."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._ahead: Iterator[Callable[[], object]] | None = None

    def begin(self) -> None:
        """Begin, unless it has begun."""
        if self._ahead is None:
            self._ahead = self._pieces()
            self._go_on()

    def _go_on(self) -> None:
        if self._ahead is not None and (piece := next(self._ahead, None)) is not None:
            piece()
            self._app.set_timer(PAUSE, self._go_on)

    def _pieces(self) -> Iterator[Callable[[], object]]:
        for module in MODULES:
            yield partial(import_module, module)
        for sheet in SHEETS:
            path = str(FOLDER / f"{sheet}.tcss")
            # Otherwise Textual parses and applies all sheets again when the screen is pushed.
            if not self._app.stylesheet.has_source(path):
                yield partial(self._app.stylesheet.read, path)
        yield self._app.stylesheet.parse


PRELOAD_AFTER = 0.3
"""Seconds after which the first screen is drawn, and the next screens can be preloaded."""
PRELOAD_AT_LATEST = 1.0
"""Seconds after which they are, even if home still reads its files. Before that, the two would delay each other."""
YIELD_TO_WRITER = 0.0002
"""Seconds that each drawing sleeps so that the writer thread gets the processor (`sys.getswitchinterval`: 0.005)."""


class Opening(Struct, frozen=True):
    """What to show first; see `unclench.tui.run_app`."""

    routine: Routine | None = None
    chosen: ChosenRoutine | None = None
    step: int = 0
    controller: SessionController | None = None
    draft: DraftFile | None = None

    @property
    def sheet(self) -> str:
        """The style sheet of the first screen."""
        if self.controller is not None:
            return "player"
        if self.draft is not None:
            return "editor"
        return "home" if self.routine is None and self.chosen is None else "preview"


class UnclenchApp(SettingsApp):
    """Screens report what the user chose; the app decides what follows."""

    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = theme.HORIZONTAL
    VERTICAL_BREAKPOINTS = theme.VERTICAL
    BINDINGS = keys.APP

    def __init__(self, program: Application, opening: Opening = Opening(), *, events: EventSink | None = None) -> None:
        super().__init__(program, opening.sheet)
        self.opening = opening
        self._guard = guard = Guard(program.clock)
        self._terminal_title = TerminalTitle(partial(write, self))
        self._flow = SessionFlow(self, guard, self._terminal_title, events, from_home=opening.sheet == "home")
        self._questions = SessionQuestions(self, self._flow)
        self._previews = PreviewFlow(self)
        self._home = HomeFlow(self, self._flow, self._previews.look_at)
        self._preloading = Preloading(self)
        program.on_trouble = partial(self.call_later, partial(self.notify, severity="warning", markup=False))

    @cached_property
    def _new(self) -> NewFlow:
        """What leads to a file of one's own; the first frame need not wait for it."""
        from unclench.tui.editor_flow import EditorFlow
        from unclench.tui.new_flow import NewFlow

        return NewFlow(self, self._flow, EditorFlow(self, self._flow), self._home.again)

    def post_display_hook(self) -> None:
        """Let the thread that writes have the processor: without the sleep it waits 5 ms for it.

        Not while a session plays: that draws many times a second, and each frame can wait.
        """
        session = self._flow.playing
        if session is None or not session.settled:
            time.sleep(YIELD_TO_WRITER)

    # -- the screens ---------------------------------------------------------------------

    def first_screen(self) -> Screen[None]:
        """What it opens with."""
        opening = self.opening
        if opening.controller is not None:
            return self._flow.player_screen(opening.controller, opening.routine)
        if opening.draft is not None:
            return self._new.editor.screen(opening.draft)
        if opening.chosen is not None:
            return self._previews.screen(opening.chosen, opening.chosen.choices, opening.step)
        if opening.routine is not None:
            return self._previews.as_today(opening.routine, opening.step)
        return self._home.screen(self._guard)

    def on_mount(self) -> None:
        """From here on the event loop receives the signals."""
        redraw_after_a_stop(self)
        self.warn_of_unknown_keys(keys.ids())
        loop = asyncio.get_running_loop()
        signals.pass_to(lambda status: loop.call_soon_threadsafe(self.leave_at_once, status))
        watch_for_its_end(self, partial(self.leave_at_once, HANGUP))
        if self.opening.controller is None:
            at_home = self.opening.sheet == "home"
            self.set_timer(PRELOAD_AT_LATEST if at_home else PRELOAD_AFTER, self._preloading.begin)
        if self.opening.draft is not None:
            self.call_after_refresh(self._new.editor.opened_first)
        if (chosen := self.opening.chosen) is not None:
            self.call_after_refresh(self._home.begin_if_urgent, chosen, self.opening.step)

    def tell(self, sentence: str) -> None:
        """Say it where it covers nothing that has to be done: in a session, as its caption."""
        self._flow.tell(sentence)

    # -- home ---------------------------------------------------------------------

    def on_home_screen_chosen(self, event: HomeScreen.Chosen) -> None:
        """Preview a routine, or begin it at once; what has to be asked before it is asked either way."""
        self._home.chosen(event)

    def on_home_screen_filled(self) -> None:
        """Load what may come next, once home has nothing more to do."""
        self.set_timer(PAUSE, self._preloading.begin)

    def on_home_screen_pack(self, event: HomeScreen.Pack) -> None:
        """Begin with cold or heat, as the commands do."""
        self._home.pack(event.kind)

    def on_home_screen_rated(self, event: HomeScreen.Rated) -> None:
        """Store how much it hurts, and suggest what suits that."""
        self._home.rated(event)

    def on_home_screen_wants(self, event: HomeScreen.Wants) -> None:
        """Do what a key of the home screen asks for."""
        if event.what == "quit":
            self.finish()
        else:
            self._home.wanted(event, lambda: self._new)

    @work(group="care", exclusive=True)
    async def on_history_screen_request(self, event: HistoryScreen.Request) -> None:
        """Do it, or preview a routine once more."""
        if event.what == "again" and event.session is not None:
            self._home.again(event.session.routine)
        else:
            await self._questions.wanted(event.screen, event.what, event.session)

    # -- the editor ----------------------------------------------------------------------

    def on_editor_screen_wants(self, event: EditorScreen.Wants) -> None:
        """Save, leave, or open the text file."""
        self._new.editor.wanted(event.screen, event.what)

    def on_paste_screen_wants(self, event: PasteScreen.Wants) -> None:
        """Save what was read of a sheet, change it first, or leave it."""
        self._new.wanted(event.screen, event.what)

    def on_preview_screen_edit_wanted(self, event: PreviewScreen.EditWanted) -> None:
        """Change the routine, and look at it again."""
        routine = event.routine
        if routine.path is not None:
            self._new.editor.edit(routine.path, routine.title, partial(self._home.look_again, routine.id))

    # -- the preview ---------------------------------------------------------------------

    def on_preview_screen_drawn(self, event: PreviewScreen.Drawn) -> None:
        """Open the sound device meanwhile, and read the answers, so that the preview can say what they mean for it."""
        self._listen(event.screen)
        event.screen.know(*self._flow.intake.advice(event.screen.plan.chosen))

    @work(thread=True, group="listen")
    def _listen(self, preview: PreviewScreen) -> None:
        preview.sound.listen()
        self.call_from_thread(preview.sound_is_known)

    def on_preview_screen_start_wanted(self, event: PreviewScreen.StartWanted) -> None:
        """Play what was previewed."""
        self._flow.play(event.plan.chosen, event.step, event.pain, as_suggested=False)

    @work(group="care", exclusive=True)
    async def on_preview_screen_answers_wanted(self, event: PreviewScreen.AnswersWanted) -> None:
        """Ask once more for what the sheet leaves open."""
        await self._questions.fill_in(event.screen)

    def on_preview_screen_back(self) -> None:
        """Go back to the library, or leave if there is none."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit(self._flow.status)

    # -- sessions ------------------------------------------------------------------------

    def action_breathe(self) -> None:
        """Breathe, from any screen."""
        self._flow.breathe()

    @work(group="care", exclusive=True)
    async def action_flags(self) -> None:
        """Ask about the warning signs, from any screen."""
        await self._questions.ask_signs()

    @work(group="care", exclusive=True)
    async def action_menu(self) -> None:
        """List what can be done on the screen in front, and do it."""
        await self._questions.choose(self.screen)

    @work(group="care")
    async def on_player_screen_asks(self, event: PlayerScreen.Asks) -> None:
        """Ask what a key in the session leads to."""
        await self._questions.ask(event.flow)

    def on_player_screen_ended(self, event: PlayerScreen.Ended) -> None:
        """Sum up the session."""
        self._flow.end(event)

    def on_summary_screen_rated_after(self, event: SummaryScreen.RatedAfter) -> None:
        """Store the pain after the session."""
        self._questions.rate_after(event.screen, event.rating)

    def on_summary_screen_shown(self, event: SummaryScreen.Shown) -> None:
        """Say what comes next."""
        self._questions.look_ahead(event.screen)

    @work(group="care", exclusive=True)
    async def on_summary_screen_notes(self, event: SummaryScreen.Notes) -> None:
        """Ask for a note."""
        await self._questions.note(event.screen.played.id)

    def on_summary_screen_again(self, event: SummaryScreen.Again) -> None:
        """Go back to the preview."""
        self._leave(event.screen, self._flow.go_once_more)

    def on_summary_screen_closed(self, event: SummaryScreen.Closed) -> None:
        """Go back to where the session was chosen, or leave."""
        self._leave(event.screen, partial(self._go_on, event))

    def _leave(self, summary: SummaryScreen, then: Callable[[], object]) -> None:
        """Ask first how what grows was, if that is still to be asked."""
        if steps := self._questions.grown(summary):
            self._ask_of(summary, steps, then)
        else:
            then()

    @work(group="care", exclusive=True)
    async def _ask_of(self, summary: SummaryScreen, steps: tuple[StepInfo, ...], then: Callable[[], object]) -> None:
        await self._questions.how_it_was(summary, steps)
        then()

    def _go_on(self, event: SummaryScreen.Closed) -> None:
        if event.quits or not self._flow.goes_back:
            self.finish()
        else:
            self._flow.go_back()
            if self.opening.sheet == "home" and len(self.screen_stack) == 1:
                self._home.read_anew()

    # -- beside the settings ---------------------------------------------------------------

    def acts(self) -> Mapping[str, Callable[[], object]]:
        """Try out the sound, and look at the health answers."""
        return {**super().acts(), "health": self._review_answers}

    @work(group="care", exclusive=True)
    async def _review_answers(self) -> None:
        await self._questions.review_answers()

    # -- leaving -------------------------------------------------------------------------

    @work(group="finish")
    async def finish(self) -> None:
        """Leave as soon as the last cue has been heard."""
        await self._flow.until_silent()
        self.exit(self._flow.status)

    def action_interrupt(self) -> None:
        """Leave on Ctrl-C. A pack has to come off first; a second Ctrl-C does not wait for that."""
        if not self._flow.ask_to_end():
            signals.see_to_the_end(130)
            self.leave_at_once(130)

    def leave_at_once(self, status: int) -> None:
        """Stop what is playing, give the terminal back and exit with `status`.

        If the window is gone and something is on the skin, the session goes on: the caller
        continues it without a screen.
        """
        if status == HANGUP and terminal_has_gone():
            draw_nowhere(driver_of(self))
        self.is_leaving = True
        self._flow.interrupt(terminal_gone=status == HANGUP)
        self._terminal_title.restore()
        self.exit(status)
