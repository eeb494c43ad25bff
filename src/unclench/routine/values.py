"""Parses a typed time (to integer milliseconds), count or breath pattern: text in, amounts out; no nodes.

Where a text can't be read, ValueProblem says what to write instead, guessed from what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from unclench.errors import UnclenchError
from unclench.language import tag_of, tr
from unclench.routine import patterns as p
from unclench.routine.model import Amount, AtLeast, AtMost, Blank, BreathPattern, Breaths, Exact, Open, Range
from unclench.routine.problems import quoted

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
LONGEST = 24 * HOUR
"""Milliseconds: nothing in a routine lasts longer than a day."""
MOST = 1_000
"""The largest count of repetitions, sets, rounds or breaths."""
LONGEST_PART = 60
"""Seconds: nobody breathes in, holds or breathes out for more than a minute."""
WIDEST = 60
"""The most characters of an amount. A longer text is refused before any pattern is tried."""

# As texts: `re` compiles and caches each when it is first used, and few routines use them all.
_UNIT = {"": SECOND, "s": SECOND, "m": MINUTE, "h": HOUR}
_PART = r"([0-9.]+) *([a-zA-Z]?)[a-zA-Z]*"
_DURATION = p.whole(p.DURATION)
_DURATION_RANGE = p.whole(p.DURATION_RANGE)
_WHOLE = p.whole(p.WHOLE)
_COUNT_RANGE = p.whole(p.COUNT_RANGE)
_BREATHS = p.whole(p.BREATHS)
_BREATHING = p.whole(p.BREATHING)
_LEAST = "^ *" + p.LEAST
_MOST = "^ *" + p.MOST
_OPEN = p.whole(p.OPEN)
_ASK = p.whole(p.ASK)
_DASH = p.DASH
_BARE = p.whole(p.NUMBER)
_LANGUAGE = p.whole(p.LANGUAGE)
_UNIT_AT_END = rf"({p.HOURS}|{p.MINUTES}|{p.SECONDS}) *$"
_NEGATIVE = r"^ *[-\u2212] *[0-9]"
_BREATH_WORD = f" *{p.BREATH} *$"
_HOW_TO_TAG = tr("Write `language: de`, or another tag like en-GB or pt-BR.")
_HOW_TO_BREATHE = tr("Write in-hold-out in seconds, like 5-1-4, or in-hold-out-hold, like 4-4-4-4.")

THERE, BACK = tr("there"), tr("back")
"""The names of the two movements of a tempo."""
_HOW_TO_MOVE = tr("Write there-hold-back in seconds, like 4-0-4, or there-hold-back-hold, like 3-1-3-1.")


class Form(StrEnum):
    """A form that an amount may take, besides one number."""

    RANGE = "range"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    BREATHS = "breaths"
    OPEN = "open"
    ASK = "ask"


class ValueProblem(UnclenchError, ValueError):
    """A text that can't be read as the value it should be. `what` and `instead` are as in `problems.Problem`."""

    def __init__(self, what: str, instead: str) -> None:
        self.what = what
        self.instead = instead
        super().__init__(f"{what}. {instead}")


def format_duration(ms: int) -> str:
    """`1m30s` for 90,000 milliseconds; `0s` for none. Raises ValueError below zero."""
    if ms < 0:
        raise ValueError(f"a duration can't be negative: {ms}")
    seconds, rest = divmod(ms, 1_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours}h"] * bool(hours) + [f"{minutes}m"] * bool(minutes)
    if seconds or rest or not parts:
        decimals = f".{rest:03d}".rstrip("0") if rest else ""
        parts.append(f"{seconds}{decimals}s")
    return "".join(parts)


