"""The whole of the player but its keys: the phase and the time in the middle, the rest around it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Center, Horizontal, Vertical

from unclench.timeline import StepInfo
from unclench.tui.face import Face
from unclench.tui.widgets.bar import Bar
from unclench.tui.widgets.bigtime import BigTime
from unclench.tui.widgets.line import Line
from unclench.tui.widgets.steplist import StepList


class Stage(Vertical):
    """Shows a face. Its class `-work`, `-rest` and so on colours it, `-asks` says that a key is wanted."""

    def __init__(self, title: str, steps: Sequence[StepInfo]) -> None:
        super().__init__(id="stage", classes="room")
        self._routine = title
        self._steps = steps
        self._look: tuple[str, bool] | None = None

    def compose(self) -> ComposeResult:
        """From top to bottom; what lies where is the style sheet's to say."""
        with Horizontal(id="top"):
            yield Line(self._routine, id="routine")
            yield Line(id="total")
        yield Bar(id="bar")
        with Horizontal(id="middle"):
            with Vertical(id="now"):
                with Vertical(id="face"):
                    yield Line(id="word")
                    yield BigTime(id="time")
                    yield Line(id="name")
                    yield Line(id="place")
                    yield Line(id="detail")
                    with Center(id="act-row"):
                        yield Line(id="act")
                yield Line(id="caption")
            yield StepList(self._steps, id="steps")
        with Horizontal(id="bottom"):
            yield Line(id="after")
            yield Line(id="sound")

    def show(self, face: Face, *, step: int, part: float, caption: str, sound: str) -> None:
        """Everything at once; each piece sees for itself whether it has changed."""
        if (look := (face.tone, bool(face.act))) != self._look:
            self._look = look
            self.set_classes(["room", f"-{face.tone}", *(["-asks"] if face.act else [])])
        self.query_one(BigTime).show(face.time)
        self.query_one(StepList).show(step)
        self.query_one(Bar).show(part)
        texts = {
            "word": face.word, "name": face.name, "place": face.place, "detail": face.detail, "act": face.act,
            "caption": caption, "after": face.after, "total": f"{face.total} left", "sound": sound,
        }  # fmt: skip
        for id, text in texts.items():
            self.query_one(f"#{id}", Line).say(text)
