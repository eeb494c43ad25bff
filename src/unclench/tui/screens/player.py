"""The player: one session, seen from three metres away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from textual.app import ComposeResult
from textual.events import ScreenResume
from textual.message import Message
from textual.screen import ModalScreen, Screen

from unclench.player.controller import SessionController
from unclench.ports import Clock
from unclench.session.end_reason import EndReason
from unclench.session.session import View
from unclench.system.key_repeat import Guard
from unclench.tui import keys, theme
from unclench.tui.screens.ask import AskScreen
from unclench.tui.text import flat
from unclench.tui.ticker import Frames, Waker, once_drawn
from unclench.tui.viewmodels.figure import FigureRenderer, Lookup
from unclench.tui.viewmodels.stage import StageView
from unclench.tui.viewmodels.summary import Tally
from unclench.tui.widgets.keybar import KeyBar
from unclench.tui.widgets.lines import Small
from unclench.tui.widgets.stage import Stage

if TYPE_CHECKING:
    from unclench.application import Application
    from unclench.care.answers import Person
    from unclench.care.intake import Flow
    from unclench.care.interruptions import Interruptions
    from unclench.routine.model import Routine
    from unclench.session.timeline import StepInfo
    from unclench.tui.images import PictureView

ROOM_FOR_DETAIL = 20
"""Rows from which it stands there how to do what is to be done, by the style sheet."""
BEHIND = "Take the pack off now; the alarm asks for that behind this question."
"""Said on what nothing takes away, while the skin's own question waits."""
ROOM_FOR_END = 60
"""Columns from which the clock time of the end stands there too."""


class PlayerOptions(Struct, frozen=True):
    """What the player looks like: the data of exercises' figures, how they are drawn, whether anything moves."""

    figure: Lookup
    drawing: str
    still: bool
    wall: Callable[[], datetime]
    pictures: str = "auto"
    folder: Path | None = None
    """Where the routine lies, and its pictures beside it."""

    @classmethod
    def of(cls, program: Application, routine: Routine | None) -> PlayerOptions:
        """As the settings will have it."""
        settings, path = program.settings, routine.path if routine is not None else None
        folder = path.parent if path is not None else None
        return cls(program.figure, settings.drawing, settings.still, program.wall, settings.pictures, folder)

    def hanger(self, screen: Screen[None], steps: Sequence[StepInfo]) -> PictureView | None:
        """Who hangs up the routine's own pictures, where it has any."""
        if self.folder is None or not any(step.picture for step in steps):
            return None
        from unclench.tui.images import PictureView

        return PictureView(screen, self.folder, self.pictures)


