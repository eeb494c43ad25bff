#!/usr/bin/env python3
"""Make the cues of both sets: `python sounds/make_sounds.py [folder]`.

Writes <cue>.wav for the soft set and clear/<cue>.wav for the clear one, 44.1 kHz mono 16 bit,
the same bytes each time. Standard library only. Every cue has pitches or a rhythm of its own
(tests/unit/audio/test_sounds.py holds them apart), and all but the alarm stay below -12 dBFS.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from unclench.audio import cue_bank, synth  # noqa: E402  # the script also runs from a bare checkout
from unclench.audio.synth import Tone  # noqa: E402
from unclench.cues import Sound  # noqa: E402
from unclench.media import pcm  # noqa: E402
from unclench.media.pcm import RATE, Samples  # noqa: E402

BELL = 7_800  # -12.5 dBFS
TAP = 6_500  # -14 dBFS: short sounds carry by their edge
ROUND = 7_000
THIN = 4_100  # -18 dBFS: a high pure tone is heard as louder than its peak says
ALARM = 22_000  # -3.5 dBFS, the only loud one


def bell(at: float, pitch: float, level: float = 1.0, decay: float = 0.3) -> list[Tone]:
    """A warm bell: an octave and a twelfth that die before the note itself does."""
    return [
        Tone(at, pitch, level, decay),
        Tone(at, pitch * 2.0, level * 0.35, decay * 0.55),
        Tone(at, pitch * 2.997, level * 0.15, decay * 0.3),
    ]


def wood(at: float, pitch: float, decay: float = 0.03, edge: float = 0.4) -> list[Tone]:
    """A soft tap on wood: a bar's second mode, 2.76 times as high, gives it its edge."""
    return [Tone(at, pitch, 1.0, decay, 0.005), Tone(at, pitch * 2.76, edge, decay * 0.4, 0.005)]


def call(at: float, low: float, high: float) -> list[Tone]:
    """Half of the check: a clear tone that goes up as a question does."""
    return [Tone(at, low, 1.0, 0.6, 0.012, glide=high, lasts=0.26)]


def alarm(low: float, high: float, harmonics: tuple[float, ...]) -> Samples:
    """Five double pulses of two notes a rough fourth apart, each louder than the one before."""
    steps = [(0.0, 0.35), (0.32, 0.5), (0.64, 0.66), (0.96, 0.83), (1.28, 1.0)]
    tones = [
        Tone(at + later, pitch, level, 0.5, 0.006, lasts=0.12)
        for at, level in steps
        for later, pitch in ((0.0, low), (0.13, high))
    ]
    return synth.render(1.6, tones, ALARM, harmonics)


def struck(seconds: float, peak: int, *groups: Sequence[Tone]) -> Samples:
    """Several groups of tones in one sound."""
    return synth.render(seconds, [tone for group in groups for tone in group], peak)


def soft() -> dict[Sound, Samples]:
    """All cues, in the order of the vocabulary: warm, for a quiet room."""
    return {
        Sound.PREPARE: struck(0.2, ROUND, wood(0.0, 277.2, 0.045)),
        Sound.GO: struck(1.3, BELL, bell(0.0, 523.3, 0.8, 0.22), bell(0.13, 784.0, 1.0, 0.32)),
        Sound.PHASE: struck(0.6, ROUND, bell(0.0, 587.3, 1.0, 0.14)),
        Sound.COUNT: struck(0.14, TAP, wood(0.0, 1_174.7, 0.022)),
        Sound.HALF: struck(0.2, TAP, wood(0.0, 1_480.0, 0.018), wood(0.1, 1_480.0, 0.018)),
        Sound.TICK: struck(0.07, TAP, [Tone(0.0, 2_489.0, 1.0, 0.009, 0.005), Tone(0.0, 3_951.0, 0.5, 0.005, 0.005)]),
        Sound.RELEASE: struck(1.4, BELL, bell(0.0, 659.3, 0.9, 0.2), bell(0.17, 440.0, 1.0, 0.34)),
        # The two upper ones are what the loudspeaker of a laptop has of it.
        Sound.REST: struck(
            1.2,
            ROUND,
            [
                Tone(0.0, 196.0, 1.0, 0.35, 0.03),
                Tone(0.0, 294.3, 0.5, 0.3, 0.03),
                Tone(0.0, 392.6, 0.7, 0.3, 0.03),
                Tone(0.0, 589.5, 0.5, 0.25, 0.03),
            ],
        ),
        Sound.SWITCH: struck(0.8, ROUND, bell(0.0, 740.0, 1.0, 0.1), bell(0.24, 988.0, 1.0, 0.16)),
        Sound.IN: cue_bank.fitted_breath(Sound.IN, 5 * RATE),
        Sound.TOP: struck(0.7, THIN, [Tone(0.0, 2_093.0, 1.0, 0.16), Tone(0.0, 3_140.0, 0.3, 0.08)]),
        Sound.OUT: cue_bank.fitted_breath(Sound.OUT, 4 * RATE),
        Sound.EMPTY: struck(0.8, ROUND, [Tone(0.0, 349.2, 1.0, 0.2, 0.01), Tone(0.0, 1_048.0, 0.2, 0.1, 0.01)]),
        Sound.CHECK: struck(0.85, BELL, call(0.0, 622.3, 1_046.5), call(0.45, 622.3, 1_046.5)),
        Sound.ALARM: alarm(1_244.5, 1_661.2, (1.0, 0.5, 0.35, 0.2)),
        Sound.DONE: struck(
            2.0,
            BELL,
            bell(0.0, 830.6, 0.8, 0.2),
            bell(0.2, 554.4, 0.9, 0.24),
            bell(0.62, 466.2, 0.8, 0.4),
            bell(0.62, 698.5, 0.8, 0.4),
        ),
    }