@lru_cache(maxsize=4096)
def parse_duration(
    text: str, forms: frozenset[Form] = frozenset(), *, zero: bool = False, least: int = 0, key: str = "hold"
) -> Amount:
    """`10s`, `1m30s`, `1:30`, `90` and the `forms` allowed here, in ms, but not fewer than `least`.

    Raises ValueProblem, which may say how to write it as the value of `key`.
    """

    def better(suggested: str) -> Amount:
        return parse_duration(suggested, forms, zero=zero, least=least, key=key)

    amount = _duration(text, forms, zero=zero, key=key, better=better)
    if isinstance(amount, Exact) and amount.value < least:
        instead = tr("Write `{key}: {shortest}` or more.", key=key, shortest=format_duration(least))
        raise ValueProblem(tr("{text} is too short", text=quoted(text)), instead)
    return amount


def _duration(text: str, forms: frozenset[Form], *, zero: bool, key: str, better: Callable[[str], Amount]) -> Amount:
    """The amount; `better` reads what may be suggested."""
    if len(text) > WIDEST:
        raise ValueProblem(tr("{text} is not a length of time", text=quoted(text)), _suggest(None, forms, is_time=True))
    amount = _special(text, forms, is_time=True)
    if amount is not None:
        return amount
    if re.match(_DURATION, text):
        return Exact(_checked_ms(text, text, zero=zero))
    if re.match(_DURATION_RANGE, text):
        _allow(Form.RANGE, forms, text, is_time=True)
        low, high = _ends(text)
        if re.match(_BARE, low):  # in `5-10s` the unit belongs to both ends
            low += _last_unit(high)
        return _range(_checked_ms(low, text, zero=zero), _checked_ms(high, text, zero=zero), text)
    if re.match(_NEGATIVE, text):
        raise ValueProblem(tr("{text} is a negative time", text=quoted(text)), tr("Write it without the minus sign."))
    raise ValueProblem(
        tr("{text} is not a length of time", text=quoted(text)),
        _suggest(_repaired(text, key, better, is_time=True),
                 forms, is_time=True),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def parse_count(text: str, forms: frozenset[Form] = frozenset(), most: int = MOST, *, key: str = "reps") -> Amount:
    """`5` and the `forms` allowed here: a whole number from 1 to `most`.

    Raises ValueProblem, which may say how to write it as the value of `key`.
    """
    if len(text) > WIDEST:
        raise ValueProblem(
            tr("{text} is not a whole number", text=quoted(text)), _suggest(None, forms, is_time=False, most=most)
        )
    amount = _special(text, forms, is_time=False, most=most)
    if amount is not None:
        return amount
    if re.match(_WHOLE, text):
        return Exact(_checked_count(text, text, most))
    if re.match(_COUNT_RANGE, text):
        _allow(Form.RANGE, forms, text, is_time=False)
        low, high = _ends(text)
        return _range(_checked_count(low, text, most), _checked_count(high, text, most), text)
    if re.match(_NEGATIVE, text):
        raise ValueProblem(tr("{text} is a negative number", text=quoted(text)), tr("Write it without the minus."))
    raise ValueProblem(
        tr("{text} is not a whole number", text=quoted(text)),
        _suggest(_repaired(text, key, lambda better: parse_count(better, forms, most), is_time=False),
                 forms, is_time=False, most=most),
    )  # fmt: skip


@lru_cache(maxsize=256)
def parse_breathing(text: str) -> BreathPattern:
    """In-hold-out or in-hold-out-hold, in whole or half seconds. Raises ValueProblem."""
    if len(text) > WIDEST or not re.match(_BREATHING, text):
        from unclench.routine.suggestions import repaired_breathing

        better = repaired_breathing(text) if len(text) <= WIDEST else None
        raise ValueProblem(
            tr("{text} is not a breath pattern", text=quoted(text)),
            tr("Write {suggestion}.", suggestion=better) if better else _HOW_TO_BREATHE,
        )
    parts = [int(Decimal(part) * 1_000) for part in re.split(" *[-\u2013] *", text.strip())]
    if max(parts) > LONGEST_PART * 1_000:
        raise ValueProblem(
            tr("{text} has a part of more than {longest} seconds", text=quoted(text), longest=LONGEST_PART),
            tr("Write a shorter one; `for` or `cycles` says how long it goes on."),
        )
    if parts[0] == 0:
        raise ValueProblem(tr("{text} has no time to breathe in", text=quoted(text)), _HOW_TO_BREATHE)
    if parts[2] == 0:
        raise ValueProblem(tr("{text} has no time to breathe out", text=quoted(text)), _HOW_TO_BREATHE)
    return BreathPattern(*parts)


@lru_cache(maxsize=256)
def parse_tempo(text: str) -> tuple[tuple[str, int], ...]:
    """(name, ms) of there, hold, back and a second hold, in whole or half seconds. Raises ValueProblem."""
    if len(text) > WIDEST or not re.match(_BREATHING, text):
        from unclench.routine.suggestions import repaired_breathing

        better = repaired_breathing(text) if len(text) <= WIDEST else None
        what = tr("{text} is not a tempo", text=quoted(text))
        raise ValueProblem(what, tr("Write {suggestion}.", suggestion=better) if better else _HOW_TO_MOVE)
    parts = [int(Decimal(part) * 1_000) for part in re.split(" *[-\u2013] *", text.strip())]
    if max(parts) > LONGEST_PART * 1_000:
        what = tr("{text} has a part of more than {longest} seconds", text=quoted(text), longest=LONGEST_PART)
        raise ValueProblem(what, _HOW_TO_MOVE)
    if parts[0] == 0 or parts[2] == 0:
        raise ValueProblem(tr("{text} has no time to move", text=quoted(text)), _HOW_TO_MOVE)
    return tuple(zip((THERE, "hold", BACK, "hold"), parts, strict=False))


def parse_language(text: str) -> str:
    """The tag of a language, spelt as usual: `pt_br` is `pt-BR`. Raises ValueProblem."""
    if len(text) <= WIDEST and re.match(_LANGUAGE, text):
        language, *more = re.split("[-_]", text.strip())
        return "-".join([language.lower(), *(part.title() if len(part) == 4 else part.upper() for part in more)])
    tag = tag_of(text) if len(text) <= WIDEST else None
    raise ValueProblem(
        tr("{text} is not the tag of a language", text=quoted(text)),
        tr("Did you mean `language: {tag}`?", tag=tag) if tag else _HOW_TO_TAG,
    )


def milliseconds(text: str) -> int:
    """The ms of a text that matches `patterns.DURATION`."""
    text = text.strip()
    if ":" in text:
        total = Decimal(0)
        for part in text.split(":"):
            total = total * 60 + Decimal(part)
        # Two parts are minutes and seconds; three are hours, minutes and seconds.
        return int(total * SECOND)
    total = Decimal(0)
    for number, unit in re.findall(_PART, text):
        total += Decimal(number) * _UNIT[unit.lower()]
    return int(total)


def _special(text: str, forms: frozenset[Form], *, is_time: bool, most: int = MOST) -> Amount | None:
    if re.match(_OPEN, text):
        _allow(Form.OPEN, forms, text, is_time=is_time)
        return Open()
    if re.match(_ASK, text):
        _allow(Form.ASK, forms, text, is_time=is_time)
        return Blank()
    if found := re.match(_LEAST, text):
        return _bounded(AtLeast, text, text[found.end() :], forms, is_time=is_time, most=most)
    if found := re.match(_MOST, text):
        return _bounded(AtMost, text, text[found.end() :], forms, is_time=is_time, most=most)
    if is_time and re.match(_BREATHS, text):
        _allow(Form.BREATHS, forms, text, is_time=is_time)
        ends = re.split(_DASH, re.sub(_BREATH_WORD, "", text))
        low, high = (_checked_count(ends[at], text, MOST) for at in (0, -1))
        _range(low, high, text)
        return Breaths(low, high)
    return None


def _bounded(
    bound: type[AtLeast | AtMost], text: str, rest: str, forms: frozenset[Form], *, is_time: bool, most: int
) -> Amount | None:
    """`at least` or `at most` what `rest` says; None if that is no amount."""
    if not re.match(_DURATION if is_time else _WHOLE, rest):
        return None
    _allow(Form.AT_LEAST if bound is AtLeast else Form.AT_MOST, forms, text, is_time=is_time)
    if is_time:
        return bound(_checked_ms(rest, text, zero=False))
    return bound(_checked_count(rest, text, most))


def _ends(text: str) -> tuple[str, str]:
    low, high = re.split(_DASH, text.strip())
    return low, high


def _last_unit(text: str) -> str:
    found = re.search(_UNIT_AT_END, text)
    return found[1] if found else ""


def _range(low: int, high: int, text: str) -> Amount:
    if low > high:
        raise ValueProblem(
            tr("the range {text} starts with the larger number", text=quoted(text)),
            tr("Write the smaller one first."),
        )
    return Exact(low) if low == high else Range(low, high)


def _checked_ms(part: str, text: str, *, zero: bool) -> int:
    value = milliseconds(part)
    if value > LONGEST:
        raise ValueProblem(tr("{text} is longer than a day", text=quoted(text)), tr("Write a shorter time."))
    if value == 0 and not zero:
        raise ValueProblem(
            tr("{text} is too short: a time has to be more than 0", text=quoted(text)), tr("Write a time like 10s.")
        )
    return value


def _checked_count(part: str, text: str, most: int) -> int:
    value = int(part)
    if value > most:
        raise ValueProblem(
            tr("{text} is too many: the most is {most}", text=quoted(text), most=most), tr("Write a smaller number.")
        )
    if value == 0:
        raise ValueProblem(
            tr("{text} is too few: it has to be at least 1", text=quoted(text)), tr("Write a number from 1 up.")
        )
    return value


def _allow(form: Form, forms: frozenset[Form], text: str, *, is_time: bool) -> None:
    if form in forms:
        return
    what = {
        Form.RANGE: tr("a range can't be used here"),
        Form.AT_LEAST: tr("“at least” can't be used here"),
        Form.AT_MOST: tr("“at most” can't be used here"),
        Form.BREATHS: tr("a number of breaths can't be used here"),
    }.get(form) or tr("{text} can't be used here", text=quoted(text.strip()))
    raise ValueProblem(what, _suggest(None, forms, is_time=is_time))


def _repaired(text: str, key: str, read: Callable[[str], Amount], *, is_time: bool) -> str | None:
    """What to write for it, as far as `read` takes that here; None if nothing can be guessed."""
    from unclench.routine.suggestions import (  # imported only for a mistake
        repaired_count,
        repaired_duration,
        two_values,
    )

    if (two := two_values(text, key, is_time=is_time)) is not None:
        return two
    better = repaired_duration(text) if is_time else repaired_count(text)
    if better is None or better == text:
        return None
    try:
        read(better)
    except ValueProblem:
        return None
    return better


_FEW = 10
"""Of what there may be fewer than this, such as days a week, the examples are smaller, too."""
EXAMPLES = {
    Form.RANGE: ("8-10", "20-30s"),
    Form.AT_LEAST: (">=10", ">=10s"),
    Form.AT_MOST: ("<=10", "<=10s"),
    Form.BREATHS: ("", "3 breaths"),
    Form.OPEN: ("open", "open"),
    Form.ASK: ("ask", "ask"),
}
"""An example of each form: as a count, and as a time."""
_SMALL_EXAMPLES = {Form.RANGE: "2-3", Form.AT_LEAST: ">=2", Form.AT_MOST: "<=3"}


def _suggest(repaired: str | None, forms: frozenset[Form], *, is_time: bool, most: int = MOST) -> str:
    if repaired is not None:
        return tr("Write {suggestion}.", suggestion=repaired)
    write = tr("Write a time like 10s, 1m30s or 1:30") if is_time else tr("Write a whole number like 5")
    examples = [example[is_time] for form, example in EXAMPLES.items() if form in forms]
    if most < _FEW:
        examples = [_SMALL_EXAMPLES.get(form, example[is_time]) for form, example in EXAMPLES.items() if form in forms]
    if not examples:
        return f"{write}."
    *others, last = examples
    if not others:
        return tr("{write}; {example} is possible here, too.", write=write, example=last)
    return tr(
        "{write}; {examples} and {last} are possible here, too.", write=write, examples=", ".join(others), last=last
    )
