"""The whole of the player but its keys: the phase and the time in the middle, the rest around it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Center, Horizontal, Vertical

from unclench.session import View
from unclench.timeline import Timeline
from unclench.tui.disc import fullness
from unclench.tui.face import Face
from unclench.tui.widgets.bigtime import BigTime
from unclench.tui.widgets.breath import Breath
from unclench.tui.widgets.line import Line
from unclench.tui.widgets.sessionbar import SessionBar
from unclench.tui.widgets.steplist import StepList


class Stage(Vertical):
    """Shows a face. Its classes say how: `-work`, `-rest` and so on colour it, `-asks` wants a key.

    With `-breathes` the disc stands in the place of the numerals.
    """

    def __init__(self, title: str, timeline: Timeline, *, still: bool = False) -> None:
        super().__init__(id="stage", classes="room")
        self._routine = title
        self._timeline = timeline
        self._still = still
        self._look: list[str] = []

    def compose(self) -> ComposeResult:
        """From top to bottom; what lies where is the style sheet's to say."""
        with Horizontal(id="top"):
            yield Line(self._routine, id="routine")
            yield Line(id="total")
        yield SessionBar(self._timeline, id="bar")
        with Horizontal(id="middle"):
            yield Breath(id="breath")
            with Vertical(id="face"):
                yield Line(id="word")
                yield BigTime(id="time")
                yield Line(id="name")
                yield Line(id="place")
                yield Line(id="dots")
                with Center(id="act-row"):
                    yield Line(id="act")
        with Horizontal(id="more"):
            yield Line(id="detail")
            yield StepList(self._timeline.steps, id="steps")
        yield Line(id="caption")
        with Horizontal(id="bottom"):
            yield Line(id="after")
            yield Line(id="sound")

    def show(
        self, face: Face, view: View, timeline: Timeline, *, part: float, caption: str, top: str, sound: str
    ) -> None:
        """Everything at once; each piece sees for itself whether it has changed."""
        look = ["room", f"-{face.tone}", *(["-asks"] if face.act else []), *(["-breathes"] if face.breath else [])]
        if look != self._look:
            self._look = look
            self.set_classes(look)
        self._timeline = timeline
        if face.breath:
            self.move(face, view)
        self.query_one(BigTime).show(face.time, last=face.last)
        self.query_one(StepList).show(view.step.index if view.step else 0)
        self.query_one(SessionBar).show(part, timeline)
        texts = {
            "word": face.word, "name": face.name, "place": face.place, "dots": face.dots, "detail": face.detail,
            "act": face.act, "caption": caption, "after": face.after, "total": top, "sound": sound,
        }  # fmt: skip
        for id, text in texts.items():
            self.query_one(f"#{id}", Line).say(text)

    def move(self, face: Face, view: View) -> None:
        """Only what moves between two seconds."""
        part = fullness(self._timeline, view)
        self.query_one(Breath).show(round(part) if self._still else part, face.word, face.time)
