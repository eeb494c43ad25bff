"""What backends can do beyond `unclench.ports.Player`, the loudness of a cue, and the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol, TypeAlias

from msgspec import Struct

from unclench.cues import Sound
from unclench.language import tr
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


class BedSound(Struct, frozen=True):
    """One call of `Player.lay`, kept in the same way."""

    samples: Samples
    at: int

    def repeat_on(self, player: Backend) -> None:
        """Make the same call on another player, which may have no bed."""
        player.lay(self.samples, self.at)


Order: TypeAlias = CueSound | SpokenSound | BedSound

OnDeath = Callable[[PlayerFailed], None]
"""Called on a thread of the backend's own when it has died."""


class Backend(Player, Protocol):
    """A player that notices by itself when it has died, and knows which sounds that cost."""

    on_death: OnDeath | None

    @property
    def silent(self) -> bool:
        """Whether a dead one was given sounds and has played none."""

    def speak(self, samples: Samples, at: int) -> None:
        """Play these at clock time `at`, as exactly as a cue, at the current volume."""

    def soonest(self) -> int:
        """The clock time (ms) at which a session that begins now should begin.

        It may lie a little in the past: a cue for that time, handed over at once, is as exact as
        any other, and is heard as soon as the device can play it.
        """

    def doze(self) -> None:
        """Release the device for a while; the next cue or word opens it again."""

    def check(self) -> None:
        """Raises PlayerFailed if it is gone."""

    def lost(self) -> list[Order]:
        """What a dead backend was given and cannot have played."""


def gain(level: float) -> int:
    """The gain in 1/UNITY that a cue has of its own, from its level (0..1)."""
    return round(min(max(level, 0.0), 1.0) * UNITY)


def master_gain(percent: int) -> int:
    """The gain in 1/UNITY of everything but the alarm, from the volume (0..100): its percentage of the amplitude.

    Neither the volume nor muting affects the alarm, which a session raises to full within 30 s: see `output.under`.
    """
    return gain(percent / 100)


class Probe(Struct, frozen=True):
    """What the doctor says about one of them; `why_not` is a sentence, empty if it works."""

    name: str
    description: str
    available: bool
    why_not: str = ""


def order(wanted: str | None, names: Sequence[str], *, final: Collection[str] = ("none",)) -> tuple[str, ...]:
    """The ids to try, first to last: all of `names` for None or "auto", else `wanted` and then the others.

    One in `final` is followed only by what comes after it in `names`. `wanted` is one of them.
    """
    if wanted is None or wanted == "auto":
        return tuple(names)
    if wanted in final:
        return tuple(names[names.index(wanted) :])
    return (wanted, *(name for name in names if name != wanted))


def unknown(there_is_none: str, name: str, names: Sequence[str]) -> str:
    """The sentence that there is none called `name`, with what was probably meant, and all that there are."""
    from difflib import get_close_matches

    known = tr("Known: auto, {names}.", names=", ".join(names))
    if near := get_close_matches(name, ("auto", *names), 1):
        return " ".join([there_is_none, tr("Did you mean {near}?", near=near[0]), known])
    return f"{there_is_none} {known}"
