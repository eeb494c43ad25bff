"""The commands about routines from and for other people: add and share."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unclench.application import Application
from unclench.cli import common
from unclench.cli.common import UserError, choose_or_fail, echo, find
from unclench.language import tr
from unclench.system import safe_text

if TYPE_CHECKING:
    from unclench.exchange.addition import Added
    from unclench.routine.model import Routine


@click.command()
@click.argument("source", metavar="FILE|FOLDER|ZIP", type=click.Path(path_type=Path))
@common.pass_program
def add(program: Application, source: Path) -> int:
    """Add a routine that somebody gave you, with its sounds and pictures; nothing of yours is overwritten."""
    from unclench.exchange import addition
    from unclench.exchange.archive import NotTaken

    shelf = addition.own_shelf(program.home, program.library, program.catalogue)
    try:
        taken = addition.add(source, shelf, time.time())
    except NotTaken as error:
        nothing = tr("Nothing was added.")
        raise UserError(safe_text.lines(f"{error}\n{nothing}")) from error
    except OSError as error:
        if error.errno in common.FULL:
            raise
        raise UserError(safe_text.lines(addition.not_written(error, shelf.folder))) from error
    for each in taken:
        for doubt in each.doubts:
            click.echo(str(doubt), err=True)
        echo(safe_text.lines("\n".join(_said(each))))
    return 0


def _said(added: Added) -> list[str]:
    """What became of one routine, and how to look through it."""
    look = tr("Look through it before you play it: unclench show {id}", id=added.id)
    return added.sentences() if added.already else [*added.sentences(), look]


@click.command()
@common.routine
@click.option("--html", "form", flag_value="html", help=tr("A page to print, with the figures."))
@click.option("--text", "form", flag_value="text", help=tr("As text, to the screen or into FILE."))
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@common.pass_program
def share(program: Application, routine: str, form: str | None, file: Path | None) -> int:
    """Put a routine with its sounds and pictures into one FILE for somebody else, or on a page to print."""
    from unclench.exchange import parcel

    found = find(program, routine)
    named = parcel.name_of(found)
    if form == "text":
        text = _as_text(found)
        if file is None:
            echo(text)
        else:
            common.create(file, f"{text}\n".encode())
        return 0
    if form == "html":
        common.create(file or Path(f"{named}.html"), _as_page(program, found).encode())
        return 0
    assert found.path is not None  # whatever `find` returns comes from a file
    try:
        made = parcel.packed(found, found.path.read_bytes(), found.path.parent, (program.home.sounds,))
    except OSError as error:
        raise UserError(safe_text.lines(
            tr("{path}: it can't be read: {reason}.", path=found.path, reason=error.strerror)
        )) from error  # fmt: skip
    for sentence in made.left_out:
        click.echo(safe_text.lines(sentence), err=True)
    path = file or Path(f"{named}.zip")
    common.create(path, made.content)
    echo(safe_text.lines(tr("Whoever you give it to can add it with: unclench add {name}", name=path.name)))
    return 0


def _as_text(routine: Routine) -> str:
    """As `show` has it, with no voice and nobody's own doses."""
    from unclench.reports import routines
    from unclench.session.choices import Choices

    chosen = choose_or_fail(routine, Choices())
    return routines.details_text(chosen, chosen.timeline)


def _as_page(program: Application, routine: Routine) -> str:
    """With every step, optional ones too; pictures that are too much altogether are left out, the last ones first."""
    from unclench.exchange import parcel
    from unclench.exchange.archive import LARGEST_ZIP
    from unclench.reports import printed
    from unclench.session.choices import Choices

    assert routine.path is not None  # whatever `find` returns comes from a file
    pictures = dict(parcel.carried(routine, routine.path.parent, LARGEST_ZIP, sounds_too=False))
    return printed.html(choose_or_fail(routine, Choices(optional="all")), program.figure, pictures.get)
