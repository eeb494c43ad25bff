"""The player: one session, legible from three metres away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from textual.app import ComposeResult
from textual.events import Click, Key, ScreenResume
from textual.message import Message
from textual.screen import ModalScreen, Screen

from unclench.language import tr
from unclench.player.controller import SessionController
from unclench.player.media_keys import by, changes, may_stand_still, may_turn
from unclench.ports import Clock
from unclench.session.end_reason import EndReason
from unclench.session.questions import CARRYING_ON, WHICH_STEP
from unclench.session.session import Status, View
from unclench.system.keystrokes import ENTER, Guard
from unclench.tui import keys, theme
from unclench.tui.screens.dialogs import AskScreen, take_held
from unclench.tui.text import flat
from unclench.tui.viewmodels.figure import FigureRenderer, Lookup
from unclench.tui.viewmodels.player import StageView
from unclench.tui.viewmodels.summary import Tally
from unclench.tui.widgets.keybar import KeyBar, key_of
from unclench.tui.widgets.lists import Small
from unclench.tui.widgets.stage import Stage

if TYPE_CHECKING:
    from unclench.application import Application
    from unclench.care.asks import Flow
    from unclench.care.health_record import HealthRecord
    from unclench.care.interruptions import Interruptions
    from unclench.routine.model import Routine
    from unclench.session.timeline import StepInfo
    from unclench.tui.images import PictureView


WRITING = 0.03
"""Seconds for the first frame to reach the terminal."""


def once_drawn(screen: Screen[Any], does: Callable[[], None]) -> None:
    """Call `does` after the first frame. Another thread writes that frame, and imports would hold it up."""
    screen.call_after_refresh(does if screen.app.is_headless else lambda: screen.set_timer(WRITING, does))


class Waker:
    """Ticks the session's controller, shows its view, and sleeps until the controller wants to be woken.

    Sound comes first: `tick` has handed every due cue to the player before `show` is called.
    """

    def __init__(self, controller: SessionController, show: Callable[[View], None]) -> None:
        self._controller = controller
        self._show = show
        self._handle: asyncio.TimerHandle | None = None
        self._stopped = False

    def wake(self) -> None:
        """Bring everything up to now and sleep again. Tests call it after they move their clock."""
        if self._stopped:
            return
        self._cancel()
        self._controller.tick()
        # Scheduled before drawing, so that an error in drawing cannot silence the session.
        loop = asyncio.get_running_loop()
        self._handle = loop.call_later(self._controller.sleep_for() / 1000, self.wake)
        self._show(self._controller.audible_view())

    def stop(self) -> None:
        """Never wake again."""
        self._stopped = True
        self._cancel()

    def _cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


class Frames:
    """Draws what moves between two wakes, only when it changes.

    `draw` returns the ms until it looks different again, or None if not before the next wake.
    """

    def __init__(self, draw: Callable[[], int | None]) -> None:
        self._draw = draw
        self._handle: asyncio.TimerHandle | None = None

    def run(self) -> None:
        """Draw now, and keep drawing."""
        self.stop()
        wait = self._draw()
        if wait is not None:
            self._handle = asyncio.get_running_loop().call_later(wait / 1000, self.run)

    def stop(self) -> None:
        """Stop drawing until `run`."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


LEADS_HERE = (ENTER, "right", "left", "pagedown", "pageup", *"0123456789")
"""Keys of the session that also do something on the screens from which one comes here."""
ASK_FOR_LIST = tr("Press {key} for what you can do now.")
ROOM_FOR_DETAIL = 20
"""Rows from which the style sheet has room for instructions."""
STILL_RINGING = tr("Take the pack off now; the alarm asks for that behind this question.")
"""Shown on an urgent question, which nothing closes, while the alarm of a pack waits behind it."""
ROOM_FOR_END = 60
"""Columns from which there is room for the time of day when the session ends."""


class PlayerOptions(Struct, frozen=True):
    """How the player looks: its figures and pictures, how they are drawn, and whether anything moves."""

    figure: Lookup
    drawing: str
    still: bool
    wall: Callable[[], datetime]
    pictures: str = "auto"
    folder: Path | None = None
    """The folder of the routine and its pictures; None if it has no file."""

    @classmethod
    def of(cls, program: Application, routine: Routine | None) -> PlayerOptions:
        """The options for a routine, as the settings have them."""
        settings, path = program.settings, routine.path if routine is not None else None
        folder = path.parent if path is not None else None
        return cls(program.figure, settings.drawing, settings.still, program.wall, settings.pictures, folder)

    def picture_view(self, screen: Screen[None], steps: Sequence[StepInfo]) -> PictureView | None:
        """Shows the routine's own pictures on a screen; None if it has none."""
        if self.folder is None or not any(step.picture for step in steps):
            return None
        from unclench.tui.images import PictureView

        return PictureView(screen, self.folder, self.pictures, still=self.still)


