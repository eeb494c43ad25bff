"""Bringing sounds to a volume ahead of their time: five seconds of breath take up to 30 ms."""

from __future__ import annotations

from collections import deque

from unclench.audio.pcm import UNITY, Samples, scaled

KEPT = 16
"""Sounds kept at the gain they were asked for at last; a session comes back to a handful."""


class Scaled:
    """Sounds at gains. Threads may ask at once: at worst both do the work."""

    def __init__(self) -> None:
        self._kept: deque[tuple[Samples, int, Samples]] = deque(maxlen=KEPT)
        """(the samples as they came, the gain, these at that gain)."""

    def of(self, samples: Samples, gain: int) -> Samples:
        """The samples times gain/UNITY; at once if that was asked for lately."""
        if gain == UNITY:
            return samples
        for one, at, ready in tuple(self._kept):
            if one is samples and at == gain:
                return ready
        ready = scaled(samples, gain)
        self._kept.append((samples, gain, ready))
        return ready
