"""Options that several commands share, one sentence each."""

from __future__ import annotations

from pathlib import Path

import click
from msgspec.structs import replace

from unclench.config.paths import NoHome
from unclench.config.settings import AUDIO_NAMES, TALK
from unclench.program import Program

pass_program = click.make_pass_decorator(Program)


def routine_ids(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001
    """The ids to complete a routine's name with; a shell asks, so nothing is opened or loaded."""
    try:
        program = Program()
    except NoHome:
        return []  # a shell is told nothing, and the command says why
    return [id for id in program.library.ids() if id.startswith(incomplete)]


def _stand_still(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:  # noqa: ARG001
    if wanted:
        program = context.ensure_object(Program)
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
