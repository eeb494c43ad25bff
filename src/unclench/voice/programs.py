"""Voices that are programs of their own: piper, `say` on macOS, and System.Speech through a PowerShell on Windows.

PowerShell's script is always the same. Each text goes to its standard input as a line of base64, and the samples
come back as another on its standard output, so there are no files and nothing to quote.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import tempfile
import threading
from collections.abc import Mapping
from math import log
from pathlib import Path
from typing import Any

from unclench.language import tr
from unclench.media.pcm import RATE, from_bytes
from unclench.voice import engine, samples
from unclench.voice.engine import EngineFailed, EngineNotHere, Raw, VoiceWish, base, no_voice_for
from unclench.voice.samples import sane

# -- piper ------------------------------------------------------------------------------------

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


# -- `say` on macOS ---------------------------------------------------------------------------

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
        voices = listed_voices(self._command.run([self._program, "--voice=?"], "").decode(errors="replace"))
        wished = self._wish.voice
        self._voice = next((v for v in voices if wished and v.lower() == wished.lower()), None)
        if wished and not self._voice:
            self.remark = tr("macOS has no voice called {voice!r}, so another one is used.", voice=wished)
        if not self._voice:
            # Which language the voice of the system settings speaks nobody knows for certain.
            system_locale = "" if self._wish.only else self._environ.get("LANG", "")
            self._voice = suited_voice(voices, self._wish.language, system_locale)
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


def listed_voices(text: str) -> dict[str, str]:
    """The voices and their languages from lines such as `Bad News   en_US    # Hello, my name is…`."""
    pairs = (line.split("#")[0].rsplit(None, 1) for line in text.splitlines())
    return {pair[0].strip(): pair[1].replace("_", "-").lower() for pair in pairs if len(pair) == 2}


def suited_voice(voices: Mapping[str, str], language: str, system_locale: str) -> str | None:
    """A plain voice for the language; None for the one chosen in the system settings, if that speaks it."""
    spoken = base(language)
    if system_locale.replace("_", "-").lower().startswith(spoken):
        return None
    able = [v for v, tag in voices.items() if base(tag) == spoken]
    able.sort(key=lambda v: (voices[v] != language, v not in GOOD))
    return next((v for v in able if v in GOOD), next(iter(able), None))


# -- System.Speech on Windows -----------------------------------------------------------------

SCRIPT = r"""
$ErrorActionPreference = 'Stop'
function Plain($line) { [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($line)) }
function Coded($bytes) { [Console]::Out.WriteLine([Convert]::ToBase64String($bytes)) }
Add-Type -AssemblyName System.Speech
$speaker = New-Object System.Speech.Synthesis.SpeechSynthesizer
$voice = Plain ([Console]::In.ReadLine())
$language = Plain ([Console]::In.ReadLine())
$speaker.Rate = [int](Plain ([Console]::In.ReadLine()))
$found = $false
if ($voice) { try { $speaker.SelectVoice($voice); $found = $true } catch { } }
if (-not $found -and -not $speaker.Voice.Culture.Name.ToLower().StartsWith($language)) {
  foreach ($one in $speaker.GetInstalledVoices()) {
    if ($one.Enabled -and $one.VoiceInfo.Culture.Name.ToLower().StartsWith($language)) {
      $speaker.SelectVoice($one.VoiceInfo.Name); break
    }
  }
}
Coded ([Text.Encoding]::UTF8.GetBytes($speaker.Voice.Culture.Name + ' ' + $speaker.Voice.Name))
$format = New-Object System.Speech.AudioFormat.SpeechAudioFormatInfo(44100, 'Sixteen', 'Mono')
while ($null -ne ($line = [Console]::In.ReadLine())) {
  $sound = New-Object IO.MemoryStream
  $speaker.SetOutputToAudioStream($sound, $format)
  $speaker.Speak((Plain $line))
  $speaker.SetOutputToNull()
  Coded ($sound.ToArray())
}
"""


class SapiEngine(engine.KeptRunning):
    """Windows' voice. The pitch stays as it is: changing it would need SSML."""

    name = "sapi"

    def __init__(self, wish: VoiceWish, system: str | None = None, program: str = "powershell") -> None:
        super().__init__()
        self._wish = wish
        self._system = system or engine.system_now()
        self._program = program
        self.remark = ""
        self.description = tr("The voice is one of Windows.")

    def open(self) -> None:
        """Start PowerShell, which takes about half a second, and choose the voice."""
        if self._system != "win32":
            raise EngineNotHere(tr("SAPI only exists on Windows."))
        script = base64.b64encode(SCRIPT.encode("utf-16-le")).decode()
        args = [engine.find(self._program), "-NoProfile", "-NonInteractive", "-EncodedCommand", script]
        self._process = engine.start(args)
        wish = self._wish
        for word in (wish.voice or "", base(wish.language)):
            self._send(word)
        culture, _, spoken = self._ask(str(notches(wish.rate))).decode(errors="replace").partition(" ")
        if wish.only and not wish.speaks(culture):
            raise no_voice_for(wish.language)
        self.description = tr("The voice is one of Windows: {voice}.", voice=spoken)
        if wish.voice and wish.voice != spoken:
            self.remark = tr("Windows has no voice called {voice!r}, so {used} is used.", voice=wish.voice, used=spoken)

    def render(self, text: str) -> Raw:
        """Render a text: one line there, one line back."""
        data = self._ask(text)
        return Raw(from_bytes(data[: len(data) // 2 * 2]), RATE)

    def _send(self, text: str) -> None:
        if self._process is None or self._process.stdin is None:
            raise EngineFailed(tr("PowerShell is not running."))
        try:
            self._process.stdin.write(base64.b64encode(text.encode()) + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise EngineFailed(tr("PowerShell has ended.")) from error

    def _ask(self, text: str) -> bytes:
        self._send(text)
        process = self._process
        if process is None or process.stdout is None:
            raise EngineFailed(tr("PowerShell is not running."))
        watch = threading.Timer(engine.PATIENCE, process.kill)
        watch.daemon = True
        watch.start()
        try:
            line = process.stdout.readline()
        finally:
            watch.cancel()
        try:
            answer = base64.b64decode(line, validate=False)
        except binascii.Error as error:
            raise EngineFailed(tr("PowerShell returned something that is not sound.")) from error
        if not line.endswith(b"\n"):
            raise EngineFailed(tr("PowerShell ended, or could not speak."))
        return answer


def notches(percent: int) -> int:
    """A rate in percent on SAPI's scale of -10 to 10, where 10 is three times as fast."""
    return min(max(round(10 * log(percent / 100, 3)), -10), 10)
