"""The voice of the package hibari-tts (the extra `voice`): the one of the recordings, live, for everything else.

It is in a process of its own (see `unclench.voice.narrator`), which loads it once, in about a second, and ends with the
engine. A text is cut and joined like a recorded one, so that both sound alike.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import threading
from array import array
from collections.abc import Callable
from importlib.util import find_spec
from typing import IO

from unclench.language import tr
from unclench.media.pcm import RATE, frames, from_bytes
from unclench.voice import engine
from unclench.voice.engine import CALM, WORDS, EngineFailed, EngineNotHere, Raw, Shaped, VoiceWish
from unclench.voice.narrator import ABSENT, LENGTH, PACE, VOICE
from unclench.voice.recorded import pause_after, sentences

RUN = "import sys; sys.path[:0] = sys.argv[3:]; from unclench.voice.narrator import main; main(*sys.argv[1:3])"
"""The code it runs in a bare interpreter."""
NOT_INSTALLED = tr("The package hibari-tts is not installed.")
SLOWEST, FASTEST = 0.5, 2.0
"""The limits of hibari-tts."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

Start = Callable[[str, str], "subprocess.Popen[bytes]"]


class HibariEngine(engine.KeptRunning):
    """One process for as long as the engine is open. The pitch stays as it is."""

    name = "hibari"

    def __init__(self, wish: VoiceWish, start: Start | None = None) -> None:
        super().__init__()
        self._wish = wish
        self._start = start or started
        self._stopped = False
        self.remark = ""
        self.description = tr("The voice is the one of the recordings, live (hibari-tts).")

    def open(self) -> None:
        """Start the process, and wait until it has loaded the voice."""
        wish = self._wish
        if not wish.speaks(WORDS):
            raise EngineNotHere(tr("hibari-tts speaks English only."))
        pace = min(max(PACE * wish.rate / CALM, SLOWEST), FASTEST)
        self._process = self._start(wish.voice or "", f"{pace:.3f}")
        if self._stopped:  # asked after `_process` is set, so that no `stop` falls in between
            self._process.kill()
        used = self._patiently(lambda pipe: pipe.readline()).decode(errors="replace").strip()
        if not used:
            raise self._failure()
        if wish.voice and used != wish.voice:
            self.remark = tr("hibari-tts has no voice called {voice!r} here, so {used} is used.",
                             voice=wish.voice, used=used)  # fmt: skip
        if used != VOICE:
            self.description = tr("The voice is hibari-tts: {voice}.", voice=used)

    def render(self, text: str) -> Raw:
        """Have the sentences of a text said, and join them as recordings are."""
        joined, pause = array("h"), 0
        for sentence in sentences(text):
            joined.extend(array("h", bytes(2 * frames(pause))))
            joined.extend(from_bytes(self._said(sentence)))
            pause = pause_after(sentence)
        return Shaped(joined, RATE)

    def stop(self) -> None:
        """End the process, and a later one at once."""
        self._stopped = True
        super().stop()

    def _said(self, sentence: str) -> bytes:
        process = self._process
        if process is None or process.stdin is None:
            raise EngineFailed(tr("hibari-tts is not running."))
        try:
            process.stdin.write(base64.b64encode(sentence.encode()) + b"\n")
            process.stdin.flush()
        except OSError as error:
            raise EngineFailed(tr("hibari-tts has ended.")) from error
        head = self._patiently(lambda pipe: pipe.read(LENGTH.size))
        if len(head) < LENGTH.size:
            raise EngineFailed(tr("hibari-tts has ended."))
        (size,) = LENGTH.unpack(head)
        if size < 0:
            raise EngineFailed(tr("hibari-tts could not speak."))
        data = self._patiently(lambda pipe: pipe.read(size))
        if len(data) < size:
            raise EngineFailed(tr("hibari-tts has ended."))
        return data

    def _patiently(self, read: Callable[[IO[bytes]], bytes]) -> bytes:
        """What the process writes next; it is ended if nothing comes for too long."""
        process = self._process
        if process is None or process.stdout is None:
            raise EngineFailed(tr("hibari-tts is not running."))
        watch = threading.Timer(engine.PATIENCE, process.kill)
        watch.daemon = True
        watch.start()
        try:
            return read(process.stdout)
        finally:
            watch.cancel()

    def _failure(self) -> EngineFailed:
        """Why the process ended before it was ready."""
        process = self._process
        _, err = process.communicate() if process is not None else (b"", b"")
        if process is not None and process.returncode == ABSENT:
            return EngineNotHere(NOT_INSTALLED)
        reason = engine.said(err) or tr("it has ended")
        return EngineFailed(tr("hibari-tts cannot be loaded ({reason}).", reason=reason), engine.said(err))


def started(voice: str, pace: str) -> subprocess.Popen[bytes]:
    """The process, out of reach of the terminal. Raises EngineNotHere without the packages."""
    for package in ("hibari", "onnxruntime"):
        if find_spec(package) is None:
            raise EngineNotHere(NOT_INSTALLED)
    flags = ["-I", "-S", *(["-B"] if sys.dont_write_bytecode else [])]
    return engine.start([sys.executable, *flags, "-c", RUN, voice, pace, *filter(None, sys.path)], ONE_THREAD)
