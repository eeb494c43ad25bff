"""The questions of a running session, the keys that answer and count, and what is refused until then. Pure."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from unclench.errors import UnclenchError
from unclench.keynames import Action, Keyed
from unclench.language import tr
from unclench.routine.values import MOST
from unclench.session import sentences
from unclench.session.timeline import EXPOSURE, Gate, Segment, Timeline

QuestionKind = Literal["cloth", "check", "taken off?", "off", "question", "confirm"]

ASKED_AGAIN = 30_000
"""A question about cold or heat is repeated every 30 s until it is answered (ours); in ms."""
ALARM_FROM = 120_000
"""After two minutes it turns into the alarm if the pack may be on with its clock not started (ours); in ms."""
ASKED_FOR = 15_000
"""How long "Have you taken it off?" waits for an answer before it is withdrawn (ours); in ms."""
FRESH = 600
"""How long a question has to be up before a key can have been meant for it (ours); in ms."""
GUARDED: frozenset[QuestionKind] = frozenset({"cloth", "check", "off", "question", "confirm"})
"""The questions that a key pressed a moment too early must not answer."""


class Question(Struct, frozen=True):
    """A question and the `keys` that answer it: (the key's action, what it says), in the order they are shown."""

    kind: QuestionKind
    sentence: str
    keys: tuple[tuple[Action, str], ...]
    rings: bool = False
    """Whether the alarm is ringing because of it."""

    @property
    def urgent(self) -> bool:
        """Whether everything else gives way to it: the alarm rings, or it is asked whether somebody is awake."""
        return self.rings or self.kind == "check"


YES, NOT_YET = tr("yes"), tr("not yet")
LEAVE_OUT = (Action.NEXT, tr("leave it out"))
REFUSED: dict[str, tuple[tuple[Action, str], ...]] = {
    "override": (LEAVE_OUT, (Action.OVERRIDE, tr("do it anyway, with a reason"))),
    "confirm": (LEAVE_OUT, (Action.YES, tr("the clock is right"))),
    "when": (LEAVE_OUT,),
    "refuse": (LEAVE_OUT,),
}
"""The keys where cold or heat may not begin yet, by the action of the lock-out's verdict."""
OFF_NOW = tr("not fine: I'll take it off now")
TAKEN_OFF = Question("taken off?", tr("Have you taken it off?"), ((Action.YES, YES), (Action.NEXT, NOT_YET)))


def check(*, rings: bool) -> Question:
    """The skin check, which also asks whether somebody is awake."""
    keys = ((Action.PAUSE, tr("I am awake, the skin is fine")), (Action.NEXT, OFF_NOW))
    return Question("check", tr("Are you awake? Look at the skin."), keys, rings)


def at_gate(timeline: Timeline, index: int, *, rings: bool) -> Question | None:
    """What the gate at segment `index` asks; None if a step merely waits to be started or ended."""
    segment = timeline.segments[index]
    question = segment.hint or timeline.steps[segment.step].name
    match segment.gate:
        case Gate.QUESTION:
            return Question("question", question, ((Action.YES, YES), (Action.NEXT, tr("no, leave it out"))), rings)
        case Gate.ANSWER if is_off_gate(timeline, index):
            return Question("off", question, ((Action.YES, tr("it is off")),), rings=True)
        case Gate.ANSWER if segment.alarm:
            return Question("confirm", question, ((Action.YES, YES),), rings=True)
        case Gate.ANSWER if begins_application(timeline, index):
            text = sentences.IS_A_PACK_ON.by(timeline.keys) if rings else question
            keys = ((Action.PAUSE, tr("yes, start the timer")), (Action.QUIT, tr("stop")))
            return Question("cloth", text, keys, rings)
        case Gate.ANSWER:
            return Question("confirm", question, ((Action.PAUSE, YES),), rings)
        case _:
            return None


def is_off_gate(timeline: Timeline, index: int) -> bool:
    """Whether a segment asks if cold or heat is off: it is the question right after it, whoever wrote it."""
    segments = timeline.segments
    return 0 < index < len(segments) and segments[index].gate is Gate.ANSWER and segments[index - 1].kind in EXPOSURE


def begins_application(timeline: Timeline, index: int) -> bool:
    """Whether a yes at segment `index` starts the clock of cold or heat."""
    segments = timeline.segments
    return segments[index].gate is Gate.ANSWER and index + 1 < len(segments) and segments[index + 1].kind in EXPOSURE


def leads_to_application(timeline: Timeline, index: int) -> bool:
    """Whether nothing but questions comes between gate `index` and cold or heat, so that it may be on already."""
    segments = timeline.segments
    while index < len(segments) and asks(segments[index]):
        index += 1
    return index < len(segments) and segments[index].kind in EXPOSURE


def insists(timeline: Timeline, index: int) -> bool:
    """Whether a question is repeated until it is answered: one right before or right after cold or heat."""
    segments = timeline.segments
    if not asks(segments[index]):
        return False
    first = index
    while first > 0 and asks(segments[first - 1]):
        first -= 1
    return leads_to_application(timeline, index) or (first > 0 and segments[first - 1].kind in EXPOSURE)


def asks(segment: Segment) -> bool:
    """Whether a segment is a question, and not merely a step that waits to be started or ended."""
    return segment.gate in (Gate.ANSWER, Gate.QUESTION)


WHICH_STEP = tr("Which step? Type its number, then Enter.")
NO_SUCH_STEP, CARRYING_ON = tr("There is no such step."), tr("Carrying on.")
"""Said where somebody wants to go to another step, and then does not."""
ANSWER_FIRST = Keyed(tr("Press {pause} for yes. {quit} to stop."))
CLOTH_FIRST = Keyed(tr("Press {pause} once the cloth is in place. {quit} to stop."))
OFF_FIRST = Keyed(tr("Press {yes} once it is off."))
YES_FIRST = Keyed(tr("Press {yes} for yes."))
TAKE_IT_OFF = Keyed(tr("The timer keeps running while it is on your skin. Take it off, then press {next}."))
IS_OVER = tr("The session is over.")
NO_LENGTH = tr("This lasts until you press a key.")


class Refused(UnclenchError):
    """What was asked for would be unsafe, or makes no sense here; the message is a sentence for the user."""


def answer_first(timeline: Timeline, index: int) -> str:
    """What to press at a question that no other key can leave."""
    if is_off_gate(timeline, index):
        first = OFF_FIRST
    elif timeline.segments[index].alarm:
        first = YES_FIRST
    else:
        first = CLOTH_FIRST if begins_application(timeline, index) else ANSWER_FIRST
    return first.by(timeline.keys)


def refuse_on_skin(timeline: Timeline, index: int) -> None:
    """Raises Refused where segment `index` cannot be left or paused: something is, or may still be, on the skin."""
    segment = timeline.segments[index]
    if segment.kind in EXPOSURE:
        raise Refused(TAKE_IT_OFF.by(timeline.keys))
    if segment.alarm:
        raise Refused(answer_first(timeline, index))


NONE_YET = tr("You haven't counted any yet.")
NO_MORE = tr("That's {most}. The count stops there.", most=MOST)


class RepetitionCounter:
    """Counts the repetitions of the running phase. Only a key leaves such a phase, and then they are forgotten."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, by: int) -> int:
        """Count one more, or take one back with -1; how many there are now.

        Raises Refused where there would be fewer than none, or more than a routine can write down.
        """
        if self.count + by < 0:
            raise Refused(NONE_YET)
        if self.count + by > MOST:
            raise Refused(NO_MORE)
        self.count += by
        return self.count

    def forget(self) -> None:
        """Begin again with none."""
        self.count = 0
