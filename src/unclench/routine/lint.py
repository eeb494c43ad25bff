"""Checks a routine for what is unsafe (an error), and for what its author can hardly have meant (a warning). Pure.

What is hardly meant is not unsafe: each warning says what will happen, and what to write if something else was meant.

The limits are those of `unclench.safety`. What depends on the compiled timeline, such as the length of a
session, is checked by `unclench.reports.routines`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from unclench.language import counted, tr, within
from unclench.routine.fields import place_of
from unclench.routine.loads import place_of_load
from unclench.routine.model import (
    DEFAULTS,
    LONGEST_BREATH_HOLD,
    MANY_REPS,
    POSTURES,
    Amount,
    AnyStep,
    ApplyStep,
    AtLeast,
    AtMost,
    Blank,
    BreatheStep,
    Breaths,
    Defaults,
    DoStep,
    Exact,
    ExerciseStep,
    Frequency,
    Mark,
    Open,
    Progress,
    Range,
    RepeatStep,
    RestStep,
    Routine,
    grows,
    presses_a_point,
)
from unclench.routine.own_words import on_the_skin, tags_of
from unclench.routine.problems import Collector, Where, quoted
from unclench.routine.readers import BETWEEN
from unclench.routine.source import START, Table
from unclench.routine.values import BACK, THERE, format_duration
from unclench.safety import press
from unclench.safety.exposure import SKIN_NAMES
from unclench.safety.limits import DAY, HARD_STOP, LIMITS

TO_MOVE = 2_000
"""Into a hold and out of it takes about as long as this, in ms, and no less (ours)."""
_SIDES = frozenset({"left", "right"})
SOME = 3
"""With fewer repetitions than this nobody is hurried (ours)."""


def _warn_of_oddities(problems: Collector, step: ExerciseStep, table: Table, where: Where) -> None:
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
        problems.warn(START, ("frequency",), what, tr("Add `weeks: 6` before `then`."))
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


USUAL_BREATH = 10_000
"""The ms of a 5-1-4 breath, the default of the user's own breath."""
ENDLESS = DAY
"""An open length counts as this many ms."""
DEFAULT_LENGTH = LIMITS["C1.2"].value
"""The longest application to suggest, in ms: the usual one (C1.2)."""


def check_step(problems: Collector, step: AnyStep, table: Table, where: Where) -> None:
    """Check one step by itself: what is unsafe is an error, what is unlikely a warning."""
    if step.progress is not None and not grows(step):
        what, instead = tr("only an exercise can grow"), tr("Delete the line; the step is played as written.")
        if isinstance(step, ExerciseStep):
            what = tr("this step has no hold that could grow")
            instead = tr("Write its time as `hold`, or let `reps` or `sets` grow.")
        problems.warn(place_of(table, "progress"), (*where, "progress"), what, instead)
    if step.notes and not isinstance(step, ExerciseStep):
        what, instead = tr("only an exercise has repetitions to note"), tr("Write one `note` for the whole step.")
        problems.warn(place_of(table, "notes"), (*where, "notes"), what, instead)
    for number, other in enumerate(step.alternatives, 1):
        if other.frequency is not None:
            here = (*where, "alternatives", tr("step {number}", number=number))
            what = tr("how often an alternative is done is not counted by itself")
            problems.warn(other.mark, here, what, tr("Write `frequency` beside `alternatives`."))
    if isinstance(step, RepeatStep) and step.levels:
        _check_levels(problems, step, table, where)
    if isinstance(step, ApplyStep):
        _check_application(problems, step, table, where)
    elif isinstance(step, ExerciseStep):
        _check_exercise(problems, step, table, where)
        _warn_of_oddities(problems, step, table, where)
    elif isinstance(step, BreatheStep):
        _check_breathing(problems, step, table, where)
    elif isinstance(step, DoStep) and presses_a_point(step, ()):
        _check_presses(problems, step, table, where)
    _check_own_words(problems, step, table, where)


def check_routine(problems: Collector, routine: Routine) -> None:
    """Check what depends on the defaults, the blocks or the steps before: presses that add up, missing setups."""
    for step, where, of_block, rounds in _walk(routine.steps):
        if isinstance(step, ExerciseStep | DoStep) and presses_a_point(step, of_block):
            if not presses_a_point(step, ()):
                _check_presses_of_block(problems, step, where)
            if isinstance(step, ExerciseStep):
                _check_presses_in_a_row(problems, step, routine.defaults, where)
        if isinstance(step, ExerciseStep):
            check_pace(problems, step, routine.defaults, where)
        if isinstance(step, BreatheStep) and rounds > 1:
            _check_breathing_in_rounds(problems, step, where, rounds)
        check_step_frequency(problems, step, routine.frequency, where)
    _check_setups(problems, routine)
    check_frequency(problems, routine.frequency)


