"""What is made of another program's file, and how its words are taken over."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from unclench.language import tr
from unclench.routine.problems import quoted
from unclench.routine.readers import LONGEST_TEXT
from unclench.system import safe_text

NAMELESS = tr("Exercise")
"""What an exercise without a name is called."""
RESTS = frozenset({
    "rest", "break", "pause", "recovery", "pausa", "descanso", "riposo", "recupero", "repos", "ruhe", "erholung",
    "rust", "przerwa", "odpoczynek", "dinlenme", "mola", "отдых", "перерыв", "пауза", "休息",
})  # fmt: skip
"""What people call an exercise in which there is nothing to do, in small letters."""


class Converted(Struct, frozen=True):
    """A routine as `routine.written` has it, and a sentence for whatever could not be taken over."""

    data: dict[str, Any]
    lost: tuple[str, ...] = ()


def words(text: str) -> str:
    """A text on one line, harmless and not too long for a routine; what can't be seen becomes its code."""
    return safe_text.line(text)[:LONGEST_TEXT]


def timed(name: str, seconds: str) -> dict[str, Any]:
    """A step that lasts so long: a rest, by its name, or something to do."""
    name = words(name) or NAMELESS
    return {"rest": seconds} if name.casefold() in RESTS else {"do": name, "for": seconds}


def left_out(name: str, why: str) -> str:
    """A sentence about a part of the file that has no place in the routine."""
    return tr("Left out: {name}, {why}.", name=quoted(name), why=why)
