"""Lengths, counts, doses and names of steps in words, for the voice, the captions and the lists. Pure.

Points in time are put into words in `unclench.system.local_time`.

Short on purpose: people hear it lying down with closed eyes. Numbers stay figures, because every voice reads "5" as
"five", and a caption is quicker to read that way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from unclench.language import begun, counted, tr, within
from unclench.routine.model import (
    BLANK,
    Amount,
    AnyStep,
    ApplyStep,
    AtLeast,
    AtMost,
    Blank,
    BreatheStep,
    BreathPattern,
    Breaths,
    ConfirmStep,
    DoStep,
    Exact,
    ExerciseStep,
    Frequency,
    Open,
    Range,
    RepeatStep,
    RestStep,
    StepFrequency,
)
from unclench.safety.exposure import SKIN_NAMES

AS_MANY = tr("as many as you comfortably can")
"""How many repetitions there are where nobody has set a number."""
ONCE = Exact(1)
_WEIGHT = re.compile(r"^([0-9.,]+) *(kg|lbs?|g)$", re.IGNORECASE)


def name_of(step: AnyStep) -> str:
    """What a step is called: by its author, or else by what is done in it."""
    if step.name:
        return step.name
    match step:
        case ExerciseStep():
            return step.exercise.name
        case BreatheStep():
            return tr("Breathing {pattern}", pattern=step.pattern)
        case ApplyStep():
            return begun(SKIN_NAMES[step.kind])
        case RestStep():
            return tr("Rest")
        case DoStep():
            return step.what.name
        case ConfirmStep():
            return step.question
        case RepeatStep():
            return name_of(step.steps[0]) if step.levels else tr("Block")


def name_of_level(step: AnyStep) -> str:
    """What a level is called where it is played: `Bird dog, one leg`.

    Its author may have named nothing but what makes it harder, which says little to somebody who only hears it.
    """
    name = name_of(step)
    match step:
        case ExerciseStep(exercise=movement) | DoStep(what=movement) if movement.name.casefold() not in name.casefold():
            return tr("{exercise}, {level}", exercise=movement.name, level=within(name))
        case _:
            return name


def place_of(id: str, step: AnyStep) -> str:
    """What a step of this id is called among others: a block without a name goes by its place."""
    nameless = isinstance(step, RepeatStep) and not step.name and not step.levels
    return tr("Block {number}", number=id) if nameless else name_of(step)


def duration(ms: int) -> str:
    """Spoken: `5 seconds`, `1 minute 30 seconds`, `0.5 seconds`."""
    minutes, rest = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds = rest / 1000
    parts = []
    if hours:
        parts.append(counted(hours, "{number:g} hour", "{number:g} hours"))
    if minutes:
        parts.append(counted(minutes, "{number:g} minute", "{number:g} minutes"))
    if seconds or not parts:
        parts.append(counted(seconds, "{number:g} second", "{number:g} seconds"))
    return " ".join(parts)


def short(ms: int) -> str:
    """Written: `5 s`, `1:30`, `20 min`, `7.5 s`, `1 h 05`."""
    if ms < 60_000:
        return tr("{seconds:g} s", seconds=ms / 1000)
    if ms % 60_000 == 0 and ms < 3_600_000:
        return tr("{minutes} min", minutes=ms // 60_000)
    return clock(ms)


def clock(ms: int, *, at_least: bool = False) -> str:
    """As a clock shows it: `0:40`, `6:47`, `1:02:30`, seconds rounded up; a length that is `at_least` this, `6:47+`."""
    minutes, seconds = divmod(-(-ms // 1000), 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}+" if at_least else text


def rounded(ms: int) -> str:
    """Written, for what is over: `17 min`, or `40 s` if it was shorter than a minute."""
    if ms >= 60_000:
        return tr("{minutes:.0f} min", minutes=ms / 60_000)
    return tr("{seconds:.0f} s", seconds=max(0, ms) / 1000)


def whole_minutes(ms: int) -> str:
    """Spoken, for what is over: `14 minutes`, or `40 seconds` if it was shorter than a minute; rounded down."""
    return duration(ms // 60_000 * 60_000 if ms >= 60_000 else ms // 1000 * 1000)


def times(count: int) -> str:
    """`once`, `twice`, `3 times`."""
    return _times(Exact(count))


def _times(count: Amount) -> str:
    if count == ONCE:
        return tr("once")
    if count == Exact(2):
        return tr("twice")
    if isinstance(count, Open):
        return AS_MANY
    return counted(_last(count), "{amount} time", "{amount} times", amount=number(count))


def repetitions(count: int) -> str:
    """`1 repetition`, `8 repetitions`."""
    return counted(count, "{number:g} repetition", "{number:g} repetitions")


def counts(each: Sequence[int]) -> str:
    """`12 repetitions`, or `12 + 10 repetitions` of several sets or sides; empty where nothing was counted."""
    if not each:
        return ""
    added = " + ".join(map(str, each))
    return counted(sum(each), "{added} repetition", "{added} repetitions", added=added)


def sets(count: int) -> str:
    """`1 set`, `3 sets`."""
    return counted(count, "{number:g} set", "{number:g} sets")


def days(count: int) -> str:
    """`one day`, `3 days`."""
    return counted(count, "one day", "{number:g} days")


def how_often(frequency: Frequency) -> str:
    """`2 to 3 times a day, 2 to 4 days a week, for 6 weeks`: whatever the sheet says, or nothing."""
    parts = []
    if (amount := frequency.per_day) is not None:
        usual: dict[Amount, str] = {
            Exact(1): tr("once a day"), Exact(2): tr("twice a day"),
            AtLeast(1): tr("at least once a day"), AtLeast(2): tr("at least twice a day"),
        }  # fmt: skip
        many = counted(_last(amount), "{amount} time a day", "{amount} times a day", amount=number(amount))
        parts.append(usual.get(amount, many))
    if (amount := frequency.days_a_week) is not None:
        parts.append(counted(_last(amount), "{amount} day a week", "{amount} days a week", amount=number(amount)))
    if (amount := frequency.weeks) is not None:
        parts.append(counted(_last(amount), "for {amount} week", "for {amount} weeks", amount=number(amount)))
    said = ", ".join(parts)
    if frequency.then is None:
        return said
    return tr("{now}, then {later}", now=said, later=how_often(frequency.then))


def how_rarely(frequency: StepFrequency) -> str:
    """`once a day, every 2 days`: how often a step is meant that is meant less often than its routine."""
    every = frequency.every_days
    apart = "" if every is None else counted(every, "every day", "every {number:g} days")
    often = how_often(Frequency(per_day=frequency.per_day, days_a_week=frequency.days_a_week))
    return ", ".join(filter(None, (often, apart)))


def number(count: Amount) -> str:
    """A count as the sheet has it: `5`, `8 to 10`, `at least 10`, or a blank."""
    match count:
        case Exact(value):
            return str(value)
        case Range(low, high):
            return tr("{low} to {high}", low=low, high=high)
        case AtLeast(value):
            return tr("at least {number}", number=value)
        case AtMost(value):
            return tr("up to {number}", number=value)
        case Open():
            return AS_MANY
        case Breaths() | Blank():
            return BLANK


def so_many_or_more(least: int, most: int | None) -> str:
    """How much is meant: `5`, `8 to 10`, or with no upper end `3 or more`."""
    if most is None:
        return tr("{number} or more", number=least)
    return str(least) if least == most else tr("{low} to {high}", low=least, high=most)


def length(lasting: Amount) -> str:
    """A length as the sheet has it: `20 to 30 seconds`, `at least 1 minute`, `3 breaths`, or a blank."""
    match lasting:
        case Exact(ms):
            return duration(ms)
        case Range(low, high) if high < 60_000:
            return tr("{low:g} to {high}", low=low / 1000, high=duration(high))
        case Range(low, high):
            return tr("{low} to {high}", low=duration(low), high=duration(high))
        case AtLeast(ms):
            return tr("at least {number}", number=duration(ms))
        case AtMost(ms):
            return tr("up to {number}", number=duration(ms))
        case Breaths(low, high):
            amount = number(Exact(low) if low == high else Range(low, high))
            return counted(high, "{amount} breath", "{amount} breaths", amount=amount)
        case Open():
            return tr("as long as you like")
        case Blank():
            return BLANK


def _last(amount: Amount) -> int:
    """The number in it that decides between one and many: `at least 1` may be more."""
    match amount:
        case Exact(value) | AtMost(value):
            return value
        case Range(_, high) | Breaths(_, high):
            return high
        case AtLeast(value):
            return max(2, value)
        case Open() | Blank():
            return 2


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


_OURS = {
    "get ready": tr("get ready"), "ready": tr("ready"), "go": tr("go"), "hold": tr("hold"), "move": tr("move"),
    "rest": tr("rest"), "switch sides": tr("switch sides"), "in": tr("in"), "in again": tr("in again"),
    "out": tr("out"), "cold": SKIN_NAMES["cold"], "heat": SKIN_NAMES["heat"],
}  # fmt: skip
_SIDES = {"left": tr("left"), "right": tr("right")}


OURS = frozenset({*_OURS, *_OURS.values(), *_SIDES, *_SIDES.values()})
"""The names of phases and sides that are the program's own, whoever wrote them."""


