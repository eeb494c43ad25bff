"""What the voice says with the cues of a session, and what their captions show. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from unclench.keynames import USUAL, Keyed, KeyNames
from unclench.language import tr
from unclench.safety.limits import SKIN_SIGNS
from unclench.session import wording
from unclench.session.timeline import Kind, Segment, StepInfo, Told

COUNTED = "move"
"""The label of a counted repetition."""
SIP = "in again"
"""The label of a second breath in on top of the first."""
BREATHS_SPOKEN = 3
"""Words lead this many breaths of a block; then the tones do on their own, which is calmer (ours)."""
WHEN_IT_IS_SO, YES_OR_NO = Keyed(tr("Press {pause} for yes")), Keyed(tr("Press {yes} or {next}"))
YES_WHEN_OFF, YES_WHEN_SO = Keyed(tr("Press {yes} once it is off")), Keyed(tr("Press {yes} for yes"))
"""How to answer a question, for the voice; on the screen, the keys are shown beside it."""


COUNT_THEM = Keyed(tr("{pause} counts each one, {next} when that is enough"))
"""What to press where a key counts the repetitions."""


class Phrase(Struct, frozen=True):
    """`text` is the caption; `spoken` is what the voice may say, longest first.

    An essential phrase is said in its shortest form even when the voice is set to brief.
    """

    text: str
    spoken: tuple[str, ...] = ()
    essential: bool = False

    def __add__(self, other: Phrase) -> Phrase:
        """One phrase after another: both are said if there is time for them, otherwise only the second."""
        if not self.text:
            return other
        if not other.text:
            return self
        both = [wording.join(mine, theirs) for mine in self.spoken[:1] for theirs in other.spoken[:1]]
        rest = (*self.spoken[-1:], *other.spoken) if self.essential else other.spoken
        return Phrase(wording.join(self.text, other.text), _fullest(*both, *rest), self.essential or other.essential)

    def __bool__(self) -> bool:
        return bool(self.text)


def _phrase(*variants: str, essential: bool = False) -> Phrase:
    spoken = _fullest(*(wording.sentence(variant) for variant in variants))
    return Phrase(spoken[0] if spoken else "", spoken, essential)


def _fullest(*variants: str) -> tuple[str, ...]:
    """The variants in their order, without repeats or empty ones."""
    return tuple(dict.fromkeys(filter(None, variants)))


NOTHING = Phrase("")
HALFWAY = _phrase(tr("Halfway"))
LAST_THREE = _phrase(tr("Last three"))
LAST_BREATH = _phrase(tr("Last breath"))
ONE_MINUTE = _phrase(tr("One minute left"))


def minutes_left(count: int) -> Phrase:
    """How many minutes a phase has left."""
    return ONE_MINUTE if count == 1 else _phrase(tr("{count} minutes left", count=count))


OVER = _phrase(tr("All done. Well done."), tr("Done"), essential=True)
GET_READY = _phrase(tr("Get ready"), essential=True)
SKIN_CHECK = Keyed(tr("Awake? Look at the skin. Fine: press {pause}. Not fine: press {next}."))
SKIN_CHECK_SPOKEN = (
    Keyed(tr("Are you awake? Look at the skin. If it is fine, press {pause}. If not, press {next}.")),
    Keyed(tr("Are you awake? Look at the skin, then press {pause}.")),
)
UNANSWERED = SKIN_CHECK_SPOKEN[0]
UNANSWERED_BRIEFLY = Keyed(tr("Look at the skin, then press {pause}"))
TWO_KEYS = Keyed(tr("{pause} pauses, and goes on. Press {hurts} if it hurts."))
"""The keys that can be found lying down, for somebody who has never played a session."""
IS_A_PACK_ON = Keyed(tr("Press {pause} to start the timer, or {quit} if no pack is on."))
OR_NO_PACK = Keyed(tr("Press {pause} for yes, or {quit} if no pack is on"))
OFF_THEN = {
    Kind.COLD: Keyed(tr("Take the cold pack off, then press {yes}")),
    Kind.HEAT: Keyed(tr("Take the heat away, then press {yes}")),
}
"""What the alarm says in the gap between two strokes."""
_OFF = {Kind.COLD: tr("Take the cold pack off"), Kind.HEAT: tr("Take the heat away and switch it off")}
_BREATHS = {
    Kind.BREATHE_IN: (tr("Breathe in"), tr("In")),
    Kind.BREATHE_HOLD: (tr("Hold"),),
    Kind.BREATHE_OUT: (tr("Breathe out"), tr("Out")),
    Kind.BREATHE_EMPTY: (tr("Hold, empty"), tr("Hold")),
}
"""Longest first, like `Phrase.spoken`."""


def introduction(step: StepInfo, position: str = "", keys: KeyNames = USUAL) -> Phrase:
    """What a step begins with: its name and position, the dose and the note; in later rounds less.

    A `position` is said in full, because there was no time before to take it up; so is the step's own where it is
    explained. With that goes whatever else the step's `told` has; where there is no time for all of it, the cautions
    are left out first, then how it is done.
    """
    told = step.told or Told()
    if step.round is not None and step.round > 1:
        later = _phrase(wording.join(step.name, step.note), step.name, essential=True)
        return _with_more(later, [_guided(told, later.text)])
    named = wording.join(step.say or step.name)
    name = tr("Breathe") if step.kind == "breathe" else step.name
    on_sheet = step.spoken_dose or step.dose
    dose = "" if told.again else on_sheet
    usual = wording.join(named, on_sheet, step.note)
    shorter = (wording.join(named, dose, step.note), wording.join(named, dose), named, name)
    phrase = Phrase(usual, _fullest(*map(wording.sentence, shorter)), essential=True)
    full = [wording.join(named, position, dose, step.note), wording.join(named, position, dose)]
    begins = (named, told.things, position)
    if told.how:
        begins = (step.name, told.things, position or step.position)
    begun, last = _guided(told, *begins, dose, step.note), TWO_KEYS.by(keys) if told.keys else ""
    guided = [wording.join(begun, told.how, *told.cautions, last), wording.join(begun, told.how, last), begun]
    return _with_more(phrase, [*guided, *full])


def _guided(told: Told, *sentences: str) -> str:
    return wording.join(told.before, *sentences)


def _with_more(phrase: Phrase, spoken: Sequence[str]) -> Phrase:
    """The phrase, which the voice may also say at greater length."""
    return Phrase(phrase.text, _fullest(*spoken, *phrase.spoken), phrase.essential)


def going_on(title: str, step: StepInfo) -> Phrase:
    """Where an interrupted session resumes: days later and with closed eyes, nobody knows which pose it was."""
    name = step.say or step.name
    opening = tr("Carrying on: {name}", name=title) if title else tr("Carrying on")
    fullest = wording.join(opening, name, "" if step.say else step.position)
    shorter = (tr("Carrying on: {name}", name=name), tr("Carrying on: {name}", name=step.name))
    return _phrase(fullest, *shorter, step.name, essential=True)


def or_no_pack(question: str, keys: KeyNames) -> str:
    """A question before cold or heat that nobody has answered for a long time."""
    return wording.join(question, OR_NO_PACK.by(keys))


def over(after: str) -> Phrase:
    """The end of a session; `after` says how to come out of what was done last."""
    return _with_more(OVER, [wording.join(after, OVER.text)])


def named(step: StepInfo) -> Phrase:
    """The name of a step, on its own."""
    return _phrase(step.name, essential=True)


def working(segment: Segment, before: Segment | None, first: Mapping[str, str] | None = None) -> Phrase:
    """`Hold, 2 of 3.`, with the side if it has just changed; a counted repetition is only its number.

    In the first repetition, `first` has other words for some of the phases. If time is short, the note and the label
    are dropped first, then the count: two seconds are enough for the side.
    """
    if first and segment.label in first and segment.rep in (None, 1) and segment.set in (None, 1):
        usual = working(segment, before)
        fuller = working(replace(segment, label=first[segment.label]), before)
        uncounted = working(replace(segment, label=first[segment.label], rep=None, reps=None), before)
        spoken = _fullest(fuller.spoken[0], uncounted.spoken[0], *usual.spoken)
        return Phrase(fuller.text, spoken, usual.essential)
    counted, label = segment.label == COUNTED, wording.phase(segment.label)
    count = wording.of(segment.rep or 1, segment.reps) if segment.reps and segment.reps > 1 else ""
    numbered = f"{label}, {count}" if count and segment.phase == 0 else label
    word = str(segment.rep) if counted else numbered
    if segment.side is None or segment.phase != 0 or (before and before.side == segment.side):
        return _phrase(wording.join(word, segment.hint), word, word if counted else label)
    side = wording.side(segment.side)
    full = f"{side}: {word}"
    shorter = (f"{side}, {count}", f"{side}, {segment.rep}") if count else ()
    return _phrase(wording.join(full, segment.hint), full, *shorter, side, essential=True)


def counting(segment: Segment, before: Segment | None, keys: KeyNames) -> Phrase:
    """What to press where a key counts, the first time in a step, after the side if that has not been said yet."""
    first = segment.set in (None, 1) and (before is None or before.kind is not Kind.SWITCH)
    how = COUNT_THEM.by(keys) if first else ""
    side = wording.side(segment.side) if segment.side and (before is None or before.side != segment.side) else ""
    return _phrase(wording.join(side, how), side or how, essential=True)


def beginning(
    opening: Phrase, segment: Segment, before: Segment | None, first: Mapping[str, str] | None = None
) -> Phrase:
    """The first repetition of a step: after its `opening`, only those words of its own that add something."""
    work = working(segment, before, first)
    bare = NOTHING if work.spoken == (wording.sentence(wording.phase(segment.label)),) else work
    return opening + bare if opening else work


def applied(step: StepInfo, lasting: int, checks: int) -> Phrase:
    """What cold or heat begins with: how long it lasts, and how often a check comes."""
    named = f"{step.name}, {wording.duration(lasting)}"
    promise = tr("With a check every {duration}", duration=wording.duration(checks)) if checks < lasting else ""
    return _phrase(wording.join(named, promise), named, step.name, essential=True)


def skin_check(left: int, keys: KeyNames) -> Phrase:
    """A skin check with `left` ms to go."""
    spoken = tuple(each.by(keys) for each in SKIN_CHECK_SPOKEN)
    to_go = wording.join(*spoken, tr("{duration} left", duration=wording.duration(left)))
    return Phrase(wording.join(SKIN_CHECK.by(keys), SKIN_SIGNS), (to_go, *spoken), essential=True)


def resting(
    segment: Segment, before: Segment | None, following: StepInfo | None, opening: Phrase, ready: str = ""
) -> Phrase:
    """`Rest.`, and what comes next if that is something else: another exercise, the next set, or the other side.

    `ready` says what to have ready for it, where there is time.
    """
    coming = None
    if following is not None:
        coming = following.name
    elif segment.kind is Kind.SET_REST:
        coming = tr("set {count}", count=wording.of(segment.set or 1, segment.sets or 1))
    elif segment.side and before is not None and before.side != segment.side:
        coming = wording.side(segment.side)
    if coming is None:
        phrase = opening or _phrase(tr("Rest"))
        return phrase if not ready else _with_more(phrase, [wording.join(phrase.spoken[0], ready)])
    then = tr("Next: {coming}", coming=coming)
    said = wording.join(opening.text or tr("Rest"), then)
    phrase = _phrase(said, tr("Rest. Next: {coming}", coming=coming), then, coming, essential=True)
    opened = opening.spoken[0] if opening.spoken else tr("Rest")
    return _with_more(phrase, [wording.join(opened, then, ready), wording.join(opened, then)])


def switching(segment: Segment) -> Phrase:
    """The change of sides, and which side comes next."""
    if segment.side is None:
        return _phrase(tr("Switch sides"), essential=True)
    side = wording.side(segment.side)
    return _phrase(tr("Switch sides: {side}", side=side), side, essential=True)


def breath(segment: Segment) -> Phrase:
    """One part of a breath; after the first few breaths it is shown, but no longer spoken."""
    words = (wording.phase(SIP),) if segment.label == SIP else _BREATHS[segment.kind]
    spoken = tuple(map(wording.sentence, words))
    return Phrase(spoken[-1], spoken if (segment.rep or 1) <= BREATHS_SPOKEN else ())


def ready(step: StepInfo) -> Phrase:
    """A step that waits until somebody is ready."""
    start = tr("Start when you are ready")
    return _phrase(wording.join(step.name, start), start, essential=True)


def asking(question: str, how: str, briefly: str = "") -> Phrase:
    """A question, and `how` to answer it: with closed eyes you don't see the keys.

    Where there is no time for both, it is said `briefly` what to do.
    """
    return Phrase(wording.sentence(question), _fullest(wording.join(question, how), briefly), essential=True)


def off_question(kind: Kind, own: str = tr("Is it off?")) -> str:
    """What we ask at the end of cold or heat; `own` is the author's own question, if the routine has one."""
    return wording.join(_OFF[kind], own)
