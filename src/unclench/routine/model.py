"""What the author of a routine wrote, as frozen records, checked by the loader.

Every time is an integer number of milliseconds. A field that the author left out is None;
`unclench.session.compiler` fills in the routine's defaults, and then the program's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeGuard

from msgspec import Struct, field

from unclench.language import tr
from unclench.safety import press

SECOND = 1_000
"""Milliseconds."""


class Exact(Struct, frozen=True):
    """One number: milliseconds of a duration, or a count."""

    value: int


class Range(Struct, frozen=True):
    """`8-10` or `20-30s`: the dose setting picks low, middle or high."""

    low: int
    high: int


class AtLeast(Struct, frozen=True):
    """`>=10s`: played as 10s; more is up to the user."""

    value: int


class AtMost(Struct, frozen=True):
    """`up to 5`, `<=10s`: as much as is easy. It is played like a range from its `least`."""

    value: int

    @property
    def least(self) -> int:
        """Half of it, rounded up to a count or a whole second: the sheet gives no lower end (ours)."""
        half = -(-self.value // 2)
        return half if self.value <= SECOND else -(-half // SECOND) * SECOND


class Breaths(Struct, frozen=True):
    """`3 breaths`: a duration in cycles of the user's own breath. If it is no range, low equals high."""

    low: int
    high: int


class Open(Struct, frozen=True):
    """`open`: counts up until the user ends it with a key."""


class Blank(Struct, frozen=True):
    """`ask`: a blank on the sheet for the therapist to fill in. You are asked before the session starts."""


BLANK = "___"
"""How such a number is written."""


Amount: TypeAlias = Exact | Range | AtLeast | AtMost | Breaths | Open | Blank


class Dose(StrEnum):
    """Which part of a range is played."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


class Group(StrEnum):
    """The heading of the home screen that a routine stands under, in the order in which somebody gets better."""

    WORST = "worst days"
    EASING = "easing"
    COLD_AND_HEAT = "cold and heat"
    STRONG = "getting strong"
    YOURS = "yours"


class Mark(Struct, frozen=True, order=True):
    """A place in a file. Lines and columns count from 1, as in editors."""

    line: int
    column: int


class Movement(Struct, frozen=True):
    """An exercise of the catalogue, or one in the author's own words: then `id` is None."""

    id: str | None
    name: str
    also: tuple[str, ...] = ()
    position: str = ""
    do: str = ""
    say: str = ""
    first: Mapping[str, str] = field(default_factory=dict)
    """What is said with each phase of the first repetition, by the phase's name."""
    come_out: str = ""
    """How to come out of it."""
    things: tuple[str, ...] = ()
    """What to have ready for it."""
    cautions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    figure: Mapping[str, Any] | None = None
    sides: Literal["one", "both"] | None = None
    """Whether it is done on one side at a time, or on both at once; None where it may be either."""


POSTURES = frozenset({"supine", "prone", "kneeling", "standing", "sitting"})
"""Tags that name a body's position."""


class Phase(Struct, frozen=True):
    """One named part of a repetition; `quiet`: no sign within it (None: its name decides)."""

    name: str
    lasting: Amount
    quiet: bool | None = None


TO_MOVE = Exact(2_000)
"""How long a phase takes whose author gave it no time, in ms: half of a counted repetition (ours)."""


class BreathPattern(Struct, frozen=True):
    """Breathe in, hold, breathe out, hold: the ms of each. A zero makes no phase.

    `sip` is a second, short breath in on top of the first, as in a sigh.
    """

    inhale: int
    hold: int
    exhale: int
    empty: int = 0
    sip: int = 0

    @property
    def cycle(self) -> int:
        """One whole breath, in milliseconds."""
        return self.inhale + self.sip + self.hold + self.exhale + self.empty

    def __str__(self) -> str:
        inhale = f"{self.inhale / 1000:g}" + (f"+{self.sip / 1000:g}" if self.sip else "")
        rest = [self.hold, self.exhale] + ([self.empty] if self.empty else [])
        return "-".join([inhale, *(f"{ms / 1000:g}" for ms in rest)])


class RepNote(Struct, frozen=True):
    """A note for the repetitions `first` to `last`, counted from 1, both included."""

    first: int
    last: int
    text: str


MANY_REPS = 50
"""More repetitions than this are probably a misprint, and without an end none grow past it."""


