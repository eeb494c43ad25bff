"""Whether a routine is for this person: what has to be asked before it, what is left out of it, and why (C3). Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from unclench.safety import screening
from unclench.safety.screening import Kind, Question, Unfit
from unclench.timeline import StepInfo, Timeline

FOR_GOOD = 2**62
"""The warning signs are asked about once."""


class Concern(Struct, frozen=True):
    """What speaks against one step: its id and title, and the reasons."""

    id: str
    title: str
    unfit: Sequence[Unfit]

    @property
    def why(self) -> str:
        """The reasons as sentences."""
        return " ".join(dict.fromkeys(each.why for each in self.unfit))


def kinds(timeline: Timeline, tags: Collection[str]) -> tuple[Kind, ...]:
    """The kinds that a routine with these tags belongs to."""
    carried = {*tags, *(tag for step in timeline.steps for tag in step.tags)}
    return screening.kinds_of(carried, {step.kind for step in timeline.steps})


def due(timeline: Timeline, tags: Collection[str], answered: Mapping[str, int], now: int) -> tuple[Question, ...]:
    """What has to be asked before it, each question once. `answered` as in `screening.due`."""
    found = [question for kind in kinds(timeline, tags) for question in screening.due(kind, answered, now)]
    return tuple({question.id: question for question in found}.values())


def cleared(answers: Mapping[str, tuple[int, bool]]) -> dict[str, tuple[int, int]]:
    """The kinds of which every question was answered with no, from when until when that holds, in ms since 1970.

    `answers` maps an id to when it was answered, and how.
    """
    found: dict[str, tuple[int, int]] = {}
    for kind in screening.KINDS:
        asked = screening.questions_for(kind)
        if all(question.id in answers and not answers[question.id][1] for question in asked):
            ends = [answers[question.id][0] + question.days * screening.DAY for question in asked]
            found[kind] = (max(answers[question.id][0] for question in asked), min(ends))
    signs = [at for id, (at, _) in answers.items() if id.startswith("C4.")]
    return found | ({"spasm": (max(signs), FOR_GOOD)} if signs else {})


def skin(timeline: Timeline, answers: Mapping[str, bool]) -> tuple[Unfit, ...]:
    """What speaks against the cold and heat in it: these are not taken out of a routine one by one."""
    here = {step.kind for step in timeline.steps}
    found = [unfit for kind in screening.SKIN if kind in here for unfit in screening.fits(answers, kind)]
    return tuple(dict.fromkeys(found))


def concerns(timeline: Timeline, answers: Mapping[str, bool]) -> tuple[Concern, ...]:
    """What speaks against its other steps, step by step; a step that is played in several rounds once."""
    found: dict[str, Concern] = {}
    for step in timeline.steps:
        carried = {*step.tags, step.exercise or ""}
        unfit = [each for kind in _kinds(step) for each in screening.fits(answers, kind, carried)]
        if unfit:
            found.setdefault(step.id, Concern(step.id, step.title, tuple(dict.fromkeys(unfit))))
    return tuple(found.values())


def _kinds(step: StepInfo) -> Sequence[Kind]:
    """Massage is no exercise; a pose of the catalogue is one, also where it is only held for a while."""
    if "massage" in step.tags:
        return ("massage",)
    exercise: tuple[Kind, ...] = ("exercise",) if step.kind == "exercise" or step.exercise is not None else ()
    return (*exercise, "relaxation") if "relaxation" in step.tags else exercise
