"""The names behind the keys of sources, such as NHS-LBP, read from docs/sources.md."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from unclench.config.paths import shipped

_ROW = re.compile(r"\| (?P<keys>[^|]+) \| (?P<name>[^|]+) \| [^|]* \|")


@cache
def names(path: Path | None = None) -> dict[str, str]:
    """The name of each source by its key; empty if the page is not there."""
    try:
        page = (path or shipped("docs") / "sources.md").read_text("utf-8")
    except OSError:
        return {}
    rows = [row for row in map(_ROW.fullmatch, page.splitlines()) if row is not None and row["keys"] != "Key"]
    return {key: _short(row["name"]) for row in rows for key in row["keys"].split(", ")}


def _short(name: str) -> str:
    """The name without where a copy of it was read."""
    name = re.split(r"; | \(", name.strip())[0]
    return name[0].upper() + name[1:]


def named(keys: str) -> str:
    """`seed 001, NHS-LBP` as names, each once; whatever has no name stays as it is."""
    known = names()
    return "; ".join(dict.fromkeys(known.get(key, key) for key in re.split(r", ?", keys)))
