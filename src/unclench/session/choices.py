"""What is chosen before a session starts; and the routines behind `breathe`, `cold` and `heat`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct, field

from unclench.errors import UnclenchError
from unclench.language import begun, tr
from unclench.routine.model import (
    LONGEST_BREATH_HOLD,
    ApplyStep,
    BreatheStep,
    BreathPattern,
    Dose,
    Exact,
    Mark,
    Routine,
)
from unclench.safety import limits, screening
from unclench.safety.exposure import SKIN_NAMES
from unclench.safety.limits import DAY, LIMITS, MINUTE
from unclench.session import wording
from unclench.session.progression import TodaysDose
from unclench.session.timeline import Timeline

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

    Only its two subclasses are raised.
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


BREATHE = "breathe"
"""The id of one's own breath as a routine."""
BREATH_LASTING = 300_000
"""Five minutes, in ms: the most that NHS-BR suggests."""
BREATH_SETUP = 2_000
"""A tap at once, and two seconds later the first breath in (ours); in ms."""
WARNED_SETUP = 10_000
"""Time to hear a warning first, if there is one (ours); in ms."""


def unusual_breath(pattern: BreathPattern, lasting: int) -> tuple[str, ...]:
    """The warnings about breathing in this pattern for `lasting` ms, a sentence each (C1.19; a long hold is ours)."""
    said = []
    if lasting > LIMITS["C1.19"].value:
        long = begun(wording.duration(lasting))
        said.append(tr("{long} of breathing is unusual; 3 to 5 minutes is usual.", long=long))
    if (held := max(pattern.hold, pattern.empty)) > LONGEST_BREATH_HOLD:
        said.append(tr(
            "Holding your breath for {held} is unusual; {long} is long. Breathe as soon as you want to.",
            held=wording.duration(held), long=wording.duration(LONGEST_BREATH_HOLD),
        ))  # fmt: skip
    return tuple(said)


def needs_no_words(routine: Routine, timeline: Timeline) -> bool:
    """Whether this is one's own breath without a warning before it, so that no words keep anybody from it."""
    return routine.id == BREATHE and not any(step.note for step in timeline.steps)


def breathing_routine(pattern: BreathPattern, lasting: int = BREATH_LASTING) -> Routine:
    """One block of `lasting` ms, rounded up to whole breaths."""
    warned = unusual_breath(pattern, lasting)
    setup = WARNED_SETUP if warned else BREATH_SETUP
    step = BreatheStep(pattern=pattern, lasting=Exact(lasting), setup=Exact(setup), note=" ".join(warned) or None)
    return Routine(id=BREATHE, title=tr("Breathing {pattern}", pattern=pattern), steps=(step,))


PACKS = ("cold", "heat")
"""The ids of the routines behind `cold` and `heat`."""
PACK_LASTING = 15 * MINUTE
"""In ms (C1.2)."""


def pack_routine(kind: Literal["cold", "heat"], lasting: int = PACK_LASTING) -> Routine:
    """One pack on the skin for `lasting` ms. Whatever is needed was fetched before, so nothing counts down to it."""
    step = ApplyStep(
        kind=kind, lasting=Exact(lasting), setup=Exact(0), cautions=(*limits.CAUTIONS[kind], screening.COLD_OR_HEAT)
    )
    return Routine(id=kind, title=begun(SKIN_NAMES[kind]), steps=(step,), cautions=(limits.SKIN_SIGNS,))
