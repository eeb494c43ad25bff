"""Which frame of the stream belongs to which moment of the clock.

A device asks for a block of frames "now", but its asking is ragged: late when the machine is
busy, in bursts when it fills its buffer, on a grid of its own, which is the sound server's. What
is steady is the rate at which frames are played. Asking can only be late, never early, for a
device cannot have played what it was not given; so the most advanced of the recent observations
is the true line, and this follows that: slowly where the device's own clock drifts away, at once
where its stream has been shifted, as by a machine too busy to fill a block in time.
"""

from __future__ import annotations

from collections import deque

BURST = 200
"""Ms after an anchor in which the device fills its buffer, which says nothing of its pace."""
SETTLING = 6
"""Spans after an anchor during which the line may jump: so long may it take until a grid has shown its
earliest moment."""
RECENT = 120
"""Ms of observations that count before the burst is over."""
GAP = 300
"""Ms that a device may fall behind or leap ahead before it counts as another stream: more than it
holds, so that it must have run dry."""
FIRST_GAP = 500
"""The same after the first request: a sound card may have to be woken."""
SLEW = 0.0015
"""Ms a millisecond: the fastest that the line follows a drift once it has settled."""
LEAP = 3
"""Ms by which one observation is ahead of the line that is moved to it at once, for none can be too early."""
SHIFT = 5
"""Ms by which the line must be too early to be moved back at once, more than the best of some requests
is late..."""
SPAN = 150
"""...in this many ms, for which one maximum is kept..."""
BLOCKS = 4
"""...or in as long as so many blocks last, if that is longer..."""
SHIFTED = 3
"""...and in so many of these spans, one after the other."""
SPANS = 20
"""How many of the maxima the line follows otherwise."""


class SampleClock:
    """The line from clock milliseconds to frames, learnt from when the device asks.

    `observe` and `frame_at` are pure arithmetic: the caller brings the time. `block` is how many
    ms it asks for.
    """

    def __init__(self, rate: int, block: int = 0) -> None:
        self._span = max(SPAN, BLOCKS * block)
        self._per_ms = rate / 1000
        self._anchor: tuple[float, int] | None = None
        self._ahead = 0.0  # frames by which the line runs ahead of anchor + elapsed time
        self._seen_at = 0.0
        self._early: list[tuple[float, float]] | None = []
        self._tops: deque[float] = deque(maxlen=SPANS)
        self._span_ends = 0.0

    def observe(self, now: float, frame: int) -> bool:
        """The device asks at `now` (ms) for what starts with `frame`.

        Returns True if the line was laid anew: on the first call, after a pause longer than
        `GAP`, or when the device has leapt ahead by more than that.
        """
        if self._anchor is None:
            return self._lay(now, frame)
        since, base = self._anchor
        seen = (frame - base) - (now - since) * self._per_ms
        if self._early is not None:
            return self._settle(now, frame, seen)
        if abs(seen - self._ahead) > GAP * self._per_ms:
            return self._lay(now, frame)
        if now >= self._span_ends:
            self._tops.append(seen)
            self._span_ends = now + self._span
        elif seen > self._tops[-1]:
            self._tops[-1] = seen
        if not self._shift():
            step = SLEW * self._per_ms * (now - self._seen_at)
            self._ahead += min(max(max(self._tops) - self._ahead, -step), step)
        self._seen_at = now
        return False

    def _shift(self) -> bool:
        """Move the line to where the stream has been shifted; whether that was so."""
        last = [*self._tops][-SHIFTED - 1 :]  # the newest span has just begun, perhaps
        if self._tops[-1] > self._ahead + LEAP * self._per_ms:
            self._ahead = self._tops[-1]
        elif len(last) > SHIFTED and max(last) < self._ahead - SHIFT * self._per_ms:
            self._ahead = max(last)
            self._tops = deque(last, maxlen=SPANS)
        else:
            return False
        return True

    @property
    def settled(self) -> bool:
        """Whether the line no longer jumps."""
        return self._anchor is not None and self._early is None

    def frame_at(self, ms: float) -> int:
        """The frame for a moment; only after the first observation."""
        assert self._anchor is not None
        since, base = self._anchor
        return round(base + self._ahead + (ms - since) * self._per_ms)

    def _lay(self, now: float, frame: int) -> bool:
        self._anchor = (now, frame)
        self._ahead = 0.0
        self._early = [(now, 0.0)]
        return True

    def _settle(self, now: float, frame: int, seen: float) -> bool:
        """Take the most advanced of the last few observations, at once."""
        early = self._early
        assert early is not None  # the caller looked
        gap = FIRST_GAP if len(early) == 1 else GAP
        if now - early[-1][0] > gap and seen < self._ahead - gap * self._per_ms:
            return self._lay(now, frame)
        early.append((now, seen))
        since = early[0][0]
        self._ahead = max(value for at, value in early if at >= min(since + BURST, now - RECENT))
        if now - since >= SETTLING * self._span:
            self._early = None
            self._tops.clear()
            self._tops.append(self._ahead)
            self._span_ends = now + self._span
            self._seen_at = now
        return False
