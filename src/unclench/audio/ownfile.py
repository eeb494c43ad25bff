"""Reading a sound of the user's own: WAV, FLAC, OGG (Vorbis) or MP3, whatever its rate and channels."""

from __future__ import annotations

from array import array
from pathlib import Path

from unclench.audio.pcm import RATE, Samples
from unclench.ports import PlayerFailed

LONGEST = 30
"""Seconds a cue may last; a song put here by mistake should be named, not loaded."""
LARGEST = 20
"""Megabytes its file may have."""
STEP = RATE
"""Frames decoded at once."""


class BadSound(Exception):
    """A file that cannot be used; the message is a sentence that names it."""


def read(path: Path) -> Samples:
    """Mono at 44.1 kHz. Raises BadSound."""
    try:
        if not path.is_file():  # also because opening a pipe would wait for ever
            raise BadSound(
                f"{path} cannot be read ({'it is not a file' if path.exists() else 'there is no such file'})."
            )
        with path.open("rb") as file:
            data = file.read(LARGEST * 1_000_000 + 1)
    except OSError as error:
        raise BadSound(f"{path} cannot be read ({error.strerror or error}).") from error
    if len(data) > LARGEST * 1_000_000:
        raise BadSound(f"{path} has more than {LARGEST} MB, which is too much for a cue.")
    samples = _decoded(path, data)
    if not samples:
        raise BadSound(f"{path} contains no sound.")
    return samples


def _decoded(path: Path, data: bytes) -> Samples:
    """Piece by piece, since twenty megabytes of MP3 can hold hours."""
    from unclench.audio.device import library  # 12 ms, only where there are own sounds

    samples = array("h")
    try:
        miniaudio = library()
        pieces = miniaudio.stream_memory(data, miniaudio.SampleFormat.SIGNED16, 1, RATE, STEP)
    except PlayerFailed as failure:
        raise BadSound(f"{path} cannot be read. {failure}") from failure
    except miniaudio.DecodeError as error:
        raise BadSound(f"{path} is not a sound file that can be read: WAV, FLAC, OGG (Vorbis) or MP3.") from error
    for piece in pieces:
        samples.extend(piece)
        if len(samples) > LONGEST * RATE:
            raise BadSound(f"{path} lasts more than {LONGEST} s, which is too long for a cue.")
    return samples
