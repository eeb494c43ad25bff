"""A session in lines. The lines are the captions; a countdown in place is shown on a terminal only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from unclench import between
from unclench.conducting import Conductor
from unclench.cues import Sound
from unclench.end_reason import EndReason
from unclench.keys import ENTER, Keys
from unclench.plain.dialogue import Dialogue, Left, Say, line, show
from unclench.plain.output import Output
from unclench.plain.telling import headline, phase_line
from unclench.safety import flags
from unclench.session import Entered, Heard, Status
from unclench.signals import signals
from unclench.words import clock

if TYPE_CHECKING:
    from unclench.plain.care import Care

FINISHED, STOPPED = 0, 1
ALARM_LINE_EVERY = 5
"""Every fifth stroke of an alarm writes its line again: every ten seconds."""
DRAIN = 6_000
"""How long (ms) the last cue, and the words behind it, may take to be heard."""
INDENT = " " * 8

HELP = (
    "space pause or answer, x it hurts, b breathe and come back, 0 to 9 and t (ten) how much it hurts, "
    "! warning signs, n next, p back, r this step again, + and - ten seconds, j and a number and Enter: jump, "
    "m mute, [ ] volume, v voice, q leave"
)

_HAVE_A_LINE = set(Sound) - {Sound.HALF, Sound.TICK, Sound.CHECK, Sound.ALARM, Sound.DONE}
"""The sounds that open a phase: its own line says what their words say."""


class Plain:
    """Runs a conductor to its end, writing lines and reading keys. `care` asks about the body.

    `breathe` plays a breath in between and gives its conductor, or None where it could not begin.
    """

    def __init__(
        self, conductor: Conductor, out: Output, keys: Keys, care: Callable[[], Care] | None = None,
        breathe: Callable[[], Conductor | None] | None = None,
    ) -> None:  # fmt: skip
        self._conductor = conductor
        self._out = out
        self._keys = keys
        self._care = care
        self._strokes = 0
        self._dialogue: Dialogue[None] | None = None
        self._left = False
        self._acts: dict[str, Callable[[], None]] = {
            " ": conductor.answer_or_pause,
            ENTER: conductor.answer_or_pause,
            "n": conductor.next,
            "p": conductor.back,
            "r": conductor.again,
            "+": partial(conductor.adjust, 10_000),
            "=": partial(conductor.adjust, 10_000),
            "-": partial(conductor.adjust, -10_000),
            "m": conductor.mute,
            "v": conductor.talk,
            "]": partial(conductor.change_volume, 10),
            "[": partial(conductor.change_volume, -10),
            "j": lambda: self._talk(self._jump()),
            "q": lambda: self._talk(self._leave()),
            "?": lambda: self._tell(HELP),
        }
        if breathe is not None:
            self._acts["b"] = partial(self._breathe, breathe)
        if care is not None:
            self._acts |= {
                "x": lambda: self._talk(self._hurts(care())),
                "!": lambda: self._talk(self._flags(care())),
                **{str(digit): partial(self._rate, care, digit) for digit in range(10)},
                "t": partial(self._rate, care, 10),
            }

    def run(self) -> int:
        """0 when the session came to its end, 1 when the user left before."""
        conductor = self._conductor
        conductor.settle()
        while True:
            conductor.tick()
            self._lines()
            if self._dialogue is None and self._left and self._conductor.ended is not None:
                return STOPPED
            if conductor.finished and self._dialogue is None:
                signals.wait_for(partial(conductor.player.drain, DRAIN))
                return FINISHED
            if not self._out.open and conductor.player.name == "none":
                return self._end(EndReason.NOBODY_LISTENS)
            if self._keys.ended and (self._stuck() or self._left):
                self._out.line("There is no keyboard to go on with.")
                return self._end(EndReason.NO_KEYBOARD)
            self._count()
            if key := self._keys.get(conductor.sleep_for()):
                self._press(key)

    # -- lines ---------------------------------------------------------------------------

    def _lines(self) -> None:
        timeline = self._conductor.session.timeline
        while self._conductor.news:
            news = self._conductor.news.popleft()
            if isinstance(news, str):
                self._tell(news)
            elif isinstance(news, Entered):
                self._strokes = 0
                step = timeline.step_of(news.segment)
                if news.segment.index == step.first:
                    self._out.line(headline(step, len(timeline.steps)))
                self._out.line(f"{clock(news.segment.start):>6}  {phase_line(news.segment)}")
            else:
                self._caption(news)

    def _tell(self, sentence: str) -> None:
        self._out.line(f"{INDENT}{sentence}")

    def _caption(self, heard: Heard) -> None:
        if heard.cue.sound in _HAVE_A_LINE or not heard.cue.say:
            return
        if heard.cue.sound is Sound.ALARM:
            self._strokes += 1
            if (self._strokes - 1) % ALARM_LINE_EVERY:
                return
        self._tell(heard.cue.say)

    def _count(self) -> None:
        view = self._conductor.seen()
        if view.segment is None or not self._out.terminal or self._dialogue is not None:
            return
        text = f"{view.segment.label} {view.seconds}"
        if view.status is not Status.RUNNING:
            text += f" ({view.status.value})"
        self._out.count(f"{INDENT}{text}")

    # -- keys ----------------------------------------------------------------------------

    def _stuck(self) -> bool:
        """Whether only a key would help; an alarm is never left alone for that."""
        segment = self._conductor.view().segment
        return segment is not None and segment.gate is not None and not segment.alarm

    def _end(self, reason: EndReason) -> int:
        self._conductor.abandon(reason)
        return STOPPED

    def _press(self, key: str) -> None:
        """Do what a key says."""
        if self._dialogue is not None:
            self._talk(self._dialogue, key)
            return
        low = key.lower()
        tending = self._conductor.tending
        if low == "o" and tending.locked is not None and tending.locked.action == "override":
            self._talk(self._override())
            return
        if low == "y" or (low == "n" and self._conductor.view().asking == "question"):
            self._conductor.answer(yes=low == "y")
        elif (act := self._acts.get(low)) is not None:
            act()

    # -- dialogues: the session goes on beside them ---------------------------------------

    def _talk(self, dialogue: Dialogue[None], key: str | None = None) -> None:
        """Begin a dialogue, or send it a key; until it is over, keys go to it."""
        self._dialogue = dialogue
        try:
            said = next(dialogue) if key is None else dialogue.send(key)
        except StopIteration:
            self._dialogue = None
        except Left:
            self._dialogue = None
            self._tell("Going on.")
        else:
            self._lines()  # what led to the question stands before it
            show(said, self._out, INDENT)

    def _leave(self) -> Dialogue[None]:
        on_skin = self._conductor.on_skin
        key = yield Say(
            ("Leave? y to leave; what is on your skin comes off first." if on_skin else "Leave? y to leave.",)
        )
        if key.lower() != "y":
            raise Left
        self._conductor.end(EndReason.USER)
        self._left = True

    def _jump(self) -> Dialogue[None]:
        steps = self._conductor.session.timeline.steps
        listing = (f"{step.index + 1:>4}  {step.title}" for step in steps)
        number = yield from line("Which step? A number, then Enter.", *listing)
        if number.isascii() and number.isdigit():
            self._conductor.jump(int(number[:6]) - 1)

    def _override(self) -> Dialogue[None]:
        reason = yield from line("Why now? Type the reason, then Enter; it is kept. Enter alone: not now.")
        self._conductor.override(reason)

    def _breathe(self, breathe: Callable[[], Conductor | None]) -> None:
        if not between.stand_still(self._conductor):
            return
        self._lines()
        breath = breathe()
        if breath is not None and not between.go_on(self._conductor, breath):
            self._left = True

    def _rate(self, care: Callable[[], Care], digit: int) -> None:
        """A digit is kept with the step that runs; from 6 on it is asked about as with x."""
        rating = self._conductor.rating(digit)
        self._tell(care().rated(rating, self._conductor))
        if flags.ends_session(rating):
            self._talk(self._hurts(care(), rating))

    def _hurts(self, care: Care, rated: int | None = None) -> Dialogue[None]:
        from unclench.hurting import Then

        found = yield from care.hurts(self._conductor, rated)
        if found.why:
            self._tell(found.why)
        if found.then is Then.END:
            self._conductor.end(EndReason(found.reason))
            self._left = True
        elif found.then is Then.EASIER:
            self._conductor.ease()
        elif found.then is Then.SKIP:
            step = self._conductor.view().step
            self._left = step is not None and step.index + 1 == len(self._conductor.session.timeline.steps)
            self._conductor.leave_step_out(EndReason(found.reason))  # behind the last step there is only the end
        else:
            self._tell("Space to go on.")

    def _flags(self, care: Care) -> Dialogue[None]:
        def stop() -> None:
            self._conductor.end(EndReason.WARNING_SIGN)
            self._left = True

        yield from care.flags(stop)
