"""The espeak-ng (or old espeak) program, where a system package has put one."""

from __future__ import annotations

from unclench.voice import command, wave_bytes
from unclench.voice.engine import EngineFailed, Raw
from unclench.voice.espeak import height, words_a_minute
from unclench.voice.wish import VoiceWish


class EspeakCommandEngine:
    """One run for each text, some 20 ms; the text comes in on its standard input."""

    name = "espeak-ng"

    def __init__(self, wish: VoiceWish) -> None:
        self._wish = wish
        self._program = ""
        self._voice = wish.language
        self._command = command.Command()
        self.remark = ""
        self.description = "The program espeak-ng speaks."

    def open(self) -> None:
        """Find the program, and a voice that it has."""
        self._program = command.find("espeak-ng", "espeak")
        self._voice = self._wish.voice or self._wish.language
        try:
            self.render("yes")
        except EngineFailed:
            self._voice = "en"
            self.render("yes")
            wished = self._wish.voice or self._wish.language
            self.remark = f"{self._program} has no voice {wished!r}; its English one speaks."

    def render(self, text: str) -> Raw:
        """Without -m there is no SSML; phonemes in brackets are gone from the text already."""
        rate, pitch = words_a_minute(self._wish.rate), height(self._wish.pitch)
        args = [self._program, "--stdin", "--stdout", "-b", "1", "-v", self._voice, "-s", str(rate), "-p", str(pitch)]
        return wave_bytes.read(self._command.run(args, text), self._program)

    def stop(self) -> None:
        """End what runs."""
        self._command.stop()

    def close(self) -> None:
        """Nothing is left after a text."""
