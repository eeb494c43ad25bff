"""The routines of several folders: listed with what is wrong with them, found by id or path."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from unclench.errors import UnclenchError
from unclench.routine.fields import FileTrial, Movements, NoMovements
from unclench.routine.model import Movement, Routine
from unclench.routine.parser import parse_exercise, parse_routine
from unclench.routine.problems import Collector, LoadError, Problem, quoted
from unclench.routine.source import START, decode, read_bytes, shown
from unclench.system.files import read_regular

NEAR = 0.8
"""How alike (0 to 1) a text and an id must be before one is taken for a slip of the other."""


class Catalogue:
    """Exercises by id (the file's stem) and by name. The first folder that has an id wins."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._paths: Mapping[str, Path] | None = None
        self._read: dict[str, Movement | None] = {}
        self._names: dict[str, str] | None = None
        self._problems: list[Problem] = []
        self._suggested: dict[str, str | None] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id, sorted; no file is opened for this."""
        return tuple(self._files())

    def get(self, id: str) -> Movement | None:
        """The exercise with this id. None where there is none or where its file is broken."""
        if id not in self._read:
            path = self._files().get(id)
            self._read[id] = None if path is None else self._load(id, path)
        return self._read[id]

    def find(self, text: str) -> Movement | None:
        """By id, else by exactly a name or other name, in any case."""
        text = text.strip()
        if text in self._files():
            # A broken file must not take the routine with it: its id is its name.
            return self.get(text) or Movement(text, text.replace("-", " ").capitalize())
        found = self._by_name().get(_folded(text))
        return None if found is None else self.get(found)

    def suggest(self, text: str) -> str | None:
        """The id that is very near to `text`, for a `did you mean`."""
        if text not in self._suggested:
            slug = re.sub(r"[^a-z0-9]+", "-", _folded(text[:60])).strip("-")
            near = get_close_matches(slug, self._files(), 1, NEAR)
            self._suggested[text] = near[0] if near else None
        return self._suggested[text]

    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong with any file of the catalogue, but for the figures. Reads them all."""
        for id_ in self._files():
            self.get(id_)
        return tuple(self._problems)

    def figure_problems(self) -> tuple[Problem, ...]:
        """Everything wrong with any exercise's figure. An exercise works without, so `get` never asks."""
        found = list[Problem]()
        for path in self._files().values():
            try:
                read_exercise(path)
            except LoadError as error:
                found += error.problems
        return tuple(found)

    def _files(self) -> Mapping[str, Path]:
        if self._paths is None:
            found: dict[str, Path] = {}
            for folder in self._folders:
                for path in listed(folder):
                    found.setdefault(path.stem, path)
            self._paths = dict(sorted(found.items()))
        return self._paths

    def _by_name(self) -> dict[str, str]:
        if self._names is None:
            self._names = {}
            for id_ in self._files():
                if (movement := self.get(id_)) is not None:
                    for name in (movement.name, *movement.also):
                        self._names.setdefault(_folded(name), id_)
        return self._names

    def _load(self, id_: str, path: Path) -> Movement | None:
        problems = Collector(shown(path))
        try:
            movement = parse_exercise(decode(read_bytes(path, problems), problems), id_, problems)
        except LoadError as error:
            self._problems.extend(error.problems)
            return None
        self._problems.extend(problems.problems)
        return movement


def read_exercise(path: Path) -> Movement:
    """The exercise of one file, its figure checked. Raises LoadError with every problem there is."""
    problems = Collector(shown(path))
    movement = parse_exercise(decode(read_bytes(path, problems), problems), path.stem, problems, figures=True)
    if movement is None:
        raise LoadError(problems.problems)
    return movement


def listed(folder: Path) -> list[Path]:
    """The YAML files of a folder by name; none where there is no such folder."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    except OSError:
        return []


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("\u2019", "'").split())


SUFFIXES = (".yaml", ".yml")


class Loaded(Struct, frozen=True):
    """A routine that can be played, and the warnings about it."""

    routine: Routine
    problems: tuple[Problem, ...] = ()


def load_text(
    text: str | bytes,
    name: str,
    catalogue: Movements | None = None,
    path: Path | None = None,
    *,
    sound_folders: tuple[Path, ...] = (),
    trial: FileTrial | None = None,
) -> Loaded:
    """The routine in `text`. Raises LoadError, and nothing else, with every problem in it.

    `name` is the file's name in problems, and its stem the routine's id. Bytes must be UTF-8.
    `path` is where the text came from: sounds are looked for beside it, and tried out by `trial`.
    """
    problems = Collector(name)
    if isinstance(text, bytes):
        text = decode(text, problems)
    routine = parse_routine(
        text,
        routine_id(Path(name)),
        problems,
        catalogue or NoMovements(),
        path=path,
        sound_folders=sound_folders,
        trial=trial,
    )
    if routine is None:
        raise LoadError(problems.problems)
    return Loaded(routine, problems.problems)


def load_file(
    path: Path,
    catalogue: Movements | None = None,
    *,
    sound_folders: tuple[Path, ...] = (),
    trial: FileTrial | None = None,
) -> Loaded:
    """The routine in the file at `path`. Raises LoadError, and nothing else."""
    content = read_bytes(path, Collector(shown(path)))
    return load_text(content, shown(path), catalogue, path, sound_folders=sound_folders, trial=trial)


def routine_id(path: Path) -> str:
    """The id of a routine: its file's stem, with a replacement for each byte that is no letter."""
    return readable(path.stem if path.suffix.lower() in SUFFIXES else path.name)


def readable(name: str) -> str:
    """A file's name as text: what of it is no UTF-8 could not be kept or written anywhere else."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if not name.isascii() else name


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


class RoutineNotFound(UnclenchError, LookupError):
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
