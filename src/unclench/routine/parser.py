"""Turns the text of a file into its record: the top level of routines and of exercises."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unclench.routine.attachments import read_own_figure, read_picture, read_sounds
from unclench.routine.fields import Context, FileChecker, MovementLookup, NoMovements, Reader, read_fields
from unclench.routine.format import EXERCISE, TOP, Fields, ValueKind
from unclench.routine.lint import check_routine
from unclench.routine.model import Defaults, Frequency, Movement, Routine
from unclench.routine.problems import Collector
from unclench.routine.readers import (
    read_breathing,
    read_count,
    read_duration,
    read_every,
    read_figure,
    read_flag,
    read_format,
    read_movement,
    read_notes,
    read_phases,
    read_progress,
    read_sides,
    read_table,
    read_text,
    read_texts,
    read_title,
)
from unclench.routine.steps import read_steps
from unclench.routine.yaml_nodes import Table, read_nodes

READERS: Mapping[ValueKind, Reader] = {
    ValueKind.FORMAT: read_format,
    ValueKind.TEXT: read_text,
    ValueKind.TITLE: read_title,
    ValueKind.TEXTS: read_texts,
    ValueKind.FLAG: read_flag,
    ValueKind.DURATION: read_duration,
    ValueKind.COUNT: read_count,
    ValueKind.BREATHING: read_breathing,
    ValueKind.MOVEMENT: read_movement,
    ValueKind.SIDES: read_sides,
    ValueKind.PHASES: read_phases,
    ValueKind.NOTES: read_notes,
    ValueKind.PROGRESS: read_progress,
    ValueKind.EVERY: read_every,
    ValueKind.SOUNDS: read_sounds,
    ValueKind.STEPS: read_steps,
    ValueKind.TABLE: read_table,
    ValueKind.FIGURE: read_figure,
    ValueKind.OWN_FIGURE: read_own_figure,
    ValueKind.PICTURE: read_picture,
}


def parse_routine(
    text: str,
    id: str,
    problems: Collector,
    movements: MovementLookup,
    *,
    path: Path | None = None,
    sound_folders: tuple[Path, ...] = (),
    checker: FileChecker | None = None,
) -> Routine | None:
    """The routine, or None if `problems` has an error. Raises LoadError if it can't read on."""
    ctx = Context(problems, READERS, movements, path.parent if path else None, sound_folders, checker=checker)
    values = _read_top(ctx, text, TOP, "the routine")
    if problems.failed:
        return None
    get = values.get
    routine = Routine(
        id=id,
        title=values["title"],
        steps=values["steps"],
        path=path,
        summary=get("summary") or "",
        edition=get("edition") or "",
        sources=get("sources") or (),
        cautions=get("cautions") or (),
        tags=get("tags") or (),
        frequency=Frequency(**get("frequency") or {}),
        defaults=Defaults(**get("defaults") or {}),
        sounds=get("sounds") or {},
    )
    check_routine(problems, routine)
    return None if problems.failed else routine


def parse_exercise(text: str, id: str, problems: Collector, *, figures: bool = False) -> Movement | None:
    """The exercise, or None if `problems` has an error. Raises LoadError if it can't read on.

    `figures` also checks its figure; otherwise that is taken as it is.
    """
    values = _read_top(Context(problems, READERS, NoMovements(), figures=figures), text, EXERCISE, "an exercise")
    if problems.failed:
        return None
    get = values.get
    return Movement(
        id=id,
        name=values["name"],
        also=get("also") or (),
        position=get("position") or "",
        do=get("do") or "",
        say=get("say") or "",
        cautions=get("cautions") or (),
        tags=get("tags") or (),
        sources=get("sources") or (),
        figure=get("figure"),
    )


def _read_top(ctx: Context, text: str, fields: Fields, owner: str) -> dict[str, Any]:
    root = read_nodes(text, ctx.problems)
    if not isinstance(root, Table):
        raise ctx.problems.fatal(
            root.mark,
            (),
            "this is a text or a list, but not yet a routine",
            "Begin it with lines like `title: My stretches` and `steps:`; `unclench new NAME` writes such a file.",
        )
    return read_fields(ctx, root, fields, (), owner)
