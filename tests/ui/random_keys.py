"""Keys pressed at random for minutes on end, through all screens: nothing is raised, and no cue is moved.

`python tests/run.py --keys MINUTES [SEED]` plays this, and nothing else does: its name is none that pytest looks for.
The time of the sessions is turned by hand, so that a minute of keys is many minutes of them.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter, deque
from typing import Any

from tests.ui.test_rough_handling import MIXED

from unclench.session.playhead import Playhead
from unclench.tui.screens.player import PlayerScreen

MINUTES, SEED = "RANDOM_KEYS_MINUTES", "RANDOM_KEYS_SEED"
KEYS = (
    *"0123456789abcdefghijklmnopqrstuvwxyzJKT",
    "space", "enter", "escape", "tab", "backspace", "up", "down", "left", "right", "home", "end", "pageup", "pagedown",
    "f1", "f5", "full_stop", "comma", "slash", "plus", "minus", "asterisk", "question_mark", "exclamation_mark",
    "left_square_bracket", "right_square_bracket",
)  # fmt: skip
OFTEN = ("enter", "pagedown", "full_stop", "space", "y", "n", "1", "down")
"""Pressed at random these lead further than the others."""
SIZES = ((80, 24), (120, 40), (40, 12), (200, 60), (30, 8))
WAITS = (20, 120, 450, 900, 1_700, 1_700, 4_000, 9_000, 9_000, 40_000)
"""Ms between two keys: some within a second and a half of a question, some so that a session goes on."""
SLICE = 300
"""Ms between two looks of the session, at most: later than 400 a cue would be dropped."""
REMEMBERED = 60
MOST = 120
"""Keys after which the program is begun anew, at the next of the beginnings."""
BEGINNINGS = ("", "b", ("h",), ("comma",), "g", ("plus",))
"""Keys that are pressed first, at home; without any, a routine is looked at."""
MINE = """\
format: 1
title: Short
defaults: {setup: 2s, rest: 3s}
steps:
  - {exercise: cat-cow, hold: 8s, reps: 3}
  - {breathe: 5-1-4, cycles: 3}
  - {exercise: Reach far, hold: 10s, sides: [left, right]}
  - {exercise: Heel raise, reps: open}
  - levels: [{exercise: hip-lift, hold: 5s}, {exercise: hip-lift, hold: 8s, reps: 2}]
  - {exercise: Chin tuck, hold: 5s, progress: {reps: up to 10}, goal: 20 a day}
"""


class Listener:
    """Compares what a player was given with the timeline of the session that it was given by."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk
        self.heard = 0
        """How many cues of a timeline were found in their places."""

    def turn(self, ms: int) -> None:
        """Let time go by, and listen."""
        while ms > 0:
            step = min(ms, SLICE)
            ms -= step
            self._slice(step)

    def _slice(self, step: int) -> None:
        screen = self._desk.app._flow.playing
        plays = isinstance(screen, PlayerScreen) and screen.is_attached and not screen.ended
        before = self._desk.clock.now()
        line = screen.controller.session.playhead if plays else None
        given = len(self._desk.player.played)
        self._desk.clock.advance(step)
        if not plays:
            return
        screen.wake()
        if line is screen.controller.session.playhead:
            self._compare(line, before, before + step, self._desk.player.played[given:], screen.controller)

    def _compare(self, line: Playhead, after: int, until: int, played: list[Any], controller: Any) -> None:
        """All cues of the line in this time were given to the player for just then, and nothing else was."""
        if line.still:
            assert not played, f"heard while paused: {played}"
            return
        here = line.where(until)[0]
        wanted = Counter(
            (cue.sound, at)
            for cue in line.timeline.cues
            if cue.sound is not None
            and cue.every is None
            and cue.segment <= here
            and cue.at > line.base
            and after < (at := line.time_of(cue.at)) <= until
        )
        found = Counter((each.sound, each.at) for each in played)
        missing = wanted - found
        assert not missing, f"not heard in their places between {after} and {until}: {missing}; but {found}"
        self.heard += wanted.total()
        if controller.view().asked is None and after > line.time:
            assert found == wanted, f"heard between {after} and {until}, and in no timeline: {found - wanted}"


async def test_keys_at_random_raise_nothing_and_move_no_cue(desk):
    seed = int(os.environ.get(SEED) or random.SystemRandom().randrange(10**6))
    minutes = float(os.environ.get(MINUTES) or 1)
    print(f"\nrandom keys for {minutes:g} minutes: seed {seed}", flush=True)
    dice, listener = random.Random(seed), Listener(desk)
    desk.write("short.yaml", MINE)
    ends, pressed, seen, runs = time.monotonic() + 60 * minutes, deque[str](maxlen=REMEMBERED), Counter[str](), 0
    try:
        while time.monotonic() < ends:
            begins, left = BEGINNINGS[runs % len(BEGINNINGS)], MOST
            runs += 1
            async with desk.sat_at(None if begins else MIXED) as pilot:
                await pilot.press(*begins)
                while time.monotonic() < ends and desk.app.return_value is None and not desk.app._exit and left:
                    left -= 1
                    listener.turn(dice.choice(WAITS))
                    key = dice.choice(OFTEN if dice.randrange(3) else KEYS)
                    pressed.append(key)
                    if not dice.randrange(100):
                        await pilot.resize_terminal(*dice.choice(SIZES))
                    await pilot.press(key)
                    seen[type(desk.app.screen).__name__] += 1
                    assert desk.app._exception is None
    except BaseException:
        print(f"seed {seed}, the last keys: {' '.join(pressed)}", flush=True)
        raise
    print(f"{runs} runs, {seen.total()} keys, {listener.heard} cues in their places: {dict(seen)}", flush=True)
    assert listener.heard
    assert len(seen) > 5
