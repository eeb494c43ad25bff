"""The samples of the bed, which lies under a hold: two files, of which pieces are cut."""

from __future__ import annotations

from array import array
from pathlib import Path

from unclench.language import tr
from unclench.media.pcm import BadWav, Samples, cut, frames, read_wav
from unclench.ports import PlayerFailed

GOES_ON, OPENS = "bed/goes-on.wav", "bed/opens.wav"
"""In a folder of their own: they are no cues."""
OVERLAP = 250
"""Ms by which a piece reaches under the next one, so that nobody hears where they meet."""


class BedSounds:
    """The two sounds of the bed. Raises PlayerFailed if their files are missing or damaged."""

    def __init__(self, folder: Path) -> None:
        try:
            self._goes_on, self._opens = (read_wav(folder / name) for name in (GOES_ON, OPENS))
        except BadWav as error:
            raise PlayerFailed(tr("unclench's own sounds are damaged or missing: {error}", error=error)) from error

    def piece(self, skip: int, lasting: int, *, opens: bool) -> Samples:
        """So many ms of it, without its first `skip` ms; what is cut off is faded, and a whole piece is one array."""
        whole, fade = (self._opens, 0) if opens else (self._goes_on, frames(OVERLAP))
        begin, end = frames(skip), min(frames(skip + lasting) + fade, len(whole))
        piece = _begun(whole[begin:], min(frames(OVERLAP), end - begin)) if begin else whole
        return cut(piece, end - begin, fade)


def _begun(samples: Samples, length: int) -> Samples:
    """The sound with its first frames faded in."""
    return array("h", [x * i // length for i, x in enumerate(samples[:length])]) + samples[length:]
