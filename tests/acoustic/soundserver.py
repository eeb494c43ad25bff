"""A PulseAudio server of a test's own, with a null sink whose monitor is recorded.

It needs no session bus, no user service and no sound card, and runs as root. A null sink that
nobody listens to renders up to two seconds at a time; a silent client that asks for some
milliseconds keeps it in step with the clock, which is what makes its recordings a measure.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

RATE = 44_100
BYTES = 2
PROGRAMS = ("pulseaudio", "pacat", "parec")
SINK = "unclench_test"
STARTING = 10.0
"""Seconds in which the server must deliver; it takes some tenths of one."""
ATTEMPTS = 3
FORMAT = (f"--rate={RATE}", "--channels=1", "--format=s16le")

STEADY = 20
"""Ms of the silent client's latency at which the sink's pace is true to some 200 millionths.

The null sink cuts the length of every block down to whole microseconds: the shorter the
blocks, the faster it runs. For players that place their cues in the stream of one open device.
"""
PROMPT = 5
"""Ms at which a new stream starts when it is told to, cleanly; the pace is 1000 millionths off.

For players that open a stream for each cue.
"""

ALSA_TO_PULSE = """\
pcm_type.pulse { lib "libasound_module_pcm_pulse.so" }
ctl_type.pulse { lib "libasound_module_ctl_pulse.so" }
pcm.!default { type pulse }
ctl.!default { type pulse }
"""
"""What libasound reads instead of its own files: the default device is PulseAudio, and there is no other."""


class ServerFailed(Exception):
    """The server did not come up; the text is its log."""


def missing() -> list[str]:
    """Which of the programs are not installed."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


