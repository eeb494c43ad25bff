"""What a file can say and its author can hardly have meant: warnings, never errors. Pure.

Nothing here is unsafe; that is in `lint`. Each says what will happen, and what to write if something else was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from unclench.language import counted, tr
from unclench.routine.fields import place_of
from unclench.routine.loads import place_of_load
from unclench.routine.model import (
    DEFAULTS,
    Amount,
    AnyStep,
    AtLeast,
    AtMost,
    Blank,
    Defaults,
    Exact,
    ExerciseStep,
    Frequency,
    Mark,
    Open,
    Progress,
    Range,
)
from unclench.routine.problems import Collector, Where, quoted
from unclench.routine.readers import BETWEEN
from unclench.routine.values import BACK, THERE, format_duration
from unclench.routine.yaml_nodes import Table

TO_MOVE = 2_000
"""Into a hold and out of it takes about as long as this, in ms, and no less (ours)."""
_SIDES = frozenset({"left", "right"})
SOME = 3
"""With fewer repetitions than this nobody is hurried (ours)."""


def check_exercise(problems: Collector, step: ExerciseStep, table: Table, where: Where) -> None:
    """Warn of what one exercise says against itself or against the catalogue."""
    found = (*_sides(step), *_switch(step), *_in_all(step), *_growth(step), *_phases_without_a_figure(step))
    for key, what, instead in (*found, *_notes_too_late(step)):
        problems.warn(place_of(table, key), (*where, key), what, instead)


Oddity = tuple[str, str, str]
"""The key, what is odd, and what to write instead."""


def _sides(step: ExerciseStep) -> Iterator[Oddity]:
    move = step.exercise
    if move.sides == "both" and len(step.sides) > 1:
        what = tr("{exercise} is done on both sides at once, so it would be done twice", exercise=move.name)
        yield "sides", what, tr("Take the line out, or keep it if the sheet means something else.")
    if move.sides == "one" and not step.sides and not _phases_name_sides(step):
        what = tr("{exercise} is done on one side at a time, and no sides are said", exercise=move.name)
        yield "exercise", what, tr("Add `sides: each`, or one side like `sides: [left]`.")


def _phases_name_sides(step: ExerciseStep) -> bool:
    """Whether one repetition goes through the sides by itself, as in `[{right knee: 5s}, {left knee: 5s}]`."""
    return any(not _SIDES.isdisjoint(phase.name.casefold().split()) for phase in step.phases)


def _in_all(step: ExerciseStep) -> Iterator[Oddity]:
    if step.goal is not None and step.in_all and len(step.sides) > 1:
        what = tr("the goal of a day counts those of each side, and `reps` those of all sides together")
        yield "goal", what, tr("Check the sheet; halve the goal if it means both sides together.")
    if step.in_all and len(step.sides) < 2:
        what = tr("“in all” counts several sides together, and here there is only one")
        yield "reps", what, tr("Add `sides: each`.")


def _switch(step: ExerciseStep) -> Iterator[Oddity]:
    in_turn = step.alternate and len(step.sides) > 1
    if step.switch is not None and in_turn:
        instead = tr("Take it out; the time between the sides is `rest`.")
        yield "switch", tr("`switch` does nothing where the sides take turns"), instead
    elif step.switch is not None and len(step.sides) < 2:
        instead = tr("Take it out, or add `sides: each`.") if not step.sides else tr("Take it out.")
        yield "switch", tr("`switch` does nothing without a second side"), instead


def _growth(step: ExerciseStep) -> Iterator[Oddity]:
    progress = step.progress
    if progress is None:
        return
    if progress.field == "reps" and isinstance(step.reps, Open):
        instead = tr("Take the line out, or write a number like `{other}: 10`.", other="reps")
        yield "progress", tr("`reps: open` sets no number that could grow"), instead
    key = progress.field
    if key == "load":
        if isinstance(step.load, str) and place_of_load(progress.loads, step.load) != 1:
            yield _begins_elsewhere(key, progress.loads[0], progress.loads[-1], quoted(step.load))
        return
    low, high = _ends(getattr(step, key))
    if low is None or high is None:
        return
    written, least, most = _said(progress, low), progress.low, progress.high
    if least is None:
        if most is not None and low >= most:
            end = _said(progress, most)
            what = tr("it grows to {high}, but `{key}` is {written}", high=end, key=key, written=written)
            yield key, what, tr("Write a smaller `{key}`, or a larger end.", key=key)
    elif high < least or (most is not None and low > most):
        last = None if most is None else _said(progress, most)
        yield _begins_elsewhere(key, _said(progress, least), last, written)


def _begins_elsewhere(key: str, first: str, last: str | None, written: str) -> Oddity:
    """What is `written` for a key is not where its growth begins; `last` is None where that has no end."""
    what = tr("it grows from {low}, but `{key}` is {written}", low=first, key=key, written=written)
    if last is not None:
        what = tr(
            "it grows from {low} to {high}, but `{key}` is {written}", low=first, high=last, key=key, written=written
        )
    return key, what, tr("Write `{key}: {low}`, or begin the growth with that.", key=key, low=first)


def _ends(amount: Amount | None) -> tuple[int | None, int | None]:
    match amount:
        case Exact(value) | AtLeast(value):
            return value, value
        case AtMost(value):
            return amount.least, value
        case Range(low, high):
            return low, high
        case _:
            return None, None


def _said(progress: Progress, value: int) -> str:
    return format_duration(value) if progress.field == "hold" else str(value)


def _phases_without_a_figure(step: ExerciseStep) -> Iterator[Oddity]:
    """Names of phases that the figure of the catalogue does not know, so that it would not move."""
    own, catalogue = step.figure or step.picture, step.exercise.figure
    if own or catalogue is None:
        return
    known = [str(name).casefold() for name in catalogue.get("phases", {})]
    moves = [name for name in known if name not in BETWEEN]
    phases = [each for each in step.phases if each.name not in (THERE, BACK)]  # those of a tempo are nobody's words
    strange = [each.name for each in phases if not _is_known(each.name.strip().casefold(), known)]
    if strange and moves:
        names = tr(" and ").join(quoted(name) for name in dict.fromkeys(strange))
        what = counted(
            len(set(strange)),
            "the figure has no movement called {names}", "the figure has no movements called {names}", names=names,
        )  # fmt: skip
        instead = tr("It knows {moves}; with other names it stays in one pose.", moves=", ".join(moves))
        yield "phases", what, instead


def _is_known(name: str, known: list[str]) -> bool:
    """Whether a figure finds its movement: by the name, or by a word of it."""
    words = name.split()
    return name in BETWEEN or any(each == name or each in words or name in each.split() for each in known)


def _notes_too_late(step: ExerciseStep) -> Iterator[Oddity]:
    _, most = _ends(step.reps if step.reps is not None else Exact(1))
    if step.progress is not None and step.progress.field == "reps":
        most = None if step.progress.high is None else max(most or 0, step.progress.high)
    for note in step.notes:
        if most is not None and note.first > most and not isinstance(step.reps, AtLeast):
            what = counted(most, "there is only {number:g} repetition", "there are only {number:g} repetitions")
            said = tr("{what}, so the note for {number} is never heard", what=what, number=note.first)
            yield "notes", said, tr("Write a smaller number, or more `reps`.")


def check_frequency(problems: Collector, frequency: Frequency) -> None:
    """Warn of a stage without an end, behind which another could never begin."""
    if frequency.then is None:
        return
    if frequency.weeks is None or isinstance(frequency.weeks, Blank):
        what = tr("it isn't said for how many weeks, so `then` never begins")
        problems.warn(Mark(1, 1), ("frequency",), what, tr("Add `weeks: 6` before `then`."))
    check_frequency(problems, frequency.then)


def check_step_frequency(problems: Collector, step: AnyStep, frequency: Frequency, where: Where) -> None:
    """Warn of a step that is to be done more often than its routine."""
    if step.frequency is None:
        return
    for key in ("per_day", "days_a_week"):
        low, _ = _ends(getattr(step.frequency, key))
        stages = [getattr(stage, key) for stage in _stages(frequency)]
        if low is None or not all(isinstance(each, Exact | Range | AtMost) for each in stages):
            continue
        if low > max(_ends(each)[1] or 0 for each in stages):
            what = tr("a step can only be rarer than its routine")
            instead = tr("Write a smaller `{key}`, or a larger one at the top.", key=key)
            problems.warn(step.mark, (*where, "frequency"), what, instead)


def _stages(frequency: Frequency) -> Iterator[Frequency]:
    yield frequency
    if frequency.then is not None:
        yield from _stages(frequency.then)


def check_pace(problems: Collector, step: ExerciseStep, defaults: Defaults, where: Where) -> None:
    """Warn of holds that follow each other without time to move, like ten repetitions in ten seconds."""
    reps, _ = _ends(step.reps)
    rest = step.rest if step.rest is not None else defaults.rest
    if rest is None:
        rest = Exact(DEFAULTS["rest"])
    hold, pause = step.hold, 0 if not isinstance(rest, Exact) else rest.value
    if reps is None or reps < SOME or not isinstance(hold, Exact) or isinstance(rest, Open):
        return
    if isinstance(rest, Exact) and hold.value < TO_MOVE and hold.value + pause < TO_MOVE:
        whole = format_duration(reps * hold.value + (reps - 1) * pause)
        what = tr("{reps} repetitions in {time} leave no time to move", reps=reps, time=whole)
        instead = tr("Write `rest: 2s` or more, or parts like `phases: [{up: 2s}, {hold: 1s}, {down: 2s}]`.")
        problems.warn(step.mark, (*where, "hold"), what, instead)
