"""The exercises of routines/exercises, each read at most once and only when something asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from unclench.loading.load import SUFFIXES
from unclench.loading.parse import parse_exercise
from unclench.loading.problems import Collector, LoadError, Problem
from unclench.loading.reading import decode, read_bytes, shown
from unclench.model import Movement

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
