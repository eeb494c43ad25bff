"""Keys pressed at random and a window pulled about: nothing is ever raised, and no cue moves."""

from __future__ import annotations

import random

import pytest

from unclench.routine.model import ApplyStep, BreatheStep, BreathPattern, Exact
from unclench.session.compiler import compile_routine
from unclench.testing import hold, routine
from unclench.tui.screens.player import PlayerScreen

pytestmark = pytest.mark.drawn

MIXED = routine(
    hold(12, name="A", reps=2, rest=4, sides=("left", "right"), switch=3, setup=4),
    BreatheStep(pattern=BreathPattern(5000, 1000, 4000), cycles=Exact(3), setup=Exact(2_000)),
    ApplyStep(kind="cold", lasting=Exact(400_000), setup=Exact(2_000)),
    hold(10, name="B"),
)
KEYS = [
    "space", "n", "p", "question_mark", "escape", "r", "j", "plus", "minus", "m", "left_square_bracket",
    "right_square_bracket", "v", "y", "enter", "down", "up", "q", "x", "exclamation_mark", "tab", "a", "comma", "t",
]  # fmt: skip
MINUTE = 60_000


@pytest.mark.parametrize("seed", range(4))
async def test_a_minute_of_keys_at_random_raises_nothing(desk, seed):
    dice = random.Random(seed)
    async with desk.sat_at(MIXED, sounding=True) as pilot:
        ends = desk.clock.now() + MINUTE
        while desk.clock.now() < ends and desk.app.return_value is None:
            desk.clock.advance(dice.choice((20, 120, 450, 900)))
            if isinstance(desk.app.screen, PlayerScreen):
                desk.app.screen.wake()
            await pilot.press(dice.choice(KEYS))
        assert desk.app._exception is None


async def test_two_hundred_sizes_in_ten_seconds_move_no_cue(desk):
    dice = random.Random(7)
    wanted = [(cue.sound, cue.at) for cue in compile_routine(MIXED).cues if cue.sound and cue.at <= 10_000]
    async with desk.sat_at(MIXED, sounding=True) as pilot:
        began = desk.player.played[0].at
        for _ in range(200):
            await pilot.resize_terminal(dice.randint(1, 220), dice.randint(1, 70))
            desk.clock.advance(50)
            desk.session.wake()
        sounded = [(played.sound, played.at - began) for played in desk.player.played]
        assert [cue for cue in sounded if cue[1] <= 10_000] == wanted


@pytest.mark.parametrize("key", ["j", "x", "exclamation_mark", "question_mark", "q"])
async def test_a_list_in_front_of_a_session_lives_through_a_window_of_no_size(desk, key):
    async with desk.sat_at(MIXED, sounding=True) as pilot:
        await pilot.press(key)
        for size in (*((width, 24) for width in range(1, 8)), (1, 1), (10, 3), (80, 24)):
            await pilot.resize_terminal(*size)
        assert desk.app._exception is None
        assert not isinstance(desk.app.screen, PlayerScreen)  # and is still there
