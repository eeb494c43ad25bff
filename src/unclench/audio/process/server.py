"""The sound process: it serves one output and does nothing else.

A device that asks for its next frames every few hundredths of a second must get them at once, or the
sound stutters and slips; and what a key changes must reach the sound server at once. In the program
itself only one thread runs at a time, and drawing a screen or collecting garbage holds the others up for
longer than that. Here nothing does. And when a sound library crashes, the program goes on.
`unclench.audio.process.client` is the other end.

It must start quickly, so it imports next to nothing, not even `logging`.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
import time
from collections import deque
from functools import partial
from sys import platform
from typing import Any, Protocol

from unclench.audio.first_output import FirstOutput
from unclench.audio.output import Clip, Died, Output, OutputMaker, ScheduledSound
from unclench.audio.process import protocol
from unclench.audio.process.watchman import Watchman
from unclench.media.pcm import Samples, from_native
from unclench.ports import Clock, NotHere, PlayerFailed
from unclench.system.clock import SystemClock

ON_LINUX = platform == "linux"
LOOKING = 0.1
"""Seconds between health checks of the device."""
URGENCY = 5
"""Its real-time priority, of 1 to 99: below those of sound servers."""
LONGEST_RUN = 1_000_000
"""Microseconds without a pause after which the system ends this process; making a block takes a thousand."""
NICE = -11
"""The niceness where real-time priority is not granted: what PulseAudio uses."""
LONGEST_DRAIN = 60.0
"""Seconds for which sounds are waited for at most."""
SWITCHING = 0.0005
"""Seconds after which a thread must let another run; Python's own 5 ms would be audible."""
PATIENCE = float("inf")
"""Seconds to wait for the device to open: it is the program that gives up."""
NOTES = 64
"""Sentences kept for the program's log: when the program is gone, nobody takes them any more."""
AGAIN = 2.0
"""Seconds between attempts to reopen a device when the program is gone."""


class Sink(Protocol):
    """Something that messages are written to."""

    def write(self, data: bytes, /) -> Any:
        """Write all of these bytes at once."""


class Server:
    """Reads orders from `source` and answers on `sink`; `run` lists both."""

    def __init__(
        self, source: protocol.Source, sink: Sink, make_output: OutputMaker, clock: Clock,
        notes: deque[str] | None = None,
    ) -> None:  # fmt: skip
        """`notes` are sentences for the program's log; any thread may append some."""
        self._source = source
        self._sink = sink
        self._make_output = make_output
        self._output = make_output(self._died)
        self._watchman = Watchman(clock)
        self._watching = threading.Lock()
        self._clips: dict[int, Clip] = {}
        self._telling = threading.Lock()
        self._told_of_death = False
        self._notes: deque[str] = deque(maxlen=NOTES) if notes is None else notes

    def run(self) -> None:
        """Serve until the source ends, and then on for as long as an alarm may be needed.

        Orders: ("clip", number, samples), ("drop", number), ("cue", at, number, gain, alarm),
        ("stop",), ("gain", master gain), ("start",), ("drain",), ("ping", number),
        ("watch", due, number, gain, slip), ("dismiss",). Answers: ("opened", delay, description,
        sound system), ("failed", sentence, whether there is no hope), ("died", sentence, asked),
        ("drained",), ("pong", number), ("log", sentence).
        """
        self._pass_notes_on()
        try:
            self._output.open(PATIENCE)
        except PlayerFailed as failure:
            self._pass_notes_on()
            self._tell("failed", str(failure), isinstance(failure, NotHere))
            return
        self._pass_notes_on()
        self._tell("opened", self._output.delay, self._output.description, self._output.system)
        over = threading.Event()
        watching = threading.Thread(target=self._watch, args=(over,), name="watch", daemon=True)
        watching.start()
        while (order := protocol.read(self._source)) is not None:
            self._obey(*order)
        over.set()
        watching.join()
        if self._watchman.on_duty:
            self._stay()
        self._output.close()

    def _stay(self) -> None:
        """The program is gone and something is on the skin: keep its alarm ringing, whatever the device does."""
        self._output.set_gain(0)  # the alarm ignores it; what else is still to come would only confuse
        lost = False
        while not self._watchman.relieved():
            time.sleep(AGAIN if lost else LOOKING)
            try:
                if lost:
                    self._output = self._make_output(self._died)
                    self._output.open(PATIENCE)
                self._output.check()
                self._ring()
                lost = False
            except PlayerFailed:
                self._output.close()
                lost = True

    def _ring(self) -> None:
        with self._watching:
            stroke = self._watchman.pop_stroke()
        if stroke is not None:
            self._notes.append("sounds the alarm, since the program does not")
            self._output.add(stroke)
            self._output.start()

    def _obey(self, what: str, *values: Any) -> None:
        match what:
            case "clip":
                self._keep_clip(*values)
            case "drop":
                self._clips.pop(values[0], None)
            case "cue":
                at, number, gain, alarm = values
                if alarm:
                    with self._watching:
                        self._watchman.heard(at)
                self._output.add(ScheduledSound(at, self._clips[number], gain, alarm=alarm))
            case "stop":
                self._output.stop()
                with self._watching:
                    self._watchman.withdrawn()
            case "gain":
                self._output.set_gain(*values)
            case "start":
                self._output.start()
            case "drain":
                threading.Thread(target=self._drain, name="drain", daemon=True).start()
            case "ping":
                self._tell("pong", *values)
            case "watch":
                due, number, gain, slip = values
                with self._watching:
                    self._watchman.watch(due, self._clips[number], gain, slip)
            case "dismiss":
                with self._watching:
                    self._watchman.dismiss()

    def _keep_clip(self, number: int, data: bytes) -> None:
        samples: Samples = from_native(data)
        if number in self._clips:
            self._clips[number].improve(samples)
        else:
            self._clips[number] = Clip(samples)

    def _drain(self) -> None:
        self._output.drain(LONGEST_DRAIN)
        self._tell("drained")

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(LOOKING):
            try:
                self._output.check()
            except PlayerFailed as failure:
                self._died(failure)
            else:
                self._ring()
            self._pass_notes_on()

    def _pass_notes_on(self) -> None:
        """Send them to the program, which logs them, or drops them if no log is kept."""
        while self._notes:
            self._tell("log", self._notes.popleft())

    def _died(self, failure: PlayerFailed) -> None:
        if not self._told_of_death:
            self._told_of_death = True
            self._tell("died", str(failure), self._output.asked())

    def _tell(self, *answer: Any) -> None:
        try:
            with self._telling:
                self._sink.write(protocol.packed(*answer))
        except OSError:
            """The program is gone, so the source ends too."""


