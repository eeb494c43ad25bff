"""Readers of single values: texts, flags, amounts, breath patterns, movements."""

from __future__ import annotations

import re
from collections.abc import Sequence

from unclench.loading import patterns as p
from unclench.loading.amounts import parse_count, parse_duration
from unclench.loading.breathing import parse_breathing
from unclench.loading.context import Context, called, scalar
from unclench.loading.fields import Field
from unclench.loading.forms import ValueProblem
from unclench.loading.nodes import Listing, Node, Scalar, Table
from unclench.loading.own_words import tags_of
from unclench.loading.problems import Where, quoted
from unclench.loading.spelling import format_duration
from unclench.model import Amount, BreathPattern, Exact, Mark, Movement

LONGEST_TEXT = 1_000
LONGEST_TITLE = 120
"""Characters."""
MOST_TEXTS = 100
"""Tags, cautions, notes, sides or sources in one place: far more than a sheet has."""

_YES = re.compile(p.whole(p.YES))
_NO = re.compile(p.whole(p.NO))
_NOT_A_TEXT = re.compile(r"^(?:[-+.]?[0-9][0-9_.eE+:xo-]*|[-+]?\.(?:inf|nan)|true|false)$", re.IGNORECASE)
_EVERY = re.compile(rf"^ *({p.WHOLE})? *([dDwW])[a-zA-Z]* *$")
_IS_EVERY = re.compile(p.whole(p.EVERY))
_SPACES = re.compile(r"[ \t\r\n]+")


def read_text(ctx: Context, definition: Field, node: Node, where: Where) -> str | None:
    """One line of text; several lines become one."""
    text = scalar(ctx, definition, node, where)
    if text is None:
        return None
    return _fitting(ctx, node, where, text, LONGEST_TEXT)


def read_title(ctx: Context, definition: Field, node: Node, where: Where) -> str | None:
    """A short text that is not only a number."""
    text = scalar(ctx, definition, node, where)
    if text is None:
        return None
    if isinstance(node, Scalar) and node.plain and _NOT_A_TEXT.match(text):
        ctx.problems.error(
            node.mark,
            where,
            f"{quoted(text)} is not a text",
            "Write a few words, or put quotation marks around it if it is meant so.",
        )
        return None
    return _fitting(ctx, node, where, text, LONGEST_TITLE)


def read_texts(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[str, ...]:
    """A list of texts; one text alone is a list of one."""
    if isinstance(node, Scalar):
        text = read_text(ctx, definition, node, where)
        return () if text is None else (text,)
    if isinstance(node, Table):
        ctx.problems.error(
            node.mark,
            where,
            f"{called(node)} stands where a list of texts should be",
            "Write a dash before each text; put quotation marks around a text with a colon in it.",
        )
        return ()
    too_many(ctx, [item.mark for item in node.items], where)
    found = (_item(ctx, definition, item, where) for item in node.items[:MOST_TEXTS])
    return tuple(text for text in found if text is not None)


def too_many(ctx: Context, marks: Sequence[Mark], where: Where) -> None:
    """Note where a list goes past what is read of it."""
    if len(marks) > MOST_TEXTS:
        what = f"there are {len(marks)} here; {MOST_TEXTS} is the most"
        ctx.problems.error(marks[MOST_TEXTS], where, what, "Take some out, or make several steps or routines of it.")


def _item(ctx: Context, definition: Field, item: Node, where: Where) -> str | None:
    if isinstance(item, Table | Listing):
        ctx.problems.error(
            item.mark,
            where,
            f"{called(item)} stands where a text should be",
            "Put quotation marks around a text that has a colon in it or begins with a bracket.",
        )
        return None
    return read_text(ctx, definition, item, where)


def read_flag(ctx: Context, definition: Field, node: Node, where: Where) -> bool | None:
    """Yes or no."""
    text = scalar(ctx, definition, node, where)
    if text is None:
        return None
    if _YES.match(text):
        return True
    if _NO.match(text):
        return False
    ctx.problems.error(node.mark, where, f"{quoted(text)} is neither yes nor no", "Write yes or no.")
    return None


def read_duration(ctx: Context, definition: Field, node: Node, where: Where) -> Amount | None:
    """An amount of time, in ms."""
    text = scalar(ctx, definition, node, where)
    try:
        amount = None if text is None else parse_duration(text, definition.forms, zero=definition.zero)
    except ValueProblem as problem:
        ctx.problems.error(node.mark, where, problem.what, problem.instead)
        return None
    if text is not None and isinstance(amount, Exact) and amount.value < definition.least:
        instead = f"Write `{definition.key}: {format_duration(definition.least)}` or more."
        ctx.problems.error(node.mark, where, f"{quoted(text)} is too short", instead)
        return None
    return amount


def read_count(ctx: Context, definition: Field, node: Node, where: Where) -> Amount | None:
    """A whole number."""
    text = scalar(ctx, definition, node, where)
    try:
        return None if text is None else parse_count(text, definition.forms, definition.most)
    except ValueProblem as problem:
        ctx.problems.error(node.mark, where, problem.what, problem.instead)
        return None


def read_breathing(ctx: Context, definition: Field, node: Node, where: Where) -> BreathPattern | None:
    """A breath pattern."""
    text = scalar(ctx, definition, node, where)
    try:
        return None if text is None else parse_breathing(text)
    except ValueProblem as problem:
        ctx.problems.error(node.mark, where, problem.what, problem.instead)
        return None


def read_movement(ctx: Context, definition: Field, node: Node, where: Where) -> Movement | None:
    """An exercise of the catalogue by id or name; any other text stands for itself."""
    text = read_text(ctx, definition, node, where)
    if text is None:
        return None
    if (movement := ctx.movements.find(text)) is not None:
        return movement
    if (near := ctx.movements.suggest(text)) is not None:
        ctx.problems.warn(
            node.mark,
            where,
            f"{quoted(text)} is not in the catalogue, so it has no picture and no instructions",
            f"Did you mean {near}?",
        )
    return Movement(None, text, tags=tags_of(text))


def read_every(ctx: Context, definition: Field, node: Node, where: Where) -> int | None:
    """`3 days`, `week`: a whole number of days."""
    text = scalar(ctx, definition, node, where)
    if text is None:
        return None
    found = _EVERY.match(text) if _IS_EVERY.match(text) else None
    days = int(found[1] or 1) * (7 if found[2] in "wW" else 1) if found else 0
    if not 1 <= days <= 366:
        ctx.problems.error(
            node.mark, where, f"{quoted(text)} is not a number of days", "Write it like 3 days or 1 week."
        )
        return None
    return days


def read_format(ctx: Context, definition: Field, node: Node, where: Where) -> int | None:
    """The version of the format: 1 is the only one there is."""
    text = scalar(ctx, definition, node, where)
    if text is None:
        return None
    if text.strip() != "1":
        ctx.problems.error(
            node.mark,
            where,
            f"{quoted(text)} is not a version of the format that this program knows",
            "Write `format: 1`; a higher number needs a newer unclench.",
        )
        return None
    return 1


def _fitting(ctx: Context, node: Node, where: Where, text: str, most: int) -> str | None:
    if len(text) > most:
        ctx.problems.error(
            node.mark,
            where,
            f"this text has {len(text)} characters; {most} is the most that can be shown",
            "Shorten it.",
        )
        return None
    # A text over several lines is shown and spoken as one.
    return _SPACES.sub(" ", text).strip()
