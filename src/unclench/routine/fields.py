"""Reads the keys of a table by their definitions, and explains keys that don't belong there.

Also here is the `Context` that every reader gets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from msgspec import Struct, field

from unclench.language import begun, tr
from unclench.routine import patterns as p
from unclench.routine.format import COMMON, KINDS, TOP, Field, Fields, ValueKind, kinds_with
from unclench.routine.model import AnyStep, Mark, Movement
from unclench.routine.problems import Collector, Where, quoted
from unclench.routine.source import Listing, Node, Scalar, Table


class MovementLookup(Protocol):
    """What a routine needs of the catalogue: see `library.Catalogue`."""

    def find(self, text: str) -> Movement | None:
        """The exercise with this id, or with exactly this name or other name, in any case."""

    def suggest(self, text: str) -> str | None:
        """An id that is very similar to `text`, for a `did you mean`."""


class NoMovements:
    """An empty catalogue: every exercise is in the author's own words."""

    def find(self, text: str) -> Movement | None:  # noqa: ARG002  (the protocol's signature)
        """Nothing."""
        return None

    def suggest(self, text: str) -> str | None:  # noqa: ARG002  (the protocol's signature)
        """Nothing."""
        return None


class FileChecker(Protocol):
    """Tries out the files that a routine names, as `unclench check` does: see `unclench.reports.attachment_check`."""

    def sound(self, path: Path, cue: str) -> str:
        """Why this sound can't be played as that cue, as the end of a sentence; "" if it can."""

    def picture(self, path: Path) -> str:
        """Why this picture can't be shown, as the end of a sentence; "" if it can."""


class Block(Struct, frozen=True):
    """A block of the file: its name as written, and its steps."""

    name: str
    steps: tuple[AnyStep, ...]


class Context(Struct, frozen=True):
    """One file being read. `folder` is where its sounds and pictures are, None for a text without a file."""

    problems: Collector
    readers: Mapping[ValueKind, Reader]
    movements: MovementLookup = field(default_factory=NoMovements)
    folder: Path | None = None
    sound_folders: tuple[Path, ...] = ()
    figures: bool = False
    """Whether to check the figures of exercises. A session doesn't: it works without them."""
    checker: FileChecker | None = None
    blocks: dict[str, Block] = field(default_factory=dict)
    """The blocks that were read so far, by their names without regard to case."""
    sizes: dict[int, int] = field(default_factory=dict)
    """For each list of steps, by its `id`, how many there are in it and inside of them."""
    heights: dict[int, int] = field(default_factory=dict)
    """As `sizes`: how many lists of steps are inside each other, that one included."""

    def read(self, definition: Field, node: Node, where: Where) -> Any:
        """The value of one key, or None if a problem was noted."""
        return self.readers[definition.kind](self, definition, node, where)


Reader: TypeAlias = Callable[[Context, Field, Node, Where], Any]

# -- single values ------------------------------------------------------------------------------
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


def is_empty(node: Node) -> bool:
    """Whether nothing is written, or what YAML would read as null."""
    return isinstance(node, Scalar) and (node.text in _NOTHING if node.plain else not node.text.strip())


def scalar_text(ctx: Context, definition: Field, node: Node, where: Where) -> str | None:
    """The typed text of a single value, or None if a problem was noted."""
    if not isinstance(node, Scalar):
        what = tr("one value should be here, not {found}", found=describe(node))
        ctx.problems.error(node.mark, where, what, _instead(definition))
        return None
    if is_empty(node):
        ctx.problems.error(node.mark, where, tr("there is no value here"), _or_leave_out(definition))
        return None
    return node.text


def describe(node: Node) -> str:
    """What a node is, for a sentence."""
    if isinstance(node, Listing):
        return tr("a list")
    return tr("a group of keys") if isinstance(node, Table) else tr("a single value")


