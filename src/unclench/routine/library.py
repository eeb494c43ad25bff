"""Routines, exercises and plans in their folders: loads one, lists them all, finds one by name or path.

Everything wrong with a file comes back as problems, in a LoadError or beside what could be loaded.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.routine.fields import FileChecker, MovementLookup, NoMovements
from unclench.routine.model import Movement, Plan, Routine
from unclench.routine.parser import parse_exercise, parse_plan, parse_routine
from unclench.routine.problems import Collector, LoadError, Problem, quoted
from unclench.routine.source import START, decode, read_bytes
from unclench.system.files import read_regular, there

SUFFIXES = (".yaml", ".yml")
ORDER = "order.txt"
"""The file with a folder's own order, one id per line: what you need first comes first."""
LONGEST_ORDER = 256 * 1024
"""Bytes: room for more routines than anybody has."""
NEAR = 0.8
"""How similar (0 to 1) a text and an id must be for a `did you mean`."""


# -- one routine --------------------------------------------------------------------------------


class Loaded(Struct, frozen=True):
    """A routine that can be played, with the warnings about it."""

    routine: Routine
    problems: tuple[Problem, ...] = ()


def load_text(
    text: str | bytes,
    name: str,
    catalogue: MovementLookup | None = None,
    path: Path | None = None,
    *,
    sound_folders: tuple[Path, ...] = (),
    checker: FileChecker | None = None,
) -> Loaded:
    """The routine in `text`. Raises LoadError with everything that is wrong, and nothing else.

    `name` names the file in problems; its stem is the routine's id. Bytes must be UTF-8. `path` is where
    the text comes from: its sounds and pictures are beside it, and `checker` tries them out.
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
        checker=checker,
    )
    if routine is None:
        raise LoadError(problems.problems)
    return Loaded(routine, problems.problems)


def load_file(
    path: Path,
    catalogue: MovementLookup | None = None,
    *,
    sound_folders: tuple[Path, ...] = (),
    checker: FileChecker | None = None,
) -> Loaded:
    """The routine in the file at `path`, as `load_text` reads it. Raises LoadError, and nothing else."""
    content = read_bytes(path, Collector(str(path)))
    return load_text(content, str(path), catalogue, path, sound_folders=sound_folders, checker=checker)


# -- all routines -------------------------------------------------------------------------------


class Entry(Struct, frozen=True):
    """One file of the library. If it is broken, `routine` is None and `problems` says why."""

    id: str
    path: Path
    source: str
    """The label of its folder."""
    routine: Routine | None
    problems: tuple[Problem, ...] = ()
    shadows: Path | None = None
    """The file with the same id in a later folder, which this one replaces."""


class RoutineNotFound(UnclenchError, LookupError):
    """No routine has the id `wanted`. `nearest` are similar ids, best first."""

    def __init__(self, wanted: str, nearest: Sequence[str]) -> None:
        self.wanted = wanted
        self.nearest = tuple(nearest)
        hint = tr("`unclench list` shows them all.")
        if nearest:
            hint = tr("Did you mean {near}?", near=tr(" or ").join(nearest))
        super().__init__(tr("There is no routine called {name}. {hint}", name=quoted(wanted), hint=hint))


class Library:
    """Folders of routines, each with a label. Where two have the same id, the earlier folder wins.

    A routine is a file in such a folder, or has a folder of its own there, by its id: `heel-slides/heel-slides.yaml`.
    """

    def __init__(
        self,
        folders: Sequence[tuple[str, Path]],
        catalogue: MovementLookup | None = None,
        *,
        sound_folders: tuple[Path, ...] = (),
    ) -> None:
        self._folders = tuple(folders)
        self._catalogue = catalogue
        self._sound_folders = sound_folders

    def entries(self) -> list[Entry]:
        """Every routine, even broken ones, folder by folder in each folder's order. Reads the files anew."""
        return [self._load(entry) for entry in self._found()]

    def ids(self) -> tuple[str, ...]:
        """Every id, in the same order. Opens no routine."""
        return tuple(entry.id for entry in self._found())

    def files(self) -> dict[str, Path]:
        """The file of every id. Opens no routine."""
        return {entry.id: entry.path for entry in reversed(self._found())}  # of two with one id the first counts

    def find(self, id_or_path: str | Path) -> Entry:
        """The routine with this id or in the file at this path, even if it is broken.

        A text that looks like a path (see `is_path`) is taken for one. Raises RoutineNotFound for an
        unknown id.
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
        """The files, not read yet, with what they replace."""
        entries: dict[str, Entry] = {}
        doubles: list[Entry] = []
        for label, folder in self._folders:
            here: dict[str, Path] = {}
            for path in in_order(_routine_files(folder), folder / ORDER):
                id_ = routine_id(path)
                first = entries.get(id_)
                beside = here.setdefault(id_, path)
                if first is None:
                    entries[id_] = Entry(id_, path, label, None)
                elif first.path == path:
                    continue  # a folder that was named twice
                elif beside != path:
                    doubles.append(Entry(id_, path, label, None, (_double(path, beside.relative_to(folder)),)))
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


def _double(path: Path, first: Path) -> Problem:
    what = tr("the file beside it, {name}, has the same id", name=quoted(first.as_posix()))
    return Problem(str(path), START, (), what, tr("Rename one of the two."))


# -- exercises ----------------------------------------------------------------------------------


class Catalogue:
    """The exercises, by id (the file's stem) and by name. The first folder that has an id wins."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._paths: Mapping[str, Path] | None = None
        self._read: dict[str, Movement | None] = {}
        self._names: dict[str, str] | None = None
        self._problems: list[Problem] = []
        self._suggested: dict[str, str | None] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id, sorted. Opens no file."""
        return tuple(self._files())

    def get(self, id: str) -> Movement | None:
        """The exercise with this id; None if there is none or its file is broken."""
        if id not in self._read:
            path = self._files().get(id)
            self._read[id] = None if path is None else self._load(path)
        return self._read[id]

    def find(self, text: str) -> Movement | None:
        """The exercise with this id, or else with exactly this name or other name, in any case."""
        text = text.strip()
        if text in self._files():
            # A broken exercise must not break the routine: its id serves as its name.
            return self.get(text) or Movement(text, text.replace("-", " ").capitalize())
        found = self._by_name().get(_folded(text))
        return None if found is None else self.get(found)

    def search(self, typed: str) -> tuple[Movement, ...]:
        """The exercises that have every word typed in one of their names; first those that begin so."""
        words, found = _folded(typed).split(), list[tuple[bool, str, Movement]]()
        for id_ in self._files() if words else ():
            if (movement := self.get(id_)) is not None:
                names = [_folded(name) for name in (movement.name, *movement.also, id_)]
                if any(all(word in name for word in words) for name in names):
                    begins = any(name.startswith(words[0]) for name in names)
                    found.append((not begins, _folded(movement.name), movement))
        return tuple(movement for _, _, movement in sorted(found, key=lambda each: each[:2]))

    def suggest(self, text: str) -> str | None:
        """An id that is very similar to `text`, for a `did you mean`."""
        if text not in self._suggested:
            slug = re.sub(r"[^a-z0-9]+", "-", _folded(text[:60])).strip("-")
            near = get_close_matches(slug, self._files(), 1, NEAR)
            self._suggested[text] = near[0] if near else None
        return self._suggested[text]

    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong with any of the files, but for figures (see `read_exercise`). Reads them all."""
        for id_ in self._files():
            self.get(id_)
        return tuple(self._problems)

    def _files(self) -> Mapping[str, Path]:
        if self._paths is None:
            found: dict[str, Path] = {}
            for folder in self._folders:
                for path in yaml_files(folder):
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

    def _load(self, path: Path) -> Movement | None:
        problems = Collector(str(path))
        try:
            movement = _exercise_in(path, problems)
        except LoadError as error:
            self._problems.extend(error.problems)
            return None
        self._problems.extend(problems.problems)
        return movement


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("\u2019", "'").split())


