"""A routine unfolded into phases: design/format.md's timing model, step by step. Pure.

one set, sides in a row   S x (R x rep + (R-1) x rest) + (S-1) x switch
one set, alternating      S x R x rep + (S x R - 1) x rest
step                      setup + sets x set + (sets-1) x set_rest
breathing                 setup + whole breaths, so that it ends on an exhale
routine                   the steps; optional ones only where chosen
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from unclench import phrasing, words
from unclench.choosing import (
    CONFIRM_ESTIMATE,
    DEFAULTS,
    LONGEST,
    MOST_PHASES,
    SUGGESTED,
    SUGGESTED_TIME,
    Choices,
    Question,
    TooMuch,
)
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
    Movement,
    Open,
    Range,
    RepeatStep,
    RestStep,
    Routine,
)
from unclench.phrasing import COUNTED, off_question
from unclench.progressing import grown
from unclench.safety import BEFORE, too_long
from unclench.timeline import EXPOSURE, Gate, Kind, Segment, StepInfo


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


class Unfolding:
    """One walk over a routine, with what it found: `segments` in order, their `steps`, `questions`.

    The segments have no offsets yet. Raises TooMuch past 10,000 phases or 24 hours.
    """

    def __init__(self, routine: Routine, choices: Choices) -> None:
        self.defaults = routine.defaults
        self.choices = choices
        self.steps: list[StepInfo] = []
        self.segments: list[Segment] = []
        self.questions: list[Question] = []
        self.length = 0
        self.id = ""
        self._play(routine.steps)
        self._take_off_first(None)

    # -- the walk ------------------------------------------------------------------------

    def _play(self, steps: Sequence[AnyStep], prefix: str = "", round: int | None = None, rounds: int = 1) -> None:
        for number, step in enumerate(steps, 1):
            self._one(f"{prefix}{number}", step, round, rounds)

    def _one(self, id: str, step: AnyStep, round: int | None, rounds: int) -> None:
        if step.optional and self.choices.optional != "all" and id not in self.choices.optional:
            return
        id, step = self._chosen(id, step)
        if id in self.choices.left_out:
            return
        if (todays := self.choices.doses.get(id)) is not None:
            step = grown(step, todays)
        self.id = id
        if isinstance(step, RepeatStep):
            self._block(id, step, round, rounds)
            return
        self._begin(id, step, round, rounds)
        match step:
            case ExerciseStep():
                self._exercise(step)
            case BreatheStep():
                self._breathe(step)
            case ApplyStep():
                self._apply(step)
            case RestStep():
                lasting = self._ms("rest", step.lasting)
                self._dose(words.duration(lasting))
                self._add(Kind.REST, "rest", lasting)
            case DoStep():
                lasting, gate = self._ms("for", step.lasting), _open(step.lasting)
                self._dose("as long as you like" if gate else words.duration(lasting))
                self._setup(step.setup)
                self._add(Kind.DO, "go", lasting, gate=gate)
            case ConfirmStep():
                estimate = CONFIRM_ESTIMATE if step.estimate is None else self._ms("for", step.estimate)
                self._ask(step.question, alarm=step.alarm, estimate=estimate)
        self._finish_step()

    def _chosen(self, id: str, step: AnyStep) -> tuple[str, AnyStep]:
        """The step itself or the alternative that was picked for it."""
        if not step.alternatives:
            return id, step
        names = tuple(name_of(s) for s in (step, *step.alternatives))
        pick = self.choices.alternatives.get(id)
        if pick is None:
            self.questions.append(Question(id, "alternative", f"Step {id}: which one?", 0, names))
            pick = 0
        return (id, step) if pick == 0 else (f"{id}/{pick}", step.alternatives[pick - 1])

    def _block(self, id: str, step: RepeatStep, round: int | None, of: int) -> None:
        """Rounds of the same steps with a rest between, none after the last.

        What the block says for all of its steps is said with the first, its tags hold for each;
        what it asks or waits for is a step of its own before it.
        """
        if step.only_if or step.wait:
            self._begin(id, replace(step, note=None, cautions=()), round, of)
            self._finish_step()
        first = len(self.steps)
        rounds = self._count("times", step.times)
        for number in range(1, rounds + 1):
            self._play(step.steps, f"{id}.", number, rounds)
            self.id = id
            rest = self._ms("rest", step.rest) if step.rest is not None else 0
            if number < rounds and rest and self.segments:
                self.steps.append(StepInfo(len(self.steps), id, "rest", "Rest", words.duration(rest)))
                self._add(Kind.REST, "rest", rest)
        for index, inside in enumerate(self.steps[first:], first):
            self.steps[index] = replace(inside, tags=(*step.tags, *inside.tags))
        if first < len(self.steps):
            opening = self.steps[first]
            note = words.join(step.note or "", opening.note)
            self.steps[first] = replace(opening, note=note, cautions=(*step.cautions, *opening.cautions))

    def _begin(self, id: str, step: AnyStep, round: int | None, rounds: int) -> None:
        info = StepInfo(
            index=len(self.steps), id=id, kind=_KINDS[type(step)], name=name_of(step), note=step.note or "",
            cautions=step.cautions, tags=step.tags, source=step.source or "",
            round=round, rounds=rounds if round is not None else None,
        )  # fmt: skip
        if isinstance(step, ExerciseStep | DoStep):
            move = step.exercise if isinstance(step, ExerciseStep) else step.what
            info = replace(
                info, exercise=move.id, position=move.position, instructions=move.do,
                figure=step.figure, picture=step.picture,
                say=move.say if step.name is None else self._said_as(step.name, move),
                cautions=(*step.cautions, *move.cautions), tags=(*step.tags, *move.tags),
            )  # fmt: skip
        if isinstance(step, ApplyStep):
            info = replace(info, kind=step.kind)
        self.steps.append(info)
        if step.only_if:
            self._add(Kind.CONFIRM, "question", None, gate=Gate.QUESTION, hint=step.only_if)
        if step.wait:
            self._add(Kind.SETUP, "ready", None, gate=Gate.READY)

    def _said_as(self, name: str, move: Movement) -> str:
        """What the catalogue says ("Cat-cow. Come onto your hands and knees."), under a name of the author's.

        Where the step before was the same exercise, its position is known.
        """
        if self.steps and self.steps[-1].exercise == move.id is not None:
            return name
        position = move.say.partition(". ")[2] or move.say
        return position if position.lower().startswith(name.lower()) else words.join(name, position)

    def _finish_step(self) -> None:
        """A step that came to nothing (a rest of 0 s) leaves no trace in the list."""
        if not self.segments or self.segments[-1].step != len(self.steps) - 1:
            self.steps.pop()

    # -- the kinds -----------------------------------------------------------------------

    def _exercise(self, step: ExerciseStep) -> None:
        reps, sets = self._count("reps", step.reps, 1), self._count("sets", step.sets, 1)
        rest, set_rest, switch = (
            self._default("rest", step.rest),
            self._default("set_rest", step.set_rest),
            self._default("switch", step.switch),
        )
        phases = self._phases(step)
        counted = step.hold is None and not step.phases
        timed = [(name, None if gate else ms) for name, ms, gate in phases]
        self._dose(
            words.counted_dose(reps, sets, step.sides, timed[0][1], alternate=step.alternate)
            if counted
            else words.exercise_dose(timed, reps, sets, step.sides, alternate=step.alternate)
        )
        self._setup(step.setup)
        for set_number in range(1, sets + 1):
            if set_number > 1:
                self._add(Kind.SET_REST, "rest", set_rest, set=set_number, sets=sets)
            previous: str | None = None
            for place, (side, rep) in enumerate(_turns(step.sides, reps, alternate=step.alternate)):
                at: dict[str, Any] = {"side": side, "rep": rep, "reps": reps, "set": set_number, "sets": sets}
                if place and side != previous and not step.alternate:
                    self._add(Kind.SWITCH, "switch sides", switch, **at)
                elif place:
                    self._add(Kind.REST, "rest", rest, **at)
                previous = side
                hint = _hint(step, rep)
                for number, (name, ms, gate) in enumerate(phases):
                    self._add(Kind.WORK, name, ms, phase=number, gate=gate, hint=hint, **at)

    def _phases(self, step: ExerciseStep) -> list[tuple[str, int, Gate | None]]:
        """One repetition: names, lengths, and whether a key ends the phase."""
        if step.hold is not None:
            return [("hold", self._ms("hold", step.hold), _open(step.hold))]
        if step.phases:
            return [(p.name, self._ms(p.name, p.lasting), _open(p.lasting)) for p in step.phases]
        pace = step.pace if step.pace is not None else self.defaults.pace
        if pace is None:
            return [(COUNTED, DEFAULTS["pace"], None)]
        return [(COUNTED, self._ms("pace", pace), _open(pace))]

    def _breathe(self, step: BreatheStep) -> None:
        pattern = step.pattern
        lasting = None if step.lasting is None else self._ms("for", step.lasting)
        # Rounded up to whole breaths, so that it ends on an exhale.
        cycles = self._count("cycles", step.cycles, 1) if lasting is None else -(-lasting // pattern.cycle)
        self._dose(words.breath_dose(pattern, cycles, lasting))
        self._setup(step.setup)
        parts = _breath(pattern)
        for number in range(1, cycles + 1):
            for phase, (kind, label, ms) in enumerate(parts):
                self._add(kind, label, ms, rep=number, reps=cycles, phase=phase)

    def _apply(self, step: ApplyStep) -> None:
        lasting = self._ms("for", step.lasting)
        if limit := too_long(step.kind, lasting):
            raise TooMuch(limit.sentence)  # a blank may have been answered with anything
        self._dose(words.duration(lasting))
        self._setup(step.setup)
        self._take_off_first(None)  # the question about the cloth is not the one whether the last is off
        self._add(Kind.CONFIRM, "confirm", 0, gate=Gate.ANSWER, hint=BEFORE[step.kind])
        kind = Kind.COLD if step.kind == "cold" else Kind.HEAT
        checks: dict[str, Any] = {} if step.checks is None else {"checks": self._ms("checks", step.checks)}
        self._add(kind, step.kind, lasting, **checks)

    # -- pieces --------------------------------------------------------------------------

    def _ask(self, question: str, *, alarm: bool, estimate: int) -> None:
        alarm = alarm or bool(self.segments and self.segments[-1].kind in EXPOSURE)
        self._add(Kind.CONFIRM, "confirm", estimate, gate=Gate.ANSWER, alarm=alarm, hint=question)

    def _setup(self, amount: Amount | None) -> None:
        self._add(Kind.SETUP, "get ready", self._default("setup", amount))

    def _dose(self, text: str) -> None:
        self.steps[-1] = replace(self.steps[-1], dose=text)

    def _add(self, kind: Kind, label: str, duration: int | None, *, gate: Gate | None = None, **at: Any) -> None:
        """One more segment; a zero makes none, unless a key ends it."""
        if not duration and gate is None:
            return
        self._take_off_first(gate)
        if gate in (Gate.OPEN, Gate.READY, Gate.QUESTION):
            duration = None
        self._append(Segment(0, 0, duration, kind, label, len(self.steps) - 1, gate=gate, **at))

    def _take_off_first(self, gate: Gate | None) -> None:
        """Whatever follows cold or heat, "off" is confirmed before it (C2.3)."""
        last = self.segments[-1] if self.segments else None
        if last is not None and last.kind in EXPOSURE and gate is not Gate.ANSWER:
            off = replace(last, kind=Kind.CONFIRM, label="confirm", duration=0, gate=Gate.ANSWER, alarm=True)
            self._append(replace(off, hint=off_question(last.kind)))

    def _append(self, segment: Segment) -> None:
        self.length += segment.width
        if len(self.segments) >= MOST_PHASES:
            raise TooMuch(f"It unfolds to more than {MOST_PHASES:,} phases.")
        if self.length > LONGEST:
            raise TooMuch("It lasts more than 24 hours.")
        self.segments.append(segment)

    # -- values --------------------------------------------------------------------------

    def _default(self, name: str, amount: Amount | None) -> int:
        if amount is None:
            amount = getattr(self.defaults, name)
        return DEFAULTS[name] if amount is None else self._ms(name, amount)

    def _count(self, name: str, amount: Amount | None, unsaid: int = 1) -> int:
        return unsaid if amount is None else max(1, self._value(name, amount))

    def _ms(self, name: str, amount: Amount) -> int:
        return self._value(name, amount)

    def _value(self, name: str, amount: Amount) -> int:
        """One number for an amount: a duration in ms or a count."""
        match amount:
            case Exact(value) | AtLeast(value):
                return value
            case Range(low, high):
                return self._pick(low, high)
            case Breaths(low, high):
                return self._pick(low, high) * self.choices.breath
            case Open():
                return 0
            case Ask():
                return self._answer(name)

    def _pick(self, low: int, high: int) -> int:
        match self.choices.dose:
            case Dose.LOW:
                return low
            case Dose.HIGH:
                return high
            case Dose.MIDDLE:
                middle = (low + high) // 2
                # A whole number of seconds where the ends are: "15 to 30" is 22, not 22.5.
                return middle // 1000 * 1000 if low % 1000 == high % 1000 == 0 else middle

    def _answer(self, name: str) -> int:
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
    RepeatStep: "repeat",
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
        (Kind.BREATHE_IN, phrasing.SIP, pattern.sip),
        (Kind.BREATHE_HOLD, "hold", pattern.hold),
        (Kind.BREATHE_OUT, "out", pattern.exhale),
        (Kind.BREATHE_EMPTY, "hold", pattern.empty),
    ]
    return [part for part in parts if part[2]]
