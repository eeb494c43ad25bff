"""The program's end of the sound process: an output, and the player that hands cues over well ahead of their time."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import Any, Protocol

from unclench.audio.backend import BedSound, CueSound, OnDeath, Order, SpokenSound, gain, master_gain
from unclench.audio.cue_bank import Bank
from unclench.audio.output import Clip, ScheduledSound, ServedOutput, ServedOutputMaker
from unclench.audio.process import protocol
from unclench.audio.process.launch import SoundProcess, why_not
from unclench.cues import ANSWERS, Sound
from unclench.language import counted, tr
from unclench.media.pcm import UNITY, Samples
from unclench.ports import Clock, NotHere, PlayerFailed, Reach
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


LEAD = 3_000
"""Ms ahead of its time at which a cue should be handed over: the program may be busy for that long,
say with drawing a screen, and every sound still comes on time. Withdrawing costs nothing."""
OPENING = 3.0
"""Seconds a device may take to open: a sound server that hangs must not hold the program up."""
OLDEST = 500
"""Ms: a cue older than this counts as this old, and is played at once."""
PLAYED_ON = 60
"""Ms a device may have gone on playing after its last request."""
BEDS = 4
"""The latest pieces of the bed that are known again."""
REMEMBERED = 64
"""The latest orders kept, to find what a dead device did not play: more than fall into LEAD."""


class ProcessPlayer:
    """Hands each cue to an output, which plays it at its time, with miniaudio at its exact sample.

    `open` only opens the device. It starts with the first sound, which thus comes at the beginning of its
    stream and not behind a buffer full of silence.
    """

    lead = LEAD
    reach = Reach.ALL
    rings_on = True

    def __init__(
        self,
        name: str,
        clock: Clock,
        bank: Bank,
        make_output: ServedOutputMaker,
        opening: float = OPENING,
        slip: str = "",
    ) -> None:
        """`slip` is the file that exists while something is on the skin: see `unclench.audio.process.server`."""
        self.name = name
        self.description = tr("Sound through {name}.", name=name)
        self.on_death: OnDeath | None = None
        self._clock = clock
        self._bank = bank
        self._make_output = make_output
        self._opening = opening
        self._slip = slip
        self._alarm_due = False
        self._output: ServedOutput | None = None
        self._given: deque[Order] = deque(maxlen=REMEMBERED)
        self._bed: deque[Clip] = deque(maxlen=BEDS)
        self._dozing = False
        self._volume = 100

    def open(self) -> None:
        """Open the device. Raises PlayerFailed."""
        output = self._new_output()
        output.open(self._opening)  # one that does not open cleans up after itself
        self._output = output
        self.description = output.description

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Hand a cue over. Raises PlayerFailed when the device is gone."""
        clip = self._bank.clip(sound, lasting)
        if clip is not None:
            order = CueSound(sound, at, level, lasting)
            self._hand_over(order, clip, gain(level), alarm=sound is Sound.ALARM, answer=sound in ANSWERS)

    def speak(self, samples: Samples, at: int) -> None:
        """Hand words over, in the same way."""
        self._hand_over(SpokenSound(samples, at), Clip(samples), UNITY)

    def lay(self, samples: Samples, at: int) -> None:
        """Hand a piece of the bed over. Those that come again and again are sent once."""
        clip = next((each for each in self._bed if each.samples is samples), None)
        if clip is None:
            self._bed.append(clip := Clip(samples))
        self._hand_over(BedSound(samples, at), clip, UNITY)

    def ring_from(self, at: int | None) -> None:
        """Have the sound process ring the alarm in case this program does not."""
        self._alarm_due = at is not None
        if at is not None:
            self._stir()
        if self._output is None:
            return
        clip = self._bank.clip(Sound.ALARM, None) if at is not None else None
        due = ScheduledSound(at, clip, UNITY, alarm=True) if at is not None and clip is not None else None
        self._output.watch(due, self._slip)

    @property
    def delay(self) -> int:
        """Ms of sound that the device buffers."""
        return 0 if self._output is None else self._output.delay

    def soonest(self) -> int:
        """The time of the stream's first frame if that is still to come, else now."""
        output, now = self._output, self._clock.now()
        return now - output.delay if output is not None and not output.started else now

    @property
    def silent(self) -> bool:
        """Whether a device that is gone was started and took no sound, as far as is known."""
        return self._output is not None and self._output.started and self._output.asked() is None

    def withdraw(self) -> None:
        """Drop the cues to come; what is sounding fades out as soon as the output can change it."""
        self._given.clear()
        if self._output is not None:
            self._output.stop()

    def set_volume(self, percent: int) -> None:
        """Set it at once, also for what has been handed over or is sounding, except for the alarm."""
        self._volume = percent
        if self._output is not None:
            self._output.set_gain(master_gain(percent))

    def drain(self, timeout: int) -> None:
        """Wait until the last cue has been heard, at most `timeout` ms."""
        if self._output is not None and self._output.started:
            self._output.drain(timeout / 1000)

    def doze(self) -> None:
        """Close the device until there is something to play; not while it watches over an alarm."""
        if not self._alarm_due and self._output is not None:
            self._dozing = True
            self._close_output()

    def close(self) -> None:
        """Release the device. One that does not answer is left behind; one that watches over an alarm stays."""
        self._close_output()
        self._dozing = False

    def check(self) -> None:
        """Raises PlayerFailed if the device is gone; a dozing one is not."""
        if self._output is not None:
            self._output.check()
        elif not self._dozing:
            raise PlayerFailed(tr("The sound device is not open."))

    def lost(self) -> list[Order]:
        """What the device had yet to play when it last asked for frames."""
        output = self._output
        asked = None if output is None else output.asked()
        if output is None or asked is None:
            return list(self._given)
        heard = asked - max(output.delay - PLAYED_ON, 0)
        return [order for order in self._given if order.at >= heard]

    def _hand_over(self, order: Order, clip: Clip, factor: int, *, alarm: bool = False, answer: bool = False) -> None:
        """An `answer` to a key keeps no distance from other sounds: as if it were long due, it is played at once."""
        self._stir()
        self.check()
        output = self._output
        assert output is not None  # or `check` would have raised
        self._given.append(order)
        oldest = self._clock.now() - OLDEST
        output.add(ScheduledSound(oldest if answer else max(order.at, oldest), clip, factor, alarm=alarm))
        output.start()

    def _stir(self) -> None:
        if self._dozing:
            self._dozing = False
            self._output = self._new_output()

    def _close_output(self) -> None:
        output, self._output = self._output, None
        if output is not None:
            output.close()

    def _new_output(self) -> ServedOutput:
        output = self._make_output(lambda failure: self._died(output, failure))
        output.set_gain(master_gain(self._volume))
        return output

    def _died(self, output: ServedOutput, failure: PlayerFailed) -> None:
        if output is self._output and self.on_death is not None:
            self.on_death(failure)
