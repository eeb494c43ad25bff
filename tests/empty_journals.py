"""An empty journal is built once by all tests of a process: SQLite waits for the disk several times while it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from unclench.journal import file

build_beside = file.build_beside


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        return build_beside(Path(folder) / "journal.db").read_bytes()


def copied_beside(path: Path, fill: Callable[[Path], None] | None = None) -> Path:
    """In the place of `build_beside`, for tests that are not about the journal's file itself."""
    if fill is not None:
        return build_beside(path, fill)
    file.clear_away(path)
    new = file.unfinished_path(path)
    new.touch(0o600)
    new.write_bytes(_empty())
    return new
