"""The output through the miniaudio library: opens the system's default device and feeds it.

`library` imports miniaudio, `Opened` opens a device, `DeviceOutput` is the output made of it.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, Protocol

from unclench.audio.output import ScheduledSound
from unclench.audio.stream import ELSEWHERE, PULSE, Buffer, Feed, Note, no_note
from unclench.language import tr
from unclench.media.pcm import RATE, frames
from unclench.ports import Clock, NotHere, PlayerFailed

HOLD = "PULSE_LATENCY_MSEC"
"""The variable from which PulseAudio's library reads how much to buffer; miniaudio alone has it buffer one block."""
SYSTEMS = ("PULSEAUDIO", "ALSA", "COREAUDIO", "WASAPI", "DSOUND", "WINMM", "SNDIO", "AUDIO4", "OSS")
"""miniaudio's backends in the order they are tried. Not NULL, which would play to nobody without an
error; not JACK, whose library prints to the terminal and may start a server."""
CLOSING = 0.5
"""Seconds to wait for a device that is being closed."""
SILENT_FOR = 500
"""Ms without a request after which a device counts as dead: PulseAudio does not announce its end."""
STARTING = 2_500
"""The same during the first ms after the start: an idle sound server may need a moment to get going."""
LOOKING = 0.005
"""Seconds between checks whether the device has been given everything."""


class Device(Protocol):
    """A device that is open and can be started."""

    description: str
    system: str
    """The sound system's name, in miniaudio's spelling."""
    buffer: Buffer

    def start(self) -> None:
        """Start it: it asks its feed for blocks, on a thread of its own."""

    def close(self) -> None:
        """Stop and release it."""


Opener = Callable[["Feed", Callable[[], None]], Device]
"""Opens a device that will ask this feed for blocks, and calls back if it stops by itself."""


class _Miniaudio:
    """A miniaudio device that gets its sound from `feed`."""

    def __init__(self, device: Any, buffer: Buffer, feed: Feed) -> None:
        self._device = device
        self._feed = feed
        self.buffer = buffer
        self.system = device.backend
        self.description = tr("Sound through {system} (miniaudio).", system=device.backend)

    def start(self) -> None:
        # A device still running when the interpreter shuts down would wait for its thread for ever.
        atexit.register(self.close)
        # miniaudio expects a generator, but uses only `send`, which Feed has: half the cost per call.
        self._device.start(self._feed)

    def close(self) -> None:
        atexit.unregister(self.close)
        self._device.stop_callback = None
        self._device.close()


class Opened:
    """Opens the default device of the first sound system that works.

    `alone` tries only the first of all systems. `note` is told why that one did not open.
    """

    def __init__(self, note: Note = no_note, *, alone: bool = False) -> None:
        self._note = note
        self._alone = alone

    def open(self, feed: Feed, stopped: Callable[[], None]) -> Device:
        """Open the default device; this is an `Opener`.

        Raises NotHere without the library, and whatever miniaudio raises when no device opens.
        """
        miniaudio = library()
        first, others = SYSTEMS[:1], SYSTEMS[1:]
        os.environ[HOLD] = str(PULSE.ahead)
        try:
            return _Miniaudio(_playback(miniaudio, first, PULSE, stopped), PULSE, feed)
        except miniaudio.MiniaudioError as error:
            self._note(f"{' and '.join(first)} can't be opened ({_text(error)})")
            if self._alone:
                raise
        return _Miniaudio(_playback(miniaudio, others, ELSEWHERE, stopped), ELSEWHERE, feed)


def _playback(miniaudio: Any, systems: Sequence[str], buffer: Buffer, stopped: Callable[[], None]) -> Any:
    """A device of the first of `systems` that works. Raises MiniaudioError."""

    class ShortBlockDevice(miniaudio.PlaybackDevice):  # type: ignore[misc]  # it has no types
        """Asks for short blocks; otherwise miniaudio makes each as long as PulseAudio's whole buffer."""

        def _make_context(self, *context: Any) -> Any:
            self._devconfig.periodSizeInFrames = frames(buffer.block)
            return super()._make_context(*context)

    device = ShortBlockDevice(
        output_format=miniaudio.SampleFormat.SIGNED16,
        nchannels=1,
        sample_rate=RATE,
        buffersize_msec=buffer.block,
        callback_periods=buffer.blocks,
        backends=[miniaudio.Backend[name] for name in systems],
        app_name="unclench",
    )
    device.stop_callback = stopped
    return device


