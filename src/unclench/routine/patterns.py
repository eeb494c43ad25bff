"""The spellings that the format understands, as regular expressions.

Both the loader and the JSON Schema use them, so they stick to what Python and ECMAScript have in common:
no flags, no named groups, upper and lower case spelt out, ASCII digits.
"""

from __future__ import annotations


def any_case(word: str) -> str:
    """A pattern for `word` in any mixture of cases."""
    return "".join(f"[{c.upper()}{c}]" if c.isalpha() else c for c in word.lower())


def one_of(*words: str) -> str:
    """A pattern for any of `words`, in any case."""
    return "(?:" + "|".join(any_case(word) for word in words) + ")"


WHOLE = "[0-9]{1,9}"
NUMBER = rf"{WHOLE}(?:\.[0-9]{{1,3}})?"

HOURS = one_of("hours", "hour", "hrs", "hr", "h")
MINUTES = one_of("minutes", "minute", "mins", "min", "m")
SECONDS = one_of("seconds", "second", "secs", "sec", "s")

CLOCK = r"[0-9]{1,4}:[0-5][0-9](?::[0-5][0-9])?(?:\.[0-9]{1,3})?"
UNITS = (
    rf"(?:{NUMBER} *{HOURS}(?: *{NUMBER} *{MINUTES})?(?: *{NUMBER} *{SECONDS})?"
    rf"|{NUMBER} *{MINUTES}(?: *{NUMBER} *{SECONDS})?"
    rf"|{NUMBER} *{SECONDS})"
)
DURATION = rf"(?:{CLOCK}|{UNITS}|{NUMBER})"

DASH = f" *(?:-|\u2013|{any_case('to')}) *"
"""Between the ends of a range: a hyphen, the longer dash of printed sheets, or `to`."""
LEAST = "(?:>=|\u2265) *"
MOST = f"(?:<=|\u2264|{any_case('up')} +{any_case('to')}|{any_case('at')} +{any_case('most')}) *"

IN_ALL = rf" *{one_of('in all', 'in total', 'altogether')}"
"""Behind a number of repetitions: those of all sides together."""

A_DAY = rf" *{one_of('a day', 'per day', 'each day', 'daily')}"
"""Behind the goal of a day."""

OPEN = any_case("open")
ASK = any_case("ask")
BREATH = one_of("breaths", "breath")

DURATION_RANGE = f"{DURATION}{DASH}{DURATION}"
COUNT_RANGE = f"{WHOLE}{DASH}{WHOLE}"
BREATHS = f"{WHOLE}(?:{DASH}{WHOLE})? *{BREATH}"

_HALVES = r"[0-9]{1,2}(?:\.[05]0{0,2})?"
BREATHING = rf"{_HALVES}(?: *[-\u2013] *{_HALVES}){{2,3}}"

YES = one_of("true", "yes", "on")
NO = one_of("false", "no", "off")
EACH = any_case("each")
NONE = any_case("none")

GROUP = one_of("worst days", "easing", "cold and heat", "getting strong", "yours")

WORKED = one_of("one", "both")

LANGUAGE = "[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|[0-9]{3}))?"
"""The tag of a language, of BCP 47 as much as a voice can use: the language, its script and its region."""

FEW_DAYS = f"(?:[Aa] +)?{any_case('few')} +{any_case('days')}"
EVERY = rf"(?:(?:{WHOLE} *)?{one_of('days', 'day', 'weeks', 'week')}|{FEW_DAYS})"
WHEN_EASY = f"(?:{one_of('when', 'if')} +)?(?:{one_of('it is', 'it feels')} +)?{any_case('easy')}"
"""What growth goes by that goes by how it was."""
WEIGHT_UNIT = one_of("kg", "g", "lbs", "lb")
WEIGHT = f"{NUMBER} *{WEIGHT_UNIT}"
NO_LOAD = rf"(?:{ASK}|_+|\.\.+|…+|\?)(?: *{WEIGHT_UNIT})?"
"""A load that is left blank on the sheet, as it is typed off: `ask`, `____ kg`."""
WEIGHT_RANGE = f"{NUMBER} *{WEIGHT_UNIT}?{DASH}{WEIGHT}"
REPETITIONS = rf"{WHOLE}(?: *[-\u2013] *{WHOLE})?"
"""A key of `notes`: `10` or `1-3`."""


def whole(*patterns: str) -> str:
    """A pattern for a whole text that is one of `patterns`, perhaps with spaces around it."""
    return "^ *(?:" + "|".join(patterns) + ") *$"