def hurry() -> str:
    """Ask for the priority that sound servers have. Returns a sentence that says what was granted.

    On a busy machine an ordinary process that wakes up may wait for 150 ms (measured on Linux, where
    each login session is a scheduling group), and a device that asks for blocks buffers no more than that.
    """
    if not hasattr(os, "sched_setscheduler"):
        return ""
    with contextlib.suppress(OSError):
        import resource

        # With such a priority it must not be able to lock everybody else out.
        resource.setrlimit(resource.RLIMIT_RTTIME, (LONGEST_RUN, LONGEST_RUN))
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(URGENCY))
        return f"runs with real-time priority {URGENCY}"
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
        return f"runs at nice {NICE}"
    return "runs at ordinary priority"


def main(serves: str, systems: str) -> None:
    """Serve the backend with this id; `systems` is "alone" for PulseAudio only, see `client.TRIES_ALONE`."""
    notes = deque(filter(None, [f"process {os.getpid()} serves {serves}", hurry()]), NOTES)
    gc.disable()  # nothing here makes reference cycles
    sys.setswitchinterval(SWITCHING)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # for whatever a sound system prints
    Server(
        sys.stdin.buffer, answers, _output_maker(serves, notes, alone=systems == "alone"), SystemClock(), notes
    ).run()
    os._exit(0)  # a device that does not close must not keep this process


def _output_maker(serves: str, notes: deque[str], *, alone: bool) -> OutputMaker:
    """What makes its output, importing only what that needs."""
    if serves == "simpleaudio":
        from unclench.audio.simpleaudio_output import SimpleaudioOutput

        return partial(SimpleaudioOutput, SystemClock())
    if ON_LINUX:
        return partial(FirstOutput, [partial(_pulse, notes), partial(_miniaudio, notes, alone)], note=notes.append)
    return partial(_miniaudio, notes, alone)


def _pulse(notes: deque[str], died: Died) -> Output:
    try:
        from unclench.audio.pulse_output import PulseOutput
    except ImportError as error:  # a Python without ctypes
        raise NotHere(str(error)) from error
    return PulseOutput(SystemClock(), died, note=notes.append)


def _miniaudio(notes: deque[str], alone: bool, died: Died) -> Output:  # noqa: FBT001  # as `main` was told
    from unclench.audio.device import DeviceOutput, Opened

    return DeviceOutput(SystemClock(), Opened(notes.append, alone=alone).open, died, note=notes.append)
