"""A routine in words, as its author wrote it: ranges stay ranges, and blanks stay blank. Pure.

A timeline has what is played this time. `unclench show` and the preview tell of each step, beside that, what its sheet
says: both take it from here. A test walks the fields of `routine.model`, so that none of them is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from unclench.language import counted, language_name, tr
from unclench.routine.model import (
    DEFAULTS,
    Amount,
    AnyStep,
    ApplyStep,
    BreatheStep,
    ConfirmStep,
    Defaults,
    DoStep,
    Exact,
    ExerciseStep,
    Group,
    Open,
    Progress,
    Range,
    RepeatStep,
    RestStep,
    Routine,
    grows,
)
from unclench.safety.exposure import SKIN_NAMES
from unclench.session import wording
from unclench.session.progression import all_steps, load_to_begin_with, to_begin_with
from unclench.session.timeline import StepInfo
from unclench.session.wording import ONCE, name_of, place_of

_PAUSES = {
    "setup": tr("{length} to get into position"), "rest": tr("{length} between repetitions"),
    "set_rest": tr("{length} between sets"), "switch": tr("{length} to change sides"),
}  # fmt: skip


class Fact(Struct, frozen=True):
    """A sentence of the sheet; `key` is the key of the file that it comes from."""

    key: str
    text: str


def dose(step: AnyStep, defaults: Defaults) -> str:
    """What is to be done, how often and for how long, as the sheet has it; of a block, how many rounds or levels."""
    match step:
        case ExerciseStep():
            return _exercise_dose(step, defaults)
        case BreatheStep():
            cycles = None if step.lasting is not None else step.cycles or ONCE
            return wording.sheet_breath_dose(step.pattern, cycles, step.lasting or Exact(0))
        case ApplyStep() | RestStep() | DoStep():
            return wording.length(step.lasting)
        case RepeatStep(levels=True):
            return counted(len(step.steps), "{number:g} level to choose from", "{number:g} levels to choose from")
        case RepeatStep(times=times) if times != ONCE:
            return wording.rounds(times)
        case RepeatStep() | ConfirmStep():
            return ""


def _exercise_dose(step: ExerciseStep, defaults: Defaults) -> str:
    reps, sets = to_begin_with(step, "reps") or ONCE, to_begin_with(step, "sets") or ONCE
    if step.hold is None and not step.phases:
        pace = step.pace or defaults.pace or Exact(DEFAULTS["pace"])
        said = wording.sheet_counted_dose(reps, sets, step.sides, pace, alternate=step.alternate, in_all=step.in_all)
        return wording.with_load(said, load_to_begin_with(step))
    phases = [(each.name, each.lasting) for each in step.phases]
    if step.hold is not None:
        phases = [("hold", step.hold)]
    said = wording.sheet_dose(phases, reps, sets, step.sides, alternate=step.alternate, in_all=step.in_all)
    return wording.with_load(said, load_to_begin_with(step))


def facts(id: str, step: AnyStep, defaults: Defaults, *, inside: bool = False) -> tuple[Fact, ...]:
    """What else the sheet says of the step with this id, in the order in which a person wants to know it.

    `inside` of a level or an alternative, those that it has in turn are told in short: written out at every depth, a
    small file would come to gigabytes.
    """
    tell = _in_short if inside else _in_a_line
    return tuple(Fact(key, wording.sentence(text)) for key, text in _facts(id, step, defaults, tell) if text)


def _facts(
    id: str, step: AnyStep, defaults: Defaults, tell: Callable[[str, AnyStep, Defaults], str]
) -> Iterator[tuple[str, str]]:
    yield "optional", tr("Left out unless you choose it") if step.optional else ""
    yield "only_if", tr("Asked first: {question}", question=step.only_if) if step.only_if else ""
    if step.frequency is not None:
        yield "frequency", tr("Only {how_often}", how_often=wording.how_rarely(step.frequency))
    yield "wait", tr("It waits for a key before it starts") if step.wait else ""
    yield from _of_its_kind(step)
    if isinstance(step, ExerciseStep) and step.goal is not None:
        goal = wording.number(step.goal)
        yield "goal", tr("Goal: {number} a day, in as many sessions as you like", number=goal)
    if isinstance(step, RepeatStep) and step.levels:
        for number, level in enumerate(step.steps, 1):
            of = wording.of(number, len(step.steps))
            told = tell(f"{id}.{number}", level, defaults)
            yield "levels", tr("Level {number_of}: {text}", number_of=of, text=told)
    yield "say", tr("The voice says: {text}", text=step.say) if step.say else ""
    yield "pauses", _pauses(step, defaults)
    for note in step.notes:
        yield "notes", _on_repetition(note.first, note.last, note.text)
    yield "progress", growth(step.progress) if step.progress is not None and grows(step) else ""
    if step.alternatives:
        others = tr(" or ").join(map(name_of, step.alternatives))
        yield "alternatives", tr("In place of {step}: {others}; you choose at the start",
                                 step=name_of(step), others=others)  # fmt: skip
    for number, other in enumerate(step.alternatives, 1):
        yield "alternatives", tell(f"{id}/{number}", other, defaults)
    yield "tags", tr("Tags: {tags}", tags=", ".join(step.tags)) if step.tags else ""
    yield "source", tr("Source: {source}", source=step.source) if step.source else ""


def _of_its_kind(step: AnyStep) -> Iterator[tuple[str, str]]:
    """What only this kind of step has."""
    if isinstance(step, ExerciseStep | DoStep):
        move = step.exercise if isinstance(step, ExerciseStep) else step.what
        key = "exercise" if isinstance(step, ExerciseStep) else "do"
        yield key, tr("Exercise: {name}", name=move.name) if step.name not in (None, move.name) else ""
        yield "picture", tr("With the picture {name}", name=step.picture) if step.picture else ""
        yield "figure", tr("With a figure of its own") if step.figure is not None else ""
        for phase in step.phases if isinstance(step, ExerciseStep) else ():
            if phase.quiet is not None:
                none, some = (
                    tr("No sign within {phase}", phase=phase.name),
                    tr("Signs within {phase}", phase=phase.name),
                )
                yield "phases", none if phase.quiet else some
    elif isinstance(step, BreatheStep):
        yield "breathe", tr("Breathing {pattern}", pattern=step.pattern) if step.name else ""
    elif isinstance(step, ApplyStep):
        yield step.kind, SKIN_NAMES[step.kind] if step.name else ""
        if step.checks is not None:
            yield "checks", tr("A look at the skin every {duration}", duration=wording.length(step.checks))
    elif isinstance(step, ConfirmStep):
        yield "confirm", tr("Asked: {question}", question=step.question) if step.name else ""
        yield "alarm", tr("It rings until you answer") if step.alarm else ""
        if step.estimate is not None:
            yield "for", tr("In the total it counts as {duration}", duration=wording.length(step.estimate))


def _in_a_line(id: str, step: AnyStep, defaults: Defaults) -> str:
    """A step with all that its sheet says of it: for an alternative, and for what is inside a block of one."""
    told = [tr("{name}: {text}", name=place_of(id, step), text=dose(step, defaults)) if dose(step, defaults)
            else name_of(step)]  # fmt: skip
    told += [fact.text for fact in facts(id, step, defaults, inside=True)]
    told += [step.note or "", *(tr("Look out: {caution}", caution=caution) for caution in step.cautions)]
    if isinstance(step, RepeatStep) and not step.levels:
        told += [_in_a_line(f"{id}.{number}", each, defaults) for number, each in enumerate(step.steps, 1)]
    return wording.join(*told)


def each_in_short(id: str, block: RepeatStep, defaults: Defaults) -> tuple[str, ...]:
    """What tells each step of a block from the others: its name, and what is to be done or which steps it has."""
    return tuple(_in_short(f"{id}.{number}", step, defaults) for number, step in enumerate(block.steps, 1))


def _in_short(id: str, step: AnyStep, defaults: Defaults) -> str:
    inside = ", ".join(name_of(each) for each in step.steps) if isinstance(step, RepeatStep) else ""
    said = inside or dose(step, defaults)
    return tr("{name}: {text}", name=place_of(id, step), text=said) if said else name_of(step)


def _pauses(step: AnyStep, defaults: Defaults) -> str:
    """The rests and the like that the step or the routine has written, as far as there is something between them."""
    if isinstance(step, RepeatStep):
        return "" if step.rest is None else tr("{length} between rounds", length=_pause(step.rest))
    if isinstance(step, RestStep | ConfirmStep):
        return ""
    names = ["setup"]
    if isinstance(step, ExerciseStep):
        in_turn = step.alternate and bool(step.sides)
        names += ["rest"] * (in_turn or _several(step, "reps"))
        names += ["set_rest"] * _several(step, "sets")
        names += ["switch"] * (len(step.sides) > 1 and not in_turn)
    written = [(name, getattr(step, name) or getattr(defaults, name)) for name in names]
    if isinstance(step, ExerciseStep) and step.hold is not None and not isinstance(step.hold, Open):
        # Without a pause three holds are one long one: that is said even where nobody has written it.
        unwritten = Exact(DEFAULTS["rest"])
        written = [(name, amount or (unwritten if name == "rest" else None)) for name, amount in written]
    return ", ".join(_PAUSES[name].format(length=_pause(amount)) for name, amount in written if amount is not None)


def _several(step: ExerciseStep, name: str) -> bool:
    """Whether a count of the step may be more than one."""
    grows = step.progress is not None and step.progress.field == name
    return grows or getattr(step, name) not in (None, ONCE)


def _pause(amount: Amount) -> str:
    return tr("no pause") if amount == Exact(0) else wording.length(amount)


def _on_repetition(first: int, last: int, text: str) -> str:
    if first == last:
        return tr("Repetition {number}: {text}", number=first, text=text)
    return tr("Repetitions {first} to {last}: {text}", first=first, last=last, text=text)


def growth(progress: Progress) -> str:
    """How a dose is meant to grow: `Grows from 5 to 30 repetitions, by 1 every 3 days`."""
    from_where = _from_where(progress)
    if progress.asks:
        days = progress.every_days
        least = "" if days == 1 else tr("at least {days} apart", days=wording.days(days))
        every = ", ".join(filter(None, [tr("when it was easy"), least]))
    else:
        every = counted(progress.every_days, "every day", "every {number:g} days")
    if progress.field == "load":
        return tr("{from_where}, one step {every}", from_where=from_where, every=every)
    most = progress.by_most
    step = Exact(progress.by) if most is None else Range(progress.by, most)
    by = wording.length(step) if progress.field == "hold" else wording.number(step)
    return tr("{from_where}, by {by} {every}", from_where=from_where, by=by, every=every)


def _from_where(progress: Progress) -> str:
    """From where to where: `Grows from 5 to 30 repetitions`, `Grows to 30 repetitions`, `Load: 2 kg, then 3 kg`."""
    if progress.field == "load":
        return tr("Load: {loads}", loads=tr(", then ").join(progress.loads))
    amount = {"reps": wording.repetitions, "sets": wording.sets, "hold": wording.duration}[progress.field]
    if progress.low is None and progress.high is None:
        return {"reps": tr("More repetitions"), "sets": tr("More sets"), "hold": tr("A longer hold")}[progress.field]
    if progress.low is None:
        return tr("Grows to {high}", high=amount(progress.high or 0))
    if progress.high is None:
        return tr("Grows from {low}", low=amount(progress.low))
    low = wording.duration(progress.low) if progress.field == "hold" else progress.low
    return tr("Grows from {low} to {high}", low=low, high=amount(progress.high))


class WrittenSheet:
    """The steps of a routine by their ids, for what its sheet says of each."""

    def __init__(self, routine: Routine) -> None:
        self._defaults = routine.defaults
        self.steps = dict(all_steps(routine.steps))

    def dose(self, step: StepInfo) -> str:
        """What the sheet says is to be done in a step; "" for what is no step of it, as a rest between rounds."""
        return "" if self._between(step) else dose(self.steps[step.id], self._defaults)

    def rounds(self, id: str, played: str = "") -> str:
        """How often the block of this id is played, or how many levels it has; with a step `played` of it, which."""
        block = self.steps[id]
        if played and isinstance(block, RepeatStep) and block.levels:
            level = next(number for number in range(len(block.steps), 0, -1) if played.startswith(f"{id}.{number}"))
            return tr("level {number_of}", number_of=wording.of(level, len(block.steps)))
        return dose(block, self._defaults)

    def heading(self, id: str, played: str = "") -> str:
        """What stands over the steps of the block of this id: its name, with its rounds or its level."""
        name, rounds = place_of(id, self.steps[id]), self.rounds(id, played)
        return tr("{name}, {rounds}", name=name, rounds=rounds) if rounds else name

    def levels(self, step: StepInfo) -> Iterator[str]:
        """Which level of what a step is, in a sentence for each block with levels around it."""
        for id, _, _ in step.blocks:
            block = self.steps[id]
            if isinstance(block, RepeatStep) and block.levels:
                said = tr("{name}: {text}", name=place_of(id, block), text=self.rounds(id, step.id))
                yield wording.sentence(said)

    def facts(self, step: StepInfo) -> tuple[Fact, ...]:
        """What else it says of a step."""
        return () if self._between(step) else self.of(step.id)

    def of(self, id: str) -> tuple[Fact, ...]:
        """What else it says of the step or block of this id."""
        return facts(id, self.steps[id], self._defaults)

    def blocks(self) -> Iterator[tuple[str, RepeatStep, tuple[Fact, ...]]]:
        """The blocks, each with what it says."""
        return ((id, step, self.of(id)) for id, step in self.steps.items() if isinstance(step, RepeatStep))

    def _between(self, step: StepInfo) -> bool:
        return step.kind == "rest" and isinstance(self.steps[step.id], RepeatStep)


def routine_facts(routine: Routine) -> tuple[Fact, ...]:
    """What the sheet says as a whole, beside its title, summary and cautions."""
    defaults = routine.defaults
    pauses = [(name, getattr(defaults, name)) for name in _PAUSES]
    said = [_PAUSES[name].format(length=_pause(amount)) for name, amount in pauses if amount is not None]
    if defaults.pace is not None:
        said.append(_pace(defaults.pace))
    sounds = [
        tr("{cue} is silent", cue=cue) if name is None else tr("{cue} from {name}", cue=cue, name=name)
        for cue, name in routine.sounds.items()
    ]
    found = [
        ("language", _language(routine)),
        ("edition", tr("Edition: {edition}", edition=routine.edition) if routine.edition else ""),
        ("frequency", wording.how_often(routine.frequency)),
        ("length", _whole(routine)),
        ("defaults", tr("Unless a step says otherwise: {pauses}", pauses=", ".join(said)) if said else ""),
        ("sounds", tr("Sounds: {sounds}", sounds=", ".join(sounds)) if sounds else ""),
        ("tags", tr("Tags: {tags}", tags=", ".join(routine.tags)) if routine.tags else ""),
        ("group", tr("Under: {group}", group=routine.group) if routine.group is not Group.YOURS else ""),
    ]
    return tuple(Fact(key, wording.sentence(text)) for key, text in found if text)


def summary(routine: Routine) -> str:
    """What it is for, what language it is in, and how long its sheet says that it takes."""
    return " ".join(filter(None, (routine.summary, *map(wording.sentence, (_language(routine), _whole(routine))))))


def _language(routine: Routine) -> str:
    if routine.language is None:
        return ""
    return tr("This sheet is in {language}", language=language_name(routine.language))


def _whole(routine: Routine) -> str:
    if routine.length is None:
        return ""
    return tr("Your sheet says it takes {length} in all", length=wording.length(routine.length))


def _pace(pace: Amount) -> str:
    """How long a counted repetition takes."""
    if isinstance(pace, Open):
        return tr("repetitions at your own pace")
    return tr("{length} for each repetition", length=wording.length(pace))
