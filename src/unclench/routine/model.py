"""What a routine's author wrote: frozen records, checked by the loader, with no time arithmetic.

Every time is an integer number of milliseconds. A field that the author left out is ``None``
here; `unclench.session.timeline` fills in the routine's own defaults and then the program's.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeGuard

from msgspec import Struct, field


class Exact(Struct, frozen=True):
    """One number: milliseconds of a duration, or a count."""

    value: int


class Range(Struct, frozen=True):
    """`8-10`, `20-30s`: the dose setting picks low, middle or high."""

    low: int
    high: int


class AtLeast(Struct, frozen=True):
    """`>=10s`: played as written; more is the user's own doing."""

    value: int


class Breaths(Struct, frozen=True):
    """`3 breaths`: that many cycles of the user's own breath (a duration). `low == high` when exact."""

    low: int
    high: int


class Open(Struct, frozen=True):
    """As long as the user likes: counts up, ended with a key."""


class Blank(Struct, frozen=True):
    """The sheet leaves it to the therapist: asked before the session starts."""


Amount: TypeAlias = Exact | Range | AtLeast | Breaths | Open | Blank


class Dose(StrEnum):
    """Which end of a range is played."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


class Mark(Struct, frozen=True, order=True):
    """A place in a file; both numbers count from one, as editors do."""

    line: int
    column: int


class Movement(Struct, frozen=True):
    """A pose or movement of the catalogue, or the author's own words (then `id` is None)."""

    id: str | None
    name: str
    also: tuple[str, ...] = ()
    position: str = ""
    do: str = ""
    say: str = ""
    cautions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    figure: Mapping[str, Any] | None = None


class Phase(Struct, frozen=True):
    """One named part of a repetition."""

    name: str
    lasting: Amount


class BreathPattern(Struct, frozen=True):
    """In, hold, out, hold empty: milliseconds each; a zero makes no phase.

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
    """A note for the repetitions `first` to `last`, both counted from one and included."""

    first: int
    last: int
    text: str


class Progress(Struct, frozen=True):
    """`{reps: 5-30, by: 1, every: 3 days}`: how a dose is meant to grow."""

    field: Literal["reps", "sets", "hold"]
    low: int
    high: int
    by: int
    every_days: int


class Step(Struct, frozen=True, kw_only=True):
    """What any step may carry. `name` is None where the kind itself is name enough."""

    mark: Mark = Mark(1, 1)
    name: str | None = None
    note: str | None = None
    notes: tuple[RepNote, ...] = ()
    cautions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: str | None = None
    optional: bool = False
    wait: bool = False
    only_if: str | None = None
    alternatives: tuple[AnyStep, ...] = ()
    progress: Progress | None = None


class ExerciseStep(Step, frozen=True, kw_only=True):
    """A pose or a movement. With neither `hold` nor `phases` its repetitions are counted aloud.

    `sides` is empty, ("left", "right") for `each`, or the author's own names in order.
    `pace` is the length of a counted repetition, or Open: a key for each. `figure` is shown in
    place of the exercise's own, and `picture`, a file beside the routine, in place of either.
    """

    exercise: Movement
    hold: Amount | None = None
    phases: tuple[Phase, ...] = ()
    reps: Amount | None = None
    sets: Amount | None = None
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
    """A breathing pattern for `cycles` breaths or for a time, rounded up to whole breaths."""

    pattern: BreathPattern
    cycles: Amount | None = None
    lasting: Amount | None = None
    setup: Amount | None = None


class ApplyStep(Step, frozen=True, kw_only=True):
    """Cold or heat on the skin, guarded: see `unclench.safety`."""

    kind: Literal["cold", "heat"]
    lasting: Amount
    checks: Amount | None = None
    setup: Amount | None = None


class RestStep(Step, frozen=True, kw_only=True):
    """Nothing to do, for a while."""

    lasting: Amount


class DoStep(Step, frozen=True, kw_only=True):
    """A free activity for a time, or open. The author's own words have `what.id` None.

    `figure` and `picture` are as in an exercise.
    """

    what: Movement
    lasting: Amount
    setup: Amount | None = None
    figure: Mapping[str, Any] | None = None
    picture: str | None = None


class ConfirmStep(Step, frozen=True, kw_only=True):
    """Something that must be answered before going on. `estimate` is its share of a total."""

    question: str
    alarm: bool = False
    estimate: Amount | None = None


class RepeatStep(Step, frozen=True, kw_only=True):
    """A block played `times` times, with `rest` between rounds; blocks nest."""

    times: Amount
    steps: tuple[AnyStep, ...]
    rest: Amount | None = None


AnyStep: TypeAlias = ExerciseStep | BreatheStep | ApplyStep | RestStep | DoStep | ConfirmStep | RepeatStep


class Defaults(Struct, frozen=True):
    """The routine's own defaults, each None where the author gave none."""

    setup: Amount | None = None
    rest: Amount | None = None
    set_rest: Amount | None = None
    switch: Amount | None = None
    pace: Amount | None = None


class Frequency(Struct, frozen=True):
    """How often the routine is meant to be done."""

    per_day: Amount | None = None
    days_a_week: Amount | None = None
    weeks: Amount | None = None


class Routine(Struct, frozen=True):
    """One routine file. `id` is the file's stem."""

    id: str
    title: str
    steps: tuple[AnyStep, ...]
    path: Path | None = None
    summary: str = ""
    edition: str = ""
    sources: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    frequency: Frequency = Frequency()
    defaults: Defaults = Defaults()
    sounds: Mapping[str, str | None] = field(default_factory=dict)
    """Cue name to a file inside the routine's own folder or the user's sound folder; None silences it."""


DEFAULTS: Mapping[str, int] = {
    "setup": 10_000,
    "rest": 0,
    "set_rest": 30_000,
    "switch": 5_000,
    "pace": 4_000,
}
"""What holds where neither the step nor the routine says anything (design/format.md), in ms."""


def grows(step: AnyStep) -> TypeGuard[ExerciseStep]:
    """Whether it has what is meant to grow: only an exercise has, and a hold only where one is written."""
    if step.progress is None or not isinstance(step, ExerciseStep):
        return False
    return step.progress.field != "hold" or step.hold is not None
