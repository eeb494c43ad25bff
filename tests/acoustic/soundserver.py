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
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

RATE = 44_100
BYTES = 2
PROGRAMS = ("pulseaudio", "pacat", "parec", "pactl")
PIPEWIRE = ("pipewire", "wireplumber", "pipewire-pulse", "dbus-daemon")
SINK = "unclench_test"
URGENCY = 10
"""A real-time priority: only root may have it, who else measures what the machine lets through."""
STARTING = 10.0
"""Seconds in which the server must deliver; it takes some tenths of one."""
ATTEMPTS = 3
SINK_FORM = (f"rate={RATE}", "channels=1", "format=s16le")
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


def missing(programs: Sequence[str] = PROGRAMS) -> list[str]:
    """Which of these programs are not installed."""
    return [program for program in programs if shutil.which(program) is None]


@dataclass(frozen=True)
class Pace:
    """How the frames of a recording belong to real time; all times are `time.monotonic()`.

    No frame arrives before it is made: in each second the arrivals that waited least give the
    sink's true pace.
    """

    arrivals: Sequence[tuple[float, int]]
    """(time, frames that had arrived by then) of each piece."""

    def time_of(self, frame: float) -> float:
        """When a frame left the sink, a few milliseconds late, always as many."""
        place = bisect_left(self._marks, (frame, 0.0))
        if place == 0:
            return self._marks[0][1] + frame / RATE
        before, was = self._marks[place - 1]
        after, then = self._marks[min(place, len(self._marks) - 1)]
        part = min((frame - before) / (after - before), 1.0) if after > before else 1.0
        return was + (then - was) * part + frame / RATE

    @cached_property
    def gain(self) -> float:
        """By how much the sink's clock is faster than the real one: 0.0002 are 200 millionths."""
        (first, was), (last, then) = self._marks[0], self._marks[-1]
        return (was - then) / ((last - first) / RATE + then - was)

    @cached_property
    def worst_stall(self) -> float:
        """The longest that nothing arrived, in seconds: how long this machine left us without a processor."""
        return max((after - before for (before, _), (after, _) in pairwise(self.arrivals)), default=0.0)

    @cached_property
    def _marks(self) -> list[tuple[float, float]]:
        """(frames, how late they are against a clock that began with frame 0) of each second."""
        seconds: dict[int, tuple[float, float]] = {}
        for at, frames in self.arrivals:
            late = (float(frames), at - frames / RATE)
            seconds[frames // RATE] = min(seconds.get(frames // RATE, late), late, key=lambda mark: mark[1])
        return sorted(seconds.values())


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

    def arrival_of(self, frame: int) -> float:
        """The `time.monotonic()` at which a frame was here: surely not before it was heard."""
        return next(at for at, frames in list(self._arrivals) if frames > frame)

    @property
    def pace(self) -> Pace:
        """How its frames belong to real time."""
        return Pace(tuple(self._arrivals))

    def stop(self) -> None:
        """No more is recorded."""
        _end(self._process)
        self._thread.join(5)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        at_once(0)
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
        self._sink = SINK
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
        self._server = self._silence = None
        self._end_recordings()
        if self._folder is not None:
            (self._folder / "socket").unlink(missing_ok=True)

    def take_sink_away(self) -> None:
        """As when a headset is switched off: there is no output any more."""
        self._control("unload-module", "module-null-sink")
        if self._silence is not None:
            _end(self._silence)
        self._end_recordings()

    def add_sink(self, name: str) -> None:
        """Another output, which is the default from now on and is recorded from now on."""
        self._control("load-module", "module-null-sink", f"sink_name={name}", *SINK_FORM)
        self._sink = name
        self._keep_in_step()

    def _end_recordings(self) -> None:
        for recording in self._recordings:
            recording.stop()
        self._recordings.clear()

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
        recording = self.start_recording()
        try:
            yield recording
        finally:
            recording.stop()
            if recording in self._recordings:
                self._recordings.remove(recording)

    def start_recording(self) -> Recording:
        """Record the sink until that is stopped or the sink is gone; the first frames are there."""
        recording = Recording(self._client("parec", f"--device={self._sink}.monitor", self._latency))
        self._recordings.append(recording)
        if not self._until(lambda: recording.frames > RATE // 20):
            recording.stop()
            self._recordings.remove(recording)
            raise ServerFailed(self._log())
        return recording

    def _start(self) -> None:
        self._server = self._spawn(
            "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
            "--disable-shm=yes", "--realtime=yes", "--high-priority=yes", "--log-target=stderr",
            "-L", f"module-native-protocol-unix auth-anonymous=1 socket={self.folder}/socket",
            "-L", f"module-null-sink sink_name={SINK} {' '.join(SINK_FORM)}",
        )  # fmt: skip
        if not self._until((self.folder / "socket").exists):
            raise ServerFailed(self._log())
        self._sink = SINK
        self._keep_in_step()

    def _spawn(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a server, which writes to the log."""
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, env=self._variables(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _keep_in_step(self) -> None:
        with Path("/dev/zero").open("rb") as zeros:
            device = f"--device={self._sink}"
            self._silence = self._client("pacat", "--playback", device, self._latency, stdin=zeros.fileno())
        with self.recording():
            pass

    def _control(self, *arguments: str) -> None:
        subprocess.run(
            ["pactl", *arguments], env=self._variables(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            check=True, timeout=STARTING,
        )  # fmt: skip

    def _client(self, program: str, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        client = subprocess.Popen(
            [program, *arguments, *FORMAT], env=self._variables(), stdin=stdin,
            stdout=subprocess.PIPE if program == "parec" else subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        at_once(client.pid)
        return client

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


class PipeWireServer(SoundServer):
    """PipeWire in the place of PulseAudio, with a session bus of its own, without which its session manager ends."""

    def __init__(self, latency: int = STEADY) -> None:
        super().__init__(latency)
        self._beside: list[subprocess.Popen[bytes]] = []

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead a program to this server, and nowhere else."""
        run = self.folder / "run"
        here = {"PULSE_SERVER": f"unix:{run}/pulse/native", "PIPEWIRE_RUNTIME_DIR": str(run)}
        return {**super().environment, **here}

    def kill(self) -> None:
        """End all of its processes."""
        super().kill()
        for process in reversed(self._beside):
            _end(process)
        self._beside.clear()

    def _start(self) -> None:
        settings = self.folder / "home/.config/pipewire/pipewire.conf.d"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "rate.conf").write_text(f"context.properties = {{ default.clock.rate = {RATE} }}\n", "ascii")
        run = self.folder / "run"
        self._beside.append(
            self._spawn("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:path={run}/bus")
        )
        self._server = self._spawn("pipewire")
        for there, program in ((run / "bus", "wireplumber"), (run / "pipewire-0", "pipewire-pulse")):
            if not self._until(there.exists):
                raise ServerFailed(self._log())
            self._beside.append(self._spawn(program))
        if not self._until((run / "pulse/native").exists):
            raise ServerFailed(self._log())
        self.add_sink(SINK)

    def _variables(self) -> dict[str, str]:
        return {**super()._variables(), "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.folder}/run/bus"}


def at_once(process: int) -> None:
    """Let a process, or with 0 this thread, run whenever it can: what measures must not wait for what is measured."""
    with suppress(OSError):
        os.sched_setscheduler(process, os.SCHED_RR, os.sched_param(URGENCY))


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
