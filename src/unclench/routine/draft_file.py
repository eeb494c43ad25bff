"""A draft and the file that it is of, or will be: opened, saved, and kept while it is not saved.

What is not saved of a draft has one file in a folder of the program's own: by the path of the routine's file, or under
a name of its own as long as that has none. No more is believed of what stands there than anybody could have put there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.routine.draft import Draft, Read, has_steps
from unclench.routine.fields import MovementLookup
from unclench.routine.library import load_text
from unclench.routine.problems import Collector
from unclench.routine.source import LARGEST, decode, read_bytes
from unclench.routine.template import free_path
from unclench.system.files import Unreadable, contents, read_regular, replace_private, replace_whole

MOST_UNSAVED = 20
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


def unsaved_name(path: Path) -> str:
    """What the changes of this file are kept under."""
    return f"{_OF_A_FILE}{hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:32]}{_SUFFIX}"


def unsaved_new_name() -> str:
    """What those of a routine without a file are kept under."""
    return f"{_NEW}{secrets.token_hex(8)}{_SUFFIX}"


def keep_unsaved(folder: Path, name: str, unsaved: Unsaved) -> None:
    """Keep a draft, whole, in place of what was kept under that name. One too large is not kept. Raises OSError."""
    content = msgspec.json.encode(unsaved)
    if len(content) > LARGEST_KEPT:
        return
    replace_private(folder / name, content)
    for path in sorted(_files(folder), key=_when)[:-MOST_UNSAVED]:
        forget_unsaved(folder, path.name)


def unsaved_kept(folder: Path, name: str) -> Unsaved | None:
    """What is kept under a name; None if nothing is, or nothing that can be used."""
    try:
        content = contents(folder / name, LARGEST_KEPT + 1)
        found = msgspec.json.decode(content, type=Unsaved)
        size = max(len(found.draft.encode()), len((found.before or "").encode()))
    except (Unreadable, msgspec.DecodeError, UnicodeError):
        return None
    return found if size <= LARGEST and found.at >= 0 else None


def unsaved_new(folder: Path) -> Iterator[tuple[str, Unsaved]]:
    """The routines without a file that are kept, each with its name, the latest first."""
    for path in sorted(_files(folder), key=_when, reverse=True):
        if (
            path.name.startswith(_NEW)
            and path.suffix == _SUFFIX
            and (found := unsaved_kept(folder, path.name)) is not None
        ):
            yield path.name, found


def forget_unsaved(folder: Path, name: str) -> None:
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


class NoStepYet(UnclenchError):
    """A draft that can't be saved, since there is nothing to do in it."""

    def __init__(self) -> None:
        super().__init__(tr("Add a step first: a routine needs at least one."))


class DraftFile:
    """A draft with its file. `path` is None as long as a new one was not saved: then its title makes the name."""

    def __init__(
        self, draft: Draft, path: Path | None, folder: Path, before: bytes | None, *, owed: bool = False
    ) -> None:  # fmt: skip
        """`before` is what the file had when it was read; None if there is none yet, in `folder`.

        `owed`: though nothing was changed in it here, leaving without saving would lose something.
        """
        self.draft, self.path, self._folder = draft, path, folder
        self._before, self._first = before, b"" if owed else draft.content

    @property
    def saved(self) -> bool:
        """Whether the file has all of the draft."""
        return self._before == self.draft.content

    @property
    def changed(self) -> bool:
        """Whether leaving now would lose something."""
        return self.draft.content != (self._first if self._before is None else self._before)

    def save(self) -> None:
        """Write the draft into its file. Raises NoStepYet, ChangedMeanwhile, or OSError where it can't be written."""
        self._write(self.path or free_path(self._folder, self.draft.title), self._before)

    def save_beside(self) -> None:
        """Write the draft into a new file beside its own, whose name it then has. Raises as `save` does."""
        own = self.path
        beside = free_path(self._folder, self.draft.title) if own is None else free_path(own.parent, own.stem)
        self._write(beside, None)

    def _write(self, path: Path, before: bytes | None) -> None:
        if self.draft.routine is None:
            raise NoStepYet
        content = self.draft.content
        replace_whole(path, content, before)
        self.path, self._before = path, content

    def unsaved(self, at: int) -> Unsaved:
        """The draft as it is now, to be kept; `at` is in ms since 1970."""
        before = None if self._before is None else self._before.decode()
        return Unsaved(at, self.draft.title, self.draft.content.decode(), before)

    def take_up(self, unsaved: Unsaved) -> None:
        """Take up what was kept of an earlier draft of this file, as a change that can be undone.

        What it was changed from is what the file has to have still when it is saved. Raises LoadError, and ByHand.
        """
        self.draft.take_kept(unsaved.draft.encode())
        self._before = unsaved.began_as

    def read_again(self) -> None:
        """Take up what the file has now, as a change that can be undone. Raises LoadError, and ByHand."""
        assert self.path is not None  # there is nothing to read before it was saved
        content = _content(self.path)
        self.draft.take_all(content)
        self._before = content


