"""What the preview lists: all steps of a routine, including optional ones that are not chosen. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from unclench.config.shown import SAID
from unclench.language import counted, tr, within
from unclench.routine.model import Dose, Routine
from unclench.session import wording
from unclench.session.choices import Choices
from unclench.session.compiler import ChosenRoutine, choose, optional_steps
from unclench.session.progression import leaves_open
from unclench.session.sheet_words import WrittenSheet
from unclench.session.timeline import BREATHING, EXPOSURE, Gate, Kind, Segment, StepInfo, Timeline
from unclench.tui.text import flat
from unclench.tui.viewmodels.figure import FigureMoment

if TYPE_CHECKING:
    from unclench.player.packs import Locked

DOSES = tuple(Dose)
TIMES = "\N{MULTIPLICATION SIGN}"


class About(Struct, frozen=True):
    """What is said beside the list of the step that is looked at. Empty texts take no room."""

    title: str
    text: str
    cautions: Sequence[str] = ()
    source: str = ""
    sheet: str = ""
    """What else the sheet says."""


class PlannedStep(Struct, frozen=True):
    """One line of the preview: `optional` is the id to toggle it by, `index` its step in the timeline if chosen."""

    step: StepInfo
    dose: str
    """What to do and how often, in a few characters."""
    lasts: str
    optional: str | None
    index: int | None
    pose: FigureMoment
    """The moment of its figure that shows best what is done: where the first movement has got to."""
    on_sheet: str = ""
    """The dose of the sheet, where that is another."""
    facts: Sequence[str] = ()
    """What else the sheet says, a sentence for each of its keys."""

    @property
    def about(self) -> About:
        """All that the sheet says about the step."""
        step = self.step
        how = f"{step.position} {step.instructions}".strip()
        lines = (wording.sentence(step.dose), self.on_sheet, step.note, how)
        text, sheet = "\n\n".join(filter(None, lines)), "\n".join(self.facts)
        return About(flat(step.title), text, step.cautions, step.source, sheet)

    @property
    def number(self) -> str:
        """Its number, as the session counts; none while it is left out."""
        return "" if self.index is None else str(self.index + 1)


class PreviewPlan:
    """A routine, and the choices made for it so far."""

    def __init__(
        self, chosen: ChosenRoutine, choices: Choices | None = None,
        guided: Callable[[Routine, Timeline], Timeline] = lambda _, timeline: timeline,
    ) -> None:  # fmt: skip
        """`choices` takes the place of those that `chosen` was compiled with; `guided` returns what is played of it."""
        self.routine = chosen.routine
        self._guided = guided
        self._sheet = WrittenSheet(chosen.routine)
        not_today = (chosen.choices if choices is None else choices).not_today
        self._optional = frozenset(id for id, _ in optional_steps(chosen.routine, not_today))
        self._known = [replace(chosen, choices=self._by_id(chosen.choices))]
        """What has been compiled: whoever tries out the keys comes back to it."""
        self.choices = self._known[0].choices if choices is None else self._by_id(choices)
        self._todays = self.choices.doses

    def _by_id(self, choices: Choices) -> Choices:
        """The same choices with each optional step by its id, so that it can be left out again."""
        return self._with_all(choices) if choices.optional == "all" else choices

    def _with_all(self, choices: Choices) -> Choices:
        return replace(choices, optional=self._optional)

    def _chosen(self, choices: Choices) -> ChosenRoutine:
        """The routine with these choices. Raises Unplayable."""
        known = next((known for known in self._known if known.choices == choices), None)
        if known is None:
            known = choose(self.routine, choices)
            self._known.append(known)
        return known

    @cached_property
    def doses(self) -> bool:
        """Whether low and high dose differ."""
        written = replace(self._with_all(self.choices), doses={})
        totals = (self._chosen(replace(written, dose=dose)).timeline.total for dose in (Dose.LOW, Dose.HIGH))
        return len(set(totals)) > 1

    def has(self, action: str) -> bool:
        """Whether the key for this action has anything to do here."""
        match action:
            case "dose":
                return self.doses
            case "amounts":
                return self.grows
            case "optional":
                return self.optional
            case "answers":
                return self.asks
            case "edit":
                return self.routine.path is not None
        return True

    @property
    def grows(self) -> bool:
        """Whether a step has progression, and so a dose for today."""
        return bool(self._todays)

    @property
    def optional(self) -> bool:
        """Whether there are optional steps."""
        return bool(self._optional)

    @cached_property
    def asks(self) -> bool:
        """Whether the sheet leaves anything open."""
        return leaves_open(self.routine)

    @property
    def answered(self) -> str:
        """How much of what the sheet leaves open has been answered; the rest is asked at the start."""
        return counted(
            len(self.choices.answers) + len(self.choices.alternatives), "{number:g} given", "{number:g} given"
        )

    @property
    def chosen(self) -> ChosenRoutine:
        """The routine as it would be played. Raises Unplayable."""
        return self._chosen(self.choices)

    @property
    def timeline(self) -> Timeline:
        """The timeline as it would be played, with time for the words. Raises Unplayable."""
        return self._guided(self.routine, self.chosen.timeline)

    def steps(self) -> Sequence[PlannedStep]:
        """Every step in order. Raises Unplayable."""
        whole = self._guided(self.routine, self._chosen(self._with_all(self.choices)).timeline)
        chosen: dict[str, list[int]] = {}  # an id may occur several times: in rounds, and in the rests between them
        for step in reversed(self.chosen.timeline.steps):
            chosen.setdefault(step.id, []).append(step.index)
        planned = []
        for step in whole.steps:
            segments = whole.segments[step.first : step.last + 1]
            lasts = wording.clock(sum(s.width for s in segments), at_least=any(s.duration is None for s in segments))
            index = chosen[step.id].pop() if chosen.get(step.id) else None
            by, pose = self._chosen_by(step.id), _pose(step, segments)
            on_sheet, facts = _on_sheet(self._sheet, step)
            left_out = filter(None, (self.choices.not_today.get(by or ""),))
            facts = [*left_out, *map(flat, self._sheet.levels(step)), *facts]
            planned.append(PlannedStep(step, dose(step, segments), lasts, by, index, pose, on_sheet, facts))
        return planned

    def _chosen_by(self, id: str) -> str | None:
        """The id of the innermost optional step or block that contains this step, or is it."""
        while id:
            if id in self._optional:
                return id
            id = id.rpartition("/")[0] or id.rpartition(".")[0]
        return None

    @property
    def taken(self) -> str:
        """`1 of 2`: how many of the optional steps and blocks are chosen."""
        return wording.of(len(self._optional & frozenset(self.choices.optional)), len(self._optional))

    def toggle(self, optional: str) -> None:
        """Choose an optional step and the blocks it is in, or leave it out."""
        now = frozenset(self.choices.optional)
        around = frozenset(id for id in self._optional if optional == id or optional.startswith(f"{id}."))
        self.choices = replace(self.choices, optional=now - {optional} if around <= now else now | around)

    @property
    def amounts(self) -> str:
        """Which amounts steps with progression are played with."""
        return tr("today's") if self.choices.doses else tr("as written")

    def next_amounts(self) -> None:
        """Switch between today's amounts and those on the sheet."""
        self.choices = replace(self.choices, doses={} if self.choices.doses else self._todays)

    def next_dose(self) -> None:
        """Switch from low to middle to high, and to low again."""
        self.choices = replace(self.choices, dose=DOSES[(DOSES.index(self.choices.dose) + 1) % len(DOSES)])


