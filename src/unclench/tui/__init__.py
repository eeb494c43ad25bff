"""The screens: the only package that imports Textual. `run_app` is the way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unclench.system.signals import signals

if TYPE_CHECKING:
    from unclench.application import Application
    from unclench.player.controller import SessionController
    from unclench.ports import EventSink
    from unclench.routine.model import Routine
    from unclench.session.choices import Choices

CRASHED = 70
"""The exit status after an error in the screens themselves (EX_SOFTWARE of sysexits.h)."""


def run_app(
    program: Application,
    *,
    routine: Routine | None = None,
    choices: Choices | None = None,
    step: int = 0,
    conductor: SessionController | None = None,
    events: EventSink | None = None,
) -> int:
    """Show the screens until the user leaves; gives the exit status.

    Without a routine: the library. With one: its preview. With a conductor: the player of a
    session that sounds already. The caller closes the program.
    """
    from unclench.tui.app import Opening, UnclenchApp  # Textual: 110 ms that `breathe` spends sounding
    from unclench.tui.terminal import lent

    signals.check()
    app = UnclenchApp(program, Opening(routine, choices, step, conductor), events=events)
    with lent():
        try:
            status = app.run()
        finally:
            signals.pass_to(None)
    return CRASHED if status is None else status