def clear() -> dict[Sound, Samples]:
    """The same signs between 500 and 3,000 Hz, where hearing is keenest and rooms hum least."""
    return {
        Sound.PREPARE: struck(0.25, ROUND, wood(0.0, 587.3, 0.05)),
        Sound.GO: struck(1.3, BELL, bell(0.0, 659.3, 0.8, 0.2), bell(0.13, 987.8, 1.0, 0.3)),
        Sound.PHASE: struck(0.6, ROUND, bell(0.0, 784.0, 1.0, 0.14)),
        Sound.COUNT: struck(0.16, TAP, wood(0.0, 1_318.5, 0.024, 0.2)),
        Sound.HALF: struck(0.22, TAP, wood(0.0, 1_568.0, 0.02, 0.2), wood(0.11, 1_568.0, 0.02, 0.2)),
        Sound.TICK: struck(0.08, TAP, [Tone(0.0, 2_489.0, 1.0, 0.011, 0.006), Tone(0.0, 1_864.7, 0.5, 0.008, 0.006)]),
        Sound.RELEASE: struck(1.4, BELL, bell(0.0, 880.0, 0.9, 0.2), bell(0.17, 554.4, 1.0, 0.34)),
        Sound.REST: struck(1.2, ROUND, [Tone(0.0, 523.3, 1.0, 0.35, 0.03), Tone(0.0, 622.3, 0.5, 0.3, 0.03)]),
        Sound.SWITCH: struck(0.8, ROUND, bell(0.0, 1_108.7, 1.0, 0.1), bell(0.24, 1_480.0, 1.0, 0.16)),
        Sound.IN: cue_bank.fitted_breath(Sound.IN, 5 * RATE, "clear"),
        Sound.TOP: struck(0.7, THIN, [Tone(0.0, 2_349.3, 1.0, 0.16), Tone(0.0, 1_567.0, 0.3, 0.08)]),
        Sound.OUT: cue_bank.fitted_breath(Sound.OUT, 4 * RATE, "clear"),
        Sound.EMPTY: struck(0.8, ROUND, [Tone(0.0, 698.5, 1.0, 0.2, 0.01), Tone(0.0, 2_094.0, 0.2, 0.1, 0.01)]),
        Sound.CHECK: struck(0.85, BELL, call(0.0, 1_046.5, 1_760.0), call(0.45, 1_046.5, 1_760.0)),
        Sound.ALARM: alarm(1_046.5, 1_397.0, (1.0, 0.5)),
        Sound.DONE: struck(
            2.0,
            BELL,
            bell(0.0, 1_244.5, 0.8, 0.2),
            bell(0.2, 830.6, 0.9, 0.24),
            bell(0.62, 740.0, 0.8, 0.4),
            bell(0.62, 932.3, 0.8, 0.4),
        ),
    }


def main(folder: Path) -> None:
    """Write every cue of both sets into `folder`."""
    for name, cues in (("", soft()), ("clear", clear())):
        (folder / name).mkdir(exist_ok=True)
        for sound, samples in cues.items():
            pcm.write_wav(folder / name / f"{sound.value}.wav", samples)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
