"""What somebody chooses on the home screen, and what follows from it: a preview, a session, a plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from unclench.language import tr
from unclench.tui.settings_app import SoundSettings

if TYPE_CHECKING:
    from unclench.player.packs import Locked
    from unclench.routine.model import Routine
    from unclench.session.choices import Choices
    from unclench.session.compiler import ChosenRoutine
    from unclench.session.timeline import StepInfo, Timeline
    from unclench.system.keystrokes import Guard
    from unclench.tui.new_flow import NewFlow
    from unclench.tui.screens.home import HomeScreen
    from unclench.tui.screens.preview import PreviewScreen
    from unclench.tui.session_flow import SessionFlow
    from unclench.tui.settings_app import SettingsApp


class PreviewFlow:
    """Makes previews."""

    def __init__(self, app: SettingsApp) -> None:
        self._app, self._program = app, app.program

    def screen(
        self, chosen: ChosenRoutine, choices: Choices, step: int = 0, *, pain: int | None = None
    ) -> PreviewScreen:
        """The preview of a routine, with `choices` to come back to; `pain` is how much it hurts, if that was said."""
        from unclench.tui.screens.preview import PreviewScreen
        from unclench.tui.viewmodels.figure import FigureRenderer
        from unclench.tui.viewmodels.preview import PreviewPlan

        program = self._program
        # Whom it guides is asked anew: the last session may have changed it.
        plan = PreviewPlan(chosen, choices, lambda routine, timeline: program.guide().guided(routine, timeline))
        sound = SoundSettings(program, partial(self._app.notify, timeout=2))
        figures, drawing = FigureRenderer(program.figure), program.settings.drawing
        return PreviewScreen(plan, figures, sound, step, self._locked, program.wall, drawing, pain=pain)

    def as_today(self, routine: Routine, step: int) -> PreviewScreen:
        """The preview of a routine with today's doses."""
        from unclench.session.compiler import choose

        chosen = choose(routine, self._program.with_todays_doses(routine, self._program.choices()))
        return self.screen(chosen, chosen.choices, step)

    def look_at(self, chosen: ChosenRoutine, pain: int | None) -> None:
        """Show the preview in front, with today's doses to come back to."""
        choices = self._program.with_todays_doses(chosen.routine, self._program.choices())
        self._app.push_screen(self.screen(chosen, choices, pain=pain))

    def _locked(self, timeline: Timeline) -> Locked | None:
        from unclench.player.packs import locked

        return locked(self._program.book, timeline)


Preview = Callable[["ChosenRoutine", int | None], None]
"""Shows the preview of a routine, with how much it hurts, if that was said."""


class HomeFlow:
    """Does what the home screen reports; and previews a routine once more for the history."""

    def __init__(self, app: SettingsApp, flow: SessionFlow, preview: Preview) -> None:
        self._app, self._program, self._flow, self._preview = app, app.program, flow, preview

    def screen(self, guard: Guard) -> HomeScreen:
        """The home screen. `guard` knows keys that are still held down."""
        from unclench.reports.home import read_home
        from unclench.tui.screens.home import HomeScreen
        from unclench.tui.viewmodels.figure import FigureRenderer

        program = self._program
        return HomeScreen(
            partial(read_home, program), FigureRenderer(program.figure), guard, program.moment,
            lambda: program.settings.still, program.settings.drawing, spoken=self._spoken,
        )  # fmt: skip

    def _spoken(self) -> object:
        settings = self._program.settings
        return settings.talk, settings.explain, settings.audio, self._program.sound.voice_wish()

    def read_anew(self) -> None:
        """Read everything again that it shows, once a session is over."""
        from unclench.tui.screens.home import HomeScreen

        if isinstance(self._app.screen, HomeScreen):
            self._app.screen.session_is_over()

    def chosen(self, event: HomeScreen.Chosen) -> None:
        """Preview a routine, or begin it at once, after what has to be asked."""
        from unclench.care.intake import begins_at_once

        at_once = event.wanted_now and begins_at_once(event.chosen.routine)
        (self._begin if at_once else self._preview)(event.chosen, event.pain)

    def begin_if_urgent(self, chosen: ChosenRoutine, step: int) -> None:
        """Ask at once what a command in a spasm leads to; whoever leaves the question is in front of the preview."""
        from unclench.care.intake import begins_at_once

        if begins_at_once(chosen.routine):
            self._begin(chosen, step=chosen.timeline.steps[step] if step else None)

    def pack(self, kind: Literal["cold", "heat"]) -> None:
        """Begin with cold or heat, as the commands do."""
        from unclench.session.choices import pack_routine
        from unclench.session.compiler import choose

        self._begin(choose(pack_routine(kind), self._program.choices()))

    def _begin(self, chosen: ChosenRoutine, pain: int | None = None, step: StepInfo | None = None) -> None:
        self._flow.play(chosen, step, pain, as_suggested=True)

    def rated(self, event: HomeScreen.Rated) -> None:
        """Store how much it hurts, and suggest what suits that."""
        kept = self._flow.intake.health.record_pain(event.rating, "between", None)
        event.screen.rated(event.rating, kept=kept)

    def wanted(self, event: HomeScreen.Wants, new: Callable[[], NewFlow]) -> None:
        """Go on with what broke off, show the history, make a routine of one's own, or change the one in question."""
        if event.what == "resume":
            self.resume()
        elif event.what == "history":
            self.show_history()
        elif event.what == "new":
            new().begin(event.screen.read)
        elif event.row is not None:
            new().editor.edit(Path(event.row.path), event.row.title, event.screen.read)

    def resume(self) -> None:
        """Continue the interrupted session, if there is one."""
        found = self._program.interrupted_session()
        if found is None:
            self._app.notify(tr("There is no interrupted session to continue."))
        else:
            self._flow.resume(found)

    def show_history(self) -> None:
        """Show the history."""
        from unclench.reports.history import HistoryReader
        from unclench.tui.screens.history import HistoryScreen

        if not isinstance(self._app.screen, HistoryScreen):  # h was pressed twice
            reader = HistoryReader(self._program.home, self._program.moment)
            self._app.push_screen(HistoryScreen(reader, self._program.book))

    def look_again(self, id: str) -> None:
        """Preview a routine anew in place of the preview in front, since its file has changed; home reads it, too."""
        from unclench.tui.screens.home import HomeScreen

        self._app.pop_screen()
        for screen in self._app.screen_stack:
            if isinstance(screen, HomeScreen):
                screen.read()
        self.again(id)

    def again(self, id: str) -> None:
        """Preview a routine once more; a breath of one's own begins at once."""
        from unclench.routine import RoutineNotFound
        from unclench.session.choices import BREATHE
        from unclench.session.compiler import choose

        if id == BREATHE:
            self._flow.breathe()
            return
        try:
            routine = self._program.library.find(id).routine
        except RoutineNotFound:
            routine = None
        if routine is None:
            gone = tr("This routine is not among yours any more, or its file has mistakes.")
            self._app.notify(gone, severity="warning")
            return
        self._preview(choose(routine, self._program.with_todays_doses(routine, self._program.choices())), None)
