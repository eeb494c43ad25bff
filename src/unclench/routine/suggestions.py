"""Guesses what was meant by a value that can't be read, to suggest it in a problem.

A guess is only ever shown, never played.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TypeAlias

from unclench.language import tr
from unclench.routine import patterns as p
from unclench.routine.values import Form, ValueProblem, format_duration, parse_count, parse_duration

_ANY_TIME = frozenset({Form.RANGE, Form.AT_LEAST, Form.AT_MOST, Form.BREATHS})
_ANY_COUNT = frozenset({Form.RANGE, Form.AT_LEAST, Form.AT_MOST})
_TIME = re.compile(p.whole(p.DURATION, p.DURATION_RANGE, p.BREATHS, p.LEAST + p.DURATION, p.MOST + p.DURATION))
_COUNT = re.compile(p.whole(p.WHOLE, p.COUNT_RANGE, p.LEAST + p.WHOLE, p.MOST + p.WHOLE))
_ZERO_FOR_O = re.compile(r"(?<=[0-9])[oO]|\b[oO](?=[0-9])")
_ONE_FOR_L = re.compile(r"(?<![A-Za-z])[lI](?=[0-9oO])|(?<=[0-9])[lI](?=[0-9])")
_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_SECOND_SIGN = re.compile("(?<=[0-9])(?:''|[\"\u2033\u201d])")
_MINUTE_SIGN = re.compile("(?<=[0-9])['\u2032\u2019]")
_PRINTED = "\u201c\u201d\u201e\u201a\u2018\u2019\u00ab\u00bb"
"""Typographic quotation marks, which are letters to YAML."""
_HOUR_OR_MINUTE = r"hours?|h|minutes?|min|m"
_HALVES = re.compile(
    rf"(?:half an? |\u00bd *|1/2 *)(?P<unit>{_HOUR_OR_MINUTE})\b"
    rf"|(?P<whole>[0-9]+) *(?P<first>{_HOUR_OR_MINUTE})? *(?:and a half|\u00bd)(?: *(?P<second>{_HOUR_OR_MINUTE}))?\b"
)
_UNITS = tuple(
    (re.compile(rf"(?<=[0-9 .])(?:{words})\b\.?"), unit)
    for words, unit in ((r"sek\w*|seg\w*|sec\w+", "s"), (r"minut\w*|min\.", "m"), (r"std|stunden?|heures?|horas?", "h"))
)
"""Units on sheets in other languages: German, French, Spanish, Italian, Dutch."""
_TIMES_EACH = re.compile(r"^ *([0-9]{1,3}) *(?:x|\u00d7|times|mal) *([0-9].*)$")
_EACH_TIMES = re.compile(r"^ *([0-9].*?) *(?:x|\u00d7) *([0-9]{1,3})(?: *(?:times|reps?))? *$")
_PER_DOT = re.compile(r"(?<=[a-z])\.")
_MS = re.compile(r"^ *([0-9]+) *000 *ms *$")
_TIMES = re.compile(
    r"^ *x(?=[ 0-9])"
    r"|(?<=[0-9]) *(?:x|\u00d7|times|reps?|repetitions?|sets?|rounds?|cycles?|breaths?|mal|wdh\.?|s\u00e4tze|fois"
    r"|weeks?|days?)?(?: *(?:a|per|each|every) *(?:day|week|session|set))? *$"
)
_PLUS = re.compile(r"^(.*[0-9a-z]) *(?:\+|or more|and more)$")
_LEAST = re.compile(
    r"^ *(?:at least|no less than|not less than|minimum(?: of)?|min\.?(?= *[0-9])|more than) *(?=[0-9])"
)
_MOST = re.compile(
    r"^ *(?:up to|at most|no more than|not more than|less than|a maximum of|maximum(?: of)?|max\.?|<) *(?=[0-9])"
)
_ABOUT = re.compile(r"^ *(?:about|approximately|approx|for|around|circa|ca|hold(?: for)?|~) *\.? *(?=[0-9])")
_AT_WILL = re.compile(r"^ *as (?:many|often|long) (?:times )?as (?:possible|(?:you|i) (?:can|like|want))|^ *amrap *$")
_BREATHS = re.compile(
    r"(?<![0-9])([0-9]+) *(?:deep|slow|full|long|calm|whole)(?:,? *(?:deep|slow|full|calm))* *(?=breath)"
)
_EACH_SIDE = re.compile(
    r"^(.*[0-9a-z]\.?) *,? *(?:on |for |per |to )?(?:each|per|every|both|either|a) ?(?:sides?|legs?|arms?|ways?)$"
)
_SETS_OF = re.compile(r"^ *([0-9]{1,3}) *sets? *(?:of|x|\u00d7|:|,) *(.*)$")
_FEWER_EACH = re.compile(r"^ *[0-9]{1,3}(?: *[-\u2013,/] *[0-9]{1,3}){2,9} *$")
"""A count for each set, as in `8-6-4-2`."""
_IN_TURN = re.compile(r"alternat|in turn|by turns|one after the other|swap")
_BOTH = re.compile(r"\b(?:each|both|either|left|right|l|r|sides?|legs?|arms?)\b")
_OF_EXERCISES = frozenset({"hold", "reps", "sets"})
"""Keys beside which there may be `reps`, `hold`, `sets` and `sides`."""
_FIGURES = {
    "once": "1", "twice": "2", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20",
    "thirty": "30", "forty": "40", "forty-five": "45", "fifty": "50", "sixty": "60", "ninety": "90", "hundred": "100",
}  # fmt: skip
"""Numbers that sheets write out."""
_FIGURE = re.compile(rf"\b(?:{'|'.join(sorted(_FIGURES, key=len, reverse=True))})\b")
_ONE = re.compile(r"^ *an? (?=(?:second|minute|hour|deep|slow|full|breath))")


def repaired_duration(text: str) -> str | None:
    """A duration that can be read and was probably meant, or None."""
    if _AT_WILL.match(text.lower()):
        return "open"
    text = _with_figures(_digits(text.strip(_PRINTED + " ")).lower())
    text = _HALVES.sub(_half, text)
    for words, unit in _UNITS:
        text = words.sub(unit, text)
    text = _MS.sub(r"\1s", text)
    text = _MINUTE_SIGN.sub("m", _SECOND_SIGN.sub("s", text))
    text = _PER_DOT.sub("", text.lower())
    text = _BREATHS.sub(r"\1 ", _ABOUT.sub("", _bounded(text)))
    text = text.replace(" and ", " ").replace(" or ", "-")
    return _if_read(_TIME, text)


def repaired_count(text: str) -> str | None:
    """A count that can be read and was probably meant, or None."""
    if _AT_WILL.match(text.lower()):
        return "open"
    text = _with_figures(_digits(text.strip(_PRINTED + " ")).lower())
    text = _TIMES.sub("", _bounded(_ABOUT.sub("", text)))
    text = text.replace(" or ", "-")
    text = re.sub(r"^([0-9]+)\.0+$", r"\1", text.strip())
    return _if_read(_COUNT, text)


def two_values(text: str, key: str, *, is_time: bool) -> str | None:
    """What to write for two values in one, such as `3x10`, `5 s x 10` or `10 each side`; None for anything else.

    `key` is the key that they stand behind.
    """
    if key not in _OF_EXERCISES:
        return None
    if key == "reps" and _FEWER_EACH.match(text):
        return tr("one step for each of them, with `setup: 0s`, and `- rest: 20s` between them")
    text = _with_figures(text.strip(_PRINTED + " ").lower())
    lines = _on_each_side(text, key, is_time=is_time) or _in_sets(text) or _so_often(text, is_time=is_time)
    if lines is None or not all(_is_read(*line) for line in lines):
        return None
    (one, value), (other, more) = lines
    return tr("`{key}: {value}` and, in a line of its own, `{other}: {more}`",
              key=one, value=value, other=other, more=more)  # fmt: skip


def _is_read(key: str, value: str) -> bool:
    """Whether an exercise may have that line."""
    if key == "sides":
        return True
    try:
        parse_duration(value, _ANY_TIME) if key == "hold" else parse_count(value, _ANY_COUNT)
    except ValueProblem:
        return False
    return True


_Lines: TypeAlias = tuple[tuple[str, str], tuple[str, str]]
"""Two lines to write, each a key and its value."""


def _on_each_side(text: str, key: str, *, is_time: bool) -> _Lines | None:
    """`10 each side`."""
    if (found := _EACH_SIDE.match(text)) is None:
        return None
    value = repaired_duration(found[1]) if is_time else repaired_count(found[1])
    return ((key, value), ("sides", "each")) if value is not None else None


def _in_sets(text: str) -> _Lines | None:
    """`3 sets of 10`, or of a time."""
    found = _SETS_OF.match(text)
    if found is None or not all(re.search("[1-9]", value) for value in found.groups()):
        return None  # a zero would only be refused again
    return _of_repetitions("sets", found[1], found[2])


def _so_often(text: str, *, is_time: bool) -> _Lines | None:
    """`3x10`, `5 s x 10`: a count, and what is done so often."""
    found, first = _TIMES_EACH.match(text), 1
    if found is None:
        found, first = _EACH_TIMES.match(text), 2
    if found is None or not all(re.search("[1-9]", value) for value in found.groups()):
        return None
    times, each = found[first], found[3 - first]
    if is_time:
        time = repaired_duration(each)
        return (("hold", time), ("reps", times)) if time is not None else None
    return _of_repetitions("sets", times, each)


def _of_repetitions(key: str, times: str, each: str) -> _Lines | None:
    """So many sets of a count, or so many repetitions of a time."""
    if (reps := repaired_count(each)) is not None:
        return (key, times), ("reps", reps)
    time = repaired_duration(each)
    return (("reps", times), ("hold", time)) if time is not None else None


def sides(text: str) -> str:
    """What to write for sides that can't be read."""
    text = _with_figures(text.strip(_PRINTED + " ").lower())
    if _IN_TURN.search(text):
        return tr("Write `sides: each` and, in a line of its own, `alternate: true`.")
    if (found := _EACH_SIDE.match(text)) and (value := repaired_count(found[1])):
        return tr("Write `sides: each` and, in a line of its own, `reps: {value}`.", value=value)
    if (found := _EACH_SIDE.match(text)) and (value := repaired_duration(found[1])):
        return tr("Write `sides: each` and, in a line of its own, `hold: {value}`.", value=value)
    if text in ("left", "right"):
        return tr("Write `sides: [{side}]`.", side=text)
    if _BOTH.search(text):
        return tr("Write `sides: each`.")
    return tr("Write `sides: each`, or names in order like `sides: [right, left]`.")