class PlayerScreen(Screen[None]):
    """Drives a conductor and shows its view. It ends with the message `Ended`, and only so."""

    CSS_PATH = "player.tcss"
    ALLOW_SELECT = False
    AUTO_FOCUS = ""
    BINDINGS = keys.PLAYER

    @dataclass
    class Asks(Message):
        """A key leads to a question: the flow that asks it."""

        flow: Callable[[Interruptions], Flow[Any]]

    @dataclass
    class Ended(Message):
        """The session is over: played to its end, or left by the user."""

        title: str
        conductor: SessionController
        tally: Tally
        finished: bool

    def __init__(
        self, conductor: SessionController, clock: Clock, title: str, guard: Guard, retitle: Callable[[str], None],
        looks: PlayerOptions, tags: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__()
        self._tags = tags
        self._interruptions: Interruptions | None = None
        self._looks = looks
        self.conductor = conductor
        self.tally = Tally(clock.now())
        self._clock, self._guard = clock, guard
        self._routine, self._retitle = flat(title), retitle
        self._waker = Waker(conductor, self._show)
        self._frames = Frames(self._frame)
        self.settled = False
        """Whether the first frame has been drawn: figures are read behind it."""
        self._hanger: PictureView | None = None
        self.ended = False

    def compose(self) -> ComposeResult:
        """The stage in the middle, what surrounds it at the edges."""
        # Textual sets these behind the first frame, and then styles everything anew.
        self.add_class(*theme.classes(*self.app.size), update=False)
        yield Small()
        looks, scene = self._looks, self._scene(self.conductor.seen())
        yield Stage(self._routine, scene, FigureRenderer(looks.figure), drawing=looks.drawing, still=looks.still)
        yield KeyBar()

    def on_screen_resume(self, event: ScreenResume) -> None:
        """What has just been made has its styles already; behind other screens they may have changed."""
        event.refresh_styles = self.settled

    def on_mount(self) -> None:
        """The first wake is at once; what can wait does so until the first frame has been drawn."""
        self.wake()
        once_drawn(self, self._settle)

    def _settle(self) -> None:
        if not self.ended:
            self.settled = True
            self._hanger = self._looks.hanger(self, self.conductor.session.timeline.steps)
            self.conductor.settle()
            self.wake()

    def on_unmount(self) -> None:
        """No wake outlives its screen."""
        self._waker.stop()
        self._frames.stop()

    def wake(self) -> None:
        """Bring everything up to now; whoever turns a clock by hand calls this."""
        self._waker.wake()

    def step_aside(self) -> None:
        """Do nothing at all until `come_back`: something else is played in front of it."""
        self._waker.stop()
        self._frames.stop()

    def come_back(self) -> None:
        """Nothing is played in front of it any more."""
        self._waker = Waker(self.conductor, self._show)
        self.wake()

    # -- showing -------------------------------------------------------------------------

    def _show(self, view: View) -> None:
        if self.ended:
            return
        self.tally.see(view, self._clock.now())
        self.conductor.news.clear()  # lines for those who write lines; `said` is what stands here
        if self.conductor.ended is not None:
            self._over()
            return
        if self.settled and self._interruptions is None:
            self.post_message(self.Asks(_nothing))
        elif self._interruptions is not None and self.app.screen is self:
            flow = self._interruptions.due(self.conductor)
            if flow is not None:
                self.post_message(self.Asks(lambda _: flow))
        scene = self._scene(view)
        now = scene.now
        self.query_one(Stage).show(scene)
        keys = self.query_one(KeyBar)
        keys.rename("answer_or_pause", now.does("space", "Pause"))
        keys.rename("next_phase", now.does("n", "Next"))
        if self.settled or now.breath:
            self._frames.run()
        self.query_one(Small).tell(*scene.brief)
        self._retitle(f"{now.time} {now.word.capitalize()} · {now.name}".strip())
        if self._hanger is not None:
            self._hanger.hang(view.step.picture if view.step is not None and not now.urgent else None)
        if now.urgent:
            self._clear_the_way()

    def _scene(self, view: View) -> StageView:
        wall = None if self.app.size.width < ROOM_FOR_END else self._looks.wall()
        return StageView.of(self.conductor, view, wall, detailed=self.app.size.height >= ROOM_FOR_DETAIL)

    def _frame(self) -> int | None:
        stage = self.query_one(Stage)
        if self.ended or not stage.display:  # it is taken down piece by piece when the program is left
            return None
        return stage.move(self.conductor.seen())

    def _clear_the_way(self) -> None:
        """No list of keys stands before an alarm; but what to do in an emergency does, and it rings behind that."""
        front = self.app.screen
        if isinstance(front, AskScreen) and front.ask.urgent:
            front.warn(BEHIND)
        elif isinstance(front, ModalScreen):
            front.dismiss(None)

    def halt(self, reason: EndReason) -> None:
        """Not a sound more: the program goes."""
        self.conductor.abandon(reason)
        self._close()

    def _close(self) -> None:
        self.ended = True
        self._waker.stop()
        self._frames.stop()

    def _over(self) -> None:
        """The session is over: played to its end, or left."""
        self._close()
        self._clear_the_way()
        self.post_message(self.Ended(self._routine, self.conductor, self.tally, self.conductor.finished))

    def interruptions(self, body: Person) -> Interruptions:
        """Who asks in this session."""
        if self._interruptions is None:
            from unclench.care.interruptions import Interruptions

            self._interruptions = Interruptions(body, self._tags)
        return self._interruptions

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
        from unclench.tui.screens.dialogs import JumpScreen

        view = self.conductor.view()

        def go(step: int | None) -> None:
            if step is not None and not self.ended:
                self.conductor.jump(step)
                self.wake()

        steps = self.conductor.session.timeline.steps
        self.app.push_screen(JumpScreen(steps, view.step.index if view.step else 0), go)

    def action_ask_to_leave(self) -> None:
        """Stop, if that is what was meant."""
        from unclench.care.interruptions import leave

        self.post_message(self.Asks(lambda _: leave(self.conductor)))

    def action_talk(self) -> None:
        """The voice says everything, little, or nothing."""
        self.conductor.talk()
        self.wake()

    def action_hurts(self) -> None:
        """Stand still, and ask."""
        self.post_message(self.Asks(lambda care: care.hurts(self.conductor)))

    def action_rate(self, digit: int) -> None:
        """How much it hurts now. Held down, a key says it once."""
        if self._guard.fresh(f"pain {digit}"):
            rating = self.conductor.rating(digit)
            self.post_message(self.Asks(lambda care: care.rated(self.conductor, rating)))

    def action_override(self) -> None:
        """Past a lock-out, with a reason that is kept."""
        self.post_message(self.Asks(lambda care: care.override(self.conductor)))


def _nothing(_: Interruptions) -> Flow[None]:
    """Nothing is asked; but whoever asks is there from now on."""
    yield from ()
