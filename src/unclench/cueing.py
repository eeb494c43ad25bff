"""Which cues a segment gives: the rules of design/sound.md, in one place. Pure.

A segment's cues depend on itself and its two neighbours only, so that a stretched segment
needs no more than its own cues made again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unclench import words
from unclench.cues import Sound
from unclench.safety import SKIN, check_times
from unclench.timeline import BREATHING, EXPOSURE, Cue, Gate, Kind, Segment, StepInfo

HALF_FROM = 15_000
"""A hold this long has a cue at its half (design/sound.md)."""
TICKS_FROM = 8_000
"""A hold this long is counted out: three, two, one (design/sound.md)."""
TICKS = (3_000, 2_000, 1_000)
AFTER_RELEASE = 400
"""A sound that follows a hold's end waits this long, so that both are heard (ours)."""
ALARM_EVERY = 2_000
"""The alarm is 1.6 s long and comes again every two seconds (ours)."""

COUNTED = "move"
"""The label of a counted repetition."""

_BREATHS = {
    Kind.BREATHE_IN: (Sound.IN, "In"),
    Kind.BREATHE_HOLD: (Sound.TOP, "Hold"),
    Kind.BREATHE_OUT: (Sound.OUT, "Out"),
    Kind.BREATHE_EMPTY: (Sound.EMPTY, "Hold, empty"),
}
_OFF = {Kind.COLD: "Take the cold pack off", Kind.HEAT: "Take the heat away and switch it off"}


def cues_of(segment: Segment, before: Segment | None, after: Segment | None, steps: Sequence[StepInfo]) -> list[Cue]:
    """The cues of one segment, in time order."""
    return sorted(_cues(segment, before, after, steps), key=lambda cue: cue.at)


def closing(total: int, behind: int) -> Cue:
    """The cue that says the session is over; `behind` is the index behind the last segment."""
    return Cue(total, Sound.DONE, "That is all. Well done.", behind)


def _cues(segment: Segment, before: Segment | None, after: Segment | None, steps: Sequence[StepInfo]) -> Iterator[Cue]:
    step = steps[segment.step]
    opening = _introduction(step) if _opens(segment, before) else ""
    if segment.gate in (Gate.ANSWER, Gate.QUESTION, Gate.READY):
        yield _asking(segment, before, step)
        return
    match segment.kind:
        case Kind.SETUP:
            yield _start(segment, before, Sound.PREPARE, opening or step.name)
            yield from _ticks(segment)
        case Kind.WORK:
            yield from _work(segment, before, opening)
        case Kind.DO:
            yield _start(segment, None, Sound.GO, opening)
        case Kind.REST | Kind.SET_REST:
            yield _start(segment, before, Sound.REST, _resting(segment, before, after, steps, opening))
        case Kind.SWITCH:
            yield _start(segment, before, Sound.SWITCH, words.sentence(f"Switch: {segment.side}"))
        case Kind.COLD | Kind.HEAT:
            yield _start(segment, None, Sound.GO, opening)
            for at in check_times(segment.width, segment.checks):
                yield Cue(segment.start + at, Sound.CHECK, f"Awake? Look at the skin. {SKIN}", segment.index)
        case _ if segment.kind in BREATHING:
            sound, word = _BREATHS[segment.kind]
            said = words.join(opening, word) if opening else word
            yield Cue(segment.start, sound, said, segment.index, lasting=segment.duration)
    if _ends_with_release(segment, after):
        yield Cue(segment.end, Sound.RELEASE, "", segment.index)


def _opens(segment: Segment, before: Segment | None) -> bool:
    """Whether the step's own doing begins here, after what may have been asked first."""
    if before is None or before.step != segment.step:
        return True
    return before.gate in (Gate.READY, Gate.QUESTION)


def _introduction(step: StepInfo) -> str:
    """What is said when a step begins: its name and position, the dose, the note; later rounds less."""
    if step.round is not None and step.round > 1:
        return words.join(step.name, step.note)
    return words.join(step.say or step.name, step.dose, step.note)


def _start(segment: Segment, before: Segment | None, sound: Sound, say: str) -> Cue:
    """The cue that opens a segment; after a hold's end it waits for the bell to be heard."""
    late = AFTER_RELEASE if before and _ends_with_release(before, segment) else 0
    return Cue(segment.start + min(late, segment.width // 2), sound, say, segment.index)


def _work(segment: Segment, before: Segment | None, opening: str) -> Iterator[Cue]:
    sound = Sound.PHASE if segment.phase else Sound.COUNT if _counted(segment) else Sound.GO
    yield Cue(segment.start, sound, words.join(opening, _work_word(segment, before)), segment.index)
    if segment.width >= HALF_FROM:
        yield Cue(segment.start + segment.width // 2, Sound.HALF, "Halfway.", segment.index)
    if segment.width >= TICKS_FROM:
        yield from _ticks(segment)


def _work_word(segment: Segment, before: Segment | None) -> str:
    """`Hold, 2 of 3.` with the side where it has just changed; a counted one is its number."""
    if _counted(segment):
        word = str(segment.rep)
    else:
        word = segment.label
        if segment.phase == 0 and segment.reps and segment.reps > 1:
            word += f", {words.of(segment.rep or 1, segment.reps)}"
    if segment.phase == 0 and segment.side and not (before and before.side == segment.side):
        word = f"{segment.side}: {word}"
    return words.join(word, segment.hint)


def _counted(segment: Segment) -> bool:
    return segment.kind is Kind.WORK and segment.label == COUNTED


def _ticks(segment: Segment) -> Iterator[Cue]:
    """Three, two, one; never in the first second, where the opening cue sounds."""
    for before_end in TICKS:
        if segment.width - before_end >= 1_000:
            yield Cue(segment.end - before_end, Sound.TICK, "", segment.index)


def _resting(
    segment: Segment, before: Segment | None, after: Segment | None, steps: Sequence[StepInfo], opening: str
) -> str:
    """`Rest.` and what comes next where that changes: another exercise, or the other side."""
    said = opening or "Rest."
    if after is not None and after.step != segment.step:
        return words.join(said, f"Next: {steps[after.step].name}")
    if segment.side and before is not None and before.side != segment.side:
        return words.join(said, f"Next: {segment.side}")
    return said


def _asking(segment: Segment, before: Segment | None, step: StepInfo) -> Cue:
    """The cue of a segment that waits for somebody; an alarm goes on until it is answered."""
    if segment.gate is Gate.READY:
        return _start(segment, before, Sound.CHECK, words.join(step.name, "Start when you are ready"))
    said = segment.hint or step.name
    if segment.alarm:
        return Cue(segment.start, Sound.ALARM, words.sentence(said), segment.index, every=ALARM_EVERY)
    return _start(segment, before, Sound.CHECK, words.sentence(said))


def off_question(kind: Kind) -> str:
    """What is asked at the end of an application."""
    return f"{_OFF[kind]}. Is it off?"


def _ends_with_release(segment: Segment, after: Segment | None) -> bool:
    """Whether a hold or an activity ends here: not where the next phase's own cue says so.

    The very end has the closing cadence, which begins with the same bell; the end of an
    application has the alarm; what a key ends needs no bell.
    """
    if segment.kind not in (Kind.WORK, Kind.DO) or segment.gate is not None or after is None:
        return False
    return not (after.kind is Kind.WORK and after.step == segment.step) and after.kind not in EXPOSURE