def _instead(definition: Field) -> str:
    if definition.kind in (ValueKind.TEXT, ValueKind.TITLE, ValueKind.MOVEMENT):
        return tr("Write one text; put quotation marks around it if it begins with [ or {.")
    if definition.example:
        return tr("Write it like `{example}`.", example=definition.example)
    return tr("Write one value.")


def _or_leave_out(definition: Field) -> str:
    example = definition.example
    if definition.required:
        return tr("Write it like `{example}`.", example=example) if example else tr("Write a value.")
    if example:
        return tr("Write it like `{example}`, or delete the line.", example=example)
    return tr("Write a value, or delete the line.")


# -- keys ---------------------------------------------------------------------------------------


OTHER_WORDS = {
    "repetitions": "reps", "repeats": "reps", "times": "reps", "rep": "reps",
    "set": "sets", "side": "sides", "both_sides": "sides",
    "duration": "for", "time": "for", "length": "for", "lasting": "for", "minutes": "for",
    "pause": "rest", "break": "rest", "relax": "rest", "between": "rest",
    "prepare": "setup", "preparation": "setup", "get_ready": "setup",
    "description": "summary", "about": "summary", "purpose": "summary",
    "warning": "cautions", "warnings": "cautions", "caution": "cautions",
    "comment": "note", "instruction": "note", "instructions": "note", "hint": "note",
    "author": "sources", "reference": "sources", "references": "sources",
    "exercises": "steps", "routine": "steps", "version": "format", "ice": "cold", "warm": "heat",
    "breath": "breathe", "breathing": "breathe", "stretch": "exercise", "pose": "exercise",
    "rest_between_sets": "set_rest", "rest_between_reps": "rest", "rest_between_repetitions": "rest",
    "between_sets": "set_rest", "between_repetitions": "rest", "photo": "picture", "image": "picture", "pic": "picture",
    "daily": "goal", "daily_goal": "goal", "target": "goal", "a_day": "goal", "reps_per_day": "goal",
    "weight": "load", "weights": "load", "resistance": "load", "band": "load", "kg": "load",
    "drawing": "figure", "hold_for": "hold", "hold_time": "hold", "hold_each": "hold",
    "number_of_sets": "sets", "number_of_repetitions": "reps", "number_of_reps": "reps",
    "change_sides": "switch", "changing_sides": "switch", "progression": "progress", "increase": "progress",
    "alternating": "alternate", "in_turn": "alternate", "get_into_position": "setup", "how_often": "frequency",
    "level": "levels", "stages": "levels", "grades": "levels", "difficulty": "levels",
    "lang": "language", "locale": "language", "tongue": "language", "total_time": "length", "session_length": "length",
    "loop": "repeat", "rounds": "repeat", "ask": "confirm", "question": "confirm",
}  # fmt: skip
"""What people write, and the key that they mean."""
COUNTERPARTS = {"for": "hold", "hold": "for", "cycles": "reps", "reps": "cycles", "length": "for"}
"""A key of one kind of step, or of the top, and its counterpart in other kinds."""
COUNTED_BY_KEY = "reps: open"
"""Among the keys beside another: it is not only there, but `open`."""
_OPEN = p.whole(p.OPEN)
THE_ROUTINE = tr("the routine")
"""What owns the keys at the top of a routine."""
TOP_OF_FILE = tr("the top of the file")


def read_fields(ctx: Context, table: Table, fields: Fields, where: Where, owner: str) -> dict[str, Any]:
    """The values of all known keys; unknown and missing ones are noted as problems.

    `owner` names what the keys belong to, for a sentence: "an `exercise` step".
    """
    known = fields.by_key
    offered = tuple(field.key for field in fields if not field.hidden)
    values: dict[str, Any] = {}
    counted = {COUNTED_BY_KEY} if is_open(table.values.get("reps")) else frozenset[str]()
    for key, node in table.values.items():
        definition = known.get(key)
        if definition is None:
            there = frozenset(table.values).intersection(COUNTERPARTS)
            what, instead = unknown_key(key, offered, owner, there | counted)
            ctx.problems.error(table.marks[key], where, what, instead)
            # The misspelling is reported; read on as if it were right, to find other mistakes.
            definition = known.get(nearest(key, offered) or "")
            if definition is None or definition.key in table.values:
                continue
        values[definition.key] = ctx.read(definition, node, (*where, key))
    for definition in fields.required:
        if definition.key not in values:
            instead = tr("Add a line like `{example}`.", example=definition.example)
            ctx.problems.error(table.mark, where, tr("`{key}` is missing", key=definition.key), instead)
    return values


