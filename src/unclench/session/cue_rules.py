"""Which cues a segment sounds, and when. Pure.

The cues of a segment depend on the segment, its two neighbours and the rest of its step. What is said with them is in
`unclench.session.sentences`. All times are ms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from unclench.cues import Sound
from unclench.keynames import KeyNames
from unclench.safety.limits import PUT_IT_ON, check_times
from unclench.session import sentences
from unclench.session.sentences import NOTHING, Phrase
from unclench.session.timeline import BREATHING, EXPOSURE, Cue, Gate, Kind, Segment, StepInfo, Told

HALF_FROM = 15_000
"""A hold this long has a cue halfway through (ours)."""
TICKS_FROM = 8_000
"""A hold this long is counted down at its end: three, two, one (ours)."""
TICKS = (3_000, 2_000, 1_000)
TICKED_PAUSE, TICKED_ONCE = 5_000, 3_000
"""A rest or a change of sides of the one length is counted down too, where a hold follows at once; in one of the other
the last second is marked, and in a shorter one its own sound is warning enough (ours)."""
QUIET = frozenset({"let go", "rest", "one slow breath"})
"""Phases in which somebody lets go, unless their author says otherwise: no sign comes halfway through them, and nothing
counts down (ours)."""
AFTER_RELEASE = 400
"""A sound right after the end of a hold waits this long, so that both are heard (ours)."""
REST_AFTER_RELEASE = 700
"""So long where there is time, at a rest or a change of sides: then they are heard as two signs, not as one (ours)."""
ALARM_EVERY = 3_750
"""The alarm is a second long, and the gap behind it has room for a sentence; eight strokes are half a minute (ours)."""
SIGN_EVERY = 60_000
"""In silence of this length nobody knows any more whether the program lives: then there is a soft sign (ours)."""
NEAR = 5_000
"""A sign this close to another cue is left out."""
SETTLED = 20_000
"""No sign comes sooner after the beginning of a phase (ours)."""
SAID_FROM = 3
"""So many minutes before the end each is said, and the one in the middle."""
LONG_FROM = 180_000
"""In breathing of this length we say when the last minute begins (ours)."""
LAST_MINUTE = 60_000
LONG_REST_FROM, READY_BEFORE = 20_000, 5_000
"""In a rest this long we say when it is nearly over (ours): with your eyes closed, nothing else tells you."""
BREATHS_FROM = 4
"""With this many breaths or more we say which is the last: words lead the first three anyway."""
AFTER_TONE = 400
"""Words that come on top of a breath wait this long for its tone."""

_BREATHS = {
    Kind.BREATHE_IN: Sound.IN,
    Kind.BREATHE_HOLD: Sound.TOP,
    Kind.BREATHE_OUT: Sound.OUT,
    Kind.BREATHE_EMPTY: Sound.EMPTY,
}


def cues_of(
    segment: Segment, before: Segment | None, after: Segment | None, steps: Sequence[StepInfo], left: int,
    keys: KeyNames, *, last_pause: bool = False,
) -> list[Cue]:  # fmt: skip
    """The cues of one segment, in time order; `left` is how many ms of its step are left when it begins.

    `last_pause`: no other pause follows in its step.
    """
    return sorted(_cues(segment, before, after, steps, left, keys, last_pause=last_pause), key=lambda cue: cue.at)


def closing(total: int, count: int, after: str = "") -> Cue:
    """The cue that ends a session of `total` ms; `count` is the number of its segments.

    `after` says how to come out of what was done last.
    """
    return _with(sentences.over(after), total, Sound.DONE, count)


def _cues(
    segment: Segment, before: Segment | None, after: Segment | None, steps: Sequence[StepInfo], left: int,
    keys: KeyNames, *, last_pause: bool,
) -> Iterator[Cue]:  # fmt: skip
    step = steps[segment.step]
    opening = sentences.introduction(step, _position(segment, steps), keys) if _opens(segment, before) else NOTHING
    told = step.told or Told()
    if segment.gate in (Gate.ANSWER, Gate.QUESTION, Gate.READY):
        yield _asking(segment, before, step, keys)
        return
    match segment.kind:
        case Kind.SETUP:
            yield _start(segment, before, Sound.PREPARE, opening or sentences.named(step))
            yield from _ticks(segment, NOTHING)
        case Kind.WORK:
            if segment.gate is Gate.COUNT:
                yield _start(segment, before, Sound.GO, opening + sentences.counting(segment, before, keys))
            else:
                yield from _work(segment, before, opening, told.first)
        case Kind.DO:
            yield _start(segment, before, Sound.GO, opening)
        case Kind.REST | Kind.SET_REST:
            following = steps[after.step] if after is not None and after.step != segment.step else None
            words = sentences.resting(segment, before, following, opening, told.ready if last_pause else "")
            yield _start(segment, before, Sound.REST, words)
            if segment.width >= LONG_REST_FROM and after is not None:
                yield _with(sentences.GET_READY, segment.end - READY_BEFORE, None, segment.index)
            yield from _last_of_a_pause(segment, after)
        case Kind.SWITCH:
            yield _start(segment, before, Sound.SWITCH, sentences.switching(segment))
            yield from _last_of_a_pause(segment, after)
        case Kind.COLD | Kind.HEAT:
            yield _start(segment, before, Sound.GO, sentences.applied(step, segment.width, segment.checks))
            for at in check_times(segment.width, segment.checks):
                check = sentences.skin_check(segment.width - at, keys)
                yield _with(check, segment.start + at, Sound.CHECK, segment.index)
        case _ if segment.kind in BREATHING:
            cue = _start(segment, before, _BREATHS[segment.kind], opening + sentences.breath(segment))
            left_of_it = segment.end - cue.at
            yield Cue(cue.at, cue.sound, cue.say, cue.segment, left_of_it, None, cue.spoken, cue.essential)
            yield from _last_breaths(segment, left)
    yield from _signs(segment)
    if _ends_with_release(segment, after):
        yield Cue(segment.end, Sound.RELEASE, "", segment.index)


def _opens(segment: Segment, before: Segment | None) -> bool:
    """Whether the step itself begins here: with its first segment, or after what was asked first."""
    if before is None or before.step != segment.step:
        return True
    return before.gate in (Gate.READY, Gate.QUESTION)


def _position(segment: Segment, steps: Sequence[StepInfo]) -> str:
    """The position to take up, if a step begins without a get-ready and the step before was in another; else empty."""
    if segment.kind not in (Kind.WORK, Kind.DO):
        return ""
    before = steps[segment.step - 1].position if segment.step else ""
    return "" if steps[segment.step].position == before else steps[segment.step].position


def _with(phrase: Phrase, at: int, sound: Sound | None, segment: int, *, every: int | None = None) -> Cue:
    return Cue(at, sound, phrase.text, segment, None, every, phrase.spoken, phrase.essential)


def _start(segment: Segment, before: Segment | None, sound: Sound, phrase: Phrase) -> Cue:
    """The cue that opens a segment; right after a hold it waits for the hold's closing bell."""
    wait = REST_AFTER_RELEASE if sound in (Sound.REST, Sound.SWITCH) else AFTER_RELEASE
    late = wait if before and _ends_with_release(before, segment) else 0
    room = late if segment.gate else segment.width // 2  # a gate lasts until a key is pressed, so there is room enough
    return _with(phrase, segment.start + min(late, room), sound, segment.index)


