"""A line that is served by a process of its own, `serving`: this is the program's end of it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import Any, Protocol

from unclench.audio import messages
from unclench.audio.child import Child, why_not
from unclench.audio.line import Due, Stop
from unclench.audio.pcm import Samples
from unclench.audio.take import Take
from unclench.ports import Clock, NotHere, PlayerFailed

KEPT = 32
"""Sounds that the process keeps: the sixteen cues, some fitted breaths, and words while they last."""
DEAF = 2.0
"""Seconds in which the process has to take an order up; it takes a thousandth."""
ALONE = "PulseAudio"
TRIES_ALONE = 4
"""Times that PulseAudio is tried alone where it has worked: while it, or PipeWire, is being
restarted, ALSA would take the card away from it."""


class Process(Protocol):
    """A sound process: `child.Child`."""

    serves: str
    """The id of the backend that it serves."""

    @property
    def alive(self) -> bool:
        """Whether it still runs."""

    def write(self, data: bytes) -> None:
        """Send all of these bytes. Raises OSError when it is gone."""

    def read(self, size: int) -> bytes:
        """So many bytes of what it says; fewer at its end."""

    def hang_up(self) -> None:
        """It will hear no more, and so give its device back and end. Raises OSError."""

    def end(self) -> None:
        """Wait for its end, or see to it."""


class Processes:
    """A backend's sound processes, one after the other; perhaps the first has been begun before."""

    def __init__(
        self, serves: str, early: Process | None = None, begin: Callable[[str, bool], Process] | None = None
    ) -> None:
        self._serves = serves
        self._early = early
        self._begin = begin or _child
        self._tries_alone = 0

    def next(self) -> Process:
        """A process that opens its device. Raises PlayerFailed where none can be begun."""
        early, self._early = self._early, None
        if early is not None and early.serves == self._serves and early.alive:
            return early
        try:
            return self._begin(self._serves, self._tries_alone > 0)
        except OSError as error:
            raise PlayerFailed(f"The sound process cannot be started ({error.strerror}).") from error

    def opened(self, system: str) -> None:
        """One has opened its device through this sound system."""
        self._tries_alone = TRIES_ALONE if system == ALONE else 0

    def failed(self) -> None:
        """One has not."""
        self._tries_alone = max(self._tries_alone - 1, 0)


def _child(serves: str, alone: bool) -> Child:  # noqa: FBT001  # a factory of two arguments
    """Raises NotHere where it is known beforehand that it cannot serve that."""
    if reason := why_not(serves):
        raise NotHere(reason)
    return Child(serves, alone=alone)


class Apart:
    """This is a `Line`. `died` is called, on another thread, if the device or its process ends by itself.

    Orders are written on a thread of their own, so that nobody waits for a process that hangs.
    """

    def __init__(self, clock: Clock, processes: Processes, died: Callable[[PlayerFailed], None]) -> None:
        self.description = ""
        self.system = ""
        self.delay = 0
        self.started = False
        self._clock = clock
        self._processes = processes
        self._died = died
        self._process: Process | None = None
        self._orders: SimpleQueue[bytes | None] = SimpleQueue()
        self._takes: OrderedDict[Take, int] = OrderedDict()
        self._number = 0
        self._writing_since: float | None = None
        self._answered = threading.Event()
        self._drained = threading.Event()
        self._asked: int | None = None
        self._failure: PlayerFailed | None = None
        self._closed = False

    def open(self, patience: float) -> None:
        """Have the process open its device, or give up after `patience` seconds. Raises PlayerFailed."""
        self._begin()
        if not self._answered.wait(patience):
            self.close()
            raise PlayerFailed(f"The sound device did not open within {patience:g} seconds.")
        if self._failure is not None:
            raise self._failure

    def start(self) -> None:
        """Let it run, as soon as it is open."""
        if self.started:
            return
        self.started = True
        try:
            self._begin()
        except PlayerFailed as failure:
            self._fail(failure)
        self._order("start")

    def add(self, due: Due) -> None:
        """A sound to come. Its samples are sent once, and again when they have got better."""
        number = self._takes.get(due.take)
        if number is None:
            self._number = number = self._number + 1
            due.take.on_better = partial(self._send, number)
            self._send(number, due.take.samples)
            self._takes[due.take] = number
            if len(self._takes) > KEPT:
                oldest, dropped = self._takes.popitem(last=False)
                oldest.on_better = None
                self._order("drop", dropped)
        self._takes.move_to_end(due.take)
        self._order("cue", due.at, number, due.gain, due.alarm)

    def stop(self, what: Stop) -> None:
        """Forget what was added so far and fade what sounds."""
        self._order("stop", what.value)

    def check(self) -> None:
        """Raises PlayerFailed if the device or its process is gone, or does not listen."""
        since = self._writing_since
        if self._failure is None and since is not None and time.monotonic() - since > DEAF:
            self._failure = PlayerFailed("The sound process does not answer.")
        if self._failure is not None:
            raise self._failure

    def asked(self) -> int | None:
        """The clock time at which a device that is gone asked for frames last, as far as is known."""
        return self._asked

    def drain(self, timeout: float) -> None:
        """Wait until all that was added has been heard."""
        self._drained.clear()
        self._order("drain")
        self._drained.wait(timeout)

    def close(self) -> None:
        """Let the process give the device back and end."""
        self._closed = True
        for take in self._takes:
            take.on_better = None
        self._takes.clear()
        process, self._process = self._process, None
        if process is not None:
            self._orders.put(None)
            process.end()

    def _begin(self) -> None:
        if self._process is None and self._failure is None:
            process = self._process = self._processes.next()
            for work in (self._write, self._read):
                threading.Thread(target=work, args=(process,), name="unclench-sound", daemon=True).start()

    def _order(self, *order: Any) -> None:
        self._orders.put(messages.packed(*order))

    def _send(self, number: int, samples: Samples) -> None:
        self._order("take", number, samples.tobytes())

    def _write(self, process: Process) -> None:
        try:
            while (order := self._orders.get()) is not None:
                self._writing_since = time.monotonic()
                process.write(order)
                self._writing_since = None
            process.hang_up()
        except OSError:
            """It is gone, and the reader has noticed."""

    def _read(self, process: Process) -> None:
        while (answer := messages.read(process)) is not None:
            self._hear(*answer)
        self._asked = self._clock.now() if self._asked is None else self._asked
        self._fail(PlayerFailed("The sound process has ended by itself."))

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

    def _fail(self, failure: PlayerFailed) -> None:
        """Once: the first failure is the one that counts."""
        if self._closed or self._failure is not None:
            return
        self._failure = failure
        self._drained.set()
        self._answered.set()
        if self.started:
            self._died(failure)
