"""Which sentences have words of a sheet's author in them: these are said in the language of the sheet. Pure.

The program puts an author's texts between its own as whole clauses, and names of sides, phases and loads at the end or
the beginning of one. So clauses are compared: where a sheet calls an exercise "Hand", "Hand. 5 times." has its words in
it, and "Put your hand on the wall." has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from unclench.routine.loads import is_weight
from unclench.routine.model import AnyStep, ConfirmStep, ExerciseStep, Routine, move_of
from unclench.routine.values import BACK, THERE
from unclench.session import wording
from unclench.session.progression import all_steps

_FULL_WIDTH = "\u3002\uff01\uff1f\uff1a\uff1b\uff0c\u3001"
_BETWEEN = re.compile(f'[.!?:;,\u2026]+(?:\\s+|$)|[{_FULL_WIDTH}\u201c\u201d"()]')
"""What separates clauses: marks before a space, so no point within a number, and those of Chinese and Japanese."""


class AuthorsWords:
    """The words of one routine's author: names, notes, cautions, questions, sides, phases and loads."""

    def __init__(self, routine: Routine) -> None:
        steps = [step for _, step in all_steps(routine.steps)]
        ours = {name.casefold() for name in (*wording.OURS, THERE, BACK)}
        labels = {clause for step in steps for label in _labels(step) for clause in _clauses(label)}
        texts = [routine.title, routine.summary, *routine.cautions, *(text for step in steps for text in _texts(step))]
        self._labels = frozenset(labels - ours)
        self._clauses = frozenset(clause for text in texts for clause in _clauses(text)) - ours | self._labels
        self._most_words = max((len(label.split()) for label in self._labels), default=0)

    def are_in(self, text: str) -> bool:
        """Whether a text that the program says has any of them in it."""
        return any(clause in self._clauses or self._at_an_edge(clause) for clause in _clauses(text))

    def _at_an_edge(self, clause: str) -> bool:
        words = clause.split() if self._labels else []
        ends = range(1, min(len(words), self._most_words + 1))
        return any(" ".join(words[:n]) in self._labels or " ".join(words[-n:]) in self._labels for n in ends)


def _clauses(text: str) -> Iterator[str]:
    """What stands between two marks, without regard to case; not what has no letter in it."""
    for clause in _BETWEEN.split(text):
        if any(map(str.isalpha, clause)):
            yield " ".join(clause.casefold().split())


def _texts(step: AnyStep) -> Iterator[str]:
    """What stands in clauses of its own wherever it is said."""
    move = move_of(step)
    own = move.name if move is not None and move.id is None else ""
    question = step.question if isinstance(step, ConfirmStep) else ""
    yield from filter(None, (step.name, own, step.say, step.note, step.only_if, question))
    yield from step.cautions
    yield from (note.text for note in step.notes)


def _labels(step: AnyStep) -> Iterator[str]:
    """What stands within a sentence of the program's, as in "3 times each, rechts, then links"."""
    if not isinstance(step, ExerciseStep):
        return
    figure = (step.exercise.figure or {}).get("phases", {})
    yield from step.sides
    yield from (phase.name for phase in step.phases if phase.name not in figure)
    loads = step.progress.loads if step.progress is not None else ()
    yield from (load for load in (step.load, *loads) if isinstance(load, str) and not is_weight(load))