class Progress(Struct, frozen=True):
    """How a dose is meant to grow, as in `{reps: 5-30, by: 1, every: 3 days}`.

    A hold grows in ms, a load from one of `loads` to the next: then the numbers count these from 1. `low` is None where
    it grows from what the step says, `high` where the sheet gives no end. With `asks` it goes by how it was: then
    `every_days` are the fewest days between two steps up.
    """

    field: Literal["reps", "sets", "hold", "load"]
    low: int | None
    high: int | None
    by: int
    every_days: int
    asks: bool = False
    by_most: int | None = None
    """The larger end of `by: 1-2`, which the dose setting chooses between; None for one number."""
    loads: tuple[str, ...] = ()
    """From the lightest to the heaviest, as a person reads them."""


class StepFrequency(Struct, frozen=True):
    """How often a step is meant, where that is less often than its routine: beyond that it is left out."""

    per_day: Amount | None = None
    days_a_week: Amount | None = None
    every_days: int | None = None


class Step(Struct, frozen=True, kw_only=True):
    """What any kind of step may have. `name` is None if the exercise or the kind names it well enough."""

    mark: Mark = Mark(1, 1)
    name: str | None = None
    say: str | None = None
    note: str | None = None
    notes: tuple[RepNote, ...] = ()
    cautions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: str | None = None
    optional: bool = False
    wait: bool = False
    only_if: str | None = None
    frequency: StepFrequency | None = None
    alternatives: tuple[AnyStep, ...] = ()
    progress: Progress | None = None


class ExerciseStep(Step, frozen=True, kw_only=True):
    """A pose or a movement. With neither `hold` nor `phases`, repetitions are counted aloud.

    `sides` is empty, or ("left", "right") for `each`, or the author's own names in order. `pace` is
    the length of a counted repetition; Open waits for a key after each. With `in_all`, `reps` counts those of all sides
    together. `goal` is how many of them a day, in as many sessions as it takes. `load` is what it is done with, in the
    author's words, or a blank. `figure` replaces the exercise's own figure, and
    `picture`, a file beside the routine, replaces either.
    """

    exercise: Movement
    hold: Amount | None = None
    phases: tuple[Phase, ...] = ()
    reps: Amount | None = None
    in_all: bool = False
    goal: Amount | None = None
    sets: Amount | None = None
    load: str | Blank | None = None
    sides: tuple[str, ...] = ()
    alternate: bool = False
    rest: Amount | None = None
    set_rest: Amount | None = None
    switch: Amount | None = None
    setup: Amount | None = None
    pace: Amount | None = None
    figure: Mapping[str, Any] | None = None
    picture: str | None = None


class BreatheStep(Step, frozen=True, kw_only=True):
    """A breath pattern, for `cycles` breaths or for a time that is rounded up to whole breaths."""

    pattern: BreathPattern
    cycles: Amount | None = None
    lasting: Amount | None = None
    setup: Amount | None = None


class ApplyStep(Step, frozen=True, kw_only=True):
    """Cold or heat on the skin, with the checks and limits of `unclench.safety`."""

    kind: Literal["cold", "heat"]
    lasting: Amount
    checks: Amount | None = None
    setup: Amount | None = None


class RestStep(Step, frozen=True, kw_only=True):
    """Nothing to do, for a while."""

    lasting: Amount


class DoStep(Step, frozen=True, kw_only=True):
    """A free activity, such as a walk. `figure` and `picture` are as in an exercise."""

    what: Movement
    lasting: Amount
    setup: Amount | None = None
    figure: Mapping[str, Any] | None = None
    picture: str | None = None


class ConfirmStep(Step, frozen=True, kw_only=True):
    """A question to answer before the session goes on. `estimate` is how long that takes, for totals."""

    question: str
    alarm: bool = False
    estimate: Amount | None = None


class RepeatStep(Step, frozen=True, kw_only=True):
    """A block played `times` times, with `rest` between rounds. Blocks may nest.

    With `levels`, its steps are levels of the same thing, from easier to harder, and only the chosen one is played.
    """

    times: Amount
    steps: tuple[AnyStep, ...]
    rest: Amount | None = None
    levels: bool = False


AnyStep: TypeAlias = ExerciseStep | BreatheStep | ApplyStep | RestStep | DoStep | ConfirmStep | RepeatStep


class Defaults(Struct, frozen=True):
    """The routine's own defaults; None for each that the author left out."""

    setup: Amount | None = None
    rest: Amount | None = None
    set_rest: Amount | None = None
    switch: Amount | None = None
    pace: Amount | None = None


class Frequency(Struct, frozen=True):
    """How often the routine is meant to be done, for so many `weeks`, and how often `then`."""

    per_day: Amount | None = None
    days_a_week: Amount | None = None
    weeks: Amount | None = None
    then: Frequency | None = None

    @property
    def lasts(self) -> int | None:
        """For how many weeks it holds until the next stage: of "4 to 6 weeks" all six. None: there is no next one."""
        match self.weeks:
            case Exact(lasts) | AtLeast(lasts) | AtMost(lasts) | Range(_, lasts) if self.then is not None:
                return lasts
            case _:
                return None

    def after(self, weeks: int) -> Frequency:
        """What holds after so many whole weeks."""
        if self.then is None or self.lasts is None or weeks < self.lasts:
            return self
        return self.then.after(weeks - self.lasts)


