"""The command line: the composition root. argv -> settings -> ports -> a front end.

Commands are thin: each imports what it needs when it runs, so that none waits for what it
does not use. Exit status: 0 finished, 1 stopped before the end, 2 for what the user must
mend, 130 for Ctrl-C, 143 and 129 for SIGTERM and SIGHUP.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from unclench import __version__
from unclench.cli import carrying, figures, journaling, options, playing, telling
from unclench.cli.common import HANGUP, Mend, closing_program, has_screen, listen_to_signals, surviving
from unclench.program import Program
from unclench.settings import SettingsError, load
from unclench.streams import forget
from unclench.surroundings import Machine

__all__ = ["main", "run"]


def run(args: Sequence[str] | None = None) -> int:
    """The exit status of one command line."""
    listen_to_signals()
    try:
        status = main.main(args=None if args is None else list(args), prog_name="unclench", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except (KeyboardInterrupt, click.Abort):
        return 130
    except SystemExit as leave:
        if leave.code == HANGUP:
            forget(1, 2)  # what is left to be written would fail, and change the status
        raise
    return status if isinstance(status, int) else 0


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="unclench %(version)s")
@click.option(
    "--folder", type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="A folder of routines that come before your own and the bundled ones.",
)  # fmt: skip
@options.audio
@click.pass_context
def main(context: click.Context, folder: Path | None, audio: str | None) -> int:
    """A calm, exact guide through stretches, breathing, cold and heat.

    Without a command: all routines on a screen. In a spasm: unclench breathe.
    """
    program = context.obj = Program(folder=folder, audio=audio)
    program.surroundings = Machine(program.notice)
    program.on_trouble = partial(click.echo, err=True)
    try:
        context.obj.settings = load(context.obj.home.settings)
    except SettingsError as error:
        if context.invoked_subcommand in (None, "run", "breathe", "cold", "heat"):
            # Somebody in pain is not sent to mend a file first.
            click.echo(f"{error}\nThe settings are left aside for now.", err=True)
        else:
            raise Mend(str(error)) from error
    if program.home.slip.exists():
        from unclench.cli.waiting import settle

        with closing_program(program):
            settle(program, context.invoked_subcommand)
    if context.invoked_subcommand is not None:
        return 0
    if not has_screen():
        click.echo(context.get_help())
        return 0
    from unclench.tui import run_app

    with closing_program(context.obj):
        return surviving(context.obj, run_app)


for command in (
    playing.run_command, playing.breathe, playing.cold, playing.heat,
    telling.list_command, telling.show, telling.check, telling.new, telling.schema, telling.doctor,
    telling.sounds, telling.say, figures.figure, figures.figures,
    journaling.history, journaling.next_command, journaling.off, journaling.resume, journaling.note, journaling.pain,
    journaling.screening, journaling.flags, carrying.export, carrying.import_command, carrying.forget,
):  # fmt: skip
    main.add_command(command)
