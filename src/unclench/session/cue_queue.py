"""The cues a session still has to sound, each handed out once; and what sounds again and again until answered. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from unclench.cues import Sound
from unclench.safety.limits import UNANSWERED_AFTER
from unclench.session import questions, sentences, wording
from unclench.session.cue_rules import ALARM_EVERY, TICKS
from unclench.session.playhead import OpenQuestions, Playhead
from unclench.session.sentences import Phrase
from unclench.session.timeline import Cue

WORDS_EVERY = 2
"""The alarm speaks with every second stroke: words at each would be too much to listen to (ours)."""
ALARM_STEPS = ((0, 0.25), (6_000, 0.4), (12_000, 0.55), (20_000, 0.75), (30_000, 1.0))
"""(ms since the alarm began, loudness from 0 to 1): in steps to full within 30 s."""


def alarm_level(ringing: int) -> float:
    """How loud the alarm is after `ringing` ms, 0 to 1."""
    return max(level for since, level in ALARM_STEPS if since <= max(0, ringing))


class AlarmStroke(Struct, frozen=True):
    """One stroke of an alarm that began at clock time `since`; or, where that is None, a question asked once more.

    It is due at clock time `at`.
    """

    cue: Cue
    at: int
    since: int | None = None

    def level(self, at: int) -> float:
        """How loud it is if it sounds at clock time `at`, 0 to 1."""
        return 1.0 if self.since is None else alarm_level(at - self.since)

    @property
    def audible(self) -> Cue:
        """Its cue, with the words only at every second stroke."""
        strokes = 0 if self.since is None else (self.at - self.since) // ALARM_EVERY
        return self.cue if strokes % WORDS_EVERY == 0 else replace(self.cue, spoken=())


def next_stroke(playhead: Playhead, asked: OpenQuestions, rung_until: int | None) -> AlarmStroke | None:
    """The next stroke for an unanswered skin check or for the next gate, not before clock time `rung_until`."""
    gate = playhead.next_gate()
    strokes = []
    if (due := asked.next_check_at(playhead)) is not None:
        keys = playhead.timeline.keys
        asked_for = sentences.UNANSWERED.by(keys), sentences.UNANSWERED_BRIEFLY.by(keys)
        cue = Cue(0, Sound.ALARM, asked_for[0], playhead.index, spoken=asked_for, essential=True)
        stroke = _alarm(cue, due + UNANSWERED_AFTER, rung_until)
        if gate is None or stroke.at < gate[1]:
            strokes.append(stroke)
    if gate is not None:
        strokes += _strokes_at(playhead, asked, *gate, rung_until)
    return min(strokes, key=lambda stroke: stroke.at, default=None)


def _strokes_at(
    playhead: Playhead, asked: OpenQuestions, gate: int, begun: int, rung_until: int | None
) -> Iterator[AlarmStroke]:
    """A question about cold or heat is repeated; where the pack may be on already, it turns into the alarm."""
    if gate == asked.refused:
        return
    timeline = playhead.timeline
    question = timeline.cues[timeline.first_cue(gate, 0)]
    if timeline.segments[gate].alarm:
        yield _alarm(question, begun, rung_until)
    elif questions.insists(timeline, gate):
        since = max(begun + 1, rung_until or 0)
        again = begun + -(-(since - begun) // questions.ASKED_AGAIN) * questions.ASKED_AGAIN
        if not asked.becomes_alarm(timeline, gate) or again < begun + questions.ALARM_FROM:
            yield AlarmStroke(question, again)
        else:
            begins = questions.begins_application(timeline, gate)
            keys = timeline.keys
            words = sentences.IS_A_PACK_ON.by(keys) if begins else sentences.or_no_pack(question.say, keys)
            cue = Cue(0, Sound.ALARM, words, gate, spoken=(words,), essential=True)
            yield _alarm(cue, begun + questions.ALARM_FROM, rung_until)


def _alarm(cue: Cue, begun: int, rung_until: int | None) -> AlarmStroke:
    """The next stroke of an alarm that began, or begins, at `begun`."""
    since = max(begun, rung_until or begun)
    return AlarmStroke(cue, begun + -(-(since - begun) // ALARM_EVERY) * ALARM_EVERY, begun)


def alarm_at(playhead: Playhead, asked: OpenQuestions, now: int) -> int | None:
    """When the alarm for what is on the skin begins unless a key is pressed first; None if nothing is on it."""
    segment = playhead.segment_at(now)
    if playhead.still or segment is None or not segment.on_skin:
        return None
    times = []
    if (due := asked.next_check_at(playhead)) is not None:
        times.append(due + UNANSWERED_AFTER)
    gate = playhead.next_gate()
    if gate is not None and playhead.timeline.segments[gate[0]].alarm:
        times.append(gate[1])
    return min(times, default=None)


class DueCue(Struct, frozen=True):
    """A cue due at clock time `at`; `level` is its loudness, 0 to 1.

    `room` is how many ms its words may take from then on; None if they may take as long as they like.
    """

    cue: Cue
    at: int
    level: float = 1.0
    room: int | None = None


class CutWords(Struct, frozen=True):
    """The words of a cue that were not heard to their end."""

    cue: Cue
    spoken: tuple[str, ...]
    """What was being said; before that had begun, what could have been, longest first."""
    lasting: int = 0
    """How many ms they take."""
    heard: int = 0
    """How many ms of them were heard; none or less if they had not begun."""
    untrue: str = ""
    """What in them is no longer so, such as a dose that has been made easier: its sentence does not come again."""


class CueQueue:
    """Hands out the cues of the line being played: the timeline's own, a countdown before them, and the alarm's."""

    def __init__(self, playhead: Playhead, questions: OpenQuestions, tolerance: int | None) -> None:
        """A cue more than `tolerance` ms late is dropped, unless it belongs to an alarm; None keeps every cue."""
        self.dropped = 0
        """How many cues came too late to be sounded."""
        self._tolerance = tolerance
        self.start_line(playhead, questions)

    def start_line(self, playhead: Playhead, questions: OpenQuestions) -> None:
        """Starts over on a new line; what the old line had promised is forgotten."""
        self._playhead, self._questions = playhead, questions
        self._countdown: Sequence[DueCue] = ()
        self._counted = 0
        self._rung_until: int | None = None
        self.cut: CutWords | None = None
        """The words that were cut off when it came to stand still."""
        # The first cue after the base of the line; at the start of a segment, its own opening cue.
        position = playhead.base + (1 if playhead.offset else 0)
        self._first_cue = self._next_cue = playhead.timeline.first_cue(playhead.index, position)

    def count_down(self, now: int, words: Phrase) -> None:
        """Counts down from `now` to where the line begins, if that is later; `words` say what is coming."""
        if self._playhead.time > now:
            self._countdown = countdown(self._playhead, now, words)

    def say(self, words: DueCue) -> None:
        """On the line that has just been started, this comes before the timeline's own cues."""
        self._countdown = [words]

    def cut_off(self, words: CutWords | None) -> None:
        """These words were not heard to their end because the line has come to stand still."""
        if words is not None and self._playhead.still:
            self.cut = words

    def change_timeline(self, playhead: Playhead, now: int) -> None:
        """Goes on with an edited timeline: what has sounded by `now` stays silent, the rest is still to come."""
        self.hand_back(now)
        index, elapsed = self._playhead.where(now)
        old = self._playhead.timeline
        due = (index, old.start(index) + elapsed + 1)
        if self._next_cue < len(old.cues):
            due = min(due, (old.cues[self._next_cue].segment, old.cues[self._next_cue].at))
        self._playhead = playhead
        self._first_cue = self._next_cue = playhead.timeline.first_cue(*due)

    def stop_ringing(self) -> None:
        """Somebody has answered: the next alarm starts quietly again."""
        self._rung_until = None

    def pop_due(self, now: int, ahead: int = 0) -> list[DueCue]:
        """Hands out the cues due up to `now + ahead` that were not handed out before, in time order.

        Cues that are too late are dropped, but an alarm never is.
        """
        if self._playhead.still:
            return []
        until = now + ahead
        due = [*self._take_countdown(until), *self._take_cues(until)]
        due += self._take_strokes(now, until)
        fresh = [h for h in due if self._tolerance is None or h.at >= now - self._tolerance]
        self.dropped += len(due) - len(fresh)
        return sorted(fresh, key=lambda heard: heard.at)

    def _take_countdown(self, until: int) -> list[DueCue]:
        due = [heard for heard in self._countdown[self._counted :] if heard.at <= until]
        self._counted += len(due)
        return due

    def _take_cues(self, until: int) -> Iterator[DueCue]:
        timeline, (index, elapsed) = self._playhead.timeline, self._playhead.where(until)
        position = timeline.start(index) + elapsed
        while self._next_cue < len(timeline.cues):
            cue = timeline.cues[self._next_cue]
            at = self._playhead.time_of(cue.at)
            if cue.segment > index or cue.at > position or at > until:
                return
            self._next_cue += 1
            if cue.every is None:  # an alarm: _take_strokes sounds it, from its first stroke on
                yield DueCue(cue, at, room=timeline.room(self._next_cue - 1))

    def _take_strokes(self, now: int, until: int) -> Iterator[DueCue]:
        """The strokes due. Those the machine slept through are made up for by one at once, not by all in a row."""
        while (stroke := next_stroke(self._playhead, self._questions, self._rung_until)) and stroke.at <= until:
            at = stroke.at
            if self._tolerance is not None and at < now - self._tolerance:
                at = now
            self._rung_until = at + 1
            room = ALARM_EVERY if len(stroke.cue.spoken) > 1 else None  # something brief fits the gap
            yield DueCue(stroke.audible, at, stroke.level(at), room)

    def hand_back(self, now: int) -> None:
        """What was handed out for later than `now` will not sound, and comes again; all before that has sounded."""
        cues = self._playhead.timeline.cues
        while self._next_cue > self._first_cue and self._playhead.time_of(cues[self._next_cue - 1].at) > now:
            self._next_cue -= 1
        while self._counted and self._countdown[self._counted - 1].at > now:
            self._counted -= 1
        if self._rung_until is not None:
            self._rung_until = min(self._rung_until, now + 1)

    def next_at(self) -> int | None:
        """The clock time of the next cue; None while nothing will sound by itself."""
        if self._playhead.still or self._playhead.past_end:
            return None
        times = [heard.at for heard in self._countdown[self._counted :][:1]]
        if self._next_cue < len(self._playhead.timeline.cues):
            cue, gate = self._playhead.timeline.cues[self._next_cue], self._playhead.next_gate()
            if gate is None or cue.segment <= gate[0]:
                times.append(self._playhead.time_of(cue.at))
        if (stroke := next_stroke(self._playhead, self._questions, self._rung_until)) is not None:
            times.append(stroke.at)
        return min(times, default=None)


def countdown(playhead: Playhead, now: int, words: Phrase) -> list[DueCue]:
    """The cues that count down from `now` to where the line begins; `words` say what is coming.

    A segment that begins then opens with a cue of its own; one that goes on in its middle has none, so its label is
    said here.
    """
    start, index = playhead.time, playhead.index
    ticks = [start - before for before in TICKS]
    room = next(at for at in (*ticks, start) if at > now) - now
    sound = Sound.TICK if ticks[0] == now else Sound.PREPARE
    said = Cue(0, None if sound is Sound.PREPARE else sound, words.text, index, spoken=words.spoken, essential=True)
    cues = [DueCue(said, now, room=room)]
    if sound is Sound.PREPARE:
        cues.insert(0, DueCue(Cue(0, sound, "", index), now))
    cues += [DueCue(Cue(0, Sound.TICK, "", index), at) for at in ticks if at > now]
    if playhead.offset:
        label = wording.phase_begun(playhead.timeline.segments[index].label)
        cues.append(DueCue(Cue(0, Sound.GO, f"{label}.", index), start))
    return cues
