"""Naming the cues in a recording in which somebody speaks: words may cover a cue wholly.

What remains is speech, and proves nothing by being small. So a cue has to be as loud as all the
others: the program plays them at one volume, which the recording itself tells. Words never look
so loud to the filter of a cue once the recording has been sharpened, where the low and long
sounds of a voice count for little; the tests try it with every sentence of all the routines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt
from tests.acoustic.decoding import OPENING, RATE, Detected, Wave, read

SHARPENING = 0.95
"""What of each sample's predecessor is taken from it: 6 dB an octave from some 350 Hz on."""
BLOCK = 1 << 20
"""Frames that are looked at in one go, with room at the end for the longest cue."""
CLEAR = 0.9
"""How much alike (a cosine) a cue in the clear and its file are at least; such cues tell the volume."""
ENOUGH = 5
"""Such cues are enough for that."""
LOUD_ENOUGH = 0.01
"""What is softer than this part of a file is looked at for no likeness: rounding is like anything."""
FAINTEST = 0.64
"""A cue that seems softer than this part of the common loudness is none; words reach 0.52."""
NEAR = RATE // 100
"""Frames by which the best fit of a whole cue under speech may be off: some of its periods."""
SINGLE = np.float32
"""Exact to a millionth, which is enough to compare scores, and three times as fast as twice the digits."""
ONSET = RATE * 3 // 10
"""Frames at a cue's beginning that then decide: enough for two notes of those that have more than one."""
BEGINNING = 2 * OPENING
"""But so many at the beginning of the very first cue do not: they may be missing."""


@dataclass(frozen=True, slots=True)
class Overheard:
    """The cues in the order of time, and the recording without them: the speech."""

    cues: tuple[Detected, ...]
    left: npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class _Found:
    frame: int
    name: str
    loudness: float
    likeness: float


