"""Breathing cues made to fit a phase of any length, in the background so that nobody waits for them."""

from __future__ import annotations

from collections.abc import Callable

from unclench.cues import Sound
from unclench.media.pcm import Samples


def render(sound: Sound, length: int, folder: str = "") -> Samples:
    """The swell of a breathing cue, exactly `length` frames long: about 10 ms of work per second of sound.

    `folder` is that of the sound set.
    """
    from unclench.audio import synth  # most sessions breathe at the length of the files

    return synth.breath(synth.SWELLS[folder, sound], length)


def in_background(work: Callable[[], None]) -> None:
    """Run `work` on a thread that the program does not wait for when it ends."""
    import threading

    threading.Thread(target=work, name="unclench-breath", daemon=True).start()
