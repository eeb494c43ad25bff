"""What the ways out have in common beyond `unclench.ports.Player`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from msgspec import Struct

from unclench.cues import Sound
from unclench.media.pcm import UNITY, Samples
from unclench.ports import Player, PlayerFailed


class CueSound(Struct, frozen=True):
    """One call of `Player.play`, kept so that another backend can play it instead."""

    sound: Sound
    at: int
    level: float = 1.0
    lasting: int | None = None

    def give(self, player: Backend) -> None:
        """Make the call."""
        player.play(self.sound, self.at, level=self.level, lasting=self.lasting)


class SpokenSound(Struct, frozen=True):
    """One call of `Player.speak`."""

    samples: Samples
    at: int

    def give(self, player: Backend) -> None:
        """Make the call."""
        player.speak(self.samples, self.at)


Order: TypeAlias = CueSound | SpokenSound

OnDeath = Callable[[PlayerFailed], None]
"""Told, on a thread of the backend's, that it is gone."""


class Backend(Player, Protocol):
    """A player that can also say that it has died before the next cue finds out, and what that cost."""

    on_death: OnDeath | None

    def speak(self, samples: Samples, at: int) -> None:
        """Sound these at clock time `at`, as exactly as a cue, at the volume."""

    def soonest(self) -> int:
        """The clock time (ms) at which a session that begins now should begin.

        It may be a little past: a cue of that time, handed over at once, is as exact as any
        other, and the sooner it begins the sooner it is heard.
        """

    def doze(self) -> None:
        """Give the device back for a while; the next cue, word or `wake` takes it again."""

    def wake(self) -> None:
        """Take the device again ahead of the next cue. Never blocks."""

    def check(self) -> None:
        """Raises PlayerFailed if it is gone."""

    def lost(self) -> list[Order]:
        """What was handed over to a dead backend and cannot have been heard."""


def gain(sound: Sound | None, level: float, percent: int) -> int:
    """The factor for a cue or, None, for words, in 1/UNITY, from its own level (0..1) and the volume (0..100).

    The volume does not hold for the alarm, muted or not: its level alone grows to full within 30 s (issue 3).
    """
    if sound is Sound.ALARM:
        percent = 100
    return round(min(max(level, 0.0), 1.0) * min(max(percent, 0), 100) / 100 * UNITY)
