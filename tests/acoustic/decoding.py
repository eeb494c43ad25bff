"""Naming the cues in a recording. It knows the WAV files of the cues and nothing else of the program.

The recording is taken apart one cue at a time, the strongest first: the file that explains
most of what is left, at the frame and the loudness that fit best, is subtracted, until
nothing worth a name is left. What remains then is the proof: a recording in which everything
has been named leaves no more than rounding.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

RATE = 44_100
Wave: TypeAlias = npt.NDArray[np.float64]

QUIET = 3.0
"""Up to here (of 32,768) a recording counts as silent: rounding and dither."""
GAP = RATE // 2
"""So much silence parts two stretches that are looked at on their own."""
MARGIN = RATE // 40
OPENING = RATE // 200
"""Frames at the very first cue's beginning that do not count in what is left.

PulseAudio's monitor has passed on the block in which a new stream begins before it knows of
it: where a stream opens with a cue, its first two or three milliseconds are missing there.
"""
LIKENESS = 0.3
"""How much alike (a cosine) a file and a stretch must be for the file to be heard there.

Low, because other cues may sound in the same stretch; they are found first if they are
stronger, and what is named wrongly leaves a remainder.
"""
STUTTER = 0.1
"""Seconds within which the same cue twice is one that stuttered: its parts fit at places of their own."""
FAINTEST = 0.04
"""A cue softer than this part of its file is not heard as that cue."""


@dataclass(frozen=True, slots=True)
class Detected:
    """One cue: the seconds from the recording's start, its name, and how loud (1: as the file)."""

    time: float
    name: str
    loudness: float
    likeness: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """All cues in the order of time; the highest peak of what is left without them, and where (seconds)."""

    cues: tuple[Detected, ...]
    remainder: float
    remains_at: float

    @property
    def names(self) -> list[str]:
        """What was heard, in order."""
        return [cue.name for cue in self.cues]

    @property
    def times(self) -> list[float]:
        """When, in seconds."""
        return [cue.time for cue in self.cues]


