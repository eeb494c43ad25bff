"""What is proposed for a sheet: a step for each exercise, with its dose and what else is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from unclench.errors import UnclenchError
from unclench.language import begun, tr
from unclench.routine.loads import is_blank
from unclench.routine.model import (
    Amount,
    AnyStep,
    ApplyStep,
    Blank,
    BreatheStep,
    BreathPattern,
    DoStep,
    ExerciseStep,
    Frequency,
    Movement,
    Open,
)
from unclench.routine.own_words import on_the_skin, tags_of
from unclench.routine.pasted.outline import Names, Sentence, StepDraft, is_caution
from unclench.routine.pasted.phrases import FREQUENCY, phases_of
from unclench.routine.pasted.prescription import Prescription, prescription_of
from unclench.routine.pasted.tokens import most
from unclench.routine.readers import LONGEST_TEXT, LONGEST_TITLE, MOST_TEXTS
from unclench.safety.exposure import Skin
from unclench.safety.limits import HARD_STOP, too_long


class NotASheet(UnclenchError):
    """A text of which nothing can be proposed; the message says why.

    `by_hand` says that all that is left is to write it by hand: each front end names its own way to do that.
    """

    def __init__(self, why: str, *, by_hand: bool = False) -> None:
        super().__init__(why)
        self.by_hand = by_hand


class LeftOver(Struct, frozen=True):
    """A sentence of the sheet that was not understood, and the line that it stands in, from 1."""

    line: int
    text: str


class PastedStep(Struct, frozen=True):
    """A step as proposed, the lines that it was read from, and what in them was not understood.

    `step` names the exercise as a file does: `exercise.name` is a catalogue id where one was found.
    """

    step: AnyStep
    lines: tuple[int, ...]
    left_over: tuple[LeftOver, ...] = ()


class Proposal(Struct, frozen=True):
    """What was read of a sheet. Nothing in it is played before a person has looked at it."""

    title: str
    """The sheet's own title; "" if it has none."""
    steps: tuple[PastedStep, ...]
    cautions: tuple[str, ...] = ()
    frequency: Frequency = Frequency()
    left_over: tuple[LeftOver, ...] = ()
    """What looked like a dose and belongs to no step."""
    beside: tuple[LeftOver, ...] = ()
    """Sentences without a dose that belong to no step."""
    furniture: tuple[int, ...] = ()
    """The lines with addresses, page numbers and the like, which are left out."""

    def all_left_over(self) -> list[LeftOver]:
        """What was not understood, in the order of the sheet."""
        return sorted(
            (*self.left_over, *(each for step in self.steps for each in step.left_over)), key=lambda e: e.line
        )


MOST_TURNS = 2_000
"""Repetitions, on all sides and in all sets, of the whole: more than anybody does in a session (ours)."""
_UNTIMED = frozenset({"walking", "rest"})
"""Tags of what is done for a time: without one on the sheet, until a key is pressed."""
_SHORTENED = 4
"""Letters of a name in capitals that may be an abbreviation."""
_POSTURES = {
    "supine": tr("on your back"), "prone": tr("on your front"), "kneeling": tr("kneeling"), "sitting": tr("sitting"),
    "standing": tr("standing"),
}  # fmt: skip


