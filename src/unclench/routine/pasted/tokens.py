"""A sentence of a sheet as tokens: words, marks and numbers, and the amounts and lengths of time that these are.

None is returned for whatever is not surely an amount. Times are in ms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from unclench.routine import lint
from unclench.routine.model import BLANK, Amount, AtLeast, AtMost, Exact, Range

_TOKEN = re.compile(
    r"(?P<odd>[0-9]+(?:[.,:/][0-9]+){2,}|[0-9]+[,:][0-9]+)"
    r"|(?P<number>[0-9]+\.[0-9]+|(?<![0-9.])\.[0-9]+|[0-9]+)"
    r"|(?P<blank>_{2,}|\.{4,})"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)|(?P<mark>\S)"
)
_SENTENCE = re.compile(r"[.!?;]+(?=\s|$)|(?<![0-9])\s-\s|\s-\s(?![0-9])")
_SHORTENED = re.compile(r"\b((?i:secs?|mins?|reps?|approx|ca|max|hrs?|wk|e\.g|i\.e))\.(?= ?[,;)a-z0-9]|$)")
"""A shortened word, behind which the sentence goes on."""

_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS = {word: value for value, word in enumerate(_ONES)} | {word: value * 10 for value, word in enumerate(_TENS, 2)}
MOST_TOKENS = 200
"""Of one sentence: nobody writes longer ones about a dose, and nothing is read in what is longer."""
QUOTE = "\u201d"
"""A quotation mark that is one; behind figures alone it means seconds."""
MOST_SENTENCES = 60
"""Of one line; what is behind them counts as one sentence."""
MOST_FIGURES = 6
"""Figures of a number: more are a telephone number."""


class Token(Struct, frozen=True):
    """A piece of a sentence. `value` is the number that it is; `odd` is something with figures that is no number."""

    text: str
    start: int
    end: int
    value: Fraction | None = None
    odd: bool = False


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, without the stop behind each. A dash with spaces around it also ends one."""
    text = _SHORTENED.sub(lambda found: found[1] + " ", text)
    start = 0
    for stop in islice(_SENTENCE.finditer(text), MOST_SENTENCES):
        if sentence := text[start : stop.start()].strip():
            yield sentence
        start = stop.end()
    if sentence := text[start:].strip():
        yield sentence


def tokens_of(sentence: str) -> list[Token]:
    """The tokens of a sentence; numbers in words are numbers (`twenty-five`), fractions too (`1 1/2`)."""
    tokens = [_token(found) for found in islice(_TOKEN.finditer(sentence), MOST_TOKENS + 1)]
    if any(token.text == '"' and (n == 0 or tokens[n - 1].value is None) for n, token in enumerate(tokens)):
        tokens = [replace(each, text=QUOTE) if each.text == '"' else each for each in tokens]
    return _with_numbers(tokens)


def _token(found: re.Match[str]) -> Token:
    text, start, end = BLANK if found["blank"] else found[0].lower(), found.start(), found.end()
    if found["number"] and len(text) <= MOST_FIGURES:
        return Token(text, start, end, Fraction(text if text[0] != "." else f"0{text}"))
    return Token(text, start, end, odd=bool(found["odd"] or found["number"]))


def _with_numbers(tokens: list[Token]) -> list[Token]:
    """Joins what is one number: words, and figures with a fraction."""
    made: list[Token] = []
    at = 0
    while at < len(tokens):
        token, length = _number(tokens, at)
        made.append(token)
        at += length
    return made


def _number(tokens: list[Token], at: int) -> tuple[Token, int]:
    """The token at a place, and of how many it is made."""
    token, following = tokens[at], [each.text for each in tokens[at + 1 : at + 4]]
    if token.text in NUMBERS:
        value, length = Fraction(NUMBERS[token.text]), 1
        if value >= 20:
            ones = following[1:2] if following[:1] == ["-"] else following[:1]
            if ones and 0 < NUMBERS.get(ones[0], 0) < 10:
                value, length = value + NUMBERS[ones[0]], 3 if following[0] == "-" else 2
    elif token.value is not None and token.value.denominator == 1:
        value, length = token.value, 1
        if following[:1] == ["/"]:
            part = _fraction(tokens, at)
            return (token, 1) if part is None else (_joined(tokens, at, 3, part), 3)
    else:
        return token, 1
    if (part := _fraction(tokens, at + length)) is not None:
        return _joined(tokens, at, length + 3, value + part), length + 3
    return _joined(tokens, at, length, value), length


def _fraction(tokens: list[Token], at: int) -> Fraction | None:
    """`1/2`, `1/4`, `3/4` and the like, a whole number of its own; `2/7` is no time but "two days"."""
    three = tokens[at : at + 3]
    if len(three) < 3 or three[1].text != "/" or three[0].end != three[1].start or three[1].end != three[2].start:
        return None
    over, under = three[0].value, three[2].value
    if over is None or under is None or under not in (2, 3, 4) or not 0 < over < under:
        return None
    return over / under


