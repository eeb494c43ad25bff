"""The stream of frames that an open device asks for: sounds mixed block by block, with each cue at its exact sample.

`Mixer` adds sounds up, under a `MasterGain`; `SampleClock` learns which frame belongs to which moment; and `Feed` is
what the device calls: scheduled sounds in, frames out.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from unclench.audio.output import Gain, Order, ScheduledSound, Withdrawal, is_stale, under
from unclench.media.pcm import LOUDEST, QUIETEST, RATE, UNITY, Samples, faded, frames
from unclench.ports import Clock

FADE = frames(15)
"""Frames over which a withdrawn sound fades out: short, and still without a click."""
RAMP = frames(10)
"""Frames over which the master gain moves to another value: at once for an ear, and still without a click."""


class PlacedSound:
    """A sound in the mix; its first sample is on frame `start`."""

    __slots__ = ("alarm", "gain", "samples", "start")

    def __init__(self, samples: Samples, start: int, gain: int, *, alarm: bool = False) -> None:
        self.samples = samples
        self.start = start
        self.gain = gain
        self.alarm = alarm

    @property
    def end(self) -> int:
        """The frame after its last."""
        return self.start + len(self.samples)


class MasterGain:
    """The gain of everything but the alarm, in 1/UNITY. It moves in a straight line, over `RAMP` frames."""

    def __init__(self) -> None:
        self._before = self._after = UNITY
        self._since = -RAMP

    def move(self, gain: int, frame: int) -> None:
        """Begin to move to this gain at this frame, from where it is then."""
        self._before, self._after, self._since = self.at(frame), gain, frame

    def jump(self, gain: int) -> None:
        """Have this gain from the beginning."""
        self._before = self._after = gain

    @property
    def arrives_at(self) -> int:
        """The frame from which on it moves no more."""
        return self._since + RAMP

    def at(self, frame: int) -> int:
        """The gain at a frame."""
        gone = min(max(frame - self._since, 0), RAMP)
        return self._before + (self._after - self._before) * gone // RAMP


class Mixer:
    """A row of frames on which sounds are placed and which is then rendered block by block.

    Not thread-safe: the device's thread does all the work. Sums saturate and never wrap round.
    One that `rewinds` can render frames once more, and so keeps what has ended until `forget`.
    """

    def __init__(self, *, rewinds: bool = False) -> None:
        self.frame = 0
        """The next frame to render."""
        self._rewinds = rewinds
        self._voices: list[PlacedSound] = []
        self._master = MasterGain()
        self._silence = array("h")

    @property
    def idle(self) -> bool:
        """Whether nothing is sounding and nothing is waiting."""
        return not self._voices

    @property
    def end(self) -> int:
        """The frame after the last that is not silent, as far as is known."""
        return max((voice.end for voice in self._voices), default=0)

    def rewind(self, frame: int) -> None:
        """Render from this frame on next; none before one from which the gain was changed, or sounds withdrawn."""
        self.frame = frame

    def forget(self, before: int) -> None:
        """Drop what has ended before this frame, which is not rendered again."""
        self._voices = [voice for voice in self._voices if voice.end > before]

    def place(self, samples: Samples, frame: int, gain: int = UNITY, *, alarm: bool = False) -> int:
        """Place a sound; one that would begin in the past begins at once.

        `gain` is its own, in 1/UNITY. Returns the frame at which it begins.
        """
        frame = max(frame, self.frame)
        if samples and gain:
            self._voices.append(PlacedSound(samples, frame, gain, alarm=alarm))
        return frame

    def replace(self, old: Samples, new: Samples) -> int | None:
        """Play `new` instead of `old` wherever that has not begun. Returns the first such frame, or None."""
        found = [voice for voice in self._voices if voice.samples is old and voice.start >= self.frame]
        for voice in found:
            voice.samples = new
        return min((voice.start for voice in found), default=None)

    def shift(self, by: int, oldest: int) -> bool:
        """Move what has not begun by so many frames; what should have begun before the `oldest` is dropped.

        But not an alarm. Returns whether there was anything to move.
        """
        moved = [voice for voice in self._voices if voice.start >= self.frame]
        stale = [voice for voice in moved if voice.start + by < oldest and not voice.alarm]
        self._voices = [voice for voice in self._voices if voice not in stale]
        for voice in moved:
            voice.start = max(voice.start + by, self.frame)
        return bool(moved)

    def withdraw(self) -> None:
        """Drop what has not begun, and fade out the rest within `FADE` frames."""
        self._voices = [
            PlacedSound(faded(v.samples, self.frame - v.start, FADE), self.frame, v.gain, alarm=v.alarm)
            for v in self._voices
            if v.start < self.frame < v.end
        ]

    def set_gain(self, gain: int) -> None:
        """Set the master gain, in 1/UNITY, from the next frame on: over `RAMP` frames, or at once before the first."""
        if self.frame > 0:
            self._master.move(gain, self.frame)
        else:
            self._master.jump(gain)

    def render(self, count: int) -> Samples:
        """Render the next `count` frames. The caller may only read the array, and only until the next call."""
        begin, end = self.frame, self.frame + count
        self.frame = end
        moving = min(max(self._master.arrives_at - begin, 0), count)
        if moving and self._voices:
            block = self._moving(begin, moving) + self._steady(begin + moving, count - moving)
        else:
            block = self._steady(begin, count)
        if not self._rewinds:
            self.forget(end)
        return block

    def _steady(self, begin: int, count: int) -> Samples:
        """Frames through which the master gain stays as it is: it is one with the gains of the sounds."""
        master = self._master.at(begin)
        gains = [(voice, under(master, voice.gain, alarm=voice.alarm)) for voice in self._heard(begin, count)]
        heard = [(voice, gain) for voice, gain in gains if gain]
        if not heard:
            return self._quiet(count)
        return _alone(*heard[0], begin, count) if len(heard) == 1 else _clipped(_sum(heard, begin, count))

    def _moving(self, begin: int, count: int) -> Samples:
        """Frames through which it moves, which is worked out for each of them."""
        heard = self._heard(begin, count)
        alarm = _sum([(voice, voice.gain) for voice in heard if voice.alarm], begin, count)
        others = _sum([(voice, voice.gain) for voice in heard if not voice.alarm], begin, count)
        at = self._master.at
        return _clipped(alarm[i] + ((others[i] * at(begin + i) + UNITY // 2) >> 15) for i in range(count))

    def _heard(self, begin: int, count: int) -> list[PlacedSound]:
        return [voice for voice in self._voices if voice.start < begin + count and voice.end > begin]

    def _quiet(self, count: int) -> Samples:
        """Silence, made anew only for a different length."""
        if len(self._silence) != count:
            self._silence = array("h", bytes(2 * count))
        return self._silence


def _alone(voice: PlacedSound, gain: int, begin: int, count: int) -> Samples:
    """A single sound: at full gain only slices are copied."""
    skip = max(begin - voice.start, 0)
    lead_in = max(voice.start - begin, 0)
    piece = voice.samples[skip : skip + count - lead_in]
    if gain != UNITY:
        piece = array("h", [(x * gain + UNITY // 2) >> 15 for x in piece])
    if len(piece) == count:
        return piece
    block = array("h", bytes(2 * count))
    block[lead_in : lead_in + len(piece)] = piece
    return block


def _sum(voices: Iterable[tuple[PlacedSound, int]], begin: int, count: int) -> list[int]:
    """Several sounds, each with its gain, added as whole numbers."""
    total = [0] * count
    for voice, gain in voices:
        skip = max(begin - voice.start, 0)
        first = max(voice.start - begin, 0)
        for i, x in enumerate(voice.samples[skip : skip + count - first], first):
            total[i] += (x * gain + UNITY // 2) >> 15
    return total


def _clipped(values: Iterable[int]) -> Samples:
    return array("h", [QUIETEST if x < QUIETEST else min(x, LOUDEST) for x in values])


class Buffer(NamedTuple):
    """How a sound system is given its frames. Times in ms."""

    block: int
    """The length of a block, which is asked for at once.

    Sound servers look whether they want more in steps of 5, 10, 20, 21.3 or 25 ms. This length is a
    multiple of none of them, so each request is late by a different part of a step, and within a
    few blocks the earliest moment of a step shows to within 3 ms, whichever it is.
    """
    ahead: int
    """How long before it is heard a frame is asked for, at most."""
    blocks: int = 2
    """How many blocks the device buffers, unless it is told in another way."""


PULSE = Buffer(block=23, ahead=220)
"""PulseAudio, or PipeWire in its place, where `pulse_output` can't be used. With PulseAudio, a machine that hangs for
120 ms is not audible."""
ELSEWHERE = Buffer(block=46, ahead=5 * 46, blocks=4)
"""The others: what the device buffers, and what ALSA needs besides."""
BURST = 200
"""Ms after an anchor in which the device fills its buffer, which says nothing about its pace."""
SETTLING = 6
"""Spans after an anchor during which the line may jump: it may take that long until a server's step has
shown its earliest moment."""
RECENT = 120
"""Ms of observations that count before the burst is over."""
GAP = 300
"""Ms a device may fall behind or leap ahead before the line is laid anew: more than it buffers, so it
must have run dry."""
FIRST_GAP = 500
"""The same after the first request: a sound card may have to wake up."""
SLEW = 0.0015
"""Ms per ms: how fast the line follows a drift at most, once it has settled."""
LEAP = 3
"""Ms ahead of the line at which one observation moves it at once, since no request can be too early."""
SHIFT = 5
"""Ms by which the line must be too early to be moved back at once: more than the best of several requests
is late..."""
SPAN = 150
"""...in this many ms, for which one maximum is kept..."""
BLOCKS = 4
"""...or as long as this many blocks last, if that is longer..."""
SHIFTED = 3
"""...and in this many spans, one after the other."""
SPANS = 20
"""How many maxima the line follows otherwise."""


class SampleClock:
    """A line that maps clock time (ms) to frames, learnt from when the device asks for its blocks.

    `observe` and `frame_at` are pure arithmetic: the caller passes the time. `block` is the length of
    the device's blocks in ms.
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
        """Learn that the device asked at `now` (ms) for the block that starts with `frame`.

        Returns True if the line was laid anew: on the first call, after a pause longer than `GAP`, or
        when the device leapt ahead by more than that.
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
        """Move the line if the stream has shifted. Returns whether it had."""
        last = [*self._tops][-SHIFTED - 1 :]  # the newest span may have only just begun
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
        """The frame that belongs to a moment. Only after the first observation."""
        assert self._anchor is not None
        since, base = self._anchor
        return round(base + self._ahead + (ms - since) * self._per_ms)

    def _lay(self, now: float, frame: int) -> bool:
        self._anchor = (now, frame)
        self._ahead = 0.0
        self._early = [(now, 0.0)]
        return True

    def _settle(self, now: float, frame: int, seen: float) -> bool:
        """Move the line at once to the most advanced of the last few observations."""
        early = self._early
        assert early is not None  # the caller checked
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


Note = Callable[[str], None]
"""Takes a sentence for the log; called on the device's own thread, so it must not take time."""


