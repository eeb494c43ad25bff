"""A table's keys -> values, by the definitions; what to say about a key that isn't one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from unclench.loading.context import Context
from unclench.loading.fields import COMMON, KINDS, TOP, Fields, kinds_with
from unclench.loading.nodes import Table
from unclench.loading.problems import Where, quoted

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
    "loop": "repeat", "rounds": "repeat", "ask": "confirm", "question": "confirm",
}  # fmt: skip
"""What people write for a key, and the key."""

INSTEAD = {"for": "hold", "hold": "for", "cycles": "reps", "reps": "cycles"}
"""A key of one kind of step, and what the same is called in others."""

TOP_OF_FILE = "the top of the file"


def read_fields(ctx: Context, table: Table, fields: Fields, where: Where, owner: str) -> dict[str, Any]:
    """The values of all known keys; unknown and missing ones are noted as problems.

    `owner` is what the keys belong to, as a problem names it: "an `exercise` step".
    """
    known = fields.by_key
    values: dict[str, Any] = {}
    for key, node in table.values.items():
        definition = known.get(key)
        if definition is None:
            what, instead = unknown(key, tuple(known), owner)
            ctx.problems.error(table.marks[key], where, what, instead)
            # Misspelt, and said so: read on as if it were right, to find the rest.
            definition = known.get(nearest(key, known) or "")
            if definition is None or definition.key in table.values:
                continue
        values[definition.key] = ctx.read(definition, node, (*where, key))
    for definition in fields.required:
        if definition.key not in values:
            ctx.problems.error(
                table.mark,
                where,
                f"`{definition.key}` is missing",
                f"Add a line like `{definition.example}`.",
            )
    return values


@lru_cache(maxsize=256)
def unknown(key: str, known: tuple[str, ...], owner: str) -> tuple[str, str]:
    """What is wrong with a key that `owner` hasn't got, and what to write instead."""
    if not key:
        return f"{owner} has a value without a key", "Write a word before the colon."
    homes = _homes(key, owner)
    if homes:
        if (own := INSTEAD.get(key)) in known:
            return f"`{key}` belongs to {homes}, not to {owner}", f"Write `{own}` here."
        put = _may_have(known, owner)
        if owner == "the routine":
            put = f"Put it under `steps`, into {homes}."
        elif homes == TOP_OF_FILE:
            put = "Put it above `steps`, at the very left."
        return f"`{key}` belongs to {homes}, not to {owner}", put
    if near := nearest(key, known):
        return f"{quoted(key)} is not a key of {owner}", f"Did you mean `{near}`?"
    return f"{quoted(key)} is not a key of {owner}", _may_have(known, owner)


def nearest(key: str, known: Iterable[str]) -> str | None:
    """The one of `known` that was probably meant by `key`, or None."""
    plain = key[:40].strip().lower().replace("-", "_").replace(" ", "_")
    candidates = list(known)
    if plain in candidates:
        return plain
    other = OTHER_WORDS.get(plain, plain)
    for word in (other, INSTEAD.get(other)):
        if word in candidates:
            return word
    found = get_close_matches(plain, candidates, 1, 0.7)
    return found[0] if found else None


def _homes(key: str, owner: str) -> str:
    """Where a key of the format belongs that stands in the wrong place; "" for any other."""
    kinds = kinds_with(key)
    if kinds:
        return "a step with " + _listed(kinds)
    if key in KINDS:
        return "a step of its own under `steps`"
    if owner != "the routine" and key in TOP.by_key:
        return TOP_OF_FILE
    if owner == "the routine" and key in COMMON.by_key:
        return "a step"
    return ""


def _may_have(known: tuple[str, ...], owner: str) -> str:
    return f"{owner[0].upper()}{owner[1:]} may have {_listed(known)}."


def _listed(keys: tuple[str, ...]) -> str:
    head = ", ".join(f"`{key}`" for key in keys[:-1])
    return f"{head} or `{keys[-1]}`" if head else f"`{keys[-1]}`"
