"""Whether a routine suits this person: what to ask beforehand, and what the answers change in it (C3). Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from unclench.care import SIGNS, SPASM
from unclench.safety import red_flags, screening
from unclench.safety.screening import SKIN, Activity, ScreeningQuestion, Unfit
from unclench.session.timeline import StepInfo, Timeline

if TYPE_CHECKING:
    from unclench.journal.records import AnswerRecord

Outcome = Literal["kept", "adapted", "left out", "refused"]
"""`refused` is for cold and heat, which are never left out of a routine one by one."""

LYING_WELL = frozenset({"settle-supine", "get-up", "pelvic-tilt"})
"""Exercises that a routine for a spasm may play without questions: their own texts say what to do when pregnant."""
LYING_STILL = frozenset({"lie-propped", "lie-on-side"})
"""Ways to lie that suit everybody and in which nothing moves: no exercise, so nothing is asked before them and no pain
speaks against them."""


class Concern(Struct, frozen=True):
    """What the answers mean for one step: its id and title, the outcome, and the answers behind it."""

    id: str
    title: str
    unfit: Sequence[Unfit]
    outcome: Outcome = "left out"

    @property
    def why(self) -> str:
        """The reasons, in sentences."""
        return " ".join(dict.fromkeys(each.why for each in self.unfit))

    @property
    def variant(self) -> str:
        """How it is played instead, in sentences to speak and show; empty if it is not adapted."""
        ways = dict.fromkeys(each.variant for each in self.unfit if each.variant)
        return " ".join(ways) if self.outcome == "adapted" else ""

    @property
    def permits(self) -> tuple[str, ...]:
        """The ids of the permissions ("My doctor has said yes") that would keep it in; empty if none is enough."""
        against = [each for each in self.unfit if each.effect != "adapt"]
        given = tuple(dict.fromkeys(each.permit for each in against if each.permit is not None))
        return given if all(each.permit is not None for each in against) else ()


def kinds(timeline: Timeline, tags: Collection[str]) -> tuple[Activity, ...]:
    """The kinds that a routine with these tags belongs to, in the order of `screening.KINDS`."""
    found = {*tags, *(kind for kind, _ in _played(timeline))}
    return tuple(kind for kind in screening.KINDS if kind in found)


def due(
    timeline: Timeline, tags: Collection[str], answered: Mapping[str, int], now: int
) -> tuple[ScreeningQuestion, ...]:
    """The questions to ask before it: those that could change something in it. `answered` is as in `screening.due`."""
    of_spasm = SPASM in tags
    played = [
        (kind, carried)
        for kind, carried in _played(timeline)
        if not (of_spasm and kind == "exercise" and carried & LYING_WELL)
    ]
    return screening.due(screening.needed(played), answered, now)


def cleared(answers: Mapping[str, tuple[int, bool]]) -> dict[str, tuple[int, int]]:
    """The kinds whose questions were all answered with no, and from when until when that holds (ms since 1970).

    `answers` maps an id to when it was answered, and how. Nothing is clear while a warning sign
    stands or the short question is due, and a routine for a spasm never is.
    """
    known = screening.with_former_answers(answers)
    signs = [known.get(flag.id) for flag in red_flags.EMERGENCY]
    if any(known[flag.id][1] for flag in (*red_flags.SIGNS, red_flags.SHORT) if flag.id in known) or None in signs:
        return {}
    asked_at = [said[0] for said in signs if said is not None]
    found = {SIGNS: (max(asked_at), min(asked_at) + red_flags.SHORT_HOLDS)}
    for kind in screening.KINDS:
        asked = screening.questions_for(kind)
        if all(question.id in known and not known[question.id][1] for question in asked):
            ends = [known[question.id][0] + question.valid_for for question in asked]
            since = max(*asked_at, *(known[question.id][0] for question in asked))
            found[kind] = (since, min(*ends, min(asked_at) + red_flags.SHORT_HOLDS))
    return found


def skin(timeline: Timeline, answers: Mapping[str, bool]) -> tuple[Unfit, ...]:
    """What speaks against the cold and heat in it, which are never left out of a routine one by one."""
    here = {step.kind for step in timeline.steps}
    found = [unfit for kind in SKIN if kind in here for unfit in screening.unfit_for(answers, kind)]
    return tuple(dict.fromkeys(each for each in found if each.effect != "adapt"))


def concerns(timeline: Timeline, answers: Mapping[str, bool]) -> tuple[Concern, ...]:
    """What the answers mean for each of its steps; a step played in several rounds comes once.

    Unchanged steps are included: pick from the result with `left_out` and `variants`.
    """
    found: dict[str, Concern] = {}
    for step in timeline.steps:
        if step.id in found:
            continue
        unfit = tuple(
            dict.fromkeys(each for kind in _kinds(step) for each in screening.unfit_for(answers, kind, _carried(step)))
        )
        found[step.id] = Concern(step.id, step.title, unfit, _outcome(step, unfit))
    return tuple(found.values())


def left_out(found: Collection[Concern]) -> tuple[Concern, ...]:
    """The steps that are not played unless somebody insists."""
    return tuple(each for each in found if each.outcome == "left out")


def variants(found: Collection[Concern]) -> dict[str, str]:
    """How each adapted step is played, by its id."""
    return {each.id: each.variant for each in found if each.variant}


_CONDITIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"osteoporosis|fracture in the spine|steroid", ("C3.bones",)),
    (r"stenosis|slipped vertebra|spondylolisthesis", ("C3.spine",)),
    (r"fused|operated", ("C3.fused",)),
    (r"pregnan", ("C3.pregnant",)),
    (r"(sore|bad) knees?|knee trouble", ("C3.knee",)),
    (r"(sore|bad) wrists?", ("C3.wrist",)),
    (r"heart", ("C3.heart",)),
    (r"blood pressure", ("C3.pressure",)),
)
"""Words that name a condition at the head of a caution, and the questions that ask for it."""


def answered(answers: Mapping[str, AnswerRecord]) -> Mapping[str, tuple[int, bool]]:
    """When each question was answered (ms since 1970), and how; `answers` are the latest, by the question's id."""
    return {id: (answer.at, answer.yes) for id, answer in answers.items()}


