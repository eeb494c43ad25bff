"""The program's own sounds: WAV files, 44.1 kHz, mono, 16 bit."""

from __future__ import annotations

from pathlib import Path

from unclench.errors import UnclenchError
from unclench.media.pcm import RATE, Samples, from_bytes, to_bytes

FORM = (1, 2, RATE)
"""Channels, bytes per sample, samples per second."""


class BadWav(UnclenchError):
    """A file that is not as it was shipped; the message is a sentence that names it."""


def read(path: Path) -> Samples:
    """The samples of a file made by `write`. Raises BadWav."""
    import wave  # takes 2 ms, which a start without sound can do without

    try:
        with wave.open(str(path), "rb") as file:
            if file.getparams()[:3] != FORM:
                raise BadWav(f"{path} is not 44.1 kHz, mono, 16 bit.")
            return from_bytes(file.readframes(file.getnframes()))
    except OSError as error:
        raise BadWav(f"{path} cannot be read ({error.strerror or error}).") from error
    except (wave.Error, EOFError, ValueError) as error:
        raise BadWav(f"{path} is not a WAV file that can be read ({error or 'it ends too early'}).") from error


def write(path: Path, samples: Samples) -> None:
    """Write samples, mono, 44.1 kHz, 16 bit."""
    import wave

    with wave.open(str(path), "wb") as file:
        file.setparams((*FORM, 0, "NONE", "not compressed"))
        file.writeframes(to_bytes(samples))
