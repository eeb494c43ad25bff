"""The samples of one cue as they will be played."""

from __future__ import annotations

from collections.abc import Callable

from unclench.audio.pcm import Samples


class Take:
    """Looked at only when the cue is due: a fitted breath may still be on its way.

    Until it has come, `samples` is the nearest thing there is.
    """

    __slots__ = ("on_better", "samples")

    def __init__(self, samples: Samples) -> None:
        self.samples = samples
        self.on_better: Callable[[Samples], None] | None = None
        """Told, on the thread that made it, when a better rendering has come."""

    def improve(self, samples: Samples) -> None:
        """What was on its way has come."""
        self.samples = samples
        if self.on_better is not None:
            self.on_better(samples)
