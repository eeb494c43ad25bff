"""Records a running session in the logbook: each step as it ends, each exposure before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench.journal.logbook import Logbook
from unclench.keynames import USUAL
from unclench.routine.model import Routine
from unclench.safety.exposure import Exposure, Skin
from unclench.safety.lockouts import Plan, Verdict
from unclench.session.guidance import as_written
from unclench.session.plan_check import applications, breathes_too_long, puts_to_sleep
from unclench.session.timeline import BREATHING, EXPOSURE, Gate, Kind, Segment, StepInfo, Timeline
from unclench.system.local_time import zone_here

if TYPE_CHECKING:
    from unclench.journal.database import Journal
    from unclench.journal.records import Record, StepRecord


class PlayedPart:
    """A step, or one side or set of it, while it lasts: what becomes one record.

    It began at `at` on the session's clock, and `wall` by the time of day (ms since 1970). Sides that
    alternate are not parts of their own: then `side` is None.
    """

    def __init__(self, segment: Segment, side: str | None, at: int, wall: int) -> None:
        self.segment, self.side, self.at, self.wall = segment, side, at, wall
        self.rep, self.first = segment.rep, segment.index

    @property
    def preparing(self) -> bool:
        """Whether only getting ready has begun, which belongs to what follows it."""
        return (self.segment.rep, self.segment.side) == (None, None)

    def holds(self, other: Segment, side: str | None) -> bool:
        """Whether a segment belongs to it: rests and changes of side belong to what they follow.

        A segment at its own beginning, or further back, does not: then it is played again, as another part.
        """
        mine = self.segment
        if mine.step != other.step or other.index <= self.first:
            return False
        return self.preparing or (other.set, side) in ((mine.set, self.side), (None, None))


class SessionRecorder:
    """Records one session. If the disk fails, the book reports it once and the session goes on."""

    def __init__(self, book: Logbook, routine: Routine, timeline: Timeline, *, reason: str | None = None) -> None:
        """`reason` was typed to override what was in the way of its first application."""
        from unclench.journal.records import SessionRecord, new_id

        self._book, self._timeline, self._planned = book, timeline, timeline
        self._plan: Plan = applications(as_written(timeline))[1]  # words make no break between packs longer
        now = book.now().wall
        self.session = SessionRecord(
            id=new_id(), routine=routine.id, title=routine.title, edition=routine.edition,
            tags=",".join(tag.replace(",", " ") for tag in routine.tags),
            began=now, zone=zone_here(now),
        )  # fmt: skip
        self._reason = reason
        self._part: PlayedPart | None = None
        self._latest = -1
        """The index of the segment that began last."""
        self._played: set[int] = set()
        """The indices of the segments of the current step that were played and not skipped."""
        self._loaded: set[str] = set()
        """The places of the steps whose load is written down."""
        self._data = b""
        """The timeline as `packed`; the session's row names it by its hash."""
        self._known: Timeline | None = None
        self.on_skin: Exposure | None = None
        """What this session put on the skin, until somebody says that it is off."""
        if puts_to_sleep(routine, timeline) is not None:
            book.slips.doze()

    # -- steps ---------------------------------------------------------------------------

    def entered(self, segment: Segment, at: int, timeline: Timeline) -> None:
        """A segment of `timeline`, as keys may have changed it, began at clock time `at`."""
        side = None if timeline.in_turn[segment.step] else segment.side
        if back := segment.index <= self._latest:
            self._played.discard(self._latest)
        self._timeline = timeline
        if self._part is not None and not self._part.holds(segment, side):
            another = self._part.segment.step != segment.step
            self._close_part(at)
            self._played = {each for each in self._played if not another and (not back or each < segment.index)}
        if self._part is None:
            self._part = PlayedPart(segment, side, at, self._wall())
        elif self._part.preparing:
            self._part.segment, self._part.side, self._part.rep = segment, side, segment.rep
        elif segment.rep is not None and side == self._part.side:
            self._part.rep = segment.rep
        self._latest = segment.index
        self._played.add(segment.index)
        self._book.use(lambda journal: self._record_place(journal, segment.index))

    def left_out(self) -> None:
        """The current segment is skipped. That does not count against one which is meant to be ended by a key."""
        if self._part is not None and self._timeline.segments[self._latest].gate is not Gate.OPEN:
            self._played.discard(self._latest)

    def counted(self, count: int) -> None:
        """A key has counted so many repetitions of the current part."""
        if self._part is not None:
            self._part.rep = count

    def changed(self, timeline: Timeline) -> None:
        """This is the timeline as keys have changed it since the last segment began."""
        self._timeline = timeline

    def unfit(self, timeline: Timeline) -> str:
        """C2.10: no long breathing while another program has something on the skin, and nothing may go on meanwhile."""
        if (limit := breathes_too_long(timeline, on_skin=True)) is None:
            return ""
        if self._book.exposures.waiting():
            return f"{limit.sentence} ({limit.id})"
        self._book.slips.doze()
        return ""

    def ended(self, why: str, at: int) -> None:
        """The session is over: `why` is "finished", or why it was left."""
        if why != "finished":
            self._played.discard(self._latest)
        self._close_part(at)
        ended = self._wall()
        self._book.use(lambda journal: self._record_end(journal, ended, why))
        self._book.slips.wake()
        self._book.release()

    def _wall(self) -> int:
        return self._book.now().wall

    def _close_part(self, at: int) -> None:
        from unclench.journal.records import StepRecord, new_id

        part, self._part = self._part, None
        if part is None:
            return
        segment, step = part.segment, self._timeline.steps[part.segment.step]
        planned = _of_part(self._planned, part)
        record = StepRecord(
            id=new_id(), session=self.session.id, number=step.index + 1, name=step.recorded, kind=step.kind,
            exercise=step.exercise, side=part.side, set=segment.set, rep=part.rep, reps=segment.reps,
            began=part.wall, ended=part.wall + at - part.at, lasted=at - part.at, done=self._done(part, planned),
            place=step.id, parts=_parts(self._timeline, step),
            hold=min((each.width for each in planned if each.label == "hold"), default=0) or None,
        )  # fmt: skip
        self.keep(record, *self._load_of(step, record))

    def _load_of(self, step: StepInfo, record: StepRecord) -> list[Record]:
        """What a step was done with whose load grows, once it was done: the next one goes on from there."""
        from unclench.journal.queries import load_record

        if not step.load or not record.done or step.id in self._loaded:
            return []
        self._loaded.add(step.id)
        return [load_record(self.session.id, step.id, step.load, record.ended)]

    def _done(self, part: PlayedPart, planned: Sequence[Segment]) -> bool:
        """Whether all of a part was played, and no less than planned: not if it was made easier or shorter."""
        to_do = _of_part(self._timeline, part)
        if not to_do:  # left while getting ready, unless the step is nothing but a question
            return not _to_be_done(self._timeline, self._timeline.steps[part.segment.step])
        if not self._played.issuperset(each.index for each in to_do):
            return False
        return sum(each.width for each in to_do) >= sum(each.width for each in planned)

    def keep(self, *records: Record) -> bool:
        """Write records of this session, and the session itself. Returns whether that worked."""
        return self._book.use(lambda journal: self._write(journal, *records))

    def _write(self, journal: Journal, *records: Record) -> None:
        """Write the session as it is now, then the records that belong to it.

        Its row may be gone, if somebody had everything deleted while it plays. Then the session is
        written anew, so that no record belongs to a session that is not there.
        """
        session = self.session
        there = journal.move(session.id, session.place, session.content)
        if not there and session.content is not None:
            journal.keep_content(session.content, self._data)
        if records or not there:
            journal.add(session, *records)

    def _record_place(self, journal: Journal, index: int) -> None:
        content = self.session.content
        if self._timeline is not self._known:
            content, self._data = packed(self._timeline)
            journal.keep_content(content, self._data)
            self._known = self._timeline
        self.session = replace(self.session, place=index, content=content)
        self._write(journal)

    def _record_end(self, journal: Journal, ended: int, why: str) -> None:
        self.session = replace(self.session, ended=ended, why=why)
        self._write(journal)
        journal.end(self.session.id, ended, why)

    # -- the skin ------------------------------------------------------------------------

    def verdict(self, kind: Skin) -> Verdict | None:
        """Why `kind` may not begin now; None where it may."""
        if self._reason:
            return None  # the reason is checked when it is put on
        return self._book.lock_outs.verdict(kind, self._plan, self.session.id)

    def put_on(self, kind: Skin, lasting: int, reason: str | None = None) -> Verdict | None:
        """Start `kind` now, for `lasting` ms: it is on the disk when this returns. Otherwise returns why not."""
        reason = reason or self._reason
        started = self._book.start(kind, lasting, self._plan, self.session.id, reason=reason)
        if isinstance(started, Verdict):
            return started
        self.on_skin, self._reason = started, None
        return None

    def taken_off(self) -> None:
        """Somebody has said here that it is off."""
        if self.on_skin is not None:
            self._book.exposures.off(self.on_skin)
            self.on_skin = None

    def off_elsewhere(self) -> bool:
        """Whether somebody has said in another window that it is off; their answer, and its time, then count."""
        if self.on_skin is None or not self._book.exposures.off_elsewhere(self.on_skin):
            return False
        self.on_skin = None
        return True


