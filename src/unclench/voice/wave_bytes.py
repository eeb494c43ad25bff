"""Reading the WAV data that speech programs write, to a pipe as well, where the lengths are lies."""

from __future__ import annotations

import struct
from array import array

from unclench.audio.pcm import Samples, from_bytes
from unclench.voice.engine import EngineFailed, Raw

PCM, EXTENSIBLE = 1, 0xFFFE


def read(data: bytes, who: str) -> Raw:
    """Mono 16-bit samples and their rate; `who` is named if it is something else. Raises EngineFailed."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise EngineFailed(f"What {who} gave is not WAV data.")
    place, form = 12, None
    while place + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, place)
        body = data[place + 8 : place + 8 + size]  # a length beyond the end means: up to the end
        if kind == b"fmt " and len(body) >= 16:
            form = struct.unpack_from("<HHIIHH", body)
        elif kind == b"data":
            if form is None or form[0] not in (PCM, EXTENSIBLE) or form[5] != 16 or form[1] not in (1, 2):
                break
            return Raw(_mono(body, form[1]), sane(form[2], who))
        place += 8 + size + size % 2
    raise EngineFailed(f"What {who} gave is not 16-bit sound.")


def sane(rate: int, who: str) -> int:
    """A rate that can be one. Raises EngineFailed."""
    if not 4_000 <= rate <= 192_000:
        raise EngineFailed(f"{who} claims {rate} samples a second, which cannot be right.")
    return rate


def _mono(body: bytes, channels: int) -> Samples:
    samples = from_bytes(body[: len(body) - len(body) % (2 * channels)])
    if channels == 1:
        return samples
    return array("h", [(a + b) // 2 for a, b in zip(samples[::2], samples[1::2], strict=True)])
