"""What backends can do beyond `unclench.ports.Player`, and the loudness of a cue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from msgspec import Struct

from unclench.cues import Sound
from unclench.media.pcm import UNITY, Samples
from unclench.ports import Player, PlayerFailed


class CueSound(Struct, frozen=True):
    """One call of `Player.play`, kept so that another backend can play it if this one dies."""

    sound: Sound
    at: int
    level: float = 1.0
    lasting: int | None = None

    def repeat_on(self, player: Backend) -> None:
        """Make the same call on another player."""
        player.play(self.sound, self.at, level=self.level, lasting=self.lasting)


class SpokenSound(Struct, frozen=True):
    """One call of `Player.speak`, kept in the same way."""

    samples: Samples
    at: int

    def repeat_on(self, player: Backend) -> None:
        """Make the same call on another player."""
        player.speak(self.samples, self.at)


Order: TypeAlias = CueSound | SpokenSound

OnDeath = Callable[[PlayerFailed], None]
"""Called on a thread of the backend's own when it has died."""


class Backend(Player, Protocol):
    """A player that notices by itself when it has died, and knows which sounds that cost."""

    on_death: OnDeath | None

    def speak(self, samples: Samples, at: int) -> None:
        """Play these at clock time `at`, as exactly as a cue, at the current volume."""

    def soonest(self) -> int:
        """The clock time (ms) at which a session that begins now should begin.

        It may lie a little in the past: a cue for that time, handed over at once, is as exact as
        any other, and is heard as soon as the device can play it.
        """

    def doze(self) -> None:
        """Release the device for a while; the next cue, word or `wake` opens it again."""

    def wake(self) -> None:
        """Open the device again ahead of the next cue. Never blocks."""

    def check(self) -> None:
        """Raises PlayerFailed if it is gone."""

    def lost(self) -> list[Order]:
        """What a dead backend was given and cannot have played."""


def gain(sound: Sound | None, level: float, percent: int) -> int:
    """The gain in 1/UNITY of a cue, or of words (None), from its level (0..1) and the volume (0..100).

    The volume and muting do not affect the alarm: only its level counts, which a session raises to full within 30 s.
    """
    if sound is Sound.ALARM:
        percent = 100
    return round(min(max(level, 0.0), 1.0) * min(max(percent, 0), 100) / 100 * UNITY)
