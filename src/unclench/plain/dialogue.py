"""A conversation in lines of text, answered key by key, so that a session can go on beside it.

A dialogue is a generator: it yields what is to be shown, and is sent the next key. The session
sends it keys as they come; where nothing is played, `hold` does.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TypeAlias, TypeVar

from msgspec import Struct

from unclench.plain.output import Output
from unclench.system.keyboard import ENTER, Keys
from unclench.system.keystrokes import BACKSPACE, ESCAPE

T = TypeVar("T")


class Say(Struct, frozen=True):
    """Lines to show; with `typing` the one line is what was typed so far."""

    lines: Sequence[str] = ()
    typing: bool = False
    entry: bool = False
    """Whether the next key goes into a line that ends with Enter: what `Keys.get` is told as `typing`."""
    waits: bool = True
    """Whether a key is wanted; otherwise the dialogue goes on by itself."""
    patience: int | None = None
    """Ms after which it wants to know that nobody has pressed a key: it is then sent an empty one."""


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
            key = keys.get(said.patience, typing=said.entry) if said.waits else ""
            if key is None and said.patience is not None and not keys.ended:
                key = ""
            if key is None:
                dialogue.close()
                return None
            said = dialogue.send(key)
    except StopIteration as end:
        answer: T = end.value
        return answer
    except Left:
        return None
