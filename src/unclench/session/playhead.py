"""Where a session is on its timeline, what it waits for there, and where a key may lead. Pure.

The place is a line through clock time and position, never a counter. Pause, resume, skip, jump and plus ten seconds
all come to the same thing: another line. A gate (an open hold, a question, an alarm) holds the line until a key
passes it.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

from msgspec import Struct

from unclench.safety.limits import UNANSWERED_AFTER, check_times
from unclench.session import questions
from unclench.session.questions import Question, asks
from unclench.session.timeline import BREATHING, EXPOSURE, Gate, Kind, Segment, Timeline

GET_READY = 3_000
"""The countdown before a paused hold goes on, in ms (ours; Feeel does the same)."""
TWICE_WITHIN = 2_000
"""Pressing back this soon (ms) after a segment has started goes to the one before (ours)."""


class Status(StrEnum):
    """What the session is doing."""

    RUNNING = "running"
    PAUSED = "paused"
    GETTING_READY = "getting ready"
    FINISHED = "finished"


class Playhead(Struct, frozen=True, dict=True):
    """A line that starts at clock time `time`, `offset` ms into segment `index`; it stays there when `still`.

    `time` may lie ahead: until then the session is getting ready. After the last segment, `index` is the number of
    segments. All times are ms.
    """

    timeline: Timeline
    time: int
    index: int
    offset: int
    still: bool = False

    @cached_property
    def base(self) -> int:
        """The position on the timeline at which the line starts, in ms."""
        return self.timeline.start(self.index) + self.offset

    @cached_property
    def past_end(self) -> bool:
        """Whether the line starts after the last segment, so that the session is over."""
        return self.index >= len(self.timeline.segments)

    def where(self, now: int) -> tuple[int, int]:
        """Returns (segment index, ms since its start); once the session is over, (number of segments, 0)."""
        kept: tuple[int, tuple[int, int]] | None = self.__dict__.get("_kept")
        if kept is None or kept[0] != now:  # whoever shows a moment asks for it a dozen times
            kept = self.__dict__["_kept"] = now, self._where(now)
        return kept[1]

    def _where(self, now: int) -> tuple[int, int]:
        timeline = self.timeline
        if self.past_end:
            return len(timeline.segments), 0
        elapsed = self.offset if self.still else self.offset + max(0, now - self.time)
        position = timeline.starts[self.index] + elapsed
        gate = self._gate
        if gate is not None and position >= timeline.starts[gate]:
            return gate, position - timeline.starts[gate]
        if position >= timeline.total:
            return len(timeline.segments), 0
        index = timeline.at(position, since=self.index)
        return index, position - timeline.starts[index]

    @cached_property
    def _gate(self) -> int | None:
        """The index of the next gate; None if none comes."""
        return self.timeline.next_gate(self.index)

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

    def about_to(self, now: int) -> Segment | None:
        """The application that a yes to the question being asked now would begin, if it would."""
        segment = self.segment_at(now)
        if segment is None or not self.has_begun(now):
            return None
        begins = questions.begins_application(self.timeline, segment.index)
        return self.timeline.segments[segment.index + 1] if begins else None

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
        gate = self._gate
        return None if self.still or gate is None else (gate, self.time_of(self.timeline.starts[gate]))


class OpenQuestions(Struct):
    """The answers given so far. Moving to another line forgets them all: start with a new one."""

    answered: int = 0
    """Skin checks of the running application are answered up to this many ms after its start."""
    asked_off_at: int | None = None
    """The clock time at which we asked whether it has been taken off."""
    refused: int | None = None
    """The gate whose application may not begin."""

    def asked(self, playhead: Playhead, now: int) -> Question | None:
        """The one question being asked now. A skin check comes before "have you taken it off?"."""
        segment = playhead.segment_at(now)
        if segment is None or not playhead.has_begun(now):
            return None
        if (due := self.check_since(playhead, now)) is not None:
            return questions.check(rings=now >= due + UNANSWERED_AFTER)
        asked_off = self.asked_off_at
        if segment.kind in EXPOSURE and asked_off is not None and now < asked_off + questions.ASKED_FOR:
            return questions.TAKEN_OFF
        if segment.gate is None:
            return None
        begun = playhead.time_of(segment.start)
        rings = self.becomes_alarm(playhead.timeline, segment.index) and now >= begun + questions.ALARM_FROM
        return questions.at_gate(playhead.timeline, segment.index, rings=rings)

    def asked_since(self, asked: Question | None, playhead: Playhead, now: int) -> int | None:
        """The clock time at which `asked`, the question being asked now, began; None if nothing is asked."""
        segment = playhead.segment_at(now)
        if segment is None or asked is None:
            return None
        if asked.kind == "check":
            return self.check_since(playhead, now)
        return self.asked_off_at if asked is questions.TAKEN_OFF else playhead.time_of(segment.start)

    def check_since(self, playhead: Playhead, now: int) -> int | None:
        """When the first unanswered skin check came due; None if none is due by `now`."""
        due = self.next_check_at(playhead)
        over = playhead.where(now)[0] != playhead.index  # at the end of the pack the question is whether it is off
        return None if due is None or due > now or over else due

    def next_check_at(self, playhead: Playhead) -> int | None:
        """The clock time of the first unanswered skin check of the running application."""
        if playhead.still or playhead.past_end:
            return None
        segment = playhead.timeline.segments[playhead.index]
        if segment.kind not in EXPOSURE:
            return None  # only a key leads to an application, so the line begins in it
        to_come = (at for at in check_times(segment.width, segment.checks) if at > self.answered)
        due = next(to_come, None)
        return None if due is None else playhead.time_of(segment.start + due)

    def becomes_alarm(self, timeline: Timeline, gate: int) -> bool:
        """Whether the question at a gate turns into the alarm, because the pack may be on before it is answered."""
        answers = timeline.segments[gate].gate is Gate.ANSWER and gate != self.refused
        return answers and questions.leads_to_application(timeline, gate)


def repetition_start(timeline: Timeline, index: int) -> int:
    """The first phase of the breath or repetition around segment `index`, or the segment itself."""
    while index > 0 and _is_later_phase(timeline, index):
        index -= 1
    return index


def back_from(timeline: Timeline, index: int, elapsed: int) -> int:
    """Where back leads from `elapsed` ms into segment `index`: to the start of this breath, repetition or segment.

    Within two seconds of it, to the one before; but never back to what was on the skin.
    """
    start = repetition_start(timeline, index)
    elapsed += timeline.starts[index] - timeline.starts[start]
    if elapsed <= TWICE_WITHIN and start > 0 and not timeline.segments[start - 1].on_skin:
        return repetition_start(timeline, start - 1)
    return start


def next_repetition(timeline: Timeline, index: int) -> int:
    """The next segment; inside a breath or a repetition, the next of those."""
    index += 1
    while index < len(timeline.segments) and _is_later_phase(timeline, index):
        index += 1
    return index


def _is_later_phase(timeline: Timeline, index: int) -> bool:
    segment = timeline.segments[index]
    return segment.phase > 0 and segment.gate is None


def after_application(timeline: Timeline, application: int) -> int:
    """The first segment after cold or heat and the question whether it is off."""
    after = application + 1
    return after + 1 if questions.is_off_gate(timeline, after) else after


def after_step(timeline: Timeline, step: int) -> int:
    """The first segment after a step that is left out; a step that opens a block goes with the whole block.

    After cold or heat, the question whether it is off is left out too: nothing was put on.
    """
    last = timeline.block(step)[-1].last
    return after_application(timeline, last) if timeline.segments[last].kind in EXPOSURE else last + 1


def resume_from(timeline: Timeline, place: int) -> int:
    """Where a session interrupted in segment `place` resumes: a breath or a repetition from its beginning.

    Cold and heat never resume: they were over when the program ended. The session resumes after them, or not at all if
    nothing follows.
    """
    segments = timeline.segments
    place = max(0, min(place, len(segments) - 1))
    while place < len(segments) and (segments[place].kind in EXPOSURE or segments[place].alarm):
        place += 1
    if place >= len(segments):
        return len(segments)
    return timeline.breath(place)[0] if segments[place].kind in BREATHING else repetition_start(timeline, place)
