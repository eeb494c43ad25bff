"""One device from its opening to its end, none of which may hang the program."""

from __future__ import annotations

import threading
from collections.abc import Callable

from unclench.audio.device import Device, Opener
from unclench.audio.feed import Feed
from unclench.ports import Clock, PlayerFailed

CLOSING = 0.5
SILENT_FOR = 500
"""Ms without a request after which a device counts as dead: PulseAudio's end is not announced."""
STARTING = 2_500
"""The same in as long a time after the start: an idle sound server may need a moment to get going."""


class Link:
    """A device and its feed. `died` is called, on another thread, if it ends by itself."""

    def __init__(self, clock: Clock, opener: Opener, died: Callable[[PlayerFailed], None]) -> None:
        self.feed = Feed(clock)
        self.device: Device | None = None
        self.started = False
        self._clock = clock
        self._opener = opener
        self._died = died
        self._lock = threading.Lock()
        self._closed = False
        self._failure: PlayerFailed | None = None
        self._since = 0

    def open(self, patience: float) -> None:
        """Open the device, in a thread so as to be able to give up on it. Raises PlayerFailed."""
        _aside(self._open).join(patience)
        if self.device is None and self._failure is None:
            self.close()
            raise PlayerFailed(f"The sound device did not open within {patience:g} seconds.")
        if self._failure is not None:
            raise self._failure

    def start(self) -> None:
        """Let it run. Where it is not open yet, that is done aside."""
        if self.started:
            return
        self.started = True
        self._since = self._awake()
        if self.device is None:
            _aside(self._open_and_run)
        else:
            self._run(self.device)

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

    def close(self) -> None:
        """Give the device back, in `CLOSING` seconds or in its own time."""
        with self._lock:
            self._closed = True
            device, self.device = self.device, None
        if device is not None:
            _aside(device.close).join(CLOSING)

    def _open(self) -> None:
        try:
            device = self._opener(self.feed, self._stopped)
        except PlayerFailed as failure:
            self._failure = failure
        except Exception as error:  # noqa: BLE001  # the library's own kinds, before it is known to be there
            self._failure = PlayerFailed(f"The sound device cannot be opened ({_text(error)}).")
            self._failure.__cause__ = error
        else:
            with self._lock:
                if not self._closed:
                    self.feed.ahead = device.ahead
                    self.device = device
                    return
            device.close()

    def _open_and_run(self) -> None:
        self._open()
        if self.device is not None:
            self._run(self.device)
        elif self._failure is not None:
            self._died(self._failure)

    def _run(self, device: Device) -> None:
        try:
            device.start()
        except Exception as error:  # noqa: BLE001  # as above
            self._failure = PlayerFailed(f"The sound device does not start ({_text(error)}).")
            self._died(self._failure)

    def _stopped(self) -> None:
        """The device says that it has stopped; on its own thread."""
        if not self._closed and self._failure is None:
            self._failure = PlayerFailed("The sound device has gone away.")
            self._died(self._failure)

    def _awake(self) -> int:
        """Clock time less sleep: a device that slept with the machine is not dead."""
        return self._clock.now() - self._clock.asleep()


def _aside(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, name="unclench-device", daemon=True)
    thread.start()
    return thread


def _text(error: BaseException) -> str:
    """An exception as the inside of a parenthesis: miniaudio's carry a text and a code."""
    return ", ".join(str(part) for part in error.args) or type(error).__name__