def _joined(tokens: list[Token], at: int, length: int, value: Fraction) -> Token:
    first, last = tokens[at], tokens[at + length - 1]
    return Token(first.text if length == 1 else "", first.start, last.end, value)


_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", '"', "count", "counts"), 1_000),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60_000),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3_600_000),
}
"""In ms. Not `m`, which may be metres, nor `'`, which may be feet. A count is said once a second."""
_HALF_OF = frozenset({"minute", "min", "hour", "hr"})
LABELS = frozenset({
    "level", "exercise", "phase", "stage", "week", "step", "part", "number", "no", "grade", "day", "page", "figure",
    "fig", "option", "version", "set", "round", "section", "l", "t", "c",
})  # fmt: skip
"""What is numbered: the number behind such a word counts nothing."""
_LEAST = (("at", "least"), ("minimum", "of"), ("a", "minimum", "of"), ("min", "of"), ("no", "less", "than"),
          ("not", "less", "than"))  # fmt: skip
_MOST = (
    ("no", "more", "than"), ("not", "more", "than"), ("no", "longer", "than"), ("not", "longer", "than"),
    ("a", "maximum", "of"), ("maximum", "of"), ("max", "of"), ("up", "to"), ("at", "most"), ("maximum",), ("max",),
)  # fmt: skip
_ABOUT = (("about",), ("approximately",), ("approx",), ("around",), ("roughly",), ("~",), ("ca",))
_MORE = (("+",), ("or", "more"), ("and", "more"))
_OFTEN = {"once": Fraction(1), "twice": Fraction(2), "thrice": Fraction(3)}
Bound: TypeAlias = Literal["", "least", "most"]


class Numbers(Struct, frozen=True):
    """One number or two, as a sheet has them; `bound` says that they are the least or the most."""

    low: Fraction
    high: Fraction
    bound: Bound = ""

    def amount(self, unit: int = 1) -> Amount | None:
        """In whole numbers of 1/`unit`; None where that is none."""
        low, high = self.low * unit, self.high * unit
        if low.denominator != 1 or high.denominator != 1 or low <= 0 or high < low:
            return None
        if self.bound and low != high:
            return Range(int(low), int(high)) if self.bound == "most" else None
        if self.bound:
            return (AtLeast if self.bound == "least" else AtMost)(int(low))
        return Exact(int(low)) if low == high else Range(int(low), int(high))


def most(amount: Amount | None) -> int:
    """The largest number of an amount, in ms or as a count; 0 for a missing one and one without a number."""
    return lint.most(amount) or 0


def starts(tokens: Sequence[Token], at: int, *phrases: tuple[str, ...]) -> int:
    """How many tokens of one of the phrases stand at a place; 0 for none."""
    for words in phrases:
        if all(at + n < len(tokens) and tokens[at + n].text == word for n, word in enumerate(words)):
            return len(words)
    return 0


def text_at(tokens: Sequence[Token], at: int) -> str:
    """The word or mark at a place; nothing beyond the ends."""
    return tokens[at].text if 0 <= at < len(tokens) else ""


def numbers_at(tokens: Sequence[Token], at: int) -> tuple[Numbers, int] | None:
    """`8`, `8-10`, `8 to 10`, `2 or 3`, `between 8 and 10`, `at least 10`, `10+`, `up to 5`, and where it ends."""
    bound, length = _bound_at(tokens, at)
    between = text_at(tokens, at + length) == "between"
    at += length + between
    if (low := _value(tokens, at)) is None or _is_numbered(tokens, at) or _cut(tokens, at):
        return None
    end = at + 1
    joiners = ("and",) if between else ("-", "to", "or")
    high = _value(tokens, end + 1) if text_at(tokens, end) in joiners else None
    if high is not None and text_at(tokens, end) == "or" and high != low + 1:
        return None  # "5 or 20" is a choice, not a range
    if between and high is None:
        return None
    if high is not None:
        end += 2
    if (more := starts(tokens, end, *_MORE)) and not bound and high is None:
        return Numbers(low, low, "least"), end + more
    return Numbers(low, low if high is None else high, bound), end


def often_at(tokens: Sequence[Token], at: int) -> tuple[Numbers, int] | None:
    """`once`, `once or twice`, `twice to three times`, `at least once`, and where the last of the numbers ends."""
    bound, length = _bound_at(tokens, at)
    at += length
    if (low := _OFTEN.get(text_at(tokens, at))) is None:
        return None
    if more := starts(tokens, at + 1, *_MORE):
        return None if bound else (Numbers(low, low, "least"), at + 1 + more)
    if text_at(tokens, at + 1) not in ("-", "to", "or"):
        return Numbers(low, low, bound), at + 1
    high = _OFTEN.get(text_at(tokens, at + 2), _value(tokens, at + 2))
    return None if high != low + 1 else (Numbers(low, high, bound), at + 3)