def _walk(
    steps: Sequence[AnyStep], where: Where = (), tags: tuple[str, ...] = (), rounds: int = 1
) -> Iterator[tuple[AnyStep, Where, tuple[str, ...], int]]:
    """Every step with its place, the tags of the blocks around it and the most rounds that they play."""
    for number, step in enumerate(steps, 1):
        here = (*where, tr("step {number}", number=number))
        yield step, here, tags, rounds
        if isinstance(step, RepeatStep):
            times = most(step.times) or 1
            yield from _walk(step.steps, here, (*tags, *step.tags), rounds * times)
        yield from _walk(step.alternatives, (*here, "alternatives"), tags, rounds)


def _check_levels(problems: Collector, step: RepeatStep, table: Table, where: Where) -> None:
    for number, level in enumerate(step.steps, 1):
        if level.optional:
            what = tr("a level can't be optional: one of them is played")
            instead = tr("Take `optional` out, or write it beside `levels`.")
            problems.error(level.mark, (*where, tr("level {number}", number=number)), what, instead)
    if len(step.steps) == 1:
        what = tr("there is only one level, so there is nothing to choose")
        problems.warn(place_of(table, "levels"), (*where, "levels"), what, tr("Add a level, or take `levels` out."))


# -- cold and heat ------------------------------------------------------------------------------


def _check_application(problems: Collector, step: ApplyStep, table: Table, where: Where) -> None:
    limit = HARD_STOP[step.kind]
    if (most(step.lasting) or 0) > limit.value:
        what = tr(
            "{kind} for {time} is too long: {limit} (safety limit {id})",
            kind=SKIN_NAMES[step.kind], time=_worded(step.lasting), limit=_clause(limit.sentence), id=limit.id,
        )  # fmt: skip
        instead = tr("Write `{key}: {longest}` or less.", key=step.kind, longest=format_duration(limit.value))
        problems.error(place_of(table, step.kind), (*where, step.kind), what, instead)
    every = LIMITS["C2.1"]
    if (most(step.checks) or 0) > every.value:
        what = tr(
            "{time} between checks is too long: {limit} (safety limit {id})",
            time=_worded(step.checks), limit=_clause(every.sentence), id=every.id,
        )  # fmt: skip
        instead = tr("Write `{key}: {longest}` or less.", key="checks", longest=format_duration(every.value))
        problems.error(place_of(table, "checks"), (*where, "checks"), what, instead)


# -- exercises ----------------------------------------------------------------------------------


def _check_exercise(problems: Collector, step: ExerciseStep, table: Table, where: Where) -> None:
    if presses_a_point(step, ()):
        _check_presses(problems, step, table, where)
    elif (most(step.hold) or 0) > LIMITS["C1.18"].value:
        problems.warn(
            place_of(table, "hold"),
            (*where, "hold"),
            tr("a hold of {time} is unusually long; 5 to 30 seconds is usual", time=_worded(step.hold)),
            tr("Check the sheet; if that is what it says, keep it."),
        )
    if isinstance(step.load, Blank) and step.progress is not None and step.progress.field == "load":
        what = tr("the load grows, so it can't be left blank")
        problems.error(place_of(table, "load"), (*where, "load"), what, tr("Take it out."))
    if (reps := most(step.reps) or 0) > MANY_REPS:
        problems.warn(
            place_of(table, "reps"),
            (*where, "reps"),
            counted(reps, "{number:g} repetition is unusually many", "{number:g} repetitions is unusually many"),
            tr("Check the sheet; if that is what it says, keep it."),
        )
    if step.hold == Exact(45_000) and _is_wall_squat(step):
        problems.warn(
            place_of(table, "hold"),
            (*where, "hold"),
            tr("a wall squat of 45 seconds is a known misprint: sheets mean an angle of 45 degrees"),
            tr("Check the sheet; if it really says seconds, keep it."),
        )


def _check_presses(problems: Collector, step: ExerciseStep | DoStep, table: Table, where: Where) -> None:
    for key, lasting in _presses(step):
        _check_press(problems, lasting, place_of(table, key), (*where, key))


def _check_presses_of_block(problems: Collector, step: ExerciseStep | DoStep, where: Where) -> None:
    """Check what is a press only by the tags of a block: where a time is given, an exercise's are added up later."""
    for key, lasting in _presses(step):
        if isinstance(step, DoStep) or isinstance(lasting, Open):
            _check_press(problems, lasting, step.mark, (*where, key))


