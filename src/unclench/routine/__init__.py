"""Routine files: from text to a `Routine`, or to everything that is wrong with the text.

`load_file` and `load_text` read one routine, `Library` finds and lists them, and `Catalogue` has the
exercises that they refer to. Whatever is in a file, these raise nothing but `LoadError`.

A file goes through `source` (bytes, characters, a tree of typed text), `parser` (keys and
values, as `format` defines them and `fields` and `readers` read them) and `lint` (what is unsafe
or unlikely) to the records of `model`.

The names below are imported when they are first used, so that reading a single duration doesn't wait
for YAML and the whole format.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unclench.routine.library import Catalogue, Entry, Library, Loaded, RoutineNotFound, load_file, load_text
    from unclench.routine.problems import LoadError, Problem

__all__ = [
    "Catalogue",
    "Entry",
    "Library",
    "LoadError",
    "Loaded",
    "Problem",
    "RoutineNotFound",
    "load_file",
    "load_text",
]

_HOMES = {
    "Catalogue": "library",
    "Entry": "library",
    "Library": "library",
    "LoadError": "problems",
    "Loaded": "library",
    "Problem": "problems",
    "RoutineNotFound": "library",
    "load_file": "library",
    "load_text": "library",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
