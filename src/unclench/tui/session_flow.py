"""A session on the screens: the questions before and in it, the breath in between, and its summary."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal

from textual.screen import ModalScreen, Screen

from unclench.language import tr

if TYPE_CHECKING:
    from unclench.care.asks import InterruptedSession
    from unclench.care.intake import Intake
    from unclench.player.controller import SessionController
    from unclench.ports import EventSink
    from unclench.routine.model import Routine
    from unclench.session.compiler import ChosenRoutine
    from unclench.session.timeline import StepInfo
    from unclench.system.keystrokes import Guard
    from unclench.tui.intake import ScreenIntake, SessionStart, Started
    from unclench.tui.screens.player import PlayerScreen
    from unclench.tui.screens.preview import PreviewScreen
    from unclench.tui.settings_app import SettingsApp
    from unclench.tui.terminal import TerminalTitle


REFUSAL_SHOWN = 20
"""Seconds for which the reason stays on screen when a session does not start."""
URGENT_SHOWN = 20
"""Seconds for which an urgent sentence that needs no answer stays on screen."""
KIND_WORD_SHOWN = 6
"""The same for a kind word: it covers what the user wants to read next."""


class SessionFlow:
    """Starts sessions, puts a breath in between, and sums up what has ended.

    At most one session plays at a time. While the user breathes in between, the session that
    waits stays paused behind the breath.
    """

    def __init__(
        self, app: SettingsApp, guard: Guard, title: TerminalTitle, events: EventSink | None, *, from_home: bool
    ) -> None:
        """`from_home`: the app opened with home, so a session goes back there instead of ending the app."""
        self._app, self._program = app, app.program
        self.guard, self._title, self._events = guard, title, events
        self._from_home = from_home
        self.status = 0 if from_home else 1
        """The exit status for leaving now."""
        self.playing: PlayerScreen | None = None
        """The session in front, until its summary is shown."""
        self._paused: PlayerScreen | None = None
        """The session that waits behind a breath in between."""
        self._ended: PlayerScreen.Ended | None = None
        """A session that ended behind a question: it is summed up once that is answered."""
        self._summed_up = asyncio.Event()
        self._starting = False
        self._by_breathe_key = False
        """Whether the breathing key started the session: it goes back to the screen where that was pressed."""
        self._last_sounds: asyncio.Future[None] | None = None
        self._pain_before: int | None = None
        """How much it hurt before the session in front, 0 to 10, if that was said."""

    def player_screen(self, controller: SessionController, routine: Routine | None) -> PlayerScreen:
        """The screen for a session that has started; it is the one in front from now on."""
        from unclench.tui.screens.player import PlayerOptions, PlayerScreen

        self._app.dress()
        self.playing = PlayerScreen(
            controller, self._program.clock, routine.title if routine is not None else "", self.guard,
            self._title.show, PlayerOptions.of(self._program, routine), routine.tags if routine is not None else (),
        )  # fmt: skip
        return self.playing

    # -- starting ------------------------------------------------------------------------

    def play(self, chosen: ChosenRoutine, step: StepInfo | None, pain: int | None, *, as_suggested: bool) -> None:
        """Ask what has to be asked, then play from `step` on; `pain` and `as_suggested` are as in `Intake.before`."""
        self._by_breathe_key = False
        self._begin(lambda: self._start.play(chosen, step, pain, as_suggested=as_suggested))

    def resume(self, found: InterruptedSession) -> None:
        """Ask what has to be asked, then continue an interrupted session."""
        self._begin(lambda: self._start.resume(found))

    def breathe(self) -> None:
        """Breathe at once, since in a spasm nothing is asked; a session that is playing pauses meanwhile."""
        if self.playing is None:
            self.breathe_alone()
        else:
            self._breathe_in_between(self.playing)

    def breathe_alone(self, pain: int | None = None) -> None:
        """Play the user's own breath as a session of its own; `pain` is the rating before it, if there is one."""
        self._by_breathe_key = True
        self._begin(lambda: self._start.breathe(pain))

    def _begin(self, start: Callable[[], Awaitable[Started]]) -> None:
        self._app.run_worker(self._show(start), group="start")

    async def _show(self, start: Callable[[], Awaitable[Started]]) -> None:
        """Start a session and show it, or say why it cannot start. A start during another is dropped."""
        from unclench.care.asks import NotBegun
        from unclench.ports import PlayerFailed
        from unclench.session.choices import Unplayable

        if self._starting:
            return  # Enter was pressed twice
        self._starting = True
        try:
            started = await start()
        except NotBegun as reason:
            if sentence := str(reason):
                self._app.notify(sentence, severity="warning", timeout=REFUSAL_SHOWN, markup=False)
                self._app.program.sound.announce(sentence)
            if reason.breathe:
                self.breathe_alone(reason.pain)  # it starts when this has ended
        except (Unplayable, PlayerFailed) as error:
            self._app.notify(str(error), severity="warning", markup=False)
        else:
            self._pain_before = started.pain
            await self._app.push_screen(self.player_screen(started.controller, started.routine))
            if started.pain is not None:
                started.controller.settle()
                self.intake.health.record_pain(started.pain, "before", started.controller)
        finally:
            self._starting = False

    # -- a breath in between -------------------------------------------------------------

    def _breathe_in_between(self, session: PlayerScreen) -> None:
        from unclench.player.controller import pause_for_breath
        from unclench.ports import PlayerFailed
        from unclench.session.choices import Unplayable

        if not pause_for_breath(session.controller):
            session.wake()
            return
        try:
            breath = self._program.start_breathing_break(self._events)
        except (Unplayable, PlayerFailed) as error:
            session.wake()
            self._app.notify(str(error), severity="warning", markup=False)
            return
        session.step_aside()
        self._paused = session
        self._app.push_screen(self.player_screen(breath, self._program.playing))

    def _go_back(self, session: PlayerScreen, breath: SessionController) -> None:
        from unclench.player.controller import return_from_breath

        self._paused, self.playing = None, session
        self._app.pop_screen()
        self._program.end_breathing_break()
        return_from_breath(session.controller, breath)
        session.come_back()
        self._summed_up.set()

    # -- the end -------------------------------------------------------------------------

    def end(self, event: PlayerScreen.Ended) -> None:
        """Sum up while the last cue still sounds; a question in front is answered first."""
        if isinstance(self._app.screen, ModalScreen):
            self._ended = event
        else:
            self._sum_up(event)

    def _sum_up(self, event: PlayerScreen.Ended) -> None:
        from unclench.care.interruptions import doctor_advice
        from unclench.tui.screens.summary import fade, summary_of

        self._ended = None
        if self._paused is not None:
            self._go_back(self._paused, event.controller)
            return
        self.playing = None
        self._title.restore()
        self._last_sounds = fade(self._program, event) or self._last_sounds
        if not self.goes_back:
            self.status = 0 if event.finished else 1
        routine, repeatable = self._program.playing, self._chosen_on is not None
        information = doctor_advice(self.intake.health, event.controller, routine.tags if routine is not None else ())
        summary = summary_of(event, routine, information, before=self._pain_before, repeatable=repeatable)
        if len(self._app.screen_stack) > 1:
            self._app.switch_screen(summary)
        else:
            self._app.push_screen(summary)  # Textual cannot switch the first screen
        self._summed_up.set()

    @property
    def _chosen_on(self) -> PreviewScreen | None:
        """The preview beneath, on which the session in front was started."""
        from unclench.tui.screens.preview import PreviewScreen

        beneath = self._app.screen_stack[-2] if len(self._app.screen_stack) > 1 else None
        return beneath if isinstance(beneath, PreviewScreen) and not self._by_breathe_key else None

    def go_once_more(self) -> None:
        """Leave the summary for the preview on which the session was started."""
        if (preview := self._chosen_on) is not None:
            self._app.pop_screen()
            preview.begin_anew()

    @property
    def goes_back(self) -> bool:
        """Whether there is a screen to go back to after the session; otherwise the app ends with it."""
        return self._by_breathe_key or self._from_home

    def go_back(self) -> None:
        """Leave the summary, for the screen where the session was chosen."""
        while len(self._app.screen_stack) > 1:
            self._app.pop_screen()
            if self._by_breathe_key:
                break
        self._by_breathe_key = False

    async def until_summed_up(self) -> None:
        """Wait until a session that has ended shows its summary, so that what comes next is shown in front of it."""
        while (session := self.playing) is not None and session.controller.ended is not None:
            self._summed_up.clear()
            session.wake()
            await self._summed_up.wait()

    async def until_silent(self) -> None:
        """Wait until the last cue of a session has been heard."""
        if self._last_sounds is not None:
            await self._last_sounds

    def ask_to_end(self) -> bool:
        """With something on the skin, end the session once that is off. False if leaving need not wait for that."""
        session = self.playing
        if session is None or not session.controller.ask_to_leave():
            return False
        session.wake()
        return True

    def interrupt(self, *, terminal_gone: bool) -> None:
        """Stop everything at once, except a session that has to go on without a screen."""
        for session in (self.playing, self._paused):
            if session is not None:
                session.interrupt(terminal_gone=terminal_gone)

    @cached_property
    def _start(self) -> SessionStart:
        from unclench.tui.intake import SessionStart

        return SessionStart(self._app, self.intake, self.asker, self._events)

    # -- asking and telling --------------------------------------------------------------

    @cached_property
    def intake(self) -> Intake:
        """The questions before and after a session. It needs the journal, which the first frame need not wait for."""
        from unclench.care.intake import Intake

        return Intake(self._program)

    @cached_property
    def asker(self) -> ScreenIntake:
        """Shows the questions on the screen."""
        from unclench.tui.intake import ScreenIntake

        return ScreenIntake(self._program, self.guard, self._ask, self.tell)

    async def _ask(self, question: ModalScreen[Any]) -> Any:
        """Show a question, in front of the summary if the session is over, and return its answer."""
        await self.until_summed_up()
        answer = await self._app.push_screen_wait(question)
        if self._ended is not None:
            self._sum_up(self._ended)
        return answer

    def tell(self, sentence: str, urgent: bool = False) -> None:  # noqa: FBT001, FBT002  # as ScreenIntake calls it
        """Say something: in a session as its caption, elsewhere in a notification."""
        session = self.playing
        if not urgent and session is not None and session.controller.ended is None:
            session.controller.notice(sentence)  # a notification would cover what there is to do
            session.wake()
        else:
            seconds = URGENT_SHOWN if urgent else KIND_WORD_SHOWN
            self._app.notify(sentence, severity="warning" if urgent else "information", timeout=seconds, markup=False)


