"""What a step is played with: amounts as numbers, and counts, pauses and phases within the limit for a point. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from itertools import islice
from typing import TypeAlias

from msgspec import Struct

from unclench.language import tr
from unclench.routine.model import (
    DEFAULTS,
    Amount,
    AnyStep,
    AtLeast,
    AtMost,
    Blank,
    Breaths,
    Defaults,
    Dose,
    Exact,
    ExerciseStep,
    Mark,
    Open,
    Range,
    presses_a_point,
)
from unclench.safety import press
from unclench.session import wording
from unclench.session.choices import LOAD, SUGGESTED, SUGGESTED_TIME, Choice, Choices
from unclench.session.progression import TodaysDose, grown, held_back, to_begin_with
from unclench.session.sentences import COUNTED
from unclench.session.timeline import Gate

Pause: TypeAlias = tuple[int, Gate | None]
"""How long in ms, and whether a key ends it; then the length is 0."""
NO_PAUSE: Pause = (0, None)
_ASKS = {
    "reps": tr("how many repetitions?"), "sets": tr("how many sets?"), "times": tr("how many rounds?"),
    "cycles": tr("how many breaths?"), "hold": tr("how long do you hold it?"),
    "pace": tr("how long does each repetition take?"), "for": tr("for how long?"),
    "setup": tr("how long to get into position?"), "rest": tr("how long is the rest?"),
    "set_rest": tr("how long between sets?"), "switch": tr("how long to change sides?"),
    "checks": tr("how often do you check your skin?"),
}  # fmt: skip
"""The question about a blank, after the name of its step."""
OF_ALL = {
    "setup": tr("How long do you need to get into each position?"),
    "rest": tr("How long is the rest between repetitions?"), "set_rest": tr("How long is the rest between sets?"),
    "switch": tr("How long do you need to change sides?"), "pace": tr("How long does each repetition take?"),
}  # fmt: skip
"""The question about a blank of the routine's defaults, asked once for all steps that take it."""
DEFAULTS_STEP = "defaults"
"""What stands for the id of a step in an answer about them."""
NOWHERE = Mark(1, 1)
"""The place of a step that is not from a file."""


class Amounts:
    """Reads the amounts of one step after another. A blank without an answer gets a suggestion, and a question."""

    def __init__(self, defaults: Defaults, choices: Choices) -> None:
        self.defaults = defaults
        self.questions: list[Choice] = []
        """The blanks without an answer so far. The same one may be in it more than once."""
        self._choices = choices
        self.breath = choices.breath
        """How long one breath is, in ms, where a length is given in breaths."""
        self.or_more = False
        """Whether the running step says “at least” of anything, so that it may take longer than it is planned."""
        self._id = self._asked_for = ""
        self._first: dict[Mark, str] = {}

    def read_from(self, id: str, asked_for: str, mark: Mark) -> None:
        """The next amounts belong to the step of this id; a question about one begins with `asked_for`."""
        self._id, self._asked_for, self.or_more = self.first_of(id, mark), asked_for, False

    def first_of(self, id: str, mark: Mark) -> str:
        """The id to ask for: where the same lines of a file are used twice, that of their first use."""
        return id if mark == NOWHERE else self._first.setdefault(mark, id)

    def with_breath(self, breath: int) -> Amounts:
        """The same with breaths of `breath` ms; its questions are added to the same list."""
        other = copy(self)
        other.breath = breath
        return other

    def default(self, name: str, amount: Amount | None) -> Pause:
        """A pause; left out, it is the routine's default of this name, and else the program's."""
        default = getattr(self.defaults, name)
        if amount is None and isinstance(default, Blank):
            return self._answer(name, OF_ALL[name], step=DEFAULTS_STEP), None
        return self.pause(name, default if amount is None else amount, DEFAULTS[name])

    def pause(self, name: str, amount: Amount | None, unsaid: int) -> Pause:
        """A pause; left out, it lasts `unsaid` ms."""
        return (unsaid, None) if amount is None else (self.ms(name, amount), opens(amount))

    def count(self, name: str, amount: Amount | None, unsaid: int = 1) -> int:
        """A number of repetitions or the like, at least one; left out, it is `unsaid`."""
        return unsaid if amount is None else max(1, self._value(name, amount))

    def ms(self, name: str, amount: Amount, asks: str = "") -> int:
        """A length of time, 0 if a key decides; a blank is asked about with `asks`, or else as in `_ASKS`."""
        return self._value(name, amount, asks)

    def _value(self, name: str, amount: Amount, asks: str = "") -> int:
        match amount:
            case Exact(value):
                return value
            case AtLeast(value):
                self.or_more = True
                return value
            case AtMost(value):
                return self._pick(amount.least, value)
            case Range(low, high):
                return self._pick(low, high)
            case Breaths(low, high):
                return self._pick(low, high) * self.breath
            case Open():
                return 0
            case Blank():
                return self._answer(name, asks or _ASKS[name])

    def load(self) -> str | None:
        """What somebody does the running step with whose sheet leaves that blank; None until they say."""
        found = self._choices.answers.get((self._id, LOAD))
        if isinstance(found, str):
            return found
        asks = tr("what do you do it with?")
        self.questions.append(Choice(self._id, LOAD, f"{self._asked_for}: {asks}", ""))
        return None

    def _pick(self, low: int, high: int) -> int:
        match self._choices.dose:
            case Dose.LOW:
                return low
            case Dose.HIGH:
                return high
            case Dose.MIDDLE:
                middle = (low + high) // 2
                # A whole number of seconds where the ends are: "15 to 30" is 22, not 22.5.
                return middle // 1000 * 1000 if low % 1000 == high % 1000 == 0 else middle

    def _answer(self, name: str, asks: str, step: str | None = None) -> int:
        """The answer to a blank of the running step, or of another one; without one, what is suggested."""
        id = self._id if step is None else step
        found = self._choices.answers.get((id, name))
        if isinstance(found, int):
            return found
        suggested = SUGGESTED.get(name, DEFAULTS.get(name) or SUGGESTED_TIME)
        text = f"{self._asked_for}: {asks}" if step is None else asks
        self.questions.append(Choice(id, name, text, suggested))
        return suggested