def _to_be_done(timeline: Timeline, step: StepInfo) -> list[Segment]:
    """The segments a step is for: not getting ready, and no rest or question before it or within."""
    segments = timeline.segments[step.first : step.last + 1]
    return [
        each
        for each in segments
        if each.kind in (Kind.WORK, Kind.DO)
        or each.kind in BREATHING
        or each.kind in EXPOSURE
        or each.kind.value == step.kind  # a rest or a question that is a step of its own
    ]


def _of_part(timeline: Timeline, part: PlayedPart) -> list[Segment]:
    """The segments to be done in a part."""
    step = timeline.steps[part.segment.step]
    of_set = [each for each in _to_be_done(timeline, step) if each.set == part.segment.set]
    return of_set if timeline.in_turn[step.index] else [each for each in of_set if each.side == part.side]


def _parts(timeline: Timeline, step: StepInfo) -> int:
    """How many parts a step has in the whole session, over all of its rounds."""
    rounds = [each for each in timeline.steps if (each.id, each.kind) == (step.id, step.kind)]
    return sum(
        len({(None if timeline.in_turn[one.index] else each.side, each.set) for each in _to_be_done(timeline, one)})
        or 1
        for one in rounds
    )


def packed(timeline: Timeline) -> tuple[str, bytes]:
    """A timeline as bytes, and a hash of its content to name them by."""
    import hashlib
    import zlib

    import msgspec

    from unclench.session.edits import with_keys

    timeline = with_keys(timeline, USUAL)  # another front end may go on with it
    data = msgspec.msgpack.encode((timeline.steps, timeline.segments))
    return hashlib.sha256(data).hexdigest()[:32], zlib.compress(data)


def unpacked(data: bytes) -> Timeline:
    """The timeline that was `packed` into these bytes. Raises ValueError if they are anything else."""
    import zlib

    import msgspec

    from unclench.session.compiler import assemble

    try:
        steps, segments = msgspec.msgpack.decode(
            zlib.decompress(data), type=tuple[tuple[StepInfo, ...], tuple[Segment, ...]]
        )
    except (zlib.error, msgspec.MsgspecError) as error:
        raise ValueError("not a packed timeline") from error
    return assemble(segments, steps)