def _reader(path: Path, catalogue: MovementLookup, sounds: Path) -> Read:
    return partial(load_text, name=str(path), catalogue=catalogue, path=path, sound_folders=(sounds,))


def _new_reader(folder: Path, catalogue: MovementLookup, sounds: Path) -> Read:
    return _reader(folder / "new.yaml", catalogue, sounds)


def _content(path: Path) -> bytes:
    problems = Collector(str(path))
    content = read_bytes(path, problems)
    decode(content, problems)  # which says what is wrong with the bytes
    return content


def open_draft(path: Path, catalogue: MovementLookup, sounds: Path) -> DraftFile:
    """The draft of a file, to be saved there. Raises LoadError if it isn't valid, and ByHand."""
    content, read = _content(path), _reader(path, catalogue, sounds)
    return DraftFile(Draft(content, read), path, path.parent, content)


def copy_draft(path: Path, folder: Path, catalogue: MovementLookup, sounds: Path) -> DraftFile:
    """The draft of a file, to be saved in another folder by the same name. Raises LoadError, and ByHand."""
    own = folder / path.name
    read = _reader(own, catalogue, sounds)
    return DraftFile(Draft(_content(path), read), own, folder, None)


def propose_draft(text: str, folder: Path, catalogue: MovementLookup, sounds: Path) -> DraftFile:
    """The draft of a file's text that was made of something else, to be saved in a folder. Raises LoadError, ByHand."""
    return DraftFile(Draft(text.encode(), _new_reader(folder, catalogue, sounds)), None, folder, None, owed=True)


def content_now(path: Path) -> bytes | None:
    """What a file has now; None if it can't be read, or isn't there."""
    try:
        return read_regular(path, LARGEST)
    except (OSError, ValueError):
        return None


def restore_draft(
    unsaved: Unsaved, path: Path | None, folder: Path, catalogue: MovementLookup, sounds: Path
) -> DraftFile:  # fmt: skip
    """A draft as it was kept, of a file that can't be opened now or, without a `path`, of none yet.

    It is saved only if the file has again what it had then. Raises LoadError, and ByHand.
    """
    read = _new_reader(folder, catalogue, sounds) if path is None else _reader(path, catalogue, sounds)
    draft = Draft(unsaved.draft.encode(), read, whole=has_steps(unsaved.draft.removeprefix("\ufeff"), read))
    return DraftFile(draft, path, folder, unsaved.began_as, owed=True)


def new_draft(title: str, folder: Path, catalogue: MovementLookup, sounds: Path) -> DraftFile:
    """The draft of a new routine. Raises InvalidChange if that can't be a title."""
    return DraftFile(Draft.new(title, _new_reader(folder, catalogue, sounds)), None, folder, None)
