"""Whether a routine is for this person: what has to be asked before it, what the answers change in it (C3). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from unclench.safety import red_flags, screening
from unclench.safety.screening import SKIN, Kind, ScreeningQuestion, Unfit
from unclench.session.timeline import StepInfo, Timeline

Outcome = Literal["kept", "adapted", "left out", "refused"]
"""`refused` is for cold and heat, which are not taken out of a routine one by one."""

SPASM = "spasm"
"""The tag of a routine for the attack itself."""
LYING_WELL = frozenset({"settle-supine", "get-up", "pelvic-tilt"})
"""What a routine for the attack may do unasked: its texts say what to do when pregnant."""


class Concern(Struct, frozen=True):
    """What the answers make of one step: its id and title, the outcome and what led to it."""

    id: str
    title: str
    unfit: Sequence[Unfit]
    outcome: Outcome = "left out"

    @property
    def why(self) -> str:
        """The reasons as sentences."""
        return " ".join(dict.fromkeys(each.why for each in self.unfit))

    @property
    def variant(self) -> str:
        """How it is played instead, in sentences to speak and show; empty where it is not adapted."""
        ways = dict.fromkeys(each.variant for each in self.unfit if each.variant)
        return " ".join(ways) if self.outcome == "adapted" else ""

    @property
    def permits(self) -> tuple[str, ...]:
        """The ids of the answers that would keep it in: "My doctor has said yes". Empty where no yes is enough."""
        against = [each for each in self.unfit if each.effect != "adapt"]
        given = tuple(dict.fromkeys(each.permit for each in against if each.permit is not None))
        return given if all(each.permit is not None for each in against) else ()


def kinds(timeline: Timeline, tags: Collection[str]) -> tuple[Kind, ...]:
    """The kinds that a routine with these tags belongs to."""
    found = {kind for kind, _ in _played(timeline)} | ({*tags} & set(screening.KINDS))
    return tuple(kind for kind in ("exercise", "cold", "heat", "massage", "relaxation") if kind in found)


def due(
    timeline: Timeline, tags: Collection[str], answered: Mapping[str, int], now: int
) -> tuple[ScreeningQuestion, ...]:
    """What has to be asked before it: what can change something in it. `answered` as in `screening.due`."""
    of_spasm = SPASM in tags
    played = [
        (kind, carried)
        for kind, carried in _played(timeline)
        if not (of_spasm and kind == "exercise" and carried & LYING_WELL)
    ]
    return screening.due(screening.needed(played), answered, now)


def cleared(answers: Mapping[str, tuple[int, bool]]) -> dict[str, tuple[int, int]]:
    """The kinds of which every question was answered with no, from when until when that holds, in ms since 1970.

    `answers` maps an id to when it was answered, and how. Nothing is clear while a warning sign
    stands, or the short question about them is due; a start for a spasm never is.
    """
    known = screening.carried_over(answers)
    signs = [known.get(flag.id) for flag in red_flags.EMERGENCY]
    if any(known[flag.id][1] for flag in (*red_flags.SIGNS, red_flags.SHORT) if flag.id in known) or None in signs:
        return {}
    asked_at = [said[0] for said in signs if said is not None]
    found = {"signs": (max(asked_at), min(asked_at) + red_flags.SHORT_HOLDS)}
    for kind in screening.KINDS:
        asked = [question for question in screening.questions_for(kind) if question.days is not None or kind in SKIN]
        if all(question.id in known and not known[question.id][1] for question in asked):
            ends = [known[question.id][0] + question.lasting for question in asked]
            since = max(*asked_at, *(known[question.id][0] for question in asked))
            found[kind] = (since, min(*ends, min(asked_at) + red_flags.SHORT_HOLDS))
    return found


def skin(timeline: Timeline, answers: Mapping[str, bool]) -> tuple[Unfit, ...]:
    """What speaks against the cold and heat in it: these are not taken out of a routine one by one."""
    here = {step.kind for step in timeline.steps}
    found = [unfit for kind in SKIN if kind in here for unfit in screening.fits(answers, kind)]
    return tuple(dict.fromkeys(each for each in found if each.effect != "adapt"))


def concerns(timeline: Timeline, answers: Mapping[str, bool]) -> tuple[Concern, ...]:
    """What the answers make of its steps, one by one; a step that is played in several rounds once.

    Those that stay as they are, are among them: see `left_out` and `variants`.
    """
    found: dict[str, Concern] = {}
    for step in timeline.steps:
        if step.id in found:
            continue
        unfit = tuple(
            dict.fromkeys(each for kind in _kinds(step) for each in screening.fits(answers, kind, _carried(step)))
        )
        found[step.id] = Concern(step.id, step.title, unfit, _outcome(step, unfit))
    return tuple(found.values())


def left_out(found: Collection[Concern]) -> tuple[Concern, ...]:
    """Those that are not played unless somebody takes them back in."""
    return tuple(each for each in found if each.outcome == "left out")


def variants(found: Collection[Concern]) -> dict[str, str]:
    """How the adapted steps are played, by their ids."""
    return {each.id: each.variant for each in found if each.variant}


def too_sore(timeline: Timeline, tags: Collection[str]) -> frozenset[str]:
    """The ids of the steps that pain of six or more speaks against: movement and massage, not lying well or getting up.

    A routine for the attack itself is left with the rest of its steps; any other is not begun.
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


def _played(timeline: Timeline) -> Iterator[tuple[Kind, frozenset[str]]]:
    for step in timeline.steps:
        carried = _carried(step)
        for kind in _kinds(step):
            yield kind, carried


def _carried(step: StepInfo) -> frozenset[str]:
    """A step's tags, its exercise's id, and where it names none of the catalogue, what its own name says."""
    named = screening.tags_of(step.name) if step.exercise is None and step.kind in {"exercise", "do"} else frozenset()
    return frozenset({*step.tags, step.exercise or ""} - {""}) | named


def _kinds(step: StepInfo) -> Sequence[Kind]:
    """Massage is no exercise; a pose of the catalogue is one, also where it is only held, and so is a walk."""
    for kind in SKIN:
        if step.kind == kind:
            return (kind,)
    if "massage" in step.tags:
        return ("massage",)
    moves = (
        step.kind == "exercise"
        or step.exercise is not None
        or (step.kind == "do" and screening.UNKNOWN not in screening.tags_of(step.name))
    )
    exercise: tuple[Kind, ...] = ("exercise",) if moves else ()
    return (*exercise, "relaxation") if "relaxation" in step.tags and moves else exercise
