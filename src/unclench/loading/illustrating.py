"""Readers of what a step shows: a figure of the routine's own, and a picture beside the routine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unclench.loading.context import Context, scalar
from unclench.loading.fields import Field
from unclench.loading.nodes import Node, Scalar, Table
from unclench.loading.problems import Where, quoted
from unclench.loading.structures import figure_of
from unclench.media.files import Unreadable, contents

PICTURE_NAME = r"^(?![~.])[^/\\:]{1,194}\.([pP][nN][gG]|[jJ][pP][eE]?[gG])$"
"""The name of a PNG or JPEG, never a way to another folder on any system."""
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def read_own_figure(ctx: Context, definition: Field, node: Node, where: Where) -> Mapping[str, Any] | None:
    """The plain data of a figure written here, its mistakes noted; or of the exercise that is named."""
    if isinstance(node, Table):
        data: Mapping[str, Any] = figure_of(ctx, node, where, checked=True)
        return data
    text = scalar(ctx, definition, node, where)
    if text is None:
        return None
    found = ctx.movements.find(text)
    if found is not None and found.figure is not None:
        return found.figure
    near = ctx.movements.suggest(text)
    hint = f"Did you mean `{near}`?" if near else "`unclench figures` shows them all; poses of your own begin below it."
    what = f"there is no exercise called {quoted(text)}" if found is None else f"{quoted(text)} has no figure"
    ctx.problems.error(node.mark, where, what, hint)
    return None


def read_picture(ctx: Context, definition: Field, node: Node, where: Where) -> str | None:
    """The name of a picture beside the routine. A missing one is only warned of: a session can do without."""
    text = scalar(ctx, definition, node, where)
    if text is None or not isinstance(node, Scalar):
        return None
    if not re.match(PICTURE_NAME, text):
        leads_out = re.search(r"[/\\:]|^[~.]", text)
        what = "leads out of the routine's own folder" if leads_out else "is not a PNG or JPEG"
        ctx.problems.error(
            node.mark,
            where,
            f"{quoted(text)} {what}",
            f"Put the picture beside the routine and write its name alone, like `{definition.example}`.",
        )
        return None
    if ctx.folder is not None and (trouble := _trouble(ctx, ctx.folder / text)):
        ctx.problems.warn(
            node.mark, where, f"{quoted(text)} {trouble}", "The figure is shown instead, if there is one."
        )
    return text


def _trouble(ctx: Context, path: Path) -> str:
    """What keeps a picture from being shown, as the end of a sentence; "" where nothing is known to."""
    try:
        there = picture_file(path)
    except Unreadable as reason:
        return str(reason)
    return "" if ctx.trial is None else ctx.trial.picture(there)


def picture_file(path: Path) -> Path:
    """The file that a picture's name leads to. Raises Unreadable, whose message ends a sentence.

    Asked again before it is shown: another file may have been put in its place since the loading.
    """
    try:
        there = path.resolve()
        if there.parent != path.parent.resolve():
            raise Unreadable("is a link out of the routine's own folder")
        if not there.is_file():
            raise Unreadable("is not there beside the routine")
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a name no system takes
        raise Unreadable("can't be read") from error
    if not contents(there, first=8).startswith(_SIGNATURES):
        raise Unreadable("is neither a PNG nor a JPEG inside")
    return there
