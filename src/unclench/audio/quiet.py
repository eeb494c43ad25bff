"""The last two ways out: the terminal's bell, and silence."""

from __future__ import annotations

from collections.abc import Callable

from unclench.audio.backend import OnDeath, Order
from unclench.audio.bank import Bank
from unclench.audio.pcm import Samples
from unclench.audio.scheduled import ScheduledPlayer
from unclench.cues import Sound
from unclench.ports import Clock, NotHere, PlayerFailed, Reach

RUNG = frozenset({Sound.GO, Sound.RELEASE, Sound.SWITCH, Sound.CHECK, Sound.ALARM, Sound.DONE})
"""What is worth a bell: one and the same sound for ticks and breaths would say nothing."""


class BellPlayer(ScheduledPlayer):
    """Rings the terminal's bell. `ring` is called on a thread of this player's."""

    name = "bell"
    description = "The terminal's bell, for the main cues only."
    reach = Reach.BELL

    def __init__(self, clock: Clock, bank: Bank, ring: Callable[[], None] | None) -> None:
        super().__init__(clock, bank)
        self._ring = ring

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Ring for the cues in `RUNG`, and ignore the others."""
        if sound in RUNG:
            super().play(sound, at, level=level, lasting=lasting)

    def speak(self, samples: Samples, at: int) -> None:
        """A bell has no words; the captions have."""

    def _open(self) -> None:
        if self._ring is None:
            raise NotHere("There is no terminal to ring.")

    def _sound(self, _samples: Samples) -> None:
        if self._ring is not None:
            try:
                self._ring()
            except OSError as error:
                raise PlayerFailed("The terminal with the bell has gone away.") from error


class NonePlayer:
    """Silence: the captions say everything."""

    name = "none"
    description = "No sound; everything is in the captions."
    lead = delay = 0
    reach = Reach.NOTHING
    rings_on = False

    def __init__(self, clock: Clock) -> None:
        self.on_death: OnDeath | None = None
        self._clock = clock

    def open(self) -> None:
        """Always works."""

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Say nothing."""

    def speak(self, samples: Samples, at: int) -> None:
        """Say nothing."""

    def soonest(self) -> int:
        """Now: there is nothing to wait for."""
        return self._clock.now()

    def ring_from(self, at: int | None) -> None:
        """Nothing rings here."""

    def withdraw(self) -> None:
        """Nothing to forget."""

    def set_volume(self, percent: int) -> None:
        """There is none."""

    def drain(self, timeout: int) -> None:
        """There is nothing to wait for."""

    def doze(self) -> None:
        """Nothing is held."""

    def wake(self) -> None:
        """Nothing is needed."""

    def check(self) -> None:
        """Silence never fails."""

    def lost(self) -> list[Order]:
        """Nothing more than everything."""
        return []

    def close(self) -> None:
        """Nothing is held."""
