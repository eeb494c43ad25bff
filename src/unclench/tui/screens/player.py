"""The player: one session, seen from three metres away."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct
from textual import work
from textual.app import ComposeResult
from textual.containers import Center
from textual.events import ScreenResume
from textual.message import Message
from textual.screen import ModalScreen, Screen

from unclench import words
from unclench.conducting import Conductor
from unclench.ports import Clock
from unclench.session import Status, View
from unclench.timeline import Timeline
from unclench.tui import keys, sizes
from unclench.tui.face import Face, face
from unclench.tui.guard import Guard
from unclench.tui.posing import Lookup, Poser
from unclench.tui.screens.base import too_small
from unclench.tui.tally import Tally
from unclench.tui.text import flat
from unclench.tui.waking import Frames, Waker
from unclench.tui.widgets.keybar import KeyBar
from unclench.tui.widgets.line import Line
from unclench.tui.widgets.stage import Scene, Stage

WRITING = 0.03
"""Seconds that the first frame is given to reach the terminal."""
ROOM_FOR_END = 60
"""Columns from which the clock time of the end stands there too."""


class Looks(Struct, frozen=True):
    """What the player looks like: the data of exercises' figures, how they are drawn, whether anything moves."""

    figure: Lookup
    drawing: str
    still: bool
    wall: Callable[[], datetime]
    pictures: str = "auto"
    folder: Path | None = None
    """Where the routine lies, and its pictures beside it."""


