"""Lengths, counts and doses in words, for the voice, the captions and the lists. Pure text from the model.

Points in time are put into words in `unclench.system.local_time`.

Short on purpose: people hear it lying down with closed eyes. Numbers stay figures, because every voice reads "5" as
"five", and a caption is quicker to read that way.
"""

from __future__ import annotations

from collections.abc import Sequence

from unclench.language import begun, counted, tr
from unclench.routine.model import Amount, AtLeast, BreathPattern, Exact, Frequency, Range
from unclench.safety.exposure import SKIN_NAMES


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
    if count == 1:
        return tr("once")
    return tr("twice") if count == 2 else counted(count, "{number:g} time", "{number:g} times")


def how_often(frequency: Frequency) -> str:
    """`2 to 3 times a day, 2 to 4 days a week, for 6 weeks`: whatever the sheet says, or nothing."""
    parts = []
    if amount := _amount(frequency.per_day):
        usual = {"1": tr("once a day"), "2": tr("twice a day")}
        many = counted(_last(frequency.per_day), "{amount} time a day", "{amount} times a day", amount=amount)
        parts.append(usual.get(amount, many))
    if amount := _amount(frequency.days_a_week):
        days = _last(frequency.days_a_week)
        parts.append(counted(days, "{amount} day a week", "{amount} days a week", amount=amount))
    if amount := _amount(frequency.weeks):
        parts.append(counted(_last(frequency.weeks), "for {amount} week", "for {amount} weeks", amount=amount))
    return ", ".join(parts)


def _amount(amount: Amount | None) -> str:
    """A count or a range of counts; empty if the sheet leaves it blank."""
    match amount:
        case Exact(value):
            return str(value)
        case Range(low, high):
            return tr("{low} to {high}", low=low, high=high)
        case AtLeast(value):
            return tr("at least {number}", number=value)
        case _:
            return ""


def _last(amount: Amount | None) -> int:
    """The number in `_amount` that decides between one and many: `at least 1` may be more."""
    match amount:
        case Exact(value):
            return value
        case Range(_, high):
            return high
        case AtLeast(value):
            return max(2, value)
        case _:
            return 0


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


def phase(label: str) -> str:
    """How a person reads the label of a segment; a phase that its author has named keeps that name."""
    return _OURS.get(label, label)


def phase_begun(label: str) -> str:
    """The same at the beginning of a line, as in `Hold 10 s`."""
    return begun(phase(label.lower()))


def side(name: str) -> str:
    """How a person reads a side; one that its author has named keeps that name."""
    return _SIDES.get(name, name)


def with_sides(count: str, sides: Sequence[str], *, alternate: bool) -> str:
    """`3 times on each side, left first`, `3 times each, right, then left, then both`; no sides: just the count."""
    if not sides:
        return count
    named = [side(each) for each in sides]
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
    body = _phases(phases)
    count = _how_often(reps, sets, sides, alternate=alternate)
    return f"{count}: {body}" if reps > 1 or sets > 1 or len(phases) > 1 or sides else body


def counted_dose(reps: int, sets: int, sides: Sequence[str], pace: int | None, *, alternate: bool) -> str:
    """`10 times, 4 seconds each`; a `pace` of None is your own."""
    count = _how_often(reps, sets, sides, alternate=alternate)
    each = tr("at your own pace") if pace is None else tr("{duration} each", duration=duration(pace))
    return f"{count}, {each}"


def breath_dose(pattern: BreathPattern, cycles: int, lasting: int | None = None) -> str:
    """`30 breaths: in 5, hold 1, out 4`, or `5 minutes: …` if `lasting` is given in whole minutes."""
    parts = [tr("in {seconds:g}", seconds=pattern.inhale / 1000)]
    if pattern.sip:
        parts.append(tr("in again {seconds:g}", seconds=pattern.sip / 1000))
    if pattern.hold:
        parts.append(tr("hold {seconds:g}", seconds=pattern.hold / 1000))
    parts.append(tr("out {seconds:g}", seconds=pattern.exhale / 1000))
    if pattern.empty:
        parts.append(tr("hold {seconds:g}", seconds=pattern.empty / 1000))
    if lasting and lasting % 60_000 == 0:
        length = duration(lasting)
    else:
        length = counted(cycles, "{number:g} breath", "{number:g} breaths")
    return f"{length}: {', '.join(parts)}"


def _how_often(reps: int, sets: int, sides: Sequence[str], *, alternate: bool) -> str:
    """`5 times`, `2 sets of 5`, with the sides."""
    if sets == 1:
        count = times(reps)
    elif reps == 1:
        count = counted(sets, "{number:g} set", "{number:g} sets")
    else:
        count = counted(sets, "{number:g} set of {reps}", "{number:g} sets of {reps}", reps=reps)
    return with_sides(count, sides, alternate=alternate)


def _phases(phases: Sequence[tuple[str, int | None]]) -> str:
    """`round 5 seconds, sag 5`: if all are in seconds, the unit is said only once."""
    lengths = [ms for _, ms in phases]
    once = all(ms is not None and 1_000 < ms < 60_000 for ms in lengths[:1]) and all(
        ms is not None and ms < 60_000 for ms in lengths
    )
    parts = []
    for number, (label, ms) in enumerate(phases):
        name = phase(label)
        if ms is None:
            parts.append(tr("{phase} as long as you like", phase=name))
        else:
            parts.append(f"{name} {ms / 1000:g}" if once and number else f"{name} {duration(ms)}")
    return ", ".join(parts)


def of(number: int, total: int) -> str:
    """`3 of 5`."""
    return tr("{number} of {total}", number=number, total=total)
