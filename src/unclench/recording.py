"""A running session written into the book: each step as it ends, each exposure before it begins."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from unclench.exposure.guards import Plan, Verdict
from unclench.exposure.records import Exposure, Skin
from unclench.keeping import Book
from unclench.model import Routine
from unclench.timeline import Segment, StepInfo, Timeline
from unclench.together import applications, puts_to_sleep

if TYPE_CHECKING:
    from unclench.journal.store import Journal


class Part:
    """A step, or one side or set of it, while it lasts. Times: `at` on the session's clock, `wall` since 1970, ms."""

    def __init__(self, segment: Segment, at: int, wall: int) -> None:
        self.segment, self.at, self.wall = segment, at, wall
        self.rep, self.first = segment.rep, segment.index
        self.whole = True
        """Whether nothing of it was skipped."""

    @property
    def preparing(self) -> bool:
        """Whether nothing of the step itself has begun yet: getting ready belongs to what follows it."""
        return (self.segment.rep, self.segment.set, self.segment.side) == (None, None, None)

    def holds(self, other: Segment) -> bool:
        """Whether a segment belongs to it: rests and changes of side belong to what they follow.

        From its own beginning, or from further back, it is played once more, which is another one.
        """
        mine = self.segment
        if mine.step != other.step or other.index <= self.first:
            return False
        return self.preparing or (other.set, other.side) in ((mine.set, mine.side), (None, None))


class Recorder:
    """Keeps one session. What cannot be written is told once, by the book; the session goes on."""

    def __init__(self, book: Book, routine: Routine, timeline: Timeline, *, reason: str | None = None) -> None:
        """`reason` was typed for its first application."""
        from unclench.journal.records import SessionRecord, new_id

        self._book, self._timeline = book, timeline
        self._plan: Plan = applications(timeline)[1]
        now = book.now().wall
        zone = datetime.fromtimestamp(now / 1000).astimezone().utcoffset()
        self.session = SessionRecord(
            id=new_id(), routine=routine.id, title=routine.title, edition=routine.edition,
            tags=",".join(tag.replace(",", " ") for tag in routine.tags),
            began=now, zone=round(zone.total_seconds() / 60) if zone else 0,
        )  # fmt: skip
        self._reason = reason
        self._part: Part | None = None
        self._latest = -1
        """The index of the segment that began last."""
        self._content: str | None = None
        self._known: Timeline | None = None
        self._written = False
        self.on_skin: Exposure | None = None
        """What this session has put on the skin and has not heard to be off."""
        if puts_to_sleep(routine, timeline) is not None:
            book.doze()

    # -- steps ---------------------------------------------------------------------------

    def entered(self, segment: Segment, at: int, timeline: Timeline) -> None:
        """A segment of `timeline` (the session's own, or as keys have changed it) began at clock time `at`."""
        back, self._latest = segment.index <= self._latest, segment.index
        if self._part is not None and not self._part.holds(segment):
            self._part.whole &= not back
            self._close_part(at)
        if self._part is None:
            self._part = Part(segment, at, self._wall())
            self._part.whole = not back or segment.rep in (None, 1)  # back in its middle, the rest of it was before
        elif self._part.preparing:
            self._part.segment, self._part.rep = segment, segment.rep
        elif segment.rep is not None and segment.side == self._part.segment.side:
            self._part.rep = segment.rep
        self._timeline = timeline
        self._book.use(lambda journal: self._place(journal, segment.index))

    def left_out(self) -> None:
        """Something of the part that runs is skipped."""
        if self._part is not None:
            self._part.whole = False

    def ended(self, why: str, at: int) -> None:
        """The session is over: "finished", or why it was left."""
        if self._part is not None and why != "finished":
            self._part.whole = False
        self._close_part(at)
        ended = self._wall()
        self._book.use(lambda journal: self._end(journal, ended, why))
        self._book.wake()
        self._book.rest()

    def _wall(self) -> int:
        return self._book.now().wall

    def _close_part(self, at: int) -> None:
        from unclench.journal.records import StepRecord, new_id

        part, self._part = self._part, None
        if part is None:
            return
        segment, step = part.segment, self._timeline.steps[part.segment.step]
        record = StepRecord(
            id=new_id(), session=self.session.id, number=step.index + 1, name=step.title, kind=step.kind,
            exercise=step.exercise, side=segment.side, set=segment.set, rep=part.rep, reps=segment.reps,
            began=part.wall, ended=part.wall + at - part.at, lasted=at - part.at, done=part.whole,
        )  # fmt: skip

        def write(journal: Journal) -> None:
            self._keep_session(journal)
            journal.add(record)

        self._book.use(write)

    def _keep_session(self, journal: Journal) -> None:
        if not self._written:
            journal.add(self.session)
            self._written = True

    def _place(self, journal: Journal, index: int) -> None:
        self._keep_session(journal)
        if self._timeline is not self._known:
            self._content, data = packed(self._timeline)
            journal.keep_content(self._content, data)
            self._known = self._timeline
        journal.move(self.session.id, index, self._content)

    def _end(self, journal: Journal, ended: int, why: str) -> None:
        self._keep_session(journal)
        journal.end(self.session.id, ended, why)

    # -- the skin ------------------------------------------------------------------------

    def why_not(self, kind: Skin) -> Verdict | None:
        """None where `kind` may go on now."""
        if self._reason:
            return None  # it is asked for again with the reason, when it goes on
        return self._book.verdict(kind, self._plan, self.session.id)

    def put_on(self, kind: Skin, lasting: int, reason: str | None = None) -> Verdict | None:
        """It goes on now, for `lasting` ms; kept on the disk before this returns. Or the answer is why not."""
        reason = reason or self._reason
        started = self._book.start(kind, lasting, self._plan, self.session.id, reason=reason)
        if isinstance(started, Verdict):
            return started
        self.on_skin, self._reason = started, None
        return None

    def taken_off(self) -> None:
        """Somebody has said that it is off."""
        if self.on_skin is not None:
            self._book.off(self.on_skin)
            self.on_skin = None


def packed(timeline: Timeline) -> tuple[str, bytes]:
    """What is played, as bytes, and their name: the same for the same content."""
    import hashlib
    import zlib

    import msgspec

    data = msgspec.msgpack.encode((timeline.steps, timeline.segments))
    return hashlib.sha256(data).hexdigest()[:32], zlib.compress(data)


def unpacked(data: bytes) -> Timeline:
    """The timeline of packed bytes. Raises ValueError for others."""
    import zlib

    import msgspec

    from unclench.compiling import assemble

    try:
        steps, segments = msgspec.msgpack.decode(
            zlib.decompress(data), type=tuple[tuple[StepInfo, ...], tuple[Segment, ...]]
        )
    except (zlib.error, msgspec.MsgspecError) as error:
        raise ValueError("This is nothing that was played.") from error
    return assemble(segments, steps)