def opens(amount: Amount) -> Gate | None:
    """The gate of a length that only a key ends; None for every other."""
    return Gate.OPEN if isinstance(amount, Open) else None


class ExerciseDose(Struct, frozen=True):
    """How often, how long, and what one repetition consists of: (name, ms, the gate that ends it) for each phase.

    Where a key counts the repetitions, all of them are one phase with the gate for that.
    """

    reps: int
    sets: int
    rest: Pause
    set_rest: Pause
    switch: Pause
    phases: Sequence[tuple[str, int, Gate | None]]
    in_all: int | None = None
    """How many repetitions there are on all sides together, if they are counted so; `reps` are those of the first."""

    @property
    def counted(self) -> bool:
        """Whether a key counts the repetitions, and nobody knows before how many there will be."""
        return any(gate is Gate.COUNT for _, _, gate in self.phases)

    @property
    def all_reps(self) -> Amount:
        """How many repetitions there are on each side, or on all of them where they are counted so."""
        return Open() if self.counted else Exact(self.reps if self.in_all is None else self.in_all)


def as_written(step: ExerciseStep, amounts: Amounts) -> ExerciseDose:
    """The dose of an exercise as the routine has it. Of the pauses only those that it needs are asked for."""
    reps = amounts.count("reps", to_begin_with(step, "reps"))
    sets = amounts.count("sets", to_begin_with(step, "sets"))
    several = len(step.sides) > 1
    in_all = reps if step.in_all and several else None
    reps = reps if in_all is None else -(-in_all // len(step.sides))
    rest = amounts.default("rest", step.rest) if reps > 1 or (several and step.alternate) else NO_PAUSE
    set_rest = amounts.default("set_rest", step.set_rest) if sets > 1 else NO_PAUSE
    switch = amounts.default("switch", step.switch) if several and not step.alternate else NO_PAUSE
    return ExerciseDose(reps, sets, rest, set_rest, switch, _phases(step, amounts), in_all)


def _phases(step: ExerciseStep, amounts: Amounts) -> list[tuple[str, int, Gate | None]]:
    if isinstance(step.reps, Open):
        return [(COUNTED, 0, Gate.COUNT)]
    if step.hold is not None:
        return [("hold", amounts.ms("hold", step.hold), opens(step.hold))]
    if step.phases:
        asks = [tr("how long is “{phase}”?", phase=each.name) for each in step.phases]
        return [
            (each.name, amounts.ms(f"phase {number}", each.lasting, asks[number - 1]), opens(each.lasting))
            for number, each in enumerate(step.phases, 1)
        ]
    return [(COUNTED, *amounts.default("pace", step.pace))]


def in_short_enough_breaths(step: ExerciseStep, amounts: Amounts, tags: Sequence[str]) -> tuple[ExerciseDose, str]:
    """The dose, and a sentence about it: a press counted in breaths has shorter ones where it would be too long.

    `tags` are those of the blocks around the step.
    """
    limit = press.too_long(longest_press(step, amounts, tags))
    in_breaths = any(isinstance(each, Breaths) for each in (step.hold, *(p.lasting for p in step.phases)))
    if limit is None or not in_breaths:
        return as_written(step, amounts), ""
    fits, too_slow = 0, amounts.breath // 1_000 + 1
    while too_slow - fits > 1:  # whole seconds of a breath
        middle = (fits + too_slow) // 2
        within = press.too_long(longest_press(step, amounts.with_breath(middle * 1_000), tags)) is None
        fits, too_slow = (middle, too_slow) if within else (fits, middle)
    if not fits:
        return as_written(step, amounts), ""
    said = tr("Breaths of {duration}: {limit}", duration=wording.duration(fits * 1_000), limit=limit.sentence)
    return as_written(step, amounts.with_breath(fits * 1_000)), said


def longest_press(step: AnyStep, amounts: Amounts, tags: Sequence[str]) -> int:
    """The longest time for which a step presses one point, in ms; 0 where it does not press."""
    if not isinstance(step, ExerciseStep) or not presses_a_point(step, tags):
        return 0
    dose = as_written(step, amounts)
    return press.longest(
        [(name, ms) for name, ms, _ in dose.phases], dose.reps, dose.sets, len(step.sides),
        rest=_felt(dose.rest), set_rest=_felt(dose.set_rest), alternate=step.alternate,
    )  # fmt: skip


def _felt(pause: Pause) -> int:
    """A pause that a key ends lets go of the point, though it has no length yet."""
    lasting, gate = pause
    return 1 if gate else lasting


def with_todays_dose(step: AnyStep, todays: TodaysDose, amounts: Amounts, tags: Sequence[str]) -> AnyStep:
    """The step with today's dose, or with the largest one that the limit for pressing allows."""
    made = grown(step, todays)
    if made is step or step.progress is None:
        return made
    if (limit := press.too_long(longest_press(made, amounts, tags))) is None:
        return made
    value, by = todays.value, step.progress.by
    # Doses go up in steps of `by`: how many of them are too few to take back, and how many are enough?
    too_few, enough = 0, (value - 1) // by
    if not _fits(step, value - enough * by, amounts, tags):
        return made
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        fits = _fits(step, value - middle * by, amounts, tags)
        too_few, enough = (too_few, middle) if fits else (middle, enough)
    smaller = value - enough * by
    return grown(step, TodaysDose(smaller, held_back(step.progress, smaller, limit.sentence)))


def _fits(step: AnyStep, dose: int, amounts: Amounts, tags: Sequence[str]) -> bool:
    return press.too_long(longest_press(grown(step, TodaysDose(dose, "")), amounts, tags)) is None


def turns(
    sides: Sequence[str], reps: int, *, alternate: bool, in_all: int | None = None
) -> Iterator[tuple[str | None, int]]:
    """(side, repetition) in the order they are played; the side is None where the exercise has none.

    There are no more than `in_all` of them, if that is said.
    """
    return islice(_turns(sides, reps, alternate=alternate), in_all)


def _turns(sides: Sequence[str], reps: int, *, alternate: bool) -> Iterator[tuple[str | None, int]]:
    if not sides:
        yield from ((None, rep) for rep in range(1, reps + 1))
    elif alternate:
        yield from ((side, rep) for rep in range(1, reps + 1) for side in sides)
    else:
        yield from ((side, rep) for side in sides for rep in range(1, reps + 1))
