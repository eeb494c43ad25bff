"""The voice of the package hibari-tts: made the same for the recordings, and live in a process of its own.

`unclench.voice.hibari` starts that process with the program's lowest priority and one thread, so that the libraries
behind the voice, with their own threads and a hundred megabytes, keep no cue waiting. `Narrator` is what runs in it.
Standard library only until one is made.
"""

from __future__ import annotations

import base64
import os
import sys
from array import array
from collections.abc import Callable, Iterator
from struct import Struct
from typing import TYPE_CHECKING, Any

from unclench.voice import samples

if TYPE_CHECKING:
    from unclench.media.pcm import Samples

VOICE = "heart"
"""The one in the package; the others are files that somebody has to fetch first."""
PACE = 0.88
"""Of the voice's own: 200 words a minute within a sentence, 175 with the pauses between them. That is unhurried, and
leaves a setup room for its words."""
RATE = 24_000
SEED = 0
"""With it, the same text is the same sound."""
ABSENT = 3
"""The exit status where the package, or one that it needs, cannot be imported."""
LENGTH = Struct("<i")
"""Before the sound of each sentence, its bytes; -1 if there is none."""
NONE = -1
NICE = 15
"""How far the process steps back behind the sound and the screen."""

Tts = Callable[..., Any]
"""What hibari-tts gives: called with a text, it gives floats at 24 kHz."""


class Narrator:
    """Says sentences, each trimmed and as loud as all speech of the program. `pace` is a part of the voice's own."""

    def __init__(self, voice: str = VOICE, pace: float = PACE, tts: Tts | None = None) -> None:
        self._tts = tts or _hibari(voice)
        self._pace = pace

    def say(self, sentence: str) -> Samples:
        """Its samples, at `RATE`; empty if there is nothing to hear."""
        heard = self._tts(sentence, self._pace, seed=SEED).tolist()
        raw = array("h", [round(max(-1.0, min(1.0, x)) * 32_767) for x in heard])
        sound = samples.levelled(raw, RATE)
        return samples.softened(sound, RATE) if sound else sound


def _hibari(voice: str) -> Tts:
    from hibari import Hibari

    made: Tts = Hibari(voice=voice, threads=1)
    return made


def fetched(voice: str) -> bool:
    """Whether a voice is on this computer: without asking, hibari-tts would fetch it from the net."""
    try:
        from hibari.voices import voice_path

        return bool(voice_path(voice, download_missing=False))
    except (ImportError, OSError, ValueError):
        return False


def main(voice: str, pace: str) -> None:
    """Say what arrives on standard input, a line of base64 for each sentence, until that ends."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not look like sound
    step_back()
    used = voice if voice and fetched(voice) else VOICE
    try:
        narrator = Narrator(used, float(pace))
    except ImportError:
        sys.exit(ABSENT)
    narrator.say("Ready.")  # the first text takes half a second longer than the others
    sink.write(used.encode() + b"\n")
    sink.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # nobody reads it any more
    for answer in answers(source, narrator.say):
        sink.write(answer)
        sink.flush()


def answers(lines: Iterator[bytes], say: Callable[[str], Samples]) -> Iterator[bytes]:
    """For each line the sound of its sentence at the mixer's rate, as little-endian bytes behind their number."""
    from unclench.media.libsndfile import resampled
    from unclench.media.pcm import to_bytes

    for line in lines:
        try:
            data = to_bytes(resampled(say(base64.b64decode(line).decode()), RATE))
        except Exception:  # noqa: BLE001  # of the libraries; the next sentence may go well
            yield LENGTH.pack(NONE)
        else:
            yield LENGTH.pack(len(data)) + data


def step_back() -> None:
    """Have this process wait for all others."""
    if sys.platform == "win32":
        from unclench.system import windows

        windows.step_back()
    else:
        os.nice(NICE)
