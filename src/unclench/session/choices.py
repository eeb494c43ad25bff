"""What is chosen before a session starts, and what a routine leaves open. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct, field

from unclench.errors import UnclenchError
from unclench.routine.model import Dose, Mark
from unclench.safety.limits import DAY
from unclench.session.progression import TodaysDose

CONFIRM_ESTIMATE = 30_000
"""How long we guess a confirmation takes, in ms, for the total; a routine may say otherwise."""

MOST_PHASES = 10_000
MOST_TURNS = 100_000
"""How often it may come to a step, those that are left out counted too, in all rounds of all blocks."""
MOST_TAGS = 100
"""Tags on one step."""
LONGEST_SESSION = DAY
"""How long a session may last, in ms."""

SUGGESTED: Mapping[str, int] = {"reps": 5, "sets": 1, "cycles": 6, "times": 1, "for": 60_000}
"""What we suggest, and use in totals, for a value the routine leaves blank: a count, or ms."""
SUGGESTED_TIME = 10_000
"""The suggestion for every other length, in ms."""
LEVEL = "level"
"""The field of an answer that says which level of a step is played, counted from 1."""
LOAD = "load"
"""The field of an answer that says in words what an exercise is done with."""
Answer: TypeAlias = int | str
"""What is written into a blank: ms, a count, a level, or a load in words."""
COUNTS = frozenset({"reps", "sets", "cycles", "times", LEVEL})


class Unplayable(UnclenchError):
    """This is not played as it is; the message says why in a sentence or two. `mark` is the step's place in its file.

    It is raised as one of the two below.
    """

    def __init__(self, sentence: str, mark: Mark | None = None) -> None:
        super().__init__(sentence)
        self.mark = mark


class RoutineTooLong(Unplayable):
    """More phases, hours, breaths or tags than one session may have."""


class UnsafeCombination(Unplayable):
    """A limit of `unclench.safety` forbids it: what comes together, or for how long; the message has its sentence."""


class Choices(Struct, frozen=True):
    """What was chosen for this session.

    `optional` holds the ids of the optional steps wanted, or "all". `answers` maps (step id, field) to the value of a
    blank, and `alternatives` a step id to the number of the alternative taken: 0 for the step
    itself.
    """

    dose: Dose = Dose.LOW
    optional: frozenset[str] | Literal["all"] = frozenset()
    answers: Mapping[tuple[str, str], Answer] = field(default_factory=dict)
    alternatives: Mapping[str, int] = field(default_factory=dict)
    breath: int = 10_000
    """How long one breath of the user's own pattern is, in ms: 5-1-4 unless the settings say otherwise."""
    not_today: Mapping[str, str] = field(default_factory=dict)
    """By the id of each step that was done as often as it is meant, a sentence that says so: left out like an optional
    one, unless `optional` has it."""
    left_out: frozenset[str] = frozenset()
    """Ids of steps this person should not do, by their answers (C3)."""
    variants: Mapping[str, str] = field(default_factory=dict)
    """By step id, how this person does the step instead (C3): sentences, spoken and shown with it."""
    ask_again: bool = False
    """Whether blanks that were answered once are asked about again."""
    doses: Mapping[str, TodaysDose] = field(default_factory=dict)
    """By step id, today's dose of the steps that progress; all others are played as written."""

    def takes(self, id: str) -> bool:
        """Whether the step of this id is wanted, which is optional or not due today."""
        return self.optional == "all" or id in self.optional


class Choice(Struct, frozen=True):
    """Something to ask before the session starts.

    A blank asks for a number or a load, and `suggested` is offered: for a load nothing, until somebody has named one.
    Alternatives and levels have `options`, the steps to choose from; a level is a number, too, and is remembered like
    one.
    """

    step: str
    field: str
    text: str
    suggested: Answer
    options: tuple[str, ...] = ()

    @property
    def remembered(self) -> bool:
        """Whether what is answered holds for the next time, too."""
        return self.field == LEVEL or not self.options

    @property
    def counts(self) -> bool:
        """Whether a whole number is wanted rather than a length of time."""
        return self.field in COUNTS
