"""What an open device calls for its next block: cues in, frames out, each at its exact sample."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from unclench.audio.bank import Take
from unclench.audio.mixer import Mixer
from unclench.audio.pcm import RATE, Samples, frames
from unclench.audio.sampleclock import SampleClock
from unclench.ports import Clock

STALE = 1_000
"""Ms after which a cue that a stalled or sleeping device kept waiting is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Due:
    """A cue and the clock time (ms) it belongs to."""

    at: int
    take: Take
    gain: int


class Feed:
    """A session's stream of frames.

    Any thread may call `add` and `withdraw`; they only append to a queue. `send` is the
    device's, and alone touches the mixer. A cue stays a time until the block it falls into is
    made, so it is placed by the latest knowledge of the device's pace.
    """

    def __init__(self, clock: Clock, latency: int) -> None:
        self._clock = clock
        self._latency = frames(latency)
        self._line = SampleClock(RATE)
        self._mixer = Mixer()
        self._orders: deque[Due | None] = deque()
        self._waiting: list[Due] = []
        self.asked_at: int | None = None
        """When the device last asked: clock time less the time the machine slept."""
        self.broken: Exception | None = None
        """What went wrong while making a block; there is only silence from then on."""

    @property
    def idle(self) -> bool:
        """Whether everything handed over has been given to the device."""
        return not self._orders and not self._waiting and self._mixer.idle

    def add(self, at: int, take: Take, gain: int) -> None:
        """Hand a cue over; from another thread than the device's."""
        self._orders.append(Due(at, take, gain))

    def withdraw(self) -> None:
        """Forget the cues added so far and fade what sounds."""
        self._orders.append(None)

    def send(self, count: int) -> Samples | bytes:
        """The next `count` frames. The name is what miniaudio's generator protocol calls."""
        try:
            now = self._clock.now()
            self.asked_at = now - self._clock.asleep()
            laid_anew = self._line.observe(now, self._mixer.frame)
            if self._orders or self._waiting:
                self._take_orders()
                self._place(now, count, laid_anew=laid_anew)
            return self._mixer.render(count)
        except Exception as error:  # noqa: BLE001  # a traceback here would be written over the screen by cffi
            self.broken = error
            return b""

    def _take_orders(self) -> None:
        while self._orders:
            order = self._orders.popleft()
            if order is None:
                self._waiting.clear()
                self._mixer.withdraw()
            else:
                self._waiting.append(order)

    def _place(self, now: int, count: int, *, laid_anew: bool) -> None:
        """Move the cues that fall into the coming block to the mixer."""
        later: list[Due] = []
        for due in self._waiting:
            frame = self._line.frame_at(due.at)
            assert frame is not None  # observed just now
            frame += self._latency
            if laid_anew and due.at < now - STALE:
                continue
            if frame < self._mixer.frame + count:
                self._mixer.place(due.take.samples, frame, due.gain)
            else:
                later.append(due)
        self._waiting = later
