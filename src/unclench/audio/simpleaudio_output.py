"""The output through the simpleaudio library, the quickest to begin.

It runs in the sound process; `launch.why_not` knows where it is no use. An empty buffer kills the original
(hamiltron/py-simple-audio #79).
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from unclench.audio import simpleaudio_library
from unclench.audio.output import ScheduledSound, Scheduler, under
from unclench.language import tr
from unclench.media.pcm import RATE, UNITY, GainCache, Samples, frames
from unclench.ports import Clock, NotHere, PlayerFailed

LATENCY = 10
"""Ms added to every sound's time, so that one handed over at its very time is as exact as any other."""
EARLY = 150
"""Ms before its time at which a sound is started, with that much silence in front, if there is time for it.

If it starts late, the silence is shorter, so a machine that hangs for a moment moves nothing.
"""


class SimpleaudioOutput:
    """An `Output` that starts each sound when it is due, opening the system's device anew each time."""

    description = tr("Sound through simpleaudio.")
    system = ""
    delay = 0

    def __init__(self, clock: Clock, died: Callable[[PlayerFailed], None]) -> None:
        self.started = False
        self._died = died
        self._clock = clock
        self._scheduler = Scheduler(clock, self._play, attrgetter("alarm"))
        self._scaled = GainCache()
        self._master = UNITY
        self._library: Any = None
        self._lock = threading.Lock()
        self._playing: list[tuple[ScheduledSound, Any]] = []
        self._failure: PlayerFailed | None = None
        self._asked: int | None = None

    def open(self, _patience: float = 0.0) -> None:
        """Play a moment of silence, which fails if there is no device. Raises PlayerFailed."""
        try:
            self._library = _loaded()
            self._begin(array("h", bytes(2 * frames(10))))
        except PlayerFailed as failure:
            self._failure = failure  # nothing added to this output will ever be heard
            raise
        self._scheduler.start()

    def start(self) -> None:
        """Do nothing: no device is open between two sounds."""
        self.started = True

    def add(self, due: ScheduledSound) -> None:
        """Schedule a sound, scaled to its volume now, so that as a rule nothing is left to do when it is due."""
        if due.gain:
            self._ready(due.gain, due.alarm, due.clip.samples)
            # Not a method of the sound: it holds the clip, and a reference cycle is never collected here.
            due.clip.on_improved = partial(self._ready, due.gain, due.alarm)
            self._scheduler.add(due.at + LATENCY - EARLY, due)

    def stop(self) -> None:
        """Drop what was added so far and cut off what is sounding: simpleaudio cannot fade."""
        with self._lock:
            self._scheduler.clear()
            for _, sound in self._playing:
                sound.stop()

    def set_gain(self, gain: int) -> None:
        """Set the master gain for sounds that have not begun. At 0 what is sounding is cut off, but for the alarm."""
        with self._lock:
            self._master = gain
            if gain == 0:
                for due, sound in self._playing:
                    if not due.alarm:
                        sound.stop()

    def check(self) -> None:
        """Raises PlayerFailed if a sound has failed."""
        if self._failure is not None:
            raise self._failure

    def asked(self) -> int | None:
        """The time of the sound that failed, the first that was not heard; None if none has."""
        return self._asked

    def drain(self, timeout: float) -> None:
        """Wait until nothing is waiting or sounding, at most `timeout` seconds."""
        self._scheduler.drain(timeout, self._busy)

    def close(self) -> None:
        """Stop at once."""
        self._scheduler.close()
        self.stop()

    def _ready(self, gain: int, alarm: bool, samples: Samples) -> None:  # noqa: FBT001  # bound in a partial
        self._scaled.of(samples, under(self._master, gain, alarm=alarm))

    def _play(self, due: ScheduledSound) -> None:
        factor = under(self._master, due.gain, alarm=due.alarm)
        samples = self._scaled.of(due.clip.samples, factor) if factor else None
        with self._lock:
            self._playing = [one for one in self._playing if one[1].is_playing()]
            if samples and self._failure is None and (self._master or due.alarm):
                silence = array("h", bytes(2 * frames(max(0, due.at + LATENCY - self._clock.now()))))
                try:
                    self._playing.append((due, self._begin(silence + samples)))
                except PlayerFailed as failure:
                    self._failure, self._asked = failure, due.at
        if self._failure is not None:
            self._died(self._failure)

    def _begin(self, samples: Samples) -> Any:
        try:
            return self._library.play_buffer(samples, 1, 2, RATE)
        except Exception as error:  # its own class is hidden in a C extension
            raise PlayerFailed(tr("simpleaudio cannot play ({reason}).", reason=error)) from error

    def _busy(self) -> bool:
        with self._lock:
            return any(sound.is_playing() for _, sound in self._playing)


def _loaded() -> Any:
    try:
        return simpleaudio_library.loaded()
    except ImportError as error:
        raise NotHere(tr("The simpleaudio library cannot be loaded ({reason}).", reason=error)) from error
