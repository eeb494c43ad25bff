"""Reads what a routine brings along: its sounds, pictures and figures.

Sounds and pictures are files beside the routine, or in the user's sound folder. A name or a link that
leads anywhere else is refused, both when the routine is loaded and when the file is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from unclench.cues import Sound
from unclench.language import tr
from unclench.routine import patterns as p
from unclench.routine.fields import Context, scalar_text
from unclench.routine.format import Field
from unclench.routine.model import Mark
from unclench.routine.problems import Where, quoted
from unclench.routine.readers import figure_data, not_a_table, read_text
from unclench.routine.source import Node, Scalar, Table
from unclench.system.files import Unreadable, contents, followed

PICTURE_NAME = r"^(?![~.])[^/\\:]{1,194}\.([pP][nN][gG]|[jJ][pP][eE]?[gG]|[gG][iI][fF]|[wW][eE][bB][pP])$"
"""The name of a PNG, JPEG, GIF or WebP file. On no system can it lead to another folder."""
_IN_A_FOLDER = rf"^(?![~./\\])[^:]*[/\\]({PICTURE_NAME[1:-1]})$"
_SIGNATURES = (rb"\x89PNG\r\n\x1a\n", rb"\xff\xd8\xff", rb"GIF8[79]a", rb"RIFF.{4}WEBP")
"""Patterns for how such files begin."""
_NONE = p.whole(p.NONE)
_INSTEAD = tr("unclench's own sound plays instead.")
_LINK_OUT = tr("is a link out of the routine's own folder")
_WHERE_TO = tr("Put the file beside the routine or into your sound folder and write only its name.")


def leads_out(name: str) -> bool:
    """Whether a path may lead out of its folder, on whatever system: it is one with forward slashes and no colon."""
    return "\\" in name or ":" in name or name.startswith(("/", "~")) or ".." in name.split("/")


# -- sounds -------------------------------------------------------------------------------------


def read_sounds(ctx: Context, definition: Field, node: Node, where: Where) -> dict[str, str | None]:
    """For each cue a relative path with forward slashes, or None for silence."""
    if not isinstance(node, Table):
        not_a_table(ctx, definition, node, where)
        return {}
    sounds: dict[str, str | None] = {}
    for key, value in node.values.items():
        if key not in Sound.__members__.values():
            _no_such_cue(ctx, key, node.marks[key], where)
        text = read_text(ctx, definition, value, (*where, key))
        if text is None:
            continue
        if re.match(_NONE, text):
            if key == Sound.ALARM:
                ctx.problems.error(
                    value.mark,
                    (*where, key),
                    tr("the alarm can't be silenced"),
                    tr("Leave the line out, or name a file."),
                )
            sounds[key] = None
        elif _is_safe_sound(ctx, text, key, value.mark, (*where, key)):
            sounds[key] = text
    return sounds


def _no_such_cue(ctx: Context, key: str, mark: Mark, where: Where) -> None:
    near = get_close_matches(key[:40].lower(), list(Sound), 1, 0.6)
    ctx.problems.error(
        mark,
        where,
        tr("there is no cue called {key}", key=quoted(key)),
        tr("Did you mean `{near}`?", near=near[0]) if near else tr("The cues are {cues}.", cues=", ".join(Sound)),
    )


def _is_safe_sound(ctx: Context, text: str, cue: str, mark: Mark, where: Where) -> bool:
    if leads_out(text):
        what = tr("{name} leads out of the routine's own folder", name=quoted(text))
        ctx.problems.error(mark, where, what, _WHERE_TO)
        return False
    if any(part in ("", ".") or len(part) > 200 for part in text.split("/")):
        ctx.problems.error(mark, where, tr("{name} is not the name of a file", name=quoted(text)), _WHERE_TO)
        return False
    return _stays_inside(ctx, text, cue, mark, where)


def _stays_inside(ctx: Context, text: str, cue: str, mark: Mark, where: Where) -> bool:
    """Whether the file, links followed, is in an allowed folder. Warns if it is missing or can't be played."""
    if ctx.folder is None:
        return True
    for folder in (ctx.folder, *ctx.sound_folders):
        try:
            there = _sound_in(folder, text)
        except Unreadable as reason:
            ctx.problems.error(mark, where, f"{quoted(text)} {reason}", _WHERE_TO)
            return False
        if there is not None:
            if ctx.checker is not None and (trouble := ctx.checker.sound(there, cue)):
                ctx.problems.warn(mark, where, f"{quoted(text)} {trouble}", _INSTEAD)
            return True
    ctx.problems.warn(mark, where, tr("there is no file {name} beside the routine", name=quoted(text)), _INSTEAD)
    return True


