"""The library's rows, made ready away from the screen: what each routine is and how long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from unclench.choosing import Choices
    from unclench.loading import Entry
    from unclench.model import Routine

GROUPS = {"folder": "This folder", "own": "Your own", "bundled": "Bundled"}


class Row(Struct, frozen=True):
    """One routine of the library; `routine` is None where its file has to be mended."""

    id: str
    title: str
    length: str
    summary: str
    tags: tuple[str, ...]
    source: str
    path: str
    shadows: str
    problems: tuple[str, ...]
    routine: Routine | None

    def matches(self, typed: str) -> bool:
        """Whether every word typed stands somewhere in it."""
        text = " ".join((self.id, self.title, self.summary, *self.tags, self.source)).casefold()
        return all(word in text for word in typed.casefold().split())


def rows(entries: Iterable[Entry], choices: Choices) -> Sequence[Row]:
    """The rows in the library's own order: the user's first, and of the bundled ones what is needed first."""
    return [_row(entry, choices) for entry in entries]


def _row(entry: Entry, choices: Choices) -> Row:
    from unclench import words  # these wait until the first frame is shown
    from unclench.choosing import TooMuch
    from unclench.compiling import compile_routine

    routine, problems, length = entry.routine, [str(problem) for problem in entry.problems], ""
    if routine is not None:
        try:
            timeline = compile_routine(routine, choices)
        except TooMuch as error:
            routine, problems = None, [*problems, f"{entry.path}: {error}"]
        else:
            length = words.clock(timeline.total, at_least=timeline.at_least)
    return Row(
        id=entry.id,
        title=routine.title if routine else entry.id,
        length=length,
        summary=routine.summary if routine else "",
        tags=routine.tags if routine else (),
        source=entry.source,
        path=str(entry.path),
        shadows=str(entry.shadows or ""),
        problems=tuple(problems),
        routine=routine,
    )
