"""The command line, where the program is put together: arguments, settings, an `Application`, then one command.

Commands are thin. Each imports what it needs when it runs, so none waits for what it doesn't use.
Exit status: 0 finished, 1 stopped before the end, 2 something the user needs to fix, 130 Ctrl-C,
143 SIGTERM, 129 SIGHUP.
"""

from __future__ import annotations

import contextlib
import errno
import io
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unclench import __version__
from unclench.application import Application
from unclench.cli import common
from unclench.cli.common import (
    FULL,
    UserError,
    at_terminal,
    closing_program,
    on_screen,
    plain_by_variable,
    run_until_safe,
)
from unclench.config.paths import Home, NoHome, home
from unclench.config.settings import SettingsError, load
from unclench.journal.slips import may_be_on
from unclench.language import tr, translated
from unclench.system import safe_text
from unclench.system.desktop import Machine
from unclench.system.files import there
from unclench.system.streams import forget, take_any_letter

if TYPE_CHECKING:
    from unclench.audio.process.client import ServerProcess

__all__ = ["main", "run"]


def run(args: Sequence[str] | None = None, *, sound: ServerProcess | None = None) -> int:
    """Run one command line and return its exit status; `sound` is a sound process that is already starting."""
    take_any_letter()
    try:
        status = main.main(
            args=None if args is None else list(args), prog_name="unclench", standalone_mode=False, obj=sound
        )
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        with contextlib.suppress(OSError):  # standard error can't be written; the exit status has to do
            click.echo(safe_text.lines(shown.getvalue()), err=True, nl=False)
        return error.exit_code
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except (KeyboardInterrupt, click.Abort):
        return 130
    except OSError as error:
        if error.errno not in (*FULL, *USED_UP):
            raise
        if error.errno in FULL:
            forget(1)
            said = tr("There is no room left to write this: {reason}.", reason=error.strerror)
        else:
            said = tr("This computer has no room left for it: {reason}.", reason=error.strerror)
        with contextlib.suppress(OSError):
            click.echo(said, err=True)
        return 2
    except MemoryError:
        with contextlib.suppress(OSError):
            click.echo(tr("This computer has run out of memory."), err=True)
        return 2
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 1
    return status if isinstance(status, int) else 0


USED_UP = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
"""The system gives this program no more files, memory or processes."""
SECTIONS = {
    tr("Do something now"): {
        "run": "play:run_command", "breathe": "play:breathe", "cold": "play:cold", "heat": "play:heat",
        "off": "journal:off", "resume": "journal:resume", "next": "journal:next_command", "remind": "plans:remind",
        "flags": "journal:flags",
    },
    tr("Look things up"): {
        "list": "routines:list_command", "show": "routines:show", "plan": "plans:plan",
        "figure": "figures:figure", "figures": "figures:figures",
    },
    tr("Routines of your own"): {
        "new": "routines:new", "edit": "routines:edit", "check": "routines:check", "add": "exchange:add",
        "share": "exchange:share", "schema": "routines:schema",
    },
    tr("Your journal"): {
        "pain": "journal:pain", "note": "journal:note", "history": "journal:history", "screening": "journal:screening",
        "export": "journal:export", "import": "journal:import_command", "forget": "journal:forget",
    },
    tr("Sound and this computer"): {
        "doctor": "doctor:doctor", "sounds": "doctor:sounds", "say": "doctor:say", "serve": "serve:serve",
    },
}  # fmt: skip
"""Every command as `module:function`, in the order of `--help`. Only the one that is called is imported."""

COMMANDS = {name: place for section in SECTIONS.values() for name, place in section.items()}


NEED_A_HOME = frozenset({
    "off", "resume", "next", "remind", "new", "edit", "add", "pain", "note", "history", "screening", "export", "import",
    "forget",
})  # fmt: skip
"""These are about stored things only; without a folder to store them in they can do nothing."""
AT_ONCE = (None, "run", "breathe", "cold", "heat", "flags", "off")
"""These run even with broken settings: nobody in pain, or with a pack on, should have to fix a file first."""