class PlayerScreen(Screen[None]):
    """Drives a conductor and shows its view. It ends with the message `Ended`, and only so."""

    CSS_PATH = "player.tcss"
    ALLOW_SELECT = False
    AUTO_FOCUS = ""
    BINDINGS = keys.PLAYER

    @dataclass
    class Hurts(Message):
        """Something hurts; how much, 0 to 10, where that was said."""

        rating: int | None = None

    @dataclass
    class Ended(Message):
        """The session is over: played to its end, or left by the user."""

        title: str
        conductor: Conductor
        tally: Tally
        finished: bool

    def __init__(
        self, conductor: Conductor, clock: Clock, title: str, guard: Guard, retitle: Callable[[str], None],
        looks: Looks,
    ) -> None:  # fmt: skip
        super().__init__()
        self._looks = looks
        self.conductor = conductor
        self.tally = Tally(clock.now())
        self._clock = clock
        self._routine = flat(title)
        self._guard = guard
        self._retitle = retitle
        self._waker = Waker(conductor, self._show)
        self._frames = Frames(self._frame)
        self._settled = False
        """Whether the first frame has been drawn: figures are read behind it."""
        self._total = max(1, conductor.session.timeline.total)
        self._ended = False
        self._picture: str | None = None
        self._missed = set[str]()

    def compose(self) -> ComposeResult:
        """The stage in the middle, what surrounds it at the edges."""
        # Textual sets these behind the first frame, and then styles everything anew.
        self.add_class(*sizes.classes(*self.app.size), update=False)
        yield too_small()
        looks, view = self._looks, self.conductor.view()
        poser = Poser(looks.figure)
        yield Stage(self._routine, self._scene(view), poser, drawing=looks.drawing, still=looks.still)
        yield KeyBar()

    def on_screen_resume(self, event: ScreenResume) -> None:
        """What has just been made has its styles already; behind other screens they may have changed."""
        event.refresh_styles = self._settled

    def on_mount(self) -> None:
        """The first wake is at once; what can wait does so until the first frame has been drawn."""
        self.wake()
        self.call_after_refresh(self._wait_for_the_terminal)

    def _wait_for_the_terminal(self) -> None:
        """Another thread writes the frame; what is imported now would hold it up."""
        if self.app.is_headless:
            self._settle()
        else:
            self.set_timer(WRITING, self._settle)

    def _settle(self) -> None:
        if self._ended:
            return
        self._settled = True
        self.conductor.settle()
        self.wake()

    def on_unmount(self) -> None:
        """No wake outlives its screen."""
        self._waker.stop()
        self._frames.stop()

    def wake(self) -> None:
        """Bring everything up to now; whoever turns a clock by hand calls this."""
        self._waker.wake()

    # -- showing -------------------------------------------------------------------------

    def _show(self, view: View) -> None:
        if self._ended:
            return
        self.tally.see(view, self._clock.now())
        self.conductor.news.clear()  # lines for those who write lines; `said` is what stands here
        if self.conductor.finished:
            self._end(finished=True)
            return
        scene = self._scene(view)
        now = scene.now
        self.query_one(Stage).show(scene)
        paused = view.status is Status.PAUSED
        self.query_one(KeyBar).rename("answer_or_pause", "Go on" if paused else "Answer" if now.act else "Pause")
        if self._settled or now.breath:
            self._frames.run()
        self.query_one("#small", Line).say(f"{now.time} {now.word}".strip())
        self._retitle(f"{now.time} {now.word.capitalize()} · {now.name}".strip())
        self._hang(view.step.picture if view.step is not None and self._settled and not now.urgent else None)
        if now.urgent:
            self._clear_the_way()

    def _hang(self, picture: str | None) -> None:
        """A picture of the routine's own in the figure's place, or none."""
        if picture != self._picture:
            self._picture = picture
            self.set_class(False, "-photo")
            self.query("#photo").remove()
            if picture is not None and self._looks.folder is not None:
                self._fetch(picture, self._looks.folder)

    @work(group="picture", exclusive=True)
    async def _fetch(self, picture: str, folder: Path) -> None:
        from unclench.tui.picturing import NoPicture, hung, way

        try:
            shown = await asyncio.to_thread(hung, folder / picture, way(self._looks.pictures, os.environ))
        except NoPicture as reason:
            if picture not in self._missed:
                self._missed.add(picture)
                self.notify(str(reason), markup=False)
            return
        if picture == self._picture:
            await self.query_one("#middle").mount(Center(shown, id="photo"), after="#breath")
            self.add_class("-photo")

    def _scene(self, view: View) -> Scene:
        timeline = self.conductor.session.timeline
        self._total = max(self._total, timeline.total)
        part = 1 - view.total_left / self._total
        now, said = face(view), self.conductor.said
        caption = said if _is_news(said, now, timeline, view) else ""
        return Scene(now, view, timeline, part, caption, self._left(view), self._sound())

    def _frame(self) -> int | None:
        return None if self._ended else self.query_one(Stage).move(self.conductor.view())

    def _left(self, view: View) -> str:
        """How long it still takes, and at what time of day it is over if nothing is paused."""
        left = f"{words.clock(view.total_left)} left"
        if self.app.size.width < ROOM_FOR_END:
            return left
        return f"{left} · ends {self._looks.wall() + timedelta(milliseconds=view.total_left):%H:%M}"

    def _sound(self) -> str:
        name = self.conductor.player.name
        return f"{name} · muted" if self.conductor.muted else f"{name} · {self.conductor.volume} %"

    def _clear_the_way(self) -> None:
        """An alarm is not asked for behind a list of keys."""
        if isinstance(self.app.screen, ModalScreen):
            self.app.screen.dismiss(None)

    def halt(self, reason: str) -> None:
        """Not a sound more."""
        self._ended = True
        self._waker.stop()
        self._frames.stop()
        self.conductor.stop(reason)

    def _end(self, *, finished: bool) -> None:
        if self._ended:
            return
        self.halt("user")  # of no effect where it has finished
        self._clear_the_way()
        self.post_message(self.Ended(self._routine, self.conductor, self.tally, finished))

    # -- keys ----------------------------------------------------------------------------

    def _press(self, sort: str, does: Callable[[], None]) -> None:
        """What a key does, unless it is only being held down."""
        if self._guard.fresh(sort):
            does()
            self.wake()

    def action_answer_or_pause(self) -> None:
        """The space bar."""
        self._press("space", self.conductor.answer_or_pause)

    def action_next_phase(self) -> None:
        """Skip."""
        self._press("step", self.conductor.next)

    def action_previous_phase(self) -> None:
        """To the start of this phase, or of the one before."""
        self._press("step", self.conductor.back)

    def action_again(self) -> None:
        """This step once more."""
        self._press("step", self.conductor.again)

    def action_yes(self) -> None:
        """Yes, to a question."""
        self._press("yes", lambda: self.conductor.answer(yes=True))

    def action_mute(self) -> None:
        """Silence, but for an alarm."""
        self._press("step", self.conductor.mute)

    def action_adjust(self, by: int) -> None:
        """Longer or shorter; a key held down goes on, as it should."""
        self.conductor.adjust(by)
        self.wake()

    def action_volume(self, by: int) -> None:
        """Louder or softer."""
        self.conductor.change_volume(by)
        self.wake()

    def action_jump_list(self) -> None:
        """Choose a step; the session runs on."""
        from unclench.tui.screens.jump import JumpScreen

        view = self.conductor.view()
        steps = self.conductor.session.timeline.steps

        def jump(step: int | None) -> None:
            if step is not None and not self._ended:
                self.conductor.jump(step)
                self.wake()

        self.app.push_screen(JumpScreen(steps, view.step.index if view.step else 0), jump)

    def action_ask_to_leave(self) -> None:
        """Stop, if that is what was meant."""
        from unclench.tui.screens.asking import YesNoScreen

        segment = self.conductor.view().segment
        on_skin = segment is not None and self.conductor.session.on_skin(segment.index)
        heading, text, keys = "Stop here?", "The session runs on while you decide.", "y  stop the session   n  go on"
        if on_skin:
            heading, text = "Is it off your skin?", "Take it off first: until you say so, its time runs on."
            keys = "y  it is off, stop   n  go on"

        def leave(yes: bool | None) -> None:  # noqa: FBT001 - a screen's result
            if yes:
                self.conductor.stop("user", off=on_skin)
                self._end(finished=False)

        self.app.push_screen(YesNoScreen(heading, text, self._guard, keys=keys, space=False), leave)

    def action_talk(self) -> None:
        """The voice says everything, little, or nothing."""
        self.conductor.talk()
        self.wake()

    def action_hurts(self) -> None:
        """Stand still, and ask."""
        self.conductor.hold_still()
        self.wake()
        self.post_message(self.Hurts())

    def action_rate(self, digit: int) -> None:
        """How much it hurts now; from 6 on as with x. Held down, a key says it once."""
        from unclench.safety.flags import ends_session

        if self._guard.fresh(f"pain {digit}"):
            rating = self.conductor.rating(digit)
            if ends_session(rating):
                self.conductor.hold_still()
                self.wake()
            self.post_message(self.Hurts(rating))

    def action_override(self) -> None:
        """Past a lock-out, with a reason that is kept."""
        locked = self.conductor.tending.locked
        if locked is None or locked.action != "override":
            return
        from unclench.tui.screens.asking import ReasonScreen

        def go(reason: str | None) -> None:
            if reason:
                self.conductor.override(reason)
                self.wake()

        self.app.push_screen(ReasonScreen(self.conductor.tending.refusal()), go)

    def leave(self) -> None:
        """End here, without asking again."""
        self._end(finished=False)

    def action_help(self) -> None:
        """What the keys do."""
        from unclench.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self))


def _is_news(said: str, now: Face, timeline: Timeline, view: View) -> bool:
    """What stands in the middle already is no caption: a question, and what to look for on the skin."""
    here = view.segment.index if view.segment is not None else 0
    asked = [segment.hint for segment in timeline.segments[max(0, here - 1) : here + 1] if segment.gate]
    return said not in asked and not (now.urgent and now.detail in said)