class Decoder:
    """Knows the WAV files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.files: Mapping[str, Wave] = {path.stem: read(path) for path in sorted(folder.glob("*.wav"))}
        self._energy = {name: float(np.dot(wave, wave)) for name, wave in self.files.items()}
        self._crossed: dict[tuple[str, str], Wave] = {}
        self._spectra: dict[int, dict[str, npt.NDArray[np.complexfloating]]] = {}

    def decode(self, recording: bytes) -> Decoded:
        """Every cue in a recording (44.1 kHz, mono, signed 16 bit, little-endian)."""
        sound = np.frombuffer(recording, "<i2").astype(np.float64)
        found: list[Detected] = []
        remainder, remains_at = 0.0, 0.0
        for begin, end in _stretches(sound):
            cues, left = self._take_apart(sound[begin:end], opens=not found)
            worst = int(np.argmax(np.abs(left)))
            if abs(left[worst]) > remainder:
                remainder, remains_at = abs(float(left[worst])), (begin + worst) / RATE
            found += [Detected(begin / RATE + cue.time, cue.name, cue.loudness, cue.likeness) for cue in cues]
        return Decoded(tuple(_whole(sorted(found, key=lambda cue: cue.time))), remainder, remains_at)

    def _take_apart(self, sound: Wave, *, opens: bool) -> tuple[list[Detected], Wave]:
        """The cues of one stretch, and what is left."""
        # Room behind, so that a cue that was cut short can be found too.
        whole = np.concatenate((sound, np.zeros(max(map(len, self.files.values())))))
        left = whole.copy()
        scores = self._scores(left)
        found: list[Detected] = []
        for _ in range(8 + len(sound) // (RATE // 20)):  # an end, whatever the recording
            best = self._strongest(scores)
            if best is None or float(np.abs(left).max()) <= QUIET:
                break
            name, frame = best
            file, score = self.files[name], float(scores[name][frame])
            piece = left[frame : frame + len(file)]
            loudness = score / self._energy[name]
            size = float(np.sqrt(np.dot(piece, piece) * self._energy[name]))
            if loudness < FAINTEST or score < LIKENESS * size:
                scores[name][frame] = 0.0
                continue
            piece -= loudness * file
            self._forget(scores, name, frame, loudness)
            found.append(Detected(frame / RATE, name, loudness, score / size))
        return self._balanced(whole, found, opens=opens)

    def _balanced(self, sound: Wave, found: list[Detected], *, opens: bool) -> tuple[list[Detected], Wave]:
        """The same cues at the loudnesses that fit best together, and what is left; see `OPENING`."""
        begins = [round(cue.time * RATE) for cue in found]
        files = [self.files[cue.name] for cue in found]
        if opens and found:
            first = begins.index(min(begins))
            files[first] = files[first].copy()
            files[first][:OPENING] = sound[begins[first] : begins[first] + OPENING] = 0.0
        matrix = np.array([[_overlap(files[i], begins[i], files[j], begins[j]) for j in range(len(found))]
                           for i in range(len(found))])  # fmt: skip
        wanted = np.array([np.dot(sound[at : at + len(file)], file) for at, file in zip(begins, files, strict=True)])
        left = sound.copy()
        balanced = []
        if found:
            fitting = np.linalg.lstsq(matrix, wanted, rcond=None)[0]
            for cue, at, file, loudness in zip(found, begins, files, fitting, strict=True):
                left[at : at + len(file)] -= loudness * file
                balanced.append(replace(cue, loudness=float(loudness)))
        return balanced, left

    def _scores(self, sound: Wave) -> dict[str, Wave]:
        """For each file its product with the sound, by the frame at which it would begin."""
        size = 1 << (len(sound) - 1).bit_length()
        spectrum = np.fft.rfft(sound, size)
        if size not in self._spectra:
            self._spectra[size] = {name: np.conj(np.fft.rfft(file, size)) for name, file in self.files.items()}
        return {
            name: np.fft.irfft(spectrum * self._spectra[size][name], size)[: len(sound) - len(file) + 1]
            for name, file in self.files.items()
        }

    def _strongest(self, scores: Mapping[str, Wave]) -> tuple[str, int] | None:
        """The file and the frame that would take most energy away."""
        best, most = None, 0.0
        for name, score in scores.items():
            frame = int(np.argmax(score))
            taken = float(score[frame]) ** 2 / self._energy[name] if score[frame] > 0 else 0.0
            if taken > most:
                best, most = (name, frame), taken
        return best

    def _forget(self, scores: Mapping[str, Wave], taken: str, frame: int, loudness: float) -> None:
        """Take a cue's part out of every score, as if the recording had never had it."""
        for name, score in scores.items():
            crossed = self._cross(taken, name)
            first = frame - len(self.files[name]) + 1
            begin, end = max(first, 0), min(first + len(crossed), len(score))
            score[begin:end] -= loudness * crossed[begin - first : end - first]

    def _cross(self, sound: str, file: str) -> Wave:
        """The scores of `file` over `sound`, from where only its last frame reaches it; kept."""
        if (sound, file) not in self._crossed:
            a, b = self.files[sound], self.files[file]
            size = 1 << (len(a) + len(b) - 1).bit_length()
            product = np.fft.rfft(a, size) * np.fft.rfft(b[::-1], size)
            self._crossed[sound, file] = np.fft.irfft(product, size)[: len(a) + len(b) - 1]
        return self._crossed[sound, file]

    @cached_property
    def names(self) -> list[str]:
        """The cues that it can tell apart."""
        return list(self.files)


def read(path: Path) -> Wave:
    """The samples of a WAV file, as the cues are: 44.1 kHz, mono, 16 bit."""
    with wave.open(str(path)) as file:
        form = (file.getframerate(), file.getnchannels(), file.getsampwidth())
        if form != (RATE, 1, 2):
            raise ValueError(f"{path}: {form}, not 44.1 kHz mono 16 bit")
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64)


def _whole(cues: Sequence[Detected]) -> list[Detected]:
    """The parts of a cue that stuttered put together: at the time of the first."""
    joined: list[Detected] = []
    for cue in cues:
        same = [i for i, other in enumerate(joined) if other.name == cue.name and cue.time - other.time < STUTTER]
        if same:
            first = joined[same[-1]]
            joined[same[-1]] = replace(first, loudness=first.loudness + cue.loudness)
        else:
            joined.append(cue)
    return joined


def _overlap(a: Wave, a_begins: int, b: Wave, b_begins: int) -> float:
    """The product of two sounds where they overlap."""
    begin, end = max(a_begins, b_begins), min(a_begins + len(a), b_begins + len(b))
    if end <= begin:
        return 0.0
    return float(np.dot(a[begin - a_begins : end - a_begins], b[begin - b_begins : end - b_begins]))


def _stretches(sound: Wave) -> Iterator[tuple[int, int]]:
    """Where there is sound, with a little silence on both sides: (begin, end) frames."""
    loud = np.flatnonzero(np.abs(sound) > QUIET)
    if not len(loud):
        return
    breaks = np.flatnonzero(np.diff(loud) > GAP)
    begins = [loud[0], *loud[breaks + 1]]
    ends = [*loud[breaks], loud[-1]]
    for begin, end in zip(begins, ends, strict=True):
        yield max(int(begin) - MARGIN, 0), min(int(end) + MARGIN, len(sound))