# -- a step in a few characters ------------------------------------------------------------


def dose(step: StepInfo, segments: Sequence[Segment]) -> str:
    """What to do and how often, short enough for a list: three times `hold 10 s, each side`, or `18 breaths`."""
    kinds = {segment.kind for segment in segments}
    if kinds & BREATHING:
        return flat(step.dose.partition(":")[0])
    if kinds & EXPOSURE:
        packs = [s for s in segments if s.kind in EXPOSURE]
        return tr(", then ").join(f"{wording.phase(s.kind)} {wording.short(s.width)}" for s in packs)
    work = [segment for segment in segments if segment.kind is Kind.WORK]
    if not work:
        return "" if step.kind == "repeat" else _length(max(segments, key=lambda segment: segment.width))
    first = work[0]
    once = [segment for segment in work if (segment.set, segment.rep, segment.side) == (1, first.rep, first.side)]
    sides = list(dict.fromkeys(segment.side for segment in work if segment.side))
    count = "".join(f"{number} {TIMES} " for number in (first.sets or 1, first.reps or 1) if number > 1)
    what = wording.AS_MANY if first.gate is Gate.COUNT else _phases(once)
    on = [tr("each side")] if set(sides) == {"left", "right"} else [flat(wording.side(side)) for side in sides]
    return ", ".join([f"{count}{what}", *on])


def _on_sheet(sheet: WrittenSheet, step: StepInfo) -> tuple[str, Sequence[str]]:
    """The dose of the sheet, where another is played, and what else it says; its source has a key of its own."""
    written = wording.sentence(sheet.dose(step))
    dose = "" if written == wording.sentence(step.dose) else tr("On the sheet: {dose}", dose=within(written))
    return flat(dose), [flat(fact.text) for fact in sheet.facts(step) if fact.key != "source"]


