"""A routine unfolded into phases: design/format.md's timing model, step by step. Pure.

one set, sides in a row   S x (R x rep + (R-1) x rest) + (S-1) x switch
one set, alternating      S x R x rep + (S x R - 1) x rest
step                      setup + sets x set + (sets-1) x set_rest
breathing                 setup + whole breaths, so that it ends on an exhale
routine                   the steps; optional ones only where chosen
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from unclench.routine.model import (
    DEFAULTS,
    Amount,
    AnyStep,
    ApplyStep,
    AtLeast,
    Blank,
    BreatheStep,
    BreathPattern,
    Breaths,
    ConfirmStep,
    Dose,
    DoStep,
    Exact,
    ExerciseStep,
    Mark,
    Movement,
    Open,
    Range,
    RepeatStep,
    RestStep,
    Routine,
)
from unclench.safety import press
from unclench.safety.limits import BEFORE, too_long
from unclench.session import sentences, wording
from unclench.session.choices import (
    CONFIRM_ESTIMATE,
    LONGEST,
    MOST_PHASES,
    MOST_TAGS,
    SUGGESTED,
    SUGGESTED_TIME,
    Choice,
    Choices,
    RoutineTooLong,
    Unplayable,
    UnsafeCombination,
)
from unclench.session.cue_rules import closing, cues_of
from unclench.session.progression import TodaysDose, grown, held_back
from unclench.session.sentences import COUNTED, off_question
from unclench.session.timeline import EXPOSURE, Cue, Gate, Kind, Segment, StepInfo, Timeline, lay_out, point


def assemble(segments: Sequence[Segment], steps: Sequence[StepInfo]) -> Timeline:
    """Segments in order and their steps -> a timeline with offsets and cues."""
    placed = lay_out(segments)
    return Timeline(_spanned(steps, placed), placed, _all_cues)


def _all_cues(steps: Sequence[StepInfo], segments: Sequence[Segment]) -> tuple[Cue, ...]:
    cues: list[Cue] = []
    for segment in segments:
        before = segments[segment.index - 1] if segment.index else None
        after = segments[segment.index + 1] if segment.index + 1 < len(segments) else None
        left = segments[steps[segment.step].last].end - segment.start
        cues += cues_of(segment, before, after, steps, left)
    cues.append(closing(segments[-1].end if segments else 0, len(segments)))
    return tuple(cues)


def _spanned(steps: Sequence[StepInfo], segments: Sequence[Segment]) -> tuple[StepInfo, ...]:
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for segment in segments:
        first.setdefault(segment.step, segment.index)
        last[segment.step] = segment.index
    return tuple(replace(step, first=first[step.index], last=last[step.index]) for step in steps)


def compile_routine(routine: Routine, choices: Choices = Choices()) -> Timeline:
    """The routine as it will be played.

    Raises RoutineTooLong past 10,000 phases or 24 hours, and UnsafeCombination past a limit of safety.
    """
    unfolded = Compiler(routine, choices)
    return assemble(unfolded.segments, unfolded.steps)


def questions(routine: Routine, choices: Choices = Choices()) -> tuple[Choice, ...]:
    """What the routine leaves open and `choices` has not yet answered, in the file's order."""
    return tuple(dict.fromkeys(Compiler(routine, choices).questions))


def optional_steps(routine: Routine) -> tuple[tuple[str, str], ...]:
    """The optional steps as (id, name), blocks and all, in the file's order."""
    return tuple((id, name_of(step)) for id, step in _numbered(routine.steps) if step.optional)


def refusal(routine: Routine, choices: Choices, question: Choice, value: int) -> str | None:
    """Why a blank cannot be answered with `value`, in a sentence or two; None where it can."""
    try:
        Compiler(routine, replace(choices, answers={**choices.answers, (question.step, question.field): value}))
    except Unplayable as error:
        return str(error)
    return None


def _numbered(steps: Sequence[AnyStep], prefix: str = "") -> Iterator[tuple[str, AnyStep]]:
    for number, step in enumerate(steps, 1):
        id = f"{prefix}{number}"
        yield id, step
        if isinstance(step, RepeatStep):
            yield from _numbered(step.steps, f"{id}.")


Pause: TypeAlias = tuple[int, Gate | None]
"""How long in ms, and whether a key ends it; then the length is 0."""

