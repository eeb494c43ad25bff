"""One run of a timeline: what to show, what to sound, and what each key does. Pure."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from unclench.keynames import USUAL, KeyNames
from unclench.session import cue_queue, questions, sentences
from unclench.session.choices import Unplayable
from unclench.session.cue_queue import CueQueue, CutWords, DueCue
from unclench.session.edits import eased, lengthened
from unclench.session.guidance import Lengths, said_again
from unclench.session.playhead import (
    OpenQuestions,
    Playhead,
    Status,
    after_application,
    after_step,
    back_from,
    next_repetition,
    resume_from,
)
from unclench.session.questions import (
    IS_OVER,
    NO_LENGTH,
    Question,
    QuestionKind,
    Refused,
    RepetitionCounter,
    answer_first,
    refuse_on_skin,
)
from unclench.session.sentences import Phrase
from unclench.session.timeline import BREATHING, EXPOSURE, Gate, Segment, StepInfo, Timeline


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
    asked: Question | None = None
    """The question being asked now, with its keys."""
    asked_since: int | None = None
    """The clock time at which that question began."""
    at_least: bool = False
    """Whether a part as long as the user likes is running or still to come: then `total_left` is a minimum."""
    waiting_behind: StepInfo | None = None
    """During a breathing break, the step you return to afterwards."""
    keys: KeyNames = USUAL
    """What the keys are called here."""
    count: int | None = None
    """How many repetitions a key has counted in this phase; None where no key counts any."""

    @property
    def asking(self) -> QuestionKind | None:
        """Which question is being asked now."""
        return None if self.asked is None else self.asked.kind

    @property
    def question(self) -> tuple[str, int | None] | None:
        """What is asked and since when, to tell it from the next question of the same kind; None if nothing is."""
        return None if self.asked is None else (self.asked.kind, self.asked_since)

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
        """What the big digits show: whole seconds left, or seconds gone by where a key decides."""
        if self.status is Status.GETTING_READY:
            return -(-self.ready_in // 1000)
        return self.elapsed // 1000 if self.left is None else -(-self.left // 1000)

    @property
    def changes_in(self) -> int | None:
        """In how many ms `seconds` will be a different number; None if it won't change."""
        if self.segment is None or self.status is Status.PAUSED:
            return None
        if self.status is Status.GETTING_READY:
            return (self.ready_in - 1) % 1000 + 1
        if self.left is None:
            return 1000 - self.elapsed % 1000
        return (self.left - 1) % 1000 + 1


def view_at(
    now: int, playhead: Playhead, questions: OpenQuestions, waiting_behind: StepInfo | None, counted: int = 0
) -> View:
    """What there is to show of a session at clock time `now`; `counted` is what a key has counted."""
    timeline = playhead.timeline
    index, elapsed = playhead.where(now)
    if index >= len(timeline.segments):
        return View(Status.FINISHED, None, None, 0, 0, 0, 0, None, None, waiting_behind=waiting_behind)
    segment = timeline.segments[index]
    after, asked = timeline.steps[segment.step + 1 :], questions.asked(playhead, now)
    return View(
        status=playhead.status(now),
        segment=segment,
        step=timeline.steps[segment.step],
        elapsed=elapsed,
        left=None if segment.gate else segment.width - elapsed,
        total_left=timeline.total - segment.start - min(elapsed, segment.width),
        ready_in=max(0, playhead.time - now),
        next_segment=timeline.segments[index + 1] if index + 1 < len(timeline.segments) else None,
        next_step=after[0] if after else None,
        asked=asked,
        asked_since=questions.asked_since(asked, playhead, now),
        at_least=index <= timeline.last_open,
        waiting_behind=waiting_behind,
        keys=timeline.keys,
        count=counted if segment.gate is Gate.COUNT else None,
    )


__all__ = ["DueCue", "Session", "StartedSegment", "Status", "View"]

