"""The reader of `sounds`: cue names, and files that can't lie anywhere but where they may."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

from unclench.cues import Sound
from unclench.loading import patterns as p
from unclench.loading.context import Context, called
from unclench.loading.fields import Field
from unclench.loading.nodes import Node, Table
from unclench.loading.problems import Where, quoted
from unclench.loading.scalars import read_text
from unclench.model import Mark

_NONE = re.compile(p.whole(p.NONE))
_INSTEAD = "The program's own sound is played instead."
_WHERE_TO = "Put the file beside the routine or into your sound folder and write its name alone."


def read_sounds(ctx: Context, definition: Field, node: Node, where: Where) -> dict[str, str | None]:
    """Cue name to a relative path with forward slashes, or None for silence."""
    if not isinstance(node, Table):
        ctx.problems.error(
            node.mark,
            where,
            f"{called(node)} stands where a group of keys should be",
            f"Write it like `{definition.example}`.",
        )
        return {}
    sounds: dict[str, str | None] = {}
    for key, value in node.values.items():
        if key not in Sound.__members__.values():
            _no_such_cue(ctx, key, node.marks[key], where)
        text = read_text(ctx, definition, value, (*where, key))
        if text is None:
            continue
        if _NONE.match(text):
            if key == Sound.ALARM:
                ctx.problems.error(
                    value.mark, (*where, key), "the alarm cannot be silenced", "Leave the line out, or name a file."
                )
            sounds[key] = None
        elif _is_safe(ctx, text, key, value.mark, (*where, key)):
            sounds[key] = text
    return sounds


def _no_such_cue(ctx: Context, key: str, mark: Mark, where: Where) -> None:
    near = get_close_matches(key[:40].lower(), list(Sound), 1, 0.6)
    ctx.problems.error(
        mark,
        where,
        f"there is no cue called {quoted(key)}",
        f"Did you mean `{near[0]}`?" if near else f"The cues are {', '.join(Sound)}.",
    )


def _is_safe(ctx: Context, text: str, cue: str, mark: Mark, where: Where) -> bool:
    parts = text.split("/")
    # Both slashes and the colon count on every system: files travel between them.
    if "\\" in text or ":" in text or text.startswith(("/", "~")) or ".." in parts:
        ctx.problems.error(mark, where, f"{quoted(text)} leads out of the routine's own folder", _WHERE_TO)
        return False
    if any(part in ("", ".") for part in parts) or any(len(part) > 200 for part in parts):
        ctx.problems.error(mark, where, f"{quoted(text)} is not the name of a file", _WHERE_TO)
        return False
    return _lies_inside(ctx, text, cue, mark, where)


def _lies_inside(ctx: Context, text: str, cue: str, mark: Mark, where: Where) -> bool:
    """Follow links: what the name leads to must lie in a folder that is allowed, too."""
    if ctx.folder is None:
        return True
    for folder in (ctx.folder, *ctx.sound_folders):
        try:
            there = (folder / text).resolve()
            if not there.is_relative_to(folder.resolve()):
                ctx.problems.error(mark, where, f"{quoted(text)} is a link out of the routine's own folder", _WHERE_TO)
                return False
            if there.is_file():
                if ctx.trial is not None and (trouble := ctx.trial.sound(there, cue)):
                    ctx.problems.warn(mark, where, f"{quoted(text)} {trouble}", _INSTEAD)
                return True
        except (OSError, RuntimeError, ValueError):  # a loop of links, a name no system takes
            continue
    ctx.problems.warn(
        mark,
        where,
        f"there is no file {quoted(text)} beside the routine",
        _INSTEAD,
    )
    return True


def sound_file(folder: Path, sound_folders: tuple[Path, ...], name: str) -> Path | None:
    """The file that a routine's sound name means, links followed, or None where there is none.

    Checked again here because a file may have been put in another's place since the loading.
    """
    for parent in (folder, *sound_folders):
        try:
            there = (parent / name).resolve()
            if there.is_relative_to(parent.resolve()) and there.is_file():
                return there
        except (OSError, RuntimeError, ValueError):
            continue
    return None
