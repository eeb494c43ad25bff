"""The one way to the journal: open it, mend it where it is damaged, and tell what happened."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from unclench.journal.database import Damaged, Journal, Rescued, Unavailable, explaining
from unclench.system import safe_text


def open_journal(path: Path, tell: Callable[[str], None], stamp: Callable[[], str]) -> Journal:
    """The journal at `path`. What had to be done to it is told in one sentence.

    One that is damaged, and cannot be mended on a full disk, is read as far as that goes.
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
        try:
            tell(set_aside(path, stamp()))
            journal = Journal(path)
        except Unavailable as error:
            return _rescued(path, tell, error)
    if journal.copy is not None:
        tell(f"The journal was brought up to date; the older one is kept in {safe_text.line(str(journal.copy))}.")
    return journal


def set_aside(path: Path, stamp: str) -> str:
    """Mend a damaged journal, and give the sentence that says so. Raises Unavailable."""
    from unclench.journal.recovery import mend

    why = f"The journal {safe_text.line(str(path))} is damaged, and cannot be mended now"
    try:
        with explaining(path):
            return mend(path, stamp).sentence
    except Unavailable as error:
        raise Unavailable(f"{why}: {error.why}.", error.why) from error
    except Damaged as error:
        raise Unavailable(f"{why}: {error}.", str(error)) from error


def _rescued(path: Path, tell: Callable[[str], None], why: Unavailable) -> Journal:
    from unclench.journal.recovery import held

    try:
        found = held(path)
    except OSError:
        raise why from None
    tell(f"{why} What it still holds is read.")
    return Journal(path, rescued=Rescued(found.fill, f"it is damaged, and cannot be mended now: {why.why}"))


def copies_beside(path: Path) -> list[Path]:
    """The copies of a journal that were kept: of damaged files and of older versions; and what is left of a mending."""
    with contextlib.suppress(OSError):
        kinds = ("damaged", "version", "mending")
        return sorted(found for kind in kinds for found in path.parent.glob(f"{path.stem}.{kind}-*"))
    return []


def leftovers_gone(path: Path) -> None:
    """Remove what programs left that were killed while they mended or made a journal."""
    from unclench.journal import folder

    if folder.unfinished(path):
        with contextlib.suppress(OSError), folder.alone(path.parent):
            folder.clear_away(path)
