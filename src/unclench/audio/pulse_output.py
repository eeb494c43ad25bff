"""The output through PulseAudio or PipeWire that writes its queue anew, so that a key is heard at once.

A device that asks for blocks plays what it was given: the more it holds, the safer from stalls and the
later a key is heard. Here a second of sound lies in the server's queue, and a key overwrites the part of it
that the server has not taken yet. So a machine may stand still for half a second without a gap, a key is
heard within some hundredths, and this process has to wake up a few times a second.

What is in the queue, where the server is in it, and when to ask for that is decided in `server_queue`. The calls of
PulseAudio's library are in `libpulse`.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Protocol

from unclench.audio.libpulse import NoPulse, NoPulseLibrary, PulseStream, Timing, load
from unclench.audio.output import Gain, ScheduledSound, Withdrawal
from unclench.audio.server_queue import (
    DELAY,
    DOUBTFUL,
    LATENCY,
    Better,
    QueueOrder,
    QueueWriter,
    RewrittenQueue,
    ServerPosition,
    ServerWatch,
)
from unclench.audio.stream import GAP, Note, no_note
from unclench.language import tr
from unclench.media.pcm import RATE, Samples, frames
from unclench.ports import Clock, NotHere, PlayerFailed

SYSTEM = "PulseAudio"
"""The name that the fallback knows it by; PipeWire goes by the same."""
OVERRIDE = "PULSE_LATENCY_MSEC"
"""A variable with which libpulse would overrule how much is to be buffered, and when it begins to play."""

SLIPPED = 2
"""Ms by which the stream must have slipped for what is in the queue to be moved."""
ROUNDING = 2
"""Ms by which an answer may seem older than its question."""
CLOSING = 0.5
"""Seconds to wait for the stream to be released."""
LOOKING = 0.005
"""Seconds between checks whether everything has been heard."""


class Stream(QueueWriter, Protocol):
    """A `PulseStream`."""

    def open(self, latency: int) -> None:
        """Connect; it stands still. Raises NoPulse."""

    def start(self) -> None:
        """Let it play."""

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


class PulseOutput:
    """An `Output` whose queue is written anew. `died` is called, on its own thread, if the stream ends by itself.

    Any thread may call `start`, `add`, `stop` and `set_gain`: they leave an order and wake the thread that alone uses
    stream and queue, in `turn`. `background` starts that thread; tests pass one that does not.
    """

    system = SYSTEM
    delay = DELAY

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
        self._background = background
        self._thread: threading.Thread | None = None
        self._stream: Stream | None = None
        self._using = threading.Lock()
        """Held by whoever wakes the stream, or takes it away."""
        self._failure = ""
        """What is wrong, in a sentence. An exception that was raised would refer to its frames, and these to this."""
        self._closed = False
        self._asked: int | None = None
        self._orders: deque[QueueOrder] = deque()
        self._working = False
        self._over_at: int | None = None

        self._position = ServerPosition()
        self._watch = ServerWatch()
        self._queue = RewrittenQueue(self._position, note)
        self._sink = 0
        self._slept = clock.asleep()
        self._woken = False
        """Whether the machine has slept since the last answer."""

    def open(self, _patience: float = 0.0) -> None:
        """Connect to the server; `libpulse` knows how long it may take. Raises NotHere or PlayerFailed."""
        try:
            stream = self._make_stream()
            try:
                stream.open(frames(LATENCY))
            except NoPulse:
                stream.close()
                raise
        except NoPulse as error:
            self._failure = tr("The sound device can't be opened ({reason}).", reason=str(error))
            raise (NotHere if isinstance(error, NoPulseLibrary) else PlayerFailed)(self._failure) from error
        self._stream, self._sink = stream, stream.sink
        if self._background is not None:
            self._background(self._run)
        else:
            self._thread = threading.Thread(target=self._run, name="unclench-pulse", daemon=True)
            self._thread.start()

    def start(self) -> None:
        """Let the stream play, from its first sound on."""
        self.started = True
        self._wake()

    def add(self, due: ScheduledSound) -> None:
        """Schedule a sound. If its samples get better while it waits in the queue, they are replaced there."""
        due.clip.on_improved = partial(self._improve, due.clip.samples)
        self._order(due)

    def stop(self) -> None:
        """Drop what was added so far and fade out what is sounding."""
        self._order(Withdrawal())

    def set_gain(self, gain: int) -> None:
        """Set the master gain, as soon as a key is heard."""
        self._order(Gain(gain))

    def check(self) -> None:
        """Raises PlayerFailed if the server or the sink is gone, hangs or stands still."""
        if self._failure:
            raise PlayerFailed(self._failure)

    def asked(self) -> int | None:
        """The clock time before which everything due has surely been heard, once it is gone; None if nothing was."""
        return self._asked

    def drain(self, timeout: float) -> None:
        """Wait until everything added has been heard, at most `timeout` seconds."""
        end = time.monotonic() + timeout
        while not self._failure and not self.idle and time.monotonic() < end:
            time.sleep(LOOKING)

    @property
    def idle(self) -> bool:
        """Whether everything added has been heard. The order counts: a sound is an order, then work, then waits."""
        if self._orders or self._working or self._queue.waits:
            return False
        return self._over_at is not None and self._clock.now() >= self._over_at

    def close(self) -> None:
        """Release the stream, within `CLOSING` seconds or in its own time."""
        self._closed = True
        self._wake()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(CLOSING)

    def _improve(self, before: Samples, after: Samples) -> None:
        self._order(Better(before, after))

    def _order(self, order: QueueOrder) -> None:
        self._orders.append(order)
        self._wake()

    def _wake(self) -> None:
        with self._using:
            if self._stream is not None:
                self._stream.wake()

    # -- on the thread of the stream -----------------------------------------------------

    def _run(self) -> None:
        stream = self._open_stream()
        wait: int | None = 0
        try:
            while not self._closed and not self._failure:
                before = time.monotonic()
                stream.wait(None if wait is None else wait / 1000, self._hurried)
                in_vain = wait is not None and time.monotonic() - before >= wait / 1000
                wait = self.turn(waited_in_vain=in_vain)
        except Exception as error:  # noqa: BLE001  # a thread that ended without a word would be silence
            self._fail(tr("Mixing the sound went wrong ({reason}).", reason=str(error) or type(error).__name__))
        self._orders.clear()
        self._queue.keep(Withdrawal())  # what waits refers to its clips, and these to this output
        with self._using:
            self._stream = None
            stream.close()

    def _hurried(self) -> bool:
        """Whether there is something to do; what is ordered before the start has time until then."""
        ordered = bool(self._orders) and not self._woken
        return self._closed or (self.started and (ordered or not self._watch.begun))

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
        stream, watch = self._open_stream(), self._watch
        now = self._clock.now()
        awake = now - self._clock.asleep()
        if self._clock.asleep() - self._slept > GAP:
            self._wake_up(now, awake)
        if stream.gone:
            watch.moved_at = awake  # until now it did play
            self._fail(tr("The sound device has gone away."))
            return None
        if not self.started:
            return None
        if not watch.begun:
            self._begin(now, awake)
        self._obey()  # first of all: what is learnt may take a while to work out
        if (timing := stream.answer()) is not None:
            self._learn(now, awake, timing)
            self._obey()
        elif waited_in_vain:
            watch.waited_in_vain()
        if watch.pop_question(awake):  # first of all: this process may have stood still, and not the server
            stream.ask()
        if watch.is_dead(awake):
            self._fail(tr("The sound device no longer takes any sound."))
        self._over_at = self._queue.heard_all_at(now)
        return watch.wait(awake)

    def _wake_up(self, now: int, awake: int) -> None:
        """After a sleep of the machine, ask where the stream is before anything is placed in it."""
        self._slept, self._woken = self._clock.asleep(), self._watch.begun
        self._watch.hurry(awake)
        self._queue.slept(now)

    def _begin(self, now: int, awake: int) -> None:
        """Start the stream, with as much sound in it as is made quickly; then fill its queue."""
        stream = self._open_stream()
        for order in self._all_orders():
            self._queue.keep(order)
        self._watch.begin(awake)
        self._queue.begin(now, stream)
        stream.start()
        self._queue.fill_first()

    def _obey(self) -> None:
        if self._orders and not self._woken:
            self._queue.take(self._all_orders(), self._clock.now())

    def _all_orders(self) -> list[QueueOrder]:
        orders = []
        while self._orders:
            orders.append(self._orders.popleft())
        return orders

    def _learn(self, now: int, awake: int, timing: Timing) -> None:
        """Take in an answer, fill the queue, and plan the next question."""
        waited = self._watch.answered(awake, timing.taken)
        self._woken = False
        if timing.taken <= 0:  # it has not begun
            return
        if self._sink != (sink := self._open_stream().sink):
            self._note(f"the stream was moved from sink {self._sink} to {sink}")
            self._sink = sink
            self._position.forget()
        at = now - timing.age if 0 <= timing.age <= waited + ROUNDING else now  # else the wall clock has been set
        late = self._position.known and self._position.late(at, timing.heard)
        before = self._position.heard_at(now) if self._position.known else None
        if self._position.observe(at, timing.taken, timing.heard):
            self._queue.drop_stale(now)
        settled = self._position.settled(at)
        if settled:
            self._queue.unpin(now)
        self._queue.fill_up(now)
        if settled and self._watch.plan(awake, late=late) and self._position.look_ended():
            self._watch.hurry(awake + DOUBTFUL)
        if before is not None and abs(slipped := self._position.heard_at(now) - before) > frames(SLIPPED):
            self._queue.shift(round(slipped), now)

    def _fail(self, why: str) -> None:
        if not self._failure and not self._closed:
            if self._watch.has_played:
                self._asked = self._watch.moved_at + self._clock.asleep() - self._queue.latency * 1000 // RATE
            self._failure = why
            self._died(PlayerFailed(why))

    def _open_stream(self) -> Stream:
        assert self._stream is not None  # `open` made it
        return self._stream


def _stream() -> Stream:
    os.environ.pop(OVERRIDE, None)
    return PulseStream(load(), "unclench")
