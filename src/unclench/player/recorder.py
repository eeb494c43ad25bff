"""A running session written into the book: each step as it ends, each exposure before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench.journal.logbook import Logbook
from unclench.routine.model import Routine
from unclench.safety.exposure import Exposure, Skin
from unclench.safety.lockouts import Plan, Verdict
from unclench.session.plan_check import applications, breathes_too_long, puts_to_sleep
from unclench.session.timeline import BREATHING, EXPOSURE, Gate, Kind, Segment, StepInfo, Timeline

if TYPE_CHECKING:
    from unclench.journal.database import Journal
    from unclench.journal.records import Record


class Part:
    """A step, or one side or set of it, while it lasts. Times: `at` on the session's clock, `wall` since 1970, ms.

    Of sides that are taken in turn no one is a part of its own: then `side` is None.
    """

    def __init__(self, segment: Segment, side: str | None, at: int, wall: int) -> None:
        self.segment, self.side, self.at, self.wall = segment, side, at, wall
        self.rep, self.first = segment.rep, segment.index

    @property
    def preparing(self) -> bool:
        """Whether nothing of the step itself has begun yet: getting ready belongs to what follows it."""
        return (self.segment.rep, self.segment.side) == (None, None)

    def holds(self, other: Segment, side: str | None) -> bool:
        """Whether a segment belongs to it: rests and changes of side belong to what they follow.

        From its own beginning, or from further back, it is played once more, which is another one.
        """
        mine = self.segment
        if mine.step != other.step or other.index <= self.first:
            return False
        return self.preparing or (other.set, side) in ((mine.set, self.side), (None, None))


class SessionRecorder:
    """Keeps one session. What cannot be written is told once, by the book; the session goes on."""

    def __init__(self, book: Logbook, routine: Routine, timeline: Timeline, *, reason: str | None = None) -> None:
        """`reason` was typed for its first application."""
        from unclench.journal.records import SessionRecord, new_id

        self._book, self._timeline, self._planned = book, timeline, timeline
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
        self._played: set[int] = set()
        """What was played of the step that runs, by the indices of its segments, without what was skipped."""
        self._data = b""
        """What is played, as the session's row names it."""
        self._known: Timeline | None = None
        self.on_skin: Exposure | None = None
        """What this session has put on the skin and has not heard to be off."""
        if puts_to_sleep(routine, timeline) is not None:
            book.slips.doze()

    # -- steps ---------------------------------------------------------------------------

    def entered(self, segment: Segment, at: int, timeline: Timeline) -> None:
        """A segment of `timeline` (the session's own, or as keys have changed it) began at clock time `at`."""
        side = None if timeline.in_turn[segment.step] else segment.side
        if back := segment.index <= self._latest:
            self._played.discard(self._latest)
        self._timeline = timeline
        if self._part is not None and not self._part.holds(segment, side):
            another = self._part.segment.step != segment.step
            self._close_part(at)
            self._played = {each for each in self._played if not another and (not back or each < segment.index)}
        if self._part is None:
            self._part = Part(segment, side, at, self._wall())
        elif self._part.preparing:
            self._part.segment, self._part.side, self._part.rep = segment, side, segment.rep
        elif segment.rep is not None and side == self._part.side:
            self._part.rep = segment.rep
        self._latest = segment.index
        self._played.add(segment.index)
        self._book.use(lambda journal: self._place(journal, segment.index))

    def left_out(self) -> None:
        """The segment that runs is skipped. What is no part of the exercise, or a key is to end, may be."""
        if self._part is not None and self._timeline.segments[self._latest].gate is not Gate.OPEN:
            self._played.discard(self._latest)

    def changed(self, timeline: Timeline) -> None:
        """Keys have changed what runs, or what is to come."""
        self._timeline = timeline

    def unfit(self, timeline: Timeline) -> str:
        """C2.10: no long breathing beside what another program has put on; nor may that begin beside it."""
        if (limit := breathes_too_long(timeline, on_skin=True)) is None:
            return ""
        if self._book.exposures.waiting():
            return f"{limit.sentence} ({limit.id})"
        self._book.slips.doze()
        return ""

    def ended(self, why: str, at: int) -> None:
        """The session is over: "finished", or why it was left."""
        if why != "finished":
            self._played.discard(self._latest)
        self._close_part(at)
        ended = self._wall()
        self._book.use(lambda journal: self._end(journal, ended, why))
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
            id=new_id(), session=self.session.id, number=step.index + 1, name=step.title, kind=step.kind,
            exercise=step.exercise, side=part.side, set=segment.set, rep=part.rep, reps=segment.reps,
            began=part.wall, ended=part.wall + at - part.at, lasted=at - part.at, done=self._done(part, planned),
            place=step.id, parts=_parts(self._timeline, step),
            hold=min((each.width for each in planned if each.label == "hold"), default=0) or None,
        )  # fmt: skip

        self.keep(record)

    def _done(self, part: Part, planned: Sequence[Segment]) -> bool:
        """Whether all of it was played, and no less than was planned: made easier or shorter it is not."""
        to_do = _of_part(self._timeline, part)
        if not to_do:  # left while getting ready, unless there is nothing in the step but a question
            return not _to_be_done(self._timeline, self._timeline.steps[part.segment.step])
        if not self._played.issuperset(each.index for each in to_do):
            return False
        return sum(each.width for each in to_do) >= sum(each.width for each in planned)

    def keep(self, *records: Record) -> bool:
        """Keep what belongs to this session, and the session with it; whether that was done."""
        return self._book.use(lambda journal: self._keep_session(journal, *records))

    def _keep_session(self, journal: Journal, *records: Record) -> None:
        """The session as it stands, then what belongs to it.

        Its row may be gone: somebody has everything forgotten while it plays. Then what remains of
        the session is written anew, so that nothing is kept of a session that is not there.
        """
        session = self.session
        there = journal.move(session.id, session.place, session.content)
        if not there and session.content is not None:
            journal.keep_content(session.content, self._data)
        if records or not there:
            journal.add(session, *records)

    def _place(self, journal: Journal, index: int) -> None:
        content = self.session.content
        if self._timeline is not self._known:
            content, self._data = packed(self._timeline)
            journal.keep_content(content, self._data)
            self._known = self._timeline
        self.session = replace(self.session, place=index, content=content)
        self._keep_session(journal)

    def _end(self, journal: Journal, ended: int, why: str) -> None:
        self.session = replace(self.session, ended=ended, why=why)
        self._keep_session(journal)
        journal.end(self.session.id, ended, why)

    # -- the skin ------------------------------------------------------------------------

    def why_not(self, kind: Skin) -> Verdict | None:
        """None where `kind` may go on now."""
        if self._reason:
            return None  # it is asked for again with the reason, when it goes on
        return self._book.lock_outs.verdict(kind, self._plan, self.session.id)

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
            self._book.exposures.off(self.on_skin)
            self.on_skin = None

    def off_elsewhere(self) -> bool:
        """Whether it was said to be off in another window; that word, and its time, then stand."""
        if self.on_skin is None or not self._book.exposures.off_elsewhere(self.on_skin):
            return False
        self.on_skin = None
        return True


