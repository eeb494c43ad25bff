"""A routine as the data of a file: what `parser` reads, the other way round. Pure.

Whoever reads it again gets the same routine, so nothing that a sheet says is missing from it. `show --json` has it
under `sheet`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from unclench.routine.model import (
    Amount,
    AnyStep,
    ApplyStep,
    AtLeast,
    AtMost,
    Blank,
    BreatheStep,
    Breaths,
    ConfirmStep,
    Defaults,
    DoStep,
    Exact,
    ExerciseStep,
    Frequency,
    Group,
    Open,
    Phase,
    Progress,
    Range,
    RepeatStep,
    RestStep,
    Routine,
    StepFrequency,
)
from unclench.routine.values import format_duration

Data: TypeAlias = dict[str, Any]

COUNTS = frozenset({"reps", "sets", "cycles", "times", "per_day", "days_a_week", "weeks"})
"""The fields of the model whose amounts are counts; all others are times."""


def written(routine: Routine) -> Data:
    """The routine as its file has it: keys of the format, in an author's order, and values as an author types them."""
    return _without_nothing({
        "format": 1,
        "title": routine.title,
        "language": routine.language,
        "summary": routine.summary,
        "edition": routine.edition,
        "sources": list(routine.sources),
        "cautions": list(routine.cautions),
        "tags": list(routine.tags),
        "group": None if routine.group is Group.YOURS else str(routine.group),
        "frequency": _frequency(routine.frequency),
        "length": _time(routine.length),
        "defaults": _amounts(routine.defaults, Defaults),
        "sounds": {cue: "none" if name is None else name for cue, name in routine.sounds.items()},
        "steps": [written_step(step) for step in routine.steps],
    })  # fmt: skip


def written_step(step: AnyStep) -> Data:
    """A step as its file has it, with all that is inside it."""
    common = {
        "name": step.name,
        "say": step.say,
        "note": step.note,
        "notes": {_repetitions(note.first, note.last): note.text for note in step.notes},
        "cautions": list(step.cautions),
        "tags": list(step.tags),
        "source": step.source,
        "optional": step.optional,
        "wait": step.wait,
        "only_if": step.only_if,
        "frequency": None if step.frequency is None else _step_frequency(step.frequency),
        "alternatives": [written_step(other) for other in step.alternatives],
        "progress": None if step.progress is None else _progress(step.progress),
    }
    return _without_nothing({**_own(step), **common})


def _own(step: AnyStep) -> Data:
    """The keys that only this kind of step has, first the one that names it."""
    match step:
        case ExerciseStep():
            return {
                "exercise": step.exercise.name,
                "hold": _time(step.hold),
                "phases": [_phase(phase) for phase in step.phases],
                "reps": f"{_count(step.reps)} in all" if step.in_all else _count(step.reps),
                "goal": None if step.goal is None else f"{_count(step.goal)} a day",
                "sets": _count(step.sets),
                "load": "ask" if isinstance(step.load, Blank) else step.load,
                "sides": _sides(step.sides),
                "alternate": step.alternate,
                "rest": _time(step.rest),
                "set_rest": _time(step.set_rest),
                "switch": _time(step.switch),
                "setup": _time(step.setup),
                "pace": _time(step.pace),
                "figure": step.figure,
                "picture": step.picture,
            }
        case BreatheStep():
            for_ = _time(step.lasting)
            return {"breathe": str(step.pattern), "cycles": _count(step.cycles), "for": for_,
                    "setup": _time(step.setup)}  # fmt: skip
        case ApplyStep():
            return {step.kind: _time(step.lasting), "checks": _time(step.checks), "setup": _time(step.setup)}
        case RestStep():
            return {"rest": _time(step.lasting)}
        case DoStep():
            return {"do": step.what.name, "for": _time(step.lasting), "setup": _time(step.setup),
                    "figure": step.figure, "picture": step.picture}  # fmt: skip
        case ConfirmStep():
            return {"confirm": step.question, "alarm": step.alarm, "for": _time(step.estimate)}
        case RepeatStep(levels=True):
            return {"levels": [written_step(each) for each in step.steps]}
        case RepeatStep():
            return {"repeat": _count(step.times), "rest": _time(step.rest),
                    "steps": [written_step(each) for each in step.steps]}  # fmt: skip


def _phase(phase: Phase) -> Data:
    quiet = {} if phase.quiet is None else {"quiet": phase.quiet}
    return {phase.name: _time(phase.lasting), **quiet}


def _progress(progress: Progress) -> Data:
    one = _time if progress.field == "hold" else _count
    by = Exact(progress.by) if progress.by_most is None else Range(progress.by, progress.by_most)
    of_load = progress.field == "load"
    return {
        progress.field: list(progress.loads) if of_load else one(_ends(progress)),
        **({} if of_load else {"by": one(by)}),
        "every": _every(progress.every_days),
        **({"when": "easy"} if progress.asks else {}),
    }


def _ends(progress: Progress) -> Amount:
    if progress.low is not None and progress.high is not None:
        return Range(progress.low, progress.high)
    if progress.low is not None:
        return AtLeast(progress.low)
    return Open() if progress.high is None else AtMost(progress.high)


def _step_frequency(frequency: StepFrequency) -> Data:
    every = None if frequency.every_days is None else _every(frequency.every_days)
    counts = {"per_day": _count(frequency.per_day), "days_a_week": _count(frequency.days_a_week)}
    return _without_nothing({**counts, "every": every})


def _every(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _frequency(frequency: Frequency) -> Data:
    """A frequency, with the stages behind it."""
    amounts = _amounts(replace(frequency, then=None), Frequency)
    return amounts if frequency.then is None else {**amounts, "then": _frequency(frequency.then)}


def _amounts(fields: Struct, kind: type[Struct]) -> Data:
    """A group of amounts, those that are there."""
    found = ((name, getattr(fields, name)) for name in kind.__struct_fields__)
    return {name: _count(amount) if name in COUNTS else _time(amount) for name, amount in found if amount is not None}


def _time(amount: Amount | None) -> str | None:
    """A length as an author types it: `1m30s`, `20s-30s`, `>=10s`, `3 breaths`."""
    return _amount(amount, format_duration)


def _count(amount: Amount | None) -> str | int | None:
    """A count as an author types it: `5`, `8-10`, `>=10`."""
    return amount.value if isinstance(amount, Exact) else _amount(amount, str)


def _amount(amount: Amount | None, typed: Callable[[int], str]) -> str | None:
    match amount:
        case Exact(value):
            return typed(value)
        case Range(low, high):
            return f"{typed(low)}-{typed(high)}"
        case AtLeast(value):
            return f">={typed(value)}"
        case AtMost(value):
            return f"<={typed(value)}"
        case Breaths(low, high):
            return f"{low} breaths" if low == high else f"{low}-{high} breaths"
        case Open():
            return "open"
        case Blank():
            return "ask"
        case _:
            return None


def _sides(sides: Sequence[str]) -> str | list[str]:
    return "each" if tuple(sides) == ("left", "right") else list(sides)


def _repetitions(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first}-{last}"


def _without_nothing(data: Mapping[str, Any]) -> Data:
    """The keys that say anything."""
    return {key: value for key, value in data.items() if value not in (None, False, "", [], {})}
