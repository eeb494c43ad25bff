"""Where a sound server is in our stream: what it has taken, and what is heard, learnt from its answers."""

from __future__ import annotations

from collections import deque

from unclench.audio.stream import GAP
from unclench.media.pcm import RATE

SETTLING = 400
"""Ms after the first answer in which the line may jump."""
WINDOW = 8_000
"""Ms of answers of which the earliest counts."""
CLOSE = 1
"""Ms that an answer may be late without another being better."""
SLEW = 0.0015
"""Ms per ms: how fast the line follows a drift at most."""
LEAP = 3
"""Ms ahead of the line at which an answer moves it at once, since none can be too early."""
RECENT = 40
"""Ms in which the answers belong to one look: the question and those asked again."""
SHIFT = 5
"""Ms by which the line must be too early to be moved back at once..."""
SHIFTED = 4
"""...at so many looks one after the other."""

PER_MS = RATE / 1000
"""Frames."""


class ServerPosition:
    """Which frames are heard and which have been taken at a clock time (ms), learnt from the server's answers.

    PulseAudio's are exact. PipeWire's are those of its last cycle, hence late by up to a cycle and never early;
    so of the answers of some seconds the earliest counts. Pure arithmetic: the caller passes the time.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew, as on another sink."""
        self._anchor: tuple[float, float] | None = None
        self._ahead = 0.0  # frames by which the line of what is heard runs ahead of anchor + elapsed time
        self._taken = 0.0  # the same of what has been taken
        self._seen: deque[tuple[float, float, float]] = deque()
        self._behind: list[tuple[float, float]] = []  # of looks, one after the other: how far ahead, and when
        self._seen_at = 0.0

    @property
    def known(self) -> bool:
        """Whether there was an answer."""
        return self._anchor is not None

    def settled(self, now: float) -> bool:
        """Whether the line no longer jumps."""
        return self._anchor is not None and now - self._anchor[0] >= SETTLING

    def observe(self, at: float, taken: float, heard: float) -> bool:
        """Learn where the server was at `at`. Returns whether the line was laid anew, as after a suspend."""
        if self._anchor is None:
            self._lay(at, taken, heard)
            return True
        since, base = self._anchor
        gone = base + (at - since) * PER_MS
        ahead = heard - gone
        if abs(ahead - self._ahead) > GAP * PER_MS:
            self._lay(at, taken, heard)
            return True
        self._seen.append((at, ahead, taken - gone))
        while self._seen[0][0] < at - WINDOW:
            self._seen.popleft()
        self._taken = max(taken for _, _, taken in self._seen)
        best = max(ahead for _, ahead, _ in self._seen)
        if at - since < SETTLING or ahead > self._ahead + LEAP * PER_MS:
            self._ahead = best
        else:
            step = SLEW * PER_MS * max(at - self._seen_at, 0.0)
            self._ahead += min(max(best - self._ahead, -step), step)
        self._seen_at = at
        return False

    def look_ended(self) -> bool:
        """Note that the server will not be asked again for now: if several looks found it behind, it is behind.

        Returns whether another look should follow soon, since this one did.
        """
        if not self._seen:
            return False
        seen = max((ahead, at) for at, ahead, _ in self._seen if at >= self._seen_at - RECENT)
        if seen[0] >= self._ahead - SHIFT * PER_MS:
            self._behind.clear()
            return False
        self._behind.append(seen)
        if len(self._behind) == SHIFTED:
            self._ahead = max(self._behind)[0]
            since = self._behind[0][1] - RECENT
            self._seen = deque(one for one in self._seen if one[0] > since)
            self._behind.clear()
        return True

    def late(self, at: float, heard: float) -> bool:
        """Whether an answer lies behind the line, so that another may be better."""
        return heard < self.heard_at(at) - CLOSE * PER_MS

    def heard_at(self, ms: float) -> float:
        """The frame that is heard at a moment. Only after the first answer, like the next."""
        assert self._anchor is not None
        since, base = self._anchor
        return base + self._ahead + (ms - since) * PER_MS

    def taken_at(self, ms: float) -> float:
        """The frame before which everything may have been taken by then."""
        assert self._anchor is not None
        since, base = self._anchor
        return base + self._taken + (ms - since) * PER_MS

    def _lay(self, at: float, taken: float, heard: float) -> None:
        self.forget()
        self._anchor, self._taken, self._seen_at = (at, heard), taken - heard, at
        self._seen.append((at, 0.0, self._taken))