GOING_ON = 10_000
"""The countdown before an interrupted session goes on, in ms: time for the words, and to lie down again (ours)."""
STALE_AFTER = 400
"""A cue this late (ms) would be a lie about where we are, and is dropped (ours)."""


class StartedSegment(Struct, frozen=True):
    """A segment began at clock time `at`."""

    segment: Segment
    at: int


class SessionLine:
    """Where a session is on its timeline, with what is still to sound; `Session` adds the keys and answers."""

    def __init__(
        self, timeline: Timeline, now: int, *, step: int = 0, place: int | None = None,
        title: str = "", tolerance: int | None = STALE_AFTER, lengths: Callable[[], Lengths | None] = lambda: None,
    ) -> None:  # fmt: skip
        """Starts at once, at the first segment of `step`; or resumes at segment `place`, after a countdown.

        `title` is what the countdown calls the session. A `tolerance` of None keeps even the latest cue. `lengths`
        returns those of the voice, None where nothing speaks; it is asked where words are to come again.
        """
        self.began = now
        self.playhead = Playhead(timeline, now, 0, 0)
        self.questions = OpenQuestions()
        self.cues = CueQueue(self.playhead, self.questions, tolerance)
        """What is still to sound."""
        self._lengths = lengths
        self._entered = -1
        """The last segment whose beginning has been reported."""
        self.waiting_behind: StepInfo | None = None
        """During a breathing break, the step of the other session that waits for its end."""
        self.repetitions = RepetitionCounter()
        self._go_to(now, timeline.steps[step].first if timeline.steps else 0)
        if place is not None:
            self._resume_at(now, resume_from(timeline, place), title)

    def _resume_at(self, now: int, index: int, title: str) -> None:
        self._go_to(now, index)
        if (segment := self.playhead.segment_at(now)) is not None:
            words = sentences.going_on(title, self.timeline.step_of(segment))
            self._get_ready(now, Playhead(self.timeline, now + GOING_ON, index, 0), words)

    @property
    def timeline(self) -> Timeline:
        """What is played; keys such as plus ten seconds put an edited one in its place."""
        return self.playhead.timeline

    def say_again(self, words: CutWords, now: int) -> bool:
        """Goes on at once with words that were not heard; returns whether there is anything to say."""
        return self.playhead.has_begun(now) and self._say_again(self.playhead.on(self.timeline, now), words)

    def _say_again(self, line: Playhead, words: CutWords | None) -> bool:
        if words is None or (lengths := self._lengths()) is None or (again := said_again(line, words, lengths)) is None:
            return False
        line, cue = again
        self._start_line(line)
        if cue is not None:
            self.cues.say(cue)
        return True

    def _go_to(self, now: int, index: int) -> None:
        self.repetitions.forget()
        self._start_line(self.playhead.at(now, index))
        self._entered = index - 1

    def _get_ready(self, now: int, playhead: Playhead, words: Phrase) -> None:
        """Takes up a line that may begin later than `now`, after a countdown in which `words` say what is coming."""
        self._start_line(playhead)
        self.cues.count_down(now, words)

    def _start_line(self, playhead: Playhead) -> None:
        """Takes up another line; what was asked on the old one is withdrawn."""
        self.playhead, self.questions = playhead, OpenQuestions()
        self.cues.start_line(playhead, self.questions)

    def change_timeline(self, timeline: Timeline, now: int) -> None:
        """Goes on with an edited timeline, in which what has begun is where it was."""
        self.playhead = self.playhead.on(timeline, now)
        self.cues.change_timeline(self.playhead, now)


