"""What is not saved of a draft is kept as it changes, so that it outlives the program; once it is saved, no more."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from unclench.routine import draft_file
from unclench.routine.draft_file import DraftFile, Unsaved


class DraftKeeper:
    """Keeps one draft. Writing waits for the disk, so that is done in a thread; all else is the screen's."""

    def __init__(self, file: DraftFile, folder: Path, now: Callable[[], int], name: str = "") -> None:
        """`now` is in ms since 1970; `name` is what a routine without a file was kept under so far."""
        self._file, self._folder, self._now = file, folder, now
        self._new = name or draft_file.unsaved_new_name()
        self._name = name
        """What it is kept under by now; empty if it is not."""
        self._lock = Lock()
        self._number = 0
        """Counts what was to be kept or forgotten: of two writers, the later one is right."""
        self._over = False

    def changed(self) -> None:
        """Something would be lost: what was taken up again is forgotten with it, even if it is saved at once."""
        self._name = self._new if self._file.path is None else draft_file.unsaved_name(self._file.path)

    def due(self) -> Callable[[], None] | None:
        """What keeps the draft as it is now, for a thread; None if nothing would be lost by then."""
        if self._over or not self._file.changed:
            return None
        self.changed()
        self._number += 1
        name, number, found = self._name, self._number, self._file.unsaved(self._now())
        return lambda: self._write(name, number, found)

    def _write(self, name: str, number: int, found: Unsaved) -> None:
        # On a full disk the draft is still on the screen, where saving it says what is wrong.
        with self._lock, contextlib.suppress(OSError):
            if number == self._number:
                draft_file.keep_unsaved(self._folder, name, found)

    def forget(self, *, over: bool = False) -> None:
        """All is saved, or taken back: it is not kept any more. If it is `over`, nothing will be."""
        self._number += 1
        self._over = self._over or over
        if self._name:
            with self._lock:
                draft_file.forget_unsaved(self._folder, self._name)
