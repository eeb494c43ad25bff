"""The piper program, with a voice that the user has downloaded and named in the settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from unclench.language import tr
from unclench.media.pcm import from_bytes
from unclench.voice import engine
from unclench.voice.engine import EngineFailed, EngineNotHere, Raw, VoiceWish, no_voice_for
from unclench.voice.samples import sane

USUAL = 22_050
"""Frames per second of a medium or high voice whose description does not say."""


class PiperEngine:
    """One run per text. Loading the voice takes about a second each time, but that is ahead of time."""

    name = "piper"

    def __init__(self, wish: VoiceWish) -> None:
        self._wish = wish
        self._program = ""
        self._rate = USUAL
        self._command = engine.Command()
        self.remark = ""
        self.description = tr("The voice is piper.")

    def open(self) -> None:
        """Find the program and the voice. Whether they work shows with the first text."""
        model = self._wish.piper_model
        if model is None:
            raise EngineNotHere(tr("You have not set a piper voice; put the name of its .onnx file into the settings."))
        if not model.is_file():
            raise EngineNotHere(tr("There is no piper voice at {path}.", path=model), str(model))
        if self._wish.only and not self._wish.speaks(language_of(model)):
            raise no_voice_for(self._wish.language)
        self._program = engine.find("piper")
        self._rate = sane(rate_of(model), str(model))
        self.description = tr("The voice is piper: {voice}.", voice=model.stem)

    def render(self, text: str) -> Raw:
        """Render a text; the program writes raw samples to its standard output."""
        model = str(self._wish.piper_model.resolve()) if self._wish.piper_model else ""
        scale = f"{100 / self._wish.rate:.3f}"
        args = [self._program, "--model", model, "--output-raw", "--length-scale", scale]
        data = self._command.run(args, text)
        if not data:
            raise EngineFailed(tr("piper made no sound."))
        return Raw(from_bytes(data[: len(data) // 2 * 2]), self._rate)

    def stop(self) -> None:
        """End the program if it runs."""
        self._command.stop()

    def close(self) -> None:
        """Nothing to release: no program runs between texts."""


def rate_of(model: Path) -> int:
    """Frames per second, from the description beside the voice, NAME.onnx.json."""
    try:
        return int(_described(model)["audio"]["sample_rate"])
    except (OSError, ValueError, KeyError, TypeError):
        return USUAL


def language_of(model: Path) -> str:
    """The tag of the language that a voice speaks, from its description, or else from its name: de_DE-thorsten-low."""
    try:
        code = str(_described(model)["language"]["code"])
    except (OSError, ValueError, KeyError, TypeError):
        code = model.stem.partition("-")[0]
    return code.replace("_", "-")


def _described(model: Path) -> Any:
    return json.loads(model.with_name(f"{model.name}.json").read_text("utf-8"))
