"""What was done, when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from unclench.tui.tally import Lived, Share
from unclench.tui.text import content, flat
from unclench.tui.widgets.keybar import KeyBar
from unclench.tui.widgets.line import Line, Small

_MARKS = {Share.DONE: ("✓", ""), Share.PART: ("◐", ""), Share.LEFT_OUT: ("-", "$text-quiet")}


class SummaryScreen(Screen[None]):
    """Ends with the message `Left`."""

    CSS_PATH = "summary.tcss"
    BINDINGS = keys.SUMMARY

    @dataclass
    class Left(Message):
        """The user has read it; `quits` says whether to leave the program."""

        quits: bool

    @dataclass
    class Rated(Message):
        """How much it hurts now, 0 to 10."""

        screen: SummaryScreen
        rating: int

    def __init__(
        self, title: str, steps: Sequence[Lived], lasted: int, *, reason: EndReason, after: str, information: str = ""
    ) -> None:
        super().__init__()
        self._routine, self._steps, self._lasted, self._reason = title, steps, lasted, reason
        self._after, self._information = after, information

    def compose(self) -> ComposeResult:
        """The verdict, the steps, the keys."""
        done = sum(step.share is Share.DONE for step in self._steps)
        count = wording.of(done, len(self._steps))
        yield Small()
        with Vertical(id="summary", classes="room"):
            look = "-done" if self._reason is EndReason.FINISHED else "-body" if self._reason.body else ""
            yield Line(self._reason.farewell, id="verdict", classes=look)
            yield Line(self._routine, id="title")
            yield Line(f"{wording.clock(self._lasted)} in all · {count} {'step' if len(self._steps) == 1 else 'steps'}")
            with VerticalScroll(id="done"):
                yield Static(self._list(), markup=False)
            yield Line("Pain now? Press 0 to 9, or t for ten.", id="pain")
            yield Line(self._information, id="information")
            yield Line(self._after, id="after")
        yield KeyBar()

    def _list(self) -> Content:
        lines = []
        for step in self._steps:
            mark, style = _MARKS[step.share]
            note = "" if step.share is Share.DONE else f"  ({step.share})"
            lines.append(content(f"{mark} {flat(step.title)}{note}", style))
        return Content("\n").join(lines)

    def action_rate(self, rating: int) -> None:
        """Keep it; another digit corrects it."""
        self.post_message(self.Rated(self, rating))

    def rated(self, rating: int, *, kept: bool) -> None:
        """Say so."""
        self.query_one("#pain", Line).say(pain_rules.said(rating, kept=kept))

    def action_go_on(self) -> None:
        """Back, or out."""
        self.post_message(self.Left(quits=False))

    def action_leave(self) -> None:
        """Out."""
        self.post_message(self.Left(quits=True))
