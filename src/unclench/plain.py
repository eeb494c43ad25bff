"""The plain-text front end: one line a phase, for screen readers, logs, pipes and small needs.

The lines are the captions. A countdown in place is shown on a terminal only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TextIO

from unclench import words
from unclench.choosing import Question
from unclench.conducting import Conductor
from unclench.cues import Sound
from unclench.keys import ENTER, Keys
from unclench.session import Entered, Heard, Status
from unclench.streams import forget
from unclench.timeline import BREATHING, EXPOSURE, Gate, Kind, Segment, StepInfo

FINISHED, STOPPED = 0, 1
ALARM_LINE_EVERY = 5
"""Every fifth stroke of an alarm writes its line again: every ten seconds."""
DRAIN = 3_000
"""How long (ms) the last cue may take to be heard."""

HELP = (
    "space pause or answer, n next, p back, r this step again, + and - ten seconds, "
    "j and a number and Enter: jump, m mute, [ ] volume, v voice, q leave"
)

_HAVE_A_LINE = set(Sound) - {Sound.HALF, Sound.TICK, Sound.CHECK, Sound.ALARM, Sound.DONE}
"""The sounds that open a phase: its own line says what their words say."""


class Output:
    """Standard output that may be closed or go away; whether anyone still reads is `open`."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stdout
        self.open = self._stream is not None
        self.terminal = self.open and self._stream.isatty()
        self._counting = False

    def line(self, text: str) -> None:
        """One line, in place of a countdown that stood there."""
        self._write(("\r\x1b[K" if self._counting else "") + printable(text) + "\n")
        self._counting = False

    def count(self, text: str) -> None:
        """A line that the next one replaces; only on a terminal."""
        if self.terminal:
            self._write("\r\x1b[K" + printable(text))
            self._counting = True

    def _write(self, text: str) -> None:
        if not self.open:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self.open = False
            forget(1)


def printable(text: str) -> str:
    """The text without anything that a terminal would act upon."""
    return "".join(char if char.isprintable() else " " for char in text)


class Plain:
    """Runs a conductor to its end, writing lines and reading keys."""

    def __init__(self, conductor: Conductor, out: Output, keys: Keys) -> None:
        self._conductor = conductor
        self._out = out
        self._keys = keys
        self._strokes = 0
        self._leaving = False
        self._jump: str | None = None
        self._reason: str | None = None
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
            "j": self._list_steps,
            "q": self._ask_to_leave,
            "?": partial(out.line, f"        {HELP}"),
        }

    def run(self) -> int:
        """0 when the session came to its end, 1 when the user left before."""
        conductor = self._conductor
        conductor.settle()
        while True:
            conductor.tick()
            self._lines()
            if conductor.finished:
                conductor.player.drain(DRAIN)
                return FINISHED
            if not self._out.open and conductor.player.name == "none":
                return self._leave("nobody can hear or see it")
            if self._keys.ended and self._stuck():
                self._out.line("There is no keyboard to go on with.")
                return self._leave("no keyboard")
            self._count()
            key = self._keys.get(conductor.sleep_for())
            if key and self._press(key):
                return STOPPED

    # -- lines ---------------------------------------------------------------------------

    def _lines(self) -> None:
        timeline = self._conductor.session.timeline
        while self._conductor.news:
            news = self._conductor.news.popleft()
            if isinstance(news, str):
                self._out.line(f"        {news}")
            elif isinstance(news, Entered):
                self._strokes = 0
                step = timeline.step_of(news.segment)
                if news.segment.index == step.first:
                    self._out.line(_headline(step, len(timeline.steps)))
                self._out.line(f"{words.clock(news.segment.start):>6}  {phase_line(news.segment)}")
            else:
                self._caption(news)

    def _caption(self, heard: Heard) -> None:
        if heard.cue.sound in _HAVE_A_LINE or not heard.cue.say:
            return
        if heard.cue.sound is Sound.ALARM:
            self._strokes += 1
            if (self._strokes - 1) % ALARM_LINE_EVERY:
                return
        self._out.line(f"        {heard.cue.say}")

    def _count(self) -> None:
        view = self._conductor.view()
        if view.segment is None or not self._out.terminal:
            return
        text = f"{view.segment.label} {view.seconds}"
        if view.status is not Status.RUNNING:
            text += f" ({view.status.value})"
        self._out.count(f"        {text}")

    # -- keys ----------------------------------------------------------------------------

    def _stuck(self) -> bool:
        """Whether only a key would help; an alarm is never left alone for that."""
        segment = self._conductor.view().segment
        return segment is not None and segment.gate is not None and not segment.alarm

    def _leave(self, reason: str) -> int:
        self._conductor.stop(reason)
        return STOPPED

    def _press(self, key: str) -> bool:
        """Do what a key says; True to leave."""
        if self._leaving:
            self._leaving = False
            if key.lower() == "y":
                self._conductor.stop("left", off=True)  # what was asked is whether it is off
                return True
            self._out.line("        Going on.")
            return False
        if self._jump is not None:
            self._type_jump(key)
            return False
        if self._reason is not None:
            self._type_reason(key)
            return False
        tending = self._conductor.tending
        if key.lower() == "o" and tending.locked is not None and tending.locked.action == "override":
            self._reason = ""
            self._out.line("        Why now? Type the reason, then Enter; it is kept. Enter alone: not now.")
            return False
        if key.lower() in ("y", "n") and (tending.asked or (tending.locked is not None and key.lower() == "y")):
            self._conductor.answer(yes=key.lower() == "y")
            return False
        segment = self._conductor.view().segment
        if segment is not None and segment.gate is Gate.QUESTION and key.lower() in ("y", "n"):
            self._conductor.answer(yes=key.lower() == "y")
        elif segment is not None and segment.gate is Gate.ANSWER and key.lower() == "y":
            self._conductor.answer_or_pause()
        elif (act := self._acts.get(key.lower())) is not None:
            act()
        return False

    def _ask_to_leave(self) -> None:
        segment = self._conductor.view().segment
        on_skin = segment is not None and (segment.kind in EXPOSURE or segment.alarm)
        self._leaving = True
        self._out.line("        Is it off your skin? y to leave." if on_skin else "        Leave? y to leave.")

    def _list_steps(self) -> None:
        self._jump = ""
        self._out.line("        Which step? A number, then Enter.")
        for step in self._conductor.session.timeline.steps:
            self._out.line(f"    {step.index + 1:>4}  {step.title}")

    def _type_reason(self, key: str) -> None:
        assert self._reason is not None
        if key != ENTER:
            self._reason = self._reason[:-1] if key in "\x7f\b" else self._reason + key
            self._out.count(f"        {self._reason}")
            return
        reason, self._reason = self._reason, None
        self._conductor.override(reason)

    def _type_jump(self, key: str) -> None:
        assert self._jump is not None
        if key.isascii() and key.isdigit():
            self._jump += key
            return
        number, self._jump = self._jump, None
        if key == ENTER and number:
            self._conductor.jump(int(number[:6]) - 1)


