"""The phrases in which a sheet says a dose, one rule for each: tokens and a place in, what was found and its end out.

A rule looks a bounded way ahead, so a sentence is read in a time that grows with its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from unclench.routine.model import BLANK, Amount, Blank, BreathPattern, Breaths, Exact, Frequency, Phase, Range
from unclench.routine.pasted import vocabulary as v
from unclench.routine.pasted.tokens import (
    NUMBERS,
    Numbers,
    Token,
    most,
    numbers_at,
    often_at,
    starts,
    text_at,
    time_at,
    unit_at,
)
from unclench.routine.values import LONGEST_PART

LONGEST_MOVEMENT = 60
"""In seconds: what goes on for longer is more likely an exercise of its own (ours)."""
_WIDEST = 200
"""Characters of a sentence that is looked at."""
_PART = r"([a-z]+(?: [a-z]+){0,2}) for (\d{1,3}) ?(?:s|secs?|seconds?)"
_PARTS = re.compile(rf"{_PART}(?:(?:,? then|,? and|,) {_PART}){{1,3}}\.?")
_NO_MOVEMENT = (
    v.HOLDS | v.NOT | (v.UNSURE - {"round"}) | v.UNSURE_BEHIND | v.VAGUE
    | v.MOVING_ON | v.GOING_ON | v.HALVES | v.OF_DOSES
    | {"breathe", "breath", "inhale", "exhale", "in", "out", "rest", "relax", "pause", "wait", "each", "or", "and",
       "then", "stay", "keep", "for"}
)  # fmt: skip
"""Words that make of a part something else: a hold, a rest, a breath, or what holds only in some case.

