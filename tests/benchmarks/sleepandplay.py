"""`python -m tests.benchmarks.sleepandplay FILE`: the reference, a plain simpleaudio loop that sleeps and plays.

Each line of FILE is a time in seconds and the name of a sound.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from unclench.audio.simpleaudio_library import loaded

SOUNDS = Path(__file__).resolve().parents[2] / "sounds"


def main() -> None:
    """Play them all."""
    cues = [(float(at), name) for at, name in map(str.split, Path(sys.argv[1]).read_text("ascii").splitlines())]
    simpleaudio = loaded()
    sounds = {name: simpleaudio.WaveObject.from_wave_file(str(SOUNDS / f"{name}.wav")) for _, name in cues}
    begin = time.monotonic()
    playing = None
    for at, name in cues:
        time.sleep(max(begin + at - time.monotonic(), 0))
        playing = sounds[name].play()
    if playing is not None:
        playing.wait_done()


if __name__ == "__main__":
    main()
