"""The listener itself: if it misheard, the acoustic tests would prove nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from tests.acoustic.decoding import RATE, Decoder
from tests.acoustic.speechplan import espeak
from tests.acoustic.underspeech import Listener

SOUNDS = Path(__file__).parents[2] / "sounds"
WORDS = Path(__file__).with_name("words.txt")


VOLUME = 0.8


@pytest.fixture(scope="module")
def listener() -> Listener:
    return Listener(SOUNDS)


@cache
def speech() -> np.ndarray:
    """A hundred and twenty-six sentences, one straight after the other, at the default volume.

    They are every third that sixteen routines said once. They stay what they are, since how far off
    the faintest cue is found depends on the words it lies under: this measures the listener, not the wording.
    """
    pytest.importorskip("espeakng_loader", reason="the extra espeak is not installed; .ci/run installs it")
    texts = WORDS.read_text("utf-8").splitlines()
    return VOLUME * np.concatenate([np.array(espeak()(text).samples, float) for text in texts])


def spoken_over(listener: Listener, cues: Sequence[tuple[float, str]], lasting: float) -> bytes:
    """A recording in which somebody speaks without a pause, but for the first two seconds."""
    sound = np.zeros(round(lasting * RATE))
    words = speech()[: len(sound) - 2 * RATE]
    sound[2 * RATE : 2 * RATE + len(words)] = words
    for at, name in cues:
        file, frame = listener.files[name], round(at * RATE)
        sound[frame : frame + len(file)] += VOLUME * file[: len(sound) - frame]
    return np.rint(sound).clip(-32_768, 32_767).astype("<i2").tobytes()


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


def test_there_are_nineteen_sounds(decoder: Decoder) -> None:
    assert len(decoder.names) == 19


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


def test_speech_alone_gives_no_cues(listener: Listener) -> None:
    """Four minutes of it behind the one cue that tells the volume; and all of it is left."""
    heard = listener.overhear(spoken_over(listener, [(0.5, "prepare")], len(speech()) / RATE + 2))
    assert [(round(cue.time, 4), cue.name) for cue in heard.cues] == [(0.5, "prepare")]
    assert np.abs(heard.left[2 * RATE : 2 * RATE + len(speech())] - speech()).max() <= 1


@pytest.mark.parametrize("name", ["prepare", "tick", "go"])
def test_one_cue_in_the_clear_tells_the_volume_however_loud_the_words_are(listener: Listener, name: str) -> None:
    heard = listener.overhear(spoken_over(listener, [(0.5, name), (9.0, name)], 20))
    assert [(round(cue.time, 1), cue.name) for cue in heard.cues] == [(0.5, name), (9.0, name)]


@pytest.mark.parametrize("missing", [0, 100, 200, 220, 260, 400])
def test_a_first_cue_whose_beginning_the_recorder_missed_is_where_it_would_have_begun(
    listener: Listener, missing: int
) -> None:
    """Frames; else what is left of the rest of it would look like a sound of its own."""
    sound = np.zeros(12 * RATE)
    for name, at in (("prepare", 1.0), ("tick", 3.0003), ("tick", 4.0), ("go", 6.0), ("done", 9.0)):
        frame = round(at * RATE)
        sound[frame : frame + len(listener.files[name])] += VOLUME * listener.files[name]
    sound[RATE : RATE + missing] = 0
    heard = listener.overhear(np.rint(sound).astype("<i2").tobytes())
    assert heard.cues[0].time == 1.0
    assert np.abs(heard.left[RATE + missing :]).max() <= 1


def test_without_any_cue_there_is_nothing_but_what_is_left(listener: Listener) -> None:
    heard = listener.overhear(spoken_over(listener, [], 30))
    assert heard.cues == ()
    assert np.abs(heard.left).max() > 5_000


@pytest.mark.parametrize("seed", range(1, 4))
def test_cues_under_speech_are_found_to_the_sample_or_to_a_few_periods(listener: Listener, seed: int) -> None:
    """Five of each, anywhere in words without a pause; few are off by more than their rounding.

    The slowest to come up, the rest, may be taken for itself two periods of its tone later, which is 6.8 ms.
    """
    random = np.random.default_rng(seed)
    names = [str(name) for name in random.permutation(sorted(listener.files) * 5)]
    times = 3 + np.cumsum(random.uniform(0.5, 5, len(names)))
    cues = [(0.5, "prepare"), *((float(at), name) for at, name in zip(times, names, strict=True))]
    heard = listener.overhear(spoken_over(listener, cues, float(times[-1]) + 7))
    assert [cue.name for cue in heard.cues] == [name for _, name in cues]
    off = sorted(abs(cue.time - at) for cue, (at, _) in zip(heard.cues, cues, strict=True))
    assert off[len(off) * 9 // 10] < 0.0001
    assert off[-1] < 0.008


def test_a_long_recording_without_a_silence_is_heard_block_by_block(listener: Listener) -> None:
    """A minute of breaths that join: more than one block, and nothing is left."""
    cues = [(0.3, "prepare")]
    for breath in range(6):
        cues += [(10.0 * breath + 2, "in"), (10.0 * breath + 7, "top"), (10.0 * breath + 8, "out")]
    sound = np.zeros(63 * RATE)
    for at, name in cues:
        frame = round(at * RATE)
        sound[frame : frame + len(listener.files[name])] += VOLUME * listener.files[name]
    heard = listener.overhear(np.rint(sound).astype("<i2").tobytes())
    assert [(round(cue.time, 3), cue.name) for cue in heard.cues] == cues
    assert np.abs(heard.left).max() <= 2
