"""The voices of Windows: System.Speech, through a PowerShell that runs for as long as the engine is open.

The script is always the same. Each text goes to its standard input as a line of base64, and the samples
come back as another on its standard output, so there are no files and nothing to quote.
"""

from __future__ import annotations

import base64
import binascii
import subprocess
import threading
from math import log

from unclench.language import tr
from unclench.media.pcm import RATE, from_bytes
from unclench.voice import engine
from unclench.voice.engine import EngineFailed, EngineNotHere, Raw, VoiceWish, base, no_voice_for

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


class SapiEngine:
    """Windows' voice. The pitch stays as it is: changing it would need SSML."""

    name = "sapi"

    def __init__(self, wish: VoiceWish, system: str | None = None, program: str = "powershell") -> None:
        self._wish = wish
        self._system = system or engine.system_now()
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
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

    def stop(self) -> None:
        """End PowerShell."""
        if process := self._process:
            process.kill()

    def close(self) -> None:
        """End PowerShell and wait for it."""
        if process := self._process:
            process.kill()
            process.communicate()
            self._process = None

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