class Recording:
    """What the monitor has delivered so far, and when it arrived."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._chunks: list[bytes] = []
        self._frames = 0
        self._arrivals: list[tuple[float, int]] = []
        self._thread = threading.Thread(target=self._read, name="recording", daemon=True)
        self._thread.start()

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return self._frames

    @property
    def samples(self) -> bytes:
        """All of it: 44.1 kHz, mono, signed 16 bit, little-endian."""
        return b"".join(list(self._chunks))

    def time_of(self, frame: float) -> float:
        """The `time.monotonic()` at which a frame left the sink, a few milliseconds late, always as many.

        No frame arrives before it is made: in each second the arrivals that waited least give
        the sink's true pace.
        """
        seconds: dict[int, tuple[float, int]] = {}
        for at, frames in list(self._arrivals):
            best = seconds.setdefault(frames // RATE, (at, frames))
            if at - frames / RATE < best[0] - best[1] / RATE:
                seconds[frames // RATE] = (at, frames)
        marks = [(frames, at - frames / RATE) for _, (at, frames) in sorted(seconds.items())]
        late = marks[0][1]
        for (before, was), (after, then) in pairwise(marks):
            if frame > before:
                late = was + (then - was) * min((frame - before) / (after - before), 1.0)
        return late + frame / RATE

    def arrival_of(self, frame: int) -> float:
        """The `time.monotonic()` at which a frame was here: surely not before it was heard."""
        return next(at for at, frames in list(self._arrivals) if frames > frame)

    @property
    def worst_stall(self) -> float:
        """The longest that nothing arrived, in seconds: how long this machine left us without a processor."""
        arrivals = [at for at, _ in list(self._arrivals)]
        return max((after - before for before, after in pairwise(arrivals)), default=0.0)

    def stop(self) -> None:
        """No more is recorded."""
        _end(self._process)
        self._thread.join(5)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while chunk := os.read(descriptor, 1 << 16):
            self._frames += len(chunk) // BYTES
            self._arrivals.append((time.monotonic(), self._frames))
            self._chunks.append(chunk)


class SoundServer:
    """Start with `with SoundServer() as server`; give `server.environment` to the program."""

    def __init__(self, latency: int = STEADY) -> None:
        self._latency = f"--latency-msec={latency}"
        self._folder: Path | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._silence: subprocess.Popen[bytes] | None = None
        self._recordings: list[Recording] = []

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="uncl-"))  # short: a socket's path may have 107 bytes
        (self._folder / "run").mkdir(mode=0o700)
        (self._folder / "home").mkdir()
        (self._folder / "asound.conf").write_text(ALSA_TO_PULSE, "utf-8")
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """A temporary folder that goes with the server."""
        assert self._folder is not None, "use it in a with statement"
        return self._folder

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead a program to this server, and nowhere else."""
        folder = self.folder
        return {
            "PULSE_SERVER": f"unix:{folder}/socket",
            "PULSE_COOKIE": str(folder / "cookie"),
            "PULSE_CLIENTCONFIG": "/dev/null",
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "HOME": str(folder / "home"),
            "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
        }

    def start(self) -> None:
        """Start the server, again if need be, and wait until its monitor delivers."""
        for attempt in range(ATTEMPTS):
            try:
                self._start()
            except ServerFailed:
                self.kill()
                if attempt + 1 == ATTEMPTS:
                    raise
            else:
                return

    def kill(self) -> None:
        """End the server at once and without a goodbye, as a crash would."""
        if self._server is not None:
            _end(self._server, signal.SIGKILL)
        if self._silence is not None:
            _end(self._silence)
        for recording in self._recordings:
            recording.stop()
        self._server = self._silence = None
        self._recordings.clear()
        if self._folder is not None:
            (self._folder / "socket").unlink(missing_ok=True)

    def close(self) -> None:
        """Leave nothing behind."""
        if self._server is not None:
            _end(self._server)
        self.kill()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    @contextmanager
    def recording(self) -> Iterator[Recording]:
        """Record the sink while inside; the first frames are there on entering."""
        recording = Recording(self._client("parec", f"--device={SINK}.monitor", self._latency))
        self._recordings.append(recording)
        try:
            if not self._until(lambda: recording.frames > RATE // 20):
                raise ServerFailed(self._log())
            yield recording
        finally:
            recording.stop()
            if recording in self._recordings:
                self._recordings.remove(recording)

    def _start(self) -> None:
        log = (self.folder / "log").open("wb")
        with log:
            self._server = subprocess.Popen(
                [
                    "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
                    "--disable-shm=yes", "--realtime=no", "--high-priority=yes", "--log-target=stderr",
                    "-L", f"module-native-protocol-unix auth-anonymous=1 socket={self.folder}/socket",
                    "-L", f"module-null-sink sink_name={SINK} rate={RATE} channels=1 format=s16le",
                ],
                env=self._variables(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        if not self._until((self.folder / "socket").exists):
            raise ServerFailed(self._log())
        with Path("/dev/zero").open("rb") as zeros:
            self._silence = self._client("pacat", "--playback", f"--device={SINK}", self._latency, stdin=zeros.fileno())
        with self.recording():
            pass

    def _client(self, program: str, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [program, *arguments, *FORMAT], env=self._variables(), stdin=stdin,
            stdout=subprocess.PIPE if program == "parec" else subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def _variables(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **self.environment}

    def _until(self, condition: Callable[[], bool]) -> bool:
        """Wait until a condition holds; False when it takes too long or the server has died."""
        end = time.monotonic() + STARTING
        while not condition():
            if time.monotonic() > end or self._server is None or self._server.poll() is not None:
                return False
            time.sleep(0.005)
        return True

    def _log(self) -> str:
        log = self.folder / "log"
        return log.read_text("utf-8", "replace") if log.exists() else "no log"


def _end(process: subprocess.Popen[bytes], by: signal.Signals = signal.SIGTERM) -> None:
    """End a process of our own, and wait until it is gone."""
    if process.poll() is None:
        process.send_signal(by)
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def without_sound() -> dict[str, str]:
    """The variables that lead a program to no sound device at all."""
    nowhere = "/nonexistent/unclench-tests"
    return {
        "PULSE_SERVER": f"unix:{nowhere}",
        "PULSE_CLIENTCONFIG": "/dev/null",
        "XDG_RUNTIME_DIR": nowhere,
        "PIPEWIRE_RUNTIME_DIR": nowhere,
        "ALSA_CONFIG_PATH": "/dev/null",
    }
