"""The summary of a session that has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from unclench.care import pain_rules
from unclench.session import wording
from unclench.session.end_reason import EndReason
from unclench.tui import keys
from unclench.tui.text import content, flat
from unclench.tui.viewmodels.summary import Completion, StepResult
from unclench.tui.widgets.keybar import KeyBar
from unclench.tui.widgets.lines import Small, TextLine

if TYPE_CHECKING:
    from unclench.application import Application
    from unclench.tui.screens.player import PlayerScreen

_MARKS = {Completion.DONE: ("✓", ""), Completion.PART: ("◐", ""), Completion.LEFT_OUT: ("-", "$text-quiet")}


class SummaryScreen(Screen[None]):
    """Shows how the session ended and what was done, and takes a pain rating."""

    CSS_PATH = "summary.tcss"
    BINDINGS = keys.SUMMARY

    @dataclass
    class Closed(Message):
        """The user has read the summary; `quits`: and wants to leave the program."""

        quits: bool

    @dataclass
    class Rated(Message):
        """The user rated the pain, 0 to 10."""

        screen: SummaryScreen
        rating: int

    def __init__(
        self,
        title: str,
        steps: Sequence[StepResult],
        lasted: int,
        *,
        reason: EndReason,
        after: str,
        information: str = "",
    ) -> None:
        super().__init__()
        self._routine, self._steps, self._lasted, self._reason = title, steps, lasted, reason
        self._after, self._information = after, information

    def compose(self) -> ComposeResult:
        """How it ended, the steps, the keys."""
        done = sum(step.share is Completion.DONE for step in self._steps)
        count = wording.of(done, len(self._steps))
        yield Small()
        with Vertical(id="summary", classes="room"):
            look = "-done" if self._reason is EndReason.FINISHED else "-body" if self._reason.body else ""
            yield TextLine(self._reason.farewell, id="verdict", classes=look)
            yield TextLine(self._routine, id="title")
            yield TextLine(
                f"{wording.clock(self._lasted)} in all · {count} {'step' if len(self._steps) == 1 else 'steps'}"
            )
            with VerticalScroll(id="done"):
                yield Static(self._list(), markup=False)
            yield TextLine("Pain now? Press 0 to 9, or t for ten.", id="pain")
            yield TextLine(self._information, id="information")
            yield TextLine(self._after, id="after")
        yield KeyBar()

    def _list(self) -> Content:
        lines = []
        for step in self._steps:
            mark, style = _MARKS[step.share]
            note = "" if step.share is Completion.DONE else f"  ({step.share})"
            lines.append(content(f"{mark} {flat(step.title)}{note}", style))
        return Content("\n").join(lines)

    def action_rate(self, rating: int) -> None:
        """Report a rating. Another digit corrects it."""
        self.post_message(self.Rated(self, rating))

    def rated(self, rating: int, *, kept: bool) -> None:
        """Confirm a rating; `kept`: it could be stored."""
        self.query_one("#pain", TextLine).say(pain_rules.said(rating, kept=kept))

    def action_go_on(self) -> None:
        """Close the summary."""
        self.post_message(self.Closed(quits=False))

    def action_leave(self) -> None:
        """Close the summary and leave the program."""
        self.post_message(self.Closed(quits=True))


LAST_CUE = 6_000
"""Ms that leaving waits at most for the last cue, and the words after it, to be heard."""


def summary_of(event: PlayerScreen.Ended, *, stays: bool, information: str = "") -> SummaryScreen:
    """The summary of a session. `stays`: there is a screen to go back to; `information`: what to tell a doctor."""
    after = "Enter: back" if stays else "Enter: leave"
    steps = event.tally.steps(event.controller.session.timeline)
    reason = event.controller.ended or EndReason.USER
    return SummaryScreen(event.title, steps, event.tally.lasted, reason=reason, after=after, information=information)


def fade(program: Application, event: PlayerScreen.Ended) -> asyncio.Future[None] | None:
    """A future that is done when the last cue has been heard; None if the session did not finish."""
    controller = event.controller
    # The volume stays for the next session; muting does not.
    program.volume = controller.sound.volume
    controller.player.set_volume(controller.sound.volume)
    if not event.finished:
        return None
    return asyncio.get_running_loop().run_in_executor(None, controller.player.drain, LAST_CUE)
