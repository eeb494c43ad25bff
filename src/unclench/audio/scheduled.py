"""The common part of the backends that play a sound when told to, and not ahead of time."""

from __future__ import annotations

import time
from functools import partial

from unclench.audio.backend import Cue, OnDeath
from unclench.audio.bank import Bank, Take
from unclench.audio.pcm import Samples, gain, scaled
from unclench.audio.scheduler import Scheduler
from unclench.cues import Sound
from unclench.ports import Clock, PlayerFailed


class ScheduledPlayer:
    """Holds cues until their time on a thread of its own, then calls `_sound`.

    A subclass says how: `_open`, `_sound`, `_hush`, `_busy`, `_shut`. Each may raise
    PlayerFailed in `_open` and `_sound`; a failure is raised again by the next `play`.
    """

    name = ""
    description = ""
    lead = 0

    def __init__(self, clock: Clock, bank: Bank) -> None:
        self.on_death: OnDeath | None = None
        self._scheduler = Scheduler(clock)
        self._bank = bank
        self._volume = 100
        self._failure: PlayerFailed | None = None

    def open(self) -> None:
        """See whether it works. Raises PlayerFailed."""
        self._open()
        self._scheduler.start()

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Take a cue in. Raises the failure of an earlier one, if there was one."""
        self._notice()
        if self._failure is not None:
            raise self._failure
        take = self._bank.take(sound, lasting)
        factor = gain(sound, level, self._volume)
        if take is not None and factor:
            cue = Cue(sound, at, level, lasting)
            self._scheduler.add(at, partial(self._fire, cue, take, factor))

    def withdraw(self) -> None:
        """Forget what waits and cut off what sounds, as gently as the way out allows."""
        self._scheduler.clear()
        self._hush()

    def set_volume(self, percent: int) -> None:
        """For the cues handed over from now on."""
        self._volume = percent

    def drain(self, timeout: int) -> None:
        """Wait until nothing waits and nothing sounds, at most `timeout` ms."""
        end = time.monotonic() + timeout / 1000
        while (not self._scheduler.idle or self._busy()) and time.monotonic() < end:
            time.sleep(0.005)

    def close(self) -> None:
        """Stop at once."""
        self._scheduler.close()
        self._hush()
        self._shut()

    def _fire(self, cue: Cue, take: Take, factor: int) -> None:
        try:
            self._sound(scaled(take.samples, factor))
        except PlayerFailed as failure:
            self._failure = failure
            if self.on_death is not None:
                self.on_death(failure, cue)

    def _notice(self) -> None:
        """Look for failures that show only afterwards, and put one in `_failure`."""

    def _open(self) -> None:
        """Make ready, or raise PlayerFailed."""

    def _sound(self, samples: Samples) -> None:
        """Begin to play now; on the scheduler's thread."""
        raise NotImplementedError

    def _hush(self) -> None:
        """Stop what sounds."""

    def _busy(self) -> bool:
        """Whether anything sounds."""
        return False

    def _shut(self) -> None:
        """Give back what `_open` took."""
