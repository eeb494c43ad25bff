"""What somebody most likely meant by a value that can't be read, for the words of a problem.

Never used to read a value: a guess is shown, not played.
"""

from __future__ import annotations

import re
import unicodedata

from unclench.loading import patterns as p

_TIME = re.compile(p.whole(p.DURATION, p.DURATION_RANGE, p.BREATHS, p.LEAST + p.DURATION))
_COUNT = re.compile(p.whole(p.WHOLE, p.COUNT_RANGE, p.LEAST + p.WHOLE))
_ZERO_FOR_O = re.compile(r"(?<=[0-9])[oO]|\b[oO](?=[0-9])")
_ONE_FOR_L = re.compile(r"(?<![A-Za-z])[lI](?=[0-9oO])|(?<=[0-9])[lI](?=[0-9])")
_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_SECOND_SIGN = re.compile("(?<=[0-9])(?:''|[\"\u2033\u201d])")
_MINUTE_SIGN = re.compile("(?<=[0-9])['\u2032\u2019]")
_PER_DOT = re.compile(r"(?<=[a-z])\.")
_MS = re.compile(r"^ *([0-9]+) *000 *ms *$")
_TIMES = re.compile(
    r"^ *x(?=[ 0-9])|(?<=[0-9]) *(?:x|\u00d7|times|reps?|repetitions?|sets?|rounds?|cycles?|breaths?) *$"
)
_PLUS = re.compile(r"^(.*[0-9a-z]) *\+$")
_ABOUT = re.compile(r"^ *(?:about|approx|for|ca|~) *\.? *(?=[0-9])")


def repaired_duration(text: str) -> str | None:
    """A spelling that can be read and was probably meant, or None."""
    text = _digits(text)
    text = _MS.sub(r"\1s", text)
    text = _MINUTE_SIGN.sub("m", _SECOND_SIGN.sub("s", text))
    text = _PER_DOT.sub("", text.lower())
    text = _ABOUT.sub("", text)
    text = _PLUS.sub(r">=\1", text.replace(" and ", " ").replace(" or ", "-"))
    return _if_read(_TIME, text)


def repaired_count(text: str) -> str | None:
    """A spelling that can be read and was probably meant, or None."""
    text = _TIMES.sub("", _digits(text).lower())
    text = _PLUS.sub(r">=\1", text.replace(" or ", "-"))
    text = re.sub(r"^([0-9]+)\.0+$", r"\1", text.strip())
    return _if_read(_COUNT, text)


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
    """ASCII digits for full-width and other scripts' ones, and for letters that look alike."""
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
