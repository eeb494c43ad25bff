"""What an open device calls for its next block: cues in, frames out, each at its exact sample."""

from __future__ import annotations

from collections import deque

from unclench.audio.device import PULSE, Buffer
from unclench.audio.line import Due, Stop
from unclench.audio.mixer import Mixer
from unclench.audio.pcm import RATE, Samples, frames
from unclench.audio.sampleclock import GAP, SampleClock
from unclench.ports import Clock

BEFORE = 100
"""Ms that may go by between the choice of a session's beginning and the device's start."""
SHORT = 10
"""Ms of latency that may be missing rather than that the sounds after the first be moved."""
LONG = 140
"""Ms of latency too many that are put up with, as where a sound server holds but half of what it was asked to;
more are worn off, by a millisecond a second."""
STALE = 1_000
"""Ms after which a cue that a stalled or sleeping device kept waiting is no longer wanted."""


class Feed:
    """One device's stream of frames.

    Any thread may call `add` and `stop`; they only append to a queue. `send` is the device's,
    and alone touches the mixer. A cue stays a time until the block it falls into is made, so
    it is placed by the latest knowledge of the device's pace.

    The first cue is to be heard with the first frame, before anything is known of that pace.
    So a clock time is pinned to frame 0, and everything else is placed by the same pin; once
    the pace is known, it is continued from there.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pin: int | None = None
        self._sounded = False
        self.suit(PULSE)
        self._mixer = Mixer()
        self._orders: deque[Due | Stop] = deque()
        self._waiting: list[Due] = []
        self.asked: int | None = None
        """The clock time at which the device last asked..."""
        self.asked_at: int | None = None
        """...and the same less the time the machine slept."""
        self.broken: Exception | None = None
        """What went wrong while making a block; there is only silence from then on."""

    def suit(self, buffer: Buffer) -> None:
        """Before the device's start: how it will ask.

        By a block every cue's time is late, so that one handed over at its very time, as after a
        key, falls into a block that is still to be made and is as exact as any other.
        """
        self._block = frames(buffer.block)
        self._latency = self._block
        self._line = SampleClock(RATE, buffer.block)
        self.delay = buffer.ahead + buffer.block
        """Ms from the pinned time to the device's start: what each sound is late by in the end."""

    @property
    def idle(self) -> bool:
        """Whether everything handed over has been given to the device."""
        return not self._orders and not self._waiting and self._mixer.idle

    def add(self, due: Due) -> None:
        """Hand a cue over; from another thread than the device's."""
        self._orders.append(due)

    def stop(self, what: Stop) -> None:
        """Forget what was added so far and fade what sounds."""
        self._orders.append(what)

    def send(self, count: int) -> Samples | bytes:
        """The next `count` frames. The name is what miniaudio's generator protocol calls."""
        try:
            now = self._clock.now()
            begun = self.asked is not None
            self.asked, self.asked_at = now, now - self._clock.asleep()
            laid_anew = self._line.observe(now, self._mixer.frame)
            self._take_orders()
            if not begun:
                self._put_pin(now)
            else:
                self._keep_pace(now, count, laid_anew=laid_anew)
            if self._waiting:
                self._place(now, count, laid_anew=laid_anew)
            return self._mixer.render(count)
        except Exception as error:  # noqa: BLE001  # a traceback here would be written over the screen by cffi
            self.broken = error
            return b""

    def _take_orders(self) -> None:
        while self._orders:
            order = self._orders.popleft()
            if isinstance(order, Due):
                self._waiting.append(order)
            else:
                spare = order is Stop.ALL_BUT_ALARM
                self._waiting = [due for due in self._waiting if spare and due.alarm]
                self._mixer.withdraw(spare_alarm=spare)

    def _put_pin(self, now: int) -> None:
        """The first cue's time becomes frame 0, if it is about the time that was to be."""
        latest = now - self.delay
        first = min((due.at for due in self._waiting), default=latest)
        self._pin = min(max(first, latest - BEFORE), latest)

    def _keep_pace(self, now: int, count: int, *, laid_anew: bool) -> None:
        unheard = self._pin is not None and not self._sounded and now > self._pin + self.delay + GAP
        if self._pin is not None and (laid_anew or unheard or self._line.settled):
            latency = -self._line.frame_at(self._pin)
            most = self._block + frames(LONG) if laid_anew or unheard else latency
            self._latency = latency if self._block - frames(SHORT) <= latency <= most else self._block
            self._pin = None
        elif self._latency > self._block + frames(LONG):
            self._latency -= max(count // 1_000, 1)

    def _frame(self, at: int) -> int:
        if self._pin is not None:
            return frames(at - self._pin)
        return self._line.frame_at(at) + self._latency

    def _place(self, now: int, count: int, *, laid_anew: bool) -> None:
        """Move the cues that fall into the coming block to the mixer."""
        later: list[Due] = []
        for due in self._waiting:
            if laid_anew and due.at < now - STALE:
                continue
            frame = self._frame(due.at)
            if frame < self._mixer.frame + count:
                self._sounded = True
                self._mixer.place(due.take.samples, frame, due.gain, alarm=due.alarm)
            else:
                later.append(due)
        self._waiting = later
