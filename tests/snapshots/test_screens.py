"""How the screens look, as pictures: fixed routines, a hand-turned clock, no device."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from unclench import paths
from unclench.compiling import compile_routine
from unclench.loading import Catalogue, Library, load_file
from unclench.program import Program
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
    monkeypatch.chdir(Path(__file__).parent)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_SNAPSHOT_TEMPDIR", PICTURES)


def app_at(name: str | None = None, *, sounding: bool = False) -> UnclenchApp:
    """The app with a library of three files, opened at one of them."""
    nowhere = Path("nowhere")
    program = Program(
        home=paths.home(),
        clock=ManualClock(),
        make_player=lambda _: RecordingPlayer(),
        wall=lambda: datetime(2026, 11, 20, 14, 30),  # noqa: DTZ001  # what a wall clock shows,
    )
    catalogue = Catalogue(nowhere)
    program.__dict__["library"] = Library([("own", FOLDER)], catalogue)
    routine = None if name is None else load_file(FOLDER / name, catalogue).routine
    conductor = program.conduct(routine, compile_routine(routine)) if routine and sounding else None
    return UnclenchApp(program, Opening(routine, conductor=conductor))


async def settled(pilot: Pilot[int]) -> None:
    await pilot.pause()
    for worker in list(pilot.app.workers):
        if worker.group == "library":
            await worker.wait()
    await pilot.pause()


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
        for _ in range(ms // 250):
            clock.advance(250)
            screen.wake()
        for key in keys:
            clock.advance(1_000)
            await pilot.press(key)
        await settled(pilot)

    return before


def pressed(*keys: str) -> Before:
    """A choosing screen after some keys."""

    async def before(pilot: Pilot[int]) -> None:
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)

    return before


SMALL, USUAL, LARGE = (40, 12), (80, 24), (120, 40)


@pytest.mark.parametrize("size", [SMALL, USUAL])
def test_library(snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app_at(), terminal_size=size, run_before=pressed("down"))


def test_library_with_a_broken_file(snap_compare: Any) -> None:
    assert snap_compare(app_at(), terminal_size=USUAL, run_before=pressed())


@pytest.mark.parametrize("size", [SMALL, USUAL])
def test_preview(snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(app_at("back.yaml"), terminal_size=size, run_before=pressed("down"))


@pytest.mark.parametrize("size", [SMALL, USUAL, LARGE])
def test_player_in_a_hold(snap_compare: Any, size: tuple[int, int]) -> None:
    app = app_at("back.yaml", sounding=True)
    assert snap_compare(app, terminal_size=size, run_before=played(18_000))


def test_player_paused(snap_compare: Any) -> None:
    app = app_at("back.yaml", sounding=True)
    assert snap_compare(app, terminal_size=USUAL, run_before=played(18_000, "space"))


@pytest.mark.parametrize("size", [SMALL, USUAL])
def test_player_at_a_check(snap_compare: Any, size: tuple[int, int]) -> None:
    app = app_at("cold.yaml", sounding=True)
    assert snap_compare(app, terminal_size=size, run_before=played(302_000, first=("space",)))


def test_summary(snap_compare: Any) -> None:
    app = app_at("back.yaml", sounding=True)
    assert snap_compare(app, terminal_size=USUAL, run_before=played(100_000, "q", "y"))
