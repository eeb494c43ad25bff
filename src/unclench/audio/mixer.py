"""The mixer: sounds placed on a row of frames, which is rendered block by block under one master gain."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from unclench.audio.output import under
from unclench.media.pcm import LOUDEST, QUIETEST, UNITY, Samples, faded, frames

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
