"""Text as every engine gets it: words, and nothing that any of them would take for an order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

_UNITS = {
    "s": "second", "sec": "second", "secs": "second", "min": "minute", "mins": "minute", "m": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "rep": "repetition", "reps": "repetition", "cm": "centimetre",
    "kg": "kilogram",
}  # fmt: skip
_GLUED_ONLY = {"m", "h"}
"""`5m` is minutes here, as in a routine file; what `5 m` is, nobody knows."""

READ_AS_A_PAUSE = "\u2190\u21ff"
"""Arrows, from the first to the last."""

_NUMBER = r"\d+(?:\.\d+)?"

Replacement = str | Callable[[re.Match[str]], str]


def _unit(found: re.Match[str]) -> str:
    number, space, unit = found.groups()
    if space and unit in _GLUED_ONLY:
        return found[0]
    return f"{number} {_UNITS[unit]}{'' if number == '1' else 's'}"


def _pattern(found: re.Match[str]) -> str:
    return re.sub("[-\u2013]", ", ", found[0]).replace("+", " and ")


def _times(found: re.Match[str]) -> str:
    return f"{found[1]} time{'' if found[1] == '1' else 's'} "


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Replacement], ...]:
    """In this order; compiled with the first text, on the voice's own thread."""
    rules: list[tuple[str, Replacement]] = [
        (rf"\b{_NUMBER}(?:\+{_NUMBER})?(?:[-\u2013]{_NUMBER}){{2,}}\b", _pattern),
        (r"\b(\d+(?:\.\d+)?) ?[-\u2013] ?(?=\d)", r"\1 to "),
        (r"\b(\d+) ?[x\u00d7](?![^\W\d])", _times),
        (r"(?<![\d.])(\d+(?:\.\d+)?)( ?)(" + "|".join(_UNITS) + r")\b", _unit),
        (r"\b1/2\b", "half"),
        (r"\b0\.5 (hour)s?\b", r"half an \1"),
        (r"\b0\.5 (second|minute)s?\b", r"half a \1"),
        (r"\b(\d+)\.5\b(?!\.\d)", r"\1 and a half"),
        (r"(?<=[^\W\d])/(?=[^\W\d])", " or "),
        (rf"\s*[{READ_AS_A_PAUSE[0]}-{READ_AS_A_PAUSE[1]}\u2022]\s*", ", "),
    ]
    return tuple((re.compile(pattern), instead) for pattern, instead in rules)


def readable(text: str) -> str:
    """The text with its figures, units and signs written out where a voice would stumble over them."""
    before = ""
    while text != before:  # what is read of one sign may free the next; each time there are fewer
        before = text
        for pattern, instead in _rules():
            text = pattern.sub(instead, text)
    return text


LONGEST = 600
"""Characters: more than half a minute of speech, which no listener wants and no phase has room for."""

_ORDERS = {ord(c): " " for c in "[]{}<>\\|`^~*_#"}
"""Marks that have no sound: double brackets are phonemes to espeak-ng and piper and commands to
macOS say, angle brackets are SSML."""


def plain(text: str) -> str:
    """One line without control characters, markup, pictures or a leading dash, at most `LONGEST` long."""
    # First what has no sound, lest it stand between a figure and what belongs to it.
    words = "".join(" " if _soundless(c) else c for c in text[: 8 * LONGEST].translate(_ORDERS)).split()
    line = " ".join(readable(" ".join(words)).split()).lstrip("-+=/@ ")
    if len(line) > LONGEST:
        line = line[:LONGEST].rpartition(" ")[0] or line[:LONGEST]
    return line


def _soundless(char: str) -> bool:
    """Control characters and spaces; and pictures: nobody wants to hear "grinning face"."""
    kind = unicodedata.category(char)
    return kind[0] in "CZ" or (kind == "So" and char != "°" and not READ_AS_A_PAUSE[0] <= char <= READ_AS_A_PAUSE[1])


def sayable(line: str) -> bool:
    """Whether there is anything in it to pronounce."""
    return any(c.isalnum() for c in line)
