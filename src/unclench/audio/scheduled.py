"""The common part of the backends that play a sound when told to, and not ahead of time."""

from __future__ import annotations

from unclench.audio.backend import Cue, OnDeath, Order, Speech
from unclench.audio.bank import Bank
from unclench.audio.loudness import gain
from unclench.audio.pcm import Samples
from unclench.audio.scaling import Scaled
from unclench.audio.scheduler import Scheduler
from unclench.audio.take import Take
from unclench.cues import Sound
from unclench.ports import Clock, PlayerFailed, Reach

LEAD = 120
"""Ms ahead at which cues are wanted: bringing a breath to its volume takes up to 30 of them."""


class ScheduledPlayer:
    """Holds cues until their time on a thread of its own, then calls `_sound`.

    A subclass says how: `_open`, `_sound`, `_hush`, `_busy`, `_shut`. Each may raise
    PlayerFailed in `_open` and `_sound`; a failure is raised again by the next `play`.
    """

    name = ""
    description = ""
    lead = LEAD
    delay = 0
    reach = Reach.ALL
    rings_on = False
    """These play in the program itself: when that has ended, nothing sounds any more."""

    def __init__(self, clock: Clock, bank: Bank) -> None:
        self.on_death: OnDeath | None = None
        self._clock = clock
        self._scheduler = Scheduler(clock, self._fire)
        self._bank = bank
        self._volume = 100
        self._scaled = Scaled()
        self._failure: PlayerFailed | None = None
        self._lost: list[Order] = []
        self._alarming = False

    def open(self) -> None:
        """See whether it works. Raises PlayerFailed."""
        self._open()
        self._scheduler.start()

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Take a cue in. Raises the failure of an earlier one, if there was one."""
        self.check()
        take = self._bank.take(sound, lasting)
        if take is not None:
            self._take_in(Cue(sound, at, level, lasting), take, gain(sound, level, self._volume))

    def speak(self, samples: Samples, at: int) -> None:
        """Take words in, in the same way."""
        self.check()
        self._take_in(Speech(samples, at), Take(samples), gain(None, 1.0, self._volume))

    def soonest(self) -> int:
        """Nothing here is ever made ahead of its time."""
        return self._clock.now()

    def withdraw(self) -> None:
        """Forget what waits and cut off what sounds, as gently as the way out allows."""
        self._scheduler.clear()
        self._hush()

    def set_volume(self, percent: int) -> None:
        """For what is handed over from now on; at 0 what sounds is cut off, unless it is the alarm."""
        self._volume = percent
        if percent == 0 and not self._alarming:
            self._hush()

    def ring_from(self, at: int | None) -> None:
        """Whoever plays rings: there is nobody else."""

    def doze(self) -> None:
        """No device is held between two sounds."""

    def wake(self) -> None:
        """So there is nothing to take again."""

    def check(self) -> None:
        """Raises the failure, if there was one."""
        self._notice()
        if self._failure is not None:
            raise self._failure

    def lost(self) -> list[Order]:
        """What could not be played."""
        return self._lost

    def drain(self, timeout: int) -> None:
        """Wait until nothing waits and nothing sounds, at most `timeout` ms."""
        self._scheduler.drain(timeout / 1000, self._busy)

    def close(self) -> None:
        """Stop at once."""
        self._scheduler.close()
        self._hush()
        self._shut()

    def _take_in(self, order: Order, take: Take, factor: int) -> None:
        if factor:
            self._scaled.of(take.samples, factor)  # now, so that nothing is left to do when it is due
            self._scheduler.add(order.at, (order, take, factor))

    def _fire(self, waited: tuple[Order, Take, int]) -> None:
        order, take, factor = waited
        try:
            self._sound(self._scaled.of(take.samples, factor))
            self._alarming = isinstance(order, Cue) and order.sound is Sound.ALARM
        except PlayerFailed as failure:
            self._failure = failure
            self._lost.append(order)
            if self.on_death is not None:
                self.on_death(failure)

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
