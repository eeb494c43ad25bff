"""What somebody was handed, for tests: sheets, and zips, honest and hostile ones."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

from unclench.config import paths
from unclench.routine import Catalogue, Library

CATALOGUE = Catalogue(paths.shipped("routines") / "exercises")
NOW = 1_800_000_000.0
"""Seconds since 1970."""
SHEET = "format: 1\ntitle: Heel slides\nsteps:\n  - exercise: cat-cow\n    reps: 5\n"
WITH_FILES = SHEET + "    picture: cat.png\nsounds: {go: bells/go.wav}\n"


def library(own: Path) -> Library:
    """The routines in somebody's own folder, and the bundled ones."""
    return Library([("own", own), ("bundled", paths.shipped("routines"))], CATALOGUE)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def entry(name: str, *, mode: int = stat.S_IFREG | 0o644, packed: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """An entry with exactly this name, whatever is in it; `mode` is as in `os.stat`."""
    made = zipfile.ZipInfo("x")
    made.filename = made.orig_filename = name
    made.external_attr = mode << 16
    made.compress_type = packed
    return made


def zipped(*entries: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    """A zip of these names (or entries) and contents, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(entry(name) if isinstance(name, str) else name, content)
    return out.getvalue()


def with_flag(made: bytes, flag: int) -> bytes:
    """The same zip, in whose list every entry has this flag."""
    changed = bytearray(made)
    at = -1
    while (at := made.find(b"PK\x01\x02", at + 1)) >= 0:
        changed[at + 8] |= flag
    return bytes(changed)