_ABOUT_OFF = re.compile(
    r"(?=.*\b(?:off|away|removed)\b)(?=.*\b(?:it|pack|ice|cold|heat|pad|bottle|bag|peas|compress|wrap|towel|skin)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""An author's own question whether cold or heat is off: any other is asked besides ours, and not in its place."""


class _Numbers(Struct, frozen=True):
    """What an exercise is played with: counts, pauses, and the phases of one repetition."""

    reps: int
    sets: int
    rest: Pause
    set_rest: Pause
    switch: Pause
    phases: Sequence[tuple[str, int, Gate | None]]


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


class Compiler:
    """One walk over a routine, with what it found: `segments` in order, their `steps`, `questions`.

    The segments have no offsets yet. Raises Unplayable past 10,000 phases, 24 hours, and what a limit
    of `unclench.safety` allows; whoever wrote the dose, and whatever made it larger since.
    """

    def __init__(self, routine: Routine, choices: Choices) -> None:
        self.defaults = routine.defaults
        self.choices = choices
        self.steps: list[StepInfo] = []
        self.segments: list[Segment] = []
        self.questions: list[Choice] = []
        self.length = 0
        self._id = self._asking = ""
        self._mark: Mark | None = None
        self._tags: tuple[str, ...] = ()
        """Those of the blocks around the step that is looked at."""
        self._breath = choices.breath
        self._pressed = 0
        self._shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._play(routine.steps)
        self._take_off_first()

    # -- the walk ------------------------------------------------------------------------

    def _play(
        self, steps: Sequence[AnyStep], prefix: str = "", round: int | None = None, rounds: int = 1,
        tags: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        for number, step in enumerate(steps, 1):
            self._one(f"{prefix}{number}", step, round, rounds, tags)

    def _one(self, id: str, step: AnyStep, round: int | None, rounds: int, tags: tuple[str, ...]) -> None:
        if step.optional and self.choices.optional != "all" and id not in self.choices.optional:
            return
        id, step = self._chosen(id, step)
        if id in self.choices.left_out:
            return
        self._id, self._asking, self._mark, self._tags = id, _asked_for(id, step), step.mark, tags
        if (todays := self.choices.doses.get(id)) is not None:
            step = self._grown(step, todays)
        if (variant := self.choices.variants.get(id)) is not None:
            step = replace(step, note=wording.join(variant, step.note or ""))
        if isinstance(step, RepeatStep):
            self._block(id, step, round, rounds, tags)
            return
        self._begin(id, step, round, rounds, tags)
        match step:
            case ExerciseStep():
                self._exercise(step)
            case BreatheStep():
                self._breathe(step)
            case ApplyStep():
                self._apply(step)
            case RestStep():
                lasting = self._ms("rest", step.lasting)
                self._dose(_how_long(lasting, _open(step.lasting)))
                self._add(Kind.REST, "rest", lasting, gate=_open(step.lasting))
            case DoStep():
                lasting, gate = self._ms("for", step.lasting), _open(step.lasting)
                names = step.what.id, step.what.name, step.name
                pressing = press.is_press(self.steps[-1].tags, *names) and press.on_a_point(*names)
                self._dose(_how_long(lasting, gate))
                self._setup(step.setup)
                self._add(Kind.DO, "go", lasting, gate=gate, press=pressing)
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
            self.questions.append(Choice(id, "alternative", f"Step {id}: which one?", 0, names))
            pick = 0
        return (id, step) if pick == 0 else (f"{id}/{pick}", step.alternatives[pick - 1])

    def _block(self, id: str, step: RepeatStep, round: int | None, of: int, tags: tuple[str, ...]) -> None:
        """Rounds of the same steps with a rest between, none after the last.

        What the block says for all of its steps is said with the first, its tags hold for each;
        what it asks or waits for is a step of its own before it. Every round plays the same: where
        the first comes to nothing, so do the others, and there is nothing to rest from.
        """
        tags = self._together(tags, step.tags)
        if step.only_if or step.wait:
            self._begin(id, replace(step, note=None, cautions=(), tags=()), round, of, tags)
            self._finish_step()
        first = len(self.steps)
        rounds = self._count("times", step.times)
        rest, gate = self._pause("rest", step.rest, 0)
        for number in range(1, rounds + 1):
            self._play(step.steps, f"{id}.", number, rounds, tags)
            if len(self.steps) == first:
                return
            self._mark = step.mark
            if number < rounds and (rest or gate):
                self.steps.append(StepInfo(len(self.steps), id, "rest", "Rest", _how_long(rest, gate), tags=tags))
                self._add(Kind.REST, "rest", rest, gate=gate)
        opening = self.steps[first]
        note = wording.join(step.note or "", opening.note)
        cautions = self._together(step.cautions, opening.cautions)
        self.steps[first] = replace(opening, note=note, cautions=cautions)

    def _grown(self, step: AnyStep, todays: TodaysDose) -> AnyStep:
        """The step with today's dose, or as much of it as a limit allows: then it grows no further."""
        made = grown(step, todays)
        if made is step or not isinstance(made, ExerciseStep) or (limit := press.too_long(self._longest(made))) is None:
            return made
        assert step.progress is not None
        value, by = todays.value, step.progress.by
        fewest, most = 0, (value - 1) // by  # how many steps of growth are taken back: too few, and enough
        if press.too_long(self._longest(grown(step, TodaysDose(value - most * by, "")))) is not None:
            return made
        while most - fewest > 1:
            middle = (fewest + most) // 2
            fits = press.too_long(self._longest(grown(step, TodaysDose(value - middle * by, "")))) is None
            fewest, most = (fewest, middle) if fits else (middle, most)
        return grown(step, TodaysDose(value - most * by, held_back(step.progress, value - most * by, limit.sentence)))

    def _together(self, *texts: tuple[str, ...]) -> tuple[str, ...]:
        """Texts of several places, each once; rounds share one tuple, since there may be thousands of them."""
        if sum(map(bool, texts)) < 2:
            return next(filter(None, texts), ())
        joined = tuple(dict.fromkeys(text for each in texts for text in each))
        return self._shared.setdefault(joined, joined)

    def _begin(self, id: str, step: AnyStep, round: int | None, rounds: int, tags: tuple[str, ...]) -> None:
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
                cautions=self._together(step.cautions, move.cautions), tags=self._together(step.tags, move.tags),
            )  # fmt: skip
        if isinstance(step, ApplyStep):
            info = replace(info, kind=step.kind)
        info = replace(info, tags=self._together(tags, info.tags))
        if len(info.tags) > MOST_TAGS:
            sentence = f"{info.name} has more than {MOST_TAGS} tags, with those of the blocks it stands in."
            raise RoutineTooLong(sentence, step.mark)
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
        return position if position.lower().startswith(name.lower()) else wording.join(name, position)

    def _finish_step(self) -> None:
        """A step that came to nothing (a rest of 0 s) leaves no trace in the list."""
        if not self.segments or self.segments[-1].step != len(self.steps) - 1:
            self.steps.pop()

    # -- the kinds -----------------------------------------------------------------------

    def _exercise(self, step: ExerciseStep) -> None:
        numbers, note = self._within(step)
        if note:
            self.steps[-1] = replace(self.steps[-1], note=wording.join(self.steps[-1].note, note))
        reps, sets, phases = numbers.reps, numbers.sets, numbers.phases
        timed = [(name, None if gate else ms) for name, ms, gate in phases]
        self._dose(
            wording.counted_dose(reps, sets, step.sides, timed[0][1], alternate=step.alternate)
            if step.hold is None and not step.phases
            else wording.exercise_dose(timed, reps, sets, step.sides, alternate=step.alternate)
        )
        pressing = _is_press(step, self.steps[-1].tags)
        hints = {rep: _hint(step, rep) for rep in range(1, reps + 1)} if step.notes else {}
        self._setup(step.setup)
        for set_number in range(1, sets + 1):
            if set_number > 1:
                self._break(Kind.SET_REST, "rest", numbers.set_rest, set=set_number, sets=sets)
            previous: str | None = None
            for place, (side, rep) in enumerate(_turns(step.sides, reps, alternate=step.alternate)):
                at: dict[str, Any] = {"side": side, "rep": rep, "reps": reps, "set": set_number, "sets": sets}
                if place and side != previous and not step.alternate:
                    self._break(Kind.SWITCH, "switch sides", numbers.switch, **at)
                elif place:
                    self._break(Kind.REST, "rest", numbers.rest, **at)
                previous = side
                for number, (name, ms, gate) in enumerate(phases):
                    of_point = pressing and press.presses(name)
                    hint = hints.get(rep, "")
                    self._add(Kind.WORK, name, ms, phase=number, gate=gate, hint=hint, press=of_point, **at)

    def _numbers(self, step: ExerciseStep) -> _Numbers:
        return _Numbers(
            self._count("reps", step.reps), self._count("sets", step.sets), self._default("rest", step.rest),
            self._default("set_rest", step.set_rest), self._default("switch", step.switch), self._phases(step),
        )  # fmt: skip

    def _phases(self, step: ExerciseStep) -> list[tuple[str, int, Gate | None]]:
        """One repetition: names, lengths, and whether a key ends the phase."""
        if step.hold is not None:
            return [("hold", self._ms("hold", step.hold), _open(step.hold))]
        if step.phases:
            return [
                (each.name, self._ms(f"phase {number}", each.lasting, said=each.name), _open(each.lasting))
                for number, each in enumerate(step.phases, 1)
            ]
        pace = step.pace if step.pace is not None else self.defaults.pace
        if pace is None:
            return [(COUNTED, DEFAULTS["pace"], None)]
        return [(COUNTED, self._ms("pace", pace), _open(pace))]

    def _within(self, step: ExerciseStep) -> tuple[_Numbers, str]:
        """What it is played with, and what is said about it: a press in breaths takes shorter ones where it must."""
        numbers = self._numbers(step)
        limit = press.too_long(self._longest(step))
        in_breaths = any(isinstance(each, Breaths) for each in (step.hold, *(p.lasting for p in step.phases)))
        if limit is None or not in_breaths:
            return numbers, ""
        fits, too_slow = 0, self._breath // 1_000 + 1
        while too_slow - fits > 1:  # whole seconds of a breath
            middle = (fits + too_slow) // 2
            self._breath = middle * 1_000
            within = press.too_long(self._longest(step)) is None
            fits, too_slow = (middle, too_slow) if within else (fits, middle)
        self._breath = fits * 1_000
        numbers = self._numbers(step) if fits else numbers
        self._breath = self.choices.breath
        return numbers, f"Breaths of {wording.duration(fits * 1_000)}: {limit.sentence}" if fits else ""

    def _longest(self, step: AnyStep) -> int:
        """The longest time for which it would press one point, in ms; 0 where it does not press."""
        if not isinstance(step, ExerciseStep) or not _is_press(step, (*self._tags, *step.tags, *step.exercise.tags)):
            return 0
        numbers = self._numbers(step)
        return press.longest(
            [(name, ms) for name, ms, _ in numbers.phases], numbers.reps, numbers.sets, len(step.sides),
            rest=_felt(numbers.rest), set_rest=_felt(numbers.set_rest), alternate=step.alternate,
        )  # fmt: skip

    def _breathe(self, step: BreatheStep) -> None:
        pattern = step.pattern
        lasting = None if step.lasting is None else self._ms("for", step.lasting)
        # Rounded up to whole breaths, so that it ends on an exhale.
        cycles = self._count("cycles", step.cycles, 1) if lasting is None else -(-lasting // pattern.cycle)
        self._dose(wording.breath_dose(pattern, cycles, lasting))
        self._setup(step.setup)
        parts = _breath(pattern)
        for number in range(1, cycles + 1):
            for phase, (kind, label, ms) in enumerate(parts):
                self._add(kind, label, ms, rep=number, reps=cycles, phase=phase)

    def _apply(self, step: ApplyStep) -> None:
        lasting = self._ms("for", step.lasting)
        if limit := too_long(step.kind, lasting):
            raise UnsafeCombination(limit.sentence, self._mark)  # a blank may have been answered with anything
        self._dose(wording.duration(lasting))
        self._setup(step.setup)
        self._add(Kind.CONFIRM, "confirm", 0, gate=Gate.ANSWER, hint=BEFORE[step.kind])
        kind = Kind.COLD if step.kind == "cold" else Kind.HEAT
        checks: dict[str, Any] = {} if step.checks is None else {"checks": self._ms("checks", step.checks)}
        self._add(kind, step.kind, lasting, **checks)

    # -- pieces --------------------------------------------------------------------------

    def _ask(self, question: str, *, alarm: bool, estimate: int) -> None:
        """An author's question whether it is off is ours, in their words; any other comes after ours."""
        last = self.segments[-1] if self.segments else None
        if last is not None and last.kind in EXPOSURE and _ABOUT_OFF.match(question):
            hint = off_question(last.kind, question)
            off = Segment(0, 0, estimate, Kind.CONFIRM, "confirm", len(self.steps) - 1, gate=Gate.ANSWER)
            self._append(replace(off, alarm=True, hint=hint, off=True))
            return
        self._add(Kind.CONFIRM, "confirm", estimate, gate=Gate.ANSWER, alarm=alarm, hint=question)

    def _setup(self, amount: Amount | None) -> None:
        self._break(Kind.SETUP, "get ready", self._default("setup", amount))

    def _dose(self, text: str) -> None:
        self.steps[-1] = replace(self.steps[-1], dose=text)

    def _break(self, kind: Kind, label: str, pause: Pause, **at: Any) -> None:
        lasting, gate = pause
        self._add(kind, label, lasting, gate=gate, **at)

    def _add(self, kind: Kind, label: str, duration: int | None, *, gate: Gate | None = None, **at: Any) -> None:
        """One more segment; a zero makes none, unless a key ends it."""
        if not duration and gate is None:
            return
        self._take_off_first()
        if gate in (Gate.OPEN, Gate.READY, Gate.QUESTION):
            duration = None
        self._append(Segment(0, 0, duration, kind, label, len(self.steps) - 1, gate=gate, **at))

    def _take_off_first(self) -> None:
        """Whatever follows cold or heat, "off" is confirmed before it (C2.3)."""
        last = self.segments[-1] if self.segments else None
        if last is not None and last.kind in EXPOSURE:
            off = replace(last, kind=Kind.CONFIRM, label="confirm", duration=0, gate=Gate.ANSWER, alarm=True, off=True)
            self._append(replace(off, hint=off_question(last.kind)))

    def _append(self, segment: Segment) -> None:
        self.length += segment.width
        if len(self.segments) >= MOST_PHASES:
            raise RoutineTooLong(f"It unfolds to more than {MOST_PHASES:,} phases.", self._mark)
        if self.length > LONGEST:
            raise RoutineTooLong("It lasts more than 24 hours.", self._mark)
        if segment.press:
            self._press(segment)
        self.segments.append(segment)

    def _press(self, segment: Segment) -> None:
        """One more phase of pressing: with those right before it, on the same point, within the limit (C1.16)."""
        last = self.segments[-1] if self.segments else None
        goes_on = last is not None and last.press and point(last, self.steps) == point(segment, self.steps)
        self._pressed = segment.width + (self._pressed if goes_on else 0)
        name = self.steps[segment.step].name
        if segment.gate is Gate.OPEN:
            limit = press.too_long(LONGEST)
            assert limit is not None
            raise UnsafeCombination(f"{name} would be pressed for any length of time. {limit.sentence}", self._mark)
        if (limit := press.too_long(self._pressed)) is not None:
            pressed = wording.duration(self._pressed)
            raise UnsafeCombination(f"{name} would be {pressed} or more without a pause. {limit.sentence}", self._mark)

    # -- values --------------------------------------------------------------------------

    def _default(self, name: str, amount: Amount | None) -> Pause:
        return self._pause(name, getattr(self.defaults, name) if amount is None else amount, DEFAULTS[name])

    def _pause(self, name: str, amount: Amount | None, unsaid: int) -> Pause:
        return (unsaid, None) if amount is None else (self._ms(name, amount), _open(amount))

    def _count(self, name: str, amount: Amount | None, unsaid: int = 1) -> int:
        return unsaid if amount is None else max(1, self._value(name, amount, name))

    def _ms(self, name: str, amount: Amount, said: str = "") -> int:
        return self._value(name, amount, said or name)

    def _value(self, name: str, amount: Amount, said: str) -> int:
        """One number for an amount: a duration in ms or a count. A blank is asked for by what is `said`."""
        match amount:
            case Exact(value) | AtLeast(value):
                return value
            case Range(low, high):
                return self._pick(low, high)
            case Breaths(low, high):
                return self._pick(low, high) * self._breath
            case Open():
                return 0
            case Blank():
                return self._answer(name, said)

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

    def _answer(self, name: str, said: str) -> int:
        found = self.choices.answers.get((self._id, name))
        if found is not None:
            return found
        suggested = SUGGESTED.get(name, DEFAULTS.get(name) or SUGGESTED_TIME)
        self.questions.append(Choice(self._id, name, f"{self._asking}: {said}?", suggested))
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


def _asked_for(id: str, step: AnyStep) -> str:
    """What a blank belongs to, for the question: a block without a name of its own is told by its place."""
    return f"Block {id}" if isinstance(step, RepeatStep) and not step.name else name_of(step)


def _open(amount: Amount) -> Gate | None:
    return Gate.OPEN if isinstance(amount, Open) else None


def _how_long(lasting: int, gate: Gate | None) -> str:
    return "as long as you like" if gate else wording.duration(lasting)


def _is_press(step: ExerciseStep, tags: Sequence[str]) -> bool:
    return press.is_press(tags, step.exercise.id, step.exercise.name, step.name)


def _felt(pause: Pause) -> int:
    """A pause that a key ends is one, though it has no length yet."""
    lasting, gate = pause
    return 1 if gate else lasting


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
        (Kind.BREATHE_IN, sentences.SIP, pattern.sip),
        (Kind.BREATHE_HOLD, "hold", pattern.hold),
        (Kind.BREATHE_OUT, "out", pattern.exhale),
        (Kind.BREATHE_EMPTY, "hold", pattern.empty),
    ]
    return [part for part in parts if part[2]]
