"""Routine -> Timeline: design/format.md's timing model, step by step. Pure.

    one set, sides in a row   S x (R x rep + (R-1) x rest) + (S-1) x switch
    one set, alternating      S x R x rep + (S x R - 1) x rest
    step                      setup + sets x set + (sets-1) x set_rest
    breathing                 setup + whole breaths, so that it ends on an exhale
    routine                   the steps; optional ones only where chosen
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from unclench import words
from unclench.cueing import COUNTED, closing, cues_of, off_question
from unclench.model import (
    Amount,
    AnyStep,
    ApplyStep,
    Ask,
    AtLeast,
    BreatheStep,
    BreathPattern,
    Breaths,
    ConfirmStep,
    Dose,
    DoStep,
    Exact,
    ExerciseStep,
    Open,
    Range,
    RepeatStep,
    RestStep,
    Routine,
)
from unclench.timeline import BREATHING, EXPOSURE, Cue, Gate, Kind, Segment, StepInfo, Timeline, lay_out

DEFAULTS: Mapping[str, int] = {
    "setup": 10_000,
    "rest": 0,
    "set_rest": 30_000,
    "switch": 5_000,
    "pace": 4_000,
}
"""What holds where neither the step nor the routine says anything (design/format.md), in ms."""

CONFIRM_ESTIMATE = 30_000
"""A confirmation's share of a total (design/format.md)."""

MOST_PHASES = 10_000
LONGEST = 24 * 3_600_000

SUGGESTED: Mapping[str, int] = {"reps": 5, "sets": 1, "cycles": 6, "times": 1, "for": 60_000}
"""What is offered, and shown in totals, for a value that the sheet leaves blank."""
SUGGESTED_TIME = 10_000


class TooMuch(Exception):
    """The routine unfolds to more than the program will play; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen for this session.

    `optional` holds the ids of the optional steps wanted, or "all". `answers` maps (step id,
    field) to the value of a blank (ms or a count); `alternatives` a step id to the number of
    the alternative taken, counted from one.
    """

    dose: Dose = Dose.LOW
    optional: frozenset[str] | Literal["all"] = frozenset()
    answers: Mapping[tuple[str, str], int] = field(default_factory=dict)
    alternatives: Mapping[str, int] = field(default_factory=dict)
    breath: int = 10_000
    """One breath of the user's own, in ms: 5-1-4 unless the settings say otherwise."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask before the session starts.

    `options` is empty for a blank (a number is wanted, `suggested` is offered) and holds the
    steps to choose from for alternatives.
    """

    step: str
    field: str
    text: str
    suggested: int
    options: tuple[str, ...] = ()


def compile_routine(routine: Routine, choices: Choices = Choices()) -> Timeline:
    """The routine as it will be played. Raises TooMuch past 10,000 phases or 24 hours."""
    build = _Build(routine, choices)
    build.whole()
    return assemble(build.segments, build.steps)


def questions(routine: Routine, choices: Choices = Choices()) -> tuple[Question, ...]:
    """What the routine leaves open and `choices` has not yet answered, in the file's order."""
    build = _Build(routine, choices)
    build.whole()
    return tuple(dict.fromkeys(build.questions))


def optional_steps(routine: Routine) -> tuple[tuple[str, str], ...]:
    """The optional steps as (id, name), blocks and all, in the file's order."""
    return tuple((id, name_of(step)) for id, step in _numbered(routine.steps) if step.optional)


def assemble(segments: Sequence[Segment], steps: Sequence[StepInfo]) -> Timeline:
    """Segments in order and their steps -> a timeline with offsets and cues."""
    placed = lay_out(segments)
    steps = _spanned(steps, placed)
    cues: list[Cue] = []
    for segment in placed:
        before = placed[segment.index - 1] if segment.index else None
        after = placed[segment.index + 1] if segment.index + 1 < len(placed) else None
        cues += cues_of(segment, before, after, steps)
    cues.append(closing(placed[-1].end if placed else 0, len(placed)))
    return Timeline(tuple(steps), placed, tuple(cues))


def stretched(timeline: Timeline, index: int, duration: int) -> Timeline:
    """The same session with segment `index` lasting `duration` ms."""
    segments = list(timeline.segments)
    segments[index] = replace(segments[index], duration=duration)
    return assemble(segments, timeline.steps)


