"""What comes with the program is read once by all tests of a process: every home lists two dozen routines anew.

A file is known by its content, and what a routine takes from the exercises by where all of these lie. What is wrong
with a file is never kept, nor anything of somebody's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from unclench.config import paths
from unclench.routine import library
from unclench.routine.fields import MovementLookup
from unclench.routine.library import Catalogue, Loaded
from unclench.routine.model import Movement
from unclench.routine.problems import Collector

ROUTINES = str(paths.shipped("routines"))
EXERCISES = str(paths.shipped("routines") / "exercises")
BESIDE = (b"sounds:", b"picture:")
"""Keys that make a routine depend on other files; none that comes with the program has one."""


def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until `monkeypatch` is undone."""
    really_load, really_read = library.load_file, library._exercise_in
    routines: dict[object, Loaded] = {}
    movements: dict[object, Movement] = {}
    places: WeakKeyDictionary[Catalogue, tuple[str, ...]] = WeakKeyDictionary()

    def load_file(path: Path, catalogue: MovementLookup | None = None, **about: Any) -> Loaded:
        shipped = str(path.parent) == ROUTINES and path.is_file()
        if not shipped or about.get("checker") is not None or not isinstance(catalogue, Catalogue):
            return really_load(path, catalogue, **about)
        if catalogue not in places:
            files = tuple(catalogue._files().values())
            places[catalogue] = tuple(map(str, files)) if all(str(file.parent) == EXERCISES for file in files) else ()
        if not places[catalogue]:
            return really_load(path, catalogue, **about)
        content = path.read_bytes()
        if any(key in content for key in BESIDE):
            return really_load(path, catalogue, **about)
        key = str(path), content, places[catalogue]
        if (known := routines.get(key)) is None:
            known = really_load(path, catalogue, **about)
            if not known.problems:
                routines[key] = known
        return known

    def exercise_in(path: Path, problems: Collector, *, figures: bool = False) -> Movement | None:
        if str(path.parent) != EXERCISES or not path.is_file():
            return really_read(path, problems, figures=figures)
        key = str(path), path.read_bytes(), figures
        if (known := movements.get(key)) is None:
            before = problems.problems
            known = really_read(path, problems, figures=figures)
            if known is not None and problems.problems == before:
                movements[key] = known
        return known

    monkeypatch.setattr(library, "load_file", load_file)
    monkeypatch.setattr(library, "_exercise_in", exercise_in)
