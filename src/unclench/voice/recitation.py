"""What is said while the rest of it is still rendered."""

from __future__ import annotations

from array import array
from collections import deque

from unclench.media.pcm import Samples, frames
from unclench.voice.recorded import BETWEEN


class Recitation:
    """A text that is rendered sentence by sentence: see `ports.Recital`. The voice adds, somebody else takes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.dropped = False
        self._ready: deque[Samples] = deque()
        self._ended = self._begun = False

    def add(self, samples: Samples) -> None:
        """The next sentence; between two of them there is a pause."""
        self._ready.append(array("h", bytes(2 * frames(BETWEEN if self._begun else 0))) + samples)
        self._begun = True

    def end(self) -> None:
        """No more is added."""
        self._ended = True

    def take(self) -> Samples | None:
        """The next sentence with the pause before it; None: not yet, or there is no more."""
        return self._ready.popleft() if self._ready else None

    @property
    def over(self) -> bool:
        """Whether all of it has been taken, and nothing more comes."""
        return self._ended and not self._ready  # in this order: what is added last is seen

    def drop(self) -> None:
        """Nobody listens any more."""
        self.dropped = True
