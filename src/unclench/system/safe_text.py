"""Makes anybody's text safe to show: nothing in it is obeyed by a terminal or by what opens a file.

Titles, notes and names may come from strangers' files. A control character, the start of an escape
sequence, a mark that reorders a line or an invisible letter is replaced by its code, as in `<1b>`.
"""

from __future__ import annotations

import re

_CONTROLS = "\x00-\x1f\x7f"
_OTHERS = (
    "\x80-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\uffa0"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
UNSAFE = f"[{_CONTROLS}{_OTHERS}]"
"""A pattern for what could move a cursor, start an escape sequence, reorder a line, or not be seen at all.

Not compiled here: a start at which nothing is printed never needs it.
"""
_UNSAFE_IN_JSON = f"[\x7f{_OTHERS}]"
"""Without what is below 0x20: in JSON that can only be white space between values."""
_LINE_END = "\r\n?|[\x0b\x0c\x85\u2028\u2029]"


def line(text: str) -> str:
    """The text on one line, safe to show."""
    return re.sub(UNSAFE, _code, " ".join(text.split()))


def lines(text: str) -> str:
    """The text with its line ends as line feeds, safe to show."""
    whole = re.sub(_LINE_END, "\n", text).replace("\t", " ")
    return "\n".join(re.sub(UNSAFE, _code, each) for each in whole.split("\n"))


def json(text: str) -> str:
    """JSON with the same meaning, in which what a terminal would act on is escaped."""
    return re.sub(_UNSAFE_IN_JSON, _escape, text)


def _code(found: re.Match[str]) -> str:
    return f"<{ord(found[0]):02x}>"


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
