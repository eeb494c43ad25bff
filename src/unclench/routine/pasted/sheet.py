"""Reads the text of a sheet, and writes what is proposed for it as a routine file: `read_sheet` is the way in. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import replace

from unclench.language import tr
from unclench.routine.library import load_text
from unclench.routine.model import AnyStep, ApplyStep, BreatheStep, Frequency, Routine, move_of
from unclench.routine.own_words import tags_of
from unclench.routine.pasted import vocabulary as v
from unclench.routine.pasted.outline import Exercises, Names, Outline, Sentence, StepDraft, is_caution, outline_of
from unclench.routine.pasted.page_lines import SheetLine, lines_of
from unclench.routine.pasted.phrases import FREQUENCY, Key, Value
from unclench.routine.pasted.prescription import Prescription, frequency_of
from unclench.routine.pasted.proposal import LeftOver, NotASheet, PastedStep, Proposal, StepMaker, fitting, left_over
from unclench.routine.problems import LoadError
from unclench.routine.readers import LONGEST_TITLE, MOST_TEXTS
from unclench.routine.template import title_of
from unclench.routine.written import written
from unclench.safety.limits import SLEEPY
from unclench.system import safe_text

_WIDTH = 110
"""Characters of a line of the file."""


class _Dumper(yaml.SafeDumper):
    """Writes each value where it stands, without anchors, and lists within their key."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # PyYAML's own signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, False)