class Presentation:
    """Shows a session on its screen: the stage, the keys for it, its own pictures, and the title of the window."""

    def __init__(
        self, screen: Screen[None], controller: SessionController, options: PlayerOptions,
        retitle: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._screen, self._controller, self._options, self._retitle = screen, controller, options, retitle
        self._frames = Frames(self._frame)
        self._pictures: PictureView | None = None
        self._picture_frames = Frames(self._picture_frame)

    def stage(self, title: str) -> Stage:
        """The stage as it is now."""
        options, now = self._options, self._seen(self._controller.audible_view())
        return Stage(title, now, FigureRenderer(options.figure), drawing=options.drawing, still=options.still)

    def read_pictures(self) -> None:
        """From now on show the routine's own pictures, too."""
        self._pictures = self._options.picture_view(self._screen, self._controller.session.timeline.steps)

    def show(self, view: View, *, moves: bool) -> bool:
        """Show a view; anything but a breath only if it `moves`. Returns whether all else has to give way to it."""
        stage = self._seen(view)
        now = stage.now
        self._screen.query_one(Stage).show(stage)
        self._screen.query_one(KeyBar).rename(now.labels())
        if moves or now.breath:
            self._frames.run()
        self._screen.query_one(Small).tell(*stage.brief)
        self._retitle(f"{now.time} {now.word.capitalize()} · {now.name}".strip())
        if self._pictures is not None:
            self._pictures.show(view.step.picture if view.step is not None and not now.urgent else None)
            self._picture_frames.run() if view.status is Status.RUNNING else self._picture_frames.stop()
        return now.urgent

    def stand_still(self) -> None:
        """Stop drawing what moves, until the next view."""
        self._frames.stop()
        self._picture_frames.stop()

    def _seen(self, view: View) -> StageView:
        size = self._screen.app.size
        wall = None if size.width < ROOM_FOR_END else self._options.wall()
        return StageView.of(self._controller, view, wall, detailed=size.height >= ROOM_FOR_DETAIL)

    def _frame(self) -> int | None:
        stage = self._screen.query_one(Stage)
        if not stage.display:  # when the program is left, widgets are removed one by one
            return None
        return stage.move(self._controller.audible_view())

    def _picture_frame(self) -> int | None:
        return None if self._pictures is None else self._pictures.turn()


class Foreground:
    """What is in front of a session: it gives way to an alarm, and answers give way that nobody asks for any more."""

    def __init__(self, screen: Screen[None], controller: SessionController) -> None:
        self._screen, self._controller = screen, controller

    def give_way(self, *, urgent: bool) -> None:
        """Close what is in front if the session is `urgent`, and answers that have come too late in any case."""
        if urgent or self._outlived(self._screen.app.screen):
            self.clear()

    def clear(self) -> None:
        """Close any dialog in front of an alarm, except an urgent question: the alarm rings on behind that.

        The answers to what the alarm itself asks stay, too.
        """
        front = self._screen.app.screen
        if isinstance(front, AskScreen) and front.ask.stands_for is not None and not self._outlived(front):
            return
        if isinstance(front, AskScreen) and front.ask.urgent:
            front.warn(STILL_RINGING)
        elif isinstance(front, ModalScreen):
            front.dismiss(None)

    def _outlived(self, front: Screen[Any]) -> bool:
        """Whether the answers in front are to something that is not asked any more."""
        if not isinstance(front, AskScreen) or front.ask.stands_for is None:
            return False
        return self._controller.ended is not None or front.ask.stands_for != self._controller.view().question


class SessionCare:
    """The questions of one session, which are made when they are first needed, and which of them is due."""

    def __init__(self, controller: SessionController, tags: tuple[str, ...]) -> None:
        self._controller, self._tags = controller, tags
        self._interruptions: Interruptions | None = None

    def questions(self, health: HealthRecord) -> Interruptions:
        """All of them. They need what is known of the person's health."""
        if self._interruptions is None:
            from unclench.care.interruptions import Interruptions

            self._interruptions = Interruptions(health, self._tags)
        return self._interruptions

    def due(self, *, settled: bool, in_front: bool) -> Callable[[Interruptions], Flow[Any]] | None:
        """What has to be asked now, if anything has; while another screen is in front, nothing has.

        Once the session has `settled` that is nothing at first, and the app makes the questions for it.
        """
        if self._interruptions is None:
            return _nothing if settled else None
        flow = self._interruptions.due(self._controller) if in_front else None
        return None if flow is None else lambda _: flow


class PlayerScreen(Screen[None]):
    """Drives a session and shows it. It always ends with the message `Ended`."""

    CSS_PATH = "player.tcss"
    ALLOW_SELECT = False
    AUTO_FOCUS = ""
    BINDINGS = keys.PLAYER

    @dataclass
    class Asks(Message):
        """Something has to be asked: `flow` returns the questions."""

        flow: Callable[[Interruptions], Flow[Any]]

    @dataclass
    class Ended(Message):
        """The session is over; `finished`: it was played to its end."""

        title: str
        controller: SessionController
        tally: Tally
        finished: bool

    def __init__(
        self, controller: SessionController, clock: Clock, title: str, guard: Guard, retitle: Callable[[str], None],
        options: PlayerOptions, tags: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__()
        self.controller = controller
        self.tally = Tally(clock.now())
        self._clock, self._guard = clock, guard
        self._routine = flat(title)
        self._waker = Waker(controller, self._show)
        self._presentation = Presentation(self, controller, options, retitle)
        self._front = Foreground(self, controller)
        self._care = SessionCare(controller, tags)
        self.settled = False
        """Whether the first frame has been drawn. Figures are read after it."""
        self.ended = False

    def compose(self) -> ComposeResult:
        """The stage, and the keys below it."""
        # Textual sets these after the first frame, and would then restyle everything.
        self.add_class(*theme.classes(*self.app.size), update=False)
        yield Small()
        yield self._presentation.stage(self._routine)
        yield KeyBar()

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Skip restyling a screen that has just been built; behind another screen, styles may have changed."""
        event.refresh_styles = self.settled
        self._guard.expect_held(LEADS_HERE)

    def on_mount(self) -> None:
        """Wake at once; whatever can wait does so until the first frame is drawn."""
        loop = asyncio.get_running_loop()
        self.controller.media_keys.on_press = partial(loop.call_soon_threadsafe, self._take_media_keys)
        self.wake()
        once_drawn(self, self._settle)

    def _settle(self) -> None:
        if not self.ended:
            self.settled = True
            self._presentation.read_pictures()
            self.controller.settle()
            self.wake()

    def on_unmount(self) -> None:
        """Stop waking and drawing."""
        self.step_aside()

    def wake(self) -> None:
        """Bring everything up to now. Tests call it after they move their clock."""
        self._waker.wake()

    def step_aside(self) -> None:
        """Do nothing until `come_back`, while something else plays in front."""
        self._waker.stop()
        self._presentation.stand_still()

    def come_back(self) -> None:
        """Wake again, now that nothing plays in front any more."""
        self._waker = Waker(self.controller, self._show)
        self.wake()

    def on_key(self, event: Key) -> None:
        """Ignore a key that answered a question in front and is still being held down."""
        if not take_held(event, self._guard) and event.key not in self.active_bindings:
            self.controller.refuse()

    # -- showing -------------------------------------------------------------------------

    def _show(self, view: View) -> None:
        if self.ended:
            return
        self.tally.see(view, self._clock.now())
        self.controller.news.clear()  # these are for front ends that write lines; here `said` is shown
        if self.controller.ended is not None:
            self._over()
            return
        if (asks := self._care.due(settled=self.settled, in_front=self.app.screen is self)) is not None:
            self.post_message(self.Asks(asks))
        self._front.give_way(urgent=self._presentation.show(view, moves=self.settled))

    def interrupt(self, *, terminal_gone: bool) -> None:
        """End the session without another sound, because the program is being left; unless it goes on without us."""
        if self.controller.interrupt(terminal_gone=terminal_gone):
            self._close()

    def _close(self) -> None:
        self.ended = True
        self.step_aside()

    def _over(self) -> None:
        """Report that the session is over."""
        self._close()
        self._front.clear()
        self.post_message(self.Ended(self._routine, self.controller, self.tally, self.controller.finished))

    def interruptions(self, health: HealthRecord) -> Interruptions:
        """The questions of this session."""
        return self._care.questions(health)

    # -- keys ----------------------------------------------------------------------------

    def _press(self, sort: str, does: Callable[[], None]) -> None:
        """Do what a key is for, unless it is only being held down. `sort` groups keys that repeat alike."""
        if self._guard.fresh(sort):
            does()
            self.wake()

    def _begin_asking(self, flow: Callable[[Interruptions], Flow[Any]]) -> None:
        """A key opens a question."""
        self.controller.key_tick.answer(taken=True)
        self.post_message(self.Asks(flow))

    def action_answer_or_pause(self) -> None:
        """Answer yes, pause or go on."""
        self._press("space" if self.controller.view().count is None else "count", self.controller.answer_or_pause)

    def action_next_phase(self) -> None:
        """Skip to the next phase."""
        self._press("step", self.controller.next)

    def action_turn(self, by: int) -> None:
        """Skip to the next phase, or back with -1, but answer no question and ask nothing about a pack."""
        if may_turn(self.controller):
            self._press("step", self.controller.next if by > 0 else self.controller.back)
        else:
            self._point_to_the_list()

    def action_stand_still(self) -> None:
        """Pause or go on, but neither answer a question nor start or end what waits for somebody."""
        if may_stand_still(self.controller):
            self._press("space", self.controller.answer_or_pause)
        else:
            self._point_to_the_list()

    def _take_media_keys(self) -> None:
        """Do what a headset's keys want, as a remote control's keys do it; nothing behind another screen."""
        while (key := self.controller.media_keys.pop()) is not None:
            if self.app.screen is not self:
                self.controller.refuse()
            elif turn := by(key):
                self.action_turn(turn)
            elif changes(key, self.controller):
                self.action_stand_still()

    def _point_to_the_list(self) -> None:
        """Say how a remote control gives the answers that no single key of it gives."""
        self.controller.refuse(ASK_FOR_LIST.format(key=key_of(self, "go_back")))
        self.wake()

    def on_click(self, event: Click) -> None:
        """Pause or go on with a click anywhere but on a key."""
        if event.widget is not None and self.query_one(Stage) in event.widget.ancestors_with_self:
            self.action_stand_still()

    def action_go_back(self) -> None:
        """End a breath in between, and go back to what waits for its end; else list what can be done now."""
        if self.controller.session.waiting_behind is not None:
            self._press("escape", lambda: self.controller.end(EndReason.USER))
        elif self._guard.fresh("escape"):
            self._begin_asking(_what_now(self.controller))

    def action_previous_phase(self) -> None:
        """Go to the start of this phase, or of the one before."""
        self._press("step", self.controller.back)

    def action_again(self) -> None:
        """Repeat this step."""
        self._press("step", self.controller.again)

    def action_yes(self) -> None:
        """Answer yes."""
        self._press("yes", lambda: self.controller.answer(yes=True))

    def action_mute(self) -> None:
        """Mute everything but an alarm."""
        self._press("step", self.controller.mute)

    def action_adjust(self, by: int) -> None:
        """Lengthen or shorten the phase by some ms. A key that is held down repeats, as it should."""
        self.controller.adjust(by)
        self.wake()

    def action_volume(self, steps: int) -> None:
        """Make it louder or softer by so many steps."""
        self.controller.change_volume(steps)
        self.wake()

    def action_jump_list(self) -> None:
        """Let the user choose a step while the session plays on."""
        from unclench.tui.screens.dialogs import JumpScreen

        view = self.controller.view()

        def go(step: int | None) -> None:
            if not self.ended:
                self.controller.reply(CARRYING_ON) if step is None else self.controller.jump(step)
                self.wake()

        self.controller.key_tick.answer(taken=True)
        self.controller.speak(WHICH_STEP)
        self.app.push_screen(JumpScreen(self.controller.session.timeline, view.step.index if view.step else 0), go)

    def action_ask_to_leave(self) -> None:
        """Ask whether to stop."""
        from unclench.care.interruptions import leave

        self._begin_asking(lambda _: leave(self.controller))

    def action_talk(self) -> None:
        """Let the voice say everything, little, or nothing."""
        self.controller.talk()
        self.wake()

    def action_hurts(self) -> None:
        """Pause, and ask what to do about the pain."""
        self._begin_asking(lambda care: care.hurts(self.controller))

    def action_rate(self, digit: int) -> None:
        """Rate the pain. A key that is held down rates once."""
        if self._guard.fresh(f"pain {digit}"):
            rating = self.controller.rating(digit)
            self._begin_asking(lambda care: care.rated(self.controller, rating))

    def action_override(self) -> None:
        """Override a waiting time, with a reason that is stored."""
        self._begin_asking(lambda care: care.override(self.controller))


def _what_now(controller: SessionController) -> Callable[[Interruptions], Flow[Any]]:
    from unclench.care.what_now import what_now

    return lambda care: what_now(care, controller)


def _nothing(_: Interruptions) -> Flow[None]:
    """Ask nothing. Posting it makes the app create this session's questions."""
    yield from ()
