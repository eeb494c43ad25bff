"""The sound that lies in a server's queue, and what is still to be put there; orders change both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol, TypeAlias

from unclench.audio import output
from unclench.audio.mixer import Mixer
from unclench.audio.output import Gain, ScheduledSound, Withdrawal
from unclench.audio.server_position import PER_MS, ServerPosition
from unclench.audio.stream import BEFORE, LONG, SHORT, STALE, Note
from unclench.media.pcm import Samples, frames

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


Order: TypeAlias = "output.Order | Better"


class Line(Protocol):
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
        self._line: Line = Nowhere()
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

    def begin(self, now: int, line: Line) -> None:
        """Write the first sounds, the first of them into the first frame unless it is for later.

        What is older than the beginning of a session can be has no say in that.
        """
        latest = now - DELAY
        dues = [due.at for due in self._waiting if due.at >= latest - BEFORE]
        self._line, self._begun_at, self._pin = line, now, min(min(dues, default=latest), latest)
        self._fill(frames(FIRST))

    def slept(self, now: int) -> None:
        """The machine has slept until now: a stream of which nothing is known yet begins now."""
        if not self._position.known:
            self._begun_at = now

    # -- orders --------------------------------------------------------------------------

    def keep(self, order: Order) -> None:
        """Take an order that changes nothing in the queue, such as any before `begin`."""
        if isinstance(order, ScheduledSound):
            self._waiting.append(order)
        elif isinstance(order, Withdrawal):
            self._waiting.clear()
        elif isinstance(order, Gain):
            self._mixer.set_gain(order.value)

    def take(self, orders: Iterable[Order], now: int) -> None:
        """Take orders, one after the other, and write anew what they change in the queue."""
        free = self._first_free(now)
        self._mixer.rewind(free)
        changed = min((self._taken(order, free, now) for order in orders), default=self._written)
        if changed < self._written:
            self._final = free
            self._write(changed, self._written)

    def _taken(self, order: Order, free: int, now: int) -> int:
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
        if not _is_stale(due, now):  # as where the machine fell asleep between two threads
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
        """The same before anything is known of the server."""
        self._fill(frames(QUEUE))

    def drop_stale(self, now: int) -> None:
        """The stream stood still, as in a suspend, or is new: drop what should have been heard long ago."""
        self._waiting = [due for due in self._waiting if not _is_stale(due, now)]

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


def _is_stale(due: ScheduledSound, now: int) -> bool:
    """Whether it comes too late to be of any use; an alarm never does."""
    return not due.alarm and due.at < now - STALE


def frames_in_ms(count: int) -> int:
    """How many ms so many frames last."""
    return round(count / PER_MS)
