"""Remembers what somebody wrote into the blanks of a sheet, for this file and this edition of it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench.journal.queries import blank_record, blanks_filled_in
from unclench.routine.loads import can_be_load
from unclench.routine.values import LONGEST, MOST
from unclench.session.choices import LOAD, Choices, Unplayable
from unclench.session.compiler import choose, refusal

if TYPE_CHECKING:
    from unclench.journal.logbook import Logbook
    from unclench.routine.model import Routine
    from unclench.session.choices import Answer, Choice
    from unclench.session.compiler import ChosenRoutine


class BlankMemory:
    """The blanks of one routine. Where the journal cannot be used, nothing is remembered."""

    def __init__(self, book: Logbook, routine: Routine) -> None:
        self._book, self._routine = book, routine
        self._known: dict[str, Answer] | None = None

    def recall(self, chosen: ChosenRoutine, blank: Choice) -> Answer | None:
        """What was written into a blank last time; None where it never was, or is too much now."""
        value = self._all().get(self._key(blank))
        if value is None or not _can_be(blank, value):
            return None
        refused = refusal(chosen.routine, chosen.choices, blank, value) is not None
        return None if refused else value

    def keep(self, blank: Choice, value: Answer) -> None:
        """Remember what was written into it."""
        if self._all().get(self._key(blank)) != value:
            self._book.add(blank_record(self._key(blank), value, self._book.now().wall))

    def fill_in(self, chosen: ChosenRoutine) -> ChosenRoutine:
        """The routine with all that was written into its blanks, as far as it still may be played."""
        found: dict[tuple[str, str], Answer] = {}
        for blank in chosen.questions:
            value = self.recall(chosen, blank) if blank.remembered else None
            if value is not None:
                found[blank.step, blank.field] = value
        try:
            choices = chosen.choices
            return chosen.with_choices(replace(choices, answers={**choices.answers, **found})) if found else chosen
        except Unplayable:  # each of them may be, but not all together
            return chosen

    def _all(self) -> dict[str, Answer]:
        """The values by the keys of their blanks. Opens the journal when it is first asked for."""
        if self._known is None:
            from unclench.journal.queries import answers

            self._known = blanks_filled_in(self._book.ask(answers, {}))
        return self._known

    def _key(self, blank: Choice) -> str:
        """What tells this blank from others: an edition, a step or levels that have changed are asked about anew."""
        told = (self._routine.id, self._routine.edition, blank.step, blank.field, blank.text, *blank.options)
        return hashlib.sha256("\0".join(told).encode()).hexdigest()[:24]


def _can_be(blank: Choice, value: Answer) -> bool:
    """Whether somebody can have written this into it: a journal may come from anywhere."""
    if blank.field == LOAD:
        return isinstance(value, str) and can_be_load(value)
    most = len(blank.options) or (MOST if blank.counts else LONGEST)
    return isinstance(value, int) and 1 <= value <= most


def with_blanks_filled_in(routine: Routine, choices: Choices, book: Logbook) -> Choices:
    """The choices, with what was written into the blanks of a routine that has some."""
    if choices.ask_again:
        return choices
    try:
        chosen = choose(routine, choices)
    except Unplayable:
        return choices
    return BlankMemory(book, routine).fill_in(chosen).choices
