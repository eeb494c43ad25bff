"""What the ways out have in common beyond `unclench.ports.Player`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from unclench.cues import Sound
from unclench.ports import Player, PlayerFailed


class NotHere(PlayerFailed):
    """This backend cannot work on this machine as it is set up; trying again is no use."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One call of `Player.play`, kept so that another backend can play it instead."""

    sound: Sound
    at: int
    level: float = 1.0
    lasting: int | None = None


OnDeath = Callable[[PlayerFailed, Cue | None], None]
"""Told, on a thread of the backend's, that it is gone, and which cue was lost if that is known."""


class Backend(Player, Protocol):
    """A player that can also say at once that it has died, before the next cue finds out."""

    on_death: OnDeath | None
