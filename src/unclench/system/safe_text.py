"""Anybody's text on its way to a terminal or into a file: nothing in it is obeyed by whatever shows it.

Titles, notes and names come from files of strangers; a control character, an escape sequence,
a mark that reorders a line or a letter that nobody sees becomes its code, as in `<1b>`.
"""

from __future__ import annotations

import re

_CONTROLS = "\x00-\x1f\x7f"
_OTHERS = (
    "\x80-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\uffa0"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
UNSAFE = f"[{_CONTROLS}{_OTHERS}]"
"""What could move a cursor, start an escape sequence, reorder a line of a terminal, or not be seen at all.

A text: compiled when something is to be told, which at a good start is never.
"""
_UNSAFE_IN_JSON = f"[\x7f{_OTHERS}]"
"""Line ends stand between the values of JSON; within them no control character below 0x20 can."""
_LINE_END = "\r\n?|[\x0b\x0c\x85\u2028\u2029]"


def line(text: str) -> str:
    """The text on one line."""
    return re.sub(UNSAFE, _code, " ".join(text.split()))


def lines(text: str) -> str:
    """The text with its line ends, each a line feed."""
    whole = re.sub(_LINE_END, "\n", text).replace("\t", " ")
    return "\n".join(re.sub(UNSAFE, _code, each) for each in whole.split("\n"))


def json(text: str) -> str:
    """JSON that means the same: what a terminal would act upon stands in it as its escape."""
    return re.sub(_UNSAFE_IN_JSON, _escape, text)


def _code(found: re.Match[str]) -> str:
    return f"<{ord(found[0]):02x}>"


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
