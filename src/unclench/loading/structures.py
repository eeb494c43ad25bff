"""Readers of what is made of several parts: sides, phases, notes, progress, nested tables."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, Literal

from unclench.loading import patterns as p
from unclench.loading.context import Context, called, is_blank
from unclench.loading.fields import Field, Fields, Kind
from unclench.loading.keys import read_fields
from unclench.loading.nodes import Listing, Node, Scalar, Table
from unclench.loading.problems import Where, quoted
from unclench.loading.scalars import MOST_TEXTS, read_count, read_duration, read_text, too_many
from unclench.model import Exact, Mark, Phase, Progress, Range, RepNote

_EACH = p.whole(p.EACH)
_REPETITIONS = p.whole(p.REPETITIONS)
_NAME_AND_TIME = rf"^(.*[^ ]) +({p.DURATION})$"
_TIME = p.whole(p.DURATION)
_NUMBER = r"^-?[0-9]{1,6}(\.[0-9]{1,6})?$"

_FIELDS_OF_PROGRESS: tuple[Literal["reps", "sets", "hold"], ...] = ("reps", "sets", "hold")


def read_table(ctx: Context, definition: Field, node: Node, where: Where) -> dict[str, Any]:
    """A group of the definition's own keys."""
    if not isinstance(node, Table):
        _not_a_table(ctx, definition, node, where)
        return {}
    return read_fields(ctx, node, definition.fields or Fields(), where, f"`{definition.key}`")


