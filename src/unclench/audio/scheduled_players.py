"""The backends that run in the program itself: the system's players, the terminal's bell, and silence.

They can only play a sound when it is due, so a scheduler holds it until then.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
import time
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from unclench.audio.backend import CueSound, OnDeath, Order, SpokenSound, gain, master_gain
from unclench.audio.cue_bank import Bank
from unclench.audio.output import Clip, Scheduler, under
from unclench.cues import Sound
from unclench.language import tr
from unclench.media import pcm
from unclench.media.pcm import RATE, UNITY, GainCache, Samples, frames, to_bytes
from unclench.ports import Clock, NotHere, PlayerFailed, Reach

LEAD = 120
"""Ms ahead of its time at which a cue should be handed over: scaling a breath to its volume takes up to 30."""


class ScheduledPlayer:
    """Holds each sound until its time, then plays it with `_sound` on a thread of its own.

    A subclass defines `_open`, `_sound`, `_hush`, `_busy` and `_shut`. `_open` and `_sound` may raise
    PlayerFailed; the next `play` raises it again.
    """

    name = ""
    description = ""
    lead = LEAD
    delay = 0
    reach = Reach.ALL
    silent = False
    rings_on = False
    """These play in the program itself, so nothing sounds after it has ended."""

    def __init__(self, clock: Clock, bank: Bank) -> None:
        self.on_death: OnDeath | None = None
        self._clock = clock
        self._scheduler = Scheduler(clock, self._fire, lambda waited: _is_alarm(waited[0]))
        self._bank = bank
        self._volume = 100
        self._scaled = GainCache()
        self._failure: PlayerFailed | None = None
        self._lost: list[Order] = []
        self._alarming = False

    def open(self) -> None:
        """Find out whether it works. Raises PlayerFailed."""
        self._open()
        self._scheduler.start()

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Schedule a cue. Raises PlayerFailed if an earlier one failed."""
        self.check()
        clip = self._bank.clip(sound, lasting)
        if clip is not None:
            self._take_in(CueSound(sound, at, level, lasting), clip, gain(level))

    def speak(self, samples: Samples, at: int) -> None:
        """Schedule words, in the same way."""
        self.check()
        self._take_in(SpokenSound(samples, at), Clip(samples), UNITY)

    def lay(self, samples: Samples, at: int) -> None:
        """Play nothing: each sound is one of its own here, and a bed of many would have seams."""

    def soonest(self) -> int:
        """Now: nothing here is made ahead of its time."""
        return self._clock.now()

    def withdraw(self) -> None:
        """Drop what is waiting and cut off what is sounding."""
        self._scheduler.clear()
        self._hush()

    def set_volume(self, percent: int) -> None:
        """Set it for sounds that have not begun. At 0 what is sounding is cut off, unless it is the alarm."""
        self._volume = percent
        if percent == 0 and not self._alarming:
            self._hush()

    def ring_from(self, at: int | None) -> None:
        """Do nothing: no other process could ring."""

    def doze(self) -> None:
        """Do nothing: no device is open between two sounds."""

    def check(self) -> None:
        """Raises PlayerFailed if a sound has failed."""
        self._notice()
        if self._failure is not None:
            raise self._failure

    def lost(self) -> list[Order]:
        """What could not be played."""
        return self._lost

    def drain(self, timeout: int) -> None:
        """Wait until nothing is waiting or sounding, at most `timeout` ms."""
        self._scheduler.drain(timeout / 1000, self._busy)

    def close(self) -> None:
        """Stop at once and release everything."""
        self._scheduler.close()
        self._hush()
        self._shut()

    def _take_in(self, order: Order, clip: Clip, factor: int) -> None:
        if factor:
            self._at_its_volume(order, clip, factor)  # now, so that as a rule nothing is left to do when it is due
            self._scheduler.add(order.at, (order, clip, factor))

    def _at_its_volume(self, order: Order, clip: Clip, factor: int) -> Samples | None:
        """The samples at the volume that it has now; None if it is not heard."""
        gain = under(master_gain(self._volume), factor, alarm=_is_alarm(order))
        return self._scaled.of(clip.samples, gain) if gain else None

    def _fire(self, waited: tuple[Order, Clip, int]) -> None:
        order, clip, factor = waited
        try:
            samples = self._at_its_volume(order, clip, factor)
            if samples is not None:
                self._sound(samples)
                self._alarming = _is_alarm(order)
        except PlayerFailed as failure:
            self._failure = failure
            self._lost.append(order)
            if self.on_death is not None:
                self.on_death(failure)

    def _notice(self) -> None:
        """Look for failures that show only afterwards, and store one in `_failure`."""

    def _open(self) -> None:
        """Prepare to play, or raise PlayerFailed."""

    def _sound(self, samples: Samples) -> None:
        """Start playing now; called on the scheduler's thread."""
        raise NotImplementedError

    def _hush(self) -> None:
        """Stop what is sounding."""

    def _busy(self) -> bool:
        """Whether anything is sounding."""
        return False

    def _shut(self) -> None:
        """Release what `_open` acquired."""