def read_exercise(path: Path) -> Movement:
    """The exercise in one file, including its figure. Raises LoadError with everything wrong in it."""
    problems = Collector(str(path))
    movement = _exercise_in(path, problems, figures=True)
    if movement is None:
        raise LoadError(problems.problems)
    return movement


def _exercise_in(path: Path, problems: Collector, *, figures: bool = False) -> Movement | None:
    return parse_exercise(decode(read_bytes(path, problems), problems), path.stem, problems, figures=figures)


# -- names and folders --------------------------------------------------------------------------


def is_path(text: str) -> bool:
    """Whether a text is a file's path (it has a slash or ends in .yaml) rather than a routine's id."""
    return "/" in text or os.sep in text or text.lower().endswith(SUFFIXES)


def routine_id(path: Path) -> str:
    """The id of a routine: the stem of its file's name."""
    return readable(path.stem if path.suffix.lower() in SUFFIXES else path.name)


def readable(name: str) -> str:
    """A file's name as valid text: bytes that aren't UTF-8 could be neither stored nor printed."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if not name.isascii() else name


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files in a folder, sorted by name; none if there is no such folder."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    except OSError:
        return []


def _routine_files(folder: Path) -> list[Path]:
    """The YAML files in a folder, and those that have a folder of their own name in it; sorted by id."""
    try:
        found = list(folder.iterdir())
    except OSError:
        return []
    files = [path for path in found if path.suffix.lower() in SUFFIXES]
    others = (path for path in found if path.suffix.lower() not in SUFFIXES and not path.name.startswith("."))
    own = (path / f"{path.name}{SUFFIXES[0]}" for path in others)
    return sorted([*files, *filter(there, own)], key=lambda path: (path.stem, path))


def in_order(paths: list[Path], order: Path) -> list[Path]:
    """The files in the order that the file `order` lists, then the others as they came."""
    try:
        lines = read_regular(order, LONGEST_ORDER).decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return paths  # no such file, or not a text
    place = {line.strip(): number for number, line in enumerate(lines)}
    return sorted(paths, key=lambda path: place.get(path.stem, len(place)))


# -- plans ---------------------------------------------------------------------------------------

PLANS_FOLDER = "plans"
"""Plans are in this folder beside the routines."""
_OF_A_PLAN = re.compile(r"^routines *:", re.MULTILINE)
_OF_A_ROUTINE = re.compile(r"^steps *:", re.MULTILINE)


class PlanNotFound(UnclenchError, LookupError):
    """No plan has the id `wanted`."""

    def __init__(self, wanted: str, known: Sequence[str]) -> None:
        self.wanted = wanted
        near = get_close_matches(wanted[:60].lower(), known, 1, NEAR)
        hint = tr("Did you mean {near}?", near=near[0]) if near else tr("`unclench plan` shows them all.")
        super().__init__(tr("There is no plan called {name}. {hint}", name=quoted(wanted), hint=hint))


def load_plan(path: Path) -> Plan:
    """The plan in the file at `path`. Raises LoadError with everything that is wrong, and nothing else."""
    problems = Collector(str(path))
    plan = parse_plan(decode(read_bytes(path, problems), problems), routine_id(path), problems, path=path)
    if plan is None:
        raise LoadError(problems.problems)
    return plan


def is_plan(path: Path) -> bool:
    """Whether a file is a plan rather than a routine, judging by a quick look at its lines."""
    try:
        text = read_bytes(path, Collector(str(path))).decode("utf-8", "replace")
    except LoadError:
        return False  # the loader of routines says what is wrong with it
    return is_of_plan(text)


def is_of_plan(text: str) -> bool:
    """The same for the text of a file."""
    return _OF_A_PLAN.search(text) is not None and _OF_A_ROUTINE.search(text) is None


def plan_doubts(plan: Plan, routines: Collection[str], plans: Collection[str]) -> list[Problem]:
    """What a plan names that isn't there, as warnings; without it the plan still says the rest."""
    problems = Collector(str(plan.path))
    for part in plan.parts:
        for id in part.routines:
            if id not in routines:
                near = get_close_matches(id[:60].lower(), routines, 1, NEAR)
                mend = tr("Did you mean {near}?", near=near[0]) if near else tr("`unclench list` shows them all.")
                problems.warn(part.mark, ("routines",), tr("there is no routine called {id}", id=quoted(id)), mend)
    if plan.then is not None and plan.then not in plans:
        what = tr("there is no plan called {id}", id=quoted(plan.then))
        problems.warn(START, ("then",), what, tr("`unclench plan` shows them all."))
    return list(problems.problems)


class Plans:
    """Folders of plans. Where two have the same id, the earlier folder wins; a broken file is passed over."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)

    def all(self) -> list[Plan]:
        """Every plan that can be read, folder by folder in each folder's order."""
        found: dict[str, Plan] = {}
        for path in self._paths():
            try:
                plan = load_plan(path)
            except LoadError:
                continue
            found.setdefault(plan.id, plan)
        return list(found.values())

    def ids(self) -> list[str]:
        """The ids of all, of broken ones too."""
        return list(dict.fromkeys(map(routine_id, self._paths())))

    def get(self, id: str) -> Plan:
        """The plan with this id. Raises PlanNotFound, or LoadError for one with mistakes."""
        for path in self._paths():
            if routine_id(path) == id:
                return load_plan(path)
        raise PlanNotFound(id, self.ids())

    def _paths(self) -> list[Path]:
        return [path for folder in self._folders for path in in_order(yaml_files(folder), folder / ORDER)]