def read_sides(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[str, ...]:
    """`each`, or a list of names."""
    if isinstance(node, Scalar) and re.match(_EACH, node.text):
        return ("left", "right")
    if not isinstance(node, Listing) or not node.items:
        ctx.problems.error(
            node.mark,
            where,
            "the sides can't be told from this",
            "Write `sides: each`, or names in order like `sides: [right, left]`.",
        )
        return ()
    too_many(ctx, [item.mark for item in node.items], where)
    names: dict[str, None] = {}
    for item in node.items[:MOST_TEXTS]:
        name = read_text(ctx, definition, item, where)
        if name is not None and name in names:
            ctx.problems.error(
                item.mark,
                where,
                f"the side {quoted(name)} stands there twice",
                "Keep one of the two; `sets` repeats all sides.",
            )
        elif name is not None:
            names[name] = None
    return tuple(names)


def read_phases(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[Phase, ...]:
    """A list of single pairs, name and time, in order."""
    if not isinstance(node, Listing) or not node.items:
        ctx.problems.error(
            node.mark,
            where,
            f"{called(node) if not isinstance(node, Listing) else 'an empty list'} "
            "stands where a list of phases should be",
            f"Write it like `{definition.example}`.",
        )
        return ()
    found = (_phase(ctx, definition, item, where) for item in node.items)
    return tuple(phase for phase in found if phase is not None)


def _phase(ctx: Context, definition: Field, item: Node, where: Where) -> Phase | None:
    if isinstance(item, Table) and (comma := _decimal_comma(item)):
        ctx.problems.error(
            item.mark, where, f"the comma in {quoted(comma)} ends the time", f"Write {comma.replace(',', '.')}."
        )
        return None
    if not isinstance(item, Table) or len(item.values) != 1:
        ctx.problems.error(
            item.mark,
            where,
            "each phase is one name with one time",
            f"Write a pair of braces for each, like `{definition.example}`.",
        )
        return None
    ((name, node),) = item.values.items()
    mark = item.marks[name]
    if is_blank(node) and (glued := re.match(_NAME_AND_TIME, name)):
        ctx.problems.error(
            mark,
            where,
            f"there is no colon between {quoted(glued[1])} and {quoted(glued[2])}",
            f"Write {glued[1]}: {glued[2]}.",
        )
        return None
    label = read_text(ctx, definition, Scalar(name, mark, plain=False), where)
    lasting = read_duration(ctx, definition, node, (*where, name))
    return Phase(label, lasting) if label is not None and lasting is not None else None


def _decimal_comma(item: Table) -> str | None:
    """`1,5s` where YAML made two pairs of `{up: 1,5s}`, else None."""
    if len(item.values) != 2:
        return None
    first, second = item.values.values()
    end = list(item.values)[1]
    if isinstance(first, Scalar) and first.text.isdecimal() and is_blank(second) and re.match(_TIME, end):
        return f"{first.text},{end}"
    return None


def read_notes(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[RepNote, ...]:
    """Texts for repetitions, `10` or `1-3`."""
    if not isinstance(node, Table):
        _not_a_table(ctx, definition, node, where)
        return ()
    too_many(ctx, list(node.marks.values()), where)
    notes: list[RepNote] = []
    for key, value in islice(node.values.items(), MOST_TEXTS):
        mark = node.marks[key]
        ends = [int(end) for end in re.findall("[0-9]+", key)] if re.match(_REPETITIONS, key) else []
        if not ends or not 1 <= ends[0] <= ends[-1]:
            ctx.problems.error(
                mark,
                where,
                f"{quoted(key)} is not a repetition",
                f"Write numbers from 1 up, like `{definition.example}`.",
            )
            continue
        text = read_text(ctx, definition, value, (*where, key))
        if any(ends[0] <= note.last and note.first <= ends[-1] for note in notes):
            ctx.problems.error(
                mark,
                where,
                f"a repetition of {quoted(key)} has a note already",
                "Give each repetition one note.",
            )
        elif text is not None:
            notes.append(RepNote(ends[0], ends[-1], text))
    return tuple(notes)


def read_progress(ctx: Context, definition: Field, node: Node, where: Where) -> Progress | None:
    """How a dose grows: one of reps, sets and hold as a range, by how much, how often."""
    values = read_table(ctx, definition, node, where)
    if not isinstance(node, Table):
        return None
    growing = [key for key in _FIELDS_OF_PROGRESS if key in node.values]
    if len(growing) != 1:
        ctx.problems.error(
            node.mark,
            where,
            "exactly one of `reps`, `sets` and `hold` can grow",
            f"Write it like `{definition.example}`.",
        )
        return None
    key = growing[0]
    ends = values[key]
    if isinstance(ends, Exact):
        ctx.problems.error(
            node.values[key].mark,
            (*where, key),
            "one number can't grow",
            f"Write from and to, like `{definition.example}`.",
        )
        return None
    if not isinstance(ends, Range) or "by" not in node.values or values.get("every") is None:
        return None
    by = _step_of(ctx, key, node.values["by"], where)
    return Progress(key, ends.low, ends.high, by, values["every"]) if by else None


def _step_of(ctx: Context, key: str, node: Node, where: Where) -> int | None:
    """The `by` of a progress: ms for a hold, else a count."""
    if key == "hold":
        amount = read_duration(ctx, Field("by", Kind.DURATION, "", example="by: 5s"), node, (*where, "by"))
    else:
        amount = read_count(ctx, Field("by", Kind.COUNT, "", example="by: 1"), node, (*where, "by"))
    return amount.value if isinstance(amount, Exact) else None


def read_figure(ctx: Context, definition: Field, node: Node, where: Where) -> Any:
    """Plain lists, groups, numbers and texts, for `unclench.figure` to make sense of."""
    if not isinstance(node, Table):
        _not_a_table(ctx, definition, node, where)
        return None
    return figure_of(ctx, node, where, checked=ctx.figures)


def figure_of(ctx: Context, node: Table, where: Where, *, checked: bool) -> Any:
    """The plain data of a figure; every mistake in it is noted if it is to be `checked`."""
    data = _plain(node)
    if checked:
        from unclench.figure.reading import read  # only who asks for its mistakes waits for it

        for fault in read(data)[1]:
            ctx.problems.error(_mark_at(node, fault.path), (*where, *fault.path), fault.what, fault.instead)
    return data


def _mark_at(node: Node, path: tuple[str, ...]) -> Mark:
    """The place of what `path` leads to, or of the last part of the way that is there."""
    mark = node.mark
    for key in path:
        if not isinstance(node, Table) or key not in node.values:
            break
        mark, node = node.marks[key], node.values[key]
    return mark


def _plain(node: Node) -> Any:
    # The tree is at most nodes.DEEPEST deep, so recursion is safe here.
    if isinstance(node, Table):
        return {key: _plain(value) for key, value in node.values.items()}
    if isinstance(node, Listing):
        return [_plain(item) for item in node.items]
    if node.plain and (found := re.match(_NUMBER, node.text)):
        return float(node.text) if found[1] else int(node.text)
    return {"true": True, "false": False}.get(node.text, node.text) if node.plain else node.text


def _not_a_table(ctx: Context, definition: Field, node: Node, where: Where) -> None:
    example = f"Write it like `{definition.example}`." if definition.example else "Write key: value."
    ctx.problems.error(node.mark, where, f"{called(node)} stands where a group of keys should be", example)
