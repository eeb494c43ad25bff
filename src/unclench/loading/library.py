"""The routines of several folders: listed with what is wrong with them, found by id or path."""

from __future__ import annotations

import os
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from unclench.loading.catalogue import listed
from unclench.loading.context import Movements
from unclench.loading.load import SUFFIXES, load_file, readable, routine_id
from unclench.loading.problems import LoadError, Problem, quoted
from unclench.loading.reading import START, shown
from unclench.model import Routine
from unclench.system.files import read_regular

ORDER = "order.txt"
"""A folder's own order, one id a line: what is needed first stands first."""
LONGEST_ORDER = 256 * 1024
"""Bytes: the names of more routines than anybody has."""


class Entry(Struct, frozen=True):
    """One file of the library. `routine` is None where it is broken; then `problems` says why."""

    id: str
    path: Path
    source: str
    """The label of the folder it comes from."""
    routine: Routine | None
    problems: tuple[Problem, ...] = ()
    shadows: Path | None = None
    """The file of a later folder that this one stands in front of."""


class RoutineNotFound(LookupError):
    """No routine has this id. `nearest` are ids that were perhaps meant, best first."""

    def __init__(self, wanted: str, nearest: Sequence[str]) -> None:
        self.wanted = wanted
        self.nearest = tuple(nearest)
        hint = f"Did you mean {' or '.join(nearest)}?" if nearest else "`unclench list` shows them all."
        super().__init__(f"There is no routine called {quoted(wanted)}. {hint}")


class Library:
    """Folders of routines, each with a label; in a case of equal ids the earlier folder wins."""

    def __init__(
        self,
        folders: Sequence[tuple[str, Path]],
        catalogue: Movements | None = None,
        *,
        sound_folders: tuple[Path, ...] = (),
    ) -> None:
        self._folders = tuple(folders)
        self._catalogue = catalogue
        self._sound_folders = sound_folders

    def entries(self) -> list[Entry]:
        """Every routine, folder by folder, each in its own order, broken ones too. Reads the files anew."""
        return [self._load(entry) for entry in self._found()]

    def ids(self) -> tuple[str, ...]:
        """Every id, without opening a file."""
        return tuple(entry.id for entry in self._found())

    def find(self, id_or_path: str | Path) -> Entry:
        """The routine with this id, or in the file at this path; possibly a broken one.

        What looks like a path (with a slash, or with .yaml at its end) is taken for one.
        Raises RoutineNotFound for an id that isn't there.
        """
        text = os.fspath(id_or_path)
        if isinstance(id_or_path, Path) or is_path(text):
            path = Path(text)
            return self._load(Entry(routine_id(path), path, "", None))
        found, text = self._found(), readable(text)
        for entry in found:
            if entry.id == text:
                return self._load(entry)
        wanted = text[:60].strip().lower().replace(" ", "-").replace("_", "-")
        ids = {entry.id.lower(): entry.id for entry in found}
        raise RoutineNotFound(text, [ids[near] for near in get_close_matches(wanted, ids, 2, 0.6)])

    def _found(self) -> list[Entry]:
        """The files to list, unread, with what they shadow."""
        entries: dict[str, Entry] = {}
        doubles: list[Entry] = []
        for label, folder in self._folders:
            for path in in_order(listed(folder), folder / ORDER):
                id_ = routine_id(path)
                first = entries.get(id_)
                if first is None:
                    entries[id_] = Entry(id_, path, label, None)
                elif first.path.parent == path.parent:
                    doubles.append(Entry(id_, path, label, None, (_double(path, first.path),)))
                elif first.shadows is None:
                    entries[id_] = replace(first, shadows=path)
        return [*entries.values(), *doubles]

    def _load(self, entry: Entry) -> Entry:
        if entry.problems:
            return entry
        try:
            loaded = load_file(entry.path, self._catalogue, sound_folders=self._sound_folders)
        except LoadError as error:
            return replace(entry, problems=error.problems)
        return replace(entry, routine=loaded.routine, problems=loaded.problems)


def in_order(paths: list[Path], order: Path) -> list[Path]:
    """The files in the order that a list of ids names, then those it does not, by name."""
    try:
        lines = read_regular(order, LONGEST_ORDER).decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return paths  # no such list: by name, as they came
    place = {line.strip(): number for number, line in enumerate(lines)}
    return sorted(paths, key=lambda path: place.get(path.stem, len(place)))


def is_path(text: str) -> bool:
    """Whether what was typed names a file, and not a routine's id."""
    return "/" in text or os.sep in text or text.lower().endswith(SUFFIXES)


def _double(path: Path, first: Path) -> Problem:
    return Problem(
        shown(path),
        START,
        (),
        f"the file beside it, {quoted(first.name)}, has the same id",
        "Rename one of the two.",
    )