class Commands(click.Group):
    """The commands of `SECTIONS`; each is imported when somebody calls it. Their help is in the person's language."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.help = translated(cleandoc(self.help or ""))

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's own signature
        """All names, in the order of `--help`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """The command with this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"unclench.cli.{module}"), name)
        command.help = translated(cleandoc(command.help or ""))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names. Raises UserError with what was probably meant."""
        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            try:
                own = home()
            except NoHome:
                own = Home.nowhere()
            raise UserError(_no_command(args[0], Application(folder=ctx.params.get("folder"), home=own)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands in sections, the most urgent first."""
        width = max(map(len, COMMANDS))
        for section, names in SECTIONS.items():
            commands = {name: self.get_command(ctx, name) for name in names}
            with formatter.section(section):
                formatter.write_dl([(n.ljust(width), c.get_short_help_str(100)) for n, c in commands.items() if c])


def _no_command(word: str, program: Application) -> str:
    """What to say when the first word is not a command. Perhaps `run` was left out."""
    from difflib import get_close_matches

    from unclench.routine.library import is_path
    from unclench.routine.problems import quoted

    if word in program.library.ids() or (is_path(word) and there(Path(word))):
        return tr("Put `run` before it: unclench run {word}", word=word)
    near = get_close_matches(word[:40].lower(), COMMANDS, 1, 0.6)
    mend = tr("Did you mean `{near}`?", near=near[0]) if near else tr("`unclench --help` shows them all.")
    unknown = tr("There is no command called {word}.", word=quoted(word))
    return f"{unknown} {mend}"


def _home(command: str | None) -> Home:
    """The user's folders. Raises UserError if they can't exist, unless the command works without them."""
    try:
        return home()
    except NoHome as error:
        if command in NEED_A_HOME:
            raise UserError(str(error)) from error
        unsaved = tr("For now nothing is saved.")
        click.echo(f"{error}\n{unsaved}", err=True)
        return Home.nowhere()


def _start_log(context: click.Context, path: Path) -> None:
    """Log to this file until the command ends. Raises UserError where it cannot be written to at all."""
    from unclench.system import log

    try:
        doubt = log.start(path)
    except OSError as error:
        why = tr("nobody reads from this pipe") if error.errno == errno.ENXIO else error.strerror
        raise UserError(tr("{path}: can't write the log there: {reason}.", path=path, reason=why)) from error
    context.call_on_close(log.stop)
    if doubt:
        click.echo(safe_text.lines(doubt), err=True)


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="unclench %(version)s")
@click.option(
    "--folder", type=click.Path(file_okay=False, exists=True, path_type=Path),
    help=tr("A folder of routines to list before your own and the bundled ones."),
)  # fmt: skip
@click.option(
    "--plain/--screen", " /--no-plain", default=None,
    help=tr("Use lines of text instead of screens, or screens after all."),
)  # fmt: skip
@common.audio
@click.option(
    "--log", "log_file", type=click.Path(dir_okay=False, path_type=Path),
    help=tr("Write a technical log to a file, for a problem report: nothing you wrote, answered or rated."),
)  # fmt: skip
@click.option("--in-browser", is_flag=True, hidden=True)  # what `serve` starts for a page
@click.pass_context
def main(
    context: click.Context, folder: Path | None, plain: bool | None, audio: str | None, log_file: Path | None,
    in_browser: bool,
) -> int:  # fmt: skip
    """A calm, exact guide through stretches, breathing, cold and heat.

    Without a command: all routines on a screen. In a spasm: unclench breathe.
    """
    if log_file is not None:
        _start_log(context, log_file)
    program = context.obj = Application(
        folder=folder, audio=audio, sound_process=context.obj, home=_home(context.invoked_subcommand),
        in_browser=in_browser,
    )  # fmt: skip
    program.plain = plain_by_variable() if plain is None else plain
    program.surroundings = Machine(program.notice, lambda: program.settings.pause_others)
    program.on_trouble = lambda sentence: click.echo(safe_text.lines(sentence), err=True)
    try:
        context.obj.settings = load(context.obj.home.settings)
    except SettingsError as error:
        if context.invoked_subcommand in AT_ONCE:
            instead = tr("Your other settings apply.")
            if error.good is None:
                instead = tr("Your settings are ignored for now.")
            click.echo(safe_text.lines(f"{error}\n{instead}"), err=True)
            context.obj.settings = error.good or context.obj.settings
        else:
            raise UserError(str(error)) from error
    if may_be_on(program.home):
        from unclench.cli.still_on import settle

        with closing_program(program):
            run_until_safe(program, partial(settle, command=context.invoked_subcommand))
    if context.invoked_subcommand is not None:
        return 0
    opens: Callable[[Application], int]
    if on_screen(program):
        from unclench.tui import run_app

        opens = run_app
    elif program.in_lines or at_terminal():
        from unclench.cli.plain_home import plain_home

        opens = plain_home
    else:
        click.echo(context.get_help())
        return 0
    with closing_program(program):
        return run_until_safe(program, opens)
