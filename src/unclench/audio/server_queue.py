"""The queue of a sound server: where the server is in our stream, what lies there, what is still to come."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple, Protocol, TypeAlias

from unclench.audio.output import STALE, Gain, Order, ScheduledSound, Withdrawal, is_stale
from unclench.audio.stream import GAP, LEAP, LONG, SHIFT, SHORT, SLEW, Mixer, Note, pinned
from unclench.media.pcm import RATE, Samples, frames

LOOK = 397
"""Ms between two looks where the server is: with a second in the queue, no less than half of one is ever left. It is
a multiple of no step in which servers work, so that in some looks all parts of a step are seen."""
SOON = (5, 9, 17)
"""Ms from a question to the next until it is known well where the server is, over and over; and then, if an answer came
late, as often at most. PipeWire tells where it was when its cycle of 5 to 43 ms began. In such uneven steps some
question soon meets the beginning of one; even steps of nearly a cycle may miss it for seconds."""

UNANSWERED = 250
"""Ms that are waited for an answer, twice; then the server hangs."""
DOUBTFUL = 100
"""Ms to the next look where it is no longer sure that the server is where it should be: if it has taken no frame for so
long, or is behind."""
STILL = 500
"""Ms without a frame taken after which the sink counts as dead or suspended..."""
STARTING = 2_500
"""...but so many while it starts: an idle sink may need a moment to get going."""


class ServerWatch:
    """Plans when the server is asked where it is, and tells when it is dead. Pure.

    All times are ms without the time asleep: what slept with the machine is not dead.
    """

    def __init__(self) -> None:
        self._begun_at: int | None = None
        self.moved_at = 0
        """When the server last took a frame, as far as is known."""
        self._taken = 0
        self._look_at = 0
        self._question_at: int | None = None
        """When a question was asked that is not answered yet."""
        self._unanswered = 0
        self._tries = 0
        """How many answers this look has had."""

    @property
    def begun(self) -> bool:
        """Whether the stream has been started."""
        return self._begun_at is not None

    @property
    def has_played(self) -> bool:
        """Whether the server has taken anything."""
        return self._taken > 0

    def begin(self, now: int) -> None:
        """The stream was started now."""
        self._begun_at = self.moved_at = now

    def hurry(self, at: int) -> None:
        """Plan the next question for this time, if it would come later."""
        self._look_at = min(self._look_at, at)

    def pop_question(self, now: int) -> bool:
        """Whether to ask now; if so, that counts as done."""
        due = self._question_at is None and now >= self._look_at
        if due:
            self._question_at = now
        return due

    def answered(self, now: int, taken: int) -> int:
        """The server has answered that it has taken so many frames. Returns the ms since it was asked."""
        waited = 0 if self._question_at is None else now - self._question_at
        self._question_at, self._unanswered = None, 0
        if taken > self._taken:
            self._taken, self.moved_at = taken, now
        self._look_at = now + SOON[self._tries % len(SOON)]
        self._tries += 1
        return waited

    def waited_in_vain(self) -> None:
        """It did not answer within `UNANSWERED` ms, though this process was awake."""
        if self._question_at is not None:
            self._unanswered += 1

    def plan(self, now: int, *, late: bool) -> bool:
        """Plan the next question, since it is known well where the server is; `late`: the answer was of a while ago.

        Returns whether this look is over.
        """
        if now - self.moved_at >= DOUBTFUL:
            self._look_at = now + DOUBTFUL
            return False
        over = not late or self._tries > len(SOON)
        if over:
            self._look_at = now + LOOK
            self._tries = 0
        return over

    def is_dead(self, now: int) -> bool:
        """Whether the server no longer answers, or no longer plays what it has."""
        if self._begun_at is None:
            return False
        patience = STILL if now - self._begun_at > STARTING else STARTING
        return self._unanswered >= 2 or (self._question_at is None and now - self.moved_at >= patience)

    def wait(self, now: int) -> int:
        """Ms to wait for an answer, or until the next question."""
        return UNANSWERED if self._question_at is not None else max(self._look_at - now, 1)


POSITION_SETTLING = 400
"""Ms after the first answer in which the line may jump."""
WINDOW = 8_000
"""Ms of answers of which the earliest counts."""
CLOSE = 1
"""Ms that an answer may be late without another being better."""
ONE_LOOK = 40
"""Ms in which the answers belong to one look: the question and those asked again."""
LOOKS_BEHIND = 4
"""Looks, one after the other, at which the line must be too early by `SHIFT` to be moved back at once."""

PER_MS = RATE / 1000
"""Frames."""


class ServerPosition:
    """Which frames are heard and which have been taken at a clock time (ms), learnt from the server's answers.

    PulseAudio's are exact. PipeWire's are those of its last cycle, hence late by up to a cycle and never early;
    so of the answers of some seconds the earliest counts. Pure arithmetic: the caller passes the time.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew, as on another sink."""
        self._anchor: tuple[float, float] | None = None
        self._ahead = 0.0  # frames by which the line of what is heard runs ahead of anchor + elapsed time
        self._taken = 0.0  # the same of what has been taken
        self._seen: deque[tuple[float, float, float]] = deque()
        self._behind: list[tuple[float, float]] = []  # of looks, one after the other: how far ahead, and when
        self._seen_at = 0.0

    @property
    def known(self) -> bool:
        """Whether there was an answer."""
        return self._anchor is not None

    def settled(self, now: float) -> bool:
        """Whether the line no longer jumps."""
        return self._anchor is not None and now - self._anchor[0] >= POSITION_SETTLING

    def observe(self, at: float, taken: float, heard: float) -> bool:
        """Learn where the server was at `at`. Returns whether the line was laid anew, as after a suspend."""
        if self._anchor is None:
            self._lay(at, taken, heard)
            return True
        since, base = self._anchor
        gone = base + (at - since) * PER_MS
        ahead = heard - gone
        if abs(ahead - self._ahead) > GAP * PER_MS:
            self._lay(at, taken, heard)
            return True
        self._seen.append((at, ahead, taken - gone))
        while self._seen[0][0] < at - WINDOW:
            self._seen.popleft()
        self._taken = max(taken for _, _, taken in self._seen)
        best = max(ahead for _, ahead, _ in self._seen)
        if at - since < POSITION_SETTLING or ahead > self._ahead + LEAP * PER_MS:
            self._ahead = best
        else:
            step = SLEW * PER_MS * max(at - self._seen_at, 0.0)
            self._ahead += min(max(best - self._ahead, -step), step)
        self._seen_at = at
        return False

    def look_ended(self) -> bool:
        """Note that the server will not be asked again for now: if several looks found it behind, it is behind.

        Returns whether another look should follow soon, since this one did.
        """
        if not self._seen:
            return False
        seen = max((ahead, at) for at, ahead, _ in self._seen if at >= self._seen_at - ONE_LOOK)
        if seen[0] >= self._ahead - SHIFT * PER_MS:
            self._behind.clear()
            return False
        self._behind.append(seen)
        if len(self._behind) == LOOKS_BEHIND:
            self._ahead = max(self._behind)[0]
            since = self._behind[0][1] - ONE_LOOK
            self._seen = deque(one for one in self._seen if one[0] > since)
            self._behind.clear()
        return True

    def late(self, at: float, heard: float) -> bool:
        """Whether an answer lies behind the line, so that another may be better."""
        return heard < self.heard_at(at) - CLOSE * PER_MS

    def heard_at(self, ms: float) -> float:
        """The frame that is heard at a moment. Only after the first answer, like the next."""
        assert self._anchor is not None
        since, base = self._anchor
        return base + self._ahead + (ms - since) * PER_MS

    def taken_at(self, ms: float) -> float:
        """The frame before which everything may have been taken by then."""
        assert self._anchor is not None
        since, base = self._anchor
        return base + self._taken + (ms - since) * PER_MS

    def _lay(self, at: float, taken: float, heard: float) -> None:
        self.forget()
        self._anchor, self._taken, self._seen_at = (at, heard), taken - heard, at
        self._seen.append((at, 0.0, self._taken))


LATENCY = 25
"""Ms that the server is asked to hold itself: what it has taken can't be written anew, so a key is heard so
much later. Less than 21 ms would drive PipeWire to twice its usual pace, for the whole machine."""
SPARE = 8
"""Ms for what is written anew to reach the server before it takes that part. The way itself takes one."""
DELAY = 40
"""Ms after its time that a sound is heard: LATENCY and SPARE, and the way of a key through two processes."""
NEAR = 60
"""Ms more than DELAY for which a key changes nothing, so that all cues of a session keep their distances. The first
sound of a stream is in its first frame, and late by what its way and the start of the server take as well: 6 to 14 ms
were measured, and up to 55 on a machine that was busy."""
QUEUE = 1_000
"""Ms of sound in the queue after it was filled..."""
FELL = 50
"""...which is done if more than this is missing."""
FIRST = 30
"""Ms of sound that are made and sent at first, and three times as much each time after that: what comes soonest does
not wait for the rest. Making 30 ms of three sounds takes some 2 ms."""


class Better(NamedTuple):
    """An order to play other samples instead, where they have not begun."""

    before: Samples
    after: Samples


QueueOrder: TypeAlias = "Order | Better"


class QueueWriter(Protocol):
    """The way into a server's queue."""

    def write(self, frame: int, data: bytes) -> None:
        """Put this into the queue from a frame on, in place of what may be there."""

    def send(self) -> None:
        """Have what was written so far sent now."""


