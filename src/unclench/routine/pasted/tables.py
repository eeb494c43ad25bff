"""A table of a sheet: a line that names its columns, and rows under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

Column: TypeAlias = Literal["name", "sets", "reps", "hold", "rest", "time", "often", "sides", "load", "note"]

_HEADINGS: tuple[tuple[Column, str], ...] = (
    ("often", r"frequency|how often|times (?:a|per) (?:day|week)|per (?:day|week)|daily|(?:x|times) ?/ ?(?:day|week)"),
    ("name", r"(?:name of )?(?:exercises?|activity|activities|movements?|stretch(?:es)?)(?: name)?|name"),
    ("sets", r"(?:no\.? of |number of )?sets"),
    ("reps", r"(?:no\.? of |number of )?(?:reps|repetitions|repeats|rep)|times|repeat"),
    ("hold", r"hold(?: time| for)?|hold \(?(?:s|secs?|seconds)\)?"),
    ("rest", r"rest(?: between sets)?"),
    ("time", r"duration|time|length"),
    ("sides", r"sides?"),
    ("load", r"load|weight|resistance|band"),
    ("note", r"notes?|comments?|instructions?|description|how to|tips"),
)  # fmt: skip
_UNIT = re.compile(r"\b(s|secs?|seconds|mins?|minutes)\b\.?\)?$")
_NOTHING = re.compile(r"^(?:[-_. ]*|n/?a|none|nil)$", re.IGNORECASE)
_FEWEST = 2
"""Columns of a table whose headings have to be known."""


class SheetTable(Struct, frozen=True):
    """The columns from left to right, and the heading of each in small letters."""

    columns: tuple[Column, ...]
    headings: tuple[str, ...]
    aligned: bool
    """Whether several tabs in a row bring its columns under one another, so that two don't mean an empty cell."""

    def row(self, cells: Sequence[str]) -> tuple[str, tuple[tuple[Column, str], ...]] | None:
        """The name in a row, and each other cell as the phrase of a sheet: `hold 10 sec`, `3 sets`.

        None if it has other columns than the table, or no name: where a gap is only wide, nobody can tell which column
        an empty one is, nor whether two tabs behind a short name only align what follows.
        """
        if self.aligned or len(cells) != len(self.columns) or not cells[1]:
            cells = [cell for cell in cells if cell]
        if len(cells) != len(self.columns):
            return None
        filled = [each for each in zip(self.columns, self.headings, cells, strict=True) if not _NOTHING.match(each[2])]
        named = [cell for column, _, cell in filled if column == "name"]
        if not named or not any(letter.isalpha() for letter in named[0]):
            return None
        return named[0], tuple((each[0], _phrase(*each)) for each in filled if each[0] != "name")


def table_of(cells: Sequence[str]) -> SheetTable | None:
    """The table that begins with these cells, if they are headings: one of a name, and all of them known."""
    headings = tuple(cell.lower().strip(" :*") for cell in cells if cell)
    columns = tuple(column for heading in headings if (column := _column(heading)) is not None)
    known = len(columns) == len(headings) == len(set(columns)) and "name" in columns
    return SheetTable(columns, headings, not all(cells)) if known and len(columns) >= _FEWEST else None


def _column(heading: str) -> Column | None:
    unit = _UNIT.search(heading)
    texts = (heading, heading[: unit.start()].strip(" (,/-")) if unit else (heading,)
    return next((column for column, pattern in _HEADINGS for text in texts if re.fullmatch(pattern, text)), None)


def _phrase(column: Column, heading: str, cell: str) -> str:
    """A cell as it would stand in a sentence; one that says its own unit keeps it."""
    counts, unit = re.fullmatch(r"[0-9]{1,4}(?: ?(?:-|to) ?[0-9]{1,4})?", cell), _UNIT.search(heading)
    timed = f"{cell} {unit[1]}" if counts and unit else cell
    match column:
        case "sets" | "reps" if counts:
            return f"{cell} {column}"
        case "hold":
            return timed if "hold" in cell.lower() else f"hold {timed}"
        case "rest":
            return f"rest {timed} between sets" if "between sets" in heading else f"rest {timed}"
        case "time":
            return timed
        case "often" if counts and (per := re.search("day|week", heading)):
            return f"{cell} times a {per[0]}"
        case "sides" if cell.lower() in ("each", "both", "l/r", "r/l", "left and right", "l & r"):
            return "each side"
        case _:
            return cell
