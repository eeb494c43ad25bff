"""Where a session is: a line through clock time and position on the timeline, never a counter. Pure.

Pause, resume, skip, jump and plus ten seconds all come to the same thing: another line. A gate (an open hold, a
question, an alarm) holds the line until a key passes it.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from unclench.session.questions import asks
from unclench.session.timeline import BREATHING, Kind, Segment, Timeline

GET_READY = 3_000
"""The countdown before a paused hold goes on, in ms (ours; Feeel does the same)."""


class Status(StrEnum):
    """What the session is doing."""

    RUNNING = "running"
    PAUSED = "paused"
    GETTING_READY = "getting ready"
    FINISHED = "finished"


class Playhead(Struct, frozen=True):
    """A line that starts at clock time `time`, `offset` ms into segment `index`; it stays there when `still`.

    `time` may lie ahead: until then the session is getting ready. After the last segment, `index` is the number of
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
        """Whether the line starts after the last segment, so that the session is over."""
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

    def at(self, now: int, index: int) -> Playhead:
        """The line from the start of a segment on. Paused stays paused there, but a question is asked at once."""
        segments = self.timeline.segments
        still = self.still and index < len(segments) and not asks(segments[index])
        return Playhead(self.timeline, now, index, 0, still=still)

    def paused(self, now: int) -> Playhead:
        """The line that stays where this one is at `now`. A countdown is discarded: it used up nothing of the hold."""
        return Playhead(self.timeline, now, *self.where(now), still=True)

    def resumed(self, now: int) -> Playhead:
        """The line on which a paused session goes on.

        A hold goes on after three seconds to get ready; so does a breath, from its beginning. All else goes on at once.
        """
        segment, index, offset = self.timeline.segments[self.index], self.index, self.offset
        breathes = segment.kind in BREATHING
        if breathes:
            index, offset = self.timeline.breath(index)[0], 0
        ready = breathes or segment.kind is Kind.WORK
        return Playhead(self.timeline, now + GET_READY if ready and segment.gate is None else now, index, offset)

    def on(self, timeline: Timeline, now: int) -> Playhead:
        """The line on an edited timeline: the running segment keeps its place in time, only what is to come moves."""
        index, elapsed = self.where(now)
        time = now if self.has_begun(now) else self.time
        return Playhead(timeline, time, index, elapsed, still=self.still)

    def next_gate(self) -> tuple[int, int] | None:
        """The next gate and the clock time at which the line meets it; None while paused, or if no gate comes."""
        gate = self.timeline.next_gate(self.index)
        return None if self.still or gate is None else (gate, self.time_of(self.timeline.starts[gate]))