class Routine(Struct, frozen=True):
    """One routine. `id` is the stem of its file's name."""

    id: str
    title: str
    steps: tuple[AnyStep, ...]
    path: Path | None = None
    language: str | None = None
    """What its words are in, as a tag (`de`, `pt-BR`); None for the language of the program."""
    summary: str = ""
    edition: str = ""
    sources: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    group: Group = Group.YOURS
    frequency: Frequency = Frequency()
    length: Amount | None = None
    """How long the whole takes, as its sheet says: what its steps come to is another thing."""
    defaults: Defaults = Defaults()
    sounds: Mapping[str, str | None] = field(default_factory=dict)
    """For each cue a file in the routine's own folder or the user's sound folder; None silences it."""


DEFAULTS: Mapping[str, int] = {
    "setup": 10_000,
    "rest": 0,
    "set_rest": 30_000,
    "switch": 5_000,
    "pace": 4_000,
}
"""The program's own defaults in ms, for what neither the step nor the routine says."""


def move_of(step: AnyStep) -> Movement | None:
    """The exercise or activity of a step; None for one that has none."""
    return step.exercise if isinstance(step, ExerciseStep) else step.what if isinstance(step, DoStep) else None


def grows(step: AnyStep) -> TypeGuard[ExerciseStep]:
    """Whether the step can grow: it has progress, is an exercise, and has a number or a hold if that is what grows."""
    if step.progress is None or not isinstance(step, ExerciseStep):
        return False
    if step.progress.field == "reps" and isinstance(step.reps, Open):
        return False
    return step.progress.field != "hold" or step.hold is not None


def presses_a_point(step: ExerciseStep | DoStep, around: Collection[str]) -> bool:
    """Whether the step presses one point of the body (C1.16); `around` are the tags of the blocks it stands in."""
    move = step.exercise if isinstance(step, ExerciseStep) else step.what
    names = (move.id, move.name, step.name)
    if not press.is_press((*around, *step.tags, *move.tags), *names):
        return False
    return isinstance(step, ExerciseStep) or press.on_a_point(*names)


PATTERNS: dict[str, BreathPattern] = {
    "5-1-4": BreathPattern(5_000, 1_000, 4_000),  # slow and even: the one for a spasm
    "5-1-3": BreathPattern(5_000, 1_000, 3_000),  # the same with a shorter breath out
    "4-7-8": BreathPattern(4_000, 7_000, 8_000),  # a long hold and a longer breath out
    "box": BreathPattern(4_000, 4_000, 4_000, 4_000),  # four equal sides
    "even": BreathPattern(5_000, 0, 5_000),  # five in, five out, no hold (NHS-BR)
    "sigh": BreathPattern(2_000, 0, 6_000, sip=1_000),  # in, a little more in, a long breath out; our own times
}
"""The pattern of each name, in milliseconds."""
LONGEST_BREATH_HOLD = PATTERNS["4-7-8"].hold
"""The longest usual hold of a breath, in ms: no source has a longer one."""


AFTER_YESTERDAY = tr("How is your back after yesterday?")
"""What a plan asks on the next day unless it has a question of its own."""


class PlanPart(Struct, frozen=True):
    """What a plan says about a routine, or about several of which any will do.

    It is due `per_day` times a day or on `days_a_week` days; with neither it is offered as needed. It counts from
    the `first` to the `last` day of the plan (None: to its end), and not with pain above `pain_at_most`.
    """

    mark: Mark
    routines: tuple[str, ...]
    per_day: Amount | None = None
    days_a_week: Amount | None = None
    first: int = 1
    last: int | None = None
    pain_at_most: int | None = None
    note: str | None = None


class Plan(Struct, frozen=True):
    """Routines by days. `id` is the stem of its file's name; `days` is how many it lasts, None: until it is left."""

    id: str
    title: str
    parts: tuple[PlanPart, ...]
    days: int | None = None
    then: str | None = None
    """The id of the plan that follows."""
    ask: str = AFTER_YESTERDAY
    """What is asked on the next day, to be answered with 0 to 10."""
    summary: str = ""
    cautions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    path: Path | None = None

    def today(self, day: int) -> tuple[PlanPart, ...]:
        """What counts on a day of the plan, counted from 1."""
        return tuple(part for part in self.parts if part.first <= day and (part.last is None or day <= part.last))

    def over(self, day: int) -> bool:
        """Whether its last day has gone by."""
        return self.days is not None and day > self.days
