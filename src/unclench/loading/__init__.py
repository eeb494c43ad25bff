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
    from unclench.loading.catalogue import Catalogue
    from unclench.loading.library import Entry, Library, RoutineNotFound
    from unclench.loading.load import Loaded, load_file, load_text
    from unclench.loading.problems import LoadError, Problem
    from unclench.loading.spelling import format_count, format_duration, format_time

__all__ = [
    "Catalogue",
    "Entry",
    "Library",
    "LoadError",
    "Loaded",
    "Problem",
    "RoutineNotFound",
    "format_count",
    "format_duration",
    "format_time",
    "load_file",
    "load_text",
]

_HOMES = {
    "Catalogue": "catalogue",
    "Entry": "library",
    "Library": "library",
    "LoadError": "problems",
    "Loaded": "load",
    "Problem": "problems",
    "RoutineNotFound": "library",
    "format_count": "spelling",
    "format_duration": "spelling",
    "format_time": "spelling",
    "load_file": "load",
    "load_text": "load",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
