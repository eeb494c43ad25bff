"""The commands that show figures: figure (one exercise) and figures (all of them)."""

from __future__ import annotations

import os
import sys
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unclench.application import Application
from unclench.cli import common
from unclench.cli.common import UserError, choose_or_fail, echo
from unclench.language import tr
from unclench.system import safe_text

if TYPE_CHECKING:
    from unclench.figure.figure import Figure, Scene
    from unclench.figure.render import Picture, Style
    from unclench.figure.svg import Tile

STYLES = ("braille", "blocks", "ascii")
SECONDS = 5
"""How long a phase lasts for `--at`, which is a share of it."""
SMALLEST, LARGEST = (4, 2), (400, 200)
"""Columns and rows that `--size` accepts."""


class Share(click.FloatRange):
    """A number in a range. click's own FloatRange lets NaN through, because no comparison with it is true."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Raises BadParameter, which click shows as a sentence."""
        number: float = super().convert(value, param, ctx)
        if isnan(number):
            self.fail(tr("{typed!r} is not a number from 0 to 1.", typed=value), param, ctx)
        return number


size_option = click.option("--size", metavar="COLSxROWS", help=tr("The size, in characters."))
style_option = click.option("--style", type=click.Choice(STYLES), help=tr("Which characters to draw with."))
svg_option = click.option(
    "--svg", type=click.Path(dir_okay=False, path_type=Path), help=tr("Write an SVG file (will not overwrite one).")
)


@click.command()
@click.argument("exercise")
@click.option("--phase", help=tr("Which phase, by its name in a routine (default: the main one)."))
@click.option("--at", type=Share(0, 1), default=1.0, help=tr("How far into the phase, 0 to 1."))
@click.option("--side", type=click.Choice(["left", "right"]), help=tr("Which side to work."))
@click.option("--still", is_flag=True, help=tr("Show the key poses side by side."))
@click.option("--step", type=click.IntRange(1), help=tr("Which step of a routine file, counted from 1."))
@size_option
@style_option
@svg_option
@common.pass_program
def figure(
    program: Application, exercise: str, phase: str | None, at: float, side: str | None, still: bool,
    step: int | None, size: str | None, style: str | None, svg: Path | None,
) -> int:  # fmt: skip
    """Show the figure of an EXERCISE: an id, a name, or a file of your own, exercise or routine."""
    from unclench.figure import svg as drawing

    found, title = _figure(program, exercise, step)
    if svg is not None:
        scenes = [found.scene_of(keyframe, phase=name, side=side) for name, keyframe in found.key_poses()]
        if not still:
            scenes = [_scene(found, phase, at, side)]
        page = drawing.page([drawing.Tile(found, scene) for scene in scenes], 480, 260, len(scenes))
        common.write_new(svg, page.encode())
        echo(safe_text.lines(f"{svg}: {title}"))
        return 0
    columns, rows = _size(size, "60x16")
    chosen = _style(style)
    if still:
        _show(found.still(columns, rows, chosen, side=side))
    else:
        _show(found.draw(_scene(found, phase, at, side), columns, rows, chosen))
    return 0


@click.command()
@click.option("--blind", is_flag=True, help=tr("Show numbers instead of names, shuffled."))
@click.option("--key", is_flag=True, help=tr("Say which exercise each number of --blind is."))
@size_option
@style_option
@svg_option
@common.pass_program
def figures(
    program: Application, blind: bool, key: bool, size: str | None, style: str | None, svg: Path | None
) -> int:  # fmt: skip
    """Show the key poses of all exercises on one page."""
    found = [(id, movement) for id in program.catalogue.ids if (movement := program.catalogue.get(id)) is not None]
    if blind or key:
        from hashlib import sha256  # an order that nobody can guess and that never changes

        found.sort(key=lambda pair: sha256(pair[0].encode()).digest())
    if key:
        echo("\n".join(f"{number:>3}  {movement.name}" for number, (_, movement) in enumerate(found, 1)))
        return 0
    from unclench.figure.figure import Figure
    from unclench.figure.svg import Tile, page

    tiles: list[list[Tile]] = []
    for number, (_, movement) in enumerate(found, 1):
        one = Figure.of(movement.figure)
        if one is None:
            continue
        poses = one.key_poses()
        names = [f"{number}" if blind else f"{movement.name}: {name}" for name, _ in poses]
        tiles.append(
            [Tile(one, one.scene_of(pose, phase=phase), name) for (phase, pose), name in zip(poses, names, strict=True)]
        )
    flat = [tile for row in tiles for tile in row]
    if svg is not None:
        common.write_new(svg, page(flat, 240, 140, 6).encode())
        drawn = tr("{poses} poses of {exercises} exercises", poses=len(flat), exercises=len(tiles))
        echo(f"{safe_text.lines(str(svg))}: {drawn}")
        return 0
    columns, rows = _size(size, "38x11")
    _show_page(flat, columns, rows, _style(style))
    return 0


