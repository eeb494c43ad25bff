"""How a person types the value of a key who does not know YAML, and what that is in a file.

Most values are one text. Lists and groups of keys are typed as words with commas or semicolons between them:
`round 5s, sag 5s` for phases, `left, right` for sides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from unclench.routine import patterns as p
from unclench.routine.format import Field, ValueKind
from unclench.routine.yaml_places import Plain

_TIME_BEHIND = re.compile(rf"^(.*[^ ]) +((?:{p.LEAST}|{p.MOST})?[0-9].*|{p.OPEN}|{p.ASK})$")
"""A name and a time behind it."""


class Shape(Struct, frozen=True):
    """How a list or a group of keys is typed. `between` separates its items."""

    between: str
    pairs: bool = False
    """Whether each item is a key with its value behind it."""
    several: bool = False
    """Whether it is a list of such items, rather than one group of keys."""


_SHAPES: Mapping[ValueKind, Shape | None] = {
    **dict.fromkeys(
        (
            ValueKind.FORMAT, ValueKind.LANGUAGE, ValueKind.TEXT, ValueKind.TITLE, ValueKind.FLAG, ValueKind.DURATION,
            ValueKind.COUNT, ValueKind.REPS, ValueKind.GOAL, ValueKind.BREATHING, ValueKind.MOVEMENT, ValueKind.TEMPO,
            ValueKind.EVERY, ValueKind.BLOCK, ValueKind.PICTURE, ValueKind.GROUP, ValueKind.WORKED,
            ValueKind.OWN_FIGURE, ValueKind.LOAD,
        ),
        None,
    ),
    ValueKind.TEXTS: Shape(";"),
    ValueKind.SIDES: Shape(","),
    ValueKind.PHASES: Shape(",", pairs=True, several=True),
    ValueKind.NOTES: Shape(";", pairs=True),
    ValueKind.PROGRESS: Shape(",", pairs=True),
    ValueKind.TABLE: Shape(",", pairs=True),
    ValueKind.SOUNDS: Shape(",", pairs=True),
    ValueKind.WORDS: Shape(";", pairs=True),
}  # fmt: skip


def can_be_typed(field: Field) -> bool:
    """Whether there is a way to type the value of a key on one line; steps inside of a step have none."""
    return field.kind in _SHAPES


def typed(field: Field, value: Plain) -> str | None:
    """What a person would have typed for a value; None where it says more than can be typed.

    Only for what `can_be_typed`.
    """
    shape = _SHAPES[field.kind]
    if isinstance(value, str):
        return value
    if shape is None:
        return None
    if isinstance(value, dict):
        items: list[Plain] = [{key: each} for key, each in value.items()] if not shape.several else []
    else:
        items = value if not shape.pairs or shape.several else []
    words = [_word(item, pairs=shape.pairs) for item in items]
    said = f"{shape.between} ".join(word for word in words if word is not None)
    if not said or None in words:
        return None
    # What isn't read back as it was, such as a text with a comma in it, is left to the text editor.
    return said if meant(field, said) in (value, items[0]) else None


def _word(item: Plain, *, pairs: bool) -> str | None:
    if isinstance(item, str):
        return item
    if pairs and isinstance(item, dict) and len(item) == 1:
        [(key, value)] = item.items()
        return f"{key} {value}" if isinstance(value, str) else None
    return None


def meant(field: Field, text: str) -> Plain:
    """What a typed text is in a file. The parser says whether that is right."""
    shape = _SHAPES[field.kind]
    text = " ".join(text.split())
    if shape is None:
        return text
    items = [item.strip() for item in text.split(shape.between) if item.strip()]
    if not shape.pairs:
        # The reader says of `both` what to write instead; as a list it would be the name of one side.
        single = field.kind is ValueKind.TEXTS or re.match(p.whole(p.EACH), text) or text.casefold() == "both"
        return items[0] if len(items) == 1 and single else list(items)
    if shape.several:
        found = (re.match(_TIME_BEHIND, item) for item in items)
        return [{pair[1]: pair[2]} if pair else item for pair, item in zip(found, items, strict=True)]
    split = (item.partition(" ") for item in items)
    return {key: value.strip() for key, _, value in split}
