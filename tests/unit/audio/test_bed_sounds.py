"""The bed under a hold: far below every cue, without seams, and in nobody's way."""

from __future__ import annotations

import itertools
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from tests import hearing
from tests.hearing import Wave, high_pass_500_hz, laf, old_ears

from unclench.audio.cue_bank import BED_GOES_ON, BED_OPENING, BED_OVERLAP, BedSounds
from unclench.audio.stream import Mixer
from unclench.cues import BED_EVERY, BED_OPENS, Sound
from unclench.media import pcm
from unclench.media.pcm import RATE, Samples, frames
from unclench.ports import PlayerFailed
from unclench.session.bed_rules import pieces
from unclench.session.compiler import compile_routine
from unclench.session.playhead import Playhead
from unclench.testing import hold, routine

SOUNDS = Path(__file__).resolve().parents[3] / "sounds"
BED = BedSounds(SOUNDS)
IN_A_HOLD = (Sound.GO, Sound.HALF, Sound.MINUTE, Sound.TICK, Sound.RELEASE, Sound.KEY, Sound.REFUSED)


def wave(samples: Samples) -> Wave:
    return np.array(samples, float) / 32_768


def cue(sound: Sound) -> Wave:
    return wave(pcm.read_wav(SOUNDS / f"{sound.value}.wav"))


def mixed(seconds: float) -> Wave:
    """The bed of a hold of so many seconds, as it is mixed."""
    mixer = Mixer()
    line = Playhead(compile_routine(routine(hold(seconds))), 0, 0, 0)
    for piece in pieces(line, 0, round(seconds * 1000)):
        mixer.place(BED.piece(piece.skip, piece.lasting, opens=piece.opens), frames(piece.at))
    return wave(mixer.render(frames(seconds * 1000) + RATE))


def test_at_its_loudest_it_lies_20_db_below_the_softest_cue_for_any_ear_and_loudspeaker() -> None:
    for behind in ((), (old_ears,), (high_pass_500_hz,)):
        softest = min(laf(cue(sound), *behind) for sound in Sound)
        assert laf(mixed(20), *behind) <= softest - 20


def test_it_opens_by_6_db_in_its_last_three_seconds_and_ends_with_the_hold() -> None:
    course = 10 * np.log10(hearing.fast(hearing.through(mixed(20), hearing.a_weighting)))
    level = [float(np.median(course[round(at * hearing.A_SECOND) :][: hearing.A_SECOND // 2])) for at in (5, 12, 19)]
    assert level[0] == pytest.approx(level[1], abs=1.5)
    assert level[2] - level[1] == pytest.approx(5.5, abs=1.5)
    assert not mixed(20)[frames(20_000) :].any()


def test_where_its_pieces_meet_it_is_neither_softer_nor_louder() -> None:
    sound = mixed(60)
    seams = [700 + n * BED_EVERY for n in range(1, 13)]
    power = [np.mean(np.square(sound[frames(at) : frames(at + BED_OVERLAP)])) for at in seams]
    whole = np.mean(np.square(sound[frames(2_000) : frames(55_000)]))
    assert 10 * np.log10(np.mean(power) / whole) == pytest.approx(0, abs=1)


def test_no_cue_of_a_hold_is_taken_for_another_with_the_bed_under_it() -> None:
    """As without it: `test_no_two_cues_differ_by_their_pitch_alone`. The loudest part of it lies under each."""
    loudest = wave(pcm.read_wav(SOUNDS / BED_OPENING))[-2 * RATE - frames(100) : -frames(100)]
    pictures = {sound: hearing.pictured(cue(sound) + loudest[: len(cue(sound))]) for sound in IN_A_HOLD}
    apart = {(a, b): hearing.distance(pictures[a], pictures[b]) for a, b in itertools.combinations(IN_A_HOLD, 2)}
    assert {pair: far for pair, far in apart.items() if far < 0.6} == {}


def test_a_whole_piece_is_always_the_same_array_so_that_it_is_sent_once() -> None:
    assert BED.piece(0, BED_EVERY, opens=False) is BED.piece(0, BED_EVERY, opens=False)
    assert BED.piece(0, BED_OPENS, opens=True) is BED.piece(0, BED_OPENS, opens=True)


def test_what_is_cut_off_begins_and_ends_without_a_click() -> None:
    for skip, lasting in ((1_300, 2_700), (0, 300), (1_000, 5), (3_999, 1)):
        piece = BED.piece(skip, lasting, opens=False)
        assert len(piece) <= frames(lasting + BED_OVERLAP) + 1
        assert abs(piece[-1]) <= 8
        assert skip == 0 or piece[0] == 0
    assert BED.piece(2_000, 1_000, opens=True)[0] == 0


def test_for_a_hold_of_ten_minutes_it_keeps_no_more_than_for_one_of_one() -> None:
    line = Playhead(compile_routine(routine(hold(600))), 0, 0, 0)
    tracemalloc.start()
    try:
        for piece in pieces(line, 0, 600_000):
            BED.piece(piece.skip, piece.lasting, opens=piece.opens)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2 * 2 * frames(BED_EVERY + BED_OVERLAP)


def test_a_file_that_is_missing_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(PlayerFailed, match=BED_GOES_ON):
        BedSounds(tmp_path)
