"""The default way out: one device open for the whole session through the miniaudio library."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from unclench.audio.backend import OnDeath
from unclench.audio.bank import Bank
from unclench.audio.device import PERIOD, PERIODS, Device, open_device
from unclench.audio.feed import Feed
from unclench.audio.pcm import gain
from unclench.cues import Sound
from unclench.ports import Clock, PlayerFailed

LATENCY = PERIOD
"""Ms added to every cue's time, so that one handed over at its very time, as after a key, falls
into a block that is still to be made and is as exact as any other."""
LEAD = 120
"""Ms ahead at which cues are wanted: with LATENCY, a driver may be three blocks late."""
OPENING = 3.0
"""Seconds a device may take to open: a sound server that hangs must not hang the program."""
CLOSING = 0.5
SILENT_FOR = 500
"""Ms without a request after which a device counts as dead."""
STARTING = 1_500
"""The same in as long a time after opening: an idle sound server may need a moment to get going."""


Opener = Callable[[Feed, Callable[[], None]], Device]
"""Opens and starts a device that asks `feed.send` for its blocks and calls back when it stops."""


class MiniaudioPlayer:
    """Mixes in the device's own callback and places each cue at its exact sample."""

    name = "miniaudio"

    def __init__(self, clock: Clock, bank: Bank, opener: Opener | None = None, opening: float = OPENING) -> None:
        self.description = "Sound through miniaudio."
        self.lead = LEAD
        self.on_death: OnDeath | None = None
        self._clock = clock
        self._bank = bank
        self._opener = opener or open_device
        self._opening = opening
        self._feed = Feed(clock, LATENCY)
        self._device: Device | None = None
        self._opened_at = 0
        self._failure: PlayerFailed | None = None
        self._volume = 100

    def open(self) -> None:
        """Open the device, in a thread so as to be able to give up on it. Raises PlayerFailed."""
        outcome: list[Device | BaseException] = []
        lock = threading.Lock()
        given_up = False

        def attempt() -> None:
            try:
                result: Device | BaseException = self._opener(self._feed, self._stopped)
            except Exception as error:  # noqa: BLE001  # whatever it is, it is raised again below
                result = error
            with lock:
                outcome.append(result)
                late = given_up
            if late and not isinstance(result, BaseException):
                result.close()

        thread = threading.Thread(target=attempt, name="unclench-open-sound", daemon=True)
        thread.start()
        thread.join(self._opening)
        with lock:
            given_up = not outcome
        if given_up:
            raise PlayerFailed(f"The sound device did not open within {self._opening:g} seconds.")
        result = outcome[0]
        if isinstance(result, PlayerFailed):
            raise result
        if isinstance(result, BaseException):
            raise PlayerFailed(f"The sound device cannot be opened ({_text(result)}).") from result
        self._device = result
        self.description = result.description
        self._opened_at = self._awake()

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        """Hand a cue to the device's thread. Raises PlayerFailed when the device is gone."""
        self._check()
        take = self._bank.take(sound, lasting)
        if take is not None:
            now = self._clock.now()
            self._feed.add(max(at, now - LATENCY), take, gain(sound, level, self._volume))

    def withdraw(self) -> None:
        """Forget the cues to come; what sounds fades within two blocks."""
        self._feed.withdraw()

    def set_volume(self, percent: int) -> None:
        """For the cues handed over from now on."""
        self._volume = percent

    def drain(self, timeout: int) -> None:
        """Wait for the last cue to leave the loudspeaker, or for `timeout` ms."""
        end = time.monotonic() + timeout / 1000
        while self._device is not None and not self._feed.idle and time.monotonic() < end:
            if self._failure is not None:
                return
            time.sleep(0.005)
        time.sleep(max(0.0, min(PERIOD * (PERIODS + 1) / 1000, end - time.monotonic())))

    def close(self) -> None:
        """Give the device back; one that does not answer is left behind."""
        device, self._device = self._device, None
        if device is not None:
            thread = threading.Thread(target=device.close, name="unclench-close-sound", daemon=True)
            thread.start()
            thread.join(CLOSING)

    def healthy(self) -> bool:
        """Whether the device still asks for sound."""
        try:
            self._check()
        except PlayerFailed:
            return False
        return True

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure
        if self._device is None:
            raise PlayerFailed("The sound device is not open.")
        if self._feed.broken is not None:
            raise PlayerFailed(f"Mixing the sound went wrong ({_text(self._feed.broken)}).")
        now = self._awake()
        asked = self._feed.asked_at
        limit = SILENT_FOR if now - self._opened_at > STARTING else STARTING
        if now - max(self._opened_at, asked if asked is not None else 0) > limit:
            raise PlayerFailed("The sound device has stopped taking sound.")

    def _awake(self) -> int:
        """Clock time less sleep: a device that slept with the machine is not dead."""
        return self._clock.now() - self._clock.asleep()

    def _stopped(self) -> None:
        """The device says that it has stopped; on its own thread."""
        if self._device is None or self._failure is not None:
            return
        self._failure = PlayerFailed("The sound device has gone away.")
        if self.on_death is not None:
            self.on_death(self._failure, None)


def _text(error: BaseException) -> str:
    """An exception as the inside of a parenthesis: miniaudio's carry a text and a code."""
    return ", ".join(str(part) for part in error.args) or type(error).__name__
