"""Changes in the editor that were not saved: kept beside the routines, so that they outlive the program.

Each draft has one file in a folder of the program's own: by the path of the routine's file, or under a name of its own
as long as that has none. No more is believed of what stands there than anybody could have put there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from unclench.routine.source import LARGEST
from unclench.system.files import Unreadable, contents, replace_private

MOST = 20
"""Drafts that are kept; of more, the ones that were kept longest ago go."""
LARGEST_KEPT = 12 * LARGEST
"""Bytes of one at most: the draft, and the file that it began as, with what JSON needs."""
_NEW, _OF_A_FILE, _SUFFIX = "new-", "file-", ".json"


class Unsaved(Struct, frozen=True, forbid_unknown_fields=True):
    """A draft as it was last kept."""

    at: int
    """When that was, in ms since 1970."""
    title: str
    draft: str
    """All of its text."""
    before: str | None = None
    """What its file had when it was opened or saved; None if there was none yet."""

    @property
    def began_as(self) -> bytes | None:
        """The content of its file when that was opened or saved; None if there was none yet."""
        return None if self.before is None else self.before.encode()

    def lost(self, content: bytes | None) -> bool:
        """Whether anything would be lost without it, if the file has this content; None: if there is no file."""
        return self.draft.encode() != content

    def elsewhere(self, content: bytes | None) -> bool:
        """Whether something else has changed, made or deleted the file since, if it has this content now."""
        return self.began_as != content


def name_of(path: Path) -> str:
    """What the changes of this file are kept under."""
    return f"{_OF_A_FILE}{hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:32]}{_SUFFIX}"


def new_name() -> str:
    """What those of a routine without a file are kept under."""
    return f"{_NEW}{secrets.token_hex(8)}{_SUFFIX}"


def keep(folder: Path, name: str, unsaved: Unsaved) -> None:
    """Keep it, whole, in place of what was kept under that name. One that is too large is not kept. Raises OSError."""
    content = msgspec.json.encode(unsaved)
    if len(content) > LARGEST_KEPT:
        return
    replace_private(folder / name, content)
    for path in sorted(_files(folder), key=_when)[:-MOST]:
        forget(folder, path.name)


def kept(folder: Path, name: str) -> Unsaved | None:
    """What is kept under a name; None if nothing is, or nothing that can be used."""
    try:
        content = contents(folder / name, LARGEST_KEPT + 1)
        found = msgspec.json.decode(content, type=Unsaved)
        size = max(len(found.draft.encode()), len((found.before or "").encode()))
    except (Unreadable, msgspec.DecodeError, UnicodeError):
        return None
    return found if size <= LARGEST and found.at >= 0 else None


def kept_new(folder: Path) -> Iterator[tuple[str, Unsaved]]:
    """The routines without a file that are kept, each with its name, the latest first."""
    for path in sorted(_files(folder), key=_when, reverse=True):
        if path.name.startswith(_NEW) and path.suffix == _SUFFIX and (found := kept(folder, path.name)) is not None:
            yield path.name, found


def forget(folder: Path, name: str) -> None:
    """Delete it, where it is there and can be deleted."""
    with contextlib.suppress(OSError):
        (folder / name).unlink()


def _files(folder: Path) -> list[Path]:
    """All that is kept, and what a program that was killed while it wrote has left of its writing."""
    try:
        found = list(folder.iterdir())
    except OSError:
        return []
    return [path for path in found if path.name.startswith((_NEW, _OF_A_FILE)) and _SUFFIX in path.name]


def _when(path: Path) -> int:
    try:
        return path.lstat().st_mtime_ns
    except OSError:
        return 0