def no_note(_sentence: str) -> None:
    """Keep no log."""


BEFORE = 100
"""Ms that may pass between the choice of a session's beginning and the device's start."""
SHORT = 10
"""Ms of latency that may be lacking before the sounds after the first are moved instead."""
LONG = 140
"""Ms of excess latency that are tolerated, as when a sound server buffers only half of what it was asked to;
more than that is reduced by 1 ms per second."""


def pinned(dues: Iterable[int], latest: int) -> int:
    """The time to pin to a stream's first frame: that of the earliest sound, and `latest` at the latest.

    `dues` are the times (ms) of what waits. What is older than the beginning of a session can be, such as an answer to
    a key, has no say in it.
    """
    return min((at for at in dues if latest - BEFORE <= at < latest), default=latest)


class Feed:
    """One device's stream of frames.

    Any thread may call `add`, `stop` and `set_gain`, which only append to a queue. `send` is called by the device
    and alone touches the mixer. A cue remains a time until the block it falls into is made, so
    it is placed by the latest knowledge of the device's pace.

    The first cue is to be heard with the first frame, before anything is known about that pace. So one
    clock time is pinned to frame 0, and everything else is placed relative to it until the pace
    is known and takes over from there.
    """

    def __init__(self, clock: Clock, note: Note = no_note) -> None:
        self._clock = clock
        self._note = note
        self._pin: int | None = None
        self._sounded = False
        self.suit(PULSE)
        self._mixer = Mixer()
        self._orders: deque[Order] = deque()
        self._waiting: list[ScheduledSound] = []
        self.asked: int | None = None
        """The clock time at which the device last asked..."""
        self.asked_at: int | None = None
        """...and the same without the time the machine has slept."""
        self.broken: Exception | None = None
        """What went wrong while making a block; from then on there is only silence."""

    def suit(self, buffer: Buffer) -> None:
        """Set how the device will ask, before it starts.

        Every cue is late by one block, so that one handed over at its very time, as after a key press,
        falls into a block that is still to be made and is as exact as any other.
        """
        self._block = frames(buffer.block)
        self._latency = self._block
        self._sample_clock = SampleClock(RATE, buffer.block)
        self.delay = buffer.ahead + buffer.block
        """Ms from the pinned time to the device's start, by which every sound is late in the end."""

    @property
    def idle(self) -> bool:
        """Whether the device has been given everything."""
        return not self._orders and not self._waiting and self._mixer.idle

    def add(self, due: ScheduledSound) -> None:
        """Schedule a sound, from any thread."""
        self._orders.append(due)

    def stop(self) -> None:
        """Drop what was added so far and fade out what is sounding; from any thread."""
        self._orders.append(Withdrawal())

    def set_gain(self, gain: int) -> None:
        """Set the master gain from the next block on; from any thread."""
        self._orders.append(Gain(gain))

    def send(self, count: int) -> Samples | bytes:
        """Return the next `count` frames. The name is the one that miniaudio calls: it expects a generator."""
        try:
            now = self._clock.now()
            begun = self.asked is not None
            self.asked, self.asked_at = now, now - self._clock.asleep()
            expected = self._sample_clock.frame_at(now) if begun else 0
            laid_anew = self._sample_clock.observe(now, self._mixer.frame)
            if laid_anew and begun:
                self._note(f"the timeline slipped by {(self._mixer.frame - expected) * 1000 // RATE} ms")
            self._take_orders()
            if not begun:
                self._set_pin(now)
            else:
                self._keep_pace(now, count, laid_anew=laid_anew)
            if self._waiting:
                self._place(now, count, laid_anew=laid_anew)
            return self._mixer.render(count)
        except Exception as error:  # noqa: BLE001  # cffi would print a traceback over the screen
            self.broken = error
            return b""

    def _take_orders(self) -> None:
        while self._orders:
            order = self._orders.popleft()
            if isinstance(order, ScheduledSound):
                self._waiting.append(order)
            elif isinstance(order, Gain):
                self._mixer.set_gain(order.value)
            else:
                self._waiting.clear()
                self._mixer.withdraw()

    def _set_pin(self, now: int) -> None:
        """Pin the first cue's time to frame 0, if it is about when it was planned to be."""
        self._pin = pinned((due.at for due in self._waiting), now - self.delay)

    def _keep_pace(self, now: int, count: int, *, laid_anew: bool) -> None:
        unheard = self._pin is not None and not self._sounded and now > self._pin + self.delay + GAP
        if self._pin is not None and (laid_anew or unheard or self._sample_clock.settled):
            latency = -self._sample_clock.frame_at(self._pin)
            most = self._block + frames(LONG) if laid_anew or unheard else latency
            self._latency = latency if self._block - frames(SHORT) <= latency <= most else self._block
            self._pin = None
        elif self._latency > self._block + frames(LONG):
            self._latency -= max(count // 1_000, 1)

    def _frame(self, at: int) -> int:
        if self._pin is not None:
            return frames(at - self._pin)
        return self._sample_clock.frame_at(at) + self._latency

    def _place(self, now: int, count: int, *, laid_anew: bool) -> None:
        """Give the sounds that fall into the coming block to the mixer."""
        later: list[ScheduledSound] = []
        for due in self._waiting:
            if laid_anew and is_stale(due.at, now, alarm=due.alarm):
                continue
            frame = self._frame(due.at)
            if frame < self._mixer.frame + count:
                self._sounded = True
                self._mixer.place(due.clip.samples, frame, due.gain, alarm=due.alarm)
            else:
                later.append(due)
        self._waiting = later
