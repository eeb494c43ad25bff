"""The sound sets, as data: which cues each has, and where their files lie."""

from __future__ import annotations

from msgspec import Struct

from unclench.cues import Sound


class SoundSet(Struct, frozen=True):
    """A set by its id, and one sentence for the user."""

    id: str
    about: str
    folder: str = ""
    """Under the folder of sounds; empty for the files that lie in it directly."""
    sounds: frozenset[Sound] = frozenset(Sound)
    """What sounds. The alarm and the check always do: being left out must not make them unsafe."""


SETS: dict[str, SoundSet] = {
    "soft": SoundSet("soft", "Warm bells and wood, for a quiet room."),
    "clear": SoundSet("clear", "Higher and plainer, for a noisy room or weak hearing.", "clear"),
    "minimal": SoundSet(
        "minimal",
        "The soft sounds, but only those that say go, release, switch and done, and the breaths.",
        # In and out stay: a breathing session has nothing else, and would be silent.
        sounds=frozenset(
            {Sound.GO, Sound.RELEASE, Sound.SWITCH, Sound.DONE, Sound.IN, Sound.OUT, Sound.CHECK, Sound.ALARM}
        ),
    ),
}
DEFAULT = SETS["soft"]
