"""espeak-ng without any system package: the library from espeakng-loader, the extra `voice`.

The same text gives the same samples, to the bit. The library itself would not: it lets the pitch
waver slowly and softens every second beat of some vowels, and goes on with both where the last
text ended. So the voice is loaded from a copy of its description with these two turned off.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from unclench.voice.engine import EngineFailed, Raw
from unclench.voice.espeak_library import Library, library
from unclench.voice.wish import WORDS, VoiceWish

STEADY = b"\nflutter 0\nroughness 0\n"
NORMAL_RATE, SLOWEST, FASTEST = 175, 80, 450
NORMAL_PITCH, HIGHEST = 50, 99


def words_a_minute(percent: int) -> int:
    """espeak-ng's measure of the rate."""
    return min(max(NORMAL_RATE * percent // 100, SLOWEST), FASTEST)


def height(percent: int) -> int:
    """espeak-ng's measure of the pitch."""
    return min(max(NORMAL_PITCH * percent // 100, 0), HIGHEST)


class EspeakEngine:
    """Some 2 ms for a sentence, most of them without Python's lock."""

    name = "espeak"

    def __init__(self, wish: VoiceWish) -> None:
        self._wish = wish
        self._library: Library | None = None
        self.remark = ""
        self.description = "espeak-ng speaks, from the package espeakng-loader."

    def open(self) -> None:
        """Load the library and see who speaks."""
        self._library = library()
        with self._library.lock:
            self._library.current = None
            self._set_voice(self._library)
            spoken = self._library.voice()[0]
        if spoken:
            self.description = f"espeak-ng speaks, from the package espeakng-loader: {spoken}."

    def render(self, text: str) -> Raw:
        """The samples of one text. Another `EspeakEngine` may have used the library since the last one."""
        if self._library is None:
            raise EngineFailed("espeak-ng is not open.")
        with self._library.lock:
            self._set_voice(self._library)
            samples = self._library.synth(text, words_a_minute(self._wish.rate), height(self._wish.pitch))
        return Raw(samples, self._library.rate)

    def stop(self) -> None:
        """A sentence takes 2 ms; but there may be a long one."""
        if self._library:
            self._library.abort()

    def close(self) -> None:
        """The library stays loaded: it cannot be given back safely."""
        self._library = None

    def _set_voice(self, library: Library) -> None:
        wish = self._wish
        if library.current == (wish.voice, wish.language):
            return
        library.current = (wish.voice, wish.language)
        if wish.voice and library.set_named(wish.voice):
            if "+" not in wish.voice:  # a variant's own waver is part of it
                _steady(library)
            return
        language = next((tag for tag in (wish.language, WORDS) if library.set_language(tag)), None)
        if language is None:
            raise EngineFailed("espeak-ng has lost its voices.")
        if wish.voice:
            self.remark = f"espeak-ng has no voice called {wish.voice!r}; its voice for {language} speaks."
        elif language != wish.language:
            self.remark = f"espeak-ng has no voice for {wish.language!r}; its voice for {language} speaks."
        _steady(library)


def _steady(library: Library) -> None:
    """The same voice without the waver, if its description can be read; else as it is."""
    source = library.data / "lang" / library.voice()[1]
    if not source.is_file():
        return
    with tempfile.TemporaryDirectory(prefix="unclench-") as folder:
        copy = Path(folder) / source.name
        copy.write_bytes(source.read_bytes() + STEADY)
        library.set_file(copy)
