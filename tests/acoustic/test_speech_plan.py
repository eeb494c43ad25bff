"""In none of the twenty-four routines the voice talks into a phase or over itself, at a voice's real pace."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from tests.acoustic.shaping import shaped
from tests.acoustic.speechplan import Plan, Renders, Words, at_home, bundled, espeak, plan, recorded

from unclench.player.speech import Talk
from unclench.voice.engine import VoiceWish
from unclench.voice.espeak import EspeakEngine
from unclench.voice.samples import shape

WORDS = Path(__file__).with_name("words.txt")


def overlaps(made: Plan) -> list[str]:
    """What is said into the beginning of a phase, and what is said over other words."""
    into = [f"{words} talks into the phase at {start}" for words in made.words
            for start in made.phases if words.begin < start < words.end]  # fmt: skip
    over = [f"{words} is cut by {other}" for words, other in pairwise(made.words) if other.begin < words.end]
    return into + over


def test_there_are_twenty_four_routines() -> None:
    """What is checked below is all that the program brings along."""
    assert len(bundled()) == 24


@pytest.mark.parametrize("talk", [Talk.FULL, Talk.SHORT])
@pytest.mark.parametrize("id", bundled())
@pytest.mark.parametrize("voice", [recorded, espeak])
def test_no_word_overlaps_the_start_of_a_phase_or_another_word(
    voice: Callable[[], Renders], id: str, talk: Talk
) -> None:
    """As the controller hands them to the player, with every sentence as long as it really is."""
    if voice is espeak:
        pytest.importorskip("espeakng_loader", reason="the extra espeak is not installed; .ci/run installs it")
    for timeline in (bundled()[id], at_home(bundled()[id])):
        made = plan(timeline, voice(), talk)
        assert made.words
        assert overlaps(made) == []


def test_an_overlap_would_be_seen() -> None:
    """The check itself: words that go on into a phase, and words over words."""
    long, short = Words(0, 5_100, "A long sentence."), Words(4_000, 4_500, "Hold.")
    assert len(overlaps(Plan([long, short], [0, 5_000, 9_000]))) == 2


def test_the_samples_that_are_measured_are_the_very_ones_that_the_program_makes() -> None:
    """Every twentieth sentence; the voice begins some of them with a pulse, which is taken back."""
    pytest.importorskip("espeakng_loader", reason="the extra espeak is not installed; .ci/run installs it")
    engine = EspeakEngine(VoiceWish(language="en"))
    engine.open()
    for text in WORDS.read_text("utf-8").splitlines()[::20]:
        raw = engine.render(text)
        assert shaped(raw.samples, raw.rate) == shape(raw.samples, raw.rate)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100])
@pytest.mark.parametrize("length", [0, 1, 5, 5_000])
def test_so_they_are_at_any_rate_and_length_with_pulses_and_where_nothing_sounds(rate: int, length: int) -> None:
    chance = Random(length)
    loud = array("h", [chance.randint(-30_000, 30_000) // (1 if chance.random() < 0.1 else 30) for _ in range(length)])
    for samples in (loud, array("h", bytes(2 * length)), array("h", bytes(2 * length)) + loud):
        assert shaped(samples, rate) == shape(samples, rate)
