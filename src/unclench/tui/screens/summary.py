"""The summary of a session that has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from unclench.care import pain_rules
from unclench.care.health_record import session_of
from unclench.language import counted, tr
from unclench.session import wording
from unclench.session.end_reason import EndReason
from unclench.tui import keys
from unclench.tui.text import content, flat
from unclench.tui.viewmodels.summary import Completion, Outlook, StepResult
from unclench.tui.widgets.keybar import KeyBar, rating_keys
from unclench.tui.widgets.lists import Small, TextLine

if TYPE_CHECKING:
    from unclench.application import Application
    from unclench.player.controller import SessionController
    from unclench.routine.model import Routine
    from unclench.tui.screens.dialogs import Question
    from unclench.tui.screens.player import PlayerScreen

_MARKS = {Completion.DONE: ("✓", ""), Completion.PART: ("◐", ""), Completion.LEFT_OUT: ("○", "$text-quiet")}
_NOTES = {Completion.PART: tr("in part"), Completion.LEFT_OUT: tr("left out")}


class PlayedSession:
    """The session that a summary is about."""

    def __init__(
        self, controller: SessionController, routine: Routine | None, *, before: int | None, repeatable: bool
    ) -> None:
        """`before` is the pain before it, 0 to 10, if it was rated; `repeatable`: it can be started once more."""
        self.controller, self.routine = controller, routine
        self.before = before
        reason = controller.ended or EndReason.USER
        self.repeatable = repeatable and not reason.body

    @property
    def id(self) -> str | None:
        """Its id in the journal."""
        return session_of(self.controller)


class SummaryScreen(Screen[None]):
    """Shows how the session ended and what was done, takes a pain rating and a note, and says what comes next."""

    CSS_PATH = "summary.tcss"
    BINDINGS = keys.SUMMARY

    @dataclass
    class Shown(Message):
        """The first frame is drawn, so there is time to look into the journal."""

        screen: SummaryScreen

    @dataclass
    class Closed(Message):
        """The user has read the summary; `quits`: and wants to leave the program."""

        screen: SummaryScreen
        quits: bool

    @dataclass
    class RatedAfter(Message):
        """The user rated the pain, 0 to 10."""

        screen: SummaryScreen
        rating: int

    @dataclass
    class Notes(Message):
        """The user wants to write a note."""

        screen: SummaryScreen

    @dataclass
    class Again(Message):
        """The user wants to do the same once more."""

        screen: SummaryScreen

    def __init__(
        self, title: str, steps: Sequence[StepResult], lasted: int, played: PlayedSession, *, information: str = ""
    ) -> None:
        """`information` is what to tell a doctor."""
        super().__init__()
        self._routine, self._steps, self._lasted = title, steps, lasted
        self._information = information
        self._rated: int | None = None
        self.played = played
        self._reason = played.controller.ended or EndReason.USER

    def compose(self) -> ComposeResult:
        """How it ended, the steps, the pain, what comes next, the keys."""
        done = sum(step.share is Completion.DONE for step in self._steps)
        steps = counted(len(self._steps), "{done} of {number:g} step", "{done} of {number:g} steps", done=done)
        yield Small()
        with Vertical(id="summary", classes="room"):
            look = "-done" if self._reason is EndReason.FINISHED else "-body" if self._reason.body else ""
            yield TextLine(self._reason.farewell, id="verdict", classes=look)
            yield TextLine(f"{flat(self._routine)} · {wording.clock(self._lasted)} · {steps}", id="title")
            with VerticalScroll(id="done"):
                whole = all(step.share is Completion.DONE for step in self._steps)
                yield Static(self._list(whole=whole), markup=False, classes="" if whole else "-each")
            with Vertical(id="rating"):
                yield Static(id="ask")
                yield TextLine(id="pain")
            yield TextLine(self._information, id="information")
            yield TextLine(id="coming")
            yield TextLine(id="course")
        yield KeyBar()

    def on_mount(self) -> None:
        """Ask for the pain, and report when the first frame is drawn."""
        self.query_one("#rating").border_title = tr("How is your back now?")
        self.call_after_refresh(self.post_message, self.Shown(self))

    def on_resize(self) -> None:
        """Ask for the pain as there is room."""
        self.call_after_refresh(self._ask)

    def _list(self, *, whole: bool) -> Content:
        """The steps, side by side if the `whole` was done; else each on a line of its own, with how much of it was."""
        found = []
        for step in self._steps:
            mark, style = _MARKS[step.share]
            notes = (wording.counts(step.counted), _NOTES.get(step.share, ""))
            note = f"  ({', '.join(filter(None, notes))})" if any(notes) else ""
            found.append(content(f"{mark} {flat(step.title)}{note}", style))
        return Content("   " if whole else "\n").join(found)

    def _ask(self) -> None:
        short, asks = self.has_class("-short"), tr("Pain now?")
        keys = rating_keys(self, self._rated, 1 if short else 3)
        self.query_one("#ask", Static).update(Content.assemble(f"{asks} ", keys) if short else keys)

    def tell(self, outlook: Outlook) -> None:
        """Show what comes next."""
        if self.query("#coming"):
            self.query_one("#coming", TextLine).say("\n".join(outlook.coming))
            self.query_one("#course", TextLine).say(outlook.course)

    # -- keys ----------------------------------------------------------------------------

    def menu(self) -> Iterator[str | Question]:
        """What can be done now."""
        from unclench.tui.screens.dialogs import how_much

        yield "summary.on"
        yield how_much(self)
        yield from ("summary.again", "breathe", "summary.note", "flags", "summary.quit")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Hide the key for once more where there is nothing to do once more, or the body has ended it."""
        return action != "again" or self.played.repeatable

    def action_rate(self, rating: int) -> None:
        """Report a rating. Another digit corrects it."""
        self.post_message(self.RatedAfter(self, rating))

    def rated(self, rating: int, *, kept: bool) -> None:
        """Confirm a rating, beside the one before; `kept`: it could be stored."""
        self._rated = rating
        self._ask()
        said = pain_rules.compared(self.played.before, rating) if kept else pain_rules.said(rating, kept=False)
        self.query_one("#pain", TextLine).say(said)

    def action_note(self) -> None:
        """Write a note about the session."""
        self.post_message(self.Notes(self))

    def action_again(self) -> None:
        """Do the same once more."""
        self.post_message(self.Again(self))

    def action_go_on(self) -> None:
        """Close the summary."""
        self.post_message(self.Closed(self, quits=False))

    def action_leave(self) -> None:
        """Close the summary and leave the program."""
        self.post_message(self.Closed(self, quits=True))


LAST_CUE = 6_000
"""Ms that leaving waits at most for the last cue, and the words after it, to be heard."""


def summary_of(
    event: PlayerScreen.Ended, routine: Routine | None, information: str, *, before: int | None, repeatable: bool
) -> SummaryScreen:
    """The summary of a session. `information`: what to tell a doctor; for the rest see `PlayedSession`."""
    played = PlayedSession(event.controller, routine, before=before, repeatable=repeatable)
    steps = event.tally.steps(event.controller.session.timeline)
    return SummaryScreen(event.title, steps, event.tally.lasted, played, information=information)


def fade(program: Application, event: PlayerScreen.Ended) -> asyncio.Future[None] | None:
    """A future that is done when the last cue has been heard; None if the session did not finish."""
    controller = event.controller
    # A volume that was chosen stays for the next session; muting does not.
    if (volume := controller.sound.chosen.pop("volume", None)) is not None:
        program.keep_volume(volume)
    player = controller.player
    if not event.finished:
        player.set_volume(controller.sound.volume)
        return None

    def end() -> None:
        player.drain(LAST_CUE)
        if program.running is controller:  # what was muted must not come back with the last sounds
            player.set_volume(controller.sound.volume)

    return asyncio.get_running_loop().run_in_executor(None, end)
