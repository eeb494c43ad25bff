"""The words of a session: what the voice says and the captions show. Pure text from the model.

Short on purpose: each is heard by somebody lying down with closed eyes. Figures stay figures,
because every voice reads "5" as "five" and a caption is quicker to take in that way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.routine.model import Amount, AtLeast, BreathPattern, Exact, Frequency, Range
from unclench.safety.limits import SKIN
from unclench.session.timeline import Kind, Segment, StepInfo

if TYPE_CHECKING:
    from datetime import datetime


def duration(ms: int) -> str:
    """Spoken: `5 seconds`, `1 minute 30 seconds`, `half a second` is `0.5 seconds`."""
    minutes, rest = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds = rest / 1000
    parts = []
    if hours:
        parts.append(_plural(hours, "hour"))
    if minutes:
        parts.append(_plural(minutes, "minute"))
    if seconds or not parts:
        parts.append(_plural(seconds, "second"))
    return " ".join(parts)


def short(ms: int) -> str:
    """Written: `5 s`, `1:30`, `20 min`, `7.5 s`, `1 h 05`."""
    if ms < 60_000:
        return f"{ms / 1000:g} s"
    if ms % 60_000 == 0 and ms < 3_600_000:
        return f"{ms // 60_000} min"
    return clock(ms)


def clock(ms: int, *, at_least: bool = False) -> str:
    """A length as a clock shows it: `0:40`, `6:47`, `1:02:30`; seconds are rounded up."""
    minutes, seconds = divmod(-(-ms // 1000), 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}+" if at_least else text


def at_the_earliest(wait: int, now: datetime) -> str:
    """`at 15:20`, or `on Tuesday at 15:20`, so many ms from `now`: rounded up, so that it holds from that minute on."""
    from datetime import datetime, timedelta

    end = now + timedelta(milliseconds=wait)
    if end.second or end.microsecond:
        end = end.replace(second=0, microsecond=0) + timedelta(minutes=1)
    then = datetime.fromtimestamp(end.timestamp()).astimezone() if now.tzinfo is not None else end
    return f"{then:at %H:%M}" if then.date() == now.date() else f"{then:on %A at %H:%M}"


def times(count: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def how_often(frequency: Frequency) -> str:
    """`2 to 3 times a day, 2 to 4 days a week, for 6 weeks`: what the sheet says of it, or nothing."""
    day, days, weeks = (_amount(each) for each in (frequency.per_day, frequency.days_a_week, frequency.weeks))
    parts = [
        day and ("once a day" if day == "1" else "twice a day" if day == "2" else f"{day} times a day"),
        days and f"{days} {'day' if days == '1' else 'days'} a week",
        weeks and f"for {weeks} {'week' if weeks == '1' else 'weeks'}",
    ]
    return ", ".join(filter(None, parts))


def _amount(amount: Amount | None) -> str:
    """A count that may be a range; what the sheet leaves blank is not said."""
    match amount:
        case Exact(value):
            return str(value)
        case Range(low, high):
            return f"{low} to {high}"
        case AtLeast(value):
            return f"at least {value}"
        case _:
            return ""


def _plural(number: float, unit: str) -> str:
    return f"{number:g} {unit}" + ("" if number == 1 else "s")


def sentence(text: str) -> str:
    """The text as a sentence: one capital, one full stop. Empty stays empty."""
    text = text.strip()
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?:" else text + "."


def join(*sentences: str) -> str:
    """Sentences one after the other, the empty ones left out."""
    return " ".join(filter(None, map(sentence, sentences)))


def sides_phrase(sides: Sequence[str], *, alternate: bool) -> str:
    """`on each side, left first`, `each, right, then left, then both`, or nothing; it follows a count."""
    if not sides:
        return ""
    if set(sides) == {"left", "right"}:
        return f" on each side{' in turn' if alternate else ''}, {sides[0]} first"
    return f" each, {' and '.join(sides)} in turn" if alternate else f" each, {', then '.join(sides)}"


def exercise_dose(
    phases: Sequence[tuple[str, int | None]], reps: int, sets: int, sides: Sequence[str], *, alternate: bool
) -> str:
    """`3 times on each side, left first: hold 10 seconds`; a phase of None is open."""
    body = _phases(phases)
    count = _how_often(reps, sets, sides, alternate=alternate)
    return f"{count}: {body}" if reps > 1 or sets > 1 or len(phases) > 1 or sides else body


def counted_dose(reps: int, sets: int, sides: Sequence[str], pace: int | None, *, alternate: bool) -> str:
    """`10 times, 4 seconds each`; open pace waits for a key."""
    count = _how_often(reps, sets, sides, alternate=alternate)
    return f"{count}, " + (f"{duration(pace)} each" if pace is not None else "at your own pace")


def breath_dose(pattern: BreathPattern, cycles: int, lasting: int | None = None) -> str:
    """`30 breaths: in 5, hold 1, out 4`, or `5 minutes: …` where it was whole minutes that were asked for."""
    parts = [f"in {pattern.inhale / 1000:g}"]
    if pattern.sip:
        parts.append(f"in again {pattern.sip / 1000:g}")
    if pattern.hold:
        parts.append(f"hold {pattern.hold / 1000:g}")
    parts.append(f"out {pattern.exhale / 1000:g}")
    if pattern.empty:
        parts.append(f"hold {pattern.empty / 1000:g}")
    length = duration(lasting) if lasting and lasting % 60_000 == 0 else _plural(cycles, "breath")
    return f"{length}: {', '.join(parts)}"


def _how_often(reps: int, sets: int, sides: Sequence[str], *, alternate: bool) -> str:
    """`5 times`, `2 sets of 5`, with the sides."""
    text = times(reps) if sets == 1 else f"{sets} sets" if reps == 1 else f"{sets} sets of {reps}"
    return text + sides_phrase(sides, alternate=alternate)


def _phases(phases: Sequence[tuple[str, int | None]]) -> str:
    """`round 5 seconds, sag 5`: the unit is said once where all of them are seconds."""
    lengths = [ms for _, ms in phases]
    once = all(ms is not None and 1_000 < ms < 60_000 for ms in lengths[:1]) and all(
        ms is not None and ms < 60_000 for ms in lengths
    )
    parts = []
    for number, (name, ms) in enumerate(phases):
        if ms is None:
            parts.append(f"{name} as long as you like")
        else:
            parts.append(f"{name} {ms / 1000:g}" if once and number else f"{name} {duration(ms)}")
    return ", ".join(parts)


def of(number: int, total: int) -> str:
    """`3 of 5`."""
    return f"{number} of {total}"


COUNTED = "move"
"""The label of a counted repetition."""
SIP = "in again"
"""The label of a second breath in on top of the first."""
BREATHS_SPOKEN = 3
"""So many breaths of a block are led by words; then the tones alone do, which is calmer (ours)."""
WHEN_IT_IS_SO, YES_OR_NO = "Press space when it is so", "Press y or n"
YES_WHEN_OFF, YES_WHEN_SO = "Press y once it is off", "Press y when it is so"
"""How a question is answered; on the screen that stands beside it."""


class Phrase(Struct, frozen=True):
    """`text` is the caption; `spoken` what the voice may say, the fullest first.

    An essential phrase is said in its shortest form even where the voice is to be short.
    """

    text: str
    spoken: tuple[str, ...] = ()
    essential: bool = False

    def __add__(self, other: Phrase) -> Phrase:
        """One after the other: said together if there is time, else only the second."""
        if not self.text:
            return other
        if not other.text:
            return self
        both = [join(mine, theirs) for mine in self.spoken[:1] for theirs in other.spoken[:1]]
        rest = (*self.spoken[-1:], *other.spoken) if self.essential else other.spoken
        return Phrase(join(self.text, other.text), _fullest(*both, *rest), self.essential or other.essential)

    def __bool__(self) -> bool:
        return bool(self.text)


def _phrase(*variants: str, essential: bool = False) -> Phrase:
    spoken = _fullest(*(sentence(variant) for variant in variants))
    return Phrase(spoken[0] if spoken else "", spoken, essential)


def _fullest(*variants: str) -> tuple[str, ...]:
    """The variants in their order, without repeats and empty ones."""
    return tuple(dict.fromkeys(filter(None, variants)))


NOTHING = Phrase("")
HALFWAY = _phrase("Halfway")
LAST_THREE = _phrase("Last three")
LAST_BREATH = _phrase("Last breath")
ONE_MINUTE = _phrase("One minute left")
OVER = _phrase("That is all. Well done.", "Done", essential=True)
GET_READY = _phrase("Get ready", essential=True)
SKIN_CHECK = Phrase(
    join("Awake? Look at the skin. Fine: press space. Not fine: press n", SKIN),
    (
        "Are you awake? Look at the skin. If it is fine, press space. If not, press n.",
        "Are you awake? Look at the skin, then press space.",
    ),
    essential=True,
)
UNANSWERED = Phrase("Are you awake? Look at the skin. If it is fine, press space. If not, press n.")
IS_A_PACK_ON = Phrase("Press space to start its clock, or q if no pack is on.")

_OFF = {Kind.COLD: "Take the cold pack off", Kind.HEAT: "Take the heat away and switch it off"}
_BREATHS = {
    Kind.BREATHE_IN: ("Breathe in", "In"),
    Kind.BREATHE_HOLD: ("Hold",),
    Kind.BREATHE_OUT: ("Breathe out", "Out"),
    Kind.BREATHE_EMPTY: ("Hold, empty", "Hold"),
}
"""The fullest first, as always."""


def introduction(step: StepInfo, position: str = "") -> Phrase:
    """What a step begins with: its name and position, the dose, the note; later rounds less.

    The whole `position` is said first where nobody had time to take it up before.
    """
    if step.round is not None and step.round > 1:
        return _phrase(join(step.name, step.note), step.name, essential=True)
    named = join(step.say or step.name)
    name = "Breathe" if step.kind == "breathe" else step.name
    usual = join(named, step.dose, step.note)
    phrase = _phrase(usual, join(named, step.dose), named, name, essential=True)
    if not position:
        return phrase
    full = (join(named, position, step.dose, step.note), join(named, position, step.dose))
    return Phrase(phrase.text, _fullest(*full, *phrase.spoken), essential=True)


def going_on(title: str, step: StepInfo) -> Phrase:
    """Where a session that broke off goes on: days later, and with closed eyes, nobody knows which pose it was."""
    name = step.say or step.name
    fullest = join(f"Going on: {title}" if title else "Going on", name, step.position if not step.say else "")
    return _phrase(fullest, f"Going on: {name}", f"Going on: {step.name}", step.name, essential=True)


def or_no_pack(question: str) -> Phrase:
    """A question on the way to cold or heat that nobody has answered for long."""
    return Phrase(join(question, WHEN_IT_IS_SO + ", or q if no pack is on"))


def named(step: StepInfo) -> Phrase:
    """The name alone."""
    return _phrase(step.name, essential=True)


def working(segment: Segment, before: Segment | None) -> Phrase:
    """`Hold, 2 of 3.` with the side where it has just changed; a counted one is its number.

    Where time is short the count goes before the side: a phase of two seconds has room for one.
    """
    counted = segment.label == COUNTED
    count = of(segment.rep or 1, segment.reps) if segment.reps and segment.reps > 1 else ""
    if counted:
        word = str(segment.rep)
    else:
        word = f"{segment.label}, {count}" if count and segment.phase == 0 else segment.label
    side = segment.side if segment.phase == 0 and not (before and before.side == segment.side) else None
    if side is None:
        return _phrase(join(word, segment.hint), word, word if counted else segment.label)
    full = f"{side}: {word}"
    shorter = (f"{side}, {count}", f"{side}, {segment.rep}") if count else ()
    return _phrase(join(full, segment.hint), full, *shorter, side, essential=True)


def beginning(opening: Phrase, segment: Segment, before: Segment | None) -> Phrase:
    """The first repetition of a step without a setup: `opening`, and what is new in its own words."""
    work = working(segment, before)
    bare = NOTHING if work.spoken == (sentence(segment.label),) else work
    return opening + bare if opening else work


def applied(step: StepInfo, lasting: int, checks: int) -> Phrase:
    """What cold or heat begins with: `Cold, 15 minutes. A check comes every 5 minutes.`."""
    named = f"{step.name}, {duration(lasting)}"
    promise = f"A check comes every {duration(checks)}" if checks < lasting else ""
    return _phrase(join(named, promise), named, step.name, essential=True)


def skin_check(left: int) -> Phrase:
    """A check with `left` ms to go."""
    to_go = join(*SKIN_CHECK.spoken, f"{duration(left)} left")
    return Phrase(SKIN_CHECK.text, (to_go, *SKIN_CHECK.spoken), essential=True)


def resting(segment: Segment, before: Segment | None, following: StepInfo | None, opening: Phrase) -> Phrase:
    """`Rest.` and what comes next where that changes: another exercise, the next set, or the other side."""
    coming = None
    if following is not None:
        coming = following.name
    elif segment.kind is Kind.SET_REST:
        coming = f"set {of(segment.set or 1, segment.sets or 1)}"
    elif segment.side and before is not None and before.side != segment.side:
        coming = segment.side
    if coming is None:
        return opening or _phrase("Rest")
    said = join(opening.text or "Rest", f"Next: {coming}")
    return _phrase(said, f"Rest. Next: {coming}", f"Next: {coming}", essential=True)


def switching(segment: Segment) -> Phrase:
    """Change sides, and to which."""
    return _phrase(f"Switch sides: {segment.side}", segment.side or "Switch sides", essential=True)


def breath(segment: Segment) -> Phrase:
    """One part of a breath."""
    spoken = tuple(map(sentence, (SIP,) if segment.label == SIP else _BREATHS[segment.kind]))
    return Phrase(spoken[-1], spoken if (segment.rep or 1) <= BREATHS_SPOKEN else ())


def ready(step: StepInfo) -> Phrase:
    """A step that waits for a key."""
    return _phrase(join(step.name, "Start when you are ready"), "Start when you are ready", essential=True)


def asking(question: str, how: str = WHEN_IT_IS_SO) -> Phrase:
    """A question to be answered, and how: who hears it does not see the keys."""
    return Phrase(sentence(question), (join(question, how),), essential=True)


def off_question(kind: Kind, own: str = "Is it off?") -> str:
    """What is asked at the end of an application, in an author's `own` words where they ask it."""
    return join(_OFF[kind], own)
