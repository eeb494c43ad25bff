"""Where we are: a line through (base time, base position), never a counter. Pure.

`now` is an argument of everything and counts milliseconds of real time. Pause, resume, skip,
jump and plus ten seconds are all the same thing: another line. A gate (an open hold, a
question, an alarm) holds the line until a key passes it.

Cues live in half-open intervals: each is handed out once, however the wake-ups fall. Whoever
takes cues ahead of their time and then takes them back says so with `hand_back`, and they are
handed out again: nothing that is still promised is lost by a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from unclench.cues import Sound
from unclench.errors import UnclenchError
from unclench.safety.limits import UNANSWERED_AFTER, check_times
from unclench.session import questions, sentences
from unclench.session.choices import Unplayable
from unclench.session.cue_rules import ALARM_EVERY, TICKS
from unclench.session.edits import eased, stretched, with_breaths
from unclench.session.questions import Asking, QuestionKind
from unclench.session.sentences import Phrase
from unclench.session.timeline import BREATHING, EXPOSURE, Cue, Gate, Kind, Segment, StepInfo, Timeline

GET_READY = 3_000
"""Before a paused hold goes on (issue 2; Feeel does the same)."""
GOING_ON = 10_000
"""Before a session that broke off goes on: the words, and time to lie down again (ours)."""
STALE_AFTER = 400
"""A cue this late (ms) would be a lie about where we are, and is dropped (ours)."""
WORDS_EVERY = 5
"""So many strokes of an alarm lie between its words: ten seconds, in which they can be heard (ours)."""
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
    next_segment: Segment | None
    next_step: StepInfo | None
    asked: Asking | None = None
    """The question that stands now, with its keys."""
    at_least: bool = False
    """Whether a part that is as long as the user likes runs or is still to come: then `total_left` is the least."""
    waiting_behind: StepInfo | None = None
    """The step to which one comes back from here, where this is a breath in between."""

    @property
    def asking(self) -> QuestionKind | None:
        """Which question stands now."""
        return None if self.asked is None else self.asked.kind

    @property
    def check_pending(self) -> bool:
        """Whether a skin check waits for its answer."""
        return self.asking == "check"

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
    """What sounds again and again until somebody answers: a stroke of the alarm that began at `since`, or words."""

    cue: Cue
    at: int
    since: int | None = None

    def level(self, at: int) -> float:
        """How loud it is at clock time `at`."""
        return 1.0 if self.since is None else alarm_level(at - self.since)


class Refused(UnclenchError):
    """What was asked for would not be safe or has no meaning here; the message is a sentence."""


ANSWER_FIRST = "Press space when it is so. q to stop."
CLOTH_FIRST = "Press space once the cloth is in place. q to stop."
OFF_FIRST = "Press y once it is off."
YES_FIRST = "Press y when it is so."
TAKE_IT_OFF = "The clock keeps running while it is on your skin. Take it off, then press n."
IS_OVER = "The session is over."


class Session:
    """One run of a timeline."""

    def __init__(
        self, timeline: Timeline, now: int, *, step: int = 0, place: int | None = None,
        title: str = "", tolerance: int | None = STALE_AFTER,
    ) -> None:  # fmt: skip
        """Starts at once, at the first segment of `step`; or goes on at segment `place`, which it names.

        `title` is what it then calls itself. `tolerance` None keeps every late cue.
        """
        self.timeline = timeline
        self.began = now
        self.dropped = 0
        """How many cues came too late to be sounded."""
        self._tolerance = tolerance
        self._line = _Line(now, 0, 0)
        self._first_cue = self._next_cue = 0
        """The first cue of this line, and the first that has not been handed out."""
        self._entered = -1
        self._extra: list[Heard] = []
        """What sounds on this line beside the timeline's own cues, and how much of it has been handed out."""
        self._extra_taken = 0
        self._rung_until: int | None = None
        self._answered = 0
        """The checks of the running application are answered up to so many ms after its start."""
        self._asked_off_at: int | None = None
        self._refused: int | None = None
        """The gate whose application may not begin."""
        self.waiting_behind: StepInfo | None = None
        """The step of another session that stands still while this one is played."""
        self._go_to(now, timeline.steps[step].first if timeline.steps else 0)
        if place is not None:
            self._go_on_from(now, again_from(timeline, place), title)

    def _go_on_from(self, now: int, index: int, title: str) -> None:
        self._go_to(now, index)
        if index < len(self.timeline.segments):
            step = self.timeline.step_of(self.timeline.segments[index])
            self._get_ready(now, index, 0, GOING_ON, sentences.going_on(title, step))

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
            return View(Status.FINISHED, None, None, 0, 0, 0, 0, None, None, waiting_behind=self.waiting_behind)
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
            next_segment=next_segment,
            next_step=after[0] if after else None,
            asked=self._asked(now, index),
            at_least=index <= self.timeline.last_open,
            waiting_behind=self.waiting_behind,
        )

    def _asked(self, now: int, index: int) -> Asking | None:
        """The one question that stands now: a check goes before whether it was taken off."""
        if self._line.still or now < self._line.time:
            return None
        if (due := self.check_since(now)) is not None:
            return questions.check(rings=now >= due + UNANSWERED_AFTER)
        segment = self.timeline.segments[index]
        asked_off = self._asked_off_at
        if segment.kind in EXPOSURE and asked_off is not None and now < asked_off + questions.ASKED_FOR:
            return questions.TAKEN_OFF
        if segment.gate is None:
            return None
        begun = self._time_of(self.timeline.starts[index])
        rings = self._rings_at(index) and now >= begun + questions.ALARM_FROM
        return questions.at_gate(self.timeline, index, rings=rings)

    def asked_since(self, now: int) -> int | None:
        """The clock time at which the question that stands now began; None where none stands."""
        index, _ = self.where(now)
        if index >= len(self.timeline.segments) or (asked := self._asked(now, index)) is None:
            return None
        if asked.kind == "check":
            return self.check_since(now)
        return self._asked_off_at if asked is questions.TAKEN_OFF else self._time_of(self.timeline.starts[index])

    def check_since(self, now: int) -> int | None:
        """When the first skin check came due that is not answered yet; None where none waits."""
        due = self._next_check()
        over = self.where(now)[0] != self._line.index  # at its end it is asked whether it is off
        return None if due is None or due > now or over else due

    def _next_check(self) -> int | None:
        """The clock time of the first check of the running application that is not answered."""
        index = self._line.index
        if self._line.still or index >= len(self.timeline.segments):
            return None
        segment = self.timeline.segments[index]
        if segment.kind not in EXPOSURE:
            return None  # one comes to an application by a key only, so that the line begins in it
        to_come = (at for at in check_times(segment.width, segment.checks) if at > self._answered)
        due = next(to_come, None)
        return None if due is None else self._time_of(segment.start + due)

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
        if self._line.still or now < self._line.time or index >= len(segments):
            return None
        return segments[index + 1] if questions.begins_application(self.timeline, index) else None

    # -- what happens --------------------------------------------------------------------

    def take(self, now: int, ahead: int = 0) -> list[Heard]:
        """The cues due up to `now + ahead` that were not handed out before, in time order.

        Those that are too late are dropped, but an alarm never is.
        """
        if self._line.still:
            return []
        until = now + ahead
        due = [*self._take_extra(until), *self._take_cues(until)]
        due += self._take_rings(now, until)
        fresh = [h for h in due if self._tolerance is None or h.at >= now - self._tolerance]
        self.dropped += len(due) - len(fresh)
        return sorted(fresh, key=lambda heard: heard.at)

    def _take_extra(self, until: int) -> list[Heard]:
        due = [heard for heard in self._extra[self._extra_taken :] if heard.at <= until]
        self._extra_taken += len(due)
        return due

    def _take_cues(self, until: int) -> Iterator[Heard]:
        cues, (index, elapsed) = self.timeline.cues, self.where(until)
        position = self.timeline.start(index) + elapsed
        while self._next_cue < len(cues):
            cue = cues[self._next_cue]
            at = self._time_of(cue.at)
            if cue.segment > index or cue.at > position or at > until:
                return
            self._next_cue += 1
            if cue.every is None:  # else rung by _take_rings, from its first time on
                yield Heard(cue, at, room=self.timeline.room(self._next_cue - 1))

    def _take_rings(self, now: int, until: int) -> Iterator[Heard]:
        """The rings due: those slept through are made up for by one at once, not by all in a row."""
        while (ring := self._next_ring()) is not None and ring.at <= until:
            at = ring.at
            if self._tolerance is not None and at < now - self._tolerance:
                at = now
            self._rung_until = at + 1
            strokes = 0 if ring.since is None else (ring.at - ring.since) // ALARM_EVERY
            cue = ring.cue if strokes % WORDS_EVERY == 0 else replace(ring.cue, spoken=())
            yield Heard(cue, at, ring.level(at))

    def hand_back(self, now: int) -> None:
        """What was handed out for later than `now` has been taken back, and is still to be handed out.

        What was due by `now` has sounded, and does not sound twice.
        """
        cues = self.timeline.cues
        while self._next_cue > self._first_cue and self._time_of(cues[self._next_cue - 1].at) > now:
            self._next_cue -= 1
        while self._extra_taken and self._extra[self._extra_taken - 1].at > now:
            self._extra_taken -= 1
        if self._rung_until is not None:
            self._rung_until = min(self._rung_until, now + 1)

    def _next_ring(self) -> _Ring | None:
        """What sounds next until somebody answers: of a check, or of the gate that comes next."""
        gate, gate_time = self.timeline.next_gate(self._line.index), self.next_gate_at()
        rings = []
        if (due := self._next_check()) is not None:
            cue = Cue(0, Sound.ALARM, sentences.UNANSWERED.text, self._line.index)
            ring = self._ring(cue, due + UNANSWERED_AFTER)
            if gate_time is None or ring.at < gate_time:
                rings.append(ring)
        if gate is not None and gate_time is not None:
            rings += self._gate_rings(gate, gate_time)
        return min(rings, key=lambda ring: ring.at, default=None)

    def _gate_rings(self, gate: int, begun: int) -> Iterator[_Ring]:
        """A question about cold or heat is asked again and again; where the pack may be on, it becomes the alarm."""
        if gate == self._refused:
            return
        asked = self.timeline.cues[self.timeline.first_cue(gate, 0)]
        if self.timeline.segments[gate].alarm:
            yield self._ring(asked, begun)
        elif questions.insists(self.timeline, gate):
            since = max(begun + 1, self._rung_until or 0)
            again = begun + -(-(since - begun) // questions.ASKED_AGAIN) * questions.ASKED_AGAIN
            if not self._rings_at(gate) or again < begun + questions.ALARM_FROM:
                yield _Ring(asked, again)
            else:
                begins = questions.begins_application(self.timeline, gate)
                words = sentences.IS_A_PACK_ON if begins else sentences.or_no_pack(asked.say)
                yield self._ring(Cue(0, Sound.ALARM, words.text, gate), begun + questions.ALARM_FROM)

    def _rings_at(self, gate: int) -> bool:
        """Whether the question at a gate becomes the alarm, because somebody may have put the pack on before it."""
        answers = self.timeline.segments[gate].gate is Gate.ANSWER and gate != self._refused
        return answers and questions.leads_to_application(self.timeline, gate)

    def _ring(self, cue: Cue, begun: int) -> _Ring:
        """The next stroke of an alarm that began, or begins, at `begun`."""
        since = max(begun, self._rung_until or begun)
        return _Ring(cue, begun + -(-(since - begun) // ALARM_EVERY) * ALARM_EVERY, begun)

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
        times = [heard.at for heard in self._extra[self._extra_taken :][:1]]
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
        times = []
        if (due := self._next_check()) is not None:
            times.append(due + UNANSWERED_AFTER)
        gate, at = self.timeline.next_gate(self._line.index), self.next_gate_at()
        if gate is not None and at is not None and self.timeline.segments[gate].alarm:
            times.append(at)
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
            self._entered = index - 1  # it is breathed, and so told, once more
        if segment.gate is None and (segment.kind is Kind.WORK or segment.kind in BREATHING):
            self._get_ready(now, index, offset, GET_READY, sentences.GET_READY)
        else:
            self._rebase(_Line(now, index, offset))

    def _get_ready(self, now: int, index: int, offset: int, lasting: int, words: Phrase) -> None:
        """A new line that begins in `lasting` ms, counted out; `words` say what comes."""
        start = now + lasting
        self._rebase(_Line(start, index, offset))
        ticks = [start - before for before in TICKS]
        room = ticks[0] - now or lasting
        sound = Sound.TICK if ticks[0] == now else Sound.PREPARE
        said = Cue(0, None if sound is Sound.PREPARE else sound, words.text, index, spoken=words.spoken, essential=True)
        self._extra = [Heard(said, now, room=room)]
        if sound is Sound.PREPARE:
            self._extra.insert(0, Heard(Cue(0, sound, "", index), now))
        self._extra += [Heard(Cue(0, Sound.TICK, "", index), at) for at in ticks if at > now]
        if offset:
            label = self.timeline.segments[index].label.capitalize()
            self._extra.append(Heard(Cue(0, Sound.GO, f"{label}.", index), start))

    def slept(self, asleep: int, now: int) -> bool:
        """The machine was suspended for `asleep` ms: a hold stands where it was, and waits.

        What is on the skin was there all the time, so its clock does not; and a question goes on
        waiting. Returns whether the session now stands still.
        """
        index, _ = self.where(now - asleep)
        if self._line.still or index >= len(self.timeline.segments):
            return self._line.still
        if self.on_skin(index) or questions.asks(self.timeline.segments[index]):
            return False
        self.pause(now - asleep)
        return True

    def next(self, now: int) -> None:
        """To the next segment; inside a breath or a repetition, to the next of those."""
        index, _ = self._movable(now, leaving_skin=True)
        segment = self.timeline.segments[index]
        if segment.gate is Gate.ANSWER:
            raise Refused(self.answer_first(index))
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
        if not self.timeline.steps:
            raise Refused(IS_OVER)
        if self.where(now)[0] < len(self.timeline.segments):
            self._movable(now)
        self._go_to(now, self.timeline.steps[max(0, min(step, len(self.timeline.steps) - 1))].first)

    def adjust(self, now: int, by: int, unfit: Callable[[Timeline], str] = lambda _: "") -> None:
        """Make the running segment `by` ms longer (shorter: negative); of breaths, whole ones.

        `unfit` says, in a sentence, why the session may not become what it would be. Raises Refused.
        """
        index, elapsed = self.where(now)
        if index >= len(self.timeline.segments):
            return
        segment = self.timeline.segments[index]
        if segment.gate is not None:
            raise Refused("This lasts until you press a key.")
        try:
            timeline = self._adjusted(segment, elapsed, by)
        except Unplayable as too_much:
            raise Refused(str(too_much)) from too_much
        if by > 0 and (why := unfit(timeline)):
            raise Refused(why)
        self._reshape(timeline, now, index, elapsed)

    def _adjusted(self, segment: Segment, elapsed: int, by: int) -> Timeline:
        """The one place at which plus and minus are measured against what is good for somebody."""
        if segment.kind in BREATHING:
            cycle = sum(self.timeline.segments[i].width for i in self.timeline.breath(segment.index))
            more = max(1, round(abs(by) / cycle)) * (1 if by > 0 else -1)
            return with_breaths(self.timeline, segment.index, more)
        # One ms is left at the least, so that the segment still ends with its own sound.
        return stretched(self.timeline, segment.index, max(elapsed + 1, segment.width + by))

    def ease(self, now: int) -> None:
        """Half of what is left of this step: see `compiling.eased`. Raises Refused while something is on the skin."""
        index, elapsed = self._movable(now)
        self._reshape(eased(self.timeline, index, elapsed), now, index, elapsed)

    def _reshape(self, timeline: Timeline, now: int, index: int, elapsed: int) -> None:
        """The running segment keeps its place in time; only what is still to come moves.

        What has sounded by now does not sound again; what is still to be handed out stays so.
        """
        self.hand_back(now)
        line, cues = self._line, self.timeline.cues
        moving = not line.still and now >= line.time
        position = self.timeline.start(index) + elapsed
        due = (index, position + 1)
        if self._next_cue < len(cues):
            due = min(due, (cues[self._next_cue].segment, cues[self._next_cue].at))
        self.timeline = timeline
        self._line = replace(line, time=now if moving else line.time, index=index, offset=elapsed)
        self._first_cue = self._next_cue = timeline.first_cue(*due)

    def confirm(self, now: int) -> bool:
        """The one key that answers: a check, a question (yes), a gate. False where nothing asked."""
        index, elapsed = self.where(now)
        if self.check_since(now) is not None:
            self._answered, self._rung_until = elapsed, None
            return True
        waits = not self._line.still and now >= self._line.time and index < len(self.timeline.segments)
        if not waits or not self.timeline.segments[index].gate:
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

    def ask_off(self, now: int) -> None:
        """Ask whether what is on the skin has been taken off; withdrawn by a check, and by time."""
        self._asked_off_at = now

    def still_on(self) -> None:
        """It has not been taken off."""
        self._asked_off_at = None

    def take_off(self, now: int) -> None:
        """It is off already: past the application and the question whether it is off, and stand still there.

        So a pause of an application, which its clock does not know, still pauses the session.
        """
        index, _ = self.where(now)
        if index < len(self.timeline.segments) and self.timeline.segments[index].kind in EXPOSURE:
            self._go_to(now, self._behind(index))
            self.stand_still(now)

    def to_off_question(self, now: int) -> bool:
        """It is to come off now: straight to the question whether it is off, which rings at once.

        Whether that was before its time.
        """
        index, _ = self.where(now)
        early = index < len(self.timeline.segments) and self.timeline.segments[index].kind in EXPOSURE
        if early:
            self._go_to(now, index + 1)
        return early

    def stand_still(self, now: int) -> None:
        """Pause where that may be: not at an alarm, nor where it is over."""
        index, _ = self.where(now)
        if index < len(self.timeline.segments) and not self.on_skin(index):
            self.pause(now)

    def refuse(self, now: int) -> None:
        """What is asked about now may not begin: it is not asked again, and nothing can be on yet."""
        self._refused = self.where(now)[0]

    def _behind(self, application: int) -> int:
        """The first segment after an application and the question whether it is off."""
        after = application + 1
        return after + 1 if questions.is_off_gate(self.timeline, after) else after

    # -- lines ---------------------------------------------------------------------------

    def _movable(self, now: int, *, leaving_skin: bool = False) -> tuple[int, int]:
        index, elapsed = self.where(now)
        if index >= len(self.timeline.segments):
            raise Refused(IS_OVER)
        if not leaving_skin:
            self._exercise_only(index)
        return index, elapsed

    def _exercise_only(self, index: int) -> None:
        segment = self.timeline.segments[index]
        if segment.kind in EXPOSURE:
            raise Refused(TAKE_IT_OFF)
        if segment.alarm:
            raise Refused(self.answer_first(index))

    def answer_first(self, index: int) -> str:
        """What has to be pressed at a question that cannot be left by any other key."""
        if questions.is_off_gate(self.timeline, index):
            return OFF_FIRST
        if self.timeline.segments[index].alarm:
            return YES_FIRST
        return CLOTH_FIRST if questions.begins_application(self.timeline, index) else ANSWER_FIRST

    def _inner(self, index: int) -> bool:
        """Whether a segment is a later phase of its repetition, not a place to stop at."""
        segment = self.timeline.segments[index]
        return segment.phase > 0 and segment.gate is None

    def _go_to(self, now: int, index: int) -> None:
        """A new line from the start of a segment; a paused session stays paused there, but at a question."""
        segments = self.timeline.segments
        still = self._line.still and index < len(segments) and not questions.asks(segments[index])
        self._rebase(_Line(now, index, 0, still=still))
        self._entered = index - 1

    def _rebase(self, line: _Line) -> None:
        """Take up another line; what the old one had promised to sound is forgotten."""
        self._extra, self._extra_taken = [], 0
        self._rung_until = self._asked_off_at = self._refused = None
        self._answered = 0
        self._line = line
        # The first cue behind the line's base; at a segment's start, its own.
        position = self.timeline.start(line.index) + line.offset
        self._first_cue = self._next_cue = self.timeline.first_cue(line.index, position + (1 if line.offset else 0))


def again_from(timeline: Timeline, place: int) -> int:
    """Where a session that broke off in segment `place` goes on: a breath or a repetition from its beginning.

    An application is over once the program was: what follows it comes next. Behind the last
    segment where nothing follows: there is nothing to go on with.
    """
    segments = timeline.segments
    place = max(0, min(place, len(segments) - 1))
    while place < len(segments) and (segments[place].kind in EXPOSURE or segments[place].alarm):
        place += 1
    if place >= len(segments):
        return len(segments)
    if segments[place].kind in BREATHING:
        return timeline.breath(place)[0]
    while place > 0 and segments[place].phase > 0 and segments[place].gate is None:
        place -= 1
    return place


def alarm_level(ringing: int) -> float:
    """How loud the alarm is after `ringing` ms, 0 to 1."""
    return max(level for since, level in ALARM_STEPS if since <= max(0, ringing))
