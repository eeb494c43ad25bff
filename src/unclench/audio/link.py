"""A device and its feed in this very process: what the sound process serves, see `serving`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from unclench.audio.device import Device, Opener
from unclench.audio.feed import Feed
from unclench.audio.line import Due, Stop
from unclench.ports import Clock, PlayerFailed

CLOSING = 0.5
SILENT_FOR = 500
"""Ms without a request after which a device counts as dead: PulseAudio's end is not announced."""
STARTING = 2_500
"""The same in as long a time after the start: an idle sound server may need a moment to get going."""
LOOKING = 0.005
"""Seconds between two looks whether all has been given to the device."""


class Link:
    """This is a `Line`. `died` is called, on another thread, if the device ends by itself."""

    def __init__(self, clock: Clock, opener: Opener, died: Callable[[PlayerFailed], None]) -> None:
        self.feed = Feed(clock)
        self.description = ""
        self.system = ""
        self.delay = self.feed.delay
        self.started = False
        self._device: Device | None = None
        self._clock = clock
        self._opener = opener
        self._died = died
        self._closed = False
        self._failure: PlayerFailed | None = None
        self._since = 0

    def open(self, _patience: float = 0.0) -> None:
        """Open the device; it takes as long as that takes. Raises PlayerFailed."""
        try:
            device = self._opener(self.feed, self._stopped)
        except PlayerFailed as failure:
            self._failure = failure
            raise
        except Exception as error:  # the library's own kinds, before it is known to be there
            self._failure = PlayerFailed(f"The sound device cannot be opened ({_text(error)}).")
            raise self._failure from error
        self.feed.suit(device.buffer)
        self.delay = self.feed.delay
        self.description, self.system = device.description, device.system
        self._device = device

    def start(self) -> None:
        """Let it run."""
        if self.started:
            return
        self.started = True
        self._since = self._awake()
        try:
            if self._device is None:
                self.open()
            if self._device is not None:
                self._device.start()
        except PlayerFailed as failure:
            self._died(failure)
        except Exception as error:  # noqa: BLE001  # as above
            self._failure = PlayerFailed(f"The sound device does not start ({_text(error)}).")
            self._died(self._failure)

    def add(self, due: Due) -> None:
        """A sound to come."""
        self.feed.add(due)

    def stop(self, what: Stop) -> None:
        """Forget what was added so far and fade what sounds."""
        self.feed.stop(what)

    def check(self) -> None:
        """Raises PlayerFailed if the device is gone."""
        if self._failure is not None:
            raise self._failure
        if self.feed.broken is not None:
            raise PlayerFailed(f"Mixing the sound went wrong ({_text(self.feed.broken)}).")
        if not self.started:
            return
        now = self._awake()
        limit = SILENT_FOR if now - self._since > STARTING else STARTING
        asked = self.feed.asked_at
        if now - max(self._since, self._since if asked is None else asked) > limit:
            raise PlayerFailed("The sound device has stopped taking sound.")

    def asked(self) -> int | None:
        """The clock time at which the device asked for frames last."""
        return self.feed.asked

    def drain(self, timeout: float) -> None:
        """Wait until all that was added has been given to the device and has left it."""
        end = time.monotonic() + timeout
        while not self.feed.idle and time.monotonic() < end:
            try:
                self.check()
            except PlayerFailed:
                return
            time.sleep(LOOKING)
        time.sleep(max(0.0, min(self.delay / 1000, end - time.monotonic())))

    def close(self) -> None:
        """Give the device back, in `CLOSING` seconds or in its own time."""
        self._closed = True
        device, self._device = self._device, None
        if device is not None:
            thread = threading.Thread(target=device.close, name="unclench-device", daemon=True)
            thread.start()
            thread.join(CLOSING)

    def _stopped(self) -> None:
        """The device says that it has stopped; on its own thread."""
        if not self._closed and self._failure is None:
            self._failure = PlayerFailed("The sound device has gone away.")
            self._died(self._failure)

    def _awake(self) -> int:
        """Clock time less sleep: a device that slept with the machine is not dead."""
        return self._clock.now() - self._clock.asleep()


def _text(error: BaseException) -> str:
    """An exception as the inside of a parenthesis: miniaudio's carry a text and a code."""
    return ", ".join(str(part) for part in error.args) or type(error).__name__
