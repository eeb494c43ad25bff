"""A running session in lines of text. The lines are the captions; how much time is left is said on request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from unclench.cues import Sound
from unclench.keynames import USUAL, KeyNames
from unclench.language import begun, tr, within
from unclench.plain.intake import (
    AGAIN,
    Dialogue,
    LeftPrompt,
    LineIntake,
    LineWriter,
    Say,
    asks_again,
    say_again,
    show,
    typed_line,
)
from unclench.player.controller import SessionController, pause_for_breath, return_from_breath
from unclench.player.media_keys import take_media_keys
from unclench.ports import Clock
from unclench.safety.limits import PUT_IT_ON
from unclench.session import wording
from unclench.session.end_reason import EndReason
from unclench.session.questions import ASKED_AGAIN, CARRYING_ON, NO_SUCH_STEP, WHICH_STEP, asks
from unclench.session.sentences import COUNT_THEM, TWO_KEYS, YES_WHEN_OFF, YES_WHEN_SO
from unclench.session.session import DueCue, StartedSegment, Status, View
from unclench.session.timeline import BREATHING, Gate, Kind, Segment, StepInfo
from unclench.session.wording import clock
from unclench.system.keyboard import ENTER, Keys
from unclench.system.keystrokes import ESCAPE, Guard
from unclench.system.signals import signals, stops

if TYPE_CHECKING:
    from unclench.care.asks import Flow
    from unclench.care.interruptions import Interruptions


def headline(step: StepInfo, steps: int) -> str:
    """The line that opens a step: number, title, position, dose and note; the first caution if no more is told."""
    text = f"{wording.of(step.index + 1, steps)}  {wording.join(step.title, step.position, step.dose, step.note)}"
    return wording.join(text, *(step.cautions[:1] if step.told is None else ()))


def told_lines(step: StepInfo, keys: KeyNames) -> tuple[str, ...]:
    """What a person is told with a step, a line each: what the voice says, for whoever reads it.

    How to come over into its position is no part of it: that stands before the step.
    """
    if (told := step.told) is None:
        return ()
    last = TWO_KEYS.by(keys) if told.keys else ""
    cautions = (f"! {caution}" for caution in told.cautions)
    return tuple(filter(None, (told.things, told.how, *cautions, told.ready, last)))


def phase_line(segment: Segment) -> str:
    """A phase in one line, such as `Hold 10 s, 2 of 3, left`."""
    parts = [wording.phase_begun(segment.label)]
    if segment.gate is Gate.OPEN:
        parts[0] = tr("{phase} as long as you like; space when done", phase=parts[0])
    elif segment.gate is Gate.COUNT:
        parts = [begun(wording.AS_MANY), within(COUNT_THEM.by(USUAL))]
    elif segment.gate is Gate.READY:
        parts[0] = tr("Space when you are ready")
    elif segment.gate is Gate.QUESTION:
        return tr("{question} y or n", question=segment.hint)
    elif segment.gate is Gate.ANSWER:
        if segment.alarm:
            return tr("{question} Press y for yes", question=segment.hint)
        if segment.hint.endswith(PUT_IT_ON.by(USUAL)):
            return segment.hint
        return tr("{question} Space for yes", question=segment.hint)
    else:
        parts[0] += f" {wording.short(segment.width)}"
    if segment.kind is Kind.WORK or segment.kind in BREATHING:
        if segment.reps and segment.reps > 1 and segment.phase == 0:
            parts.append(wording.of(segment.rep or 1, segment.reps))
        if segment.sets and segment.sets > 1 and segment.phase == 0:
            parts.append(tr("set {count}", count=wording.of(segment.set or 1, segment.sets)))
    if segment.side and (segment.phase == 0 or segment.kind is Kind.SWITCH):
        parts.append(wording.side(segment.side))
    text = ", ".join(parts)
    return f"{text}. {segment.hint}" if segment.hint and segment.gate is None else text


FINISHED, STOPPED = 0, 1
"""Exit status."""
ALARM_LINE_EVERY = 3
"""Every third stroke of the alarm repeats its line, which is every eleven seconds."""
DRAIN = 6_000
"""How long (ms) to wait at most for the last cue and the words after it to be heard."""
INDENT = " " * 8
BEHIND_A_NUMBER = 1_500
"""Ms for which an Enter belongs to the number before it (ours)."""
STAYS = tr("This can't be stopped with a pack on: its alarm would not ring.")
HELP = tr(
    "space pause or answer, x it hurts, b breathe and come back, 0 to 9 and t (ten) how much it hurts, "
    "! warning signs, n next, p back, r this step again, + and - ten seconds, j, a step number and Enter: jump, "
    "m mute, [ ] volume, v voice, . the last line again and the time left, q leave"
)
_OPEN_A_PHASE = set(Sound) - {Sound.HALF, Sound.TICK, Sound.MINUTE, Sound.CHECK, Sound.ALARM, Sound.DONE}
"""Sounds that open a phase. The phase's own line says what their words say, so these get no caption."""


