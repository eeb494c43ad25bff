"""How the screens look, as pictures: fixed routines, a hand-turned clock, no device."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.frozen import freeze, settled
from textual.pilot import Pilot

from unclench.application import Application
from unclench.config import paths
from unclench.config.settings import Settings
from unclench.routine import Library, load_file
from unclench.session.compiler import compile_routine
from unclench.testing import ManualClock, RecordingPlayer
from unclench.tui.app import Opening, UnclenchApp
from unclench.tui.screens.player import PlayerScreen

PICTURES = os.environ.get("TEXTUAL_SNAPSHOT_TEMPDIR", "")
"""Where the plugin collects its pictures; tests/conftest.py takes all of Textual's variables away."""
FOLDER = Path("routines")  # beside this file; relative, because the library shows where a file lies
Before = Callable[[Pilot[int]], Awaitable[None]]


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside this file, with nothing of the machine in the picture."""
    freeze(monkeypatch)
    monkeypatch.chdir(Path(__file__).parent)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_SNAPSHOT_TEMPDIR", PICTURES)


def app_at(name: str | None = None, *, theme: str, sounding: bool = False) -> UnclenchApp:
    """The app with a library of three files, opened at one of them, or at a bundled routine."""
    program = Application(
        settings=Settings(theme=theme),
        home=paths.home(),
        clock=ManualClock(),
        make_player=lambda _: RecordingPlayer(),
        wall=lambda: datetime(2026, 11, 20, 14, 30),  # noqa: DTZ001  # what a wall clock shows
    )
    routine = None
    if name is not None:
        file = FOLDER / name if name.endswith(".yaml") else paths.shipped("routines") / f"{name}.yaml"
        routine = load_file(file, program.catalogue).routine
    program.__dict__["library"] = Library([("own", FOLDER)], program.catalogue)
    controller = program.start_session(routine, compile_routine(routine)) if routine and sounding else None
    return UnclenchApp(program, Opening(routine, controller=controller))


def played(ms: int, *keys: str, first: tuple[str, ...] = ()) -> Before:
    """The player after the keys `first` and `ms` more, and what `keys` do there."""

    async def before(pilot: Pilot[int]) -> None:
        app = pilot.app
        assert isinstance(app, UnclenchApp)
        clock = app.program.clock
        assert isinstance(clock, ManualClock)
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, PlayerScreen)
        for key in first:
            clock.advance(1_000)
            await pilot.press(key)
        left = ms
        while left > 0:
            step = min(left, max(1, screen.controller.sleep_for()))
            clock.advance(step)
            left -= step
            screen.wake()
        for key in keys:
            clock.advance(1_000)
            await pilot.press(key)
        await settled(pilot)

    return before


def held(seconds: int, key: str) -> Before:
    """The player as a key is pressed every so many seconds, until an alarm that it would have answered."""

    async def before(pilot: Pilot[int]) -> None:
        for _ in range(2):
            await played(0, first=(key,))(pilot)
            await played(seconds * 1000)(pilot)

    return before


def pressed(*keys: str) -> Before:
    """A choosing screen after some keys."""

    async def before(pilot: Pilot[int]) -> None:
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)

    return before


SIZES = [(40, 12), (80, 24), (120, 40), (200, 60)]

# A screen: the routine it is opened with, whether that sounds already, and what happens before the picture.
SCREENS: dict[str, tuple[str | None, bool, Before]] = {
    "library": (None, False, pressed("down")),
    "broken": (None, False, pressed()),
    "preview": ("gentle-stretch", False, pressed("down", "down")),
    "setup": ("gentle-stretch", True, played(9_000)),
    "hold": ("gentle-stretch", True, played(21_000)),
    "paused": ("back.yaml", True, played(18_000, "space")),
    "breath": ("breathing-5-1-4", True, played(13_000)),
    "cold": ("cold.yaml", True, played(30_000, first=("space",))),
    "off": ("cold.yaml", True, held(300, "space")),
    "open": ("../more/as-long.yaml", True, played(8_000)),
    "check": ("cold.yaml", True, played(302_000, first=("space",))),
    "hurts": ("back.yaml", True, played(18_000, "x")),
    "flags": ("back.yaml", True, played(18_000, "exclamation_mark")),
    "help": ("back.yaml", True, played(18_000, "question_mark")),
    "leave": ("back.yaml", True, played(18_000, "q")),
    "history": (None, False, pressed("h")),
    "settings": (None, False, pressed("comma", "down")),
    "summary": ("back.yaml", True, played(100_000, "q", "y")),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("screen", SCREENS)
def test_screen(snap_compare: Any, screen: str, theme: str, size: tuple[int, int]) -> None:
    name, sounding, before = SCREENS[screen]
    assert snap_compare(app_at(name, theme=theme, sounding=sounding), terminal_size=size, run_before=before)