def ruled_out(caution: str, answers: Mapping[str, tuple[int, bool]], now: int) -> bool:
    """Whether a caution is for conditions that the person has lately said they don't have.

    Only one like `Osteoporosis, or a fused back: …` can be: all that stands before its one colon has to be such
    conditions. `answers` maps a question's id to when it was answered (ms since 1970), and how.
    """
    head, colon, rest = caution.partition(":")
    if not colon or ":" in rest:
        return False
    known = screening.with_former_answers(answers)
    named = [part for part in re.split(r",\s*|\bor\b|\band\b", head.lower()) if part.strip()]
    for part in named:
        asked = [id for words, ids in _CONDITIONS if re.search(words, part) for id in ids]
        if not asked or not all(_denied(id, known, now) for id in asked):
            return False
    return bool(named)


def _denied(id: str, known: Mapping[str, tuple[int, bool]], now: int) -> bool:
    at, yes = known.get(id, (None, True))
    return not yes and screening.fresh(at, screening.BY_ID[id].valid_for, now)


def too_sore(timeline: Timeline, tags: Collection[str]) -> frozenset[str]:
    """The ids of the steps to avoid with pain of six or more: movement and massage.

    A routine for a spasm keeps lying comfortably and getting up, and is played without the
    rest; any other routine is not begun at all.
    """
    return frozenset(
        step.id
        for step in timeline.steps
        if {"exercise", "massage"} & set(_kinds(step))
        if not (SPASM in tags and step.exercise in LYING_WELL and step.exercise != "pelvic-tilt")
    )


def _outcome(step: StepInfo, unfit: Sequence[Unfit]) -> Outcome:
    strongest = screening.strongest(unfit)
    if strongest is None:
        return "kept"
    if strongest == "adapt":
        return "adapted"
    return "refused" if step.kind in SKIN else "left out"


def _played(timeline: Timeline) -> Iterator[tuple[Activity, frozenset[str]]]:
    for step in timeline.steps:
        carried = _carried(step)
        for kind in _kinds(step):
            yield kind, carried


def _carried(step: StepInfo) -> frozenset[str]:
    """A step's tags and its exercise's id; for a step outside the catalogue, also what its name suggests."""
    named = screening.tags_of(step.name) if step.exercise is None and step.kind in {"exercise", "do"} else frozenset()
    return frozenset({*step.tags, step.exercise or ""} - {""}) | named


def _kinds(step: StepInfo) -> Sequence[Activity]:
    """The kinds a step counts as. Massage is not exercise; any pose of the catalogue is, and so is a walk.

    All of a block of massage is massage: its questions and rests go when it goes, and are for nothing without it.
    """
    for kind in SKIN:
        if step.kind == kind:
            return (kind,)
    if "massage" in step.tags:
        return ("massage",)
    if step.exercise in LYING_STILL:
        return ()
    moves = (
        step.kind == "exercise"
        or step.exercise is not None
        or (step.kind == "do" and screening.UNKNOWN not in screening.tags_of(step.name))
    )
    exercise: tuple[Activity, ...] = ("exercise",) if moves else ()
    return (*exercise, "relaxation") if "relaxation" in step.tags and moves else exercise
