"""Questions in lines of text, answered key by key, so that a session can go on beside them.

A dialogue is a generator: it yields what is to be shown, and is sent the next key. The session
sends it keys as they come; where nothing is played, `hold` does.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TypeAlias, TypeVar

from msgspec import Struct

from unclench.keys import Keys
from unclench.keystrokes import BACKSPACE, ENTER, ESCAPE
from unclench.plain.output import Output

T = TypeVar("T")


class Say(Struct, frozen=True):
    """Lines to show; with `typing` the one line is what was typed so far."""

    lines: Sequence[str] = ()
    typing: bool = False
    entry: bool = False
    """Whether the next key goes into a line that ends with Enter: what `Keys.get` is told as `typing`."""


Dialogue: TypeAlias = Generator[Say, str, T]


class Left(Exception):
    """Somebody left a dialogue without an answer."""


def line(*lines: str) -> Dialogue[str]:
    """What is typed up to Enter. Raises Left on Escape."""
    key, typed = (yield Say(lines, entry=True)), ""
    while key != ENTER:
        if key == ESCAPE:
            raise Left
        typed = typed[:-1] if key == BACKSPACE else typed + key
        key = yield Say((typed,), typing=True, entry=True)
    return typed.strip()


def yes_no(*lines: str) -> Dialogue[bool]:
    """Yes or no, by y or n. Raises Left on Escape."""
    key = (yield Say(lines)).lower()
    while key not in ("y", "n"):
        if key == ESCAPE:
            raise Left
        key = (yield Say(("y or n.",))).lower()
    return key == "y"


def pick(heading: str, options: Sequence[str]) -> Dialogue[int]:
    """One of at most nine options, by its digit: its number from 0. Raises Left on any other key."""
    key = yield Say((heading, *(f"  {number}  {option}" for number, option in enumerate(options, 1))))
    if not (key.isascii() and key.isdigit() and 1 <= int(key) <= len(options)):
        raise Left
    return int(key) - 1


def mark(heading: str, options: Sequence[str], *, yes: Sequence[bool] = ()) -> Dialogue[frozenset[int]]:
    """Those that hold, by their numbers from 0. `yes` says which were marked before: they are named.

    Raises Left on Escape.
    """
    before = " ".join(str(number) for number, marked in enumerate(yes, 1) if marked)
    ask = "The numbers of those that hold, then Enter; Enter alone: none of them."
    asked = (heading, *(f"  {number}  {option}" for number, option in enumerate(options, 1)), ask)
    if before:
        asked = (*asked, f"The last time it was {before}.")
    while True:
        typed = (yield from line(*asked)).replace(",", " ").split()
        if all(word.isascii() and word.isdigit() and 1 <= int(word[:4]) <= len(options) for word in typed):
            return frozenset(int(word) - 1 for word in typed)
        asked = (f"Numbers from 1 to {len(options)}, such as 2 5; or Enter alone.",)


def show(said: Say, out: Output, indent: str = "") -> None:
    """What a dialogue has yielded, to the output."""
    for text in said.lines:
        (out.count if said.typing else out.line)(f"{indent}{text}")


def hold(dialogue: Dialogue[T], out: Output, keys: Keys) -> T | None:
    """A dialogue to its end, with nothing beside it. None where it was left or nobody types any more."""
    try:
        said = next(dialogue)
        while True:
            show(said, out)
            key = keys.get(None, typing=said.entry)
            if key is None:
                dialogue.close()
                return None
            said = dialogue.send(key)
    except StopIteration as end:
        answer: T = end.value
        return answer
    except Left:
        return None
