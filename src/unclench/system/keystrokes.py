"""Turns the bytes that a terminal sends into keys. Pure: the caller passes the time.

A key of one character is that character. What a terminal sends as a sequence (arrows, page and function
keys, the mouse, its own answers, a letter with Alt) yields nothing, and never the letters and digits
it is written with: those would be taken for a pain rating, a step or a yes. A read may end anywhere,
even in the middle of a sequence or of a letter. A key that is held down is told from one that is pressed again.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Mapping

from unclench.ports import Clock

ENTER = "\n"
ESCAPE = "\x1b"
BACKSPACE = "\x7f"

ESCAPE_ALONE = 50
"""Ms after which an escape character was the key itself: terminals send a sequence in one go."""
TAIL = 1_000
"""Ms within which the rest of a sequence may still come over a slow line. Ours."""
LONGEST_PASTE = 20_000
"""Characters of a paste that are kept; the rest is dropped."""

_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"
_STRING = r"(?:\x1b+[P\]X^_]|[\x90\x9d\x98\x9e\x9f])[^\x00-\x1f\x9c]*"
"""A terminal's answer to a program, about its colours for instance."""
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
    """Takes bytes as they are read and returns keys as they are completed. Times are ms on any one clock."""

    def __init__(self) -> None:
        self._letters = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._rest = ""
        """A sequence that has begun and is not complete."""
        self._since = 0
        """When it began; for a paste, when its last bytes came."""
        self._dropped = False
        """Whether `_rest` will yield nothing, because it began before a `forget`."""

    def feed(self, data: bytes, now: int) -> list[str]:
        """Take in bytes. Returns the keys that are complete now, one character each.

        A paste is one key of several characters that ends with a space. So it is text where a line is being
        typed, and no key at all elsewhere.
        """
        keys = self.settle(now)
        # A byte that is not UTF-8 stands for itself: a lone 0x9b also begins a sequence.
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
                at = begun.end()  # it yields nothing
            self._dropped = False
        pasting = text.startswith(_PASTE, at)
        if pasting or at or not before:
            self._since = now
        self._rest = text[at:]
        if pasting and len(self._rest) > LONGEST_PASTE + len(_PASTE + _PASTED):
            self._rest = self._rest[: LONGEST_PASTE + len(_PASTE)] + self._rest[1 - len(_PASTED) :]
        return keys

    def patience(self, now: int) -> int | None:
        """Ms until `settle` has something to decide; None if no sequence has begun."""
        if not self._rest and not self._letters.getstate()[0]:
            return None
        alone = set(self._rest) == {ESCAPE} and not self._dropped
        return max(0, self._since + (ESCAPE_ALONE if alone else TAIL) - now)

    def settle(self, now: int) -> list[str]:
        """Decide about a sequence that never ended. Returns the Escape key for a lone escape, else nothing."""
        if self.patience(now) != 0:
            return []
        if set(self._rest) == {ESCAPE} and not self._dropped:
            self._dropped = True  # should the rest of a sequence follow after all, it yields nothing
            return [ESCAPE]
        self._rest, self._dropped = "", False
        self._letters.reset()
        return []

    def forget(self) -> None:
        """Drop a sequence that has begun, and its rest when that comes."""
        self._letters.reset()
        self._dropped = bool(self._rest)


def _key(char: str) -> list[str]:
    if char in "\r\n":
        return [ENTER]
    if char in "\b\x7f":
        return [BACKSPACE]
    if "\ud800" <= char <= "\udfff":
        return ["\ufffd"]  # a letter in another encoding
    return [] if char < " " or "\x7f" <= char < "\xa0" else [char]


def _pasted(text: str) -> list[str]:
    words = " ".join("".join(char if char.isprintable() else " " for char in text[:LONGEST_PASTE]).split())
    return [f"{words} "] if words else []


REPEAT_DELAY = 700
"""Ms, longer than keyboards wait before the first repeat (250 to 660). Ours."""
QUIET: Mapping[str, int] = {"step": 400, "count": 300}
"""Ms for which a sort of key must not have been seen: skipping is also wanted in quick succession, and counting.

REPEAT_DELAY for any other sort.
"""
STEPS = frozenset("npr")
"""The characters that move from step to step."""
SESSION, QUESTION, ELSEWHERE = "session", "question", "elsewhere"
"""The places that a key can reach."""
REPEATS = frozenset("+=-[]")
"""Characters that may be held down or pressed quickly: ten seconds more, louder."""


TOGETHER = 1_500
"""A 0 this soon (ms) after a 1 makes a ten (ours)."""


class Guard:
    """Knows when each sort of key was last seen; there is one for a whole run."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: dict[str, int] = {}
        self._places: dict[str, tuple[str, int]] = {}
        """Where each key was seen last, and when."""
        self._one: int | None = None
        """When a 1 was pressed that a 0 may make a ten."""

    def rating(self, digit: int) -> int:
        """The pain, 0 to 10, that a digit stands for: a 0 right after a 1 makes it ten. The key for ten passes 10."""
        now = self._clock.now()
        ten = digit == 0 and self._one is not None and now - self._one <= TOGETHER
        self._one = now if digit == 1 else None
        return 10 if ten else digit

    def fresh(self, sort: str) -> bool:
        """Whether a key of this sort, pressed now, counts."""
        return self._let_alone(sort) >= QUIET.get(sort, REPEAT_DELAY)

    def fresh_key(self, character: str, *, asked: bool = False, counts: bool = False) -> bool:
        """Whether a character, pressed now, counts as a key. Not for characters typed into a line.

        `asked` says that a question is waiting for it: then no key may repeat. `counts`: a key counts repetitions now,
        perhaps two a second. Space and Enter do the same thing and are one key here.
        """
        if self.comes_from_elsewhere(character, SESSION):
            return False
        low = "space" if character in " \r\n" else character.lower()
        alone = self._let_alone(low)
        if not asked and low in REPEATS:
            return True
        if counts and low == "space":
            return alone >= QUIET["count"]
        return alone >= (QUIET["step"] if low in STEPS and not asked else REPEAT_DELAY)

    def comes_from_elsewhere(self, key: str, place: str) -> bool:
        """Whether a key that reaches `place` now was pressed at another place and is only being held down.

        A key may lead to a question that has the same key for an answer: its repeats must not give that answer, nor may
        those of an answer do something in the session behind. It counts again once it has been let alone.
        """
        key, now = key.lower(), self._clock.now()
        before, at = self._places.get(key, (place, now))
        held = before != place and now - at < REPEAT_DELAY
        self._places[key] = (before if held else place, now)
        return held

    def expect_held(self, keys: Collection[str]) -> None:
        """Keys that may be held down since a screen which told nobody of its keys. They count once let alone."""
        now = self._clock.now()
        self._places.update({key.lower(): (ELSEWHERE, now) for key in keys})

    def _let_alone(self, sort: str) -> int:
        """Note that it is seen now. Returns for how many ms it had not been."""
        now = self._clock.now()
        before = self._last.get(sort, now - REPEAT_DELAY)
        self._last[sort] = now
        return now - before
