"""What the player's stage shows of one moment of a session."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.session import questions
from unclench.session.session import View
from unclench.session.timeline import Timeline
from unclench.tui.viewmodels.player import Face, caption, face, left, refused

if TYPE_CHECKING:
    from unclench.player.controller import SessionController


class StageView(Struct, frozen=True):
    """All that the stage shows of one moment."""

    now: Face
    view: View
    timeline: Timeline
    caption: str
    top: str
    """How long the session still takes, and when it ends."""
    sound: str
    brief: tuple[str, str]
    """The text and the keys that remain when the window has room for nothing else."""

    @classmethod
    def of(cls, conductor: SessionController, view: View, wall: datetime | None, *, detailed: bool = True) -> StageView:
        """The stage of a session at `view`.

        With the time of day as `wall` it says when the session ends. `detailed`: there is room for
        the instructions, so that the caption need not repeat them.
        """
        timeline, now, name = conductor.session.timeline, face(view), conductor.player.name
        said = caption(conductor.said, now, timeline, view, detailed=detailed)
        if (verdict := conductor.exposure_guard.locked) is not None and not now.urgent:
            now = refused(now, conductor.exposure_guard.why_not(), questions.REFUSED[verdict.action])
            said = "" if conductor.said == conductor.exposure_guard.refusal() else said
        sound = f"{name} · muted" if conductor.sound.muted else f"{name} · {conductor.sound.volume} %"
        brief = (now.brief, " ".join(now.act.split("\n")))
        return cls(now, view, timeline, said, left(view, wall), sound, brief)

    @property
    def texts(self) -> dict[str, str]:
        """Each text by the id of the line that shows it."""
        now = self.now
        name = now.name if now.name.upper() != now.word else ""  # COLD says it already
        return {
            "word": now.word, "name": name, "place": now.place, "dots": now.dots, "detail": now.detail,
            "cautions": now.cautions, "act": now.act, "caption": self.caption,
            "after": now.after, "total": self.top, "sound": self.sound,
        }  # fmt: skip