"Round" is what a back does here, and no round of a circuit."""


def phases_of(sentence: str) -> tuple[Phase, ...]:
    """Two to four movements, each with its name and its seconds; empty unless the whole sentence says just that."""
    text = " ".join(sentence.lower().split())
    if len(text) > _WIDEST or _PARTS.fullmatch(text) is None:
        return ()
    parts = [(name, int(seconds)) for name, seconds in re.findall(_PART, re.sub(r",|\b(?:then|and)\b", ";", text))]
    names = [name for name, _ in parts]
    if len(set(names)) < len(names) or any(_NO_MOVEMENT & set(name.split()) for name in names):
        return ()
    if not all(0 < seconds <= LONGEST_MOVEMENT for _, seconds in parts):
        return ()
    return tuple(Phase(name, Exact(seconds * 1_000)) for name, seconds in parts)


Key: TypeAlias = Literal[
    "hold", "reps", "sets", "sides", "both", "alternate", "rest", "set_rest", "relax", "time", "bare", "breaths",
    "pattern", "per_day", "days_a_week", "weeks", "then", "neutral",
]  # fmt: skip
"""What a fact is about. `bare` is a time, and `breaths` a number of them, of which the sentence does not say what is
done for so long; `relax` a rest that may be one between repetitions; `both` both legs, at once or one after the other;
`then` how often after the weeks; `neutral` a number that is no dose."""
Value: TypeAlias = Amount | BreathPattern | Frequency | None
Tokens: TypeAlias = Sequence[Token]
Found: TypeAlias = tuple[list[tuple[Key, Value]], int]
"""What a rule has read, and the place behind it."""

FREQUENCY: frozenset[Key] = frozenset({"per_day", "days_a_week", "weeks", "then"})
MOST_A_DAY = 4
""""10 times a day" may be ten repetitions once a day: from five on it is left over (ours)."""
MOST_WEEKS = 52
"""For how many weeks a sheet is believed to be (ours)."""
MOST_SETS = 5
"""In "3 x 10" the sets come first; with more than this, or more sets than repetitions, that is not sure (ours)."""
_EVERY_OTHER_DAY = Range(3, 4)
"""Every other day, as days a week."""
_DAYS = 7
_A_DAY = frozenset({"day", "week"})


class Finding(Struct, frozen=True):
    """One thing that a sentence says of the dose, in the tokens `start` to `end`."""

    key: Key
    value: Value
    start: int
    end: int


def facts_in(tokens: Tokens) -> list[Finding]:
    """What the rules find in the tokens of a sentence, from left to right."""
    facts: list[Finding] = []
    at = 0
    while at < len(tokens):
        found = next((found for rule in _RULES if (found := rule(tokens, at)) is not None), None)
        if found is None:
            at += 1
            continue
        pairs, end = found
        facts += [Finding(key, value, at, end) for key, value in pairs]
        at = end
    return facts


def _skipped(tokens: Tokens, at: int, words: frozenset[str], most: int = 8) -> int:
    """The place behind as many of these words as stand here, but not more than `most`."""
    end = at
    while end < min(len(tokens), at + most) and tokens[end].text in words:
        end += 1
    return end


def _count_at(tokens: Tokens, at: int) -> tuple[Amount, int] | None:
    """A whole number, or a blank."""
    if text_at(tokens, at) == BLANK:
        return Blank(), at + 1
    if (found := numbers_at(tokens, at)) is None or (amount := found[0].amount()) is None:
        return None
    return amount, found[1]


def _length_at(tokens: Tokens, at: int) -> tuple[Amount, int] | None:
    """A length of time, or a blank one."""
    if text_at(tokens, at) == BLANK and unit_at(tokens, at + 1):
        return Blank(), at + 2
    return time_at(tokens, at)


_BEHIND_BREATHE = frozenset({
    "for", "to", "a", "count", "of", "through", "your", "nose", "mouth", "slowly", "the", "gently", "breath", "it",
})  # fmt: skip
"""What may stand between "breathe in" and how long."""


def _breathing(tokens: Tokens, at: int) -> Found | None:
    """`breathe in for 4, hold for 2 and out for 6`: counts or seconds."""
    between, joining = _BEHIND_BREATHE, frozenset({",", "and", "then", "-"})
    end = at + starts(tokens, at, ("breathe", "in"), ("breathing", "in"), ("inhale",), ("breath", "in"))
    if end == at:
        return None
    if (inhale := _part(tokens, _skipped(tokens, end, between))) is None:
        return None
    hold, end = 0, _skipped(tokens, inhale[1], joining)
    if text_at(tokens, end) in v.HOLDS:
        if (held := _part(tokens, _skipped(tokens, end + 1, between))) is None:
            return None
        hold, end = held[0], _skipped(tokens, held[1], joining)
    length = starts(tokens, end, ("breathe", "out"), ("breathing", "out"), ("exhale",), ("out",), ("breath", "out"))
    if not length or (exhale := _part(tokens, _skipped(tokens, end + length, between))) is None:
        return None
    return [("pattern", BreathPattern(inhale[0], hold, exhale[0]))], exhale[1]


def _part(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """A part of a breath in ms, in whole or half seconds, with or without the unit."""
    found = time_at(tokens, at)
    if found is None and (numbers := numbers_at(tokens, at)) is not None:
        amount = numbers[0].amount(1_000)
        found = None if amount is None else (amount, numbers[1])
    if found is None or not isinstance(found[0], Exact):
        return None
    ms = found[0].value
    return (ms, found[1]) if ms % 500 == 0 and ms <= LONGEST_PART * 1_000 else None


_NEXT = (("and", "then"), ("then",), ("followed", "by"))
"""What stands between two stages of a programme."""
_LAST_TWO = 2


def _stages(tokens: Tokens, at: int, most_stages: int = 4) -> Found | None:
    """`once or twice a day for 6 weeks, then 2 days a week`; None unless each stage but the last has its weeks."""
    if (stage := _stage(tokens, at)) is None:
        return None
    said, end = stage
    end += text_at(tokens, end) == ","
    length = starts(tokens, end, *_NEXT)
    if not length or "weeks" not in said or isinstance(said["weeks"], Blank):
        return None
    more = _stages(tokens, end + length, most_stages - 1) if most_stages > _LAST_TWO else None
    later = _stage(tokens, end + length) if more is None else (dict(more[0]), more[1])
    if later is None:
        return None
    then = Frequency(**later[0])  # type: ignore[arg-type]  # its keys are those of a frequency
    return [*said.items(), ("then", then)], later[1]


def _stage(tokens: Tokens, at: int) -> tuple[dict[Key, Value], int] | None:
    """The phrases of one stage; None for weeks alone, and for two that say different things of the same."""
    said: dict[Key, Value] = {}
    end = start = at
    while (found := _how_often(tokens, start)) is not None:
        if any(said.setdefault(key, value) != value for key, value in found[0]):
            return None
        end = found[1]
        start = end + (text_at(tokens, end) == ",")
    return (said, end) if said.keys() - {"weeks"} else None


def _how_often(tokens: Tokens, at: int) -> Found | None:
    """`2-3 times a day`, `twice daily`, `3 x per week`, `5 days a week`, `every other day`, `for 6 weeks`."""
    fixed: tuple[tuple[Key, Amount, tuple[tuple[str, ...], ...]], ...] = (
        ("days_a_week", _EVERY_OTHER_DAY, (("every", "other", "day"), ("every", "second", "day"), ("alternate", "days"),
                                           ("on", "alternate", "days"))),
        ("per_day", Exact(2), (("morning", "and", "evening"), ("morning", "and", "night"), ("am", "and", "pm"))),
        ("per_day", Exact(1), (("once", "every", "day"), ("every", "day"), ("each", "day"), ("daily",))),
    )  # fmt: skip
    if (labelled := _days_labelled(tokens, at)) is not None:
        return labelled
    for key, amount, phrases in fixed:
        if length := starts(tokens, at, *phrases):
            return [(key, amount)], at + length
    if text_at(tokens, at) == "for" and (weeks := _count_at(tokens, at + 1)) and text_at(tokens, weeks[1]) == "weeks":
        if most(weeks[0]) > MOST_WEEKS:
            return None
        return [("weeks", weeks[0])], weeks[1] + 1
    if (said := often_at(tokens, at)) is None:
        counted = _count_at(tokens, at)
        return None if counted is None else _so_often(tokens, *counted, in_words=False)
    often = said[0].amount()
    return None if often is None else _so_often(tokens, often, said[1], in_words=True)


def _days_labelled(tokens: Tokens, at: int) -> Found | None:
    """`Days per week: daily`, `Days per week: 3-4`."""
    end = at + starts(tokens, at, ("days", "per", "week", ":"), ("days", "a", "week", ":"))
    if end == at:
        return None
    if length := starts(tokens, end, ("daily",), ("every", "day")):
        return [("per_day", Exact(1))], end + length
    if (days := _count_at(tokens, end)) is None or text_at(tokens, days[1]) or most(days[0]) > _DAYS:
        return None
    return [("days_a_week", days[0])], days[1]


def _so_often(tokens: Tokens, count: Amount, at: int, *, in_words: bool) -> Found | None:
    """What a number is the frequency of: `… times a day`, `… days a week`, `…/day`."""
    times = starts(tokens, at, ("times",), ("time",), ("x",), ("sessions",), ("session",))
    days = text_at(tokens, at) == "days"
    end = at + times + days
    if not days and (length := starts(tokens, end, ("daily",), ("weekly",))):
        key: Key = "per_day" if text_at(tokens, end) == "daily" else "days_a_week"
        end += length
    else:
        joined = starts(tokens, end, ("a",), ("per",), ("each",), ("every",), ("/",), ("in", "a"), ("in", "the"))
        shortened = text_at(tokens, at) == "x"
        if not joined and not shortened:
            return None
        if not (times or days or in_words or text_at(tokens, end) == "/"):
            return None
        end += joined
        if text_at(tokens, end) not in _A_DAY or (days and text_at(tokens, end) != "week"):
            return None
        key = "per_day" if text_at(tokens, end) == "day" else "days_a_week"
        end += 1
    if most(count) > (MOST_A_DAY if key == "per_day" else _DAYS):
        return None
    return [(key, count)], end


_BEHIND_REST = frozenset({"for", "of", ":", "about", "-", "period", "time", "your", "muscles", "completely"})
"""What may stand between "rest" and its length."""


def _resting(tokens: Tokens, at: int) -> Found | None:
    """`rest 30 s between sets`, `30 seconds rest between sets`, `rest between sets: 30 s`, `relax for 5 seconds`."""
    if text_at(tokens, at) in v.RESTING:
        start = _skipped(tokens, at + 1, _BEHIND_REST)
        if (length := _length_at(tokens, start)) is not None:
            return _between(tokens, length[0], length[1])
        between = _between(tokens, Blank(), at + 1)
        if between is None or between[0][0][0] == "relax":
            return None
        start = _skipped(tokens, between[1], frozenset({":", "of", "for", "-", "=", "is"}))
        if (length := _length_at(tokens, start)) is not None:
            return [(between[0][0][0], length[0])], length[1]
        return None
    if (length := _length_at(tokens, at)) is not None:
        end = length[1] + (text_at(tokens, length[1]) == "of")
        if text_at(tokens, end) in v.RESTING:
            return _between(tokens, length[0], end + 1)
        between = _between(tokens, length[0], length[1])
        return between if between is not None and between[0][0][0] != "relax" else None
    return None


def _between(tokens: Tokens, length: Amount, at: int) -> Found | None:
    """Between what a rest is; `relax` where it is not said, None where that is nothing known."""
    end = at + starts(tokens, at, ("between",), ("in", "between"))
    if end == at or text_at(tokens, end) in ("", ",", ")"):
        return [("relax", length)], end
    end = _skipped(tokens, end, frozenset({"each", "the", "every", "of"}))
    word = text_at(tokens, end)
    if word in v.SETS:
        return [("set_rest", length)], end + 1
    if word in ("rep", "reps", "repetition", "repetitions", "repeats", "holds", "hold"):
        return [("rest", length)], end + 1
    return None


def _sets_and_repetitions(tokens: Tokens, at: int) -> Found | None:
    """`3 sets of 10`, `3 x 10 reps`, `10 reps x 3`, `3 x 30 seconds`, `30 seconds x 3`, `x 10`."""
    if text_at(tokens, at) == "x":
        return _so_many(tokens, at)
    if (length := _length_at(tokens, at)) is not None:
        return _time_first(tokens, *length)
    first = _count_at(tokens, at)
    return None if first is None else _counted(tokens, at, *first)


def _counted(tokens: Tokens, at: int, count: Amount, end: int) -> Found | None:
    """What a number that ends at `end` counts, by what stands behind it."""
    word = text_at(tokens, end)
    if word in v.SETS:
        return _sets(tokens, count, end + 1)
    if word == "x" and (second := numbers_at(tokens, end + 1)) is not None:
        return _product(tokens, count, second, end + 1)
    if word in ("each", "per") and text_at(tokens, end + 1) in v.HALVES and _stands_alone(tokens, at):
        return [("reps", count)], end
    slow = _skipped(tokens, end, frozenset({"slow", "gentle", "controlled"}), 2)
    word, behind = text_at(tokens, slow), text_at(tokens, slow + 1)
    if word not in v.COUNTED or (word in ("times", "x") and behind in ("daily", "weekly", "every")):
        return None  # "5 times daily": repetitions, or times a day?
    return _repetitions(tokens, count, slow + 1)


def _stands_alone(tokens: Tokens, at: int) -> bool:
    """Whether a number begins a sentence or a part of one, so that nothing before it says what it counts."""
    before = text_at(tokens, at - 1)
    return before in ("", ",", "(") or (before == ":" and text_at(tokens, at - 2) not in v.OF_A_DOSE)


def _time_first(tokens: Tokens, length: Amount, end: int) -> Found | None:
    """`30 seconds x 3`, `30 second hold`."""
    if text_at(tokens, end) in ("hold", "holds"):
        return [("hold", length)], end + 1
    if text_at(tokens, end) == "each" and text_at(tokens, end + 1) not in v.HALVES:
        end += 1
    if text_at(tokens, end) == "x" and (count := _so_many(tokens, end)) is not None:
        return [("hold", length), *count[0]], count[1]
    return None


def _so_many(tokens: Tokens, at: int) -> Found | None:
    """`x 10`, `x 3 sets`."""
    if (found := _count_at(tokens, at + 1)) is None:
        return None
    count, end = found
    if text_at(tokens, end) in v.SETS:
        return [("sets", count)], end + 1
    if unit_at(tokens, end) or text_at(tokens, end) in ("x", *v.MEASURES, *_A_DAY, "days", "weeks", "daily"):
        return None
    return [("reps", count)], end + (text_at(tokens, end) in v.COUNTED)


def _sets(tokens: Tokens, sets: Amount, at: int) -> Found | None:
    """What comes behind `3 sets`."""
    if starts(tokens, at, ("a", "day"), ("per", "day"), ("a", "week"), ("per", "week"), ("/", "day"), ("each", "day")):
        return None  # sets, or times a day?
    joined = starts(tokens, at, ("of",), ("x",), (":",))
    if joined and (length := _length_at(tokens, at + joined)) is not None:
        end = length[1] + (text_at(tokens, length[1]) in ("hold", "holds"))
        return [("sets", sets), ("hold", length[0])], end
    if joined and (count := _count_at(tokens, at + joined)) is not None and not unit_at(tokens, count[1]):
        rest = _repetitions(tokens, count[0], count[1] + (text_at(tokens, count[1]) in v.COUNTED))
        return None if rest is None else ([("sets", sets), *rest[0]], rest[1])
    return [("sets", sets)], at


def _product(tokens: Tokens, first: Amount, second: tuple[Numbers, int], at: int) -> Found | None:
    """`3 x 10`, with whatever says what the two are."""
    if (length := time_at(tokens, at)) is not None:
        end = length[1] + (text_at(tokens, length[1]) in ("hold", "holds"))
        return [("reps", first), ("hold", length[0])], end
    count, end = second[0].amount(), second[1]
    if count is None:
        return None
    word = text_at(tokens, end)
    if word in v.SETS:
        return [("reps", first), ("sets", count)], end + 1
    if word in v.COUNTED and word != "x":
        rest = _repetitions(tokens, count, end + 1)
        return None if rest is None else ([("sets", first), *rest[0]], rest[1])
    if not isinstance(first, Exact) or first.value > MOST_SETS or not _more(count, first.value):
        return None
    if word == "x":
        length = time_at(tokens, end + 1)
        return None if length is None else ([("sets", first), ("reps", count), ("hold", length[0])], length[1])
    halved = text_at(tokens, end) in ("per", "/") and text_at(tokens, end + 1) in v.HALVES
    if text_at(tokens, end) in (*v.MEASURES, "a", "per", "/", "times", "days", "breaths") and not halved:
        return None
    return [("sets", first), ("reps", count)], end


def _more(count: Amount, than: int) -> bool:
    return (isinstance(count, Exact) and count.value > than) or (isinstance(count, Range) and count.low > than)


def _repetitions(tokens: Tokens, count: Amount, at: int) -> Found | None:
    """What comes behind `10 reps`: perhaps `x 3`, which are the sets. `10 reps a day` is left open."""
    if starts(tokens, at, ("a", "day"), ("per", "day"), ("a", "week"), ("per", "week"), ("/", "day"), ("an", "hour")):
        return None
    if text_at(tokens, at) == "x" and (sets := _count_at(tokens, at + 1)) is not None:
        if unit_at(tokens, sets[1]):
            return None
        return [("reps", count), ("sets", sets[0])], sets[1] + (text_at(tokens, sets[1]) in v.SETS)
    return [("reps", count)], at


def _held(tokens: Tokens, at: int) -> Found | None:
    """`hold for 20-30 seconds`, `hold for a count of 10`, `hold for 5 breaths`, `count to 5`."""
    if length := starts(tokens, at, ("count", "to"), ("counting", "to")):
        return _counted_aloud(tokens, at, length)
    if text_at(tokens, at) not in v.HOLDS:
        return None
    start = _skipped(tokens, at + 1, v.BETWEEN_HOLD_AND_TIME, 10)
    words = {token.text for token in tokens[at + 1 : start]}
    sides: list[tuple[Key, Value]] = (
        [("sides", None)] if words & {"side", "leg", "arm"} and words & {"each", "per"} else []
    )
    if words & {"side", "sides", "leg", "arm"} and not sides:
        return None
    if (length_ := _length_at(tokens, start)) is not None:
        return [("hold", length_[0]), *sides], length_[1]
    if (breaths := _breaths_at(tokens, start)) is not None:
        return [("hold", breaths[0]), *sides], breaths[1]
    if "count" in words and (seconds := numbers_at(tokens, start)) is not None:
        amount = seconds[0].amount(1_000)
        return None if amount is None else ([("hold", amount), *sides], seconds[1])
    return None


def _counted_aloud(tokens: Tokens, at: int, length: int) -> Found | None:
    """`count to 5`: a hold, unless something is done meanwhile ("lower while you count to 5")."""
    seconds = numbers_at(tokens, at + length)
    amount = None if seconds is None else seconds[0].amount(1_000)
    meanwhile = {"while", "whilst", "as", "over"} & {text_at(tokens, at - n) for n in (1, 2, 3)}
    if seconds is None or amount is None or meanwhile or unit_at(tokens, seconds[1]) is not None:
        return None
    return None if text_at(tokens, seconds[1]) == "x" else ([("hold", amount)], seconds[1])


def _breaths_at(tokens: Tokens, at: int) -> tuple[Amount, int] | None:
    if (found := numbers_at(tokens, at)) is None:
        return None
    amount, end = found[0].amount(), _skipped(tokens, found[1], v.DEEP | {",", "and"}, 4)
    if text_at(tokens, end) not in ("breaths", "breath"):
        return None
    if isinstance(amount, Exact):
        return Breaths(amount.value, amount.value), end + 1
    return (Breaths(amount.low, amount.high), end + 1) if isinstance(amount, Range) else None


def _for_a_time(tokens: Tokens, at: int) -> Found | None:
    """`for 5 seconds`: the verb before it says of what."""
    if text_at(tokens, at) != "for" or (length := _length_at(tokens, at + 1)) is None:
        return None
    amount, end = length
    for back in range(at - 1, max(-1, at - 13), -1):
        word = tokens[back].text
        if word in v.HOLDING:
            return [("hold", amount)], end
        if word in v.MOVING_ON:
            return [("time", amount)], end
        if word in ("rest", "relax", "resting") and text_at(tokens, back + 1) in ("in", "here", "like", "on"):
            return [("time", amount)], end
        if word in v.GOING_ON:
            return [("time", amount)], end
        if word in v.STOPPING:
            break
    return [("bare", amount)], end


def _repeated(tokens: Tokens, at: int) -> Found | None:
    """`repeat 10 times`, `repeat twice`, `reps: 10`, `sets: 3`."""
    word = text_at(tokens, at)
    label = word in ("reps", "repetitions", "repeat", "repeats", "sets", "rep")
    if not label and word not in ("do", "perform", "complete"):
        return None
    start = _skipped(tokens, at + 1, v.BEFORE_COUNT)
    if label and text_at(tokens, start) in ("twice", "thrice") and word == "repeat":
        if text_at(tokens, start + 1) in ("a", "per", "daily", "each", "every", "weekly"):
            return None
        return [("reps", Exact(2 if text_at(tokens, start) == "twice" else 3))], start + 1
    if (often := _how_often(tokens, start)) is not None or (found := _count_at(tokens, start)) is None:
        return often
    count, end = found
    if not label or unit_at(tokens, end) or text_at(tokens, end) in (*v.SETS, *v.MEASURES, "x", "breaths", "minutes"):
        return _sets_and_repetitions(tokens, start)
    counted = text_at(tokens, end) in v.COUNTED
    if not counted and text_at(tokens, end) not in _BEHIND_COUNT:
        return None
    if word == "sets":
        return None if counted else ([("sets", count)], end)
    return _repetitions(tokens, count, end + counted)


_BEHIND_COUNT = frozenset({
    "", ",", "(", ")", "each", "per", "on", "/", "and", "with", "-", "hold", "for", "alternating", "both",
})  # fmt: skip
"""What may stand behind "repeat 10"."""


def _labelled(tokens: Tokens, at: int) -> Found | None:
    """`Sets: 3 Reps: 10`, with or without colons: labels in front of their numbers."""
    word = text_at(tokens, at)
    if word not in ("sets", "set", "reps", "rep", "repetitions", "repeats"):
        return None
    colon = text_at(tokens, at + 1) in (":", "=")
    if (found := _count_at(tokens, at + 1 + colon)) is None:
        return None
    count, end = found
    behind = end + (text_at(tokens, end) in (",", "/", ";", "-", ")"))
    another = text_at(tokens, behind) in ("sets", "reps", "repetitions", "hold", "rest", "frequency")
    labels = another and (text_at(tokens, behind + 1) in (":", "=") or text_at(tokens, behind + 1).isdigit())
    if not labels and (not colon or text_at(tokens, end) not in ("", ",", ")", "(")):
        return None
    return [("sets" if word in v.SETS else "reps", count)], end


_LEFT_AND_RIGHT = tuple(
    (one, mark, other)
    for one, other in (("left", "right"), ("right", "left"), ("l", "r"), ("r", "l"))
    for mark in ("and", "/", "&")
)
_BEFORE_BOTH = v.COUNTED | frozenset({"repeat", "seconds", "secs", "sec", "s", "minutes", "min", "sets", ",", "("})
"""Words of a dose: behind others, as in "bring both knees up", it is none."""
_SWITCHING = tuple((verb, part) for verb in ("switch", "swap", "change") for part in ("sides", "legs"))
_BEFORE_OTHER = frozenset({
    "on", "with", "for", "to", "the", "this", "exercise", "stretch", "repeat", "and", "it", "using", "thing", "sides",
})  # fmt: skip
"""What may stand between "repeat" and "the other leg"."""


def _sides(tokens: Tokens, at: int) -> Found | None:
    """`each side`, `per leg`, `left and right`."""
    start = at + starts(tokens, at, ("on",), ("for",), ("to",), ("with",), ("in",))
    if length := starts(tokens, start, *_LEFT_AND_RIGHT):
        return [("sides", None)], start + length
    word, part = text_at(tokens, start), text_at(tokens, start + 1)
    if word == "/" and part in ("side", "leg", "arm"):
        return [("sides", None)], start + 2
    if word in ("each", "per", "either", "every", "both") and part in v.HALVES and text_at(tokens, start + 2) != "of":
        if word != "both" or part in ("sides", "side"):
            return [("sides", None)], start + 2
        if at == 0 or text_at(tokens, at - 1) in _BEFORE_BOTH:
            return [("both", None)], start + 2
    return None


def _other_side(tokens: Tokens, at: int) -> Found | None:
    """`repeat with the other leg`, `switch sides`."""
    if length := starts(tokens, at, *_SWITCHING):
        return [("sides", None)], at + length
    if text_at(tokens, at) not in ("repeat", "switch", "swap", "change", "then", "same"):
        return None
    end = _skipped(tokens, at + 1, _BEFORE_OTHER)
    if text_at(tokens, end) in ("other", "opposite") and text_at(tokens, end + 1) in v.HALVES:
        return [("sides", None)], end + 2
    return None


def _in_turn(tokens: Tokens, at: int) -> Found | None:
    """`alternating legs`, `alternate sides`."""
    if text_at(tokens, at) not in ("alternate", "alternating"):
        return None
    end = at + 1 + starts(tokens, at + 1, ("between",))
    if length := starts(tokens, end, *_LEFT_AND_RIGHT, ("each", "side"), ("each", "leg")):
        return [("alternate", None)], end + length
    if text_at(tokens, end) in v.HALVES:
        return [("alternate", None)], end + 1
    return ([("alternate", None)], at + 1) if text_at(tokens, at + 1) in ("", ",", ")") else None


def _anything_else(tokens: Tokens, at: int) -> Found | None:
    """Times and breaths that say nothing more, and numbers that are no dose."""
    if (breaths := _breaths_at(tokens, at)) is not None:
        return [("breaths", breaths[0])], breaths[1]
    if (length := _length_at(tokens, at)) is not None:
        return [("bare", length[0])], length[1]
    if (found := numbers_at(tokens, at)) is None:
        return None
    numbers, end = found
    if text_at(tokens, end) in v.MEASURES:
        return [("neutral", None)], end + 1
    small = tokens[at].text in NUMBERS and numbers.high <= 2
    return ([("neutral", None)], end) if small and text_at(tokens, end) not in v.OF_DOSES else None


_RULES: tuple[Callable[[Tokens, int], Found | None], ...] = (
    _breathing, _stages, _how_often, _resting, _sides, _other_side, _in_turn, _held, _labelled, _repeated,
    _sets_and_repetitions, _for_a_time, _anything_else,
)  # fmt: skip
"""In the order in which they are tried: what is read as a frequency is no number of repetitions any more."""
