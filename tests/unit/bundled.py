"""The routines that come with the program, for tests of several folders."""

from __future__ import annotations

from unclench.config import paths
from unclench.routine import Catalogue, Library

CATALOGUE = Catalogue(paths.shipped("routines") / "exercises")
BUNDLED = {
    entry.id: entry.routine
    for entry in Library([("bundled", paths.shipped("routines"))], CATALOGUE).entries()
    if entry.routine is not None
}
"""By their ids."""
