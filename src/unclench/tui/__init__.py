"""The screens: the only package that imports Textual. `run_app` is the entry point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unclench.system.signals import CRASHED, signals

if TYPE_CHECKING:
    from unclench.application import Application
    from unclench.player.controller import SessionController
    from unclench.ports import EventSink
    from unclench.routine.draft_file import DraftFile
    from unclench.routine.model import Routine
    from unclench.session.compiler import ChosenRoutine


def run_app(
    program: Application,
    *,
    chosen: ChosenRoutine | None = None,
    routine: Routine | None = None,
    step: int = 0,
    controller: SessionController | None = None,
    draft: DraftFile | None = None,
    events: EventSink | None = None,
) -> int:
    """Show the screens until the user leaves, and return the exit status.

    They open with the library, with the preview of what was `chosen`, with the player of a session
    of `routine` that is already playing (`controller`), or with the editor of a `draft`. The caller closes `program`.
    """
    from unclench.tui.app import Opening, UnclenchApp  # Textual takes 110 ms: `breathe` is heard meanwhile
    from unclench.tui.terminal import terminal_restored

    signals.check()
    app = UnclenchApp(program, Opening(routine, chosen, step, controller, draft), events=events)
    with terminal_restored():
        try:
            status = app.run()
        finally:
            signals.pass_to(None)
    return CRASHED if status is None else status