def phase(label: str) -> str:
    """How a person reads the label of a segment; a phase that its author has named keeps that name."""
    return _OURS.get(label, label)


def phase_begun(label: str) -> str:
    """The same at the beginning of a line, as in `Hold 10 s`."""
    return begun(phase(label.lower()))


def side(name: str) -> str:
    """How a person reads a side; one that its author has named keeps that name."""
    return _SIDES.get(name, name)


def with_sides(count: str, sides: Sequence[str], *, alternate: bool, in_all: bool = False) -> str:
    """`3 times on each side, left first`, `3 times each, right, then left, then both`; no sides: just the count.

    `in_all` is a count of all sides together: `20 times in all, left and right in turn`.
    """
    if not sides:
        return count
    named = [side(each) for each in sides]
    if in_all and alternate:
        return tr("{count} in all, {sides} in turn", count=count, sides=tr(" and ").join(named))
    if in_all:
        return tr("{count} in all, {sides}", count=count, sides=tr(", then ").join(named))
    if len(named) == 1:
        return tr("{count}, {side}", count=count, side=named[0])
    if set(sides) == {"left", "right"}:
        if alternate:
            return tr("{count} on each side in turn, {side} first", count=count, side=named[0])
        return tr("{count} on each side, {side} first", count=count, side=named[0])
    if alternate:
        return tr("{count} each, {sides} in turn", count=count, sides=tr(" and ").join(named))
    return tr("{count} each, {sides}", count=count, sides=tr(", then ").join(named))