class Session(SessionLine):
    """One run of a timeline, moved by keys and answers."""

    # -- what there is to see ------------------------------------------------------------

    def status(self, now: int) -> Status:
        """Running, paused, getting ready or finished."""
        return self.playhead.status(now)

    def view(self, now: int) -> View:
        """Everything a front end shows."""
        return view_at(now, self.playhead, self.questions, self.waiting_behind, self.repetitions.count)

    def next_gate_at(self) -> int | None:
        """The clock time from which only a key goes on; None while paused, or if no gate comes."""
        gate = self.playhead.next_gate()
        return None if gate is None else gate[1]

    def over_at(self, now: int) -> int:
        """When a session that is over by `now` came to its end."""
        return min(now, self.playhead.time_of(self.timeline.total))

    def alarm_at(self, now: int) -> int | None:
        """When the alarm for what is on the skin begins unless a key is pressed first; None if nothing is on it."""
        return cue_queue.alarm_at(self.playhead, self.questions, now)

    def about_to(self, now: int) -> Segment | None:
        """The application that a yes to the question being asked now would begin, if it would."""
        return self.playhead.about_to(now)

    def pop_started_segments(self, now: int) -> list[StartedSegment]:
        """The segments that began up to `now` and were not reported before."""
        index = min(self.playhead.where(now)[0], len(self.timeline.segments) - 1)
        begun = self.timeline.segments[self._entered + 1 : index + 1]
        self._entered = max(self._entered, index)
        return [StartedSegment(segment, self.playhead.time_of(segment.start)) for segment in begun]

    # -- keys ----------------------------------------------------------------------------

    def pause(self, now: int) -> None:
        """Pauses. Raises Refused while something is on the skin."""
        segment = self.playhead.segment_at(now)
        if segment is not None and not self.playhead.still:
            refuse_on_skin(self.timeline, segment.index)
            self._start_line(self.playhead.paused(now))

    def resume(self, now: int) -> None:
        """Goes on: with a hold after three seconds to get ready, with a breath from its beginning.

        A get-ready or a pause goes on with the words that were cut off.
        """
        if not self.playhead.still:
            return
        line = self.playhead.resumed(now)
        if self._say_again(line, self.cues.cut):
            return
        if self.timeline.segments[line.index].kind in BREATHING:
            self._entered = line.index - 1  # it is breathed once more, and reported once more
        self._get_ready(now, line, sentences.GET_READY)

    def slept(self, asleep: int, now: int) -> bool:
        """The machine was suspended for `asleep` ms: a hold goes back to where it was, and waits.

        A pack was on the skin all the time, so its clock keeps running; and a question goes on waiting. Returns
        whether the session is now paused.
        """
        segment = self.playhead.segment_at(now - asleep)
        if self.playhead.still or segment is None:
            return self.playhead.still
        if segment.on_skin or questions.asks(segment):
            return False
        self.pause(now - asleep)
        return True

    def next(self, now: int) -> None:
        """To the next segment; inside a breath or a repetition, to the next of those."""
        segment = self._current(now)
        if segment.gate is Gate.ANSWER:
            raise Refused(answer_first(self.timeline, segment.index))
        if segment.gate is Gate.QUESTION:
            self.answer(now, yes=False)
            return
        self._go_to(now, next_repetition(self.timeline, segment.index))

    def back(self, now: int) -> None:
        """To the start of this segment; within two seconds of it, to the one before.

        What a key has counted in this one stays counted.
        """
        self._exercise(now)
        here, elapsed = self.playhead.where(now)
        to = back_from(self.timeline, here, elapsed)
        counted = self.repetitions.count if to == here else 0
        self._go_to(now, to)
        self.repetitions.add(counted)

    def again(self, now: int) -> None:
        """To the beginning of this step."""
        self._go_to(now, self.timeline.step_of(self._exercise(now)).first)

    def jump(self, now: int, step: int) -> None:
        """To the beginning of any step."""
        if not self.timeline.steps:
            raise Refused(IS_OVER)
        if self.playhead.segment_at(now) is not None:
            self._exercise(now)
        self._go_to(now, self.timeline.steps[max(0, min(step, len(self.timeline.steps) - 1))].first)

    def adjust(self, now: int, by: int, unfit: Callable[[Timeline], str] = lambda _: "") -> None:
        """Makes the running segment `by` ms longer (shorter: negative); breathing changes by whole breaths.

        `unfit` says, in a sentence, why the longer session may not be played. Raises Refused.
        """
        segment = self.playhead.segment_at(now)
        if segment is None:
            return
        if segment.gate is not None:
            raise Refused(NO_LENGTH)
        try:
            timeline = lengthened(self.timeline, *self.playhead.where(now), by)
        except Unplayable as too_much:
            raise Refused(str(too_much)) from too_much
        if by > 0 and (why := unfit(timeline)):
            raise Refused(why)
        self.change_timeline(timeline, now)

    def ease(self, now: int) -> None:
        """Halves what is left of this step, as `edits.eased` says. Raises Refused while something is on the skin."""
        step = self.timeline.step_of(self._exercise(now))
        self.change_timeline(eased(self.timeline, *self.playhead.where(now)), now)
        if self.cues.cut is not None:
            self.cues.cut = replace(self.cues.cut, untrue=step.spoken_dose or step.dose)

    # -- answers -------------------------------------------------------------------------

    def confirm(self, now: int) -> bool:
        """Answers yes to a check, a question or a gate. Returns whether anything was asked."""
        index, elapsed = self.playhead.where(now)
        if self.questions.check_since(self.playhead, now) is not None:
            self.questions.answered = elapsed
            self.cues.stop_ringing()
            return True
        segment = self.playhead.segment_at(now)
        if segment is None or not segment.gate or not self.playhead.has_begun(now):
            return False
        self._go_to(now, index + 1)
        return True

    def answer(self, now: int, *, yes: bool) -> None:
        """Answers a question; no leaves out the rest of its step."""
        segment = self.playhead.segment_at(now)
        if segment is not None and segment.gate is Gate.QUESTION:
            self._go_to(now, segment.index + 1 if yes else after_step(self.timeline, segment.step))

    def leave_out(self, now: int) -> None:
        """Skips the application being asked about now, which does not begin."""
        if (application := self.about_to(now)) is not None:
            self._go_to(now, after_application(self.timeline, application.index))

    def refuse(self, now: int) -> None:
        """The application being asked about may not begin: the question is not repeated, and no alarm follows it."""
        self.questions.refused = self.playhead.where(now)[0]

    def ask_off(self, now: int) -> None:
        """Asks whether the pack has been taken off, until a skin check comes due or 15 s have passed."""
        self.questions.asked_off_at = now

    def still_on(self) -> None:
        """It has not been taken off."""
        self.questions.asked_off_at = None

    def take_off(self, now: int) -> None:
        """It is off already: skips the rest of the application and the question whether it is off, and pauses there.

        The clock of an application never pauses; this is how pausing one still pauses the session.
        """
        segment = self.playhead.segment_at(now)
        if segment is not None and segment.kind in EXPOSURE:
            self._go_to(now, after_application(self.timeline, segment.index))
            self.stand_still(now)

    def to_off_question(self, now: int) -> bool:
        """It has to come off now: goes straight to the question whether it is off, which rings at once.

        Returns whether its time was not up yet.
        """
        segment = self.playhead.segment_at(now)
        if early := segment is not None and segment.kind in EXPOSURE:
            self._go_to(now, segment.index + 1)
        return early

    def stand_still(self, now: int) -> None:
        """Pauses, unless something is on the skin or the session is over."""
        segment = self.playhead.segment_at(now)
        if segment is not None and not segment.on_skin:
            self.pause(now)

    # -- lines ---------------------------------------------------------------------------

    def _current(self, now: int) -> Segment:
        """The segment at `now`. Raises Refused once the session is over."""
        segment = self.playhead.segment_at(now)
        if segment is None:
            raise Refused(IS_OVER)
        return segment

    def _exercise(self, now: int) -> Segment:
        """The segment at `now`. Raises Refused while something is on the skin, and once the session is over."""
        segment = self._current(now)
        refuse_on_skin(self.timeline, segment.index)
        return segment
