"""The commands that play something: run, breathe, cold, heat, and the rest of an interrupted session."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from msgspec.structs import replace

from unclench.application import Application
from unclench.care.clearance import begins_unasked
from unclench.cli import common
from unclench.cli.common import (
    UserError,
    choices_for,
    choose_or_fail,
    closing_program,
    duration,
    event_file,
    find,
    on_screen,
    pattern_of,
    recording_interruption,
    run_until_safe,
    start_or_fail,
    step_named,
    tune,
)
from unclench.errors import UnclenchError
from unclench.journal.slips import may_be_on
from unclench.language import tr

if TYPE_CHECKING:
    from unclench.care.asks import InterruptedSession
    from unclench.player.controller import SessionController
    from unclench.player.event_log import EventFile
    from unclench.routine.model import Routine
    from unclench.session.choices import Choices
    from unclench.session.compiler import ChosenRoutine
    from unclench.session.timeline import Timeline

DEFAULT_APPLICATION = "15m"
"""C1.2."""


@click.command("run")
@common.routine
@common.plain
@common.still
@common.audio
@common.volume
@common.talk
@click.option("--with-optional", is_flag=True, help=tr("Include the optional steps."))
@common.dose
@click.option("--from", "from_step", metavar="STEP", help=tr("Start at a step, by number or name."))
@common.as_written
@click.option("--ask-again", is_flag=True, help=tr("Ask again for what the sheet leaves blank."))
@common.events
@common.yes
@common.pass_program
def run_command(
    program: Application, routine: str, audio: str | None, volume: int | None, talk: str | None, with_optional: bool,
    dose: str | None, from_step: str | None, as_written: bool, ask_again: bool, events: Path | None, yes: bool,
) -> int:  # fmt: skip
    """Play a routine: by its id from `unclench list`, or a file of your own."""
    tune(program, audio, volume, talk)
    found = find(program, routine)
    choices = choices_for(program, found, dose, with_optional=with_optional, as_written=as_written)
    if ask_again:
        choices = replace(choices, answers={}, ask_again=True)
    return _play(program, found, choices, from_step=from_step, events=events, yes=yes)


@click.command()
@click.argument("pattern", required=False)
@click.option("--for", "lasting", metavar="TIME", help=tr("How long (default 5m)."))
@common.plain
@common.still
@common.audio
@common.volume
@common.talk
@common.events
@common.pass_program
def breathe(
    program: Application, pattern: str | None, lasting: str | None, audio: str | None, volume: int | None,
    talk: str | None, events: Path | None,
) -> int:  # fmt: skip
    """Breathe now: 5-1-4, or your own PATTERN such as 4-7-8. Starts at once."""
    from unclench.session.choices import BREATH_LASTING, breathing_routine, unusual_breath

    tune(program, audio, volume, talk)
    breath = pattern_of(pattern, program.settings) if pattern else program.settings.breath
    ms = duration(lasting, "--for") if lasting else BREATH_LASTING
    routine = breathing_routine(breath, ms)
    timeline = choose_or_fail(routine, program.choices()).timeline
    for sentence in unusual_breath(breath, ms):
        click.echo(sentence, err=True)
    with closing_program(program), event_file(program, events) as sink:
        may_breathe(program, routine, timeline)
        if on_screen(program):
            return _sounding(program, routine, timeline, sink=sink)
        controller = start_or_fail(program, routine, timeline, sink=sink)
        with recording_interruption(controller):
            from unclench.cli.plain_home import plain_session  # the first sound must not wait for it

            return plain_session(program, controller, sink)


def may_breathe(program: Application, routine: Routine, timeline: Timeline) -> None:
    """Check that breathing is allowed now: not for long with a pack on (C2.10). Asks nothing. Raises UserError."""
    from unclench.care.clearance import before_breathing

    try:
        for _ in before_breathing(program, routine, timeline):
            pass
    except UnclenchError as reason:  # a NotBegun, whose module takes too long to import for this
        raise UserError(str(reason)) from reason


def _application(kind: Literal["cold", "heat"], sentence: str) -> click.Command:
    """The command `cold` or `heat`: the same guarded countdown with different words."""

    @click.command(kind, help=sentence)
    @click.argument("lasting", metavar="[TIME]", default=DEFAULT_APPLICATION)
    @common.plain
    @common.still
    @common.audio
    @common.volume
    @common.talk
    @common.events
    @click.option(
        "--override", is_flag=True, help=tr("Override a waiting time; you will be asked why, and it is saved.")
    )
    @common.pass_program
    def command(
        program: Application,
        lasting: str,
        audio: str | None,
        volume: int | None,
        talk: str | None,
        events: Path | None,
        override: bool,
    ) -> int:
        from unclench.safety import limits
        from unclench.session.choices import pack_routine

        tune(program, audio, volume, talk)
        ms = duration(lasting, "TIME")
        if limit := limits.too_long(kind, ms):
            mend = tr("Choose 5, 10, 15 or 20 minutes.")
            raise UserError(f"{limit.sentence} {mend} ({limit.id})")
        return _play(
            program, pack_routine(kind, ms), program.choices(), from_step=None, events=events, yes=True,
            overriding=override,
        )  # fmt: skip

    return command


cold = _application("cold", tr("Time a cold pack (default 15m, at most 20m), with checks."))
heat = _application("heat", tr("Time a heat pack (default 15m, at most 20m), with checks."))


def _play(
    program: Application, routine: Routine, choices: Choices, *, from_step: str | None, events: Path | None, yes: bool,
    overriding: bool = False,
) -> int:  # fmt: skip
    chosen = choose_or_fail(routine, choices)
    step = step_named(chosen.timeline, from_step)
    with closing_program(program), event_file(program, events) as sink:
        if may_be_on(program.home):
            from unclench.cli.still_on import mention

            mention(program, chosen.timeline)
        play: Callable[[Application], int]
        if not on_screen(program):
            from unclench.cli.plain_home import plain_play

            play = partial(
                plain_play, chosen=chosen, from_step=from_step, sink=sink, yes=yes, overriding=overriding
            )  # fmt: skip
        elif yes:
            play = partial(_at_once, chosen=chosen, from_step=from_step, sink=sink, overriding=overriding)
        else:
            from unclench.tui import run_app

            play = partial(run_app, chosen=chosen, step=step, events=sink)
        return run_until_safe(program, play)


def _at_once(
    program: Application, chosen: ChosenRoutine, from_step: str | None, sink: EventFile | None, *, overriding: bool
) -> int:
    """Start without a preview. What has to be asked is asked in lines, before any screen. Raises UserError."""
    routine, timeline = chosen.routine, chosen.timeline
    if not begins_unasked(program.home, timeline, routine.tags, program.moment().wall):
        from unclench.cli.plain_home import PlainSeat

        seat = PlainSeat(program, overriding=overriding)
        with seat.keys.listening():
            ready = seat.begun(chosen, yes=True)
        for note in ready.notes:
            seat.out.line(note)
        if ready.routine is not routine:
            return _sounding(program, ready.routine, ready.timeline, sink=sink)
        timeline = ready.timeline
    return _sounding(program, routine, timeline, step=step_named(timeline, from_step), sink=sink)


def play_on(program: Application, found: InterruptedSession, *, events: Path | None) -> int:
    """Resume an interrupted session where it was, after asking what comes before. Raises UserError."""
    from unclench.cli.plain_home import PlainSeat

    with event_file(program, events) as sink:
        seat, screens = PlainSeat(program, events=sink), on_screen(program)
        found, controller = seat.resumed(found, sink, screens=screens)
        if not screens:
            return run_until_safe(program, lambda _: seat.play_and_ask(controller, found.routine.tags))
        return run_until_safe(program, lambda _: _show_session(program, found.routine, controller, sink))


def _sounding(
    program: Application, routine: Routine, timeline: Timeline, *, step: int = 0, sink: EventFile | None = None
) -> int:
    """Start the session, then import its screen: the first sound must not wait for that."""
    program.use_keys_of_screens()
    return _show_session(program, routine, start_or_fail(program, routine, timeline, step=step, sink=sink), sink)


def _show_session(program: Application, routine: Routine, controller: SessionController, sink: EventFile | None) -> int:
    """Show a session that is already playing; an interruption is recorded."""
    with recording_interruption(controller):
        from unclench.tui import run_app

        return run_app(program, routine=routine, controller=controller, events=sink)
