"""Finding recorded words in a recording, by their own samples, and what is left of it without them.

Words of the recorded voice are the same samples each time. So a whole utterance, which is seconds long, stands out to
its matched filter whatever cue lies over it, and taken out to the sample it leaves the cues as if nobody had spoken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from tests.acoustic.decoding import RATE, Wave
from tests.acoustic.underspeech import sharpened

SLACK = 1.0
"""Seconds around their time in which words are sought: the first are still being made when they are due."""
ALIKE = 0.6
"""How much alike (a cosine) words and their samples are at least, with a cue over them."""
AS_LOUD = 0.05
"""By how much of the common loudness words may be softer or louder."""


@dataclass(frozen=True, slots=True)
class Due:
    """An utterance: its text, its samples (full scale is 32,768), and the frame at which it is expected."""

    text: str
    samples: Wave
    frame: int


@dataclass(frozen=True, slots=True)
class Found:
    """An utterance as it was heard, in frames of the recording."""

    text: str
    begin: int
    end: int
    loudness: float
    likeness: float


def first(sound: Wave, sample: Wave, alike: float) -> int | None:
    """The first frame at which a sound of this sample begins; None where there is none so much alike."""
    scores, sizes = _scores(sharpened(sound), sharpened(sample))
    found = np.flatnonzero(scores >= alike * sizes)
    if not len(found):
        return None
    near = slice(int(found[0]), int(found[0]) + RATE // 100)
    return int(found[0]) + int(np.argmax(scores[near]))


def found(sound: Wave, due: Sequence[Due]) -> list[Found]:
    """The utterances that are heard within `SLACK` of their time, each as loud as all of them."""
    every = [each for each in (_sought(sound, words) for words in due) if each is not None]
    usual = median(each.loudness for each in every) if every else 0.0
    return [each for each in every if abs(each.loudness - usual) <= AS_LOUD * usual]


def without(sound: Wave, heard: Sequence[Found], due: Sequence[Due]) -> Wave:
    """The recording as if none of these had been said."""
    samples = {words.text: words.samples for words in due}
    left, common = sound.copy(), median(each.loudness for each in heard)
    for each in heard:
        left[each.begin : each.end] -= common * samples[each.text][: each.end - each.begin]
    return left


def _sought(sound: Wave, words: Due) -> Found | None:
    begin = max(words.frame - round(SLACK * RATE), 0)
    window = sharpened(sound[begin : words.frame + round(SLACK * RATE) + len(words.samples)])
    file = sharpened(words.samples)
    if len(window) < len(file):
        return None
    scores, sizes = _scores(window, file)
    at = int(np.argmax(scores))
    likeness = float(scores[at] / sizes[at])
    if likeness < ALIKE:
        return None
    at += begin
    return Found(words.text, at, at + len(file), float(scores[at - begin] / np.dot(file, file)), likeness)


def _scores(sound: Wave, file: Wave) -> tuple[Wave, Wave]:
    """The product of a file with a sound from each frame on, and how large it would be if they were the same."""
    size = 1 << (len(sound) + len(file) - 1).bit_length()
    scores = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(file, size)), size)[
        : len(sound) - len(file) + 1
    ]
    sums = np.concatenate(([0.0], np.cumsum(sound**2)))
    energy = np.maximum(sums[len(file) :] - sums[: -len(file)], 1.0)
    return np.asarray(scores), np.sqrt(energy * np.dot(file, file))