class SessionLines:
    """The lines of a session: one for each step and phase, and what is said that is no phase's own."""

    def __init__(self, controller: SessionController, out: LineWriter, *, well: bool) -> None:
        """`well`: whether to say "well done" at the end."""
        self._controller, self._out, self._well = controller, out, well
        self._lined = ""
        """The question that the last phase line has just shown, so that no caption repeats it."""
        self._strokes, self._answer = 0, ""
        """Of the alarm in this phase, and how it is answered."""
        self._asked: tuple[str, int, int] = ("", 0, 0)
        """What was asked last, and the clock time at which that was for the first time, and for the last."""

    def write(self, asked: Sequence[str] = ()) -> None:
        """Write what has happened; not a caption that stands in the question `asked` next."""
        timeline = self._controller.session.timeline
        while self._controller.news:
            news = self._controller.news.popleft()
            if isinstance(news, str):
                if news not in asked:
                    self.tell(news)
            elif isinstance(news, StartedSegment):
                self._strokes, self._answer = 0, ""
                if news.segment.alarm:
                    self._answer = (YES_WHEN_OFF if news.segment.off else YES_WHEN_SO).by(timeline.keys)
                self._asked = ("", 0, 0)
                self._lined = news.segment.hint if news.segment.gate in (Gate.ANSWER, Gate.QUESTION) else ""
                step = timeline.step_of(news.segment)
                if news.segment.index == step.first:
                    if step.told is not None and step.told.before:
                        self.tell(step.told.before)
                    self._out.line(headline(step, len(timeline.steps)))
                    for each in told_lines(step, timeline.keys):
                        self.tell(each)
                self._out.line(f"{clock(news.segment.start):>6}  {phase_line(news.segment)}")
            else:
                self._caption(news)

    def tell(self, sentence: str) -> None:
        """One more line, which belongs to the phase."""
        self._out.line(f"{INDENT}{sentence}")

    def _caption(self, heard: DueCue) -> None:
        if heard.cue.sound in _OPEN_A_PHASE or not heard.cue.say:
            return
        if heard.cue.sound is Sound.DONE:
            told = self._controller.session.timeline.steps[-1].told
            if told is not None and told.after:
                self.tell(told.after)
            if not self._well:
                return
        waited = self._waited(heard)
        if self._lined and heard.cue.say.startswith(self._lined):
            self._lined = ""
            self._strokes += heard.cue.sound is Sound.ALARM
            return
        if heard.cue.sound is Sound.ALARM:
            self._strokes += 1
            if (self._strokes - 1) % ALARM_LINE_EVERY:
                return
        if waited:
            self.tell(wording.join(heard.cue.say, self._answer, tr("Still waiting after {time}", time=clock(waited))))
        else:
            self.tell(heard.cue.say)

    def _waited(self, heard: DueCue) -> int:
        """How long (ms) this question has waited for an answer; 0 the first time it is asked, and for all else."""
        if heard.cue.sound not in (Sound.ALARM, Sound.CHECK):
            return 0
        say, first, last = self._asked
        if say != heard.cue.say or heard.at - last > 2 * ASKED_AGAIN:
            first = heard.at
        self._asked = heard.cue.say, first, heard.at
        return heard.at - first

    def again(self) -> None:
        """Write the last line once more, and where the phase stands: nothing counts down here by itself."""
        self._out.again(where(self._controller.audible_view()))


def where(view: View) -> str:
    """How much time is left of a phase, or what has been counted; empty where there is no hurry to answer."""
    if view.segment is None or asks(view.segment):
        return ""
    if view.count is not None:
        return tr("{count} so far.", count=view.count)
    phase, time = wording.phase_begun(view.segment.label), clock(view.seconds * 1000)
    if view.status is Status.GETTING_READY:
        return tr("Getting ready: {time} left.", time=time)
    if view.left is None:
        return tr("{phase}: {time} so far.", phase=phase, time=time)
    if view.status is Status.PAUSED:
        return tr("{phase}: {time} left, paused.", phase=phase, time=time)
    return tr("{phase}: {time} left.", phase=phase, time=time)