def repaired_breathing(text: str) -> str | None:
    """A breath pattern that can be read and was probably meant, or None."""
    text = _digits(text).lower()
    text = re.sub(r"(?<=[0-9]) *s(?:ec|ecs)?\b", "", text)
    text = re.sub(r" *[,/:;_] *| +", "-", text.strip())
    parts = [part for part in text.split("-") if part]
    if len(parts) == 2:
        parts.insert(1, "0")
    return _if_read(re.compile(p.whole(p.BREATHING)), "-".join(parts))


def _half(found: re.Match[str]) -> str:
    """Half a minute, and one and a half, as a time without a fraction."""
    unit = found["unit"] or found["first"] or found["second"] or ""
    whole, seconds = int(found["whole"] or 0), 3_600 if unit.startswith("h") else 60
    if not unit:
        return found[0]
    return format_duration((whole * seconds + seconds // 2) * 1_000) if whole < 1_000 else found[0]


def _with_figures(text: str) -> str:
    """The text with figures for the numbers that are written out."""
    return _FIGURE.sub(lambda found: _FIGURES[found[0]], _ONE.sub("1 ", text))


def _bounded(text: str) -> str:
    """The text with `>=` for "at least" and `<=` for "at most", and their likes."""
    return _PLUS.sub(r">=\1", _MOST.sub("<=", _LEAST.sub(">=", text)))


def _digits(text: str) -> str:
    """The text with ASCII digits for those of other scripts and for letters that look like digits."""
    text = "".join(_ascii(character) for character in text)
    text = _ZERO_FOR_O.sub("0", _ONE_FOR_L.sub("1", text))
    return _COMMA.sub(".", text)


def _ascii(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return unicodedata.normalize("NFKC", character) if "\uff00" <= character <= "\uffef" else character


def _if_read(pattern: re.Pattern[str], text: str) -> str | None:
    text = text.strip()
    return text if pattern.match(text) else None