def exercise_dose(
    phases: Sequence[tuple[str, int | None]], reps: int, sets: int, sides: Sequence[str], *, alternate: bool
) -> str:
    """`3 times on each side, left first: hold 10 seconds`; `phases` are (name, ms), None for as long as you like."""
    amounts = [(name, Open() if ms is None else Exact(ms)) for name, ms in phases]
    return sheet_dose(amounts, Exact(reps), Exact(sets), sides, alternate=alternate)


def sheet_dose(
    phases: Sequence[tuple[str, Amount]], reps: Amount, sets: Amount, sides: Sequence[str],
    *, alternate: bool, in_all: bool = False,
) -> str:  # fmt: skip
    """The same as the sheet has it: `8 to 10 times: hold at least 10 seconds`."""
    body = _phases(phases)
    count = _how_often(reps, sets, sides, alternate=alternate, in_all=in_all)
    return f"{count}: {body}" if reps != ONCE or sets != ONCE or len(phases) > 1 or sides else body


def counted_dose(reps: int, sets: int, sides: Sequence[str], pace: int | None, *, alternate: bool) -> str:
    """`10 times, 4 seconds each`; a `pace` of None is your own."""
    amount = Open() if pace is None else Exact(pace)
    return sheet_counted_dose(Exact(reps), Exact(sets), sides, amount, alternate=alternate)


