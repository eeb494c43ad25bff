"""The bytes that a terminal sends for what is pressed -> keys. Pure: it is told what time it is.

A key of one character is that character. What a terminal sends as several (arrows, page and
function keys, the mouse, its own answers, a letter with Alt) is one key that does nothing here:
never the letters and digits it is written with, since those would be taken for pain, for steps
or for a yes. Reads break anywhere, within such a sequence and within a letter too.
"""

from __future__ import annotations

import codecs
import re

ENTER = "\n"
ESCAPE = "\x1b"
BACKSPACE = "\x7f"

ESCAPE_ALONE = 50
"""Ms after which an escape character was the key itself; terminals send a sequence in one go."""
TAIL = 1_000
"""Ms within which what looks like the rest of a sequence still is one, over a slow line (ours)."""
LONGEST_PASTE = 20_000
"""Characters of one paste that are kept; the rest is left out."""

_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"
_STRING = r"(?:\x1b+[P\]X^_]|[\x90\x9d\x98\x9e\x9f])[^\x00-\x1f\x9c]*"
"""How a terminal answers what a program asked it, its colours say."""
_SEQUENCE = re.compile(
    r"(?:\x1b+\[|\x9b)(?:\[.|M...|(?![\[M])[0-?]*[ -/]*[@-~])"  # CSI; the console's F1 to F5; an old mouse
    r"|(?:\x1b+O|\x8f)[0-9;]*[@-~]"  # SS3
    rf"|{_STRING}(?:\x07|\x1b\\|\x9c)"
    r"|\x1b+[^\x1b\[OP\]X^_]",  # Alt with a character
    re.DOTALL,
)
_BEGUN = re.compile(
    rf"(?:\x1b+\[|\x9b)(?:\[|M.?.?|[0-?]*[ -/]*)|(?:\x1b+O|\x8f)[0-9;]*|{_STRING}\x1b?|\x1b+", re.DOTALL
)
"""Any beginning of a sequence."""
_INTRODUCERS = "\x1b\x8f\x90\x98\x9b\x9d\x9e\x9f"


class Keystrokes:
    """Takes bytes as they are read, gives keys as they are complete. Times are ms on any one clock."""

    def __init__(self) -> None:
        self._letters = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._rest = ""
        """A sequence that has begun."""
        self._since = 0
        """When it began; of a paste, when its last bytes came."""
        self._dropped = False
        """What is left of `_rest` comes to nothing: it was begun before a `forget`."""

    def feed(self, data: bytes, now: int) -> list[str]:
        """The keys that are complete now, one character each.

        A paste is one of several characters, with a space behind it: so it is text where a line
        is typed, and elsewhere no key at all.
        """
        keys = self.settle(now)
        # A byte that is no UTF-8 stands for itself: 0x9b alone also begins a sequence.
        new = "".join(
            chr(ord(char) - 0xDC00) if "\udc80" <= char <= "\udc9f" else char for char in self._letters.decode(data)
        )
        if self._dropped and set(self._rest) == {ESCAPE} and new and new[0] not in "[O":
            self._rest, self._dropped = "", False
        before, text, at = self._rest, self._rest + new, 0
        while at < len(text):
            if text[at] not in _INTRODUCERS:
                keys += _key(text[at])
                at += 1
                continue
            if text.startswith(_PASTE, at):
                end = text.find(_PASTED, at)
                if end < 0:
                    break
                if not self._dropped:
                    keys += _pasted(text[at + len(_PASTE) : end])
                at = end + len(_PASTED)
            elif (found := _SEQUENCE.match(text, at)) is not None:
                at = found.end()
            else:
                begun = _BEGUN.match(text, at)
                assert begun is not None  # every introducer is one
                if begun.end() == len(text):
                    break
                at = begun.end()  # of nothing
            self._dropped = False
        pasting = text.startswith(_PASTE, at)
        if pasting or at or not before:
            self._since = now
        self._rest = text[at:]
        if pasting and len(self._rest) > LONGEST_PASTE + len(_PASTE + _PASTED):
            self._rest = self._rest[: LONGEST_PASTE + len(_PASTE)] + self._rest[1 - len(_PASTED) :]
        return keys

    def patience(self, now: int) -> int | None:
        """Ms until `settle` has something to decide; None where nothing has begun."""
        if not self._rest and not self._letters.getstate()[0]:
            return None
        alone = set(self._rest) == {ESCAPE} and not self._dropped
        return max(0, self._since + (ESCAPE_ALONE if alone else TAIL) - now)

    def settle(self, now: int) -> list[str]:
        """What was begun and never ended: an escape character is the Escape key, all else is nothing."""
        if self.patience(now) != 0:
            return []
        if set(self._rest) == {ESCAPE} and not self._dropped:
            self._dropped = True  # should the rest of a sequence follow all the same, it comes to nothing
            return [ESCAPE]
        self._rest, self._dropped = "", False
        self._letters.reset()
        return []

    def forget(self) -> None:
        """Whatever has begun comes to nothing."""
        self._letters.reset()
        self._dropped = bool(self._rest)


def _key(char: str) -> list[str]:
    if char in "\r\n":
        return [ENTER]
    if char in "\b\x7f":
        return [BACKSPACE]
    if "\ud800" <= char <= "\udfff":
        return ["\ufffd"]  # a letter of another encoding
    return [] if char < " " or "\x7f" <= char < "\xa0" else [char]


def _pasted(text: str) -> list[str]:
    words = " ".join("".join(char if char.isprintable() else " " for char in text[:LONGEST_PASTE]).split())
    return [f"{words} "] if words else []
