"""In none of the twenty-four routines the voice talks into a phase or over itself, at a voice's real pace."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from tests.acoustic.speechplan import Plan, Renders, Words, at_home, bundled, espeak, plan, recorded

from unclench.player.speech import Talk


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
