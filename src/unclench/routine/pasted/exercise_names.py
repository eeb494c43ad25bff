"""What a sheet calls an exercise, found in the catalogue by exactly its name or one of its other names, or not."""

from __future__ import annotations

import re
from typing import Protocol

from unclench.routine.fields import MovementLookup
from unclench.routine.model import POSTURES, Movement

_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"\([^()]{0,80}\)")
_PLURAL = 4
"""Letters from which on a word that ends in one s is taken for a plural."""
_LONGEST = 200
"""Characters of a name that are looked at."""
_SAY_NOTHING = frozenset({"and", "the", "a", "an", "your", "exercise", "exercises"})
_GENERAL = frozenset({"stretch", "pose", "position"})
"""Words that a sheet may add to a name or leave out."""
_ON_SHEETS = {
    "cobra-elbows": ("prone on elbows",),
    "double-knee-to-chest": ("double leg knee to chest", "two knees to chest"),
    "hip-lift": ("bridging", "hip bridge"),
    "knee-roll": ("knee rolling",),
    "pelvic-tilt": ("pelvic tilting",),
    "press-up": ("extension in lying",),
    "prone-lying": ("lying prone",),
    "single-knee-to-chest": ("single leg knee to chest", "one knee to chest"),
    "standing-back-bend": ("extension in standing", "backward bend in standing"),
}
"""Names that the printed sheets have for exercises of the catalogue, beside those that the catalogue has itself."""
_POSITIONS = (
    ("prone", r"(?:lie|lying) (?:face down|prone|on (?:your |the )?(?:front|stomach|tummy|belly))"),
    ("supine", r"(?:lie|lying) (?:face up|supine|flat|on (?:your |the )?back)|crook lying"),
    ("kneeling", r"hands and knees|all fours|4 point|four point"),
    ("sitting", r"(?:^|\W)(?:sit|sitting|seated)\W"),
    ("standing", r"(?:^|\W)(?:stand|standing)\W"),
)  # fmt: skip
"""A posture, and the words with which a sheet says that one begins in it."""


class Exercises(MovementLookup, Protocol):
    """The catalogue, as far as a name is looked for in it."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id."""

    def get(self, id: str) -> Movement | None:
        """The exercise with this id."""


class Names:
    """The names of the catalogue, folded so that plurals, hyphens and "exercise" make no difference."""

    def __init__(self, exercises: Exercises) -> None:
        self._exercises = exercises
        self._ids: dict[str, str] = {}
        self._plurals: dict[str, str | None] = {}
        """The same without the plural; None for a name of two exercises, such as "knee to chest"."""
        for id in exercises.ids:
            if (movement := exercises.get(id)) is not None:
                for name in (id, movement.name, *movement.also):
                    self._learn(name, id)
        for id in _ON_SHEETS.keys() & set(exercises.ids):
            for name in _ON_SHEETS[id]:
                self._learn(name, id)

    def _learn(self, name: str, id: str) -> None:
        self._ids.setdefault(_folded(name), id)
        single = _singular(_folded(name))
        self._plurals[single] = id if self._plurals.get(single, id) == id else None

    def find(self, name: str) -> Movement | None:
        """The exercise of this name; None if there is none, or more than one."""
        for text in (name, _BRACKETS.sub(" ", name)):
            folded = _folded(text[:_LONGEST])
            for each in (folded, _without_general(folded), f"{folded} stretch"):
                id = self._ids.get(each) or self._plurals.get(_singular(each))
                if each and id is not None:
                    return self._exercises.get(id)
        return None

    def contradicted(self, movement: Movement, words: str) -> str | None:
        """The posture that the sheet's own words begin in, if that exercise of the catalogue is done in another."""
        postures = POSTURES.intersection(movement.tags)
        said = posture(words)
        return said if said and postures and said not in postures else None


def posture(words: str) -> str | None:
    """The posture that an exercise described so begins in: the first that is named."""
    text = " ".join(words.lower().replace("-", " ").split()) + " "
    found = [(match.start(), tag) for tag, pattern in _POSITIONS if (match := re.search(pattern, text))]
    return min(found)[1] if found else None


def _folded(name: str) -> str:
    """A name without what makes no difference: capitals, hyphens, "and", "exercise"."""
    words = _WORD.findall(name.casefold().replace("'", ""))
    return " ".join(word for word in words if word not in _SAY_NOTHING)


def _singular(folded: str) -> str:
    return " ".join(
        word[:-1] if len(word) >= _PLURAL and word.endswith("s") and not word.endswith("ss") else word
        for word in folded.split(" ")
    )


def _without_general(folded: str) -> str:
    head, _, last = folded.rpartition(" ")
    return head if last in _GENERAL else folded