def _work(segment: Segment, before: Segment | None, opening: Phrase, first: Mapping[str, str]) -> Iterator[Cue]:
    counted = segment.label == sentences.COUNTED
    sound = Sound.PHASE if segment.phase else Sound.COUNT if counted else Sound.GO
    yield _start(segment, before, sound, sentences.beginning(opening, segment, before, first))
    if segment.quiet:
        return
    if segment.width >= HALF_FROM:
        yield _with(sentences.HALFWAY, segment.start + segment.width // 2, Sound.HALF, segment.index)
    if segment.width >= TICKS_FROM:
        yield from _ticks(segment, sentences.LAST_THREE)


def _ticks(segment: Segment, first: Phrase) -> Iterator[Cue]:
    """Three, two, one; never in the first second, when the opening cue sounds."""
    for before_end in TICKS:
        if segment.width - before_end >= 1_000:
            phrase = first if before_end == TICKS[0] else NOTHING
            yield _with(phrase, segment.end - before_end, Sound.TICK, segment.index)


def _last_of_a_pause(segment: Segment, after: Segment | None) -> Iterator[Cue]:
    """Three, two, one where a hold follows at once, or one alone in a short pause; a get-ready has its own."""
    if after is None or after.kind not in (Kind.WORK, Kind.DO) or after.gate:
        return
    if segment.width >= TICKED_PAUSE:
        yield from _ticks(segment, NOTHING)
    elif segment.width >= TICKED_ONCE:
        yield _with(NOTHING, segment.end - TICKS[-1], Sound.TICK, segment.index)


def _signs(segment: Segment) -> Iterator[Cue]:
    """A soft sign for each minute that is left, the last three and the middle with words.

    None comes beside a look at the skin or halfway through a hold, none where a key ends the phase, and none where a
    get-ready is as long as its words.
    """
    if segment.written is not None:
        return
    if segment.gate is not None or segment.kind in BREATHING or segment.width <= SIGN_EVERY:
        return
    others = check_times(segment.width, segment.checks) if segment.kind in EXPOSURE else [segment.width // 2]
    left = range(segment.width - SETTLED - (segment.width - SETTLED) % SIGN_EVERY, 0, -SIGN_EVERY)
    times = [segment.width - ms for ms in left]
    if not times or times[0] > SIGN_EVERY:
        yield _with(NOTHING, segment.start + (times[0] if times else segment.width) // 2, Sound.MINUTE, segment.index)
    for at, ms in zip(times, left, strict=True):
        if segment.kind in (*EXPOSURE, Kind.WORK) and any(abs(at - other) < NEAR for other in others):
            continue
        said = 2 * ms == segment.width or (ms <= SAID_FROM * SIGN_EVERY and 2 * ms <= segment.width)
        words = sentences.minutes_left(ms // SIGN_EVERY) if said else NOTHING
        yield _with(words, segment.start + at, Sound.MINUTE, segment.index)


def _last_breaths(segment: Segment, left: int) -> Iterator[Cue]:
    """The last minute of a long block, said with the first breath in it, and the last breath of all."""
    if segment.phase or not segment.rep or not segment.reps or segment.reps < BREATHS_FROM:
        return
    to_come = segment.reps - segment.rep + 1
    cycle = left // to_come
    if to_come == 1:
        yield _with(sentences.LAST_BREATH, segment.start + AFTER_TONE, None, segment.index)
    elif left <= LAST_MINUTE < left + cycle and cycle * segment.reps >= LONG_FROM:
        yield _with(sentences.ONE_MINUTE, segment.start + AFTER_TONE, None, segment.index)


def _asking(segment: Segment, before: Segment | None, step: StepInfo, keys: KeyNames) -> Cue:
    """The cue of a segment that waits for a key; an alarm repeats until it is answered."""
    if segment.gate is Gate.READY:
        return _start(segment, before, Sound.CHECK, sentences.ready(step))
    question = segment.hint or step.name
    if segment.alarm:
        yes = (sentences.YES_WHEN_OFF if segment.off else sentences.YES_WHEN_SO).by(keys)
        off = sentences.OFF_THEN.get(before.kind) if before is not None else None
        asked = sentences.asking(question, yes, "" if off is None else off.by(keys))
        return _with(asked, segment.start, Sound.ALARM, segment.index, every=ALARM_EVERY)
    how = sentences.YES_OR_NO if segment.gate is Gate.QUESTION else sentences.WHEN_IT_IS_SO
    told = segment.hint.endswith(PUT_IT_ON.by(keys))  # the question itself says what the key is for
    return _start(segment, before, Sound.CHECK, sentences.asking(question, "" if told else how.by(keys)))


def _ends_with_release(segment: Segment, after: Segment | None) -> bool:
    """Whether a hold or an activity ends with a bell.

    There is none where the next cue or an alarm tells you anyway, nor where you end it yourself with a key.
    The very end of a session has the closing cadence, which begins with the same bell.
    """
    if segment.kind not in (Kind.WORK, Kind.DO) or segment.gate is not None or after is None or after.alarm:
        return False
    return not (after.kind is Kind.WORK and after.step == segment.step) and after.kind not in EXPOSURE
