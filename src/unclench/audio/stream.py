"""What an open device calls for its next block: cues in, frames out, each at its exact sample."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from unclench.audio.output import ScheduledSound, Stop
from unclench.media.pcm import LOUDEST, QUIETEST, RATE, UNITY, Samples, faded, frames
from unclench.ports import Clock


class Buffer(NamedTuple):
    """How a sound system is given its frames; in ms."""

    block: int
    """So many at a time.

    Divided by the steps in which sound servers look whether they want more (5, 10, 20, 21.3, 25 ms) it leaves
    a remainder that goes through all of a step: so each request is late by quite another part of it than
    the last, and in a few blocks they show its earliest moment within 3 ms, whichever step it is.
    """
    ahead: int
    """So long before they are heard, at most."""
    blocks: int = 2
    """So many the device holds, unless that is said in another way."""


PULSE = Buffer(block=23, ahead=220)
"""PulseAudio, and PipeWire in its place: a machine that stands still for 120 ms is not heard (with PulseAudio)."""
ELSEWHERE = Buffer(block=46, ahead=5 * 46, blocks=4)
"""The others: what the device holds, and what ALSA needs besides."""
BURST = 200
"""Ms after an anchor in which the device fills its buffer, which says nothing of its pace."""
SETTLING = 6
"""Spans after an anchor during which the line may jump: so long may it take until a grid has shown its
earliest moment."""
RECENT = 120
"""Ms of observations that count before the burst is over."""
GAP = 300
"""Ms that a device may fall behind or leap ahead before it counts as another stream: more than it
holds, so that it must have run dry."""
FIRST_GAP = 500
"""The same after the first request: a sound card may have to be woken."""
SLEW = 0.0015
"""Ms a millisecond: the fastest that the line follows a drift once it has settled."""
LEAP = 3
"""Ms by which one observation is ahead of the line that is moved to it at once, for none can be too early."""
SHIFT = 5
"""Ms by which the line must be too early to be moved back at once, more than the best of some requests
is late..."""
SPAN = 150
"""...in this many ms, for which one maximum is kept..."""
BLOCKS = 4
"""...or in as long as so many blocks last, if that is longer..."""
SHIFTED = 3
"""...and in so many of these spans, one after the other."""
SPANS = 20
"""How many of the maxima the line follows otherwise."""


class SampleClock:
    """The line from clock milliseconds to frames, learnt from when the device asks.

    `observe` and `frame_at` are pure arithmetic: the caller brings the time. `block` is how many
    ms it asks for.
    """

    def __init__(self, rate: int, block: int = 0) -> None:
        self._span = max(SPAN, BLOCKS * block)
        self._per_ms = rate / 1000
        self._anchor: tuple[float, int] | None = None
        self._ahead = 0.0  # frames by which the line runs ahead of anchor + elapsed time
        self._seen_at = 0.0
        self._early: list[tuple[float, float]] | None = []
        self._tops: deque[float] = deque(maxlen=SPANS)
        self._span_ends = 0.0

    def observe(self, now: float, frame: int) -> bool:
        """The device asks at `now` (ms) for what starts with `frame`.

        Returns True if the line was laid anew: on the first call, after a pause longer than
        `GAP`, or when the device has leapt ahead by more than that.
        """
        if self._anchor is None:
            return self._lay(now, frame)
        since, base = self._anchor
        seen = (frame - base) - (now - since) * self._per_ms
        if self._early is not None:
            return self._settle(now, frame, seen)
        if abs(seen - self._ahead) > GAP * self._per_ms:
            return self._lay(now, frame)
        if now >= self._span_ends:
            self._tops.append(seen)
            self._span_ends = now + self._span
        elif seen > self._tops[-1]:
            self._tops[-1] = seen
        if not self._shift():
            step = SLEW * self._per_ms * (now - self._seen_at)
            self._ahead += min(max(max(self._tops) - self._ahead, -step), step)
        self._seen_at = now
        return False

    def _shift(self) -> bool:
        """Move the line to where the stream has been shifted; whether that was so."""
        last = [*self._tops][-SHIFTED - 1 :]  # the newest span has just begun, perhaps
        if self._tops[-1] > self._ahead + LEAP * self._per_ms:
            self._ahead = self._tops[-1]
        elif len(last) > SHIFTED and max(last) < self._ahead - SHIFT * self._per_ms:
            self._ahead = max(last)
            self._tops = deque(last, maxlen=SPANS)
        else:
            return False
        return True

    @property
    def settled(self) -> bool:
        """Whether the line no longer jumps."""
        return self._anchor is not None and self._early is None

    def frame_at(self, ms: float) -> int:
        """The frame for a moment; only after the first observation."""
        assert self._anchor is not None
        since, base = self._anchor
        return round(base + self._ahead + (ms - since) * self._per_ms)

    def _lay(self, now: float, frame: int) -> bool:
        self._anchor = (now, frame)
        self._ahead = 0.0
        self._early = [(now, 0.0)]
        return True

    def _settle(self, now: float, frame: int, seen: float) -> bool:
        """Take the most advanced of the last few observations, at once."""
        early = self._early
        assert early is not None  # the caller looked
        gap = FIRST_GAP if len(early) == 1 else GAP
        if now - early[-1][0] > gap and seen < self._ahead - gap * self._per_ms:
            return self._lay(now, frame)
        early.append((now, seen))
        since = early[0][0]
        self._ahead = max(value for at, value in early if at >= min(since + BURST, now - RECENT))
        if now - since >= SETTLING * self._span:
            self._early = None
            self._tops.clear()
            self._tops.append(self._ahead)
            self._span_ends = now + self._span
            self._seen_at = now
        return False


FADE = frames(15)
"""Frames over which a withdrawn sound falls silent: short, and still no click."""


class PlacedSound:
    """One sound on its way: its first sample falls on frame `start`."""

    __slots__ = ("alarm", "gain", "samples", "start")

    def __init__(self, samples: Samples, start: int, gain: int, *, alarm: bool = False) -> None:
        self.samples = samples
        self.start = start
        self.gain = gain
        self.alarm = alarm


class Mixer:
    """A line of frames on which sounds are placed and which is then rendered, block by block.

    Not thread-safe: one thread (the device's) does all the work. Sums saturate, they never
    wrap round.
    """

    def __init__(self) -> None:
        self.frame = 0
        """The next frame to be rendered."""
        self._voices: list[PlacedSound] = []
        self._silence = array("h")

    @property
    def idle(self) -> bool:
        """Whether nothing sounds and nothing is waiting."""
        return not self._voices

    def place(self, samples: Samples, frame: int, gain: int = UNITY, *, alarm: bool = False) -> int:
        """Put a sound on the line; one that would begin in the past begins at once.

        `gain` is in 1/UNITY. Returns the frame it begins at.
        """
        frame = max(frame, self.frame)
        if samples and gain:
            self._voices.append(PlacedSound(samples, frame, gain, alarm=alarm))
        return frame

    def withdraw(self, *, spare_alarm: bool = False) -> None:
        """Forget what has not begun, and let the rest fall silent within `FADE` frames."""
        left = []
        for voice in self._voices:
            if spare_alarm and voice.alarm:
                left.append(voice)
            elif voice.start < self.frame:
                left.append(PlacedSound(faded(voice.samples, self.frame - voice.start, FADE), self.frame, voice.gain))
        self._voices = left

    def render(self, count: int) -> Samples:
        """The next `count` frames. The caller reads the array before the next call, and only reads."""
        begin, end = self.frame, self.frame + count
        self.frame = end
        if not self._voices:
            return self._quiet(count)
        heard = [v for v in self._voices if v.start < end]
        if not heard:
            return self._quiet(count)
        block = self._alone(heard[0], begin, count) if len(heard) == 1 else _sum(heard, begin, count)
        self._voices = [v for v in self._voices if v.start + len(v.samples) > end]
        return block

    def _quiet(self, count: int) -> Samples:
        """Silence, made once for each length asked for."""
        if len(self._silence) != count:
            self._silence = array("h", bytes(2 * count))
        return self._silence

    def _alone(self, voice: PlacedSound, begin: int, count: int) -> Samples:
        """A single voice: slices at full gain, which the C library copies."""
        skip = max(begin - voice.start, 0)
        lead_in = max(voice.start - begin, 0)
        piece = voice.samples[skip : skip + count - lead_in]
        if voice.gain != UNITY:
            gain = voice.gain
            piece = array("h", [(x * gain + UNITY // 2) >> 15 for x in piece])
        if len(piece) == count:
            return piece
        block = array("h", bytes(2 * count))
        block[lead_in : lead_in + len(piece)] = piece
        return block


def _sum(voices: list[PlacedSound], begin: int, count: int) -> Samples:
    """Several voices at once, added as whole numbers and clipped once at the end."""
    total = [0] * count
    for voice in voices:
        skip = max(begin - voice.start, 0)
        first = max(voice.start - begin, 0)
        gain = voice.gain
        for i, x in enumerate(voice.samples[skip : skip + count - first], first):
            total[i] += (x * gain + UNITY // 2) >> 15
    return array("h", [QUIETEST if x < QUIETEST else min(x, LOUDEST) for x in total])


Note = Callable[[str], None]
"""Takes a sentence for the log, without delay, on the device's own thread."""


def no_note(_sentence: str) -> None:
    """For who keeps no log."""


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

    def __init__(self, clock: Clock, note: Note = no_note) -> None:
        self._clock = clock
        self._note = note
        self._pin: int | None = None
        self._sounded = False
        self.suit(PULSE)
        self._mixer = Mixer()
        self._orders: deque[ScheduledSound | Stop] = deque()
        self._waiting: list[ScheduledSound] = []
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

    def add(self, due: ScheduledSound) -> None:
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
            expected = self._line.frame_at(now) if begun else 0
            laid_anew = self._line.observe(now, self._mixer.frame)
            if laid_anew and begun:
                self._note(f"the timeline slipped by {(self._mixer.frame - expected) * 1000 // RATE} ms")
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
            if isinstance(order, ScheduledSound):
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
        later: list[ScheduledSound] = []
        for due in self._waiting:
            if laid_anew and due.at < now - STALE:
                continue
            frame = self._frame(due.at)
            if frame < self._mixer.frame + count:
                self._sounded = True
                self._mixer.place(due.clip.samples, frame, due.gain, alarm=due.alarm)
            else:
                later.append(due)
        self._waiting = later
