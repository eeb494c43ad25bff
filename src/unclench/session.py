"""Where we are: a line through (base time, base position), never a counter. Pure.

`now` is an argument of everything and counts milliseconds of real time. Pause, resume, skip,
jump and plus ten seconds are all the same thing: another line. A gate (an open hold, a
question, an alarm) holds the line until a key passes it.

Cues live in half-open intervals: each is handed out once, however the wake-ups fall.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from unclench import phrasing
from unclench.choosing import TooMuch
from unclench.compiling import eased, stretched, with_breaths
from unclench.cueing import ALARM_EVERY, TICKS
from unclench.cues import Sound
from unclench.safety import UNANSWERED_AFTER
from unclench.timeline import BREATHING, EXPOSURE, Cue, Gate, Kind, Segment, StepInfo, Timeline

GET_READY = 3_000
"""Before a paused hold goes on (issue 2; Feeel does the same)."""
STALE_AFTER = 400
"""A cue this late (ms) would be a lie about where we are, and is dropped (ours)."""
TWICE_WITHIN = 2_000
"""Going back this soon (ms) after a segment's start means the one before (ours)."""
ALARM_STEPS = ((0, 0.25), (6_000, 0.4), (12_000, 0.55), (20_000, 0.75), (30_000, 1.0))
"""How loud the alarm is, so many ms after it began: in steps to full within 30 s."""


class Status(StrEnum):
    """What the session is doing."""

    RUNNING = "running"
    PAUSED = "paused"
    GETTING_READY = "getting ready"
    FINISHED = "finished"


class Heard(Struct, frozen=True):
    """A cue at the clock time `at` at which it is due; `level` is 0 to 1.

    `room` is how many ms from then on its words may take; None for as long as they like.
    """

    cue: Cue
    at: int
    level: float = 1.0
    room: int | None = None


class Entered(Struct, frozen=True):
    """A segment began at clock time `at`."""

    segment: Segment
    at: int


