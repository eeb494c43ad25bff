"""A draft and the file that it is of, or will be: opened, saved, and read again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.routine.draft import Draft, Read, has_steps
from unclench.routine.fields import MovementLookup
from unclench.routine.library import load_text
from unclench.routine.problems import Collector
from unclench.routine.source import LARGEST, decode, read_bytes
from unclench.routine.template import free_path
from unclench.routine.unsaved import Unsaved
from unclench.system.files import read_regular
from unclench.system.replacement import replace_whole


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


def opened(path: Path, catalogue: MovementLookup, sounds: Path) -> DraftFile:
    """The draft of a file, to be saved there. Raises LoadError if it isn't valid, and ByHand."""
    content, read = _content(path), _reader(path, catalogue, sounds)
    return DraftFile(Draft(content, read), path, path.parent, content)


def copied(path: Path, folder: Path, catalogue: MovementLookup, sounds: Path) -> DraftFile:
    """The draft of a file, to be saved in another folder by the same name. Raises LoadError, and ByHand."""
    own = folder / path.name
    read = _reader(own, catalogue, sounds)
    return DraftFile(Draft(_content(path), read), own, folder, None)


def proposed(text: str, folder: Path, catalogue: MovementLookup, sounds: Path) -> DraftFile:
    """The draft of a file's text that was made of something else, to be saved in a folder. Raises LoadError, ByHand."""
    return DraftFile(Draft(text.encode(), _new_reader(folder, catalogue, sounds)), None, folder, None, owed=True)


def content_now(path: Path) -> bytes | None:
    """What a file has now; None if it can't be read, or isn't there."""
    try:
        return read_regular(path, LARGEST)
    except (OSError, ValueError):
        return None


def restored(
    unsaved: Unsaved, path: Path | None, folder: Path, catalogue: MovementLookup, sounds: Path
) -> DraftFile:  # fmt: skip
    """A draft as it was kept, of a file that can't be opened now or, without a `path`, of none yet.

    It is saved only if the file has again what it had then. Raises LoadError, and ByHand.
    """
    read = _new_reader(folder, catalogue, sounds) if path is None else _reader(path, catalogue, sounds)
    draft = Draft(unsaved.draft.encode(), read, whole=has_steps(unsaved.draft.removeprefix("\ufeff"), read))
    return DraftFile(draft, path, folder, unsaved.began_as, owed=True)


def begun(title: str, folder: Path, catalogue: MovementLookup, sounds: Path) -> DraftFile:
    """The draft of a new routine. Raises InvalidChange if that can't be a title."""
    return DraftFile(Draft.new(title, _new_reader(folder, catalogue, sounds)), None, folder, None)
