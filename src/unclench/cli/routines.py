"""The commands about routine files: list, show, check, new, edit, schema."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from unclench.application import Application
from unclench.cli import common
from unclench.cli.common import (
    UserError,
    at_terminal,
    choices_for,
    choose_or_fail,
    closing_program,
    echo,
    find,
    find_entry,
    on_screen,
    print_json,
    run_until_safe,
)
from unclench.config import paths
from unclench.language import tr
from unclench.system import safe_text

if TYPE_CHECKING:
    from unclench.reports.attachment_check import TrialDecoder
    from unclench.routine import Problem


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help=tr("Print JSON, for programs."))
@common.pass_program
def list_command(program: Application, as_json: bool) -> int:
    """List all routines: yours first, then the bundled ones."""
    from unclench.player.packs import locked
    from unclench.reports import routines

    with closing_program(program):
        entries = routines.listing(
            program.library.entries(), program.choices(), program.with_todays_doses, partial(locked, program.book),
            program.guide().guided,
        )  # fmt: skip
    if not entries:  # the package was zipped, or files are missing from it
        raise UserError(tr(
            "There are no routines, not even the ones in {folder}. Please reinstall unclench.",
            folder=paths.shipped("routines"),
        ))  # fmt: skip
    print_json(entries) if as_json else echo(routines.listing_text(entries))
    return 0


@click.command()
@common.routine
@click.option("--json", "as_json", is_flag=True, help=tr("Print JSON, for programs."))
@click.option("--with-optional", is_flag=True, help=tr("Include the optional steps."))
@common.dose
@common.as_written
@common.pass_program
def show(
    program: Application, routine: str, as_json: bool, with_optional: bool, dose: str | None, as_written: bool
) -> int:
    """Show what a routine does, step by step, without playing it."""
    from unclench.care.blank_memory import BlankMemory
    from unclench.player.packs import locked
    from unclench.reports import routines

    found = find(program, routine)
    with closing_program(program):
        choices = choices_for(program, found, dose, with_optional=with_optional, as_written=as_written)
        chosen = BlankMemory(program.book, found).fill_in(choose_or_fail(found, choices))
        why_not = locked(program.book, chosen.timeline)
        played = program.guide().guided(found, chosen.timeline)
    if as_json:
        about = {} if why_not is None else {"locked": {"since": why_not.since, "why": why_not.why}}
        print_json(routines.details(chosen, played) | about)
    else:
        text = routines.details_text(chosen, played)
        echo("\n".join([*([] if why_not is None else [why_not.sentence]), text]))
    return 0


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@common.pass_program
def check(program: Application, files: tuple[Path, ...]) -> int:
    """Check files of routines and plans and list every mistake in them."""
    from unclench.reports.attachment_check import TrialDecoder

    status = 0
    with TrialDecoder() as trial:
        for path in files:
            found = checked(program, path, trial)
            for problem in found.problems:
                click.echo(str(problem), err=True)
            status = max(status, found.status)
            echo(found.verdict)
    return status


class Checked(Struct, frozen=True):
    """What is wrong with a file, what becomes of it, as a line with its path, and the exit status that goes with it."""

    problems: Sequence[Problem]
    verdict: str
    status: int


def checked(program: Application, path: Path, trial: TrialDecoder) -> Checked:
    """Check the file of a routine or of a plan."""
    from unclench.reports import routines
    from unclench.routine.library import is_plan

    of_plan = is_plan(path)
    if of_plan:
        problems, broken = routines.check_plan(path, program.library.ids(), program.plans.ids())
    else:
        problems, broken = routines.check(
            path, program.catalogue, sound_folders=(program.home.sounds,), checker=trial,
            unspoken=program.sound.voices.why_unspoken,
        )  # fmt: skip
    verdict = _verdict(problems, broken=broken, of_plan=of_plan)
    return Checked(problems, f"{safe_text.lines(str(path))}: {verdict}", 2 if broken else 0)


def _verdict(problems: Sequence[Problem], *, broken: bool, of_plan: bool) -> str:
    """What becomes of a file that has these problems, which are listed above; `broken`: it can't be played."""
    if broken:
        return tr("needs fixing.")
    if not problems:
        return tr("good.")
    return tr("can be followed, but see above.") if of_plan else tr("can be played, but see above.")