def with_breaths(timeline: Timeline, index: int, more: int) -> Timeline:
    """The breathing block around segment `index` with `more` breaths (or fewer: negative).

    The running breath and those before it stay.
    """
    block = timeline.breathing(index)
    breath = timeline.breath(block[-1])
    segments = list(timeline.segments)
    if more > 0:
        last = [segments[i] for i in breath]
        added = [replace(s, rep=(s.rep or 0) + n + 1) for n in range(more) for s in last]
        segments[breath.stop : breath.stop] = added
    else:
        keep = timeline.breath(index).stop
        segments[max(keep, block.stop + more * len(breath)) : block.stop] = []
    reps = max(s.rep or 0 for s in segments if s.step == segments[index].step)
    segments = [
        replace(s, reps=reps) if s.step == segments[index].step and s.kind in BREATHING else s for s in segments
    ]
    return assemble(segments, timeline.steps)


def name_of(step: AnyStep) -> str:
    """What a step is called."""
    if step.name:
        return step.name
    match step:
        case ExerciseStep():
            return step.exercise.name
        case BreatheStep():
            return f"Breathing {step.pattern}"
        case ApplyStep():
            return step.kind.capitalize()
        case RestStep():
            return "Rest"
        case DoStep():
            return step.what.name
        case ConfirmStep():
            return step.question
        case RepeatStep():
            return "Block"


def _numbered(steps: Sequence[AnyStep], prefix: str = "") -> Iterator[tuple[str, AnyStep]]:
    for number, step in enumerate(steps, 1):
        id = f"{prefix}{number}"
        yield id, step
        if isinstance(step, RepeatStep):
            yield from _numbered(step.steps, f"{id}.")


def _spanned(steps: Sequence[StepInfo], segments: Sequence[Segment]) -> tuple[StepInfo, ...]:
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for segment in segments:
        first.setdefault(segment.step, segment.index)
        last[segment.step] = segment.index
    return tuple(replace(step, first=first[step.index], last=last[step.index]) for step in steps)


