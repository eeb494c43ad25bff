"""What a step may not do to a body, and what looks like a misprint.

The limits are `unclench.safety`'s. What needs the compiled timeline (the length of a session,
its number of phases) is checked there.
"""

from __future__ import annotations

from unclench.loading.nodes import Table
from unclench.loading.problems import Collector, Where
from unclench.loading.spelling import format_duration
from unclench.model import (
    Amount,
    AnyStep,
    ApplyStep,
    AtLeast,
    BreatheStep,
    Breaths,
    Exact,
    ExerciseStep,
    Mark,
    Open,
    Range,
)
from unclench.progressing import grows
from unclench.safety import LIMITS, LONGEST

USUAL_BREATH = 10_000
"""Milliseconds of a breath of 5-1-4, where the user has not chosen another."""
MANY_REPS = 50

NOT_A_PRESS = ("pinch", "rub", "roll", "stroke", "knead", "circle")
"""Massage that moves or only holds a fold of skin: the limit for one point is not about it."""


def check_step(problems: Collector, step: AnyStep, table: Table, where: Where) -> None:
    """Note what is unsafe as errors and what is unlikely as warnings."""
    if step.progress is not None and not grows(step):
        what, instead = "only an exercise can grow", "Take the line out; the step is played as it is written."
        if isinstance(step, ExerciseStep):
            what = "this step has no hold that could grow"
            instead = "Write its time as `hold`, or let `reps` or `sets` grow."
        problems.warn(_place(table, "progress"), (*where, "progress"), what, instead)
    if step.notes and not isinstance(step, ExerciseStep):
        what, instead = "only an exercise has repetitions to note", "Write one `note` for the whole step."
        problems.warn(_place(table, "notes"), (*where, "notes"), what, instead)
    if isinstance(step, ApplyStep):
        _application(problems, step, table, where)
    elif isinstance(step, ExerciseStep):
        _exercise(problems, step, table, where)
    elif isinstance(step, BreatheStep):
        _breathing(problems, step, table, where)


def most(amount: Amount | None) -> int | None:
    """The largest dose that is written, in the amount's own unit; None where there is none."""
    match amount:
        case Exact(value) | AtLeast(value):
            return value
        case Range(_, high):
            return high
        case Breaths(_, high):
            return high * USUAL_BREATH
        case _:
            return None


def _application(problems: Collector, step: ApplyStep, table: Table, where: Where) -> None:
    limit = LONGEST[step.kind]
    if (most(step.lasting) or 0) > limit.value:
        problems.error(
            _place(table, step.kind),
            (*where, step.kind),
            f"{step.kind} for {_said(step.lasting)} is too long: {_clause(limit.sentence)} (safety limit {limit.id})",
            f"Write `{step.kind}: {format_duration(limit.value)}` or less.",
        )
    every = LIMITS["C2.1"]
    if (most(step.checks) or 0) > every.value:
        problems.error(
            _place(table, "checks"),
            (*where, "checks"),
            f"{_said(step.checks)} between checks is too long: {_clause(every.sentence)} (safety limit {every.id})",
            f"Write `checks: {format_duration(every.value)}` or less.",
        )


def _exercise(problems: Collector, step: ExerciseStep, table: Table, where: Where) -> None:
    if _is_press(step):
        _press(problems, step, table, where)
    elif (most(step.hold) or 0) > LIMITS["C1.18"].value:
        problems.warn(
            _place(table, "hold"),
            (*where, "hold"),
            f"a hold of {_said(step.hold)} is unusually long; 5 to 30 seconds is usual",
            "Look at the sheet again; if it says so, leave it.",
        )
    if (most(step.reps) or 0) > MANY_REPS:
        problems.warn(
            _place(table, "reps"),
            (*where, "reps"),
            f"{most(step.reps)} repetitions are unusually many",
            "Look at the sheet again; if it says so, leave it.",
        )
    if step.hold == Exact(45_000) and _is_wall_squat(step):
        problems.warn(
            _place(table, "hold"),
            (*where, "hold"),
            "a wall squat of 45 seconds is a known misprint: sheets mean an angle of 45 degrees",
            "Look at the sheet again; if it says seconds, leave it.",
        )


def _press(problems: Collector, step: ExerciseStep, table: Table, where: Where) -> None:
    limit = LIMITS["C1.16"]
    presses = [("hold", step.hold)] if step.hold is not None else []
    presses += [
        ("phases", phase.lasting)
        for phase in step.phases
        if "press" in phase.name.lower() or "hold" in phase.name.lower()
    ]
    for key, lasting in presses:
        if isinstance(lasting, Open) or (most(lasting) or 0) > limit.value:
            problems.error(
                _place(table, key),
                (*where, key),
                f"a press of {_said(lasting)} is too long: {_clause(limit.sentence)} (safety limit {limit.id})",
                f"Write {format_duration(limit.value)} or less.",
            )


def _breathing(problems: Collector, step: BreatheStep, table: Table, where: Where) -> None:
    key = "for" if step.lasting is not None else "cycles"
    lasting = most(step.lasting) or (most(step.cycles) or 0) * step.pattern.cycle
    if lasting > LIMITS["C1.19"].value:
        problems.warn(
            _place(table, key),
            (*where, key),
            f"{format_duration(lasting)} of breathing is unusually long; 3 to 5 minutes is usual",
            "Look at the sheet again; if it says so, leave it.",
        )


def _is_press(step: ExerciseStep) -> bool:
    """Massage is taken for a press on one point unless its own words say otherwise."""
    if "massage" not in (*step.tags, *step.exercise.tags):
        return False
    words = _words(step)
    return not any(word in words for word in NOT_A_PRESS)


def _is_wall_squat(step: ExerciseStep) -> bool:
    words = _words(step)
    return "wall" in words and any(word in words for word in ("squat", "sit", "slide"))


def _words(step: ExerciseStep) -> str:
    names = (step.exercise.id, step.exercise.name, step.name)
    return " ".join(name for name in names if name).lower().replace("-", " ")


def _said(amount: Amount | None) -> str:
    if isinstance(amount, Open):
        return "any length"
    return format_duration(most(amount) or 0)


def _clause(sentence: str) -> str:
    """A limit's own sentence, to stand after a colon."""
    return sentence[0].lower() + sentence[1:].rstrip(".")


def _place(table: Table, key: str) -> Mark:
    return table.values[key].mark if key in table.values else table.mark
