"""The listener itself: if it misheard, the acoustic tests would prove nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.acoustic.decoding import RATE, Decoder

SOUNDS = Path(__file__).parents[2] / "sounds"


@pytest.fixture(scope="module")
def decoder() -> Decoder:
    return Decoder(SOUNDS)


def mixed(decoder: Decoder, cues: Sequence[tuple[float, str, float]], lasting: float) -> bytes:
    """A recording with these (second, name, loudness) in it, rounded as a mixer would."""
    sound = np.zeros(round(lasting * RATE))
    for at, name, loudness in cues:
        file, frame = decoder.files[name], round(at * RATE)
        sound[frame : frame + len(file)] += loudness * file[: len(sound) - frame]
    return np.clip(np.rint(sound), -32_768, 32_767).astype("<i2").tobytes()


def test_there_are_sixteen_sounds(decoder: Decoder) -> None:
    assert len(decoder.names) == 16


def test_each_sound_is_named_to_the_sample_at_any_volume(decoder: Decoder) -> None:
    for number, name in enumerate(decoder.names):
        loudness = (0.1, 0.5, 0.8, 1.0)[number % 4]
        heard = decoder.decode(mixed(decoder, [(0.51234, name, loudness)], 6.0))
        (cue,) = heard.cues
        assert cue.name == name
        assert abs(cue.time - 0.51234) < 1 / RATE
        assert abs(cue.loudness - loudness) < 0.01


def test_sounds_that_overlap_are_told_apart(decoder: Decoder) -> None:
    """The bell at a hold's end under the next cue, ticks in tails, a breath that begins with a bell."""
    cues = [
        (0.3, "prepare", 0.8), (0.35, "tick", 0.8), (1.0, "go", 0.8), (2.0, "phase", 0.8), (2.4, "phase", 0.8),
        (3.0, "release", 0.8), (3.4, "rest", 0.8), (3.9, "tick", 0.8), (5.0, "release", 0.8), (5.4, "switch", 0.8),
        (7.0, "release", 0.8), (7.0, "in", 0.8), (12.0, "top", 0.8), (12.6, "out", 0.8), (16.6, "done", 0.8),
        (19.5, "count", 0.8), (19.6, "half", 0.8), (19.9, "empty", 0.8), (20.2, "check", 0.8), (20.5, "alarm", 0.8),
    ]  # fmt: skip
    heard = decoder.decode(mixed(decoder, cues, 24.0))
    assert sorted((round(cue.time, 3), cue.name) for cue in heard.cues) == sorted((at, name) for at, name, _ in cues)
    assert heard.remainder < 4


def test_silence_has_no_cues(decoder: Decoder) -> None:
    heard = decoder.decode(bytes(2 * RATE))
    assert heard.cues == ()
    assert heard.remainder == 0


def test_a_sound_that_is_no_cue_is_left_over(decoder: Decoder) -> None:
    """What nobody can name still counts: it is in the remainder."""
    noise = np.random.default_rng(1).normal(0, 2_000, RATE).astype("<i2").tobytes()
    heard = decoder.decode(bytes(RATE) + noise + bytes(RATE))
    assert heard.remainder > 2_000
    assert all(cue.likeness < 0.5 for cue in heard.cues)
