"""The whole of the player but its keys: the phase and the time in the middle, the rest around it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from textual.app import ComposeResult
from textual.containers import Center, Horizontal, Vertical

from unclench.session import questions
from unclench.session.session import Status, View
from unclench.session.timeline import BREATHING, Kind, Timeline
from unclench.tui.glyphs import fullness
from unclench.tui.viewmodels.player import Face, FigureRenderer, caption, face, left, moment, refused
from unclench.tui.widgets.lines import Coming, TextLine
from unclench.tui.widgets.progress import SessionBar, StepList
from unclench.tui.widgets.readouts import BigTime, Breath, FigureView

if TYPE_CHECKING:
    from unclench.player.controller import SessionController

FRAME = 83
"""Ms between two pictures of a breath: as smooth as cells allow, at a few percent of a core."""
MOVING = frozenset({Kind.BREATHE_IN, Kind.BREATHE_OUT})
"""The parts of a breath in which the disc grows or shrinks."""


class StageView(Struct, frozen=True):
    """All that the stage shows of one moment."""

    now: Face
    view: View
    timeline: Timeline
    caption: str
    top: str
    sound: str
    brief: tuple[str, str]
    """The text and the keys that are left of it where there is room for nothing else."""

    @classmethod
    def of(cls, conductor: SessionController, view: View, wall: datetime | None, *, detailed: bool = True) -> StageView:
        """What a session looks like; with the time of day it is now also when it ends. `detailed`: room for that."""
        timeline, now, name = conductor.session.timeline, face(view), conductor.player.name
        said = caption(conductor.said, now, timeline, view, detailed=detailed)
        if (verdict := conductor.exposure_guard.locked) is not None and not now.urgent:
            now = refused(now, conductor.exposure_guard.why_not(), questions.REFUSED[verdict.action])
            said = "" if conductor.said == conductor.exposure_guard.refusal() else said
        sound = f"{name} · muted" if conductor.sound.muted else f"{name} · {conductor.sound.volume} %"
        brief = (now.brief, " ".join(now.act.split("\n")))
        return cls(now, view, timeline, said, left(view, wall), sound, brief)


class Stage(Vertical):
    """Shows a scene. Its classes say how: `-work`, `-rest` and so on colour it, `-asks` wants a key.

    With `-breathes` the disc stands in the place of the numerals.
    """

    def __init__(
        self, title: str, first: StageView, poser: FigureRenderer, *, drawing: str = "braille", still: bool = False
    ) -> None:
        """It is made as the `first` scene wants it: nothing has to be styled anew for the first frame."""
        self._poser, self._drawing, self._still = poser, drawing, still
        self._routine, self._first, self._timeline = title, first, first.timeline
        self._look = self._looks(first)
        super().__init__(id="stage", classes=" ".join(self._look))

    def compose(self) -> ComposeResult:
        """From top to bottom; what lies where is the style sheet's to say."""
        texts = _texts(self._first)
        with Horizontal(id="top"):
            yield TextLine(self._routine, id="routine")
            yield TextLine(texts["total"], id="total")
        yield SessionBar(self._timeline, id="bar")
        with Horizontal(id="middle"):
            yield Breath(id="breath")
            yield FigureView(self._poser, self._drawing, still=self._still, id="figure")
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

    def show(self, scene: StageView) -> None:
        """Everything at once; each piece sees for itself whether it has changed."""
        self._timeline = scene.timeline
        look = self._looks(scene)
        if look != self._look:
            self._look = look
            self.set_classes(look)
        self.query_one(BigTime).show(scene.now.sign, last=scene.now.last)
        self.query_one(StepList).show(scene.view.step.index if scene.view.step else 0)
        self.query_one(SessionBar).show(scene.view.total_left, scene.timeline)
        for id, text in _texts(scene).items():
            self.query_one(f"#{id}", TextLine).say(text)

    def _looks(self, scene: StageView) -> list[str]:
        now = scene.now
        signs = {
            "-asks": now.act, "-answers": now.keys, "-breathes": now.breath, "-long": ":" in now.time,
            "-figure": not now.urgent and self._poser.has(moment(scene.timeline, scene.view)),
        }  # fmt: skip
        return ["room", f"-{now.tone}", *(sign for sign, holds in signs.items() if holds)]

    def move(self, view: View) -> int | None:
        """What moves between two seconds; gives the ms until it looks different, None where nothing moves."""
        running = view.status is Status.RUNNING and not self._still
        if view.segment is not None and view.segment.kind in BREATHING:
            now, part = face(view), fullness(self._timeline, view)
            self.query_one(Breath).show(round(part) if self._still else part, now.word, now.time)
            moving = running and view.segment.kind in MOVING
            return FRAME - view.elapsed % FRAME if moving else None
        found = moment(self._timeline, view)
        if found is None or not self._poser.has(found):
            return None
        self.query_one(FigureView).show(found)
        return self._poser.changes_in(found) if running else None


def _texts(scene: StageView) -> dict[str, str]:
    now = scene.now
    name = now.name if now.name.upper() != now.word else ""  # COLD says it already
    return {
        "word": now.word, "name": name, "place": now.place, "dots": now.dots, "detail": now.detail,
        "cautions": now.cautions, "act": now.act, "caption": scene.caption,
        "after": now.after, "total": scene.top, "sound": scene.sound,
    }  # fmt: skip