def _to_be_done(timeline: Timeline, step: StepInfo) -> list[Segment]:
    """What a step is for: neither getting ready, nor a pause or a question before it or within."""
    segments = timeline.segments[step.first : step.last + 1]
    return [
        each
        for each in segments
        if each.kind in (Kind.WORK, Kind.DO)
        or each.kind in BREATHING
        or each.kind in EXPOSURE
        or each.kind.value == step.kind  # a rest or a question that is a step of its own
    ]


def _of_part(timeline: Timeline, part: Part) -> list[Segment]:
    """What is to be done in a part."""
    step = timeline.steps[part.segment.step]
    of_set = [each for each in _to_be_done(timeline, step) if each.set == part.segment.set]
    return of_set if timeline.in_turn[step.index] else [each for each in of_set if each.side == part.side]


def _parts(timeline: Timeline, step: StepInfo) -> int:
    """How many parts a step has in the whole session, in all of its rounds."""
    rounds = [each for each in timeline.steps if (each.id, each.kind) == (step.id, step.kind)]
    return sum(
        len({(None if timeline.in_turn[one.index] else each.side, each.set) for each in _to_be_done(timeline, one)})
        or 1
        for one in rounds
    )


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

    from unclench.session.compiler import assemble

    try:
        steps, segments = msgspec.msgpack.decode(
            zlib.decompress(data), type=tuple[tuple[StepInfo, ...], tuple[Segment, ...]]
        )
    except (zlib.error, msgspec.MsgspecError) as error:
        raise ValueError("This is nothing that was played.") from error
    return assemble(segments, steps)