def library() -> Any:
    """Import miniaudio without two modules that it loads and we do not need. Raises NotHere.

    It uses numpy where that is installed, and urllib.request for internet radio. The import takes
    158 ms with both, 45 ms with urllib.request only and 21 ms with neither (2 cores, Python 3.11, the
    quickest of 15), and somebody is waiting for the first sound meanwhile.
    """
    unwanted = [name for name in ("numpy", "urllib.request") if name not in sys.modules]
    for name in unwanted:
        # An empty module, because miniaudio cannot do without the import of urllib.request.
        sys.modules[name] = ModuleType(name)
    try:
        import miniaudio
    except ImportError as error:
        raise NotHere(tr("The miniaudio library cannot be loaded ({reason}).", reason=error)) from error
    finally:
        for name in unwanted:
            del sys.modules[name]
    miniaudio.numpy = None
    return miniaudio


class DeviceOutput:
    """An `Output` through one device. `died` is called, on another thread, if the device ends by itself."""

    def __init__(
        self, clock: Clock, opener: Opener, died: Callable[[PlayerFailed], None], note: Note = no_note
    ) -> None:
        self.feed = Feed(clock, note)
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
        """Open the device, however long that takes. Raises PlayerFailed."""
        try:
            device = self._opener(self.feed, self._stopped)
        except PlayerFailed as failure:
            self._failure = failure
            raise
        except Exception as error:  # miniaudio's own classes, which may not be imported yet
            self._failure = PlayerFailed(tr("The sound device can't be opened ({reason}).", reason=_text(error)))
            raise self._failure from error
        self.feed.suit(device.buffer)
        self.delay = self.feed.delay
        self.description, self.system = device.description, device.system
        self._device = device

    def start(self) -> None:
        """Start the device, opening it first if need be."""
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
            self._failure = PlayerFailed(tr("The sound device won't start ({reason}).", reason=_text(error)))
            self._died(self._failure)

    def add(self, due: ScheduledSound) -> None:
        """Schedule a sound."""
        self.feed.add(due)

    def stop(self) -> None:
        """Drop what was added so far and fade out what is sounding."""
        self.feed.stop()

    def set_gain(self, gain: int) -> None:
        """Set the master gain from the next block on, which is heard when all that the device holds has been."""
        self.feed.set_gain(gain)

    def check(self) -> None:
        """Raises PlayerFailed if the device is gone or has stopped asking."""
        if self._failure is not None:
            raise self._failure
        if self.feed.broken is not None:
            raise PlayerFailed(tr("Mixing the sound went wrong ({reason}).", reason=_text(self.feed.broken)))
        if not self.started:
            return
        now = self._awake()
        limit = SILENT_FOR if now - self._since > STARTING else STARTING
        asked = self.feed.asked_at
        if now - max(self._since, self._since if asked is None else asked) > limit:
            raise PlayerFailed(tr("The sound device no longer takes any sound."))

    def asked(self) -> int | None:
        """When the device last asked for frames, as clock time; None if it never did."""
        return self.feed.asked

    def drain(self, timeout: float) -> None:
        """Wait until everything added has been given to the device and played by it."""
        end = time.monotonic() + timeout
        while not self.feed.idle and time.monotonic() < end:
            try:
                self.check()
            except PlayerFailed:
                return
            time.sleep(LOOKING)
        time.sleep(max(0.0, min(self.delay / 1000, end - time.monotonic())))

    def close(self) -> None:
        """Release the device, within `CLOSING` seconds or in its own time."""
        self._closed = True
        device, self._device = self._device, None
        if device is not None:
            thread = threading.Thread(target=device.close, name="unclench-device", daemon=True)
            thread.start()
            thread.join(CLOSING)

    def _stopped(self) -> None:
        """Called by the device, on its own thread, when it has stopped."""
        if not self._closed and self._failure is None:
            self._failure = PlayerFailed(tr("The sound device has gone away."))
            self._died(self._failure)

    def _awake(self) -> int:
        """Clock time without sleep: a device that slept with the machine is not dead."""
        return self._clock.now() - self._clock.asleep()


def _text(error: BaseException) -> str:
    """An exception as text for a parenthesis: miniaudio's carry a text and a code."""
    return ", ".join(str(part) for part in error.args) or type(error).__name__
