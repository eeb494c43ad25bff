"""Files of other programs, as routines: recognised by what is in them, and written out as files of unclench.

Whatever comes out is checked like any other routine before it is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from unclench.exchange import spreadsheet, workout_timer
from unclench.routine.template import slug, title_of


class Foreign(Struct, frozen=True):
    """A routine made of another program's file: its text, and a sentence for all that was `lost`."""

    id: str
    """Its title as an id; "" where that has no letter for it."""
    text: bytes
    lost: tuple[str, ...] = ()


def recognised(content: bytes, shown: str, stem: str) -> list[Foreign]:
    """The routines in a file of another program; none if it is no such file. Raises LoadError with every mistake.

    `shown` is what the file is called in what is said about it, and `stem` its name without folder and ending.
    """
    found = workout_timer.read(content, shown)
    if found is None:
        found = spreadsheet.read(content, shown, title_of(stem))
    return [Foreign(slug(each.data["title"]), _as_file(each.data), each.lost) for each in found or ()]


def _as_file(data: Mapping[str, Any]) -> bytes:
    """Data as `routine.written` has it, as a person would type it: one line for each key."""
    import yaml  # needed only for a file of another program

    text: str = yaml.safe_dump({"format": 1, **data}, sort_keys=False, allow_unicode=True, width=10_000)
    return text.encode()