class PlainRunner:
    """Runs a session to its end: writes its lines and reads the keys.

    `care` returns who asks about the body. `breathe` plays a breathing break and returns its
    controller, or None if it couldn't start.
    """

    def __init__(
        self, controller: SessionController, out: LineWriter, keys: Keys, clock: Clock, *, guard: Guard | None = None,
        care: Callable[[], Interruptions] | None = None, breathe: Callable[[], SessionController | None] | None = None,
        well: bool = True, announce: Callable[..., None] | None = None, hush: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        """`well`: whether to say "well done" at the end.

        `announce` reads aloud what is asked once it is over, and `hush` cuts that short.
        """
        self._controller = controller
        self._out, self._keys = out, keys
        self._guard = guard or Guard(clock)
        self._announce, self._clock = announce, clock
        self._asker = LineIntake(out, keys, clock.now, self._guard, self._speak, controller.key_tick, hush)
        self._care, self._breathe_between = care, breathe
        self._lines = SessionLines(controller, out, well=well)
        self._dialogue: Dialogue[None] | None = None
        self._by_number, self._numbered_at = False, -BEHIND_A_NUMBER
        """Whether the last key in a dialogue was a digit, and when one ended by that."""
        self._said = Say()
        """What the dialogue showed last; it says whether a key or a whole line is wanted."""
        self.breathe_instead = False
        """Whether the session ended because the person would rather breathe."""
        self._acts: dict[str, Callable[[], None]] = {
            " ": controller.answer_or_pause,
            ENTER: self._enter,
            "y": partial(controller.answer, yes=True),
            "n": controller.next,
            "p": controller.back,
            "r": controller.again,
            "+": partial(controller.adjust, 10_000),
            "=": partial(controller.adjust, 10_000),
            "-": partial(controller.adjust, -10_000),
            "m": controller.mute,
            "v": controller.talk,
            "]": partial(controller.change_volume, 1),
            "[": partial(controller.change_volume, -1),
            "j": lambda: self._talk(_jump(controller)),
            "q": self._leave,
            "?": self._help,
            AGAIN: self._again,
        }
        if breathe is not None:
            self._acts["b"] = self._breathe
        if care is not None:
            self._acts |= {
                "x": lambda: self._ask(care().hurts(controller)),
                "!": lambda: self._ask(care().signs(controller)),
                "o": lambda: self._ask(care().override(controller)),
                **{str(digit): partial(self._rate, care, digit) for digit in range(10)},
                "t": partial(self._rate, care, 10),
            }

    def run(self) -> int:
        """Run to the end. Returns 0 if the session finished, 1 if somebody left before.

        With a pack on, Ctrl-C asks for it to be taken off first; a second Ctrl-C leaves at once.
        """
        self._controller.media_keys.on_press = self._keys.nudge
        self._controller.settle()
        try:
            while True:
                try:
                    return self._run()
                except KeyboardInterrupt:
                    if not self._controller.ask_to_leave():
                        raise
                    signals.dealt_with()
                    self._dialogue = None
        finally:
            stops.refuse = None
            self._out.end_typing()

    def _run(self) -> int:
        controller = self._controller
        while True:
            controller.tick()
            stops.refuse = partial(controller.notice, STAYS) if controller.on_skin else None
            self._clear_the_way()
            self._lines.write()
            if self._dialogue is None:
                if controller.finished:
                    signals.wait_for(partial(controller.player.drain, DRAIN))
                    return FINISHED
                if controller.ended is not None:
                    return STOPPED
                if self._care is not None and (flow := self._care().due(controller)) is not None:
                    self._ask(flow)
            if not self._out.open and controller.player.name == "none" and not controller.on_skin:
                return self._abandon(EndReason.NOBODY_LISTENS)
            if self._keys.ended and self._stuck():
                self._out.line(tr("There is no keyboard any more, so this ends here."))
                return self._abandon(EndReason.NO_KEYBOARD)
            take_media_keys(controller, asking=self._dialogue is not None)
            key = self._keys.get(controller.sleep_for(), typing=self._dialogue is not None and self._said.entry)
            if key:
                self._press(key)
            elif self._dialogue is not None and self._said.patience is not None:
                self._talk(self._dialogue, "")  # so that it can see whether it has waited long enough

    def _clear_the_way(self) -> None:
        """A skin check or the alarm closes any other question, except one about an emergency."""
        asked = self._controller.view().asked
        if self._dialogue is not None and not self._asker.urgent and asked is not None and asked.urgent:
            self._dialogue.close()
            self._dialogue = None

    # -- keys ----------------------------------------------------------------------------

    def _stuck(self) -> bool:
        """Whether only a key could help now. Never with a pack on: its alarm must not end for want of a keyboard."""
        if self._controller.on_skin:
            return False
        view = self._controller.view()
        return self._dialogue is not None or view.status is Status.PAUSED or view.waiting

    def _abandon(self, reason: EndReason) -> int:
        self._controller.abandon(reason)
        return STOPPED

    @property
    def _in_dialogue(self) -> bool:
        return self._dialogue is not None

    def _press(self, key: str) -> None:
        """Act on a key."""
        if self._dialogue is not None and asks_again(key, self._said):
            say_again(self._said, self._out, INDENT)
            return
        if self._dialogue is not None:
            self._by_number = key.isdigit()
            self._talk(self._dialogue, key)
            return
        if key == ENTER and self._clock.now() - self._numbered_at < BEHIND_A_NUMBER:
            return  # most numbers take it, and this one had no need of it
        view = self._controller.view()
        asked, counts = view.asked is not None, view.count is not None
        if self._keys.terminal and not self._guard.fresh_key(key, asked=asked, counts=counts):
            return  # the key is being held down
        if (act := self._leave if self._ends_a_breath(key) else self._acts.get(key.lower())) is None:
            self._controller.refuse()
            return
        act()
        if self._in_dialogue:
            self._controller.key_tick.answer(taken=True)

    def _enter(self) -> None:
        """Pause, or go on. It puts no pack on and says nothing of the skin: it stands behind too many numbers."""
        if self._controller.on_skin or self._controller.view().asked is not None:
            self._controller.refuse()
        else:
            self._controller.answer_or_pause()

    def _ends_a_breath(self, key: str) -> bool:
        """Whether this is Escape in a breath in between. Anywhere else it does nothing here."""
        return key == ESCAPE and self._controller.session.waiting_behind is not None

    # -- dialogues: the session goes on beside them ---------------------------------------

    def _ask(self, flow: Flow[Any]) -> None:
        self._talk(self._asked(flow))

    def _asked(self, flow: Flow[Any]) -> Dialogue[None]:
        from unclench.care.interruptions import After

        found = yield from self._asker.carry(flow)
        if isinstance(found, After) and found.breathe:
            if self._controller.ended is not None:
                self.breathe_instead = True
            else:
                self._breathe()

    def _talk(self, dialogue: Dialogue[None], key: str | None = None) -> None:
        """Start a dialogue, or send it a key. Until it is over, all keys go to it."""
        if key is None:
            self._by_number = False
        self._dialogue = dialogue
        try:
            self._said = next(dialogue) if key is None else dialogue.send(key)
            while True:
                self._lines.write(self._said.lines)  # first what led to the question
                show(self._said, self._out, INDENT)
                if self._said.waits:
                    return
                self._said = dialogue.send("")
        except StopIteration:
            self._dialogue = None
            if self._by_number:
                self._numbered_at = self._clock.now()
        except LeftPrompt:
            self._dialogue = None
            self._controller.reply(CARRYING_ON)

    def _speak(self, text: str, *cue: Any) -> None:
        """Read a question aloud: with the session's own words, and once it is over without it."""
        if self._controller.ended is None:
            self._controller.speak(text)
        elif self._announce is not None:
            self._announce(text, *cue)

    def _again(self) -> None:
        self._controller.key_tick.answer(taken=True)
        self._lines.again()

    def _help(self) -> None:
        self._controller.key_tick.answer(taken=True)
        self._lines.tell(HELP)

    def _leave(self) -> None:
        from unclench.care.interruptions import leave  # imported here: the first sound must not wait for it

        self._ask(leave(self._controller))

    def _breathe(self) -> None:
        if self._breathe_between is None or not pause_for_breath(self._controller):
            return
        self._lines.write()
        breath = self._breathe_between()
        if breath is not None:
            return_from_breath(self._controller, breath)

    def _rate(self, care: Callable[[], Interruptions], digit: int) -> None:
        """A digit rates the pain in the current step."""
        self._ask(care().rated(self._controller, self._controller.rating(digit)))


def _jump(controller: SessionController) -> Dialogue[None]:
    """Ask for the number of a step, and go there."""
    steps = controller.session.timeline.steps
    listing = (f"{step.index + 1:>4}  {step.title}" for step in steps)
    controller.speak(WHICH_STEP)
    number = yield from typed_line(WHICH_STEP, *listing)
    wanted = int(number[:6]) if number.isascii() and number.isdigit() else 0
    if 1 <= wanted <= len(steps):
        controller.jump(wanted - 1)
    else:
        controller.refuse(NO_SUCH_STEP)
