"""What the screen of a pasted sheet shows: its steps, and beside each what it was read from. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from unclench.language import counted, tr
from unclench.reports import pasted as report
from unclench.routine.pasted.sheet import ReadSheet
from unclench.tui.text import Passage, flat
from unclench.tui.viewmodels.editor import StepRow

THE_SHEET = tr("The whole sheet")
DOUBT = "?"
"""Stands in front of a step of which something was not understood."""


class ReadRow(Struct, frozen=True):
    """One line of the list: the whole sheet first, then its steps. `parts` is what is said of it."""

    row: StepRow
    parts: tuple[Passage, ...]


def rows(sheet: ReadSheet, text: str) -> Sequence[ReadRow]:
    """The lines of the list; `text` is that of the sheet."""
    given = text.splitlines()
    steps = report.steps(sheet.proposal, sheet.routine)
    found = [_whole(sheet)]
    for number, (step, pasted) in enumerate(zip(steps, sheet.proposal.steps, strict=True), 1):
        first, last = pasted.lines[0], pasted.lines[-1]
        title = f"{DOUBT} {flat(step.name)}" if step.left_over else flat(step.name)
        row = StepRow((number,), title, flat(step.dose).rstrip("."))
        found.append(ReadRow(row, tuple(_parts(step, _quoted(given[first - 1 : last])))))
    return found


def _whole(sheet: ReadSheet) -> ReadRow:
    proposal = sheet.proposal
    said = [
        (THE_SHEET, [flat(proposal.title)] if proposal.title else []),
        (tr("What holds for all of it"), report.of_all_steps(sheet.routine)),
        (report.NOT_UNDERSTOOD, report.sentences(proposal.left_over)),
        (report.BESIDE, report.sentences(proposal.beside)),
        ("", [each] if (each := report.furniture(proposal)) else []),
    ]
    parts = tuple(Passage(heading, "\n".join(lines)) for heading, lines in said if lines)
    return ReadRow(StepRow((), flat(proposal.title) or THE_SHEET), parts or (Passage(THE_SHEET, ""),))


def _quoted(given: Sequence[str]) -> str:
    return "\n".join(filter(None, map(flat, given)))


def _parts(step: report.ReadStep, quoted: str) -> Iterator[Passage]:
    """What the sheet says, what was understood of it, and what was not."""
    yield Passage(tr("On the sheet, {place}", place=step.place), quoted)
    yield Passage(tr("Understood"), "\n".join([step.dose, *step.says]).strip())
    if step.note:
        yield Passage(tr("Kept as a note"), step.note)
    if step.left_over:
        yield Passage(report.NOT_UNDERSTOOD, "\n".join(step.left_over))


def count(sheet: ReadSheet) -> str:
    """How many steps there are, and how much was not understood."""
    steps = counted(len(sheet.proposal.steps), "{number:g} step", "{number:g} steps")
    left = len(sheet.proposal.all_left_over())
    if not left:
        return tr("{steps}, all of it understood", steps=steps)
    lines = counted(left, "{number:g} sentence not understood", "{number:g} sentences not understood")
    return tr("{steps}, {lines}", steps=steps, lines=lines)
