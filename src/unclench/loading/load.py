"""One routine, from a text or from a file."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from unclench.loading.context import Movements, NoMovements, Trial
from unclench.loading.parse import parse_routine
from unclench.loading.problems import Collector, LoadError, Problem
from unclench.loading.reading import decode, read_bytes, shown
from unclench.model import Routine

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
    trial: Trial | None = None,
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
    trial: Trial | None = None,
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