def _is_alarm(order: Order) -> bool:
    return isinstance(order, CueSound) and order.sound is Sound.ALARM


NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows a program of ours has no console window of its own, and no part in ours."""
PROBING = 2.0
"""Seconds a tool may take to play a moment of silence when it is tried out."""
OVERTIME = 5.0
"""Seconds a process may outlast its sound before it counts as hanging."""


class Tool(Struct, frozen=True):
    """A program that plays sound, its arguments, and whether it reads raw samples from standard input.

    If it does, no named file is written. The others get a WAV file in a folder that is removed on
    closing. `name` is what people read; empty where it is the program's.
    """

    program: str
    arguments: tuple[str, ...] = ()
    reads_stdin: bool = False
    name: str = ""

    @property
    def called(self) -> str:
        """What people read."""
        return self.name or self.program


TOOLS = (
    Tool("pw-play"),
    Tool("paplay", ("--raw", f"--rate={RATE}", "--channels=1", "--format=s16le", "--latency-msec=30"), True),
    Tool("aplay", ("-q", "-t", "raw", "-f", "S16_LE", "-r", str(RATE), "-c", "1", "-"), True),
    Tool("afplay"),
)
WINSOUND = "import sys, winsound; winsound.PlaySound(sys.argv[1], winsound.SND_FILENAME | winsound.SND_NODEFAULT)"
"""Plays a file to its end and fails if it cannot: a module of Python on Windows, and in a process of its own, since two
sounds of one process would cut each other off."""


def tools_here(platform: str = sys.platform) -> tuple[Tool, ...]:
    """What may play here. Windows has no such program, but Python has what it takes."""
    if platform == "win32":
        return (Tool(sys.executable, ("-I", "-S", "-c", WINSOUND), name="winsound"),)
    return TOOLS


class SystemPlayer(ScheduledPlayer):
    """Plays each cue with the first tool that plays a moment of silence without complaint."""

    name = "system"

    def __init__(
        self, clock: Clock, bank: Bank, which: Callable[[str], str | None] = shutil.which,
        tools: Sequence[Tool] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(clock, bank)
        self._which = which
        self._tools = tools_here() if tools is None else tools
        self._tool: Tool | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._running: list[tuple[subprocess.Popen[bytes], float]] = []
        self._written = 0

    def _open(self) -> None:
        found = [tool for tool in self._tools if self._which(tool.program)]
        if not found:
            players = ", ".join(tool.called for tool in self._tools)
            raise NotHere(tr("None of the players {players} is installed.", players=players))
        for tool in found:
            self._tool = tool
            if self._works():
                self.description = tr("Sound through {program}, started anew for each cue.", program=tool.called)
                return
        self._shut()
        players = tr(" and ").join(tool.called for tool in found)
        raise PlayerFailed(tr("{players} cannot play here.", players=players))

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
                return subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, creationflags=NO_WINDOW)
            with tempfile.TemporaryFile() as sound:  # it has no name, so it cannot be left behind
                sound.write(to_bytes(samples))
                sound.seek(0)
                return subprocess.Popen(command, stdin=sound, stdout=nowhere, stderr=nowhere)
        except OSError as error:
            program, reason = self._tool.called, error.strerror
            why = tr("{program} cannot be started ({reason}).", program=program, reason=reason)
            raise PlayerFailed(why) from error

    def _file(self, samples: Samples) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="unclench-", ignore_cleanup_errors=True)
        self._written = (self._written + 1) % 64  # older ones finished long ago
        path = Path(self._folder.name) / f"{self._written}.wav"
        pcm.write_wav(path, samples)
        return path

    def _notice(self) -> None:
        with self._lock:
            for process, until in self._running:
                if process.poll() is None and time.monotonic() > until:
                    process.kill()
            ended = [process for process, _ in self._running if process.poll() is not None]
            self._running = [one for one in self._running if one[0].returncode is None]
        if self._failure is None and self._tool is not None and any(one.returncode for one in ended):
            self._failure = PlayerFailed(tr("{program} could not play a sound.", program=self._tool.called))

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


BELL_CUES = frozenset({Sound.GO, Sound.RELEASE, Sound.SWITCH, Sound.CHECK, Sound.ALARM, Sound.DONE})
"""The cues worth a bell: with only one sound, ticks and breaths would mean nothing.

