"""The screens under test: the real app on a hand-turned clock, with no device and no real home."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path

import pytest
from tests.answered import well
from tests.frozen import freeze, settled
from textual.pilot import Pilot
from textual.screen import Screen

from unclench import testing
from unclench.journal.database import Journal
from unclench.journal.records import SessionRecord, new_id
from unclench.player.controller import SessionController
from unclench.routine.model import Routine
from unclench.safety.exposure import Moment
from unclench.session.compiler import compile_routine
from unclench.system.clock import moment
from unclench.tui.app import Opening, UnclenchApp
from unclench.tui.screens.player import PlayerScreen
from unclench.tui.widgets.lists import KeyBoxes
from unclench.tui.widgets.stage import Breath, PhaseWord

PATIENCE = 6_000
"""Hundredths of a second for a thread of the program's own; it takes one or two."""


class Desk(testing.Desk):
    """One run of the app, with what it is made of at hand."""

    def __init__(self, folder: Path) -> None:
        noon = datetime(2026, 11, 20, 12)  # noqa: DTZ001  # what a wall clock shows
        super().__init__(folder, wall=lambda: noon, moment=self._moment)
        self._moments = testing.ManualMoments(self.clock, moment().wall + 60_000)  # after whatever is stored before
        self.home.routines.mkdir(parents=True)
        self.app = UnclenchApp(self.program, events=self.events)
        self.pilot: Pilot[int]

    def _moment(self) -> Moment:
        """A moment from now on, as the hand-turned clock goes."""
        return self._moments()

    def write(self, name: str, text: str) -> Path:
        """A routine of the user's own."""
        path = self.home.routines / name
        path.write_text(text, "utf-8")
        return path

    def well(self) -> None:
        """Somebody who has been asked everything, and for whom nothing holds."""
        well(self.home.journal, day=self.program.wall())

    @asynccontextmanager
    async def sat_at(
        self,
        routine: Routine | None = None,
        *,
        size: tuple[int, int] = (80, 24),
        sounding: bool = False,
        **opening: object,
    ) -> AsyncIterator[Pilot[int]]:
        """The app running, after its first frame and whatever follows from it; over a session that sounds."""
        if sounding:
            assert routine is not None
            opening["controller"] = self.program.start_session(routine, compile_routine(routine), events=self.events)
        self.app = UnclenchApp(self.program, Opening(routine, **opening), events=self.events)  # type: ignore[arg-type]
        async with self.app.run_test(size=size, notifications=True) as self.pilot:
            await self.settled()
            yield self.pilot

    async def settled(self) -> None:
        """See `tests.frozen`."""
        await settled(self.pilot)

    async def until(self, holds: Callable[[], bool]) -> None:
        """For what happens in a thread: opening the device."""
        for _ in range(PATIENCE):
            if holds():
                await self.pilot.pause()
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"never so: the screen is {self.app.screen}")

    async def press(self, *keys: str, after: int = 1_000) -> None:
        """Keys with a second between them, as somebody presses who means each."""
        for key in keys:
            self.clock.advance(after)
            if isinstance(self.app.screen, PlayerScreen):
                self.app.screen.wake()
            await self.pilot.press(key)
            await self.settled()

    async def play(self) -> PlayerScreen:
        """Until the player stands there."""
        await self.until(lambda: isinstance(self.app.screen, PlayerScreen))
        return self.session

    async def wait(self, ms: int) -> None:
        """Time goes by as it does in a session: it wakes just when it has something to do."""
        while ms > 0:
            step = min(ms, max(1, self.controller.sleep_for())) if self._playing else ms
            self.clock.advance(step)
            ms -= step
            if self._playing:
                self.session.wake()
        await self.settled()

    @property
    def _playing(self) -> bool:
        return any(isinstance(screen, PlayerScreen) for screen in self.app.screen_stack)

    @property
    def session(self) -> PlayerScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, PlayerScreen))

    @property
    def controller(self) -> SessionController:
        return self.session.controller

    def text(self, selector: str) -> str:
        """What a widget of the top screen says; nothing where it is not shown."""
        widget = self.app.screen.query_one(selector)
        if isinstance(widget, PhaseWord | KeyBoxes):
            return (widget.value if isinstance(widget, PhaseWord) else widget.said) if widget.region.area else ""
        return str(widget.render()) if widget.region.area else ""

    def name(self) -> str:
        """The question that is asked, or the name of what is done, which is in capitals above its instructions."""
        return self.text("#name") or self.text("#heading")

    def word(self) -> str:
        """What is to be done now; in a breath the disc says it."""
        return self.session.query_one(Breath).word if self.text("#word") == "" else self.text("#word")

    def time(self) -> str:
        return self.session.query_one("#time").value  # type: ignore[attr-defined, no-any-return]

    def all_text(self) -> str:
        """The whole screen as text, row by row."""
        width = self.app.size.width
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip)[:width] for strip in strips)


@pytest.fixture(autouse=True)
def _undrawn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn on a terminal that nobody looks at, which is two fifths of the time.

    What a screen says is asked of its widgets; how it looks is what the snapshots are for. A test marked `drawn` draws.
    """
    if request.node.get_closest_marker("drawn") is None:
        monkeypatch.setattr(Screen, "_compositor_refresh", lambda _: None)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk of its own for each test."""
    freeze(monkeypatch)
    monkeypatch.setenv("UNCLENCH_HOME", str(tmp_path))
    desk = Desk(tmp_path)
    desk.well()
    yield desk
    desk.program.close()


@pytest.fixture
def lived(desk: Desk) -> Desk:
    """Somebody who has done two things in the last days."""
    with closing(Journal(desk.home.journal)) as journal:
        for days, id, title in ((1, "gentle-stretch", "Gentle stretch"), (2, "walk-10-15", "Walk, 10 to 15 minutes")):
            began = moment().wall - days * 86_400_000
            journal.add(SessionRecord(id=new_id(), routine=id, title=title, began=began, why="finished"))
    return desk
