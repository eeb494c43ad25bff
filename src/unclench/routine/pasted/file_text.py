"""A proposal as the text of a routine file, which loads: what it quotes is a stranger's, and the dumper quotes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from unclench.language import tr
from unclench.routine.model import Routine
from unclench.routine.pasted.proposal import LeftOver, Proposal
from unclench.routine.readers import LONGEST_TITLE
from unclench.routine.template import title_of
from unclench.routine.written import written
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
