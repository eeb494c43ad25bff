"""A routine unfolded into phases, step by step. Pure.

How long things last:

one set, sides in a row   S x (R x rep + (R-1) x rest) + (S-1) x switch
one set, alternating      S x R x rep + (S x R - 1) x rest
step                      setup + sets x set + (sets-1) x set_rest
breathing                 setup + whole breaths, so that it ends on an exhale
routine                   the steps; optional ones only where chosen
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from unclench.keynames import USUAL, KeyNames
from unclench.language import tr
from unclench.routine.model import (
    Amount,
    AnyStep,
    ApplyStep,
    AtLeast,
    AtMost,
    Blank,
    BreatheStep,
    BreathPattern,
    ConfirmStep,
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
    grows,
    presses_a_point,
)
from unclench.safety import press
from unclench.safety.limits import BEFORE, too_long
from unclench.session import sentences, wording
from unclench.session.choices import (
    CONFIRM_ESTIMATE,
    LEVEL,
    LONGEST_SESSION,
    MOST_PHASES,
    MOST_TAGS,
    MOST_TURNS,
    Answer,
    Choice,
    Choices,
    RoutineTooLong,
    Unplayable,
    UnsafeCombination,
)
from unclench.session.cue_rules import QUIET, closing, cues_of
from unclench.session.dose import Amounts, ExerciseDose, Pause, in_short_enough_breaths, opens, turns, with_todays_dose
from unclench.session.progression import all_steps, load_to_begin_with
from unclench.session.sentences import off_question
from unclench.session.timeline import AT_WILL, EXPOSURE, Cue, Gate, Kind, Segment, StepInfo, Timeline, lay_out, pressed
from unclench.session.wording import name_of, name_of_level, place_of

_ABOUT_OFF = re.compile(
    r"(?=.*\b(?:off|away|removed)\b)(?=.*\b(?:it|pack|ice|cold|heat|pad|bottle|bag|peas|compress|wrap|towel|skin)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""An author's own question whether cold or heat is off. It replaces ours; any other question is asked as well."""


def assemble(segments: Sequence[Segment], steps: Sequence[StepInfo], keys: KeyNames = USUAL) -> Timeline:
    """Segments in order and their steps -> a timeline with offsets and cues, whose sentences name these keys."""
    placed = lay_out(segments)
    return Timeline(_spanned(steps, placed), placed, _all_cues, keys)


def _all_cues(steps: Sequence[StepInfo], segments: Sequence[Segment], keys: KeyNames) -> tuple[Cue, ...]:
    cues: list[Cue] = []
    pauses = {each.step: each.index for each in segments if each.kind in (Kind.REST, Kind.SET_REST)}
    for segment in segments:
        before = segments[segment.index - 1] if segment.index else None
        after = segments[segment.index + 1] if segment.index + 1 < len(segments) else None
        left = segments[steps[segment.step].last].end - segment.start
        last_pause = pauses.get(segment.step) == segment.index
        cues += cues_of(segment, before, after, steps, left, keys, last_pause=last_pause)
    told = steps[segments[-1].step].told if segments else None
    cues.append(closing(segments[-1].end if segments else 0, len(segments), told.after if told else ""))
    return tuple(cues)


