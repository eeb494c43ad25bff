"""What was read of a pasted sheet, step by step, in sentences for a person to compare with the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from unclench.language import counted, tr
from unclench.routine.model import AnyStep, Routine
from unclench.routine.pasted.proposal import LeftOver, PastedStep, Proposal
from unclench.session import sheet_words, wording
from unclench.session.wording import name_of
from unclench.system import safe_text

NOT_UNDERSTOOD = tr("Not understood, or only in part; it stays in the file as a note")
BESIDE = tr("Also on the sheet, but in no step")


class ReadStep(Struct, frozen=True):
    """A step as it was read: what it is called, the lines of the sheet that it comes from, and what they say of it."""

    name: str
    place: str
    """`line 2`, or `lines 2 to 4`."""
    dose: str
    """What is to be done, how often and for how long, as a sentence."""
    says: tuple[str, ...]
    """What else was understood, and behind a `!` what to look out for."""
    note: str
    """What is kept of the sheet's own words as a note; empty if nothing is."""
    left_over: tuple[str, ...]
    """What was not understood, or not in full, each with its line."""


def lines(proposal: Proposal, routine: Routine) -> Iterator[str]:
    """The steps with their doses and the lines they come from, then all that was not understood.

    `routine` is the proposal as its file is read: its steps are those of the proposal, in the same order.
    """
    for fact in of_all_steps(routine):
        yield f"  {fact}" if fact.startswith("!") else fact
    for number, step in enumerate(steps(proposal, routine), 1):
        yield tr("{number}. {name} ({lines})", number=number, name=step.name, lines=step.place)
        yield f"     {step.dose}"
        yield from (f"     {said}" for said in (*step.says, step.note) if said)
    yield from _listed(NOT_UNDERSTOOD, sentences(proposal.all_left_over()))
    yield from _listed(BESIDE, sentences(proposal.beside))
    yield from filter(None, [furniture(proposal)])


def steps(proposal: Proposal, routine: Routine) -> Sequence[ReadStep]:
    """The steps, in the order of the sheet; `routine` is as in `lines`."""
    each = enumerate(zip(proposal.steps, routine.steps, strict=True), 1)
    return [_read(str(number), pasted, step, routine) for number, (pasted, step) in each]


def _read(id: str, pasted: PastedStep, step: AnyStep, routine: Routine) -> ReadStep:
    facts = [fact.text for fact in sheet_words.facts(id, step, routine.defaults) if fact.key != "tags"]
    cautions = [f"! {caution}" for caution in step.cautions]
    return ReadStep(
        name=name_of(step),
        place=_place(pasted),
        dose=wording.sentence(sheet_words.dose(step, routine.defaults)),
        says=(*facts, *cautions),
        note=step.note or "",
        left_over=tuple(sentences(pasted.left_over)),
    )


def of_all_steps(routine: Routine) -> Sequence[str]:
    """What holds for the whole sheet; behind a `!` what to look out for."""
    return [fact.text for fact in sheet_words.routine_facts(routine)] + [f"! {caution}" for caution in routine.cautions]


def sentences(left_over: Sequence[LeftOver]) -> Sequence[str]:
    """Sentences of the sheet as they stand there, each with its line."""
    return [safe_text.line(tr("line {number}: {text}", number=each.line, text=each.text)) for each in left_over]


def furniture(proposal: Proposal) -> str:
    """Which lines were left out, since they are no part of what the sheet says; empty if none were."""
    if not proposal.furniture:
        return ""
    return counted(
        len(proposal.furniture),
        "Skipped, because it isn't about the exercises: line {places}.",
        "Skipped, because they aren't about the exercises: lines {places}.",
        places=", ".join(map(str, proposal.furniture)),
    )


def _place(pasted: PastedStep) -> str:
    first, last = pasted.lines[0], pasted.lines[-1]
    if first == last:
        return tr("line {number}", number=first)
    return tr("lines {first} to {last}", first=first, last=last)


def _listed(heading: str, said: Sequence[str]) -> Iterator[str]:
    if said:
        yield tr("{heading}:", heading=heading)
        yield from (f"  {each}" for each in said)
