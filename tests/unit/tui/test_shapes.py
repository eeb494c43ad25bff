"""What the player draws: numerals, the breath's disc, the session's line. Pure shapes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.routine.model import ApplyStep, BreatheStep, BreathPattern, Exact
from unclench.session.compiler import compile_routine
from unclench.session.session import Session
from unclench.testing import hold, routine
from unclench.tui.glyphs import LEAST, breathed, disc, draw, fullness, ring, rows_for, size, spell
from unclench.tui.viewmodels.player import face
from unclench.tui.widgets.stage import laid_out

times = st.one_of(
    st.integers(0, 59).map(str), st.tuples(st.integers(1, 99), st.integers(0, 59)).map(lambda t: f"{t[0]}:{t[1]:02}")
)


@given(st.one_of(times, st.just("OFF")), st.integers(LEAST, 24), st.booleans())
def test_a_numeral_is_exactly_as_large_as_said(text, rows, heavy):
    lines = draw(text, rows, heavy=heavy)
    assert len(lines) == rows
    assert {len(line) for line in lines} == {size(text, rows)}


@given(times, st.integers(1, 200), st.integers(1, 60))
def test_the_largest_that_fits_fits_and_the_next_would_not(text, columns, room):
    rows = rows_for(text, columns, room)
    assert rows == 1 or (size(text, rows) <= columns and rows <= room)
    assert rows == room or room < LEAST or size(text, max(rows + 1, LEAST)) > columns


@pytest.mark.parametrize("rows", range(LEAST, 20))
@pytest.mark.parametrize("heavy", [False, True])
def test_no_two_numerals_look_alike_at_any_height(rows, heavy):
    assert len({draw(mark, rows, heavy=heavy) for mark in "0123456789"}) == 10


def test_heavy_numerals_have_more_ink():
    def ink(heavy: bool) -> int:  # noqa: FBT001
        return sum(line.count("█") for line in draw("0123456789", 10, heavy=heavy))

    assert ink(True) > ink(False)


@given(st.integers(2, 200), st.integers(1, 60), st.floats(0, 1), st.floats(0, 1))
def test_a_fuller_disc_covers_whatever_an_emptier_one_does_and_stays_inside(columns, rows, one, other):
    small, large = sorted((one, other))
    inner, outer = disc(columns, rows, small), disc(columns, rows, large)
    assert len(inner) == len(outer) == 2 * rows
    for (a, b), (c, d) in zip(inner, outer, strict=True):
        assert 0 <= c <= d <= columns
        assert a == b or c <= a <= b <= d


def moments(pattern: BreathPattern, step: int = 250) -> list[tuple[str, float]]:
    timeline = compile_routine(routine(BreatheStep(pattern=pattern, cycles=Exact(1), setup=Exact(0))))
    session = Session(timeline, 0)
    return [
        (view.segment.label if view.segment else "", fullness(timeline, view))
        for view in (session.view(at) for at in range(0, pattern.cycle, step))
    ]


def test_the_lungs_fill_rest_empty_and_never_jump():
    found = moments(BreathPattern(5000, 1000, 4000))
    levels = [level for _, level in found]
    assert levels[0] == 0
    assert levels[20:24] == [1, 1, 1, 1]
    assert all(b > a for a, b in pairwise(levels[:21]))
    assert max(abs(b - a) for a, b in pairwise(levels)) < 0.12


def test_a_second_breath_in_goes_on_where_the_first_one_ended():
    found = moments(BreathPattern(3000, 0, 6000, sip=1000))
    assert found[11][1] == pytest.approx(0.75, abs=0.02)
    assert found[12][1] == 0.75
    assert found[16][1] == 1


def test_the_line_of_a_session_has_its_steps_lengths_and_colours():
    breath = BreatheStep(pattern=BreathPattern(5000, 0, 5000), lasting=Exact(30_000), setup=Exact(0))
    cold = ApplyStep(kind="cold", lasting=Exact(60_000), setup=Exact(0))
    cells = laid_out(compile_routine(routine(hold(30, setup=0), breath, cold)), 120)
    assert [tone for _, tone in cells] == ["work"] * 30 + ["breathe"] * 30 + ["cold"] * 60
    assert [place for place, (first, _) in enumerate(cells) if first] == [30, 60]


def test_the_dots_say_what_is_done_what_is_now_and_what_is_to_come():
    timeline = compile_routine(routine(hold(10, reps=3, rest=5, setup=3)))
    session = Session(timeline, 0)
    assert [face(session.view(s.start)).dots for s in timeline.segments] == [
        "", "◉ ○ ○", "● ○ ○", "● ◉ ○", "● ● ○", "● ● ◉",
    ]  # fmt: skip


def test_only_the_last_three_seconds_of_a_long_phase_stand_out():
    timeline = compile_routine(routine(hold(10, setup=3)))
    session = Session(timeline, 0)
    assert [at for at in range(0, 13_000, 500) if face(session.view(at)).last] == list(range(10_000, 13_000, 500))


@given(st.integers(20, 120), st.integers(9, 50))
def test_a_full_disc_leaves_its_ring_free(columns, rows):
    spans = disc(columns, rows, 1)
    for x, y in ring(columns, rows):
        assert 0 <= x < columns
        assert 0 <= y < rows
        if rows >= 14 and columns >= 2 * rows:
            assert not any(first <= x < last for first, last in spans[2 * y : 2 * y + 2])


def test_the_ring_goes_round_once_clockwise_from_the_top_and_has_no_room_in_a_low_window():
    places = ring(60, 20)
    assert places[0][1] == 0
    quarters = [places[len(places) * n // 4] for n in range(4)]
    (top, right, bottom, left) = quarters
    assert right[0] > top[0] > left[0]
    assert bottom[1] > right[1] > top[1]
    assert ring(60, 8) == ()


def test_a_breath_is_over_once_from_its_in_to_the_end_of_its_out():
    timeline = compile_routine(
        routine(BreatheStep(pattern=BreathPattern(5000, 1000, 4000), cycles=Exact(2), setup=Exact(0)))
    )
    session = Session(timeline, 0)
    shares = [breathed(timeline, session.view(at)) for at in range(0, 10_000, 500)]
    assert shares == [n / 20 for n in range(20)]
    assert breathed(timeline, session.view(10_000)) == 0


words = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ?-", min_size=1, max_size=12)


@given(words, st.integers(1, 120), st.integers(1, 20))
def test_a_word_in_block_letters_has_room_and_is_as_large_as_fits(word, columns, rows):
    lines = spell(word, columns, rows)
    assert len(lines) <= rows
    assert all(len(line) == len(lines[0]) <= columns for line in lines)
    assert len({len(spell(word, columns, more)) for more in (rows, len(lines) or rows)}) == 1


@pytest.mark.parametrize("word", ["Dehnen: Rücken", "伸ばす", "HOLD\x1b", " "])
def test_a_word_with_other_letters_is_not_drawn(word):
    assert spell(word, 500, 20) == ()


def test_the_words_of_phases_have_room_beside_a_figure_in_a_small_window():
    for word in ("HOLD", "LIFT", "REST", "READY", "GO", "SWITCH", "COLD", "HEAT", "PAUSED", "SAG", "ROUND"):
        assert len(spell(word, 37, 3)) == 3


def test_no_two_block_letters_look_alike():
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789?-"
    assert len({spell(letter, 20, 3) for letter in letters}) == len(letters)
