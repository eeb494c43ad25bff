"""Opening the system's sound output with the miniaudio library, and nothing else."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from unclench.audio.pcm import RATE, frames
from unclench.ports import NotHere

if TYPE_CHECKING:
    from unclench.audio.feed import Feed


class Buffer(NamedTuple):
    """How a sound system is given its frames; in ms."""

    block: int
    """So many at a time.

    Divided by the steps in which sound servers look whether they want more (5, 10, 20, 21.3, 25 ms) it leaves
    a remainder that goes through all of a step: so each request is late by quite another part of it than
    the last, and in a few blocks they show its earliest moment within 3 ms, whichever step it is.
    """
    ahead: int
    """So long before they are heard, at most."""
    blocks: int = 2
    """So many the device holds, unless that is said in another way."""


PULSE = Buffer(block=23, ahead=220)
"""PulseAudio, and PipeWire in its place: a machine that stands still for 120 ms is not heard (with PulseAudio)."""
ELSEWHERE = Buffer(block=46, ahead=5 * 46, blocks=4)
"""The others: what the device holds, and what ALSA needs besides."""
HOLD = "PULSE_LATENCY_MSEC"
"""Where PulseAudio's own library reads how much it is to hold: by itself miniaudio lets it hold a single block."""
SYSTEMS = ("PULSEAUDIO", "ALSA", "COREAUDIO", "WASAPI", "DSOUND", "WINMM", "SNDIO", "AUDIO4", "OSS")
"""miniaudio's backends in the order tried. Not NULL, which would play to nobody and say
nothing; not JACK, whose library prints to the terminal and may start a server."""


class Device(Protocol):
    """An open device that is still to be started."""

    description: str
    system: str
    """The sound system's name, as miniaudio says it."""
    buffer: Buffer

    def start(self) -> None:
        """Let it ask its feed for blocks, on a thread of its own."""

    def close(self) -> None:
        """Stop and give it back."""


Opener = Callable[["Feed", Callable[[], None]], Device]
"""Opens a device that will ask the feed for its blocks, and calls back if it stops by itself."""


class _Miniaudio:
    """A miniaudio device that asks `feed` for sound."""

    def __init__(self, device: Any, buffer: Buffer, feed: Feed) -> None:
        self._device = device
        self._feed = feed
        self.buffer = buffer
        self.system = device.backend
        self.description = f"Sound through {device.backend} (miniaudio)."

    def start(self) -> None:
        # Left to the interpreter's own end, a running device would wait for ever for its thread.
        atexit.register(self.close)
        # A Feed has the one method of a generator that miniaudio uses, at half the cost of a call.
        self._device.start(self._feed)

    def close(self) -> None:
        atexit.unregister(self.close)
        self._device.stop_callback = None
        self._device.close()


class Output:
    """Where sound goes out: the default device of the first sound system that there is.

    `alone`: only of the first that is ever tried, and none instead.
    """

    def __init__(self, *, alone: bool = False) -> None:
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
        except miniaudio.MiniaudioError:
            if self._alone:
                raise
        return _Miniaudio(_playback(miniaudio, others, ELSEWHERE, stopped), ELSEWHERE, feed)


def _playback(miniaudio: Any, systems: Sequence[str], buffer: Buffer, stopped: Callable[[], None]) -> Any:
    """A device of the first of `systems` that there is. Raises MiniaudioError."""

    class Playback(miniaudio.PlaybackDevice):  # type: ignore[misc]  # it has no types
        """miniaudio asks for blocks as long as all that PulseAudio holds, unless told otherwise in frames."""

        def _make_context(self, *context: Any) -> Any:
            self._devconfig.periodSizeInFrames = frames(buffer.block)
            return super()._make_context(*context)

    device = Playback(
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
    """Import miniaudio without what it would load and nobody here needs.

    It uses numpy where that is installed, and urllib.request for internet radio: together three
    times as long to import as the rest, and this stands between the user and the first sound.
    """
    unwanted = [name for name in ("numpy", "urllib.request") if name not in sys.modules]
    for name in unwanted:
        # An empty module, since an import that fails would be fatal for the second.
        sys.modules[name] = ModuleType(name)
    try:
        import miniaudio
    except ImportError as error:
        raise NotHere(f"The miniaudio library cannot be loaded ({error}).") from error
    finally:
        for name in unwanted:
            del sys.modules[name]
    miniaudio.numpy = None
    return miniaudio
