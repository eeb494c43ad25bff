"""What is wrong with a file, where, and what to write instead: as records and as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.routine.model import Mark
from unclench.system.safe_text import UNSAFE

Severity: TypeAlias = Literal["error", "warning"]
Where: TypeAlias = tuple[str, ...]

EXCERPT = 60
"""The most characters of the author's text that a problem quotes."""
LONGEST = 4_096
"""The most characters of a file's name, and of a problem's sentences."""
MOST = 200
"""The most problems in one report. Beyond that, fix the first ones first."""


def visible(text: str, most: int = EXCERPT) -> str:
    """The first `most` characters of `text`, on one line and safe to print in any terminal.

    A control character becomes its code in angle brackets, as in `<1b>`.
    """
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return re.sub(UNSAFE, lambda found: f"<{ord(found[0]):02x}>", cut)


def quoted(text: str, most: int = EXCERPT) -> str:
    """`text` made visible, between quotation marks that it is unlikely to contain itself."""
    return f"“{visible(text, most)}”"


class Problem(Struct, frozen=True):
    """One mistake. `what` is a sentence without its full stop; `instead` is one or more whole sentences.

    `where` is the way from the top of the routine to the value; it is empty if the line says enough.
    """

    path: str
    mark: Mark
    where: Where
    what: str
    instead: str
    severity: Severity = "error"

    def __str__(self) -> str:
        place = f"{visible(self.path, LONGEST)}:{self.mark.line}:{self.mark.column}"
        inside = " > ".join(visible(part) for part in self.where)
        said = visible(f"{self.what}. {self.instead}", LONGEST)  # both may quote the author
        return f"{place}: {inside}{': ' if inside else ''}{said}"


class LoadError(UnclenchError):
    """A file that can't be used, with everything that is wrong with it: at least one error."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[LoadError], tuple[tuple[Problem, ...]]]:
        return (LoadError, (self.problems,))


class ByHand(UnclenchError):
    """Something that can be changed only in a text editor, since it is written in an unusual way."""

    def __init__(self) -> None:
        super().__init__(tr("This is written in a way that only the text editor can change."))


class Collector:
    """Gathers the problems of one file, each once, until there are MOST of them."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._found: dict[Problem, None] = {}

    def error(self, mark: Mark, where: Where, what: str, instead: str) -> None:
        """Note an error. Raises LoadError once there are too many to be of use."""
        self._add(Problem(self.path, mark, where, what, instead))

    def warn(self, mark: Mark, where: Where, what: str, instead: str) -> None:
        """Note a warning. Raises LoadError once there are too many to be of use."""
        self._add(Problem(self.path, mark, where, what, instead, "warning"))

    def fatal(self, mark: Mark, where: Where, what: str, instead: str) -> LoadError:
        """The exception to raise if reading can't go on. It has all problems found so far, too."""
        self._found[Problem(self.path, mark, where, what, instead)] = None
        return LoadError(self.problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of them, from the top of the file to its end."""
        return tuple(sorted(self._found, key=lambda problem: problem.mark))

    @property
    def failed(self) -> bool:
        """Whether any of them is an error."""
        return any(problem.severity == "error" for problem in self._found)

    def _add(self, problem: Problem) -> None:
        self._found[problem] = None
        if len(self._found) >= MOST:
            raise self.fatal(
                problem.mark,
                (),
                tr("there are more than {most} problems; only these are listed", most=MOST),
                tr("Fix the first ones and check again: many of the rest may disappear."),
            )
