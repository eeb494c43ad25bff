"""The commands about routines from and for other people: add."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unclench.application import Application
from unclench.cli import common
from unclench.cli.common import UserError, echo
from unclench.language import counted, tr
from unclench.system import safe_text

if TYPE_CHECKING:
    from unclench.exchange.addition import Added


@click.command()
@click.argument("source", metavar="FILE|FOLDER|ZIP", type=click.Path(path_type=Path))
@common.pass_program
def add(program: Application, source: Path) -> int:
    """Add a routine that somebody gave you, with its sounds and pictures; nothing of yours is overwritten."""
    from unclench.exchange import addition
    from unclench.exchange.refusal import NotTaken

    own = program.home.routines
    shelf = addition.Shelf(own, program.library.files(), program.catalogue, (program.home.sounds,))
    try:
        taken = addition.add(source, shelf, time.time())
    except NotTaken as error:
        nothing = tr("Nothing was added.")
        raise UserError(safe_text.lines(f"{error}\n{nothing}")) from error
    except OSError as error:
        if error.errno in common.FULL:
            raise
        reason = error.strerror or str(error)
        raise UserError(safe_text.lines(tr(
            "{path}: cannot be written: {reason}. Nothing was added.", path=error.filename or own, reason=reason
        ))) from error  # fmt: skip
    for each in taken:
        for doubt in each.doubts:
            click.echo(str(doubt), err=True)
        echo(safe_text.lines("\n".join(_said(each))))
    return 0


def _said(added: Added) -> list[str]:
    """What became of one routine."""
    if added.already:
        return [tr("“{title}” is here already, as {id}.", title=added.title, id=added.id)]
    brought = ""
    if added.files:
        number = len(added.files)
        brought = " " + counted(number, "{number:g} file came with it.", "{number:g} files came with it.")
    look = tr("Look through it before you play it: unclench show {id}", id=added.id)
    said = tr("“{title}” was added as {id}.", title=added.title, id=added.id)
    return [f"{said}{brought}", *filter(None, [added.renamed]), look]