def is_open(node: Node | None) -> bool:
    """Whether a value is `open`: of repetitions, that a key counts them."""
    return isinstance(node, Scalar) and re.match(_OPEN, node.text) is not None


@lru_cache(maxsize=256)
def unknown_key(key: str, known: tuple[str, ...], owner: str, there: frozenset[str] = frozenset()) -> tuple[str, str]:
    """What is wrong with a key that `owner` doesn't have, and what to write instead; `there` are keys beside it."""
    if not key:
        return tr("{owner} has a value without a key", owner=owner), tr("Write a word before the colon.")
    if home := _home(key, owner):
        put = _may_have(known, owner)
        others = COUNTERPARTS.get(key, ""), COUNTERPARTS.get(COUNTERPARTS.get(key, ""), "")
        if (own := next((other for other in others if other in known and other != key), "")) in known:
            put = tr("Write `{key}` here.", key=own)
            if own in there:
                put = tr("Take it out: `{key}` is there.", key=own)
            elif own == "hold" and COUNTED_BY_KEY in there:
                put = tr(
                    "Take it out, and write a `note`: with `reps: open` you take as long as you like for each one."
                )
        elif owner == THE_ROUTINE:
            put = tr("Put it under `steps`, into {step}.", step=home)
        elif home == TOP_OF_FILE:
            put = tr("Put it above `steps`, at the very left.")
        return tr("`{key}` belongs to {home}, not to {owner}", key=key, home=home, owner=owner), put
    near = nearest(key, known)
    instead = tr("Did you mean `{near}`?", near=near) if near else _may_have(known, owner)
    if key == "every" and "days_a_week" in known:
        instead = tr("Write `days_a_week: 3-4` for every 2 days.")
    return tr("{key} is not a key of {owner}", key=quoted(key), owner=owner), instead


def nearest(key: str, known: Iterable[str]) -> str | None:
    """The known key that `key` probably means, or None."""
    plain = key[:40].strip().lower().replace("-", "_").replace(" ", "_")
    candidates = list(known)
    if plain in candidates:
        return plain
    other = OTHER_WORDS.get(plain, plain)
    for word in (other, COUNTERPARTS.get(other)):
        if word in candidates:
            return word
    found = get_close_matches(plain, candidates, 1, 0.7)
    return found[0] if found else None


def place_of(table: Table, key: str) -> Mark:
    """Where the value of a key stands, which may be misspelt; else where its table does."""
    found = key if key in table.values else next((typed for typed in table.values if nearest(typed, (key,))), None)
    return table.mark if found is None else table.values[found].mark


def _home(key: str, owner: str) -> str:
    """Where a misplaced key of the format belongs; "" if it is no key of the format."""
    kinds = kinds_with(key)
    if kinds:
        return tr("a step with {kinds}", kinds=_listed(kinds))
    if key in KINDS:
        return tr("a step of its own under `steps`")
    if owner != THE_ROUTINE and key in TOP.by_key:
        return TOP_OF_FILE
    if owner == THE_ROUTINE and key in COMMON.by_key:
        return tr("a step")
    return ""


def _may_have(known: tuple[str, ...], owner: str) -> str:
    return tr("{owner} may have {keys}.", owner=begun(owner), keys=_listed(known))


def _listed(keys: tuple[str, ...]) -> str:
    head = ", ".join(f"`{key}`" for key in keys[:-1])
    return tr("{keys} or `{last}`", keys=head, last=keys[-1]) if head else f"`{keys[-1]}`"
