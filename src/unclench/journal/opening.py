"""The one way to the journal: open it, mend it where it is damaged, and tell what happened."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from unclench.journal.store import Damaged, Journal, Unavailable


def open_journal(path: Path, tell: Callable[[str], None], stamp: Callable[[], str]) -> Journal:
    """The journal at `path`. What had to be done to it is told in one sentence.

    `stamp` gives the date for the name of a damaged file. Raises Unavailable.
    """
    try:
        journal = Journal(path)
        try:
            journal.recognise()
        except BaseException:
            journal.close()
            raise
    except Damaged:
        tell(set_aside(path, stamp()))
        journal = Journal(path)
    if journal.copy is not None:
        tell(f"The journal was brought up to date; the older one is kept in {journal.copy}.")
    return journal


def set_aside(path: Path, stamp: str) -> str:
    """Mend a damaged journal, and give the sentence that says so. Raises Unavailable."""
    from unclench.journal.mending import mend

    try:
        return mend(path, stamp).sentence
    except OSError as error:
        raise Unavailable(f"The journal {path} is damaged and cannot be set aside: {error.strerror}.") from error
    except Damaged as error:
        raise Unavailable(f"The journal {path} is damaged: {error}.") from error


def copies_beside(path: Path) -> list[Path]:
    """The copies of a journal that were kept: of damaged files and of older versions."""
    with contextlib.suppress(OSError):
        found = [*path.parent.glob(f"{path.stem}.damaged-*"), *path.parent.glob(f"{path.stem}.version-*")]
        return sorted(found)
    return []