class View(Struct, frozen=True):
    """What there is to show at one moment. Times are ms; `left` is None where a key decides."""

    status: Status
    segment: Segment | None
    step: StepInfo | None
    elapsed: int
    left: int | None
    total_left: int
    ready_in: int
    check_pending: bool
    next_segment: Segment | None
    next_step: StepInfo | None

    @property
    def waiting(self) -> bool:
        """Whether only a key goes on from here."""
        return self.segment is not None and self.segment.gate is not None

    @property
    def seconds(self) -> int:
        """What the big digits show: whole seconds left, or gone by where a key decides."""
        if self.status is Status.GETTING_READY:
            return -(-self.ready_in // 1000)
        return self.elapsed // 1000 if self.left is None else -(-self.left // 1000)


class _Line(Struct, frozen=True):
    """Segment `index` was `offset` ms old at clock time `time`; frozen there when `still`."""

    time: int
    index: int
    offset: int
    still: bool = False


class _Ring(Struct, frozen=True):
    """One stroke of an alarm that is `age` ms old by then."""

    cue: Cue
    at: int
    age: int


class Refused(Exception):
    """What was asked for would not be safe or has no meaning here; the message is a sentence."""


ANSWER_FIRST = "This has to be answered: press space when it is so."
TAKE_IT_OFF = "The clock runs on while it is on your skin. Take it off, then press n."


class Session:
    """One run of a timeline."""

    def __init__(
        self, timeline: Timeline, now: int, *, step: int = 0, place: int | None = None,
        tolerance: int | None = STALE_AFTER,
    ) -> None:  # fmt: skip
        """Starts at once, at the first segment of `step`; or at segment `place`, as after a pause.

        `tolerance` None keeps every late cue.
        """
        self.timeline = timeline
        self.began = now
        self.dropped = 0
        """How many cues came too late to be sounded."""
        self._tolerance = tolerance
        self._line = _Line(now, 0, 0)
        self._next_cue = 0
        self._entered = -1
        self._extra: list[Heard] = []
        self._rung_until: int | None = None
        self._check_since: int | None = None
        self._go_to(now, timeline.steps[step].first if timeline.steps else 0)
        if place is not None:
            self._go_to(now, again_from(timeline, place))
            self.pause(now)
            self.resume(now)

    # -- looking -------------------------------------------------------------------------

    def where(self, now: int) -> tuple[int, int]:
        """(segment index, ms since its start); the index behind the last once it is over."""
        line, timeline = self._line, self.timeline
        if line.index >= len(timeline.segments):
            return len(timeline.segments), 0
        elapsed = line.offset if line.still else line.offset + max(0, now - line.time)
        position = timeline.starts[line.index] + elapsed
        gate = timeline.next_gate(line.index)
        if gate is not None and position >= timeline.starts[gate]:
            return gate, position - timeline.starts[gate]
        if position >= timeline.total:
            return len(timeline.segments), 0
        index = timeline.at(position, since=line.index)
        return index, position - timeline.starts[index]

    def view(self, now: int) -> View:
        """Everything a front end shows."""
        index, elapsed = self.where(now)
        segments = self.timeline.segments
        if index >= len(segments):
            return View(Status.FINISHED, None, None, 0, 0, 0, 0, False, None, None)
        segment = segments[index]
        left = None if segment.gate else segment.width - elapsed
        next_segment = segments[index + 1] if index + 1 < len(segments) else None
        after = self.timeline.steps[segment.step + 1 :]
        return View(
            status=self.status(now),
            segment=segment,
            step=self.timeline.steps[segment.step],
            elapsed=elapsed,
            left=left,
            total_left=self.timeline.total - segment.start - min(elapsed, segment.width),
            ready_in=max(0, self._line.time - now),
            check_pending=self._check_since is not None and now >= self._check_since,
            next_segment=next_segment,
            next_step=after[0] if after else None,
        )

    def status(self, now: int) -> Status:
        """Running, paused, getting ready or finished."""
        if self._line.still:
            return Status.PAUSED
        if self.where(now)[0] >= len(self.timeline.segments):
            return Status.FINISHED
        return Status.GETTING_READY if now < self._line.time else Status.RUNNING

    def over_at(self, now: int) -> int:
        """When a session that is over by `now` came to its end."""
        return min(now, self._time_of(self.timeline.total))

    def on_skin(self, index: int) -> bool:
        """Whether something is, or may still be, on the skin in a segment."""
        segment = self.timeline.segments[index]
        return segment.kind in EXPOSURE or segment.alarm

    def about_to(self, now: int) -> Segment | None:
        """The application that the question asked now leads to; None where none is."""
        index, _ = self.where(now)
        segments = self.timeline.segments
        if self._line.still or index + 1 >= len(segments) or segments[index].gate is not Gate.ANSWER:
            return None
        return segments[index + 1] if segments[index + 1].kind in EXPOSURE else None

    # -- what happens --------------------------------------------------------------------

    def take(self, now: int, ahead: int = 0) -> list[Heard]:
        """The cues due up to `now + ahead` that were not handed out before, in time order.

        Those that are too late are dropped, but an alarm never is.
        """
        if self._line.still:
            return []
        until = now + ahead
        due = [*self._take_extra(until), *self._take_cues(until)]
        due += self._take_alarms(now, until)
        fresh = [h for h in due if self._tolerance is None or h.at >= now - self._tolerance]
        self.dropped += len(due) - len(fresh)
        return sorted(fresh, key=lambda heard: heard.at)

    def _take_extra(self, until: int) -> list[Heard]:
        due = [heard for heard in self._extra if heard.at <= until]
        self._extra = self._extra[len(due) :]
        return due

    def _take_cues(self, until: int) -> Iterator[Heard]:
        cues, (index, elapsed) = self.timeline.cues, self.where(until)
        position = self.timeline.start(index) + elapsed
        while self._next_cue < len(cues):
            cue = cues[self._next_cue]
            if cue.segment > index or cue.at > position:
                return
            self._next_cue += 1
            at = self._time_of(cue.at)
            if cue.every is not None:
                continue  # rung by _take_alarms, from its first time on
            if cue.sound is Sound.CHECK and self.timeline.segments[cue.segment].kind in EXPOSURE:
                self._check_since = at if self._check_since is None else self._check_since
            yield Heard(cue, at, room=self.timeline.room(self._next_cue - 1))

    def _take_alarms(self, now: int, until: int) -> Iterator[Heard]:
        """The rings due: those slept through are made up for by one at once, not by all in a row."""
        while (ring := self._next_ring()) is not None and ring.at <= until:
            at, begun = ring.at, ring.at - ring.age
            if self._tolerance is not None and at < now - self._tolerance:
                at = now
            self._rung_until = at + 1
            yield Heard(ring.cue, at, alarm_level(at - begun))

    def _next_ring(self) -> _Ring | None:
        """The next stroke of an alarm: of an unanswered check, or of the gate that we stand at."""
        gate, gate_time = self.timeline.next_gate(self._line.index), self.next_gate_at()
        rings = []
        if self._check_since is not None:
            cue = Cue(0, Sound.ALARM, phrasing.UNANSWERED.text, self._line.index)
            ring = self._ring_after(cue, self._check_since + UNANSWERED_AFTER)
            if gate_time is None or ring.at < gate_time:
                rings.append(ring)
        if gate is not None and gate_time is not None and self.timeline.segments[gate].alarm:
            rings.append(self._ring_after(self.timeline.cues[self.timeline.first_cue(gate, 0)], gate_time))
        return min(rings, key=lambda ring: ring.at, default=None)

    def _ring_after(self, cue: Cue, begun: int) -> _Ring:
        since = begun if self._rung_until is None else max(begun, self._rung_until)
        age = -(-(since - begun) // ALARM_EVERY) * ALARM_EVERY
        return _Ring(cue, begun + age, age)

    def _time_of(self, position: int) -> int:
        """The clock time at which the line passes a position of the timeline."""
        line = self._line
        return line.time + position - self.timeline.start(line.index) - line.offset

    def entered(self, now: int) -> list[Entered]:
        """The segments that began up to `now` and were not told before."""
        index = min(self.where(now)[0], len(self.timeline.segments) - 1)
        begun = range(self._entered + 1, index + 1)
        self._entered = max(self._entered, index)
        return [Entered(self.timeline.segments[i], self._time_of(self.timeline.starts[i])) for i in begun]

    def next_cue_at(self) -> int | None:
        """The clock time of the next cue, or None while nothing will sound by itself."""
        if self._line.still or self._line.index >= len(self.timeline.segments):
            return None
        times = [heard.at for heard in self._extra[:1]]
        if self._next_cue < len(self.timeline.cues):
            cue = self.timeline.cues[self._next_cue]
            gate = self.timeline.next_gate(self._line.index)
            if gate is None or cue.segment <= gate:
                times.append(self._time_of(cue.at))
        if (ring := self._next_ring()) is not None:
            times.append(ring.at)
        return min(times, default=None)

    def next_gate_at(self) -> int | None:
        """The clock time at which only a key will go on; None while it stands still, or where none will be."""
        gate = self.timeline.next_gate(self._line.index)
        return None if self._line.still or gate is None else self._time_of(self.timeline.starts[gate])

    def next_change_at(self, now: int) -> int | None:
        """When the seconds shown will next be others; None while they stand still."""
        if self._line.still:
            return None
        view = self.view(now)
        if view.segment is None:
            return None
        if view.status is Status.GETTING_READY:
            return now + (view.ready_in - 1) % 1000 + 1
        if view.left is None:
            return now + 1000 - view.elapsed % 1000
        return now + (view.left - 1) % 1000 + 1

    def alarm_at(self, now: int) -> int | None:
        """When the alarm of what is on the skin begins, if no key is pressed before; None where nothing is on it."""
        index, _ = self.where(now)
        if self._line.still or index >= len(self.timeline.segments) or not self.on_skin(index):
            return None
        ring = self._next_ring()
        times = [] if ring is None else [ring.at - ring.age]
        for cue in self.timeline.cues[self._next_cue :]:
            if cue.segment > index:
                break
            if cue.segment == index and cue.sound is Sound.CHECK:
                times.append(self._time_of(cue.at) + UNANSWERED_AFTER)
                break
        return min(times, default=None)

    # -- keys ----------------------------------------------------------------------------

    def pause(self, now: int) -> None:
        """Stand still. Raises Refused while something is on the skin."""
        index, elapsed = self.where(now)
        if self._line.still or index >= len(self.timeline.segments):
            return
        self._exercise_only(index)
        if now < self._line.time:
            elapsed = self._line.offset  # still getting ready: nothing of the hold is used up
        self._rebase(_Line(now, index, elapsed, still=True))

    def resume(self, now: int) -> None:
        """Go on: a hold after three seconds of get-ready, a breath from its beginning."""
        line = self._line
        if not line.still:
            return
        segment = self.timeline.segments[line.index]
        index, offset = line.index, line.offset
        if segment.kind in BREATHING:
            index, offset = self.timeline.breath(line.index)[0], 0
        ready = segment.gate is None and (segment.kind is Kind.WORK or segment.kind in BREATHING)
        start = now + GET_READY if ready else now
        self._rebase(_Line(start, index, offset))
        if ready:
            self._extra = [Heard(Cue(0, Sound.TICK, "", index), start - before) for before in TICKS]
            said = Cue(0, Sound.TICK, phrasing.GET_READY.text, index, spoken=phrasing.GET_READY.spoken, essential=True)
            self._extra[0] = Heard(said, start - GET_READY, room=GET_READY)
            if offset:
                self._extra.append(Heard(Cue(0, Sound.GO, segment.label.capitalize() + ".", index), start))

    def slept(self, asleep: int, now: int) -> bool:
        """The machine was suspended for `asleep` ms: a hold stands where it was, and waits.

        What is on the skin was there all the time, so its clock does not. Returns whether the
        session now stands still.
        """
        index, _ = self.where(now - asleep)
        if self._line.still or index >= len(self.timeline.segments):
            return self._line.still
        if self.on_skin(index):
            return False
        self.pause(now - asleep)
        return True

    def next(self, now: int) -> None:
        """To the next segment; inside a breath or a repetition, to the next of those."""
        index, _ = self._movable(now, leaving_skin=True)
        segment = self.timeline.segments[index]
        if segment.gate is Gate.ANSWER:
            raise Refused(ANSWER_FIRST)
        if segment.gate is Gate.QUESTION:
            self.answer(now, yes=False)
            return
        target = index + 1
        while target < len(self.timeline.segments) and self._inner(target):
            target += 1
        self._go_to(now, target)

    def back(self, now: int) -> None:
        """To the start of this segment; within two seconds of it, to the one before."""
        index, elapsed = self._movable(now)
        while self._inner(index):
            index -= 1
            elapsed += self.timeline.segments[index].width
        if elapsed <= TWICE_WITHIN and index > 0 and not self.on_skin(index - 1):
            index -= 1
            while self._inner(index):
                index -= 1
        self._go_to(now, index)

    def again(self, now: int) -> None:
        """To the beginning of this step."""
        index, _ = self._movable(now)
        self._go_to(now, self.timeline.steps[self.timeline.segments[index].step].first)

    def jump(self, now: int, step: int) -> None:
        """To the beginning of any step."""
        if self.where(now)[0] < len(self.timeline.segments):
            self._movable(now)
        self._go_to(now, self.timeline.steps[max(0, min(step, len(self.timeline.steps) - 1))].first)

    def adjust(self, now: int, by: int) -> None:
        """Make the running segment `by` ms longer (shorter: negative); of breaths, whole ones."""
        index, elapsed = self.where(now)
        if index >= len(self.timeline.segments):
            return
        segment = self.timeline.segments[index]
        if segment.gate is not None:
            raise Refused("This lasts until you press a key.")
        try:
            if segment.kind in BREATHING:
                block = [self.timeline.segments[i] for i in self.timeline.breath(index)]
                cycle = sum(s.width for s in block)
                timeline = with_breaths(self.timeline, index, max(1, round(abs(by) / cycle)) * (1 if by > 0 else -1))
            else:
                # One ms is left at the least, so that the segment still ends with its own sound.
                timeline = stretched(self.timeline, index, max(elapsed + 1, segment.width + by))
        except TooMuch as limit:
            raise Refused(str(limit)) from None
        self._reshape(timeline, now, index, elapsed)

    def ease(self, now: int) -> None:
        """Half of what is left of this step: see `compiling.eased`. Raises Refused while something is on the skin."""
        index, elapsed = self._movable(now)
        self._reshape(eased(self.timeline, index, elapsed), now, index, elapsed)

    def _reshape(self, timeline: Timeline, now: int, index: int, elapsed: int) -> None:
        """The running segment keeps its place in time; only what is still to come moves."""
        line = self._line
        moving = not line.still and now >= line.time
        self.timeline = timeline
        self._follow(replace(line, time=now if moving else line.time, index=index, offset=elapsed))

    def confirm(self, now: int) -> bool:
        """The one key that answers: a check, a question (yes), a gate. False where nothing asked."""
        if self._check_since is not None and now >= self._check_since:
            self._check_since = self._rung_until = None
            return True
        index, _ = self.where(now)
        if self._line.still or index >= len(self.timeline.segments) or not self.timeline.segments[index].gate:
            return False
        self._go_to(now, index + 1)
        return True

    def answer(self, now: int, *, yes: bool) -> None:
        """Answer a question: no leaves the rest of its step out."""
        index, _ = self.where(now)
        if index >= len(self.timeline.segments) or self.timeline.segments[index].gate is not Gate.QUESTION:
            return
        self._go_to(now, index + 1 if yes else self._without(self.timeline.segments[index].step))

    def _without(self, step: int) -> int:
        """The first segment behind a step that is left out; one that opens a block goes with the whole of it.

        Of cold or heat, the question whether it is off goes too: nothing was put on.
        """
        last = self.timeline.block(step)[-1].last
        return self._behind(last) if self.timeline.segments[last].kind in EXPOSURE else last + 1

    def leave_out(self, now: int) -> None:
        """Past the application that is asked about now, which does not begin."""
        if (application := self.about_to(now)) is not None:
            self._go_to(now, self._behind(application.index))

    def take_off(self, now: int) -> None:
        """It is off already: past the application and the question whether it is off, and stand still there.

        So a pause of an application, which its clock does not know, still pauses the session.
        """
        index, _ = self.where(now)
        if index < len(self.timeline.segments) and self.timeline.segments[index].kind in EXPOSURE:
            self._go_to(now, self._behind(index))
            self.pause(now)

    def _behind(self, application: int) -> int:
        """The first segment after an application and the question whether it is off."""
        after = application + 1
        asked = after < len(self.timeline.segments) and self.timeline.segments[after].alarm
        return after + 1 if asked else after

    # -- lines ---------------------------------------------------------------------------

    def _movable(self, now: int, *, leaving_skin: bool = False) -> tuple[int, int]:
        index, elapsed = self.where(now)
        if index >= len(self.timeline.segments):
            raise Refused("The session is over.")
        if not leaving_skin:
            self._exercise_only(index)
        return index, elapsed

    def _exercise_only(self, index: int) -> None:
        segment = self.timeline.segments[index]
        if segment.kind in EXPOSURE:
            raise Refused(TAKE_IT_OFF)
        if segment.alarm:
            raise Refused(ANSWER_FIRST)

    def _inner(self, index: int) -> bool:
        """Whether a segment is a later phase of its repetition, not a place to stop at."""
        segment = self.timeline.segments[index]
        return segment.phase > 0 and segment.gate is None

    def _go_to(self, now: int, index: int) -> None:
        """A new line from the start of a segment; a paused session stays paused there."""
        still = self._line.still and index < len(self.timeline.segments)
        self._rebase(_Line(now, index, 0, still=still))
        self._entered = index - 1

    def _rebase(self, line: _Line) -> None:
        """Take up another line; what the old one had promised to sound is forgotten."""
        self._extra = []
        self._rung_until = None
        self._check_since = None
        self._follow(line)

    def _follow(self, line: _Line) -> None:
        """The next cue is the first one behind the line's base; at a segment's start, its own."""
        self._line = line
        position = self.timeline.start(line.index) + line.offset
        self._next_cue = self.timeline.first_cue(line.index, position + (1 if line.offset else 0))


def again_from(timeline: Timeline, place: int) -> int:
    """Where a session that broke off in segment `place` goes on: a breath or a repetition from its beginning.

    An application is over once the program was: what follows it comes next.
    """
    segments = timeline.segments
    place = max(0, min(place, len(segments) - 1))
    while place + 1 < len(segments) and (segments[place].kind in EXPOSURE or segments[place].alarm):
        place += 1
    if segments[place].kind in BREATHING:
        return timeline.breath(place)[0]
    while place > 0 and segments[place].phase > 0 and segments[place].gate is None:
        place -= 1
    return place


def alarm_level(ringing: int) -> float:
    """How loud the alarm is after `ringing` ms, 0 to 1."""
    return max(level for since, level in ALARM_STEPS if since <= max(0, ringing))
