#!/usr/bin/env python3
"""Make the cues: `python sounds/make_sounds.py [folder]`.

Writes <cue>.wav, 44.1 kHz mono 16 bit, the same bytes each time. Standard library only.

The cues are for old ears, small loudspeakers and closed eyes; tests/unit/audio/test_hearing.py measures that. Their
levels go by how loud they are heard, not by their peaks. Each has enough of itself between 500 and 2,000 Hz, which both
the loudspeaker of a laptop and an ear of 75 years have. And since few people know a pitch when they hear it, cues
differ in what is left without: how many notes they have, how fast, where those go, and what they are made of.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from unclench import cues as lengths  # noqa: E402  # the script also runs from a bare checkout
from unclench.audio import cue_bank, synth  # noqa: E402
from unclench.audio import cue_bank as bed_sounds  # noqa: E402
from unclench.audio.synth import Tone  # noqa: E402
from unclench.cues import Sound  # noqa: E402
from unclench.media import pcm  # noqa: E402
from unclench.media.pcm import RATE, Samples  # noqa: E402

Timbre = Sequence[tuple[float, float]]
"""The partials of a note: each a multiple of its pitch, and a level."""

BELL: Timbre = ((1.0, 1.0), (2.0, 0.35), (3.0, 0.15))
BARS: Timbre = ((1.0, 1.0), (4.0, 0.3))
"""As those of a vibraphone are tuned."""
REED: Timbre = ((1.0, 1.0), (3.0, 0.3), (5.0, 0.1))
"""Odd harmonics only: hollow."""
FIFTH: Timbre = ((1.0, 1.0), (1.5, 0.6), (2.0, 0.4), (3.0, 0.3))
"""A note and its fifth: round, and neither glad nor sad."""
WOOD: Timbre = ((1.0, 1.0), (2.76, 0.5), (5.4, 0.3))
"""The modes of a bar that nobody has tuned."""
DRUM: Timbre = ((1.0, 1.0), (1.59, 0.8), (2.14, 0.6), (2.65, 0.5), (2.92, 0.4))
"""The modes of a skin."""

GENTLE = 0.025
"""Seconds in which a bell rises, 20 ms of them from a tenth to nine tenths: a beginning, but no jolt out of silence."""
EDGE = 0.006
"""The same for a tap, which has little time to be heard."""

PULSES = ((0.0, 0.45), (0.2, 0.6), (0.4, 0.75), (0.65, 0.95), (0.85, 1.0))
"""When the alarm's pulses begin (seconds), and how loud each is."""
SQUARE = (1.0, 0.0, 1 / 3, 0.0, 1 / 5, 0.0, 0.18)
"""The harmonics of a square wave, with a little more of the seventh: IEC 60601-1-8 asks for four within 15 dB."""


def note(
    at: float, pitch: float, timbre: Timbre, decay: float, attack: float, level: float = 1.0, fall: float = 0.6
) -> list[Tone]:
    """One struck note; each partial dies away in `fall` of the time of the one below it."""
    return [
        Tone(at, pitch * multiple, level * share, decay * fall**place, attack)
        for place, (multiple, share) in enumerate(timbre)
    ]


def bell(at: float, pitch: float, decay: float, level: float = 1.0, timbre: Timbre = BELL) -> list[Tone]:
    """A warm bell, or another note that comes up as gently."""
    return note(at, pitch, timbre, decay, GENTLE, level)


def tap(at: float, pitch: float, timbre: Timbre, decay: float) -> list[Tone]:
    """A soft tap."""
    return note(at, pitch, timbre, decay, EDGE)


def bend(pitch: float, to: float, timbre: Timbre, decay: float, attack: float, lasts: float) -> list[Tone]:
    """A note on its way to another pitch, as that of a hand drum or of a drop of water is."""
    return [
        Tone(0.0, pitch * multiple, share, decay * 0.65**place, attack, glide=to * multiple, lasts=lasts)
        for place, (multiple, share) in enumerate(timbre)
    ]


def call(at: float, low: float, high: float) -> list[Tone]:
    """Half of the check: a clear tone that goes up as a question does."""
    return [Tone(at, low * multiple, share, 0.6, GENTLE, glide=high * multiple, lasts=0.26) for multiple, share in BELL]


def alarm() -> Samples:
    """A second of five pulses, three and two as an alarm at a bedside has them, each louder than the one before.

    520 Hz with odd harmonics wakes people who hear badly best: 92 % of them at 75 dB(A), 3.1 kHz 56 % (Bruck and Thomas
    2007; NFPA 72 asks for it where people sleep). Each pulse rises in 20 ms (IEC 60601-1-8: 10 to 40 % of its length)
    and falls in 30. It is the only loud cue.
    """
    pulses = [Tone(at, 520.0, level, 1.0, 0.02, lasts=0.15, ending=0.03) for at, level in PULSES]
    return synth.render(1.0, pulses, peak(-3.1), SQUARE)


def peak(decibels: float) -> int:
    """A peak in dBFS as a sample."""
    return round(32_768 * 10 ** (decibels / 20))


def struck(seconds: float, decibels: float, *groups: Sequence[Tone]) -> Samples:
    """Several groups of tones in one sound. `decibels` is its peak: what makes it as loud as the others."""
    return synth.render(seconds, [tone for group in groups for tone in group], peak(decibels))


