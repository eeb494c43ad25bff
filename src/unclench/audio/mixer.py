"""Adding sounds up, frame by frame, with no device and no clock in sight."""

from __future__ import annotations

from array import array

from unclench.audio.pcm import LOUDEST, QUIETEST, UNITY, Samples, faded, frames

FADE = frames(15)
"""Frames over which a withdrawn sound falls silent: short, and still no click."""


class Voice:
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
        self._voices: list[Voice] = []
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
            self._voices.append(Voice(samples, frame, gain, alarm=alarm))
        return frame

    def withdraw(self, *, spare_alarm: bool = False) -> None:
        """Forget what has not begun, and let the rest fall silent within `FADE` frames."""
        left = []
        for voice in self._voices:
            if spare_alarm and voice.alarm:
                left.append(voice)
            elif voice.start < self.frame:
                left.append(Voice(faded(voice.samples, self.frame - voice.start, FADE), self.frame, voice.gain))
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

    def _alone(self, voice: Voice, begin: int, count: int) -> Samples:
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


def _sum(voices: list[Voice], begin: int, count: int) -> Samples:
    """Several voices at once, added as whole numbers and clipped once at the end."""
    total = [0] * count
    for voice in voices:
        skip = max(begin - voice.start, 0)
        first = max(voice.start - begin, 0)
        gain = voice.gain
        for i, x in enumerate(voice.samples[skip : skip + count - first], first):
            total[i] += (x * gain + UNITY // 2) >> 15
    return array("h", [QUIETEST if x < QUIETEST else min(x, LOUDEST) for x in total])
