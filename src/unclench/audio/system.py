"""Whatever player the system has: one short-lived process for each cue."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from array import array
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from unclench.audio import wavfile
from unclench.audio.bank import Bank
from unclench.audio.pcm import RATE, Samples, frames, to_bytes
from unclench.audio.scheduled import ScheduledPlayer
from unclench.ports import Clock, NotHere, PlayerFailed

PROBING = 2.0
"""Seconds a tool may take over a moment of silence when it is tried out."""
OVERTIME = 5.0
"""Seconds a process may outlast its sound before it counts as hung."""


class Tool(Struct, frozen=True):
    """A program, its arguments, and whether it reads bare samples from standard input.

    Where it does, sound never touches a named file. The others are given a WAV file in a
    folder that is removed on closing.
    """

    program: str
    arguments: tuple[str, ...] = ()
    reads_stdin: bool = False


TOOLS = (
    Tool("pw-play"),
    Tool("paplay", ("--raw", f"--rate={RATE}", "--channels=1", "--format=s16le", "--latency-msec=30"), True),
    Tool("aplay", ("-q", "-t", "raw", "-f", "S16_LE", "-r", str(RATE), "-c", "1", "-"), True),
    Tool("afplay"),
)


class SystemPlayer(ScheduledPlayer):
    """Plays each cue with the first tool that plays a moment of silence without complaint."""

    name = "system"

    def __init__(self, clock: Clock, bank: Bank, which: Callable[[str], str | None] = shutil.which) -> None:
        super().__init__(clock, bank)
        self._which = which
        self._tool: Tool | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._running: list[tuple[subprocess.Popen[bytes], float]] = []
        self._written = 0

    def _open(self) -> None:
        found = [tool for tool in TOOLS if self._which(tool.program)]
        if not found:
            raise NotHere(f"None of the players {', '.join(tool.program for tool in TOOLS)} is installed.")
        for tool in found:
            self._tool = tool
            if self._works():
                self.description = f"Sound through the program {tool.program}, a process for each cue."
                return
        self._shut()
        raise PlayerFailed(f"{' and '.join(tool.program for tool in found)} cannot play here.")

    def _works(self) -> bool:
        process = self._start(array("h", bytes(2 * frames(20))))
        try:
            return process.wait(PROBING) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return False

    def _sound(self, samples: Samples) -> None:
        process = self._start(samples)
        with self._lock:
            self._running.append((process, time.monotonic() + len(samples) / RATE + OVERTIME))

    def _start(self, samples: Samples) -> subprocess.Popen[bytes]:
        assert self._tool is not None  # chosen in _open
        nowhere = subprocess.DEVNULL
        command = [self._which(self._tool.program) or self._tool.program, *self._tool.arguments]
        try:
            if not self._tool.reads_stdin:
                command.append(str(self._file(samples)))
                return subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere)
            with tempfile.TemporaryFile() as sound:  # has no name, so nothing can be left behind
                sound.write(to_bytes(samples))
                sound.seek(0)
                return subprocess.Popen(command, stdin=sound, stdout=nowhere, stderr=nowhere)
        except OSError as error:
            raise PlayerFailed(f"{self._tool.program} cannot be started ({error.strerror}).") from error

    def _file(self, samples: Samples) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="unclench-")
        self._written = (self._written + 1) % 64  # older ones are long over
        path = Path(self._folder.name) / f"{self._written}.wav"
        wavfile.write(path, samples)
        return path

    def _notice(self) -> None:
        with self._lock:
            for process, until in self._running:
                if process.poll() is None and time.monotonic() > until:
                    process.kill()
            ended = [process for process, _ in self._running if process.poll() is not None]
            self._running = [one for one in self._running if one[0].returncode is None]
        if self._failure is None and self._tool is not None and any(one.returncode for one in ended):
            self._failure = PlayerFailed(f"{self._tool.program} could not play a sound.")

    def _hush(self) -> None:
        with self._lock:
            stopped, self._running = [process for process, _ in self._running], []
        for process in stopped:
            process.terminate()
        for process in stopped:
            try:
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _busy(self) -> bool:
        with self._lock:
            return any(process.poll() is None for process, _ in self._running)

    def _shut(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
