"""What the commands share: finding and reading what the user named, and saying what to mend."""

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
from unclench.session.end_reason import EndReason
from unclench.system import safe_text
from unclench.system.signals import HANGUP, INTERRUPTED, TERMINATED, signals
from unclench.system.streams import forget

if TYPE_CHECKING:
    from unclench.player.controller import SessionController
    from unclench.player.event_log import EventFile
    from unclench.player.exposure_guard import Keeper
    from unclench.ports import EventSink
    from unclench.routine.model import BreathPattern, Routine
    from unclench.session.choices import Choices
    from unclench.session.timeline import Timeline


class UserError(UnclenchError, click.ClickException):
    """Something that the user has to put right: exit status 2, a sentence, no traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Write it without click's `Error:` before it."""
        click.echo(self.format_message(), file, err=file is None)


def print_json(value: Any) -> None:
    """For programs: exact, but harmless to a terminal, and readable through any encoding."""
    import json

    plain = sys.stdout is None or not (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")
    tell(safe_text.json(json.dumps(value, ensure_ascii=plain, indent=2)))


def tell(text: str) -> None:
    """Write to standard output; a reader that has left has heard enough, and is no error."""
    try:
        click.echo(text)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        forget(1)
        raise click.exceptions.Exit(0) from None


def has_screen() -> bool:
    """Whether a person sits at a terminal that can show screens: they are drawn on standard error."""
    needed = (sys.stdin, sys.stdout, sys.__stderr__)
    return all(stream is not None and stream.isatty() for stream in needed) and os.environ.get("TERM") != "dumb"


@contextmanager
def closing_program(program: Application) -> Iterator[None]:
    """Give the sound device and the journal back, whatever happens."""
    with signals.held():
        try:
            yield
        finally:
            program.close()


def surviving(program: Application, play: Callable[[Application], int]) -> int:
    """The status of `play`; where a signal ends it under a cold pack, only once the alarm is seen to."""
    try:
        status = play(program)
    except (KeyboardInterrupt, SystemExit) as leave:
        _keep_vigil(program, leave.code if isinstance(leave, SystemExit) else INTERRUPTED)
        raise
    _keep_vigil(program, status)
    return status


@contextmanager
def stopping(conductor: SessionController) -> Iterator[None]:
    """Whatever interrupts a session is written down as its end.

    But where the terminal has gone while something lies on the skin, it is not over.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as leave:
        if not (isinstance(leave, SystemExit) and leave.code == HANGUP and conductor.on_skin):
            conductor.abandon(EndReason.INTERRUPTED)
        raise


def _keep_vigil(program: Application, status: object) -> None:
    """Where a signal ends the program while something is on the skin, its alarm rings all the same.

    The sound process can do that alone. Where there is none, this program stays: a closed window
    cannot show why, and after a first Ctrl-C it is said that a second one ends it.
    """
    conductor = program.running
    if status not in (INTERRUPTED, TERMINATED, HANGUP) or conductor is None or conductor.alarm_at is None:
        return
    from unclench.cli.still_on import warn
    from unclench.player import headless
    from unclench.ports import Reach

    player = conductor.player
    if status == HANGUP:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        if player.reach is not Reach.ALL:
            program.book.let_go()  # its bell went with the window: the next program asks about the pack at once
    else:
        heard = player.reach is not Reach.NOTHING
        warn(program, rings=heard)
        if not heard or player.rings_on:
            return
        click.echo("This program stays for the alarm. Ctrl-C once more ends it, and the alarm with it.", err=True)
    signals.dealt_with()
    headless.keep(conductor, program.clock, program.home.slip)


def tune(program: Application, audio: str | None, volume: int | None, talk: str | None = None) -> None:
    """What the command line says of sound goes before the settings."""
    if talk is not None:
        program.settings = replace(program.settings, talk=talk)
    program.audio = audio or program.audio
    program.volume = volume


@contextmanager
def event_file(program: Application, path: Path | None) -> Iterator[EventFile | None]:
    """The open file of `--events`, if one was asked for."""
    if path is None:
        yield None
        return
    from unclench.player.event_log import EventFile

    try:
        sink = EventFile(path, program.notice)
    except OSError as error:
        why = "nobody reads from this pipe" if error.errno == errno.ENXIO else error.strerror
        raise UserError(f"{path}: the events cannot be written there: {why}.") from error
    try:
        yield sink
    finally:
        sink.close()


def find(program: Application, name: str) -> Routine:
    """The routine of an id or a path. Raises Mend."""
    from unclench.routine import RoutineNotFound

    try:
        entry = program.library.find(name)
    except RoutineNotFound as error:
        raise UserError(str(error)) from error
    if entry.routine is None:
        raise UserError("\n".join(map(str, entry.problems)))
    return entry.routine


def compile_or_mend(routine: Routine, choices: Choices) -> Timeline:
    """The routine as it will be played. Raises Mend where it is too much, or nothing."""
    from unclench.session.choices import Unplayable
    from unclench.session.compiler import compile_routine

    try:
        timeline = compile_routine(routine, choices)
    except Unplayable as error:
        if routine.path is None:
            raise UserError(f"{routine.title}: {error} Choose less.") from error
        place = f"{error.mark.line}:{error.mark.column}" if error.mark is not None else "1:1"
        raise UserError(f"{routine.path}:{place}: {error} Write fewer rounds or shorter steps.") from error
    if not timeline.segments:
        raise UserError(
            f"{routine.title}: nothing is left to play. All of its steps are optional: add --with-optional."
        )
    return timeline


def conduct_or_mend(
    program: Application, routine: Routine, timeline: Timeline, *, step: int = 0, place: int | None = None,
    sink: EventSink | None = None, keep: Callable[[], Keeper] | None = None,
) -> SessionController:  # fmt: skip
    """The session, which sounds from now on. Raises Mend where nothing can be played."""
    from unclench.ports import PlayerFailed
    from unclench.session.choices import Unplayable

    try:
        return program.conduct(routine, timeline, step=step, place=place, events=sink, keep=keep)
    except (PlayerFailed, Unplayable) as error:
        raise UserError(str(error)) from error


def step_named(timeline: Timeline, wanted: str | None) -> int:
    """The index of the step that `--from` names: its number in the list, its id, or its name."""
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
    raise UserError(f"There is no step {wanted[:80]!r}. The steps are:\n{listing}")


def duration(text: str, where: str) -> int:
    """One length of time as typed on the command line, in ms. Raises Mend."""
    from unclench.routine.model import Exact
    from unclench.routine.values import ValueProblem, parse_duration

    try:
        amount = parse_duration(text)
    except ValueProblem as error:
        raise UserError(f"{where}: {error}") from error
    assert isinstance(amount, Exact)  # no other form was allowed
    return amount.value


def pattern_of(text: str, settings: Settings) -> BreathPattern:
    """A breath pattern by its name, the user's own first, or as numbers. Raises Mend."""
    from unclench.routine.breath_patterns import PATTERNS

    if text in settings.patterns:
        return settings.patterns[text]
    if text in PATTERNS:
        return PATTERNS[text].pattern
    from unclench.routine.values import ValueProblem, parse_breathing

    try:
        return parse_breathing(text)
    except ValueProblem as error:
        names = ", ".join([*settings.patterns, *PATTERNS])
        raise UserError(f"{error} Names that are known: {names}.") from error


def whole_number(text: str, low: int, high: int) -> int:
    """A whole number as typed, from `low` to `high`. Raises Mend."""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
        raise UserError(f"{text[:40]!r} is not a whole number from {low} to {high}.")
    return int(text)


pass_program = click.make_pass_decorator(Application)


def routine_ids(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001
    """The ids to complete a routine's name with; a shell asks, so nothing is opened or loaded."""
    try:
        program = Application()
    except NoHome:
        return []  # a shell is told nothing, and the command says why
    return [id for id in program.library.ids() if id.startswith(incomplete)]


def _stand_still(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:  # noqa: ARG001
    if wanted:
        program = context.ensure_object(Application)
        program.settings = replace(program.settings, still=True)


routine = click.argument("routine", metavar="ID|FILE", shell_complete=routine_ids)

audio = click.option(
    "--audio", type=click.Choice(AUDIO_NAMES), help="Through what sound is played; auto takes the first that works."
)
volume = click.option("--volume", type=click.IntRange(0, 100), help="How loud the cues are, 0 to 100.")
talk = click.option("--talk", type=click.Choice(TALK), help="How much the voice says.")
plain = click.option("--plain", is_flag=True, help="Lines of text instead of a screen.")
still = click.option(
    "--still", is_flag=True, callback=_stand_still, expose_value=False,
    help="Nothing moves on the screen but the countdown.",
)  # fmt: skip
events = click.option(
    "--events", type=click.Path(dir_okay=False, path_type=Path), help="Append what happens to a file, one JSON a line."
)
as_written = click.option(
    "--as-written",
    is_flag=True,
    help="A step that is meant to grow is played as its sheet says, not with today's dose.",
)
yes = click.option(
    "--yes", is_flag=True, help="Start without a preview and take what is suggested; safety questions are still asked."
)