def _spanned(steps: Sequence[StepInfo], segments: Sequence[Segment]) -> tuple[StepInfo, ...]:
    """The steps with their first and last segment."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for segment in segments:
        first.setdefault(segment.step, segment.index)
        last[segment.step] = segment.index
    return tuple(replace(step, first=first[step.index], last=last[step.index]) for step in steps)


class TimelineBuilder:
    """The steps and segments so far, in order; the segments get their offsets in `timeline`.

    Raises Unplayable past 10,000 phases, past 24 hours, and where one point would be pressed for too long (C1.16).
    """

    def __init__(self) -> None:
        self.steps: list[StepInfo] = []
        self.mark: Mark | None = None
        """Where the step being added is in its file, for Unplayable."""
        self._segments: list[Segment] = []
        self._length = 0
        self._pressed = 0
        """How long, in ms, the last segments have pressed the same point without a break."""

    def finish(self) -> None:
        """Nothing follows: cold or heat at the very end is confirmed to be off, too."""
        self._confirm_off()

    def timeline(self) -> Timeline:
        """The finished timeline."""
        return assemble(self._segments, self.steps)

    def begin_step(self, step: StepInfo) -> None:
        """The segments added next belong to this step."""
        self.steps.append(step)

    def describe(self, **fields: Any) -> None:
        """Changes what is known about the running step."""
        self.steps[-1] = replace(self.steps[-1], **fields)

    def describe_dose(self, dose: str, *, spoken: str) -> None:
        """What the running step has to do, and how that is said."""
        self.describe(dose=dose, spoken_dose="" if spoken == dose else spoken)

    def end_step(self) -> None:
        """A step that came to nothing (a rest of 0 s) leaves no trace in the list."""
        if not self._segments or self._segments[-1].step != len(self.steps) - 1:
            self.steps.pop()

    def add(self, kind: Kind, label: str, duration: int | None, *, gate: Gate | None = None, **at: Any) -> None:
        """One more segment; one of no length is left out, unless a key ends it."""
        if not duration and gate is None:
            return
        self._confirm_off()
        if gate in (*AT_WILL, Gate.READY, Gate.QUESTION):
            duration = None
        self._append(Segment(0, 0, duration, kind, label, len(self.steps) - 1, gate=gate, **at))

    def ask(self, question: str, *, alarm: bool, estimate: int) -> None:
        """A confirmation. An author's question whether cold or heat is off takes the place of ours."""
        last = self._segments[-1] if self._segments else None
        if last is not None and last.kind in EXPOSURE and _ABOUT_OFF.match(question):
            hint = off_question(last.kind, question)
            off = Segment(0, 0, estimate, Kind.CONFIRM, "confirm", len(self.steps) - 1, gate=Gate.ANSWER)
            self._append(replace(off, alarm=True, hint=hint, off=True))
            return
        self.add(Kind.CONFIRM, "confirm", estimate, gate=Gate.ANSWER, alarm=alarm, hint=question)

    def _confirm_off(self) -> None:
        """Whatever follows cold or heat, "off" is confirmed before it (C2.3)."""
        last = self._segments[-1] if self._segments else None
        if last is not None and last.kind in EXPOSURE:
            off = replace(last, kind=Kind.CONFIRM, label="confirm", duration=0, gate=Gate.ANSWER, alarm=True, off=True)
            self._append(replace(off, hint=off_question(last.kind)))

    def _append(self, segment: Segment) -> None:
        self._length += segment.width
        if len(self._segments) >= MOST_PHASES:
            raise RoutineTooLong(tr("It would have more than {most:,} phases.", most=MOST_PHASES), self.mark)
        if self._length > LONGEST_SESSION:
            raise RoutineTooLong(tr("It lasts more than 24 hours."), self.mark)
        if segment.press:
            self._press(segment)
        self._segments.append(segment)

    def _press(self, segment: Segment) -> None:
        """One more phase of pressing: with those right before it, on the same point, within the limit (C1.16)."""
        last = self._segments[-1] if self._segments else None
        self._pressed = pressed(self._pressed, last, segment, self.steps)
        name = self.steps[segment.step].name
        if segment.gate in AT_WILL:
            limit = press.too_long(LONGEST_SESSION)
            assert limit is not None
            too_long = tr("{name} would be pressed for any length of time.", name=name)
            raise UnsafeCombination(f"{too_long} {limit.sentence}", self.mark)
        if (limit := press.too_long(self._pressed)) is not None:
            so_long = wording.duration(self._pressed)
            too_long = tr("{name} would be {pressed} or more without a pause.", name=name, pressed=so_long)
            raise UnsafeCombination(f"{too_long} {limit.sentence}", self.mark)


class ChosenRoutine(Struct, frozen=True):
    """A routine with what was chosen for it, compiled: it is handed on, so that nobody need compile it again."""

    routine: Routine
    choices: Choices
    timeline: Timeline
    questions: tuple[Choice, ...]
    """What is still open, in the file's order; the timeline has what is suggested for it."""

    def with_choices(self, choices: Choices) -> ChosenRoutine:
        """The same routine with these choices, compiled again only if they are others. Raises Unplayable."""
        return self if choices == self.choices else choose(self.routine, choices)


def choose(routine: Routine, choices: Choices = Choices()) -> ChosenRoutine:
    """The routine with these choices. Raises Unplayable past 10,000 phases, 24 hours or a limit of safety."""
    compiler = Compiler(routine, choices)
    return ChosenRoutine(routine, choices, compiler.builder.timeline(), compiler.questions)