class StepMaker:
    """Makes the steps of one sheet, one after the other; together they have no more than MOST_TURNS."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._turns = self._made = 0

    def step(self, draft: StepDraft, *, often: bool) -> PastedStep | None:
        """A step; None where none may be made of it. `often`: how often it is done is said in the file already."""
        words = " ".join(said.reading.sentence for said in draft.said)
        movement, named = draft.movement, self._name(draft)
        if movement is not None and (other := self._names.contradicted(movement, words)) is not None:
            movement, named = None, f"{named}, {_POSTURES[other]}"
        if movement is None and (kind := _on_the_skin(draft, words)) is not None:
            return _pack(kind, draft, named, words, often=often)
        read = self._bounded(
            prescription_of(draft.said, one_sided=movement is not None and movement.sides == "one"), draft
        )
        unread = {id(said) for said in read.left_over}
        left = [said for said in draft.said if id(said) in unread or (not often and _says_how_often(said))]
        cautions = [said for said in draft.said if is_caution(said)]
        kept = {id(said) for said in left}
        told = [
            said for said in draft.said if not is_caution(said) and (said.reading.words or id(said) in kept)
            and not (read.phases and phases_of(said.reading.sentence))
        ]  # fmt: skip
        note = ". ".join(said.reading.sentence.rstrip(".") for said in told if said.reading.sentence != draft.name)
        tags = [] if movement is not None else [tag for tag in tags_of(f"{named}. {note}") if tag not in tags_of(named)]
        about: dict[str, Any] = {
            "note": fitting(note) or None, "tags": tuple(tags),
            "cautions": tuple(fitting(said.reading.sentence) for said in cautions[:MOST_TEXTS]),
        }  # fmt: skip
        self._made += 1
        cut = len(note) > LONGEST_TEXT or len(cautions) > MOST_TEXTS
        return PastedStep(
            self._of_its_kind(draft, movement, named, read, about), lines_of_draft(draft),
            left_over(draft.said if cut else left),
        )  # fmt: skip

    def _name(self, draft: StepDraft) -> str:
        if not draft.name:
            return tr("Exercise {number}", number=self._made + 1)
        shouted = draft.name.isupper() and len(draft.name) > _SHORTENED  # a voice would spell it out
        return draft.name.capitalize() if shouted else begun(draft.name)

    def _bounded(self, read: Prescription, draft: StepDraft) -> Prescription:
        """The dose, or none if the whole would have too many turns with it."""
        turns = _turns(read)
        if self._turns + turns > MOST_TURNS:
            return Prescription({}, tuple(said for said in draft.said if said.reading.facts or said.reading.unclear))
        self._turns += turns
        return read

    def _of_its_kind(
        self, draft: StepDraft, movement: Movement | None, named: str, read: Prescription, about: dict[str, Any]
    ) -> AnyStep:
        """A breath, an activity or an exercise; its name, or its id beside the name that the sheet has for it."""
        move, name = Movement(None, named), None
        if movement is not None and named.casefold() not in map(str.casefold, (movement.name, *movement.also)):
            move, name = Movement(None, movement.id or named), named
        pattern, lasting = read.values.get("pattern"), read.amount("time")
        if draft.load and (lasting is not None or pattern is not None):
            about["note"] = fitting(". ".join(filter(None, (about["note"], draft.load))))
        if isinstance(pattern, BreathPattern):
            cycles = None if lasting is not None else read.amount("reps") or Blank()
            return BreatheStep(pattern=pattern, cycles=cycles, lasting=lasting, name=named, **about)
        if (
            lasting is None
            and not read.values
            and not read.phases
            and movement is not None
            and _UNTIMED & set(movement.tags)
        ):
            lasting = Open()
        no_dose = draft.begun == "number" or not any(said.reading.unclear for said in draft.said)
        unread = not read.phases and not read.values.keys() - FREQUENCY
        if movement is None and no_dose and not draft.load and unread:
            lasting = Open()  # no dose is known, and none is made up
        if lasting is not None:
            return DoStep(what=move, lasting=lasting, name=name, **about)
        return ExerciseStep(
            exercise=move, name=name, load=Blank() if is_blank(draft.load) else draft.load[:LONGEST_TITLE] or None,
            alternate="alternate" in read.values, sides=("left", "right") if "sides" in read.values else (),
            hold=read.amount("hold"), phases=read.phases, reps=_repetitions(read), sets=read.amount("sets"),
            rest=read.amount("rest"), set_rest=read.amount("set_rest"), **about,
        )  # fmt: skip


def _repetitions(read: Prescription) -> Amount | None:
    """How often; asked where neither that nor a hold was understood, since "once" would be made up."""
    if "reps" in read.values or "hold" in read.values:
        return read.amount("reps")
    return Blank()


# -- packs --------------------------------------------------------------------------------------


def _on_the_skin(draft: StepDraft, words: str) -> Skin | None:
    """Whether it is cold or heat on the skin; its name says so, or what is described where no name or no dose is."""
    told = draft.name if draft.name and draft.dosed else f"{draft.name or ''} {words}"
    return on_the_skin(told, HARD_STOP["cold"].value)


def _pack(kind: Skin, draft: StepDraft, named: str, words: str, *, often: bool) -> PastedStep | None:
    """Cold or heat on the skin; None where its time is not sure, or longer than the limit (C1.1, C1.8)."""
    read = prescription_of(draft.said, one_sided=False, described=True)
    lasting = read.amount("time")
    spoken = f"{draft.name or ''} {words}".split()
    both = {"cold", "heat"} <= {on_the_skin(word, HARD_STOP["cold"].value) for word in spoken}
    sure = lasting is not None and most(lasting) > 0 and not read.left_over and set(read.values) - FREQUENCY == {"time"}
    if lasting is None or not sure or both or too_long(kind, most(lasting)) is not None:
        return None
    homeless = [] if often else [said for said in draft.said if _says_how_often(said)]
    note = ". ".join(said.reading.sentence for said in draft.said if said.reading.words or said in homeless)
    step = ApplyStep(kind=kind, lasting=lasting, name=named, note=fitting(note) or None)
    return PastedStep(step, lines_of_draft(draft), left_over(draft.said if len(note) > LONGEST_TEXT else homeless))


# -- sentences ----------------------------------------------------------------------------------


def left_over(said: Sequence[Sentence]) -> tuple[LeftOver, ...]:
    """Sentences as they are listed."""
    return tuple(LeftOver(each.line, each.reading.sentence) for each in sorted(said, key=lambda each: each.line))


def lines_of_draft(draft: StepDraft) -> tuple[int, ...]:
    """The lines that an exercise was read from."""
    return tuple(sorted({draft.line, *(said.line for said in draft.said)}))


def fitting(text: str) -> str:
    """A text cut to what a file may have, between words where it has any."""
    if len(text) <= LONGEST_TEXT:
        return text
    cut = text[: LONGEST_TEXT - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _says_how_often(said: Sentence) -> bool:
    return any(fact.key in FREQUENCY for fact in said.reading.facts)


def _turns(read: Prescription) -> int:
    sides = 2 if "sides" in read.values else 1
    return sides * (most(read.amount("reps")) or 1) * (most(read.amount("sets")) or 1)
