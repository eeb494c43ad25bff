"""Text -> Routine | problems. Everything of a file's problems in one go, and nothing else ever.

`load_file` and `load_text` read one routine; `Library` finds and lists them; `Catalogue` has
the exercises that they refer to. `schema` and `starter` are imported by those who need them.
No other exception than `LoadError` leaves these for anything that stands in a file.
"""

from __future__ import annotations

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