A new cue is silent here until it is added.
"""


class BellPlayer(ScheduledPlayer):
    """Rings the terminal's bell. `ring` is called on a thread of this player."""

    name = "bell"
    description = tr("The terminal's bell, for the main cues only.")
    reach = Reach.BELL

    def __init__(self, clock: Clock, bank: Bank, ring: Callable[[], None] | None) -> None:
        super().__init__(clock, bank)
        self._ring = ring

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Ring for the cues in `BELL_CUES`, and ignore the others."""
        if sound in BELL_CUES:
            super().play(sound, at, level=level, lasting=lasting)

    def speak(self, samples: Samples, at: int) -> None:
        """Do nothing: a bell has no words, but the captions do."""

    def _open(self) -> None:
        if self._ring is None:
            raise NotHere(tr("There is no terminal whose bell could ring."))

    def _sound(self, _samples: Samples) -> None:
        if self._ring is not None:
            try:
                self._ring()
            except OSError as error:
                raise PlayerFailed(tr("The terminal with the bell has gone away.")) from error


class NonePlayer:
    """Silence: the captions say everything."""

    name = "none"
    description = tr("No sound; the captions say everything.")
    lead = delay = 0
    reach = Reach.NOTHING
    rings_on = silent = False

    def __init__(self, clock: Clock) -> None:
        self.on_death: OnDeath | None = None
        self._clock = clock

    def open(self) -> None:
        """Succeed, always."""

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Play nothing."""

    def speak(self, samples: Samples, at: int) -> None:
        """Play nothing."""

    def lay(self, samples: Samples, at: int) -> None:
        """Play nothing."""

    def soonest(self) -> int:
        """Now."""
        return self._clock.now()

    def ring_from(self, at: int | None) -> None:
        """Ring nothing."""

    def withdraw(self) -> None:
        """Drop nothing."""

    def set_volume(self, percent: int) -> None:
        """Ignore it."""

    def drain(self, timeout: int) -> None:
        """Return at once."""

    def doze(self) -> None:
        """Release nothing."""

    def check(self) -> None:
        """Never raises."""

    def lost(self) -> list[Order]:
        """Nothing: silence loses no sound."""
        return []

    def close(self) -> None:
        """Release nothing."""
