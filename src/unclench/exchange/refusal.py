"""Why something that came from elsewhere is not taken."""

from __future__ import annotations

from collections.abc import Iterable

from unclench.errors import UnclenchError


class NotTaken(UnclenchError):
    """Nothing of a file, folder or zip was taken. Each of `problems` is a line: where, what is wrong, what instead."""

    def __init__(self, problems: Iterable[object]) -> None:
        self.problems = tuple(map(str, problems))
        super().__init__("\n".join(self.problems))