class _Build:
    """One walk over a routine. Grows the flat lists that `assemble` turns into a timeline."""

    def __init__(self, routine: Routine, choices: Choices) -> None:
        self.routine = routine
        self.defaults = routine.defaults
        self.choices = choices
        self.steps: list[StepInfo] = []
        self.segments: list[Segment] = []
        self.questions: list[Question] = []
        self.length = 0
        self.id = ""
        self.info: StepInfo | None = None

    # -- the walk ------------------------------------------------------------------------

    def whole(self) -> None:
        self.play(self.routine.steps)
        self.take_off_first(None)

    def play(self, steps: Sequence[AnyStep], prefix: str = "", round: int | None = None, rounds: int = 1) -> None:
        for number, step in enumerate(steps, 1):
            self.one(f"{prefix}{number}", step, round, rounds)

    def one(self, id: str, step: AnyStep, round: int | None, rounds: int) -> None:
        if step.optional and self.choices.optional != "all" and id not in self.choices.optional:
            return
        id, step = self.chosen(id, step)
        self.id = id
        if isinstance(step, RepeatStep):
            self.block(id, step)
            return
        self.begin(id, step, round, rounds)
        match step:
            case ExerciseStep():
                self.exercise(step)
            case BreatheStep():
                self.breathe(step)
            case ApplyStep():
                self.apply(step)
            case RestStep():
                self.add(Kind.REST, "rest", self.ms("rest", step.lasting))
            case DoStep():
                self.setup(step.setup)
                self.add(Kind.DO, "go", self.ms("for", step.lasting), gate=_open(step.lasting))
            case ConfirmStep():
                estimate = CONFIRM_ESTIMATE if step.estimate is None else self.ms("for", step.estimate)
                self.ask(step.question, alarm=step.alarm, estimate=estimate)
        self.finish_step()

    def chosen(self, id: str, step: AnyStep) -> tuple[str, AnyStep]:
        """The step itself or the alternative that was picked for it."""
        if not step.alternatives:
            return id, step
        names = tuple(name_of(s) for s in (step, *step.alternatives))
        pick = self.choices.alternatives.get(id)
        if pick is None:
            self.questions.append(Question(id, "alternative", f"Step {id}: which one?", 0, names))
            pick = 0
        return (id, step) if pick == 0 else (f"{id}/{pick}", step.alternatives[pick - 1])

    def block(self, id: str, step: RepeatStep) -> None:
        """Rounds of the same steps with a rest between, none after the last."""
        rounds = self.count("times", step.times)
        for number in range(1, rounds + 1):
            self.play(step.steps, f"{id}.", number, rounds)
            self.id = id
            rest = self.ms("rest", step.rest) if step.rest is not None else 0
            if number < rounds and rest and self.segments:
                self.steps.append(StepInfo(len(self.steps), id, "rest", "Rest"))
                self.add(Kind.REST, "rest", rest)

    def begin(self, id: str, step: AnyStep, round: int | None, rounds: int) -> None:
        info = StepInfo(
            index=len(self.steps), id=id, kind=_KINDS[type(step)], name=name_of(step), note=step.note or "",
            cautions=step.cautions, tags=step.tags, source=step.source or "",
            round=round, rounds=rounds if round is not None else None,
        )  # fmt: skip
        move = step.exercise if isinstance(step, ExerciseStep) else step.what if isinstance(step, DoStep) else None
        if move is not None:
            info = replace(
                info, exercise=move.id, position=move.position, instructions=move.do,
                say=move.say if step.name is None else "",
                cautions=(*step.cautions, *move.cautions), tags=(*step.tags, *move.tags),
            )  # fmt: skip
        if isinstance(step, ApplyStep):
            info = replace(info, kind=step.kind)
        self.steps.append(info)
        if step.only_if:
            self.add(Kind.CONFIRM, "question", None, gate=Gate.QUESTION, hint=step.only_if)
        if step.wait:
            self.add(Kind.SETUP, "ready", None, gate=Gate.READY)

    def finish_step(self) -> None:
        """A step that came to nothing (a rest of 0 s) leaves no trace in the list."""
        if not self.segments or self.segments[-1].step != len(self.steps) - 1:
            self.steps.pop()

    # -- the kinds -----------------------------------------------------------------------

    def exercise(self, step: ExerciseStep) -> None:
        reps, sets = self.count("reps", step.reps, 1), self.count("sets", step.sets, 1)
        rest, set_rest, switch = (
            self.default("rest", step.rest),
            self.default("set_rest", step.set_rest),
            self.default("switch", step.switch),
        )
        phases = self.phases(step)
        counted = step.hold is None and not step.phases
        timed = [(name, None if gate else ms) for name, ms, gate in phases]
        self.dose(
            words.counted_dose(reps, sets, step.sides, timed[0][1], alternate=step.alternate)
            if counted
            else words.exercise_dose(timed, reps, sets, step.sides, alternate=step.alternate)
        )
        self.setup(step.setup)
        for set_number in range(1, sets + 1):
            if set_number > 1:
                self.add(Kind.SET_REST, "rest", set_rest, set=set_number, sets=sets)
            previous: str | None = None
            for place, (side, rep) in enumerate(_turns(step.sides, reps, alternate=step.alternate)):
                at = {"side": side, "rep": rep, "reps": reps, "set": set_number, "sets": sets}
                if place and side != previous and not step.alternate:
                    self.add(Kind.SWITCH, "switch sides", switch, **at)
                elif place:
                    self.add(Kind.REST, "rest", rest, **at)
                previous = side
                hint = _hint(step, rep)
                for number, (name, ms, gate) in enumerate(phases):
                    self.add(Kind.WORK, name, ms, phase=number, gate=gate, hint=hint, **at)

    def phases(self, step: ExerciseStep) -> list[tuple[str, int, Gate | None]]:
        """One repetition: names, lengths, and whether a key ends the phase."""
        if step.hold is not None:
            return [("hold", self.ms("hold", step.hold), _open(step.hold))]
        if step.phases:
            return [(p.name, self.ms(p.name, p.lasting), _open(p.lasting)) for p in step.phases]
        pace = step.pace if step.pace is not None else self.defaults.pace
        if pace is None:
            return [(COUNTED, DEFAULTS["pace"], None)]
        return [(COUNTED, self.ms("pace", pace), _open(pace))]

    def breathe(self, step: BreatheStep) -> None:
        pattern = step.pattern
        if step.lasting is not None:
            # Rounded up to whole breaths, so that it ends on an exhale.
            cycles = -(-self.ms("for", step.lasting) // pattern.cycle)
        else:
            cycles = self.count("cycles", step.cycles, 1)
        self.dose(words.breath_dose(pattern, cycles))
        self.setup(step.setup)
        parts = _breath(pattern)
        for number in range(1, cycles + 1):
            for phase, (kind, label, ms) in enumerate(parts):
                self.add(kind, label, ms, rep=number, reps=cycles, phase=phase)

    def apply(self, step: ApplyStep) -> None:
        lasting = self.ms("for", step.lasting)
        self.dose(words.duration(lasting))
        self.setup(step.setup)
        kind = Kind.COLD if step.kind == "cold" else Kind.HEAT
        checks = {} if step.checks is None else {"checks": self.ms("checks", step.checks)}
        self.add(kind, step.kind, lasting, **checks)

    # -- pieces --------------------------------------------------------------------------

    def ask(self, question: str, *, alarm: bool, estimate: int) -> None:
        alarm = alarm or bool(self.segments and self.segments[-1].kind in EXPOSURE)
        self.add(Kind.CONFIRM, "confirm", estimate, gate=Gate.ANSWER, alarm=alarm, hint=question)

    def setup(self, amount: Amount | None) -> None:
        self.add(Kind.SETUP, "get ready", self.default("setup", amount))

    def dose(self, text: str) -> None:
        self.steps[-1] = replace(self.steps[-1], dose=text)

    def add(self, kind: Kind, label: str, duration: int | None, *, gate: Gate | None = None, **at: object) -> None:
        """One more segment; a zero makes none, unless a key ends it."""
        if not duration and gate is None:
            return
        self.take_off_first(gate)
        if gate in (Gate.OPEN, Gate.READY, Gate.QUESTION):
            duration = None
        self.append(Segment(0, 0, duration, kind, label, len(self.steps) - 1, gate=gate, **at))  # type: ignore[arg-type]

    def take_off_first(self, gate: Gate | None) -> None:
        """Whatever follows cold or heat, "off" is confirmed before it (C2.3)."""
        last = self.segments[-1] if self.segments else None
        if last is not None and last.kind in EXPOSURE and gate is not Gate.ANSWER:
            off = replace(last, kind=Kind.CONFIRM, label="confirm", duration=0, gate=Gate.ANSWER, alarm=True)
            self.append(replace(off, hint=off_question(last.kind)))

    def append(self, segment: Segment) -> None:
        self.length += segment.width
        if len(self.segments) >= MOST_PHASES:
            raise TooMuch(f"It unfolds to more than {MOST_PHASES:,} phases.")
        if self.length > LONGEST:
            raise TooMuch("It lasts more than 24 hours.")
        self.segments.append(segment)

    # -- values --------------------------------------------------------------------------

    def default(self, name: str, amount: Amount | None) -> int:
        if amount is None:
            amount = getattr(self.defaults, name)
        return DEFAULTS[name] if amount is None else self.ms(name, amount)

    def count(self, name: str, amount: Amount | None, unsaid: int = 1) -> int:
        return unsaid if amount is None else max(1, self.value(name, amount))

    def ms(self, name: str, amount: Amount) -> int:
        return self.value(name, amount)

    def value(self, name: str, amount: Amount) -> int:
        """One number for an amount: a duration in ms or a count."""
        match amount:
            case Exact(value) | AtLeast(value):
                return value
            case Range(low, high):
                return self.pick(low, high)
            case Breaths(low, high):
                return self.pick(low, high) * self.choices.breath
            case Open():
                return 0
            case Ask():
                return self.answer(name)

    def pick(self, low: int, high: int) -> int:
        match self.choices.dose:
            case Dose.LOW:
                return low
            case Dose.HIGH:
                return high
            case Dose.MIDDLE:
                middle = (low + high) // 2
                # A whole number of seconds where the ends are: "15 to 30" is 22, not 22.5.
                return middle // 1000 * 1000 if low % 1000 == high % 1000 == 0 else middle

    def answer(self, name: str) -> int:
        found = self.choices.answers.get((self.id, name))
        if found is not None:
            return found
        suggested = SUGGESTED.get(name, DEFAULTS.get(name) or SUGGESTED_TIME)
        what = self.steps[-1].name if self.steps else "the block"
        self.questions.append(Question(self.id, name, f"{what}: {name}?", suggested))
        return suggested


_KINDS = {
    ExerciseStep: "exercise",
    BreatheStep: "breathe",
    ApplyStep: "cold",
    RestStep: "rest",
    DoStep: "do",
    ConfirmStep: "confirm",
}


def _open(amount: Amount) -> Gate | None:
    return Gate.OPEN if isinstance(amount, Open) else None


def _turns(sides: Sequence[str], reps: int, *, alternate: bool) -> Iterator[tuple[str | None, int]]:
    """(side, repetition) in the order they are played."""
    if not sides:
        yield from ((None, rep) for rep in range(1, reps + 1))
    elif alternate:
        yield from ((side, rep) for rep in range(1, reps + 1) for side in sides)
    else:
        yield from ((side, rep) for side in sides for rep in range(1, reps + 1))


def _hint(step: ExerciseStep, rep: int) -> str:
    return " ".join(note.text for note in step.notes if note.first <= rep <= note.last)


def _breath(pattern: BreathPattern) -> list[tuple[Kind, str, int]]:
    parts = [
        (Kind.BREATHE_IN, "in", pattern.inhale),
        (Kind.BREATHE_HOLD, "hold", pattern.hold),
        (Kind.BREATHE_OUT, "out", pattern.exhale),
        (Kind.BREATHE_EMPTY, "hold", pattern.empty),
    ]
    return [part for part in parts if part[2]]