class Nowhere:
    """Where nothing has begun."""

    def write(self, frame: int, data: bytes) -> None:
        """Drop it."""

    def send(self) -> None:
        """Send nothing."""


class RewrittenQueue:
    """Places sounds on frames by where the server is, and writes the frames. Times are clock times in ms.

    The first sound is to be heard before anything is known of the server. So `begin` pins one clock time to
    frame 0, and everything else is placed relative to it until the position is known well enough.
    """

    def __init__(self, position: ServerPosition, note: Note) -> None:
        self._position = position
        self._note = note
        self._line: QueueWriter = Nowhere()
        self._mixer = Mixer(rewinds=True)
        self._waiting: list[ScheduledSound] = []
        """What is due after the end of the queue."""
        self._written = 0
        self._final = 0
        """The frames before this one are never written again."""
        self._begun_at = 0
        self._pin: int | None = None
        self.latency = frames(DELAY)
        """Frames by which a sound is heard after its time."""

    @property
    def waits(self) -> bool:
        """Whether there are sounds that are not in the queue yet."""
        return bool(self._waiting)

    def begin(self, now: int, line: QueueWriter) -> None:
        """Write the first sounds, the first of them into the first frame unless it is for later (see `pinned`)."""
        self._line, self._begun_at = line, now
        self._pin = pinned((due.at for due in self._waiting), now - DELAY)
        self._fill(frames(FIRST))

    def slept(self, now: int) -> None:
        """The machine has slept until now: a stream of which nothing is known yet begins now."""
        if not self._position.known:
            self._begun_at = now

    # -- orders --------------------------------------------------------------------------

    def keep(self, order: QueueOrder) -> None:
        """Take an order that changes nothing in the queue, such as any before `begin`."""
        if isinstance(order, ScheduledSound):
            self._waiting.append(order)
        elif isinstance(order, Withdrawal):
            self._waiting.clear()
        elif isinstance(order, Gain):
            self._mixer.set_gain(order.value)

    def take(self, orders: Iterable[QueueOrder], now: int) -> None:
        """Take orders, one after the other, and write anew what they change in the queue."""
        free = self._first_free(now)
        self._mixer.rewind(free)
        changed = min((self._taken(order, free, now) for order in orders), default=self._written)
        if changed < self._written:
            self._final = free
            self._write(changed, self._written)

    def _taken(self, order: QueueOrder, free: int, now: int) -> int:
        """Take one, with the mixer at the first frame that is free. Returns the first frame that it changes."""
        if isinstance(order, ScheduledSound):
            return self._take_sound(order, now)
        if isinstance(order, Better):
            begins = self._mixer.replace(order.before, order.after)
            return self._written if begins is None else begins
        sounds = self._mixer.end > free
        self.keep(order)
        if isinstance(order, Withdrawal):
            self._mixer.withdraw()
            self._start_afresh(now)
        return free if sounds else self._written

    def _take_sound(self, due: ScheduledSound, now: int) -> int:
        if not is_stale(due.at, now, alarm=due.alarm):  # as where the machine fell asleep between two threads
            frame = self._frame(due.at)
            if frame < self._written:
                return self._place(due, frame)
            self.keep(due)
        return self._written

    def _start_afresh(self, now: int) -> None:
        """Nothing is scheduled any more, so that what comes may have the least latency that can be had."""
        if self._position.known:
            self.unpin(now)
            least = self._least_latency(now)
            if not least <= self.latency <= least + frames(NEAR):
                self.latency = least

    # -- the server ----------------------------------------------------------------------

    def fill_up(self, now: int) -> None:
        """Keep a second of sound in the queue."""
        taken = round(self._position.taken_at(now))
        self._final = max(self._final, taken)
        self._mixer.forget(self._final)
        if self._written < taken:
            self._note(f"the queue ran dry for {frames_in_ms(taken - self._written)} ms")
            self.drop_stale(now)
            self._written = self._first_free(now)
        if self._written < taken + frames(QUEUE - FELL):
            self._fill(taken + frames(QUEUE))

    def shift(self, by: int, now: int) -> None:
        """The stream has slipped by so many frames against the clock: what has not begun moves in the queue."""
        if self._pin is None:
            free = self._first_free(now)
            self._mixer.rewind(free)
            if self._mixer.shift(by, free - frames(STALE)) and free < self._written:
                self._final = free
                self._write(free, self._written)

    def fill_first(self) -> None:
        """Fill the queue before anything is known of the server."""
        self._fill(frames(QUEUE))

    def drop_stale(self, now: int) -> None:
        """The stream stood still, as in a suspend, or is new: drop what should have been heard long ago."""
        self._waiting = [due for due in self._waiting if not is_stale(due.at, now, alarm=due.alarm)]

    def unpin(self, now: int) -> None:
        """Place sounds by the server's position, as late as the first of them was, if that was about right."""
        if self._pin is not None:
            latency, least = -round(self._position.heard_at(self._pin)), self._least_latency(now)
            near = least - frames(SHORT) <= latency <= least + frames(LONG)
            self._pin, self.latency = None, latency if near else least

    def heard_all_at(self, now: int) -> int | None:
        """The clock time at which all that was placed so far has been heard; None while that can't be told."""
        if not self._position.known:
            return None
        left = (self._mixer.end - self._position.heard_at(now)) / PER_MS
        return now + max(round(left), 0)

    # -- frames --------------------------------------------------------------------------

    def _least_latency(self, now: int) -> int:
        """The frames by which a sound for now is late: DELAY, unless the sink takes what it plays much sooner."""
        ahead = self._position.taken_at(now) - self._position.heard_at(now)
        return max(frames(DELAY), round(ahead) + frames(DELAY - LATENCY))

    def _first_free(self, now: int) -> int:
        """The first frame that can still be written so that it is heard."""
        position = self._position
        taken = position.taken_at(now) if position.known else frames(now - self._begun_at + LATENCY)
        return max(round(taken) + frames(SPARE), self._final)

    def _frame(self, at: int) -> int:
        """The frame on which something due at `at` begins."""
        if self._pin is not None:
            return frames(at - self._pin)
        return round(self._position.heard_at(at)) + self.latency

    def _place(self, due: ScheduledSound, frame: int) -> int:
        return self._mixer.place(due.clip.samples, frame, due.gain, alarm=due.alarm)

    def _fill(self, target: int) -> None:
        """Add to the queue up to this frame."""
        self._mixer.rewind(self._written)
        later: list[ScheduledSound] = []
        for due in self._waiting:
            frame = self._frame(due.at)
            if frame < target:
                self._place(due, frame)
            else:
                later.append(due)
        self._waiting = later
        self._write(self._written, target)

    def _write(self, begin: int, end: int) -> None:
        """Make these frames and put them into the queue, the first of them as soon as they are made."""
        self._mixer.rewind(begin)
        size = frames(FIRST)
        while begin < end:
            count = min(size, end - begin)
            self._line.write(begin, self._mixer.render(count).tobytes())
            self._line.send()
            begin += count
            size *= 3
        self._written = max(self._written, end)


def frames_in_ms(count: int) -> int:
    """How many ms so many frames last."""
    return round(count / PER_MS)
