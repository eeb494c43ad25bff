"""A file with mistakes opens in somebody's own text editor, at the first of them, and is read again afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from unclench.system import text_editor
from unclench.tui.widgets.home import RoutinePanes
from unclench.tui.widgets.lists import Columns

BROKEN = "format: 1\ntitle: Mine\nsteps:\n  - exercise: Lean\n    hold: soon\n"


@pytest.fixture
def lent(desk, monkeypatch):
    """A terminal that can be lent, and an editor that writes down what it was to open, and mends it."""
    opened: list[list[str]] = []

    @contextmanager
    def lend(_: Any) -> Iterator[None]:
        opened.append([])
        yield

    def mend(opens: list[str]) -> None:
        opened[-1] = opens
        desk.write("mine.yaml", BROKEN.replace("soon", "5s"))

    monkeypatch.setattr(type(desk.app), "suspend", lend)
    monkeypatch.setattr(text_editor, "edit", mend)
    monkeypatch.setenv("EDITOR", "vim")
    monkeypatch.delenv("VISUAL", raising=False)
    return opened


async def to(desk: Any, id: str) -> None:
    """The bar on a routine."""
    screen = desk.app.screen
    key = next(key for key, row in screen.query_one(RoutinePanes).shown.items() if row.id == id)
    screen.query_one(Columns).highlight(key, focus=True)
    await desk.settled()


def notified(desk: Any) -> str:
    return " ".join(note.message for note in desk.app._notifications)


async def test_a_broken_file_opens_at_its_line_and_home_shows_what_was_mended(desk, lent):
    path = desk.write("mine.yaml", BROKEN)
    async with desk.sat_at(size=(120, 40)):
        assert "line 5" in desk.all_text()
        await to(desk, "mine")
        await desk.press("e")
        await desk.until(lambda: "line 5" not in desk.all_text())
        assert lent == [["vim", "+5", str(path)]]
        assert desk.app.screen.query_one(RoutinePanes).here.id == "mine"


async def test_without_an_editor_it_is_said_what_to_set_and_where_the_file_is(desk, lent, monkeypatch):
    path = desk.write("mine.yaml", BROKEN)
    monkeypatch.delenv("EDITOR")
    async with desk.sat_at():
        await to(desk, "mine")
        await desk.press("e")
        assert "export EDITOR=nano" in notified(desk)
        assert str(path) in notified(desk)
        assert lent == []


async def test_from_a_browser_no_editor_is_started_and_it_is_said_where_the_file_is(desk, lent):
    path = desk.write("mine.yaml", BROKEN)
    desk.program.in_browser = True
    async with desk.sat_at():
        await to(desk, "mine")
        await desk.press("e")
        assert "A text editor can't be opened from a browser." in notified(desk)
        assert str(path) in notified(desk)
        assert lent == []


async def test_a_terminal_that_cannot_be_lent_is_said(desk, monkeypatch):
    desk.write("mine.yaml", BROKEN)
    monkeypatch.setenv("EDITOR", "vim")
    async with desk.sat_at():
        await to(desk, "mine")
        await desk.press("e")  # this one is no terminal at all
        assert "can't be lent to an editor" in notified(desk)


async def test_from_a_browser_no_file_of_this_computer_is_read_by_its_name(desk):
    desk.program.in_browser = True
    async with desk.sat_at():
        await desk.press("plus", "3")
        assert "From a browser no file of this computer can be added." in notified(desk)
