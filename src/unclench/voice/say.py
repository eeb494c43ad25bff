"""The voices of macOS, through the program `say`, which can only write to files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from unclench.language import tr
from unclench.voice import engine, samples
from unclench.voice.engine import EngineFailed, EngineNotHere, Raw, VoiceWish, base, no_voice_for

NORMAL_RATE = 175
"""Words per minute."""
GOOD = ("Samantha", "Daniel", "Karen", "Moira", "Tessa", "Rishi", "Alex")
"""Plain voices; macOS also has robots, bells and whispers."""


class SayEngine:
    """One run per text. The pitch stays as it is: `say` can only change it by commands in the text."""

    name = "say"

    def __init__(self, wish: VoiceWish, system: str | None = None, environ: Mapping[str, str] = os.environ) -> None:
        self._wish = wish
        self._system = system or engine.system_now()
        self._environ = environ
        self._program = ""
        self._voice: str | None = None
        self._command = engine.Command()
        self.remark = ""
        self.description = tr("The voice is the one of macOS.")

    def open(self) -> None:
        """Find `say` and choose one of its voices."""
        if self._system != "darwin":
            raise EngineNotHere(tr("say only exists on macOS."))
        self._program = engine.find("say")
        voices = listed(self._command.run([self._program, "--voice=?"], "").decode(errors="replace"))
        wished = self._wish.voice
        self._voice = next((v for v in voices if wished and v.lower() == wished.lower()), None)
        if wished and not self._voice:
            self.remark = tr("macOS has no voice called {voice!r}, so another one is used.", voice=wished)
        if not self._voice:
            # Which language the voice of the system settings speaks nobody knows for certain.
            system_locale = "" if self._wish.only else self._environ.get("LANG", "")
            self._voice = suited(voices, self._wish.language, system_locale)
        if not self._voice and self._wish.only:
            raise no_voice_for(self._wish.language)
        if self._voice:
            self.description = tr("The voice is the one of macOS: {voice}.", voice=self._voice)

    def render(self, text: str) -> Raw:
        """Render a text through a file that only this user can read; it is deleted before this returns."""
        rate = max(NORMAL_RATE * self._wish.rate // 100, 1)
        with tempfile.TemporaryDirectory(prefix="unclench-") as folder:
            path = Path(folder) / "speech.wav"
            args = [self._program, "--file-format=WAVE", "--data-format=LEI16@22050", f"--rate={rate}"]
            args += [f"--voice={self._voice}"] if self._voice else []
            self._command.run([*args, f"--output-file={path}", "--input-file=-"], text, {"LC_ALL": "en_US.UTF-8"})
            try:
                data = path.read_bytes()
            except OSError as error:
                raise EngineFailed(tr("say wrote no sound ({reason}).", reason=error.strerror or error)) from error
        return samples.read(data, "say")

    def stop(self) -> None:
        """End the program if it runs."""
        self._command.stop()

    def close(self) -> None:
        """Nothing to release: no program runs between texts."""


def listed(text: str) -> dict[str, str]:
    """The voices and their languages from lines such as `Bad News   en_US    # Hello, my name is…`."""
    pairs = (line.split("#")[0].rsplit(None, 1) for line in text.splitlines())
    return {pair[0].strip(): pair[1].replace("_", "-").lower() for pair in pairs if len(pair) == 2}


def suited(voices: Mapping[str, str], language: str, system_locale: str) -> str | None:
    """A plain voice for the language; None for the one chosen in the system settings, if that speaks it."""
    spoken = base(language)
    if system_locale.replace("_", "-").lower().startswith(spoken):
        return None
    able = [v for v, tag in voices.items() if base(tag) == spoken]
    able.sort(key=lambda v: (voices[v] != language, v not in GOOD))
    return next((v for v in able if v in GOOD), next(iter(able), None))