def _bound_at(tokens: Sequence[Token], at: int) -> tuple[Bound, int]:
    """Whether the number behind is the least or the most, and how many words say so; `about` says neither."""
    if length := starts(tokens, at, *_LEAST):
        return "least", length
    if length := starts(tokens, at, *_MOST):
        return "most", length
    return "", starts(tokens, at, *_ABOUT)


def time_at(tokens: Sequence[Token], at: int) -> tuple[Amount, int] | None:
    """`10 seconds`, `20-30 sec`, `1 minute 30 seconds`, `half a minute`, and where it ends."""
    return _half_at(tokens, at) or _mixed_at(tokens, at) or _one_unit_at(tokens, at)


def unit_at(tokens: Sequence[Token], at: int) -> int | None:
    """The ms of the unit at a place."""
    return _UNITS.get(text_at(tokens, at))


def _value(tokens: Sequence[Token], at: int) -> Fraction | None:
    return tokens[at].value if 0 <= at < len(tokens) else None


def _is_numbered(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number is the name of something: `level 2`, but not `repeat this exercise 5 times`."""
    return text_at(tokens, at - 1) in LABELS and text_at(tokens, at - 2) not in ("this", "the", "each", "that")


def _cut(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number is the end of something longer, such as `1-2-3` or `x/7`."""
    return (
        text_at(tokens, at - 1) in ("-", "/") and at >= 2 and (tokens[at - 2].value is not None or tokens[at - 2].odd)
    )


def _half_at(tokens: Sequence[Token], at: int) -> tuple[Amount, int] | None:
    """`half a minute`, `a minute`, `a minute and a half`, `one and a half minutes`."""
    if (length := starts(tokens, at, ("half", "a"), ("half", "an"), ("a", "half"), ("half",))) and (
        text_at(tokens, at + length) in _HALF_OF
    ):
        return Exact(_UNITS[text_at(tokens, at + length)] // 2), at + length + 1
    if (length := starts(tokens, at + 1, ("and", "a", "half"))) and (value := _value(tokens, at)) is not None:
        if (unit := unit_at(tokens, at + 1 + length)) and value.denominator == 1:
            return Exact(int((value + Fraction(1, 2)) * unit)), at + 2 + length
        return None
    one = text_at(tokens, at) in ("a", "an") or _value(tokens, at) == 1
    if one and text_at(tokens, at + 1) in _HALF_OF:
        unit = _UNITS[text_at(tokens, at + 1)]
        if length := starts(tokens, at + 2, ("and", "a", "half")):
            return Exact(unit + unit // 2), at + 2 + length
        if text_at(tokens, at) in ("a", "an"):
            return Exact(unit), at + 2
    return None


def _mixed_at(tokens: Sequence[Token], at: int) -> tuple[Amount, int] | None:
    """`1 minute 30 seconds`, `20 secs to 30 secs`, `30 sec - 1 min`."""
    first, second = _value(tokens, at), unit_at(tokens, at + 1)
    if first is None or second is None or _cut(tokens, at) or _is_numbered(tokens, at):
        return None
    between = text_at(tokens, at + 2)
    joined = between in ("and", "-", "to")
    value, unit = _value(tokens, at + 2 + joined), unit_at(tokens, at + 3 + joined)
    if value is None or unit is None:
        return None
    low, high = first * second, value * unit
    if between in ("-", "to"):
        whole = low.denominator == high.denominator == 1 and 0 < low < high
        return (Range(int(low), int(high)), at + 5) if whole else None
    if unit < second and high < second and (low + high).denominator == 1:
        return Exact(int(low + high)), at + 4 + joined
    return None


def _one_unit_at(tokens: Sequence[Token], at: int) -> tuple[Amount, int] | None:
    if (found := numbers_at(tokens, at)) is None:
        return None
    numbers, end = found
    end += text_at(tokens, end) == "-" and unit_at(tokens, end + 1) is not None  # "a 10-second hold"
    if (unit := unit_at(tokens, end)) is None or (amount := numbers.amount(unit)) is None:
        return None
    end += 1
    if (more := starts(tokens, end, *_MORE)) and isinstance(amount, Exact):
        return AtLeast(amount.value), end + more
    if isinstance(amount, Exact) and _value(tokens, end) is not None and unit > 1_000 and _bare_seconds(tokens, end):
        return None  # "1 minute 30" leaves open what the thirty are
    return amount, end


def _bare_seconds(tokens: Sequence[Token], at: int) -> bool:
    return unit_at(tokens, at + 1) is None and text_at(tokens, at + 1) in ("", ",", ".")
