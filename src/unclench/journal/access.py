"""The one way to open the journal: a damaged one is repaired, and the user is told what happened."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from unclench.journal import folder
from unclench.journal.database import Journal
from unclench.journal.errors import Damaged, Unavailable, explaining
from unclench.journal.file import JournalFile
from unclench.system import safe_text


def open_journal(path: Path, tell: Callable[[str], None], stamp: Callable[[], str]) -> Journal:
    """The journal at `path`; `tell` is given a sentence about whatever had to be done to it.

    A damaged one that cannot be repaired because the disk is full is read as far as possible.
    `stamp` returns the date for the name of a damaged file. Raises Unavailable.
    """
    try:
        journal = Journal(path)
        try:
            journal.file.check()
        except BaseException:
            journal.close()
            raise
    except Damaged:
        try:
            tell(repair_damaged(path, stamp()))
            journal = Journal(path)
        except Unavailable as error:
            return _salvaged(path, tell, error)
    if (copy := journal.file.copy) is not None:
        tell(f"The journal was brought up to date; the older one is kept in {safe_text.line(str(copy))}.")
    return journal


def repair_damaged(path: Path, stamp: str) -> str:
    """Repair a damaged journal; returns the sentence that says so. Raises Unavailable."""
    from unclench.journal.recovery import repair

    why = f"The journal {safe_text.line(str(path))} is damaged, and cannot be mended now"
    try:
        with explaining(path):
            return repair(path, stamp).sentence
    except Unavailable as error:
        raise Unavailable(f"{why}: {error.why}.", error.why) from error
    except Damaged as error:
        raise Unavailable(f"{why}: {error}.", str(error)) from error


def _salvaged(path: Path, tell: Callable[[str], None], why: Unavailable) -> Journal:
    """A read-only journal in memory with what a damaged file still holds. Raises `why` where it cannot be read."""
    from unclench.journal.recovery import salvage

    try:
        found = salvage(path)
    except OSError:
        raise why from None
    tell(f"{why} What it still holds is read.")
    journal = Journal(path, JournalFile(path, in_memory=True))
    found.fill(journal)
    journal.file.refuse_writing(f"it is damaged, and cannot be mended now: {why.why}")
    return journal


def copies_beside(path: Path) -> list[Path]:
    """The copies kept beside a journal: damaged files, older versions, and what an interrupted repair left."""
    with contextlib.suppress(OSError):
        kinds = ("damaged", "version", "mending")
        return sorted(found for kind in kinds for found in path.parent.glob(f"{path.stem}.{kind}-*"))
    return []


def remove_leftovers(path: Path) -> None:
    """Delete what was left by programs that were killed while they created or repaired a journal."""
    if folder.unfinished(path):
        with contextlib.suppress(OSError), folder.alone(path.parent):
            folder.clear_away(path)
