"""Breathing cues fitted to a phase of any length, rendered aside so that nobody waits for them."""

from __future__ import annotations

from collections.abc import Callable

from unclench.cues import Sound
from unclench.media.pcm import Samples


def render(sound: Sound, length: int, folder: str = "") -> Samples:
    """The swell of a breathing cue in exactly `length` frames: some 10 ms of work a second of sound.

    `folder` is the sound set's.
    """
    from unclench.audio import synth  # most sessions breathe at the files' own length

    return synth.breath(synth.SWELLS[folder, sound], length)


def in_background(work: Callable[[], None]) -> None:
    """Run `work` in a thread that a leaving program does not wait for."""
    import threading

    threading.Thread(target=work, name="unclench-breath", daemon=True).start()
