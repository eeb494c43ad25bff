"""The backends in order of preference, and what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from unclench.audio.backend import Backend
from unclench.ports import NotHere, PlayerFailed


class Option(Struct, frozen=True):
    """One backend by its id, and how to make a new one, not yet open."""

    name: str
    make: Callable[[], Backend]


class Ladder:
    """Opens the first of several backends that opens, and remembers why others did not."""

    def __init__(self, options: Sequence[Option]) -> None:
        self._options = list(options)
        self._hopeless: set[str] = set()
        self.reasons: list[tuple[str, str]] = []

    def __len__(self) -> int:
        return len(self._options)

    def better(self, index: int) -> list[int]:
        """What stands before `index` and may work another time."""
        return [i for i in range(index) if not self.hopeless(i)]

    def hopeless(self, index: int) -> bool:
        """Whether one has been found to be of no use here."""
        return self._options[index].name in self._hopeless

    def first(self, indices: Sequence[int], *, again: bool = False) -> tuple[int, Backend] | None:
        """Open the first of these that opens. With `again`, failing is no news and not noted."""
        for index in indices:
            option = self._options[index]
            backend = option.make()
            try:
                backend.open()
            except PlayerFailed as failure:
                backend.close()
                if not again:
                    self.reasons.append((option.name, str(failure)))
                if isinstance(failure, NotHere):
                    self._hopeless.add(option.name)
            else:
                return index, backend
        return None
