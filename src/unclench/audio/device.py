"""Opening the system's sound output with the miniaudio library, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from unclench.audio.alsa import hush
from unclench.audio.backend import NotHere
from unclench.audio.pcm import RATE

if TYPE_CHECKING:
    from unclench.audio.feed import Feed

PERIOD = 40
"""Ms of each block. Shorter ones sound sooner and wake the processor more often."""
PERIODS = 2
"""Blocks that the device holds."""
SYSTEMS = ("PULSEAUDIO", "ALSA", "COREAUDIO", "WASAPI", "DSOUND", "WINMM", "SNDIO", "AUDIO4", "OSS")
"""miniaudio's backends in the order tried. Not NULL, which would play to nobody and say
nothing; not JACK, whose library prints to the terminal and may start a server."""


class Device(Protocol):
    """An open, running device."""

    description: str

    def close(self) -> None:
        """Stop and give it back."""


class _Running:
    """A miniaudio device that asks `feed` for sound."""

    def __init__(self, device: Any) -> None:
        self._device = device
        self.description = f"Sound through {device.backend} (miniaudio)."

    def close(self) -> None:
        self._device.stop_callback = None
        self._device.close()


def open_device(feed: Feed, stopped: Callable[[], None]) -> Device:
    """Open and start the default output; it asks `feed.send` for blocks on a thread of its own.

    `stopped` is called if it stops by itself. Raises NotHere without the library, and whatever
    miniaudio raises when no device opens.
    """
    miniaudio = _library()
    hush()
    device = miniaudio.PlaybackDevice(
        output_format=miniaudio.SampleFormat.SIGNED16,
        nchannels=1,
        sample_rate=RATE,
        buffersize_msec=PERIOD,
        callback_periods=PERIODS,
        backends=[miniaudio.Backend[name] for name in SYSTEMS],
        app_name="unclench",
    )
    device.stop_callback = stopped
    # A Feed has the one method of a generator that miniaudio uses, at half the cost of a call.
    device.start(feed)
    return _Running(device)


def _library() -> Any:
    """Import miniaudio without numpy, which it would use where it is installed.

    Nothing here needs numpy, and importing it takes longer than all of miniaudio.
    """
    kept_out = "numpy" not in sys.modules
    if kept_out:
        sys.modules["numpy"] = None  # type: ignore[assignment]  # documented: makes the import fail
    try:
        import miniaudio
    except ImportError as error:
        raise NotHere(f"The miniaudio library cannot be loaded ({error}).") from error
    finally:
        if kept_out:
            del sys.modules["numpy"]
    return miniaudio
