"""`unclench new NAME --paste`: a sheet's text from a terminal or a pipe, shown as it was read, and written."""

from __future__ import annotations

import os
import sys

import click

from unclench.application import Application
from unclench.care.asks import YES, yes_no
from unclench.cli.common import UserError, echo
from unclench.cli.plain_home import one_question
from unclench.language import tr
from unclench.plain import LineWriter
from unclench.plain.intake import LineIntake
from unclench.reports import pasted as report
from unclench.routine.pasted.proposal import NotASheet
from unclench.routine.pasted.sheet import LARGEST, read_sheet, too_much
from unclench.routine.problems import Collector, LoadError
from unclench.routine.source import decode
from unclench.system.keyboard import shared_keys
from unclench.system.keystrokes import Guard
from unclench.system.signals import signals

BY_HAND = tr("`unclench new NAME` writes a file to fill in by hand.")
_BYTES_OF_A_CHARACTER = 4
"""At most, in UTF-8."""


def text_of_sheet(program: Application, name: str) -> str:
    """The text of a routine file for the sheet that somebody pastes, or that comes through a pipe.

    It is shown as it was read; at a terminal nothing goes on without a yes. Raises UserError where there is nothing to
    propose, and Exit after a no.
    """
    if sys.stdin is None:
        raise UserError(tr("There is no keyboard here, and no pipe to read the sheet from."))
    person = sys.stdin.isatty()
    if person:
        end = tr("Ctrl-Z, and Enter again") if os.name == "nt" else tr("Ctrl-D")
        echo(tr("Paste the text of the sheet, then press Enter and {end}.", end=end))
    try:
        sheet = read_sheet(_read(), name, program.catalogue)
    except (NotASheet, LoadError) as error:
        by_hand = BY_HAND if isinstance(error, NotASheet) and error.by_hand else ""
        raise UserError(f"{error} {by_hand}".rstrip()) from error
    echo("\n".join(report.lines(sheet.proposal, sheet.routine)))
    if person and not _wanted(program):
        echo(tr("Nothing was written."))
        raise click.exceptions.Exit(1)
    return sheet.file_text


def _read() -> str:
    """All that comes, as far as a sheet may be long. Raises NotASheet or LoadError."""
    with signals.waiting():
        content = sys.stdin.buffer.read(LARGEST * _BYTES_OF_A_CHARACTER + 1)
    if len(content) > LARGEST * _BYTES_OF_A_CHARACTER:
        raise too_much()
    return decode(content, Collector(tr("the pasted text")))


def _wanted(program: Application) -> bool:
    """Whether the person wants it as it was read."""
    keys = shared_keys()
    with signals.held(), keys.listening():
        asker = LineIntake(LineWriter(), keys, program.clock.now, Guard(program.clock))
        question = yes_no(tr("Write it as it was read?"), tr("You can change everything in the file afterwards."))
        return asker.run(one_question(question)) == YES
