"""The whole player screen but its keys: the phase and the time in the middle, everything else around them."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Center, Horizontal, Vertical

from unclench.session.session import Status, View
from unclench.session.timeline import BREATHING, Kind
from unclench.tui.glyphs import fullness
from unclench.tui.viewmodels.figure import FigureRenderer, moment
from unclench.tui.viewmodels.player import StageView, face
from unclench.tui.widgets.lines import Coming, TextLine
from unclench.tui.widgets.progress import SessionBar, StepList
from unclench.tui.widgets.readouts import BigTime, Breath, FigureView

FRAME = 83
"""Ms between two pictures of a breath: as smooth as character cells allow, for a few percent of a core."""
MOVING = frozenset({Kind.BREATHE_IN, Kind.BREATHE_OUT})
"""The parts of a breath in which the disc grows or shrinks."""


class Stage(Vertical):
    """Shows a `StageView`. Its CSS classes say how: `-work`, `-rest` and so on colour it, `-asks` waits for a key.

    With `-breathes` the disc takes the place of the numerals.
    """

    def __init__(
        self, title: str, first: StageView, figures: FigureRenderer, *, drawing: str = "braille", still: bool = False
    ) -> None:
        """Built to show `first`, so that nothing has to be restyled for the first frame."""
        self._figures, self._drawing, self._still = figures, drawing, still
        self._routine, self._first, self._timeline = title, first, first.timeline
        self._shown_as = self._css_classes(first)
        super().__init__(id="stage", classes=" ".join(self._shown_as))

    def compose(self) -> ComposeResult:
        """All parts from top to bottom; the style sheet places them."""
        texts = self._first.texts
        with Horizontal(id="top"):
            yield TextLine(self._routine, id="routine")
            yield TextLine(texts["total"], id="total")
        yield SessionBar(self._timeline, id="bar")
        with Horizontal(id="middle"):
            yield Breath(id="breath")
            yield FigureView(self._figures, self._drawing, still=self._still, id="figure")
            with Vertical(id="face"):
                yield TextLine(texts["word"], id="word")
                yield BigTime(self._first.now.sign, id="time")
                yield TextLine(texts["name"], id="name")
                yield TextLine(texts["place"], id="place")
                yield TextLine(texts["dots"], id="dots")
                with Center(id="act-row"):
                    yield TextLine(texts["act"], id="act")
        with Horizontal(id="more"):
            with Vertical(id="how"):
                yield TextLine(texts["detail"], id="detail")
                yield TextLine(texts["cautions"], id="cautions")
            yield StepList(self._timeline.steps, id="steps")
        yield TextLine(texts["caption"], id="caption")
        with Horizontal(id="bottom"):
            yield Coming(texts["after"], id="after")
            yield TextLine(texts["sound"], id="sound")

    def show(self, stage: StageView) -> None:
        """Show everything; each part checks for itself whether it has changed."""
        self._timeline = stage.timeline
        look = self._css_classes(stage)
        if look != self._shown_as:
            self._shown_as = look
            self.set_classes(look)
        self.query_one(BigTime).show(stage.now.sign, last=stage.now.last)
        self.query_one(StepList).show(stage.view.step.index if stage.view.step else 0)
        self.query_one(SessionBar).show(stage.view.total_left, stage.timeline)
        for id, text in stage.texts.items():
            self.query_one(f"#{id}", TextLine).say(text)

    def _css_classes(self, stage: StageView) -> list[str]:
        now = stage.now
        signs = {
            "-asks": now.act, "-answers": now.keys, "-breathes": now.breath, "-long": ":" in now.time,
            "-figure": not now.urgent and self._figures.has(moment(stage.timeline, stage.view)),
        }  # fmt: skip
        return ["room", f"-{now.tone}", *(sign for sign, holds in signs.items() if holds)]

    def move(self, view: View) -> int | None:
        """Draw what moves within a second; returns the ms until it looks different, None if nothing moves."""
        running = view.status is Status.RUNNING and not self._still
        if view.segment is not None and view.segment.kind in BREATHING:
            now, part = face(view), fullness(self._timeline, view)
            self.query_one(Breath).show(round(part) if self._still else part, now.word, now.time)
            moving = running and view.segment.kind in MOVING
            return FRAME - view.elapsed % FRAME if moving else None
        found = moment(self._timeline, view)
        if found is None or not self._figures.has(found):
            return None
        self.query_one(FigureView).show(found)
        return self._figures.changes_in(found) if running else None