def sound_file(folder: Path, sound_folders: tuple[Path, ...], name: str) -> Path | None:
    """The file of a routine's sound, links followed, or None if there is none in an allowed folder.

    This is checked again here, since the file may have been replaced after the routine was loaded.
    """
    for parent in (folder, *sound_folders):
        with suppress(Unreadable):
            if (there := _sound_in(parent, name)) is not None:
                return there
    return None


def _sound_in(folder: Path, name: str) -> Path | None:
    """The file of that name in one folder, links followed, or None. Raises Unreadable for a link out of the folder."""
    try:
        there = followed(folder / name)
        if not there.is_relative_to(followed(folder)):
            raise Unreadable(_LINK_OUT)
        return there if there.is_file() else None
    except (OSError, ValueError):  # a loop of links, a name no system takes
        return None


# -- pictures -----------------------------------------------------------------------------------


def read_picture(ctx: Context, definition: Field, node: Node, where: Where) -> str | None:
    """The name of a picture beside the routine. A missing one is only a warning: the session works without."""
    text = scalar_text(ctx, definition, node, where)
    if text is None or not isinstance(node, Scalar):
        return None
    if not re.match(PICTURE_NAME, text):
        what = tr("{name} is not a PNG, JPEG, GIF or WebP", name=quoted(text))
        example = definition.example
        if ".." not in text and (found := re.match(_IN_A_FOLDER, text)):
            what = tr("{name} is in another folder than the routine", name=quoted(text))
            example = f"picture: {found[1]}"
        elif re.search(r"[/\\:]|^[~.]", text):
            what = tr("{name} leads out of the routine's own folder", name=quoted(text))
        instead = tr("Put the picture beside the routine and write only its name, like `{example}`.", example=example)
        ctx.problems.error(node.mark, where, what, instead)
        return None
    if ctx.folder is not None and (trouble := _picture_trouble(ctx, ctx.folder / text)):
        instead = tr("The figure is shown instead, if there is one.")
        ctx.problems.warn(node.mark, where, f"{quoted(text)} {trouble}", instead)
    return text


def _picture_trouble(ctx: Context, path: Path) -> str:
    """Why a picture can't be shown, as the end of a sentence; "" if no reason is known."""
    try:
        there = picture_file(path)
    except Unreadable as reason:
        return str(reason)
    return "" if ctx.checker is None else ctx.checker.picture(there)


def picture_file(path: Path) -> Path:
    """The file of a routine's picture. Raises Unreadable, whose message ends a sentence.

    This is checked again before it is shown, since the file may have been replaced in the meantime.
    """
    try:
        there = followed(path)
        if there.parent != followed(path.parent):
            raise Unreadable(_LINK_OUT)
        if not there.is_file():
            raise Unreadable(tr("is not beside the routine"))
    except (OSError, ValueError) as error:  # a loop of links, a name no system takes
        raise Unreadable(tr("can't be read")) from error
    if not re.match(b"|".join(_SIGNATURES), contents(there, first=12), re.DOTALL):
        raise Unreadable(tr("isn't a PNG, JPEG, GIF or WebP inside"))
    return there


# -- figures ------------------------------------------------------------------------------------


def read_own_figure(ctx: Context, definition: Field, node: Node, where: Where) -> Mapping[str, Any] | None:
    """The plain data of a figure that is written here, with its mistakes noted, or of a named exercise."""
    if isinstance(node, Table):
        data: Mapping[str, Any] = figure_data(ctx, node, where, checked=True)
        return data
    text = scalar_text(ctx, definition, node, where)
    if text is None:
        return None
    found = ctx.movements.find(text)
    if found is not None and found.figure is not None:
        return found.figure
    what = tr("{exercise} has no figure", exercise=quoted(text))
    if found is None:
        what = tr("there is no exercise called {name}", name=quoted(text))
    hint = tr("`unclench figures` shows them all; poses of your own begin below it.")
    if near := ctx.movements.suggest(text):
        hint = tr("Did you mean `{near}`?", near=near)
    ctx.problems.error(node.mark, where, what, hint)
    return None
