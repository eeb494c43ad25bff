"""A sentence of a sheet as tokens: numbers in figures or in words, words in small letters, and marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

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
BLANK = "___"
"""What stands for a number that the sheet leaves blank."""
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