def file_text(proposal: Proposal, title: str) -> str:
    """The file of a routine with this title; what belongs to no step stands above it as comments."""
    routine = Routine(
        id="pasted", title=title_of(title)[:LONGEST_TITLE].strip() or proposal.title or tr("My routine"),
        steps=tuple(each.step for each in proposal.steps), cautions=proposal.cautions, frequency=proposal.frequency,
    )  # fmt: skip
    body = yaml.dump(written(routine), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return "".join(f"{line}\n" for line in _comments(proposal)) + body


def _comments(proposal: Proposal) -> Iterator[str]:
    yield from _comment(tr("Read from a pasted sheet: compare each step with the sheet before you play it."))
    if left := proposal.all_left_over():
        yield from _comment(tr("Not understood, or not in full:"))
        for each in left:
            yield from _quoted(each)
    if proposal.beside:
        yield from _comment(tr("What else the sheet says:"))
        for each in proposal.beside:
            yield from _quoted(each)


def _quoted(said: LeftOver) -> Iterator[str]:
    yield from _comment("  " + tr("line {number}: {text}", number=said.line, text=said.text))


def _comment(text: str) -> Iterator[str]:
    """A text of any length as lines of comment, of which none is read as anything else."""
    safe = safe_text.lines(text).replace("\n", " ")
    yield from (f"# {safe[at : at + _WIDTH]}" for at in range(0, len(safe), _WIDTH))


LARGEST = 100_000
"""Characters of a sheet: some forty pages. No sheet has more, and more would only be waited for."""
MOST_LINES = 2_000
"""Lines of a sheet that have anything on them."""
MOST_STEPS = 60
"""The most exercises that are proposed: a list of all exercises that there are is no sheet."""
_FEWEST_WORDS = 12
"""Words of a text of which it can be told whether it is English."""
_ENGLISH = 0.12
"""The share of the commonest words of English sheets that a text in English has at least (ours)."""


class ReadSheet(Struct, frozen=True):
    """A sheet as it was read: the proposal, the file that it becomes, and the routine that this file is."""

    proposal: Proposal
    file_text: str
    routine: Routine


def read_sheet(text: str, title: str, exercises: Exercises) -> ReadSheet:
    """Read the text of a sheet for a routine with this title; "" for the sheet's own.

    Raises NotASheet where there is nothing to propose, and LoadError.
    """
    proposal = proposal_of(text, exercises)
    content = file_text(proposal, title)
    return ReadSheet(proposal, content, load_text(content, "pasted.yaml", exercises).routine)


def proposal_of(text: str, exercises: Exercises) -> Proposal:
    """What is proposed for the text of a sheet. Raises NotASheet where there is nothing in it to propose."""
    if len(text) > LARGEST:
        raise too_much()
    lines = lines_of(text)
    if not lines:
        raise NotASheet(tr("There is no text in this. Copy the text of the sheet, and paste it once more."))
    if len(lines) > MOST_LINES:
        raise NotASheet(tr("This text has more than {most:,} lines, far more than any sheet. Copy only the part with "
                           "the exercises.", most=MOST_LINES))  # fmt: skip
    names = Names(exercises)
    outline = outline_of(lines, names)
    if not _is_english(lines) and not any(draft.movement for draft in outline.drafts):
        raise NotASheet(
            tr("This does not seem to be English, and only English sheets can be read so far."), by_hand=True
        )
    proposal = _that_loads(_put_together(outline, StepMaker(names)), exercises)
    if not proposal.steps:
        raise NotASheet(tr("No exercise was found in this text. Its name and its dose have to be there, as in "
                           "“Cat-cow: 5 times”."), by_hand=True)  # fmt: skip
    return proposal


def too_much() -> NotASheet:
    """The refusal of a text that is longer than LARGEST."""
    return NotASheet(tr("This text has more than {most:,} characters, far more than any sheet. Copy only the part with "
                        "the exercises.", most=LARGEST))  # fmt: skip


def _is_english(lines: Sequence[SheetLine]) -> bool:
    words = [word.strip(".,:;()!?").lower() for line in lines for word in line.text.split()]
    words = [word for word in words if word.isalpha()]
    return len(words) < _FEWEST_WORDS or sum(word in v.ENGLISH for word in words) >= _ENGLISH * len(words)


def _put_together(outline: Outline, maker: StepMaker) -> Proposal:
    drafts, too_many = outline.drafts[:MOST_STEPS], outline.drafts[MOST_STEPS:]
    frequency, of_all = _frequency(outline.general, drafts)
    made: list[PastedStep] = []
    lost = [said for draft in too_many for said in _whole(draft)]
    for draft in drafts:
        step = None if draft.left_out else maker.step(draft, often=of_all)
        if step is None:
            lost += _whole(draft)
        else:
            made.append(step)
    steps, packs = _without_unsafe_packs(made)
    often = Prescription(frequency, ())
    cautions = [said for said in outline.general if is_caution(said)]
    others = [said for said in outline.general if not is_caution(said)]
    left = [said for said in others if _has_a_dose_without_place(said, frequency)]
    beside = [said for said in others if not said.reading.facts and not said.reading.unclear]
    return Proposal(
        title=_title(outline, drafts),
        steps=tuple(steps),
        cautions=tuple(fitting(said.reading.sentence) for said in cautions[:MOST_TEXTS]),
        frequency=Frequency(
            often.amount("per_day"),
            often.amount("days_a_week"),
            often.amount("weeks"),
            then if isinstance(then := frequency.get("then"), Frequency) else None,
        ),
        left_over=(*left_over([*left, *lost, *cautions[MOST_TEXTS:]]), *packs),
        beside=left_over([*outline.titles, *beside]),
        furniture=tuple(outline.furniture),
    )


def _that_loads(proposal: Proposal, exercises: Exercises) -> Proposal:
    """The proposal without the steps that a file may not have, such as a press that is too long (C1.16)."""
    if not proposal.steps or _loads(proposal, exercises):
        return proposal
    alone = Proposal("", ())
    good = [step for step in proposal.steps if _loads(replace(alone, steps=(step,)), exercises)]
    bad = [LeftOver(step.lines[0], _words(step.step)) for step in proposal.steps if step not in good]
    return replace(proposal, steps=tuple(good), left_over=(*proposal.left_over, *bad))


def _loads(proposal: Proposal, exercises: Exercises) -> bool:
    try:
        load_text(file_text(proposal, "-"), "pasted.yaml", exercises)
    except LoadError:
        return False
    return True


def _without_unsafe_packs(steps: Sequence[PastedStep]) -> tuple[list[PastedStep], list[LeftOver]]:
    """The steps with one pack at most, and with none beside what may send somebody to sleep (C1.12, C1.13, C2.10)."""
    packs = [step for step in steps if isinstance(step.step, ApplyStep)]
    drowsy = any(isinstance(each.step, BreatheStep) or SLEEPY & set(tags_of(_words(each.step))) for each in steps)
    out = packs if drowsy else packs[1:]
    return [step for step in steps if step not in out], [LeftOver(each.lines[0], _words(each.step)) for each in out]


def _words(step: AnyStep) -> str:
    """What a step is called, with what is said of it."""
    move = move_of(step)
    return ". ".join(filter(None, (step.name, move.name if move is not None else "", step.note)))


# -- how often ----------------------------------------------------------------------------------


def _frequency(general: Sequence[Sentence], drafts: Sequence[StepDraft]) -> tuple[dict[Key, Value], bool]:
    """How often the sheet is to be done, and whether that is all that its exercises say of it."""
    alone = [said for said in general if all(fact.key in FREQUENCY for fact in said.reading.facts)]
    of_sheet, of_each = frequency_of(alone), [frequency_of(draft.said) for draft in drafts]
    said = [each for each in of_each if each]
    if of_sheet:
        return of_sheet, all(each == of_sheet for each in said) and None not in of_each
    if said and len(said) == len(drafts) and all(each == said[0] for each in said):
        return said[0], True
    return {}, not said and None not in of_each


def _has_a_dose_without_place(said: Sentence, frequency: dict[Key, Value]) -> bool:
    placed = all(frequency.get(fact.key) == fact.value for fact in said.reading.facts)
    return said.reading.unclear or not placed


# -- texts --------------------------------------------------------------------------------------


def _title(outline: Outline, drafts: Sequence[StepDraft]) -> str:
    """The first words of a sheet, if no exercise begins with them; else ""."""
    first = min((draft.line for draft in drafts), default=0)
    above = [said for said in (*outline.titles, *outline.general) if said.line < first and not said.reading.facts]
    return min(above, key=lambda said: said.line).reading.sentence[:LONGEST_TITLE] if above else ""


def _whole(draft: StepDraft) -> list[Sentence]:
    """A draft of which no step is made, as sentences that are left over, its name before the first."""
    if not draft.said:
        return [Sentence.of(draft.line, draft.name or "")]
    first, *more = draft.said
    if first.reading.sentence.startswith(draft.name or ""):
        return list(draft.said)
    return [
        Sentence.of(draft.line, f"{draft.name}: {first.reading.sentence}"),
        *more,
    ]