def _presses(step: ExerciseStep | DoStep) -> Iterator[tuple[str, Amount]]:
    """Each time for which the step may press without a pause, after its key."""
    if isinstance(step, DoStep):
        yield "for", step.lasting
        return
    if isinstance(step.reps, Open):
        yield "reps", step.reps
    if step.hold is not None:
        yield "hold", step.hold
    yield from (("phases", phase.lasting) for phase in step.phases if press.presses(phase.name))
    if step.pace is not None:
        yield "pace", step.pace


def _check_press(problems: Collector, lasting: Amount, mark: Mark, where: Where) -> None:
    limit = press.too_long(_longest(lasting))
    if limit is not None:
        what = tr(
            "a press of {time} is too long: {limit} (safety limit {id})",
            time=_worded(lasting), limit=_clause(limit.sentence), id=limit.id,
        )  # fmt: skip
        instead = tr("Write {longest} or less.", longest=format_duration(limit.value))
        problems.error(mark, where, what, tr("Write a number like `reps: 3`.") if where[-1] == "reps" else instead)


def _check_presses_in_a_row(problems: Collector, step: ExerciseStep, defaults: Defaults, where: Where) -> None:
    """Check presses without a pause between them, and how far they may grow."""
    written = _longest_press(step, defaults)
    if (limit := press.too_long(written)) is not None:
        what = tr(
            "one point would be pressed for {time} without a pause: {limit} (safety limit {id})",
            time=format_duration(written), limit=_clause(limit.sentence), id=limit.id,
        )  # fmt: skip
        instead = tr("Press for a shorter time or less often, or write a `rest` in between.")
        problems.error(step.mark, where, what, instead)
        return
    progress = step.progress
    if progress is None or progress.high is None or progress.field == "load" or not grows(step):
        return
    full = _longest_press(replace(step, **{progress.field: Exact(progress.high)}), defaults)
    if (limit := press.too_long(full)) is not None:
        what = tr(
            "it will not grow as far as that: {limit} (safety limit {id})", limit=_clause(limit.sentence), id=limit.id
        )
        instead = tr("Write a smaller end, or a `rest` in between; otherwise it stops growing there.")
        problems.warn(step.mark, (*where, "progress"), what, instead)


