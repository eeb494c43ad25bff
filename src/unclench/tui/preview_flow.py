"""The preview of a routine: what it is given, and how it comes up."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from unclench.tui.settings_app import SoundSettings

if TYPE_CHECKING:
    from unclench.player.packs import Locked
    from unclench.routine.model import Routine
    from unclench.session.choices import Choices
    from unclench.session.compiler import ChosenRoutine
    from unclench.session.timeline import Timeline
    from unclench.tui.screens.preview import PreviewScreen
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
