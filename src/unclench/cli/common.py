"""What the commands share: finding what the user named, starting sessions, and saying what needs fixing."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from unclench.application import Application
from unclench.config.paths import NoHome
from unclench.config.settings import AUDIO_NAMES, TALK, Settings
from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.system import safe_text
from unclench.system.signals import CRASHED, HANGUP, INTERRUPTED, TERMINATED, signals
from unclench.system.streams import forget

if TYPE_CHECKING:
    from unclench.player.controller import SessionController
    from unclench.player.event_log import EventFile
    from unclench.player.exposure_guard import Recorder
    from unclench.ports import EventSink
    from unclench.routine import Entry
    from unclench.routine.model import BreathPattern, Routine
    from unclench.session.choices import Choices
    from unclench.session.compiler import ChosenRoutine
    from unclench.session.timeline import Timeline


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""The disk is full, or the file may not grow: nothing of ours can help there."""


class UserError(UnclenchError, click.ClickException):
    """Something the user needs to put right: a sentence without a traceback, and exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Write the sentence without the `Error:` that click puts before it."""
        click.echo(self.format_message(), file, err=file is None)


def print_json(value: Any) -> None:
    """Print JSON for programs: exact, but harmless to a terminal, and readable in any encoding."""
    import json

    plain = sys.stdout is None or not (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")
    echo(safe_text.json(json.dumps(value, ensure_ascii=plain, indent=2)))


def echo(text: str) -> None:
    """Write to standard output. If the reader has gone (as with `| head`), end with status 0: they have seen enough."""
    try:
        click.echo(text)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        forget(1)
        raise click.exceptions.Exit(0) from None


PLAIN = "UNCLENCH_PLAIN"
"""The variable that asks for lines of text instead of screens, as `--plain` does."""
NO = frozenset({"0", "no", "false", "off"})
"""What says no in it. Anything else asks for lines: whoever can't use a screen should not have to guess the word."""


def plain_by_variable() -> bool | None:
    """Whether the environment asks for lines of text; None where it says nothing."""
    said = os.environ.get(PLAIN, "").strip().lower()
    return said not in NO if said else None


def at_terminal() -> bool:
    """Whether somebody types at a terminal and reads from it."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def has_screen() -> bool:
    """Whether somebody is at a terminal that can show screens. Textual draws them on standard error."""
    drawn = sys.__stderr__ is not None and sys.__stderr__.isatty()
    return at_terminal() and drawn and os.environ.get("TERM") != "dumb"


def on_screen(program: Application) -> bool:
    """Whether to show screens: there is one, and nobody would rather have lines of text."""
    return not program.in_lines and has_screen()


@contextmanager
def closing_program(program: Application) -> Iterator[None]:
    """Close the sound device and the journal at the end, whatever happens."""
    with signals.held():
        try:
            yield
        finally:
            program.close()


def run_until_safe(program: Application, play: Callable[[Application], int]) -> int:
    """Run `play` and return its status.

    If a signal or a bug ends it with a pack on, first see to it that the alarm rings.
    """
    try:
        status = play(program)
    except KeyboardInterrupt:
        _keep_vigil(program, INTERRUPTED)
        raise
    except SystemExit as leave:
        _keep_vigil(program, leave.code)
        raise
    except Exception:
        _keep_vigil(program, CRASHED)
        raise
    _keep_vigil(program, status)
    return status


@contextmanager
def recording_interruption(controller: SessionController) -> Iterator[None]:
    """Record an interruption inside the block as the session's end, if it ends with it."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as leave:
        controller.interrupt(terminal_gone=isinstance(leave, SystemExit) and leave.code == HANGUP)
        raise


def _keep_vigil(program: Application, status: object) -> None:
    """If a signal or a bug ends the program with a pack on, see to it that the alarm still rings.

    The sound process can ring on its own. If there is none, this program stays for the alarm, and
    says that Ctrl-C ends it; in a closed window there is nobody to tell.
    """
    controller = program.running
    if (
        status not in (INTERRUPTED, TERMINATED, HANGUP, CRASHED)
        or controller is None
        or controller.alarm.due_at is None
    ):
        return
    from unclench.cli.still_on import warn
    from unclench.player import headless
    from unclench.ports import Reach

    player = controller.player
    if status == HANGUP:
        if hasattr(signal, "SIGHUP"):  # Windows has none, but windows that close
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        if player.reach is not Reach.ALL:
            # the bell went with the window, so the next start must ask about the pack at once
            program.book.slips.release_lock()
    else:
        heard = player.reach is not Reach.NOTHING
        warn(program, rings=heard, alone=player.rings_on)
        if not heard or player.rings_on:
            return
        if status == CRASHED:
            stays = tr("This stays open for the alarm. Ctrl-C ends it, and the alarm with it.")
        else:
            stays = tr("This stays open for the alarm. Ctrl-C once more ends it, and the alarm with it.")
        click.echo(stays, err=True)
    signals.dealt_with()
    headless.run(controller, program.clock, program.home.slip)


def tune(program: Application, audio: str | None, volume: int | None, talk: str | None = None) -> None:
    """Options about sound on the command line override the settings."""
    if talk is not None:
        program.settings = replace(program.settings, talk=talk)
    program.audio = audio or program.audio
    program.volume = volume


@contextmanager
def event_file(program: Application, path: Path | None) -> Iterator[EventFile | None]:
    """The open file of `--events`, or None if that wasn't given. Raises UserError if it can't be written."""
    if path is None:
        yield None
        return
    from unclench.player.event_log import EventFile

    try:
        sink = EventFile(path, program.notice)
    except OSError as error:
        why = tr("nobody reads from this pipe") if error.errno == errno.ENXIO else error.strerror
        raise UserError(tr("{path}: can't write the events there: {reason}.", path=path, reason=why)) from error
    try:
        yield sink
    finally:
        sink.close()


def find_entry(program: Application, name: str) -> Entry:
    """The file of the routine with this id or path, even if it can't be read. Raises UserError if there is none."""
    from unclench.routine import RoutineNotFound

    try:
        return program.library.find(name)
    except RoutineNotFound as error:
        raise UserError(str(error)) from error


def find(program: Application, name: str) -> Routine:
    """The routine with this id or path. Raises UserError if there is none, or if it can't be read."""
    entry = find_entry(program, name)
    if entry.routine is None:
        raise UserError("\n".join(map(str, entry.problems)))
    return entry.routine


def choices_for(
    program: Application, routine: Routine, dose: str | None, *, with_optional: bool, as_written: bool
) -> Choices:
    """What the settings and the command line choose for a routine; unless `as_written` with today's doses."""
    choices = program.choices()
    if dose:
        from unclench.routine.model import Dose

        choices = replace(choices, dose=Dose(dose))
    if with_optional:
        choices = replace(choices, optional="all")
    return choices if as_written else program.with_todays_doses(routine, choices)


def choose_or_fail(routine: Routine, choices: Choices) -> ChosenRoutine:
    """The routine as it will be played. Raises UserError if it is too long, not safe, or has nothing to play."""
    from unclench.session.choices import Unplayable
    from unclench.session.compiler import choose

    try:
        chosen = choose(routine, choices)
    except Unplayable as error:
        if routine.path is None:
            mend = tr("Choose a smaller dose.")
            raise UserError(f"{routine.title}: {error} {mend}") from error
        place = f"{error.mark.line}:{error.mark.column}" if error.mark is not None else "1:1"
        mend = tr("Write fewer rounds or shorter steps.")
        raise UserError(f"{routine.path}:{place}: {error} {mend}") from error
    if not chosen.timeline.segments:
        raise UserError(tr(
            "{title}: there is nothing to play: every step is optional, or done for today. Add --with-optional.",
            title=routine.title,
        ))  # fmt: skip
    return chosen


def start_or_fail(
    program: Application, routine: Routine, timeline: Timeline, *, step: int = 0, place: int | None = None,
    sink: EventSink | None = None, make_recorder: Callable[[], Recorder] | None = None,
) -> SessionController:  # fmt: skip
    """Start the session; it sounds from now on. Raises UserError if it can't be played."""
    from unclench.ports import PlayerFailed
    from unclench.session.choices import Unplayable

    try:
        return program.start_session(
            routine, timeline, step=step, place=place, events=sink, make_recorder=make_recorder
        )
    except (PlayerFailed, Unplayable) as error:
        raise UserError(str(error)) from error


def step_named(timeline: Timeline, wanted: str | None) -> int:
    """The index of the step that `--from` names by number, id, name or part of a name. Raises UserError."""
    if wanted is None:
        return 0
    low = wanted.strip().lower()
    for step in timeline.steps:
        if low in (str(step.index + 1), step.id, step.name.lower()):
            return step.index
    names = [step.index for step in timeline.steps if low and low in step.name.lower()]
    if len(names) == 1:
        return names[0]
    listing = "\n".join(f"  {step.index + 1}  {step.title}" for step in timeline.steps)
    raise UserError(tr("There is no step {wanted!r}. The steps are:\n{steps}", wanted=wanted[:80], steps=listing))


def duration(text: str, where: str) -> int:
    """A length of time as typed on the command line, in ms; `where` names the option. Raises UserError."""
    from unclench.routine.model import Exact
    from unclench.routine.values import ValueProblem, parse_duration

    try:
        amount = parse_duration(text)
    except ValueProblem as error:
        raise UserError(f"{where}: {error}") from error
    assert isinstance(amount, Exact)  # the only form that parse_duration allows by default
    return amount.value


def pattern_of(text: str, settings: Settings) -> BreathPattern:
    """A breath pattern by name (the user's own first) or as numbers. Raises UserError."""
    from unclench.routine.model import PATTERNS

    if text in settings.patterns:
        return settings.patterns[text]
    if text in PATTERNS:
        return PATTERNS[text]
    from unclench.routine.values import ValueProblem, parse_breathing

    try:
        return parse_breathing(text)
    except ValueProblem as error:
        known = tr("The names are: {names}.", names=", ".join([*settings.patterns, *PATTERNS]))
        raise UserError(f"{error} {known}") from error


def whole_number(text: str, low: int, high: int) -> int:
    """A whole number as typed, from `low` to `high`. Raises UserError."""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
        raise UserError(tr(
            "{typed!r} is not a whole number from {low} to {high}.", typed=text[:40], low=low, high=high
        ))  # fmt: skip
    return int(text)


def create(path: Path, content: bytes) -> None:
    """Write a new file, never over another, and say where. Raises UserError."""
    write_new(path, content)
    echo(safe_text.lines(tr("Written to {path}.", path=path)))


def write_new(path: Path, content: bytes) -> None:
    """Write a new file, never over another. Raises UserError."""
    from unclench.system import files

    try:
        files.create(path, content)
    except FileExistsError as error:
        there = tr("{path} already exists, so it was left alone. Choose another name.", path=path)
        raise UserError(safe_text.lines(there)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or tr("its name is not possible")
        cannot = tr("{path}: cannot be written: {reason}.", path=path, reason=reason)
        raise UserError(safe_text.lines(cannot)) from error


pass_program = click.make_pass_decorator(Application)


def routine_ids(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001
    """The ids that complete a routine's name. A shell asks on every Tab, so nothing is opened or loaded."""
    try:
        program = Application()
    except NoHome:
        return []  # the shell stays silent; the command itself will say why
    return [id for id in program.library.ids() if id.startswith(incomplete)]


def _in_lines(context: click.Context, parameter: click.Parameter, wanted: bool | None) -> None:  # noqa: ARG001
    if wanted is not None:
        context.ensure_object(Application).plain = wanted


def _stand_still(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:  # noqa: ARG001
    if wanted:
        program = context.ensure_object(Application)
        program.settings = replace(program.settings, still=True)


routine = click.argument("routine", metavar="ID|FILE", shell_complete=routine_ids)

audio = click.option(
    "--audio", type=click.Choice(AUDIO_NAMES), help=tr("How sound is played; auto uses the first that works.")
)
volume = click.option("--volume", type=click.IntRange(0, 100), help=tr("How loud the cues are, 0 to 100."))
talk = click.option("--talk", type=click.Choice(TALK), help=tr("How much the voice says."))
plain = click.option(
    "--plain/--screen", " /--no-plain", default=None, callback=_in_lines, expose_value=False,
    help=tr("Use lines of text instead of a screen, or a screen after all."),
)  # fmt: skip
still = click.option(
    "--still", is_flag=True, callback=_stand_still, expose_value=False,
    help=tr("Keep everything on the screen still but the countdown."),
)  # fmt: skip
events = click.option(
    "--events",
    type=click.Path(dir_okay=False, path_type=Path),
    help=tr("Append events to a file, one JSON object per line."),
)
dose = click.option(
    "--dose", type=click.Choice(["low", "middle", "high"]), help=tr("Which end of a range such as 8-10.")
)
as_written = click.option("--as-written", is_flag=True, help=tr("Ignore progression and play the dose as written."))
yes = click.option(
    "--yes", is_flag=True, help=tr("Skip the preview and use what is suggested; safety questions are still asked.")
)
