"""Text -> Routine | problems. Everything of a file's problems in one go, and nothing else ever.

`load_file` and `load_text` read one routine; `Library` finds and lists them; `Catalogue` has
the exercises that they refer to. No other exception than `LoadError` leaves these for anything
that stands in a file.

The names below are found when they are asked for: who only reads a duration does not wait for
YAML and the whole of the format.
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