def cues() -> dict[Sound, Samples]:
    """All cues, in the order of the vocabulary."""
    return {
        Sound.PREPARE: struck(0.25, -8.1, bend(392.0, 262.0, DRUM, 0.1, EDGE, 0.25)),
        Sound.GO: struck(1.3, -14.6, bell(0.0, 523.3, 0.22, 0.8), bell(0.13, 1_046.5, 0.32)),
        Sound.PHASE: struck(0.3, -11.4, bend(523.3, 587.3, BELL, 0.14, GENTLE, 0.3)),
        Sound.COUNT: struck(0.15, -11.6, bend(523.3, 880.0, BARS, 0.06, EDGE, 0.15)),
        Sound.HALF: struck(0.25, -10.4, tap(0.0, 622.3, WOOD, 0.03), tap(0.15, 622.3, WOOD, 0.03)),
        Sound.TICK: struck(0.09, -9.7, tap(0.0, 740.0, BARS, 0.022)),
        Sound.RELEASE: struck(1.4, -12.6, bell(0.0, 784.0, 0.2, 0.9, BARS), bell(0.24, 392.0, 0.34, 1.0, BARS)),
        Sound.REST: struck(1.2, -8.6, note(0.0, 293.7, FIFTH, 0.35, 0.1, fall=0.9)),
        Sound.SWITCH: struck(
            1.0,
            -15.0,
            bell(0.0, 587.3, 0.1, 1.0, REED),
            bell(0.18, 880.0, 0.1, 1.0, REED),
            bell(0.36, 587.3, 0.16, 1.0, REED),
        ),
        Sound.IN: cue_bank.fitted_breath(Sound.IN, 5 * RATE),
        Sound.TOP: struck(0.7, -13.5, note(0.0, 784.0, BARS, 0.06, 0.012), note(0.09, 1_174.7, BARS, 0.2, 0.012)),
        Sound.OUT: cue_bank.fitted_breath(Sound.OUT, 4 * RATE),
        Sound.EMPTY: struck(0.8, -11.1, note(0.0, 622.3, BARS, 0.06, 0.012), note(0.09, 415.3, BARS, 0.2, 0.012)),
        Sound.CHECK: struck(0.85, -15.0, call(0.0, 622.3, 1_046.5), call(0.45, 622.3, 1_046.5)),
        Sound.ALARM: alarm(),
        Sound.DONE: struck(
            2.0,
            -10.2,
            bell(0.0, 784.0, 0.2, 0.9),
            bell(0.22, 659.3, 0.2, 0.9),
            bell(0.44, 523.3, 0.4, 0.9),
            bell(0.88, 392.0, 0.5, 0.8),
            bell(0.88, 523.3, 0.5, 0.8),
            bell(0.88, 659.3, 0.5, 0.7),
        ),
        Sound.MINUTE: struck(0.7, -12.0, bell(0.0, 523.3, 0.07, 0.8, BARS), bell(0.25, 523.3, 0.12, 1.0, BARS)),
        Sound.KEY: struck(0.08, -11.4, bend(1_174.7, 784.0, BELL, 0.03, EDGE, 0.08)),
        Sound.REFUSED: struck(0.25, -8.1, tap(0.0, 220.0, REED, 0.045), tap(0.12, 220.0, REED, 0.045)),
    }


BED = 600.0
"""The size of the bed's noise in samples: where it has opened it is 20 dB softer than the softest cue, also on old ears
and on the loudspeaker of a laptop, and 6 dB softer still before that."""
SOFT, HOLLOW = 0.16, 0.04
"""What its two low-passes and its high-pass take over of each sample: some 250 to 1,200 Hz, which laptops have too."""
CLOSES = 0.06
"""Seconds in which it ends with its hold."""


def bed() -> dict[str, Samples]:
    """The noise under a hold: a piece of it, and the one that opens to twice its size.

    Each rises while the one before it fades.
    """
    fade = bed_sounds.BED_OVERLAP * RATE // 1000
    goes_on = hush(lengths.BED_EVERY * RATE // 1000 + fade, 1)
    opens = hush(lengths.BED_OPENS * RATE // 1000, 2)
    for i in range(fade):
        gone = synth.sine(i / fade / 4)  # with its complement the same loudness all the time
        goes_on[i] *= gone
        opens[i] *= gone
        goes_on[-1 - i] *= gone
    for i in range(len(opens)):
        opens[i] *= 1 + i / len(opens)
    for i in range(round(CLOSES * RATE)):
        opens[-1 - i] *= i / round(CLOSES * RATE)
    return {bed_sounds.BED_GOES_ON: whole(goes_on), bed_sounds.BED_OPENING: whole(opens)}


def hush(length: int, state: int) -> list[float]:
    """So many samples of soft noise; each `state` of the generator gives another (Park and Miller, 1988)."""
    found, low, lower, high = [], 0.0, 0.0, 0.0
    for _ in range(length + RATE // 10):
        state = state * 48_271 % 2_147_483_647
        low += SOFT * (state / 1_073_741_823.5 - 1 - low)
        lower += SOFT * (low - lower)
        high += HOLLOW * (lower - high)
        found.append(BED * (lower - high))
    return found[RATE // 10 :]


def whole(mix: Sequence[float]) -> Samples:
    """The samples in whole numbers, halves up."""
    return array("h", [int(x + 32_768.5) - 32_768 for x in mix])


def main(folder: Path) -> None:
    """Write every cue into `folder`, and the bed."""
    folder.mkdir(exist_ok=True)
    for sound, samples in cues().items():
        pcm.write_wav(folder / f"{sound.value}.wav", samples)
    for name, samples in bed().items():
        (folder / name).parent.mkdir(exist_ok=True)
        pcm.write_wav(folder / name, samples)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
