"""The simpleaudio library: quickest where it works, which is on Pythons before 3.12.

On later ones the process dies when a sound ends (hamiltron/py-simple-audio #72, #74, #76), and
an empty buffer kills it anywhere (#79).
"""

from __future__ import annotations

import sys
from array import array
from typing import Any

from unclench.audio.alsa import hush
from unclench.audio.bank import Bank
from unclench.audio.pcm import RATE, Samples, frames
from unclench.audio.scheduled import ScheduledPlayer
from unclench.ports import Clock, NotHere, PlayerFailed


class SimpleaudioPlayer(ScheduledPlayer):
    """One play object for each cue; each opens the system's output anew."""

    name = "simpleaudio"
    description = "Sound through simpleaudio."

    def __init__(self, clock: Clock, bank: Bank, version: tuple[int, ...] = sys.version_info[:2]) -> None:
        super().__init__(clock, bank)
        self._version = version
        self._library: Any = None
        self._playing: list[Any] = []

    def _open(self) -> None:
        if self._version >= (3, 12):
            raise NotHere(
                "simpleaudio makes Python 3.12 and later crash when a sound ends, so it is not used"
                f" on this Python {'.'.join(map(str, self._version))}."
            )
        try:
            import simpleaudio
        except ImportError as error:
            raise NotHere("The simpleaudio library is not installed.") from error
        hush()
        self._library = simpleaudio
        self._begin(array("h", bytes(2 * frames(10))))  # fails here if there is no device

    def _sound(self, samples: Samples) -> None:
        self._playing = [one for one in self._playing if one.is_playing()]
        if samples:
            self._playing.append(self._begin(samples))

    def _begin(self, samples: Samples) -> Any:
        try:
            return self._library.play_buffer(samples, 1, 2, RATE)
        except Exception as error:  # its own class hides in a C extension
            raise PlayerFailed(f"simpleaudio cannot play ({error}).") from error

    def _hush(self) -> None:
        for one in self._playing:
            one.stop()
        self._playing = []

    def _busy(self) -> bool:
        return any(one.is_playing() for one in self._playing)
