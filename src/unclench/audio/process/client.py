"""The output through a sound process: the program's end of it. `unclench.audio.process.server` is the other."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import Any, Protocol

from unclench.audio.output import Clip, ScheduledSound
from unclench.audio.process import protocol
from unclench.audio.process.launch import SoundProcess, why_not
from unclench.language import counted, tr
from unclench.media.pcm import Samples
from unclench.ports import Clock, NotHere, PlayerFailed
from unclench.system import log

KEPT = 32
"""Clips that the process holds: the cues, some fitted breaths, and recent words."""
PING = 1.0
"""Seconds between pings, which check that the process still listens."""
DEAF = 1.0
"""Seconds in which the process must answer; it takes a thousandth."""
STARTING = 4.0
"""The same while it opens and starts its device, which a sound server may delay."""
LONGEST_LOOK = 0.5
"""Seconds of waiting that one check counts at most: a program that was itself stopped has not waited for an answer."""
LOG = "audio.process"
"""Where the log holds what the sound process reports."""
ALONE = "PulseAudio"
TRIES_ALONE = 4
"""How often only PulseAudio is tried once it has worked: while it (or PipeWire) is being restarted,
opening ALSA would take the card away from it."""


class ServerProcess(Protocol):
    """A sound process, such as `launch.SoundProcess`."""

    serves: str
    """The id of the backend that it serves."""

    @property
    def alive(self) -> bool:
        """Whether it is still running."""

    def write(self, data: bytes) -> None:
        """Send all of these bytes. Raises OSError when it is gone."""

    def read(self, size: int) -> bytes:
        """Read up to `size` bytes of what it says; fewer only at its end."""

    def hang_up(self) -> None:
        """Close the pipe to it: it then releases its device and ends. Raises OSError."""

    def end(self) -> None:
        """Wait for its end, and force it if need be."""

    def kill(self) -> None:
        """End it at once, even if it hangs."""

    def outlives(self, *, us: bool) -> bool:
        """Say whether it may go on when this program is gone. Returns False where it will do otherwise."""


class Processes:
    """A backend's sound processes, one after the other; `early` is one that has been started already."""

    def __init__(
        self, serves: str, early: ServerProcess | None = None, begin: Callable[[str, bool], ServerProcess] | None = None
    ) -> None:
        self._serves = serves
        self._early = early
        self._begin = begin or _child
        self._tries_alone = 0

    def start_next(self) -> ServerProcess:
        """Start a process, which opens its device, or use the early one. Raises PlayerFailed."""
        early, self._early = self._early, None
        if early is not None and early.serves == self._serves and early.alive:
            return early
        try:
            return self._begin(self._serves, self._tries_alone > 0)
        except OSError as error:
            why = tr("The sound process can't be started ({reason}).", reason=error.strerror)
            raise PlayerFailed(why) from error

    def opened(self, system: str) -> None:
        """Note that one has opened its device through this sound system."""
        self._tries_alone = TRIES_ALONE if system == ALONE else 0

    def failed(self) -> None:
        """Note that one could not open its device."""
        self._tries_alone = max(self._tries_alone - 1, 0)


def _child(serves: str, alone: bool) -> SoundProcess:  # noqa: FBT001  # a factory of two arguments
    """Start a process. Raises NotHere if it is known beforehand that it cannot serve that backend."""
    if reason := why_not(serves):
        raise NotHere(reason)
    return SoundProcess(serves, alone=alone)


