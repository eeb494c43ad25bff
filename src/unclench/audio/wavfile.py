"""Reading a WAV file into the one form of samples used here."""

from __future__ import annotations

from array import array
from pathlib import Path

from unclench.audio.pcm import RATE, Samples, from_bytes, to_bytes

LONGEST = 30
"""Seconds a cue may last; a song put here by mistake should be named, not loaded."""


class BadWav(Exception):
    """A file that cannot be used; the message is a sentence that names it."""


def read(path: Path) -> Samples:
    """Mono at 44.1 kHz from 16-bit WAV of any rate, mono or stereo. Raises BadWav."""
    import wave  # 2 ms that a start without sound need not pay

    try:
        with wave.open(str(path), "rb") as file:
            channels, width, rate, count = file.getparams()[:4]
            if width != 2:
                raise BadWav(f"{path} has {8 * width} bits a sample; save it with 16.")
            if channels not in (1, 2):
                raise BadWav(f"{path} has {channels} channels; save it as mono or stereo.")
            if not 4_000 <= rate <= 384_000:
                raise BadWav(f"{path} claims {rate} samples a second, which cannot be right.")
            if count > LONGEST * rate:
                raise BadWav(f"{path} lasts {count // rate} s; a cue may last {LONGEST} s at most.")
            data = file.readframes(count)
    except OSError as error:
        raise BadWav(f"{path} cannot be read ({error.strerror or error}).") from error
    except (wave.Error, EOFError) as error:
        raise BadWav(f"{path} is not a WAV file that can be read ({error or 'it ends too early'}).") from error
    samples = from_bytes(data[: len(data) - len(data) % (2 * channels)])
    if not samples:
        raise BadWav(f"{path} contains no sound.")
    if channels == 2:
        samples = array("h", [(a + b) // 2 for a, b in zip(samples[::2], samples[1::2], strict=True)])
    return samples if rate == RATE else _resampled(samples, rate)


def _resampled(samples: Samples, rate: int) -> Samples:
    """At 44.1 kHz, by straight lines between the samples: plain, and good enough for a cue."""
    padded = samples[:]
    padded.append(samples[-1])
    count = len(samples) * RATE // rate
    out = array("h", bytes(2 * count))
    for i in range(count):
        whole, part = divmod(i * rate, RATE)
        a = padded[whole]
        out[i] = a + (padded[whole + 1] - a) * part // RATE
    return out


def write(path: Path, samples: Samples) -> None:
    """Write mono 44.1 kHz 16-bit samples."""
    import wave

    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        file.writeframes(to_bytes(samples))