def _figure(program: Application, exercise: str, step: int | None) -> tuple[Figure, str]:
    """The figure that an id, a name or a file has, and what it is called. Raises UserError."""
    from unclench.figure.figure import Figure

    path = Path(exercise)
    if path.suffix.lower() in (".yaml", ".yml"):
        name, data = _from_file(program, path, step)
    else:
        movement = program.catalogue.find(exercise)
        if movement is None:
            near = program.catalogue.suggest(exercise)
            hint = tr("Did you mean {near}?", near=near) if near else tr("`unclench figures` shows them all.")
            unknown = tr("There is no exercise called {exercise!r}.", exercise=exercise)
            raise UserError(f"{unknown} {hint}")
        name, data = movement.name, movement.figure
    found = Figure.of(data)
    if found is None:
        raise UserError(tr("{name} has no figure. You can add one to its file under `figure:`.", name=name))
    return found, name


def _from_file(program: Application, path: Path, step: int | None) -> tuple[str, object]:
    """The name and figure data of an exercise file, or of one step of a routine file. Raises UserError."""
    from unclench.routine import LoadError, load_file
    from unclench.routine.library import read_exercise

    try:
        if not _has_steps(path):
            movement = read_exercise(path)
            return movement.name, movement.figure
        routine = load_file(path, program.catalogue).routine
    except LoadError as error:
        raise UserError(str(error)) from error
    from unclench.session.choices import Choices

    steps = choose_or_fail(routine, Choices(optional="all")).timeline.steps
    own = [info for info in steps if info.figure is not None]
    if step is None and len(own) == 1:
        return own[0].title, own[0].figure
    if step is None or step > len(steps):
        listed = ", ".join(f"{info.index + 1} {info.name}" for info in own) or tr("none")
        raise UserError(tr(
            "Choose a step with --step, 1 to {last}. Steps with a figure of their own: {steps}.",
            last=len(steps), steps=listed,
        ))  # fmt: skip
    info = steps[step - 1]
    return info.title, info.figure or (program.figure(info.exercise) if info.exercise else None)


def _has_steps(path: Path) -> bool:
    """Whether a file is a routine rather than an exercise, judging by a quick look at its lines."""
    from unclench.routine.source import LARGEST as LARGEST_FILE
    from unclench.system.files import read_regular

    try:
        text = read_regular(path, LARGEST_FILE).decode("utf-8")
        return any(line.startswith("steps:") for line in text.splitlines())
    except (OSError, ValueError):
        return False  # the loader will say what is wrong with it


def _scene(found: Figure, phase: str | None, at: float, side: str | None) -> Scene:
    from unclench.figure.kinematics import BETWEEN

    names = list(found.spec.phases)
    if phase is None:
        phase = next((name for name in names if name not in BETWEEN), names[0])
    elif phase.casefold() not in [*map(str.casefold, names), *BETWEEN]:
        raise UserError(tr("The figure has no phase {phase!r}. It has: {names}.", phase=phase, names=", ".join(names)))
    return found.at(phase, round(at * SECONDS * 1000), SECONDS * 1000, side=side)


def _size(text: str | None, unset: str) -> tuple[int, int]:
    """Columns and rows as typed, or those of `unset`. Raises UserError."""
    parts = (text or unset).lower().split("x")
    if len(parts) == 2 and all(part.isascii() and part.isdecimal() and len(part) < 5 for part in parts):
        columns, rows = map(int, parts)
        if SMALLEST[0] <= columns <= LARGEST[0] and SMALLEST[1] <= rows <= LARGEST[1]:
            return columns, rows
    smallest, largest = (f"{columns}x{rows}" for columns, rows in (SMALLEST, LARGEST))
    raise UserError(tr(
        "{size!r} is not a size. Write columns and rows like 60x16, from {smallest} to {largest}.",
        size=text, smallest=smallest, largest=largest,
    ))  # fmt: skip


def _style(name: str | None) -> Style:
    """The style that was asked for, or else the finest that the output can show."""
    from unclench.figure.render import Style

    if name is not None:
        return Style(name)
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower()
    return Style.BRAILLE if encoding.startswith("utf") else Style.ASCII


def _show(picture: Picture) -> None:
    echo("\n".join(_coloured(picture)))


def _coloured(picture: Picture) -> list[str]:
    """The rows with colours; click removes those where nobody would see them."""
    from unclench.figure.shapes import Role

    if os.environ.get("NO_COLOR"):
        return list(picture.rows)
    looks = {
        Role.FLOOR: {"dim": True},
        Role.PROP: {"fg": "cyan"},
        Role.FAR: {"dim": True},
        Role.WORKING: {"fg": "yellow", "bold": True},
    }
    return [
        "".join(click.style(text, **looks[role]) if role in looks else text for text, role in row)  # type: ignore[arg-type]
        for row in picture.runs()
    ]


def _show_page(tiles: list[Tile], columns: int, rows: int, style: Style) -> None:
    from shutil import get_terminal_size

    across = max(1, (get_terminal_size((120, 40)).columns + 2) // (columns + 2))
    for start in range(0, len(tiles), across):
        group = tiles[start : start + across]
        echo("  ".join(tile.caption[:columns].ljust(columns) for tile in group).rstrip())
        pictures = [_coloured(tile.figure.draw(tile.scene, columns, rows, style)) for tile in group]
        echo("\n".join("  ".join(parts) for parts in zip(*pictures, strict=True)) + "\n")
