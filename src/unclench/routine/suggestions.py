"""Guesses what was meant by a value that can't be read, to suggest it in a problem.

A guess is only ever shown, never played.
"""

from __future__ import annotations

import re
import unicodedata

from unclench.language import tr
from unclench.routine import patterns as p

_TIME = re.compile(p.whole(p.DURATION, p.DURATION_RANGE, p.BREATHS, p.LEAST + p.DURATION))
_COUNT = re.compile(p.whole(p.WHOLE, p.COUNT_RANGE, p.LEAST + p.WHOLE))
_ZERO_FOR_O = re.compile(r"(?<=[0-9])[oO]|\b[oO](?=[0-9])")
_ONE_FOR_L = re.compile(r"(?<![A-Za-z])[lI](?=[0-9oO])|(?<=[0-9])[lI](?=[0-9])")
_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_SECOND_SIGN = re.compile("(?<=[0-9])(?:''|[\"\u2033\u201d])")
_MINUTE_SIGN = re.compile("(?<=[0-9])['\u2032\u2019]")
_PRINTED = "\u201c\u201d\u201e\u201a\u2018\u2019\u00ab\u00bb"
"""Typographic quotation marks, which are letters to YAML."""
_HALF = re.compile(r"^ *(?:half an? |\u00bd *|1/2 *)")
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
    r"|(?<=[0-9]) *(?:x|\u00d7|times|reps?|repetitions?|sets?|rounds?|cycles?|breaths?|mal|wdh\.?|s\u00e4tze|fois) *$"
)
_PLUS = re.compile(r"^(.*[0-9a-z]) *\+$")
_ABOUT = re.compile(r"^ *(?:about|approx|for|ca|~) *\.? *(?=[0-9])")


def repaired_duration(text: str) -> str | None:
    """A duration that can be read and was probably meant, or None."""
    text = _HALF.sub("0.5 ", _digits(text.strip(_PRINTED + " ")).lower())
    for words, unit in _UNITS:
        text = words.sub(unit, text)
    text = _MS.sub(r"\1s", text)
    text = _MINUTE_SIGN.sub("m", _SECOND_SIGN.sub("s", text))
    text = _PER_DOT.sub("", text.lower())
    text = _ABOUT.sub("", text)
    text = _PLUS.sub(r">=\1", text.replace(" and ", " ").replace(" or ", "-"))
    return _if_read(_TIME, text)


def repaired_count(text: str) -> str | None:
    """A count that can be read and was probably meant, or None."""
    text = _TIMES.sub("", _digits(text.strip(_PRINTED + " ")).lower())
    text = _PLUS.sub(r">=\1", text.replace(" or ", "-"))
    text = re.sub(r"^([0-9]+)\.0+$", r"\1", text.strip())
    return _if_read(_COUNT, text)


def two_values(text: str, *, is_time: bool) -> str | None:
    """What to write for two values in one, such as `3x10` or `5 s x 10`; None for anything else."""
    text = text.strip(_PRINTED + " ").lower()
    found, first = _TIMES_EACH.match(text), 1
    if found is None:
        found, first = _EACH_TIMES.match(text), 2
    if found is None:
        return None
    times, each = found[first], found[3 - first]
    if not all(re.search("[1-9]", value) for value in (times, each)):
        return None  # a zero would only be refused again
    if is_time:
        if (time := repaired_duration(each)) is None:
            return None
        return tr("`hold: {time}` and, in a line of its own, `reps: {times}`", time=time, times=times)
    if (reps := repaired_count(each)) is not None:
        return tr("`sets: {times}` and, in a line of its own, `reps: {reps}`", times=times, reps=reps)
    if (time := repaired_duration(each)) is None:
        return None
    return tr("`reps: {times}` and, in a line of its own, `hold: {time}`", times=times, time=time)


def repaired_breathing(text: str) -> str | None:
    """A breath pattern that can be read and was probably meant, or None."""
    text = _digits(text).lower()
    text = re.sub(r"(?<=[0-9]) *s(?:ec|ecs)?\b", "", text)
    text = re.sub(r" *[,/:;_] *| +", "-", text.strip())
    parts = [part for part in text.split("-") if part]
    if len(parts) == 2:
        parts.insert(1, "0")
    return _if_read(re.compile(p.whole(p.BREATHING)), "-".join(parts))


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