def _longest_press(step: ExerciseStep, defaults: Defaults) -> int:
    """The longest time that one point may be pressed without a pause, in ms."""
    if step.hold is not None:
        phases = [("hold", most(step.hold) or 0)]
    elif step.phases:
        phases = [(phase.name, most(phase.lasting) or 0) for phase in step.phases]
    else:
        pace = step.pace if step.pace is not None else defaults.pace
        phases = [("move", DEFAULTS["pace"] if pace is None else most(pace) or 0)]
    rest, set_rest = (
        least(getattr(step, name) if getattr(step, name) is not None else getattr(defaults, name), DEFAULTS[name])
        for name in ("rest", "set_rest")
    )
    reps, sets = (most(count) or 1 for count in (step.reps, step.sets))
    if step.in_all and step.sides:
        reps = -(-reps // len(step.sides))
    return press.longest(
        phases, reps, sets, len(step.sides), rest=rest, set_rest=set_rest, alternate=step.alternate
    )  # fmt: skip


def _is_wall_squat(step: ExerciseStep) -> bool:
    words = _words(step)
    return "wall" in words and any(word in words for word in ("squat", "sit", "slide"))


def _words(step: ExerciseStep) -> str:
    names = (step.exercise.id, step.exercise.name, step.name)
    return " ".join(name for name in names if name).lower().replace("-", " ")


# -- breathing ----------------------------------------------------------------------------------


def _check_breathing(problems: Collector, step: BreatheStep, table: Table, where: Where) -> None:
    key = "for" if step.lasting is not None else "cycles"
    _check_breathing_time(problems, _breathing_time(step), place_of(table, key), (*where, key))
    still = max(step.pattern.hold, step.pattern.empty)
    if still > LONGEST_BREATH_HOLD:
        what = tr(
            "{time} without breathing is unusually long; {longest} is the longest that is usual",
            time=format_duration(still), longest=format_duration(LONGEST_BREATH_HOLD),
        )  # fmt: skip
        instead = tr("Check the sheet; if that is what it says, keep it.")
        problems.warn(place_of(table, "breathe"), (*where, "breathe"), what, instead)


def _check_breathing_in_rounds(problems: Collector, step: BreatheStep, where: Where, rounds: int) -> None:
    if _breathing_time(step) <= LIMITS["C1.19"].value:  # longer ones are reported for the step alone
        _check_breathing_time(problems, _breathing_time(step) * rounds, step.mark, where)


def _check_breathing_time(problems: Collector, lasting: int, mark: Mark, where: Where) -> None:
    if lasting > LIMITS["C1.19"].value:
        what = tr("{time} of breathing is unusually long; 3 to 5 minutes is usual", time=format_duration(lasting))
        problems.warn(mark, where, what, tr("Check the sheet; if that is what it says, keep it."))


def _breathing_time(step: BreatheStep) -> int:
    return most(step.lasting) or (most(step.cycles) or 0) * step.pattern.cycle


# -- an author's own words ----------------------------------------------------------------------


def _check_own_words(problems: Collector, step: AnyStep, table: Table, where: Where) -> None:
    """Warn of cold, heat or sleep in an author's own words, where no timer or check guards it."""
    if isinstance(step, DoStep | ExerciseStep):
        move, key = (step.what, "do") if isinstance(step, DoStep) else (step.exercise, "exercise")
        if move.id is not None:
            return
        lasting, said = step.lasting if isinstance(step, DoStep) else step.hold, move.name
    elif isinstance(step, RestStep):
        lasting, said, key = step.lasting, "", "rest"
    else:
        return
    words = ", ".join(filter(None, (said, step.name, step.note)))
    kind = on_the_skin(words, _longest(lasting))
    if kind is not None:
        length = format_duration(min(most(lasting) or DEFAULT_LENGTH, DEFAULT_LENGTH))
        what = tr(
            "{words} seems to put {kind} on the skin, and here nothing times or checks it",
            words=quoted(words), kind=SKIN_NAMES[kind],
        )  # fmt: skip
        instead = tr("Write `{key}: {time}`, so that it is timed and checked.", key=kind, time=length)
        problems.warn(place_of(table, key), (*where, key), what, instead)
    elif "sleep" in tags_of(words) and "tags" not in table.values:
        what = tr(
            "{words} may send you to sleep, so it is not played together with cold or heat (safety limit {id})",
            words=quoted(words), id=LIMITS["C2.10"].id,
        )  # fmt: skip
        problems.warn(place_of(table, key), (*where, key), what, tr("Write `tags: [sleep]` if that is what you mean."))


# -- getting into position ----------------------------------------------------------------------


def _check_setups(problems: Collector, routine: Routine) -> None:
    """Warn of an exercise that begins before you can get into its position."""
    before: frozenset[str] | None = frozenset()
    for number, step in enumerate(routine.steps, 1):
        if not isinstance(step, ExerciseStep | DoStep):
            continue
        move = step.exercise if isinstance(step, ExerciseStep) else step.what
        posture = POSTURES.intersection(move.tags)
        setup = step.setup if step.setup is not None else routine.defaults.setup
        changes = number == 1 or (before and posture.isdisjoint(before))
        if isinstance(step, ExerciseStep) and setup == Exact(0) and move.position and posture and changes:
            problems.warn(
                step.mark,
                (tr("step {number}", number=number),),
                tr("it begins at once, with no time to get into position"),
                tr("Write `setup: 10s`, or more."),
            )
        before = posture or before


# -- amounts, sentences and places --------------------------------------------------------------


def least(amount: Amount | None, unsaid: int) -> int:
    """The shortest length of a pause, in ms. One that a key ends, or that is asked for, counts as 1."""
    match amount:
        case None:
            return unsaid
        case Exact(value) | AtLeast(value):
            return value
        case AtMost():
            return amount.least
        case Range(low, _) | Breaths(low, _):
            return low
        case _:
            return 1


def most(amount: Amount | None) -> int | None:
    """The largest dose that an amount allows, in ms or as a count; None for an open, blank or missing one."""
    match amount:
        case Exact(value) | AtLeast(value) | AtMost(value):
            return value
        case Range(_, high):
            return high
        case Breaths(_, high):
            return high * USUAL_BREATH
        case _:
            return None


def _longest(amount: Amount | None) -> int:
    """The largest time that an amount allows, in ms; 0 for a blank or missing one."""
    return ENDLESS if isinstance(amount, Open) else most(amount) or 0


def _worded(amount: Amount | None) -> str:
    """The largest time that an amount allows, for a sentence."""
    if isinstance(amount, Open):
        return tr("any length")
    return format_duration(most(amount) or 0)


def _clause(sentence: str) -> str:
    """A limit's sentence as it reads after a colon."""
    return within(sentence).rstrip(".")