class ProcessOutput:
    """A `ServedOutput`. `died` is called, on another thread, if the device or its process ends by itself.

    Orders are written on a thread of their own, so that nobody waits for a process that hangs.
    `check` finds out whether it hangs: it pings every second and expects an answer.
    """

    def __init__(
        self, clock: Clock, processes: Processes, died: Callable[[PlayerFailed], None],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """`seconds` measures how long answers take, without the time the machine sleeps."""
        self.description = ""
        self.system = ""
        self.delay = 0
        self.started = False
        self._clock = clock
        self._processes = processes
        self._died = died
        self._seconds = seconds
        self._process: ServerProcess | None = None
        self._orders: SimpleQueue[bytes | None] = SimpleQueue()
        self._clips: OrderedDict[Clip, int] = OrderedDict()
        self._number = 0
        self._writer: threading.Thread | None = None
        self._watched: Clip | None = None
        self._asking = threading.Lock()
        self._pings = self._answer = 0
        self._pinged_at = self._looked_at = self._waited = 0.0
        self._alive_at = self._ping_clock = clock.now()
        """The clock times of the last ping that was answered, and of the last ping."""
        self._ready_with = 1
        """The ping whose answer shows that the device is open and running."""
        self._answered = threading.Event()
        self._drained = threading.Event()
        self._asked: int | None = None
        self._failure: PlayerFailed | None = None
        self._closed = False

    def open(self, patience: float) -> None:
        """Have the process open its device, or give up after `patience` seconds. Raises PlayerFailed."""
        self._begin()
        if not self._answered.wait(patience):
            why = counted(
                patience,
                "The sound device did not open within {number:g} second.",
                "The sound device did not open within {number:g} seconds.",
            )
            self._failure = PlayerFailed(why)
        if self._failure is not None:
            self.close()  # nobody else will: it was never used
            raise self._failure

    def start(self) -> None:
        """Start the device as soon as it is open."""
        if self.started:
            return
        self.started = True
        self._ready_with = self._pings + 1
        try:
            self._begin()
        except PlayerFailed as failure:
            self._fail(failure)
        self._order("start")

    def add(self, due: ScheduledSound) -> None:
        """Schedule a sound. Its samples are sent once, and again when there are better ones."""
        self._order("cue", due.at, self._known(due.clip), due.gain, due.alarm)

    def watch(self, due: ScheduledSound | None, slip: str = "") -> None:
        """Have the process ring this alarm if the program does not, even after the program has ended."""
        if due is None:
            self._watched = None
            self._order("dismiss")
        else:
            self._watched = due.clip
            self._order("watch", due.at, self._known(due.clip), due.gain, slip)
        self._let_it_stay()

    def stop(self) -> None:
        """Drop what was added so far and fade out what is sounding."""
        self._order("stop")

    def set_gain(self, gain: int) -> None:
        """Set the master gain, before the device is open too."""
        self._order("gain", gain)

    def check(self) -> None:
        """Raises PlayerFailed if the device or its process is gone, or hangs."""
        process = self._process
        if self._failure is None and process is not None:
            with self._asking:
                deaf = self._is_deaf(self._seconds())
            if deaf:
                self._asked = self._alive_at
                self._failure = PlayerFailed(tr("The sound process does not answer."))
                process.kill()  # it may still hold the device, which another needs
        if self._failure is not None:
            raise self._failure

    def _is_deaf(self, now: float) -> bool:
        """Whether a ping has waited too long for its answer; also sends the next one when it is time."""
        waited, self._looked_at = min(now - self._looked_at, LONGEST_LOOK), now
        if self._answer < self._pings:
            self._waited += waited
            return self._waited > (DEAF if self._answer >= self._ready_with else STARTING)
        if now - self._pinged_at >= PING:
            self._alive_at, self._ping_clock = self._ping_clock, self._clock.now()
            self._pinged_at, self._waited = now, 0.0
            self._pings += 1
            self._order("ping", self._pings)
        return False

    def asked(self) -> int | None:
        """When a device that is gone last asked for frames, as clock time, as far as is known."""
        return self._asked

    def drain(self, timeout: float) -> None:
        """Wait until everything added has been heard, at most `timeout` seconds."""
        self._drained.clear()
        self._order("drain")
        self._drained.wait(timeout)

    def close(self) -> None:
        """Have the process release its device and end; one that watches over an alarm stays for it."""
        self._closed = True
        for clip in self._clips:
            clip.on_improved = None
        self._clips.clear()
        process, self._process = self._process, None
        if process is None:
            return
        self._orders.put(None)
        if self._watched is None or self._failure is not None:
            process.end()
        elif self._writer is not None:
            self._writer.join(DEAF)  # it must have all its orders

    def _begin(self) -> None:
        if self._process is None and self._failure is None:
            process = self._process = self._processes.start_next()
            self._let_it_stay()
            self._looked_at = self._seconds()
            threading.Thread(target=self._read, args=(process,), name="unclench-sound", daemon=True).start()
            self._writer = threading.Thread(target=self._write, args=(process,), name="unclench-sound", daemon=True)
            self._writer.start()

    def _let_it_stay(self) -> None:
        """A process that watches over an alarm goes on without the program; any other ends with it."""
        stays = self._watched is not None
        if self._process is not None and not self._process.outlives(us=stays):
            log.info(LOG, "the process cannot be made to %s", "stay" if stays else "end")

    def _known(self, clip: Clip) -> int:
        """The number under which the process has the samples of a clip; sends them first if need be."""
        number = self._clips.get(clip)
        if number is None:
            self._number = number = self._number + 1
            clip.on_improved = partial(self._send, number)
            self._send(number, clip.samples)
            self._clips[clip] = number
            if len(self._clips) > KEPT:
                oldest, dropped = self._clips.popitem(last=False)
                oldest.on_improved = None
                self._order("drop", dropped)
        self._clips.move_to_end(clip)
        return number

    def _order(self, *order: Any) -> None:
        self._orders.put(protocol.packed(*order))

    def _send(self, number: int, samples: Samples) -> None:
        self._order("clip", number, samples.tobytes())

    def _write(self, process: ServerProcess) -> None:
        with contextlib.suppress(OSError):  # it is gone, and the reader notices
            while (order := self._orders.get()) is not None:
                process.write(order)
        with contextlib.suppress(OSError):  # some bytes could not be delivered
            process.hang_up()

    def _read(self, process: ServerProcess) -> None:
        with contextlib.suppress(ValueError):  # `close` has closed the pipe in the middle of a read
            while (answer := protocol.read(process)) is not None:
                self._hear(*answer)
        self._asked = self._clock.now() if self._asked is None else self._asked
        self._fail(PlayerFailed(tr("The sound process has stopped by itself.")))

    def _hear(self, what: str, *values: Any) -> None:
        match what:
            case "opened":
                self.delay, self.description, self.system = values
                self._processes.opened(self.system)
                self._answered.set()
            case "failed":
                sentence, hopeless = values
                self._processes.failed()
                self._fail(NotHere(sentence) if hopeless else PlayerFailed(sentence))
            case "died":
                sentence, self._asked = values
                self._fail(PlayerFailed(sentence))
            case "drained":
                self._drained.set()
            case "pong":
                self._answer = values[0]
            case "log":
                log.info(LOG, "%s", *values)

    def _fail(self, failure: PlayerFailed) -> None:
        """Only the first failure counts."""
        if self._closed or self._failure is not None:
            return
        self._failure = failure
        self._drained.set()
        self._answered.set()
        if self.started:
            self._died(failure)
