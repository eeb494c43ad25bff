"""Lengths, counts and doses in words, for the voice, the captions and the lists. Pure text from the model.

Points in time are put into words in `unclench.system.local_time`.

Short on purpose: people hear it lying down with closed eyes. Numbers stay figures, because every voice reads "5" as
"five", and a caption is quicker to read that way.
"""

from __future__ import annotations

from collections.abc import Sequence

from unclench.routine.model import Amount, AtLeast, BreathPattern, Exact, Frequency, Range


def duration(ms: int) -> str:
    """Spoken: `5 seconds`, `1 minute 30 seconds`, `0.5 seconds`."""
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
    """As a clock shows it: `0:40`, `6:47`, `1:02:30`, seconds rounded up; a length that is `at_least` this, `6:47+`."""
    minutes, seconds = divmod(-(-ms // 1000), 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}+" if at_least else text


def rounded(ms: int) -> str:
    """Written, for what is over: `17 min`, or `40 s` if it was shorter than a minute."""
    return f"{ms / 60_000:.0f} min" if ms >= 60_000 else f"{max(0, ms) / 1000:.0f} s"


def whole_minutes(ms: int) -> str:
    """Spoken, for what is over: `14 minutes`, or `40 seconds` if it was shorter than a minute; rounded down."""
    return duration(ms // 60_000 * 60_000 if ms >= 60_000 else ms // 1000 * 1000)


def times(count: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def how_often(frequency: Frequency) -> str:
    """`2 to 3 times a day, 2 to 4 days a week, for 6 weeks`: whatever the sheet says, or nothing."""
    day, days, weeks = (_amount(each) for each in (frequency.per_day, frequency.days_a_week, frequency.weeks))
    parts = [
        day and ("once a day" if day == "1" else "twice a day" if day == "2" else f"{day} times a day"),
        days and f"{days} {'day' if days == '1' else 'days'} a week",
        weeks and f"for {weeks} {'week' if weeks == '1' else 'weeks'}",
    ]
    return ", ".join(filter(None, parts))


def _amount(amount: Amount | None) -> str:
    """A count or a range of counts; empty if the sheet leaves it blank."""
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
    """What follows a count: `on each side, left first`, `each, right, then left, then both`, or nothing."""
    if not sides:
        return ""
    if set(sides) == {"left", "right"}:
        return f" on each side{' in turn' if alternate else ''}, {sides[0]} first"
    return f" each, {' and '.join(sides)} in turn" if alternate else f" each, {', then '.join(sides)}"


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
    return f"{count}, " + (f"{duration(pace)} each" if pace is not None else "at your own pace")


def breath_dose(pattern: BreathPattern, cycles: int, lasting: int | None = None) -> str:
    """`30 breaths: in 5, hold 1, out 4`, or `5 minutes: …` if `lasting` is given in whole minutes."""
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
    """`round 5 seconds, sag 5`: if all are in seconds, the unit is said only once."""
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