@click.command()
@click.argument("name")
@click.option(
    "--paste", is_flag=True, help=tr("Read the text of a sheet, pasted or from a pipe, and propose its steps.")
)
@common.pass_program
def new(program: Application, name: str, paste: bool) -> int:
    """Start your own routine: writes a file with comments into your folder."""
    from unclench.routine import template
    from unclench.routine.readers import LONGEST_TITLE

    path = write_new(program, name, paste=paste)
    if len(template.title_of(name)) > LONGEST_TITLE:
        echo(tr("The title was too long: its first {most} characters are there.", most=LONGEST_TITLE))
    then = tr("Open it in any editor, then run: unclench check {path}", path=path)
    if paste:
        then = tr("Compare it with the sheet in any editor, then run: unclench check {path}", path=path)
    echo(safe_text.lines(f"{path}\n{then}"))
    return 0


def write_new(program: Application, name: str, *, paste: bool = False) -> Path:
    """Write a routine of that name to begin with, or what a pasted sheet says; returns where. Raises UserError."""
    from unclench.routine import template

    try:
        return _pasted(program, name) if paste else template.write_starter(program.home.routines, name)
    except FileExistsError as error:
        there = tr("{path} already exists, so it was left alone. Choose another name.", path=error.filename)
        raise UserError(there) from error
    except ValueError as error:
        raise UserError(str(error)) from error
    except OSError as error:
        where = error.filename or program.home.routines  # a full disk names no file
        raise UserError(tr("{path}: cannot be written: {reason}.", path=where, reason=error.strerror)) from error


def _pasted(program: Application, name: str) -> Path:
    """Write what is read of a pasted sheet. Raises FileExistsError before anything is read."""
    from unclench.cli.pasted import text_of_sheet
    from unclench.routine import template

    if (there := template.taken(program.home.routines, name)) is not None:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(there))
    text = text_of_sheet(program, name)
    return template.write_new(program.home.routines, name, lambda: text)


@click.command()
@click.argument("routine")
@common.plain
@common.pass_program
def edit(program: Application, routine: str) -> int:
    """Change a routine of your own, step by step, on a screen, or in your text editor; of a bundled one, a copy."""
    from unclench.routine import LoadError
    from unclench.routine.draft_file import copy_draft, open_draft
    from unclench.routine.problems import ByHand
    from unclench.tui import run_app

    path, home = find_entry(program, routine).path, program.home
    if not on_screen(program):
        from unclench.cli.text_editor import TextEditor

        if not (program.in_lines or at_terminal()):
            where = safe_text.line(str(path))
            raise UserError(
                tr("The editor needs a terminal. The file is {path}; any text editor opens it.", path=where)
            )
        with closing_program(program):
            return TextEditor(program).edit(path, routine)
    try:
        if program.is_bundled(path):
            title = safe_text.line(routine)
            asked = tr("{title} comes with unclench. Make your own copy of it, and change that?", title=title)
            if not click.confirm(asked, default=True):
                return 1
            draft = copy_draft(path, home.routines, program.catalogue, home.sounds)
        else:
            draft = open_draft(path, program.catalogue, home.sounds)
    except (LoadError, ByHand) as error:
        instead = tr("Put that right in a text editor first.")
        raise UserError(safe_text.lines(f"{error}\n{instead}")) from error
    with closing_program(program):
        return run_until_safe(program, partial(run_app, draft=draft))


@click.command()
@click.option("--plan", is_flag=True, help=tr("Of plans rather than of routines."))
def schema(plan: bool) -> int:
    """Print a JSON Schema of routine files, for editors."""
    from unclench.routine.json_schema import plan_schema, routine_schema

    print_json(plan_schema() if plan else routine_schema())
    return 0