def each_level(routine: Routine, choices: Choices) -> Iterator[ChosenRoutine]:
    """The routine with the first level of all of its steps that have some, then with the second, and so on.

    Raises Unplayable for the first of them that may not be played.
    """
    first = choose(routine, choices)
    yield first
    levels = {(each.step, each.field): len(each.options) for each in first.questions if each.field == LEVEL}
    for level in range(2, max(levels.values(), default=0) + 1):
        answers = {blank: min(level, most) for blank, most in levels.items()}
        yield choose(routine, replace(choices, answers={**choices.answers, **answers}))


def compile_routine(routine: Routine, choices: Choices = Choices()) -> Timeline:
    """The routine as it will be played. Raises Unplayable past 10,000 phases, 24 hours or a limit of safety."""
    return Compiler(routine, choices).builder.timeline()


def questions(routine: Routine, choices: Choices = Choices()) -> tuple[Choice, ...]:
    """What the routine leaves open and `choices` has not yet answered, in the file's order."""
    return Compiler(routine, choices).questions


def optional_steps(routine: Routine, not_today: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """The optional steps as (id, name), in the file's order, those inside blocks too, but none of an alternative.

    Those that are `not_today`, by their ids, are as optional.
    """
    found = ((id, step) for id, step in all_steps(routine.steps) if step.optional or id in not_today)
    return tuple((id, name_of(step)) for id, step in found if "/" not in id)


def refusal(routine: Routine, choices: Choices, question: Choice, value: Answer) -> str | None:
    """Why a blank cannot be answered with `value`, in a sentence or two; None where it can."""
    try:
        Compiler(routine, replace(choices, answers={**choices.answers, (question.step, question.field): value}))
    except Unplayable as error:
        return str(error)
    return None


class Around(Struct, frozen=True):
    """What the blocks around a step say about it: which round this is, of how many, and their tags."""

    round: int | None = None
    rounds: int | None = None
    tags: tuple[str, ...] = ()
    blocks: tuple[tuple[str, int, int], ...] = ()
    """As in `StepInfo`."""
    level: bool = False
    """Whether the step itself is a level of the block."""


class Compiler:
    """One walk over a routine. The result is in `builder`, and what the routine leaves open in `questions`.

    Raises Unplayable past 10,000 phases, past 24 hours, and past the limits of `unclench.safety`, no matter who wrote
    the dose and what has made it larger since.
    """

    def __init__(self, routine: Routine, choices: Choices) -> None:
        self.builder = TimelineBuilder()
        self.amounts = Amounts(routine.defaults, choices)
        self._choices = choices
        self._shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._turns = 0
        self._asked: set[str] = set()
        """The steps whose alternatives or levels are asked about already."""
        self._steps(routine.steps, "", Around())
        self.builder.finish()

    @property
    def questions(self) -> tuple[Choice, ...]:
        """What the routine leaves open and the choices have not answered, in the file's order."""
        return tuple(dict.fromkeys(self.amounts.questions))

    # -- the walk ------------------------------------------------------------------------

    def _steps(self, steps: Sequence[AnyStep], prefix: str, around: Around) -> None:
        """The steps of the routine or of a block, in order; `prefix` begins their ids."""
        for number, step in enumerate(steps, 1):
            self._step(f"{prefix}{number}", step, around)

    def _step(self, id: str, step: AnyStep, around: Around) -> None:
        self._turns += 1
        if self._turns > MOST_TURNS:  # rounds of steps that are mostly left out never come to too many phases
            raise RoutineTooLong(tr("Its blocks are repeated too often."), step.mark)
        if (step.optional or id in self._choices.not_today) and not self._choices.takes(id):
            return
        id, step = self._chosen(id, step)
        if id in self._choices.left_out:
            return
        self.builder.mark = step.mark
        self.amounts.read_from(id, place_of(id, step), step.mark)
        if (todays := self._choices.doses.get(id)) is not None:
            step = with_todays_dose(step, todays, self.amounts, around.tags)
        if (variant := self._choices.variants.get(id)) is not None:
            step = replace(step, note=wording.join(variant, step.note or ""))
        if isinstance(step, RepeatStep):
            self._block(id, step, around)
            return
        self._begin(id, step, around)
        match step:
            case ExerciseStep():
                self._exercise(step, around.tags)
            case BreatheStep():
                self._breathe(step)
            case ApplyStep():
                self._apply(step)
            case RestStep():
                lasting, gate = self.amounts.ms("rest", step.lasting), opens(step.lasting)
                self.builder.describe(dose=_how_long(lasting, gate))
                self.builder.add(Kind.REST, "rest", lasting, gate=gate)
            case DoStep():
                self._do(step, around.tags)
            case ConfirmStep():
                estimate = CONFIRM_ESTIMATE if step.estimate is None else self.amounts.ms("for", step.estimate)
                self.builder.ask(step.question, alarm=step.alarm, estimate=estimate)
        if self.amounts.or_more:
            self.builder.describe(or_more=True)
        self.builder.end_step()

    def _chosen(self, id: str, step: AnyStep) -> tuple[str, AnyStep]:
        """The step itself or the alternative that was picked for it."""
        if not step.alternatives:
            return id, step
        asked = self.amounts.first_of(id, step.mark)
        pick = self._choices.alternatives.get(asked, 0)
        if asked not in self._choices.alternatives and asked not in self._asked:
            self._asked.add(asked)
            names = tuple(name_of(s) for s in (step, *step.alternatives))
            asks = tr("{name}, or another way: which suits you best?", name=names[0])
            self.amounts.questions.append(Choice(asked, "alternative", asks, 0, names))
        return (id, step) if pick == 0 else (f"{id}/{pick}", step.alternatives[pick - 1])

    def _block(self, id: str, step: RepeatStep, around: Around) -> None:
        """Rounds of the same steps with a rest between them, and none after the last.

        What the block says about all of its steps is said with the first; its tags apply to each. What it asks or
        waits for is a step of its own before it. Every round plays the same, so where the first comes to nothing, so
        do the others, and there is nothing to rest from.
        """
        tags = self._together(around.tags, step.tags)
        if step.only_if or step.wait:
            self._begin(id, replace(step, note=None, cautions=(), tags=()), replace(around, tags=tags))
            self.builder.end_step()
        steps = self.builder.steps
        first = len(steps)
        played = self._level(id, step) if step.levels else list(enumerate(step.steps, 1))
        rounds = self.amounts.count("times", step.times)
        rest, gate = self.amounts.pause("rest", step.rest, 0)
        or_more = self.amounts.or_more
        for number in range(1, rounds + 1):
            blocks = (*around.blocks, (id, number, rounds))
            for place, each in played:
                self._step(f"{id}.{place}", each, Around(number, rounds, tags, blocks, step.levels))
            if len(steps) == first:
                return
            self.builder.mark = step.mark
            if number < rounds and (rest or gate):
                between = StepInfo(len(steps), id, "rest", tr("Rest"), _how_long(rest, gate), tags=tags)
                self.builder.begin_step(replace(between, blocks=around.blocks))
                self.builder.add(Kind.REST, "rest", rest, gate=gate)
        opening = steps[first]
        note = wording.join(step.note or "", opening.note)
        cautions = self._together(step.cautions, opening.cautions)
        steps[first] = replace(opening, note=note, cautions=cautions, or_more=opening.or_more or or_more)

    def _level(self, id: str, step: RepeatStep) -> list[tuple[int, AnyStep]]:
        """The level that was chosen, after its number; where none was, the first is suggested, and asked about."""
        asked = self.amounts.first_of(id, step.mark)
        level = self._choices.answers.get((asked, LEVEL), 0)
        if not isinstance(level, int) or not 0 < level <= len(step.steps):
            level = 1
            if (question := f"{asked} {LEVEL}") not in self._asked:  # once, however many rounds there are
                from unclench.session.sheet_words import each_in_short  # a quick start has no levels

                self._asked.add(question)
                asks = tr("{name}: which level?", name=place_of(id, step))
                options = each_in_short(id, step, self.amounts.defaults)
                self.amounts.questions.append(Choice(asked, LEVEL, asks, level, options))
        return [(level, step.steps[level - 1])]

    def _together(self, *texts: tuple[str, ...]) -> tuple[str, ...]:
        """The texts of all of these, each once. All rounds share one tuple, for there may be thousands of rounds."""
        if sum(map(bool, texts)) < 2:
            return next(filter(None, texts), ())
        joined = tuple(dict.fromkeys(text for each in texts for text in each))
        return self._shared.setdefault(joined, joined)

    def _begin(self, id: str, step: AnyStep, around: Around) -> None:
        """What the list shows of a step; then, what it asks or waits for before it starts."""
        name = name_of_level(step) if around.level else name_of(step)
        info = StepInfo(
            index=len(self.builder.steps), id=id, kind=_kind(step), name=name, note=step.note or "",
            cautions=step.cautions, tags=step.tags, source=step.source or "",
            round=around.round, rounds=around.rounds, blocks=around.blocks, say=step.say or "",
        )  # fmt: skip
        if isinstance(step, ExerciseStep | DoStep):
            move = step.exercise if isinstance(step, ExerciseStep) else step.what
            info = replace(
                info, exercise=move.id, position=move.position, instructions=move.do,
                figure=step.figure, picture=step.picture,
                say=step.say or (move.say if step.name is None else _said_as(name, move, self.builder.steps)),
                first_words=move.first, come_out=move.come_out, things=move.things,
                cautions=self._together(step.cautions, move.cautions), tags=self._together(step.tags, move.tags),
            )  # fmt: skip
        info = replace(info, tags=self._together(around.tags, info.tags))
        if len(info.tags) > MOST_TAGS:
            too_many = tr(
                "{name} has more than {most} tags, counting those of the blocks around it.",
                name=info.name, most=MOST_TAGS,
            )  # fmt: skip
            raise RoutineTooLong(too_many, step.mark)
        self.builder.begin_step(info)
        if step.only_if:
            self.builder.add(Kind.CONFIRM, "question", None, gate=Gate.QUESTION, hint=step.only_if)
        if step.wait:
            self.builder.add(Kind.SETUP, "ready", None, gate=Gate.READY)

    # -- the kinds of step ---------------------------------------------------------------

    def _exercise(self, step: ExerciseStep, tags: tuple[str, ...]) -> None:
        dose, said = in_short_enough_breaths(step, self.amounts, tags)
        if isinstance(step.load, Blank):
            load = self.amounts.load()
            step = replace(step, load=load)
            self.builder.describe(load=load or "")
        if said:
            self.builder.describe(note=wording.join(self.builder.steps[-1].note, said))
        self.builder.describe_dose(
            _dose_in_words(step, dose, dose.all_reps, Exact(dose.sets)),
            spoken=_dose_in_words(step, dose, _bounds(step.reps, dose.all_reps), _bounds(step.sets, Exact(dose.sets))),
        )
        self.builder.describe(**_of_growth(step, dose))
        quiet = [each.name.casefold() in QUIET if each.quiet is None else each.quiet for each in step.phases]
        pressing = presses_a_point(step, tags)
        hints = {rep: _hint(step, rep) for rep in range(1, dose.reps + 1)} if step.notes else {}
        self._setup(step.setup)
        for set_number in range(1, dose.sets + 1):
            if set_number > 1:
                self._pause(Kind.SET_REST, "rest", dose.set_rest, set=set_number, sets=dose.sets)
            previous: str | None = None
            for place, (side, rep) in enumerate(
                turns(step.sides, dose.reps, alternate=step.alternate, in_all=dose.in_all)
            ):
                at: dict[str, Any] = {
                    "side": side, "rep": 0 if dose.counted else rep, "reps": None if dose.counted else dose.reps,
                    "set": set_number, "sets": dose.sets,
                }  # fmt: skip
                if place and side != previous and not step.alternate:
                    self._pause(Kind.SWITCH, "switch sides", dose.switch, **at)
                elif place:
                    self._pause(Kind.REST, "rest", dose.rest, **at)
                previous = side
                for number, (name, ms, gate) in enumerate(dose.phases):
                    of_point = pressing and press.presses(name)
                    hint = hints.get(rep, "")
                    self.builder.add(
                        Kind.WORK, name, ms, phase=number, gate=gate, hint=hint, press=of_point,
                        quiet=bool(quiet) and quiet[number], **at,
                    )  # fmt: skip

    def _breathe(self, step: BreatheStep) -> None:
        pattern = step.pattern
        lasting = None if step.lasting is None else self.amounts.ms("for", step.lasting)
        # Rounded up to whole breaths, so that it ends on an exhale.
        cycles = self.amounts.count("cycles", step.cycles, 1) if lasting is None else -(-lasting // pattern.cycle)
        dose = wording.breath_dose(pattern, cycles, lasting)
        said = _bounds(step.cycles, Exact(cycles))
        bounds = wording.sheet_breath_dose(pattern, said, Exact(0)) if lasting is None else dose
        self.builder.describe_dose(dose, spoken=bounds)
        self._setup(step.setup)
        parts = _breath(pattern)
        for number in range(1, cycles + 1):
            for phase, (kind, label, ms) in enumerate(parts):
                self.builder.add(kind, label, ms, rep=number, reps=cycles, phase=phase)

    def _apply(self, step: ApplyStep) -> None:
        lasting = self.amounts.ms("for", step.lasting)
        if limit := too_long(step.kind, lasting):
            raise UnsafeCombination(limit.sentence, self.builder.mark)  # a blank may have been answered with anything
        self.builder.describe(dose=wording.duration(lasting))
        self._setup(step.setup)
        self.builder.add(Kind.CONFIRM, "confirm", 0, gate=Gate.ANSWER, hint=BEFORE[step.kind].by(USUAL))
        kind = Kind.COLD if step.kind == "cold" else Kind.HEAT
        checks: dict[str, Any] = {} if step.checks is None else {"checks": self.amounts.ms("checks", step.checks)}
        self.builder.add(kind, step.kind, lasting, **checks)

    def _do(self, step: DoStep, tags: tuple[str, ...]) -> None:
        lasting, gate = self.amounts.ms("for", step.lasting), opens(step.lasting)
        pressing = presses_a_point(step, tags)
        self.builder.describe(dose=_how_long(lasting, gate))
        self._setup(step.setup)
        self.builder.add(Kind.DO, "go", lasting, gate=gate, press=pressing)

    def _setup(self, amount: Amount | None) -> None:
        self._pause(Kind.SETUP, "get ready", self.amounts.default("setup", amount))

    def _pause(self, kind: Kind, label: str, pause: Pause, **at: Any) -> None:
        lasting, gate = pause
        self.builder.add(kind, label, lasting, gate=gate, **at)


def _kind(step: AnyStep) -> str:
    """The key that introduces a step in its file."""
    match step:
        case ExerciseStep():
            return "exercise"
        case BreatheStep():
            return "breathe"
        case ApplyStep():
            return step.kind
        case RestStep():
            return "rest"
        case DoStep():
            return "do"
        case ConfirmStep():
            return "confirm"
        case RepeatStep():
            return "repeat"


def _how_long(lasting: int, gate: Gate | None) -> str:
    return tr("as long as you like") if gate else wording.duration(lasting)


def _dose_in_words(step: ExerciseStep, dose: ExerciseDose, reps: Amount, sets: Amount) -> str:
    """What is done, with these counts."""
    phases: list[tuple[str, Amount]] = [(name, Open() if gate else Exact(ms)) for name, ms, gate in dose.phases]
    order = {"alternate": step.alternate, "in_all": dose.in_all is not None}
    if step.hold is None and not step.phases:
        said = wording.sheet_counted_dose(reps, sets, step.sides, phases[0][1], **order)
    else:
        said = wording.sheet_dose(phases, reps, sets, step.sides, **order)
    return wording.with_load(said, load_to_begin_with(step))


def _said_as(name: str, move: Movement, steps: Sequence[StepInfo]) -> str:
    """What the catalogue says ("Cat-cow. Come onto your hands and knees."), with the author's own name for it.

    After a step with the same exercise, the last of `steps`, the name is enough: the position is known.
    """
    if steps and steps[-1].exercise == move.id is not None:
        return name
    position = move.say.partition(". ")[2] or move.say
    return position if position.lower().startswith(name.lower()) else wording.join(name, position)


def _of_growth(step: ExerciseStep, dose: ExerciseDose) -> dict[str, str]:
    """What the journal keeps of a step that grows, and what is asked about it afterwards: fields of `StepInfo`."""
    progress, begins = step.progress, load_to_begin_with(step)
    load = begins if isinstance(begins, str) else ""
    if progress is None or not grows(step):
        return {}
    about = {"load": load} if progress.field == "load" else {}
    if progress.asks:
        played = {"reps": dose.in_all or dose.reps, "sets": dose.sets, "hold": dose.phases[0][1]}
        about["asked_about"] = _played(progress.field, played.get(progress.field, 0), load)
    return about


def _played(field: str, value: int, load: str) -> str:
    """The dose of what grows, for the question about it: `8 times`, `3 sets`, `hold 20 seconds`, `with 2 kg`."""
    match field:
        case "reps":
            return wording.times(value)
        case "sets":
            return wording.sets(value)
        case "hold":
            return tr("hold {duration}", duration=wording.duration(value))
        case _:
            return tr("with {load}", load=load)


def _bounds(written: Amount | None, played: Amount) -> Amount:
    """A count as it is said: "8 to 10" stays "8 to 10", for whoever feels like more. A time is said as it is played:
    nobody has to count it.
    """
    return written if isinstance(written, Range | AtLeast | AtMost) else played


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
