"""What was read of a pasted sheet, step by step, in lines for a person to compare with the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unclench.language import counted, tr
from unclench.routine.model import Routine
from unclench.routine.pasted.proposal import LeftOver, PastedStep, Proposal
from unclench.session import sheet, wording
from unclench.session.names import name_of
from unclench.system import safe_text


def lines(proposal: Proposal, routine: Routine) -> Iterator[str]:
    """The steps with their doses and the lines they come from, then all that was not understood.

    `routine` is the proposal as its file is read: its steps are those of the proposal, in the same order.
    """
    yield from (fact.text for fact in sheet.routine_facts(routine))
    yield from (f"  ! {caution}" for caution in routine.cautions)
    for number, (pasted, step) in enumerate(zip(proposal.steps, routine.steps, strict=True), 1):
        yield tr("{number}. {name} ({lines})", number=number, name=name_of(step), lines=_places(pasted))
        yield f"     {wording.sentence(sheet.dose(step, routine.defaults))}"
        yield from (
            f"     {fact.text}" for fact in sheet.facts(str(number), step, routine.defaults) if fact.key != "tags"
        )
        yield from [f"     {step.note}"] if step.note else []
        yield from (f"     ! {caution}" for caution in step.cautions)
    yield from _listed(tr("Not understood, or not in full; it stays in the file as a note:"), proposal.all_left_over())
    yield from _listed(tr("What else the sheet says, and is in no step:"), proposal.beside)
    if proposal.furniture:
        yield counted(
            len(proposal.furniture),
            "Skipped, because it isn't about the exercises: line {places}.",
            "Skipped, because they aren't about the exercises: lines {places}.",
            places=", ".join(map(str, proposal.furniture)),
        )


def _places(pasted: PastedStep) -> str:
    first, last = pasted.lines[0], pasted.lines[-1]
    if first == last:
        return tr("line {number}", number=first)
    return tr("lines {first} to {last}", first=first, last=last)


def _listed(heading: str, sentences: Sequence[LeftOver]) -> Iterator[str]:
    if sentences:
        yield heading
        said = (tr("line {number}: {text}", number=each.line, text=each.text) for each in sentences)
        yield from (f"  {safe_text.line(each)}" for each in said)