def sheet_counted_dose(
    reps: Amount, sets: Amount, sides: Sequence[str], pace: Amount, *, alternate: bool, in_all: bool = False
) -> str:
    """The same as the sheet has it: `8 to 10 times, 4 seconds each`; without the pace where a key counts them."""
    count = _how_often(reps, sets, sides, alternate=alternate, in_all=in_all)
    if isinstance(reps, Open):
        return count
    each = tr("at your own pace") if isinstance(pace, Open) else tr("{duration} each", duration=length(pace))
    return f"{count}, {each}"


def breath_dose(pattern: BreathPattern, cycles: int, lasting: int | None = None) -> str:
    """`30 breaths: in 5, hold 1, out 4`, or `5 minutes: …` if `lasting` is given in whole minutes."""
    minutes_only = lasting if lasting and lasting % 60_000 == 0 else None
    return sheet_breath_dose(pattern, Exact(cycles) if minutes_only is None else None, Exact(minutes_only or 0))


def sheet_breath_dose(pattern: BreathPattern, cycles: Amount | None, lasting: Amount) -> str:
    """The same as the sheet has it, `5 to 10 breaths: …`; without `cycles` it is as long as `lasting`."""
    parts = [tr("in {seconds:g}", seconds=pattern.inhale / 1000)]
    if pattern.sip:
        parts.append(tr("in again {seconds:g}", seconds=pattern.sip / 1000))
    if pattern.hold:
        parts.append(tr("hold {seconds:g}", seconds=pattern.hold / 1000))
    parts.append(tr("out {seconds:g}", seconds=pattern.exhale / 1000))
    if pattern.empty:
        parts.append(tr("hold {seconds:g}", seconds=pattern.empty / 1000))
    many = length(lasting)
    if cycles is not None:
        many = counted(_last(cycles), "{amount} breath", "{amount} breaths", amount=number(cycles))
    return f"{many}: {', '.join(parts)}"


def with_load(dose: str, load: str | Blank | None) -> str:
    """`3 times: hold 10 seconds, with 5 kg`; `load` is what its author wrote, or None."""
    if load is None:
        return dose
    if isinstance(load, Blank):
        load = BLANK
    weight = _WEIGHT.match(load)
    return tr("{dose}, with {load}", dose=dose, load=load if weight is None else f"{weight[1]} {weight[2].lower()}")


def rounds(times: Amount) -> str:
    """`3 rounds`: how often a block is played, as the sheet has it."""
    return counted(_last(times), "{amount} round", "{amount} rounds", amount=number(times))


def _how_often(reps: Amount, sets: Amount, sides: Sequence[str], *, alternate: bool, in_all: bool) -> str:
    """`5 times`, `2 sets of 5`, with the sides."""
    if sets == ONCE:
        count = _times(reps)
    elif reps == ONCE:
        count = counted(_last(sets), "{amount} set", "{amount} sets", amount=number(sets))
    else:
        many = {"amount": number(sets), "reps": number(reps)}
        count = counted(_last(sets), "{amount} set of {reps}", "{amount} sets of {reps}", **many)
    return with_sides(count, sides, alternate=alternate, in_all=in_all)


def _phases(phases: Sequence[tuple[str, Amount]]) -> str:
    """`round 5 seconds, sag 5`: if all are in seconds, the unit is said only once."""
    lengths = [lasting.value if isinstance(lasting, Exact) else None for _, lasting in phases]
    once = all(ms is not None and 1_000 < ms < 60_000 for ms in lengths[:1]) and all(
        ms is not None and ms < 60_000 for ms in lengths
    )
    parts = []
    for place, (label, lasting) in enumerate(phases):
        seconds = lasting.value / 1000 if once and place and isinstance(lasting, Exact) else None
        parts.append(f"{phase(label)} {length(lasting) if seconds is None else f'{seconds:g}'}")
    return ", ".join(parts)


def of(number: int, total: int) -> str:
    """`3 of 5`."""
    return tr("{number} of {total}", number=number, total=total)
