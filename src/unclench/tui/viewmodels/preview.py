"""What the preview lists: all steps of a routine, including optional ones that are not chosen. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from unclench.routine.model import Dose
from unclench.session import wording
from unclench.session.choices import Choices
from unclench.session.compiler import ChosenRoutine, choose, optional_steps
from unclench.session.timeline import StepInfo, Timeline
from unclench.tui.text import flat

DOSES = tuple(Dose)


class About(Struct, frozen=True):
    """The texts beside the list. Empty ones take no room."""

    title: str
    text: str
    cautions: str
    sources: str


class PlannedStep(Struct, frozen=True):
    """One line of the preview: `optional` is the id to toggle it by, `index` its step in the timeline if chosen."""

    step: StepInfo
    lasts: str
    optional: str | None
    index: int | None

    @property
    def about(self) -> About:
        """All that the sheet says about the step."""
        step = self.step
        lines = (wording.sentence(step.dose), step.note, f"{step.position} {step.instructions}".strip())
        text = "\n\n".join(filter(None, lines))
        return About(flat(step.title), text, _marked(step.cautions), f"Source: {step.source}" if step.source else "")


class PreviewPlan:
    """A routine, and the choices made for it so far."""

    def __init__(self, chosen: ChosenRoutine, choices: Choices | None = None) -> None:
        """`choices` takes the place of those that `chosen` was compiled with."""
        self.routine = chosen.routine
        self._optional = frozenset(id for id, _ in optional_steps(chosen.routine))
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

    @property
    def about(self) -> About:
        """All that the sheet says about the routine."""
        routine = self.routine
        sources = f"Sources: {', '.join(routine.sources)}" if routine.sources else ""
        return About("", routine.summary, _marked(routine.cautions), sources)

    @cached_property
    def doses(self) -> bool:
        """Whether low and high dose differ."""
        written = replace(self._with_all(self.choices), doses={})
        totals = (self._chosen(replace(written, dose=dose)).timeline.total for dose in (Dose.LOW, Dose.HIGH))
        return len(set(totals)) > 1

    @property
    def grows(self) -> bool:
        """Whether a step has progression, and so a dose for today."""
        return bool(self._todays)

    @property
    def optional(self) -> bool:
        """Whether there are optional steps."""
        return bool(self._optional)

    @property
    def chosen(self) -> ChosenRoutine:
        """The routine as it would be played. Raises Unplayable."""
        return self._chosen(self.choices)

    @property
    def timeline(self) -> Timeline:
        """The timeline as it would be played. Raises Unplayable."""
        return self.chosen.timeline

    def steps(self) -> Sequence[PlannedStep]:
        """Every step in order. Raises Unplayable."""
        whole = self._chosen(self._with_all(self.choices)).timeline
        chosen: dict[str, list[int]] = {}  # an id may occur several times: in rounds, and in the rests between them
        for step in reversed(self.timeline.steps):
            chosen.setdefault(step.id, []).append(step.index)
        planned = []
        for step in whole.steps:
            segments = whole.segments[step.first : step.last + 1]
            lasts = wording.clock(sum(s.width for s in segments), at_least=any(s.duration is None for s in segments))
            index = chosen[step.id].pop() if chosen.get(step.id) else None
            planned.append(PlannedStep(step, lasts, self._chosen_by(step.id), index))
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
        return "today's" if self.choices.doses else "as written"

    def next_amounts(self) -> None:
        """Switch between today's amounts and those on the sheet."""
        self.choices = replace(self.choices, doses={} if self.choices.doses else self._todays)

    def next_dose(self) -> None:
        """Switch from low to middle to high, and to low again."""
        self.choices = replace(self.choices, dose=DOSES[(DOSES.index(self.choices.dose) + 1) % len(DOSES)])


def _marked(cautions: Sequence[str]) -> str:
    return "\n".join(f"! {caution}" for caution in cautions)