if TYPE_CHECKING:
    from unclench.care.asks import Flow
    from unclench.care.interruptions import Interruptions
    from unclench.journal.records import SessionRecord
    from unclench.reports.history import HistoryReader
    from unclench.tui.screens.history import HistoryScreen
    from unclench.tui.screens.summary import SummaryScreen
    from unclench.tui.settings_app import SettingsApp


class SessionQuestions:
    """Asks about warning signs and whatever a key in the session leads to; a question in front comes first."""

    def __init__(self, app: SettingsApp, flow: SessionFlow) -> None:
        self._app, self._flow = app, flow

    async def ask_signs(self) -> None:
        """Ask about the warning signs, from any screen; a yes stops the session, if one is playing."""
        session = self._flow.playing
        controller = session.controller if session is not None else None
        await self.ask(lambda care: care.signs(controller))

    async def ask(self, question: Callable[[Interruptions], Flow[Any]]) -> None:
        """Ask something about the session in front, which plays on or pauses meanwhile."""
        if not isinstance(self._app.screen, ModalScreen):
            await self._carry(question(self._interruptions))

    async def choose(self, screen: Screen[Any]) -> None:
        """Show the menu of a screen, and do what is chosen."""
        from unclench.tui.screens.dialogs import has_menu, menu

        if has_menu(screen) and (does := await self._flow.asker.carry(menu(screen))) is not None:
            done = does()
            if isinstance(done, Awaitable):
                await done

    def rate_after(self, summary: SummaryScreen, rating: int) -> None:
        """Store a pain rating, 0 to 10, with the session that has ended, and say so on its summary."""
        rating = self._flow.guard.rating(rating)
        kept = self._flow.intake.health.record_pain(rating, "after", summary.played.controller)
        summary.rated(rating, kept=kept)

    def grown(self, summary: SummaryScreen) -> tuple[StepInfo, ...]:
        """The steps that grow of which it is to be asked how they were."""
        from unclench.care.interruptions import efforts_to_ask

        return efforts_to_ask(self._flow.intake.health, summary.played.controller)

    async def how_it_was(self, summary: SummaryScreen, steps: tuple[StepInfo, ...]) -> None:
        """Ask about these."""
        from unclench.care.interruptions import how_it_was

        await self._flow.asker.carry(how_it_was(self._flow.intake.health, summary.played.controller, steps))

    async def fill_in(self, preview: PreviewScreen) -> None:
        """Ask once more for what the sheet of a preview leaves open, and show what has come of it."""
        from unclench.care.asks import NotBegun
        from unclench.care.blank_memory import BlankMemory
        from unclench.care.intake import fill_in_anew
        from unclench.session.choices import Unplayable

        plan = preview.plan
        try:
            memory = BlankMemory(self._app.program.book, plan.routine)
            plan.choices = (await self._flow.asker.carry(fill_in_anew(plan.chosen, memory))).choices
        except NotBegun:
            return  # all is as it was
        except Unplayable as error:
            self._app.notify(str(error), severity="warning", markup=False)
        preview.fill()

    async def note(self, session: str | None) -> None:
        """Ask for a note about a session, and say whether it was saved."""
        from unclench.care.interruptions import write_note

        if await self._flow.asker.carry(write_note(self._flow.intake.health, session)):
            self._app.notify(tr("Your note is saved."), timeout=KIND_WORD_SHOWN)

    async def review_answers(self) -> None:
        """Show the health answers, and let them be changed."""
        from unclench.care.questionnaire import review

        if await self._flow.asker.carry(review(self._flow.intake.health)):
            self._app.notify(tr("Your answers are saved."), timeout=KIND_WORD_SHOWN)

    async def wanted(self, screen: HistoryScreen, what: str, session: SessionRecord | None) -> None:
        """Do what somebody wants on the history: a note, a deletion, or a page for the doctor."""
        if what == "note":
            await self.note(session.id if session is not None else None)
        elif what == "delete" and session is not None:
            await self._delete(screen, session)
        elif what == "page":
            await self._page(screen.reader)
        screen.read()

    async def _delete(self, screen: HistoryScreen, session: SessionRecord) -> None:
        from unclench.care import clearance
        from unclench.care.interruptions import ask_to_delete
        from unclench.reports.history import JournalUnreadable
        from unclench.system import local_time, safe_text

        title = f"{safe_text.line(session.title)}, {local_time.date_and_time(session.began)}"
        if not await self._flow.asker.carry(ask_to_delete(title)):
            return
        clearance.discard(self._app.program.home)
        try:
            said = await asyncio.to_thread(screen.reader.forget, session.id)
        except JournalUnreadable as error:
            said = [str(error)]
        self._app.notify(" ".join(said), timeout=REFUSAL_SHOWN, markup=False)

    async def _page(self, reader: HistoryReader) -> None:
        from unclench.config.paths import papers
        from unclench.reports.history import page_written

        said, written = await asyncio.to_thread(page_written, reader, papers(self._app.program.home))
        severity: Literal["information", "warning"] = "information" if written else "warning"
        self._app.notify(said, severity=severity, timeout=REFUSAL_SHOWN, markup=False)

    def look_ahead(self, summary: SummaryScreen) -> None:
        """Say on a summary what comes next, by the journal."""
        from unclench.journal.queries import sessions
        from unclench.reports.today import (
            PainCourse,
            by_their_steps,
            due_of,
            goals_of,
            in_their_stage,
            read_course,
            skin_now,
        )
        from unclench.session.progression import WEEK
        from unclench.system.local_time import midnight
        from unclench.tui.viewmodels.summary import outlook

        book, routine = self._app.program.book, summary.played.routine
        now = book.now().wall
        done = book.ask(lambda journal: sessions(journal, midnight(now, WEEK), now + 1), [])
        meant = [] if routine is None else book.ask(lambda journal: in_their_stage([routine], journal, now), [routine])
        due = due_of(meant[0], done, now) if meant else None
        if due is not None:
            (due,) = book.ask(partial(by_their_steps, [due], meant, now=now), [due])
        course = book.ask(lambda journal: read_course(journal, now), PainCourse())
        goals = [] if routine is None else goals_of(routine, book)
        summary.tell(outlook(skin_now(book), due, course, goals))

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
        if isinstance(found, After) and found.steps and session is not None and session.controller.ended is None:
            session.action_jump_list()
        if isinstance(found, After) and found.breathe:
            if session is not None and session.controller.ended is None:
                self._flow.breathe()
            else:
                await self._flow.until_summed_up()
                self._flow.breathe_alone()