class Listener:
    """Knows the WAV files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.files: Mapping[str, Wave] = {path.stem: read(path) for path in sorted(folder.glob("*.wav"))}
        self._sharp = {name: sharpened(file) for name, file in self.files.items()}
        self._energy = {name: float(np.dot(file, file)) for name, file in self._sharp.items()}
        self._longest = max(map(len, self.files.values()))
        self._crossed: dict[tuple[str, str], Wave] = {}

    def overhear(self, recording: bytes) -> Overheard:
        """Every cue in a recording (44.1 kHz, mono, signed 16 bit, little-endian)."""
        sound = np.frombuffer(recording, "<i2").astype(np.float64)
        sharp = np.concatenate((sharpened(sound), np.zeros(BLOCK)))
        common = self._common_loudness(sharp, len(sound))
        if common is None:
            return Overheard((), np.frombuffer(recording, "<i2").astype(np.int16))
        found = sorted(self._all(sharp, len(sound), common), key=lambda cue: cue.frame)
        left = np.concatenate((sound, np.zeros(self._longest)))
        for cue in (placed := self._at_their_onset(sharp, found, common)):
            left[cue.frame : cue.frame + len(self.files[cue.name])] -= common * self.files[cue.name]
        cues = (Detected(cue.frame / RATE, cue.name, cue.loudness, cue.likeness) for cue in placed)
        return Overheard(tuple(sorted(cues, key=lambda cue: cue.time)), np.rint(left[: len(sound)]).astype(np.int16))

    def _common_loudness(self, sharp: Wave, length: int) -> float | None:
        """How loud those cues are that nothing covers; None where there is no such cue."""
        clear: list[float] = []
        for begin in range(0, length, self._hop):
            block = sharp[begin : begin + BLOCK]
            sums = np.concatenate(([0.0], np.cumsum(block**2)))
            for name, score in self._scores(block).items():
                # The likest place, not the loudest: that may be a word.
                energy, whole = self._energy[name], len(self._sharp[name])
                square = ((sums[whole:] - sums[:-whole]) * energy).astype(SINGLE)
                heard = square > (LOUD_ENOUGH * energy) ** 2
                likeness = np.sqrt(square, out=square, where=heard)
                np.divide(score, likeness, out=likeness, where=heard)
                likeness *= heard
                frame = int(np.argmax(likeness))
                if likeness[frame] > CLEAR:
                    clear.append(float(score[frame]) / energy)
            if len(clear) >= ENOUGH:
                break
        return median(clear) if clear else None

    def _all(self, sharp: Wave, length: int, common: float) -> Iterator[_Found]:
        """Block by block; what is found is taken away from `sharp`."""
        for begin in range(0, length, self._hop):
            block = sharp[begin : begin + BLOCK]
            for cue in self._take_apart(block, common):
                if cue.frame < self._hop:  # else the next block hears the whole of it
                    block[cue.frame : cue.frame + len(self._sharp[cue.name])] -= common * self._sharp[cue.name]
                    yield _Found(begin + cue.frame, cue.name, cue.loudness, cue.likeness)

    def _take_apart(self, block: Wave, common: float) -> list[_Found]:
        """The strongest first, until nothing is as loud as a cue has to be."""
        scores = self._scores(block)
        tops = {name: int(np.argmax(score)) for name, score in scores.items()}
        found: list[_Found] = []
        for _ in range(len(block) // (RATE // 20)):  # an end, whatever the recording
            name = max(tops, key=lambda name: self._taken(name, scores[name][tops[name]], common))
            frame, energy = tops[name], self._energy[name]
            score = float(scores[name][frame])
            if score < FAINTEST * common * energy:
                break
            piece = block[frame : frame + len(self._sharp[name])]
            likeness = score / float(np.sqrt(np.dot(piece, piece) * energy))
            found.append(_Found(frame, name, score / energy, likeness))
            self._forget(scores, tops, name, frame, common)
        return found

    def _taken(self, name: str, score: float, common: float) -> float:
        """How much energy a cue would take away; nothing if it were too soft for one."""
        return score**2 / self._energy[name] if score >= FAINTEST * common * self._energy[name] else 0.0

    def _at_their_onset(self, sharp: Wave, found: Sequence[_Found], common: float) -> list[_Found]:
        """The same cues to the sample: a whole cue under speech fits nearly as well a period later.

        Of the very first cue the beginning may be missing, so it does not decide there.
        """
        placed: list[_Found] = []
        for cue in found:
            file = self._sharp[cue.name]
            begin = max(cue.frame - NEAR, 0)
            sharp[cue.frame : cue.frame + len(file)] += common * file
            heard = sharp[begin : cue.frame + NEAR + ONSET]
            frame = begin + _fitting(heard, common * file, 0 if placed else BEGINNING)
            sharp[frame : frame + len(file)] -= common * file
            placed.append(_Found(frame, cue.name, cue.loudness, cue.likeness))
        return placed

    @cached_property
    def _hop(self) -> int:
        return BLOCK - self._longest

    @cached_property
    def _spectra(self) -> Mapping[str, npt.NDArray[np.complexfloating]]:
        return {name: np.conj(np.fft.rfft(file.astype(SINGLE), BLOCK)) for name, file in self._sharp.items()}

    def _scores(self, block: Wave) -> dict[str, Wave]:
        """For each file its product with the block, by the frame at which it would begin."""
        spectrum = np.fft.rfft(block.astype(SINGLE), BLOCK)
        return {
            name: np.fft.irfft(spectrum * self._spectra[name], BLOCK)[: BLOCK - len(file) + 1]
            for name, file in self._sharp.items()
        }

    def _forget(
        self, scores: Mapping[str, Wave], tops: dict[str, int], taken: str, frame: int, loudness: float
    ) -> None:
        """Take a cue's part out of every score, as if the recording had never had it, and find the new `tops`."""
        for name, score in scores.items():
            crossed = self._cross(taken, name)
            first = frame - len(self._sharp[name]) + 1
            begin, end = max(first, 0), min(first + len(crossed), len(score))
            score[begin:end] -= loudness * crossed[begin - first : end - first]
            if begin <= tops[name] < end:
                tops[name] = int(np.argmax(score))
            elif begin < end and score[here := begin + int(np.argmax(score[begin:end]))] > score[tops[name]]:
                tops[name] = here

    def _cross(self, sound: str, file: str) -> Wave:
        """The scores of `file` over `sound`, from where only its last frame reaches it; kept."""
        if (sound, file) not in self._crossed:
            a, b = self._sharp[sound], self._sharp[file]
            size = 1 << (len(a) + len(b) - 1).bit_length()
            product = np.fft.rfft(a, size) * np.fft.rfft(b[::-1], size)
            self._crossed[sound, file] = np.fft.irfft(product, size)[: len(a) + len(b) - 1]
        return self._crossed[sound, file]


def _fitting(heard: Wave, file: Wave, unheard: int) -> int:
    """How many frames late, of `2 * NEAR`, a file has to be for the least to be left of what was heard without it.

    Its first `unheard` frames do not count, nor what of it lies beyond what was heard.
    """
    file = file[: len(heard)]
    counting = np.concatenate((np.zeros(min(unheard, len(file))), file[unheard:]))
    size = 1 << (len(heard) + 2 * NEAR).bit_length()
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(counting, size)), size)[: 2 * NEAR]
    energy = np.concatenate(([0.0], np.cumsum(counting**2)))
    late = np.arange(2 * NEAR)
    loud = np.concatenate(([0.0], np.cumsum(np.concatenate((heard, np.zeros(2 * NEAR + unheard))) ** 2)))
    ignored = loud[late + unheard] - loud[late]
    return int(np.argmin(energy[np.minimum(len(heard) - late, len(counting))] - 2 * product - ignored))


def sharpened(sound: Wave) -> Wave:
    """The differences between its samples, nearly: high and sudden sounds stand out."""
    sharp = sound.copy()
    sharp[1:] -= SHARPENING * sound[:-1]
    return sharp
