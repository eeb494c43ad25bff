"""Text as engines get it: written out in words, and with nothing that they would take for a command."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

_UNITS = {
    "s": "second", "sec": "second", "secs": "second", "min": "minute", "mins": "minute", "m": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "rep": "repetition", "reps": "repetition", "cm": "centimetre",
    "kg": "kilogram", "lb": "pound", "lbs": "pound",
}  # fmt: skip
_GLUED_ONLY = {"m", "h"}
"""`5m` means minutes here, as in a routine file; `5 m` could mean anything."""

READ_AS_A_PAUSE = "\u2190\u21ff"
"""The first and the last of the arrows, each of which is read as a pause."""

_NUMBER = r"\d+(?:\.\d+)?"

Replacement = str | Callable[[re.Match[str]], str]


def _unit(found: re.Match[str]) -> str:
    number, space, unit = found.groups()
    if space and unit in _GLUED_ONLY:
        return found[0]
    return f"{number} {_UNITS[unit]}{'' if number == '1' else 's'}"


def _pattern(found: re.Match[str]) -> str:
    return re.sub("[-\u2013]", ", ", found[0]).replace("+", " and ")


def _digits(found: re.Match[str]) -> str:
    """A number to call, digit by digit: `1 1 2` is read as one, one, two, and `112` as a hundred and twelve."""
    return ", ".join(map(" ".join, found[0].split()))


def _times(found: re.Match[str]) -> str:
    return f"{found[1]} time{'' if found[1] == '1' else 's'} "


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Replacement], ...]:
    """The replacements, in order; compiled with the first text, on the voice's own thread."""
    rules: list[tuple[str, Replacement]] = [
        (r"(?<=\b[Cc]all )\d{3}[\d ]*(?<=\d)|\b112(?= (?:works )?from\b)", _digits),
        (rf"\b{_NUMBER}(?:\+{_NUMBER})?(?:[-\u2013]{_NUMBER}){{2,}}\b", _pattern),
        (r"\b(\d+(?:\.\d+)?) ?[-\u2013] ?(?=\d)", r"\1 to "),
        (r"\b(\d+) ?[x\u00d7](?![^\W\d])", _times),
        (r"\b(\d+(?:h|min|m))(?=\d+(?:min|m|sec|s)\b)", r"\1 "),  # as routine files may write it: 1m30s
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
    """The text with numbers, units and signs written out where a voice would stumble over them."""
    before = ""
    while text != before:  # replacing one sign may expose another; there are fewer each time
        before = text
        for pattern, instead in _rules():
            text = pattern.sub(instead, text)
    return text


LONGEST = 2_400
"""Characters of a text at most: two minutes of speech. What a step begins with takes half of it at most."""

_COMMANDS = {ord(c): " " for c in "[]{}<>\\|`^~*_#"}
"""Marks without a sound. Double brackets are phonemes to espeak-ng and piper and commands to macOS say,
and angle brackets are SSML."""


def plain(text: str, *, english: bool = True) -> str:
    """One line without control characters, markup, emoji or a leading dash, at most `LONGEST` characters.

    In `english`, numbers and units are written out in words.
    """
    # What has no sound goes first, so that it cannot separate a number from its unit.
    words = "".join(" " if _soundless(c) else c for c in text[: 8 * LONGEST].translate(_COMMANDS)).split()
    line = " ".join(words)
    line = " ".join((readable(line) if english else line).split()).lstrip("-+=/@ ")
    if len(line) > LONGEST:
        line = line[:LONGEST].rpartition(" ")[0] or line[:LONGEST]
    return line


@lru_cache(1024)
def _soundless(char: str) -> bool:
    """Whether it is a space, a control character or an emoji: nobody wants to hear "grinning face"."""
    kind = unicodedata.category(char)
    return kind[0] in "CZ" or (kind == "So" and char != "°" and not READ_AS_A_PAUSE[0] <= char <= READ_AS_A_PAUSE[1])


def sayable(line: str) -> bool:
    """Whether there is anything to pronounce in it."""
    return any(c.isalnum() for c in line)
