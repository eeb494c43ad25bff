"""What moves goes to the terminal by a short way: what stands there is what Textual would draw, whatever happens."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from rich.cells import cell_len
from textual.geometry import Size

from unclench.routine.model import BreatheStep, BreathPattern, Exact, ExerciseStep, Movement, Phase
from unclench.session.session import Status
from unclench.testing import routine
from unclench.tui.app import UnclenchApp
from unclench.tui.screens.player import PlayerScreen
from unclench.tui.textual_internals import Rows
from unclench.tui.widgets.painted import Painted

pytestmark = pytest.mark.drawn

CAT_COW = ExerciseStep(
    exercise=Movement(id="cat-cow", name="Cat-cow"), reps=Exact(20), setup=Exact(1_000), rest=Exact(0),
    phases=(Phase("round", Exact(5_000)), Phase("sag", Exact(5_000))),
)  # fmt: skip
BREATH = BreatheStep(pattern=BreathPattern(5_000, 1_000, 4_000), cycles=Exact(20), setup=Exact(0))
KEYS = [
    "space",
    "n",
    "p",
    "r",
    "j",
    "escape",
    "question_mark",
    "escape",
    "plus",
    "m",
    "exclamation_mark",
    *["escape"] * 6,
]
SIZES = [(80, 24), (120, 40), (40, 12), (60, 30), (200, 60), (30, 8)]
TOKEN = re.compile(r"\x1b\[(\d+);(\d+)H|(\x1b\[[\d;]*m)|(\n)|(.)")

Cells = dict[tuple[int, int], tuple[str, str]]
"""By place, the look and the mark."""


class Glass:
    """A terminal that is sent an app's updates and nothing else."""

    def __init__(self) -> None:
        self.cells: Cells = {}
        self.short = 0
        """How many updates came by the short way."""

    def write(self, sent: str) -> None:
        x = y = 0
        look = ""
        for row, column, style, _, mark in TOKEN.findall(sent):
            if row:
                x, y = int(column) - 1, int(row) - 1
            elif style:
                look = "" if style == "\x1b[0m" else style
            elif mark:
                self.cells[x, y] = (look, mark)
                x += cell_len(mark)

    def within(self, size: Size) -> Cells:
        return {(x, y): cell for (x, y), cell in self.cells.items() if x < size.width and y < size.height}


@pytest.fixture
def glass(monkeypatch):
    """What the app shows."""
    glass, display = Glass(), UnclenchApp._display

    def shown(app, screen, update):
        if update is not None and not app._batch_count:
            glass.short += isinstance(update, Rows)
            glass.write(update.render_segments(app.console))
        display(app, screen, update)

    monkeypatch.setattr(UnclenchApp, "_display", shown)
    return glass


async def drawn(desk: Any) -> Cells:
    """Until nothing waits to be drawn; gives what Textual would draw now, all of it anew."""
    app, quiet = desk.app, 0
    for _ in range(100):
        await desk.pilot.pause(0.01)
        screen = app.screen
        waits = screen._dirty_widgets or screen._layout_required or screen._repaint_required
        quiet = 0 if waits or screen._compositor._dirty_regions else quiet + 1
        if quiet == 3:  # what follows from a change of colours comes by a message or two
            break
    for each in app.screen_stack:
        for painted in each.query(Painted):
            painted._strips.clear()  # nor does it rest on what they kept
    anew = Glass()
    update = screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    anew.write(update.render_segments(app.console))
    return anew.within(app.size)


def act(desk: Any, dice: random.Random) -> Any:
    """One of the things that happen to a session."""
    match dice.randrange(12):
        case 0:
            return desk.pilot.resize_terminal(*dice.choice(SIZES))
        case 1:
            desk.app.notify("Something to read, " * dice.randint(1, 20), timeout=60)
        case 2:
            desk.app.clear_notifications()
        case 3:
            desk.app.action_other_theme()
        case 4 | 5:
            return desk.pilot.press(dice.choice(KEYS))
        case 6 | 7 if desk.controller.view().status is Status.PAUSED:
            return desk.pilot.press("space")
    return None


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_the_terminal_shows_what_textual_would_draw(desk, glass, seed):
    dice = random.Random(seed)
    async with desk.sat_at(routine(CAT_COW, BREATH), sounding=True):
        for _ in range(60):
            if (done := act(desk, dice)) is not None:
                await done
            for _ in range(3):
                desk.clock.advance(dice.choice((20, 90, 240)))
                desk.session.wake()
            wanted = await drawn(desk)
            assert glass.within(desk.app.size) == wanted
        assert glass.short


@pytest.mark.parametrize("step", [CAT_COW, BREATH])
async def test_under_a_list_of_keys_textual_draws_and_after_it_the_short_way_is_open_again(desk, glass, step):
    async with desk.sat_at(routine(step), sounding=True):
        await desk.wait(2_100)
        glass.short = 0
        for over, opened in (([], True), (["j"], False), (["escape"], True)):
            await desk.pilot.press(*over)
            await drawn(desk)
            glass.short = 0
            for _ in range(5):
                desk.clock.advance(83)
                desk.session.wake()
            assert isinstance(desk.app.screen, PlayerScreen) == opened
            assert bool(glass.short) == opened


@pytest.mark.parametrize("step", [CAT_COW, BREATH])
async def test_what_becomes_another_height_while_it_moves_is_drawn_whole(desk, glass, step):
    async with desk.sat_at(routine(step), size=(120, 40), sounding=True):
        await desk.wait(2_100)
        with desk.app.batch_update():  # Textual waits, and so the short way is closed
            desk.clock.advance(500)
            desk.session.wake()
            desk.app.query_one("#middle").styles.height = 20
        wanted = await drawn(desk)
        assert glass.within(desk.app.size) == wanted