def _headline(step: StepInfo, steps: int) -> str:
    text = f"{words.of(step.index + 1, steps)}  {words.join(step.title, step.position, step.dose, step.note)}"
    return words.join(text, *step.cautions[:1])


def phase_line(segment: Segment) -> str:
    """`Hold 10 s, 2 of 3, left`: a phase in one line."""
    parts = [segment.label.capitalize()]
    if segment.gate is Gate.OPEN:
        parts[0] += " as long as you like; space when done"
    elif segment.gate is Gate.READY:
        parts[0] = "Space when you are ready"
    elif segment.gate is Gate.QUESTION:
        return f"{segment.hint} y or n"
    elif segment.gate is Gate.ANSWER:
        return f"{segment.hint} Space when it is so"
    else:
        parts[0] += f" {words.short(segment.width)}"
    if segment.kind is Kind.WORK or segment.kind in BREATHING:
        if segment.reps and segment.reps > 1 and segment.phase == 0:
            parts.append(words.of(segment.rep or 1, segment.reps))
        if segment.sets and segment.sets > 1 and segment.phase == 0:
            parts.append(f"set {words.of(segment.set or 1, segment.sets)}")
    if segment.side and (segment.phase == 0 or segment.kind is Kind.SWITCH):
        parts.append(segment.side)
    text = ", ".join(parts)
    return f"{text}. {segment.hint}" if segment.hint and segment.gate is None else text


def ask(questions: Sequence[Question], out: Output, keys: Keys) -> dict[tuple[str, str], str] | None:
    """The answers as typed, by (step id, field); empty for the suggestion. None where nobody answers."""
    answers = {}
    for question in questions:
        for number, option in enumerate(question.options):
            out.line(f"  {number + 1}  {option}")
        suggested = str(question.suggested + 1) if question.options else _suggested(question)
        typed = read_line(f"{question.text} [{suggested}] ", out, keys)
        if typed is None:
            return None
        answers[question.step, question.field] = typed
    return answers


def _suggested(question: Question) -> str:
    return str(question.suggested) if question.counts else words.short(question.suggested).replace(" ", "")


def read_line(prompt: str, out: Output, keys: Keys) -> str | None:
    """What is typed up to Enter; None where nobody types."""
    out.line(prompt)
    if not keys.terminal:
        return keys.line(None)
    typed = ""
    while (key := keys.get(None)) != ENTER:
        if key is None:
            return None
        typed = typed[:-1] if key in "\x7f\b" else typed + key
        out.count(typed)
    return typed.strip()