def _phases(segments: Sequence[Segment]) -> str:
    """`round 5, sag 5 s`: if all are in seconds, the unit stands only at the end."""
    seconds = all(segment.gate is None and segment.width < 60_000 for segment in segments)
    named = [(flat(wording.phase(segment.label)), segment) for segment in segments]
    if not seconds:
        return ", ".join(f"{name} {_length(segment)}" for name, segment in named)
    return tr("{phases} s", phases=", ".join(f"{name} {segment.width / 1000:g}" for name, segment in named))


def _length(segment: Segment) -> str:
    return tr("as long as you like") if segment.gate is Gate.OPEN else wording.short(segment.width)


def _pose(step: StepInfo, segments: Sequence[Segment]) -> FigureMoment:
    for segment in segments:
        if segment.kind is Kind.WORK:
            return FigureMoment(step, segment.label, segment.width, segment.width or None, segment.side)
        if segment.kind is Kind.DO:
            return FigureMoment(step, "go", segment.width, segment.width or None)
        if segment.kind in EXPOSURE:
            return FigureMoment(step, "hold", 0, segment.duration)
    return FigureMoment(step, "setup", 0, None, start=True)


# -- before it begins ----------------------------------------------------------------------

THINGS = {"ball": tr("a ball"), "band": tr("an exercise band")}
"""Things that an exercise is drawn with and cannot be done without. A chair or a wall is only one of several ways."""
PACKS = {"cold": tr("a cold pack and a cloth"), "heat": tr("something warm and a cloth")}


def needed(steps: Sequence[StepInfo], drawn: Callable[[str], object]) -> str:
    """`You need: a ball, an exercise band.`, from kinds of steps and their figures; `drawn` is a figure by exercise."""
    found: dict[str, None] = {}
    for step in steps:
        if step.kind in PACKS:
            found[PACKS[step.kind]] = None
        figure = step.figure if step.figure is not None else drawn(step.exercise) if step.exercise else None
        found.update((THINGS[name], None) for name in _props(figure) if name in THINGS)
    return tr("You need {things}.", things=", ".join(found)) if found else ""


def _props(figure: object) -> Iterator[str]:
    """The names of all things in the plain data of a figure."""
    if isinstance(figure, Mapping):
        for key, value in figure.items():
            if key == "props" and isinstance(value, Mapping):
                yield from map(str, value)
            elif isinstance(value, Mapping):
                yield from _props(value)


Key = Callable[[str], str]
"""Returns the key of an action, as it is shown."""


def heard(talk: str, volume: int, key: Key) -> list[tuple[str, str, str]]:
    """How it will sound: keys, names and values."""
    return [
        (key("talk"), tr("voice"), SAID.get(talk, talk)),
        (key("volume(-1)") + key("volume(1)"), tr("volume"), f"{volume} %"),
    ]


def chosen(plan: PreviewPlan, key: Key, sound: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """All that can be chosen for a routine, with `sound` in between: keys, names and values."""
    found = list(sound)
    if plan.doses:
        found.insert(0, (key("dose"), tr("dose"), SAID[plan.choices.dose]))
    if plan.grows:
        found.insert(0, (key("amounts"), tr("amounts"), plan.amounts))
    if plan.asks:
        found.append((key("answers"), tr("answers"), plan.answered))
    if plan.optional:
        found.append((key("optional"), tr("optional"), plan.taken))
    return found


def what_starts(first: int, here: PlannedStep, key: Key, locked: Locked | None = None) -> str:
    """Which key starts, at the step with the index `first`, and which at the one that is looked at; or from when on."""
    start = key("start")
    if locked is not None and locked.since:
        return tr("{key}: not before {time}", key=start, time=locked.since)
    said = tr("{key}: start at step {number}", key=start, number=first + 1) if first else tr("{key}: start", key=start)
    if here.index is None:
        also = tr("Left out. {key}: take it in", key=key("optional"))
    elif here.index == first:
        return said
    else:
        also = tr("{key}: from step {number}", key=key("from_here"), number=here.number)
    return f"{said}   {also}"


def length(timeline: Timeline, now: datetime | None) -> str:
    """`7:00 · ends 08:21`; without `now`, and where it is over when the person likes, the length alone."""
    total = wording.clock(timeline.total, at_least=timeline.at_least)
    if now is None or timeline.at_least:
        return total
    return tr("{length} · ends {end:%H:%M}", length=total, end=now + timedelta(milliseconds=timeline.total))
