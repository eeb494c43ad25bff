"""Where a session is: a line through clock time and position on the timeline, never a counter. Pure.

Pause, resume, skip, jump and plus ten seconds all come to the same thing: another line. A gate (an open hold, a
question, an alarm) holds the line until a key passes it.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from unclench.session.timeline import Segment, Timeline


class Status(StrEnum):
    """What the session is doing."""

    RUNNING = "running"
    PAUSED = "paused"
    GETTING_READY = "getting ready"
    FINISHED = "finished"


class Playhead(Struct, frozen=True):
    """A line that starts at clock time `time`, `offset` ms into segment `index`; it stays there when `still`.

    `time` may lie ahead: until then the session is getting ready. Behind the last segment, `index` is the number of
    segments. All times are ms.
    """

    timeline: Timeline
    time: int
    index: int
    offset: int
    still: bool = False

    @property
    def base(self) -> int:
        """The position on the timeline at which the line starts, in ms."""
        return self.timeline.start(self.index) + self.offset

    @property
    def past_end(self) -> bool:
        """Whether the line starts behind the last segment."""
        return self.index >= len(self.timeline.segments)

    def where(self, now: int) -> tuple[int, int]:
        """Returns (segment index, ms since its start); once the session is over, (number of segments, 0)."""
        timeline = self.timeline
        if self.past_end:
            return len(timeline.segments), 0
        elapsed = self.offset if self.still else self.offset + max(0, now - self.time)
        position = timeline.starts[self.index] + elapsed
        gate = timeline.next_gate(self.index)
        if gate is not None and position >= timeline.starts[gate]:
            return gate, position - timeline.starts[gate]
        if position >= timeline.total:
            return len(timeline.segments), 0
        index = timeline.at(position, since=self.index)
        return index, position - timeline.starts[index]

    def segment_at(self, now: int) -> Segment | None:
        """The segment at `now`; None once the session is over."""
        index, _ = self.where(now)
        return self.timeline.segments[index] if index < len(self.timeline.segments) else None

    def status(self, now: int) -> Status:
        """Running, paused, getting ready or finished."""
        if self.still:
            return Status.PAUSED
        if self.segment_at(now) is None:
            return Status.FINISHED
        return Status.GETTING_READY if now < self.time else Status.RUNNING

    def has_begun(self, now: int) -> bool:
        """Whether time passes on this line: it is neither paused nor getting ready."""
        return not self.still and now >= self.time

    def time_of(self, position: int) -> int:
        """The clock time at which the line passes a position of the timeline."""
        return self.time + position - self.base

    def next_gate(self) -> tuple[int, int] | None:
        """The next gate and the clock time at which the line meets it; None while paused, or if no gate comes."""
        gate = self.timeline.next_gate(self.index)
        return None if self.still or gate is None else (gate, self.time_of(self.timeline.starts[gate]))
