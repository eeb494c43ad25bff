"""Opening the system's sound output with the miniaudio library, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from unclench.audio.alsa import hush
from unclench.audio.backend import NotHere
from unclench.audio.pcm import RATE

if TYPE_CHECKING:
    from unclench.audio.feed import Feed

PERIOD = 60
"""Ms of each block. Through PulseAudio 60 costs 0.35 % of a core in silence, 40 costs 0.6."""
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
    try:
        device = _playback(miniaudio, SYSTEMS[:1])
    except miniaudio.MiniaudioError:
        hush()  # only now: it takes as long as opening a device
        device = _playback(miniaudio, SYSTEMS[1:])
    device.stop_callback = stopped
    # A Feed has the one method of a generator that miniaudio uses, at half the cost of a call.
    device.start(feed)
    return _Running(device)


def _playback(miniaudio: Any, systems: Sequence[str]) -> Any:
    """A device of the first of `systems` that there is. Raises MiniaudioError."""
    return miniaudio.PlaybackDevice(
        output_format=miniaudio.SampleFormat.SIGNED16,
        nchannels=1,
        sample_rate=RATE,
        buffersize_msec=PERIOD,
        callback_periods=PERIODS,
        backends=[miniaudio.Backend[name] for name in systems],
        app_name="unclench",
    )


def _library() -> Any:
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
