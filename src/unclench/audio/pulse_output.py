"""The output through PulseAudio or PipeWire that writes its queue anew, so that a key is heard at once.

A device that asks for blocks plays what it was given: the more it holds, the safer from stalls and the
later a key is heard. Here a second of sound lies in the server's queue, and a key overwrites the part of it
that the server has not taken yet. So a machine may stand still for half a second without a gap, a key is
heard within some hundredths, and this process has to wake up a few times a second.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Protocol, TypeAlias

from unclench.audio.libpulse import PulseStream, Timing, Unavailable, load
from unclench.audio.output import ScheduledSound, Stop
from unclench.audio.stream import BEFORE, GAP, LONG, STALE, Mixer, Note, no_note
from unclench.language import tr
from unclench.media.pcm import RATE, Samples, frames
from unclench.ports import Clock, PlayerFailed

SYSTEM = "PulseAudio"
"""The name that the fallback knows it by; PipeWire goes by the same."""
OVERRIDE = "PULSE_LATENCY_MSEC"
"""A variable with which libpulse would overrule how much is to be buffered, and when it begins to play."""

LATENCY = 25
"""Ms that the server is asked to hold itself: what it has taken can't be written anew, so a key is heard so
much later. Less than 21 ms would drive PipeWire to twice its usual pace, for the whole machine."""
SPARE = 8
"""Ms for what is written anew to reach the server before it takes that part. The way itself takes one."""
DELAY = 40
"""Ms after its time that a sound is heard: LATENCY and SPARE, and the way of a key through two processes."""
NEAR = 10
"""Ms more than DELAY that do not matter: a key changes nothing for them."""
QUEUE = 1_000
"""Ms of sound in the queue after a look..."""
LOOK = 400
"""...of which there is one after so many ms..."""
FELL = 50
"""...if more than this was missing: no less than half a second is ever in the queue."""
FIRST = 100
"""Ms of sound that are made and written at first, so that making the rest delays nothing."""

SETTLING = 400
"""Ms after the start in which the server is asked often..."""
OFTEN = 10
"""...that is, after so many ms."""
WINDOW = 8_000
"""Ms of answers of which the earliest counts."""
CLOSE = 1
"""Ms that an answer may be late without being asked for again..."""
AGAIN = (5, 9, 17)
"""...after so many ms. PipeWire tells where it was when its cycle began, up to 21 ms ago and more."""
SLEW = 0.0015
"""Ms per ms: how fast the line follows a drift at most."""
LEAP = 3
"""Ms ahead of the line at which an answer moves it at once, since none can be too early."""
SHIFT = 5
"""Ms by which the line must be too early to be moved back at once..."""
SHIFTED = 4
"""...at so many looks one after the other."""

UNANSWERED = 250
"""Ms that are waited for an answer, twice; then the server hangs."""
DOUBTFUL = 100
"""Ms without a frame taken after which the next question comes as soon..."""
STILL = 500
"""...and after which the sink counts as dead or suspended..."""
STARTING = 2_500
"""...but so many while it starts: an idle sink may need a moment to get going."""
CLOSING = 0.5
"""Seconds to wait for the stream to be released."""
LOOKING = 0.005
"""Seconds between checks whether everything has been heard."""

_PER_MS = RATE / 1000


class Stream(Protocol):
    """A `PulseStream`."""

    def open(self, latency: int) -> None:
        """Connect; it stands still. Raises Unavailable."""

    def start(self) -> None:
        """Let it play."""

    def write(self, frame: int, data: bytes) -> None:
        """Write into its queue."""

    def ask(self) -> None:
        """Ask where the server is."""

    def answer(self) -> Timing | None:
        """What it answered, once."""

    @property
    def gone(self) -> bool:
        """Whether it has ended."""

    @property
    def sink(self) -> int:
        """Where it plays to."""

    def wait(self, seconds: float | None, hurried: Callable[[], bool] = ...) -> None:
        """Wait for news, a `wake`, or so long."""

    def wake(self) -> None:
        """End a wait."""

    def close(self) -> None:
        """Release it."""


class Position:
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
        self._looks: deque[float] = deque(maxlen=SHIFTED)
        self._seen_at = 0.0

    @property
    def known(self) -> bool:
        """Whether there was an answer."""
        return self._anchor is not None

    def settled(self, now: float) -> bool:
        """Whether the line no longer jumps."""
        return self._anchor is not None and now - self._anchor[0] >= SETTLING

    def observe(self, at: float, taken: float, heard: float) -> bool:
        """Learn where the server was at `at`. Returns whether the line was laid anew, as after a suspend."""
        if self._anchor is None:
            self._lay(at, taken, heard)
            return True
        since, base = self._anchor
        gone = base + (at - since) * _PER_MS
        ahead = heard - gone
        if abs(ahead - self._ahead) > GAP * _PER_MS:
            self._lay(at, taken, heard)
            return True
        self._seen.append((at, ahead, taken - gone))
        while self._seen[0][0] < at - WINDOW:
            self._seen.popleft()
        self._taken = max(taken for _, _, taken in self._seen)
        best = max(ahead for _, ahead, _ in self._seen)
        if at - since < SETTLING or ahead > self._ahead + LEAP * _PER_MS:
            self._ahead = best
        else:
            step = SLEW * _PER_MS * max(at - self._seen_at, 0.0)
            self._ahead += min(max(best - self._ahead, -step), step)
        self._seen_at = at
        return False

    def look_ended(self) -> None:
        """Note that the server will not be asked again for now: if several looks found it behind, it is behind."""
        if not self._seen:
            return
        self._looks.append(max(ahead for at, ahead, _ in self._seen if at >= self._seen_at - sum(AGAIN)))
        if len(self._looks) == SHIFTED and max(self._looks) < self._ahead - SHIFT * _PER_MS:
            self._ahead = max(self._looks)
            self._seen = deque(one for one in self._seen if one[0] >= self._seen_at - SHIFTED * LOOK)
            self._looks.clear()

    def late(self, at: float, heard: float) -> bool:
        """Whether an answer lies behind the line, so that another may be better."""
        return heard < self.heard_at(at) - CLOSE * _PER_MS

    def heard_at(self, ms: float) -> float:
        """The frame that is heard at a moment. Only after the first answer, like the next."""
        assert self._anchor is not None
        since, base = self._anchor
        return base + self._ahead + (ms - since) * _PER_MS

    def taken_at(self, ms: float) -> float:
        """The frame before which everything may have been taken by then."""
        assert self._anchor is not None
        since, base = self._anchor
        return base + self._taken + (ms - since) * _PER_MS

    def _lay(self, at: float, taken: float, heard: float) -> None:
        self.forget()
        self._anchor, self._taken, self._seen_at = (at, heard), taken - heard, at
        self._seen.append((at, 0.0, self._taken))


class Better(NamedTuple):
    """An order to play other samples instead, where they have not begun."""

    before: Samples
    after: Samples


Order: TypeAlias = "ScheduledSound | Stop | Better"


class PulseOutput:
    """An `Output` whose queue is written anew. `died` is called, on its own thread, if the stream ends by itself.

    Any thread may call `start`, `add` and `stop`: they leave a note and wake the thread that alone uses
    stream and mixer, in `turn`. `background` starts that thread; tests pass one that does not.
    """

    system = SYSTEM
    delay = DELAY
    head_start = 0
    """None: what a start takes of DELAY is silence, so that all sounds are late by DELAY and no more, the first too."""

    def __init__(
        self, clock: Clock, died: Callable[[PlayerFailed], None], note: Note = no_note,
        make_stream: Callable[[], Stream] | None = None, background: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:  # fmt: skip
        self.description = tr("Sound through {system}.", system=SYSTEM)
        self.started = False
        self._clock = clock
        self._died = died
        self._note = note
        self._make_stream = make_stream or _stream
        self._background = background or self._in_thread
        self._thread: threading.Thread | None = None
        self._stream: Stream | None = None
        self._using = threading.Lock()
        self._failure: PlayerFailed | None = None
        self._closed = False
        self._asked: int | None = None
        self._working = False
        self._over_at: int | None = None

        self._orders: deque[Order] = deque()
        self._waiting: list[ScheduledSound] = []
        self._mixer = Mixer(rewinds=True)
        self._written = 0
        self._final = 0
        """The frames before this one are never written again."""
        self._position = Position()
        self._pin: int | None = None
        """The clock time that belongs to frame 0, until the position is known well enough."""
        self._latency = frames(DELAY)
        self._sink = 0
        self._begun_at: int | None = None
        self._moved_at = 0
        self._last_taken = 0
        self._look_at = 0
        self._tries = 0
        self._asking = False
        self._unanswered = 0
        self._slept = clock.asleep()
        self._woken = False
        """Whether the machine has slept since the last answer."""

    def open(self, _patience: float = 0.0) -> None:
        """Connect to the server, however long that takes. Raises PlayerFailed."""
        try:
            stream = self._make_stream()
            try:
                stream.open(frames(LATENCY))
            except Unavailable:
                stream.close()
                raise
        except Unavailable as error:
            self._failure = PlayerFailed(tr("The sound device can't be opened ({reason}).", reason=str(error)))
            raise self._failure from error
        self._stream, self._sink = stream, stream.sink
        self._background(self._run)

    def start(self) -> None:
        """Let the stream play, from its first sound on."""
        self.started = True
        self._wake()

    def add(self, due: ScheduledSound) -> None:
        """Schedule a sound. If its samples get better while it waits in the queue, they are replaced there."""
        due.clip.on_improved = partial(self._improve, due.clip.samples)
        self._orders.append(due)
        self._wake()

    def stop(self, what: Stop) -> None:
        """Drop what was added so far and fade out what is sounding."""
        self._orders.append(what)
        self._wake()

    def check(self) -> None:
        """Raises PlayerFailed if the server or the sink is gone, hangs or stands still."""
        if self._failure is not None:
            raise self._failure

    def asked(self) -> int | None:
        """The clock time before which everything due has surely been heard, once it is gone; None if nothing was."""
        return self._asked

    def drain(self, timeout: float) -> None:
        """Wait until everything added has been heard, at most `timeout` seconds."""
        end = time.monotonic() + timeout
        while self._failure is None and not self.idle and time.monotonic() < end:
            time.sleep(LOOKING)

    @property
    def idle(self) -> bool:
        """Whether everything added has been heard. The order counts: a sound is an order, then work, then waits."""
        if self._orders or self._working or self._waiting:
            return False
        return self._over_at is not None and self._clock.now() >= self._over_at

    def close(self) -> None:
        """Release the stream, within `CLOSING` seconds or in its own time."""
        self._closed = True
        self._wake()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(CLOSING)

    def _improve(self, before: Samples, after: Samples) -> None:
        self._orders.append(Better(before, after))
        self._wake()

    # All that follows happens on the thread of the stream, but for `_wake`.

    def turn(self, *, waited_in_vain: bool = False) -> int | None:
        """Do what is to be done now. Returns the ms to wait for news; None: until there are some.

        `waited_in_vain` says that the last wait was as long as it could be.
        """
        self._working = True
        try:
            return self._turn(waited_in_vain=waited_in_vain)
        finally:
            self._working = False

    def _turn(self, *, waited_in_vain: bool) -> int | None:
        stream = self._open_stream()
        now = self._clock.now()
        if self._clock.asleep() - self._slept > GAP:  # where the stream is must be asked before anything is placed
            self._woken, self._slept, self._look_at = self._begun_at is not None, self._clock.asleep(), now
        if stream.gone:
            self._moved_at = self._awake(now)  # until now it did play
            self._fail(tr("The sound device has gone away."))
        elif self.started:
            if self._begun_at is None:
                self._begin(now)
            elif (timing := stream.answer()) is not None:
                self._learn(now, timing)
            elif self._asking and waited_in_vain:
                self._unanswered += 1
            if not self._woken:
                self._take_orders()
            self._look(now)
            self._find_dead(now)
            self._over_at = self._heard_all_at(now)
        else:
            return None
        return UNANSWERED if self._asking else max(self._look_at - now, 1)

    def _begin(self, now: int) -> None:
        """Start the stream with the first sound in its first frame, and one clock time pinned to that."""
        while self._orders:
            self._keep(self._orders.popleft())
        latest = now - DELAY
        first = min((due.at for due in self._waiting), default=latest)
        self._pin = min(max(first, latest - BEFORE), latest)
        self._begun_at = self._moved_at = self._awake(now)
        self._fill(frames(FIRST))
        self._open_stream().start()
        self._fill(frames(QUEUE))

    def _keep(self, order: Order) -> None:
        """Note an order whose time has not come."""
        if isinstance(order, ScheduledSound):
            self._waiting.append(order)
        elif isinstance(order, Stop):
            self._waiting = [due for due in self._waiting if order is Stop.ALL_BUT_ALARM and due.alarm]

    def _take_orders(self) -> None:
        """Do what was ordered, and write anew what that changes in the queue."""
        changed = self._written
        while self._orders:
            order = self._orders.popleft()
            free = self._first_free()
            self._mixer.rewind(free)
            if isinstance(order, Stop):
                self._keep(order)
                if self._mixer.end > free:
                    changed = free
                self._mixer.withdraw(spare_alarm=order is Stop.ALL_BUT_ALARM)
                if order is Stop.ALL:
                    self._start_afresh()
            elif isinstance(order, Better):
                begins = self._mixer.replace(order.before, order.after)
                changed = changed if begins is None else min(changed, begins)
            elif order.at < self._clock.now() - STALE:
                """The machine fell asleep between two threads."""
            elif (frame := self._frame(order.at)) < self._written:
                changed = min(changed, self._place(order, frame))
            else:
                self._keep(order)
        if changed < self._written:
            self._final = max(self._final, min(changed, self._first_free()))
            self._write(changed, self._written)

    def _start_afresh(self) -> None:
        """Nothing is scheduled any more, so that what comes may have the least latency that can be had."""
        if self._position.known:
            self._unpin()
            least = self._least_latency()
            if abs(self._latency - least) > frames(NEAR):
                self._latency = least

    def _least_latency(self) -> int:
        """The frames by which a sound for now is late: DELAY, unless the sink takes what it plays much sooner."""
        now = self._clock.now()
        ahead = self._position.taken_at(now) - self._position.heard_at(now)
        return max(frames(DELAY), round(ahead) + frames(DELAY - LATENCY))

    def _first_free(self) -> int:
        """The first frame that can still be written so that it is heard."""
        now = self._clock.now()
        if self._position.known:
            taken = self._position.taken_at(now)
        else:
            assert self._begun_at is not None  # or there would be nothing to write anew
            taken = frames(self._awake(now) - self._begun_at + LATENCY)
        return max(round(taken) + frames(SPARE), self._final)

    def _frame(self, at: int) -> int:
        """The frame on which something due at `at` begins."""
        if self._pin is not None:
            return frames(at - self._pin)
        return round(self._position.heard_at(at)) + self._latency

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
            self._open_stream().write(begin, self._mixer.render(count).tobytes())
            begin += count
            size *= 3
        self._written = max(self._written, end)

    def _look(self, now: int) -> None:
        """If it is time, ask where the server is."""
        if not self._asking and now >= self._look_at:
            self._open_stream().ask()
            self._asking = True

    def _learn(self, now: int, timing: Timing) -> None:
        """Take in an answer, fill the queue, and plan the next question."""
        self._asking = self._woken = False
        self._unanswered = 0
        if timing.taken > self._last_taken:
            self._last_taken, self._moved_at = timing.taken, self._awake(now)
        if timing.taken <= 0:  # it has not begun
            self._look_at = now + OFTEN
            return
        if self._sink != (sink := self._open_stream().sink):
            self._note(f"the stream was moved from sink {self._sink} to {sink}")
            self._sink = sink
            self._position.forget()
        at = now - timing.age if 0 <= timing.age < STILL else now  # else somebody has set the wall clock
        late = self._position.known and self._position.late(at, timing.heard)
        if self._position.observe(at, timing.taken, timing.heard):
            self._drop_stale(now)
        settled = self._position.settled(at)
        if settled:
            self._unpin()
        self._fill_up(now)
        self._look_at = now + self._pause(now, settled=settled, late=late)

    def _pause(self, now: int, *, settled: bool, late: bool) -> int:
        """Ms until the next question."""
        if not settled:
            return OFTEN
        if self._awake(now) - self._moved_at >= DOUBTFUL:
            return DOUBTFUL
        if late and self._tries < len(AGAIN):
            self._tries += 1
            return AGAIN[self._tries - 1]
        self._position.look_ended()
        self._tries = 0
        return LOOK

    def _fill_up(self, now: int) -> None:
        """Keep a second of sound in the queue."""
        taken = round(self._position.taken_at(now))
        self._final = max(self._final, taken)
        self._mixer.forget(self._final)
        if self._written < taken:
            self._note(f"the queue ran dry for {(taken - self._written) * 1000 // RATE} ms")
            self._written = self._first_free()
        if self._written < taken + frames(QUEUE - FELL):
            self._fill(taken + frames(QUEUE))

    def _heard_all_at(self, now: int) -> int | None:
        """The clock time at which all that was placed so far has been heard; None while that can't be told."""
        if not self._position.known:
            return None
        left = (self._mixer.end - self._position.heard_at(now)) / _PER_MS
        return now + max(round(left), 0)

    def _drop_stale(self, now: int) -> None:
        """The stream stood still, as in a suspend, or is new: drop what should have been heard long ago."""
        self._waiting = [due for due in self._waiting if due.at >= now - STALE]

    def _unpin(self) -> None:
        """Place sounds by the server's position, as late as the first of them was, if that was not too late."""
        if self._pin is not None:
            latency, least = -round(self._position.heard_at(self._pin)), self._least_latency()
            self._pin, self._latency = None, latency if frames(DELAY) <= latency <= least + frames(LONG) else least

    def _find_dead(self, now: int) -> None:
        """Fail if the server no longer answers, or no longer plays."""
        assert self._begun_at is not None  # the caller began
        awake = self._awake(now)
        patience = STILL if awake - self._begun_at > STARTING else STARTING
        if self._unanswered >= 2 or (not self._asking and awake - self._moved_at >= patience):
            self._fail(tr("The sound device no longer takes any sound."))

    def _fail(self, why: str) -> None:
        if self._failure is None and not self._closed:
            if self._last_taken:
                self._asked = self._moved_at + self._clock.asleep() - self._latency * 1000 // RATE
            self._failure = PlayerFailed(why)
            self._died(self._failure)

    def _run(self) -> None:
        stream = self._open_stream()
        wait: int | None = 0
        while not self._closed and self._failure is None:
            before = time.monotonic()
            stream.wait(None if wait is None else wait / 1000, self._hurried)
            in_vain = wait is not None and time.monotonic() - before >= wait / 1000
            try:
                wait = self.turn(waited_in_vain=in_vain)
            except Exception as error:  # noqa: BLE001  # a thread that ended without a word would be silence
                self._fail(tr("Mixing the sound went wrong ({reason}).", reason=str(error) or type(error).__name__))
        with self._using:
            self._stream = None
            stream.close()

    def _hurried(self) -> bool:
        return (bool(self._orders) and not self._woken) or self._closed or (self.started and self._begun_at is None)

    def _wake(self) -> None:
        with self._using:
            if self._stream is not None:
                self._stream.wake()

    def _in_thread(self, work: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=work, name="unclench-pulse", daemon=True)
        self._thread.start()

    def _open_stream(self) -> Stream:
        assert self._stream is not None  # `open` made it
        return self._stream

    def _awake(self, now: int) -> int:
        """Clock time without sleep: a sink that slept with the machine is not dead."""
        return now - self._clock.asleep()


def _stream() -> Stream:
    os.environ.pop(OVERRIDE, None)
    return PulseStream(load(), "unclench")
