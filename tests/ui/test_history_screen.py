"""The history as somebody opens it: with a journal, with an empty one, and with none."""

from __future__ import annotations

from typing import Any

import pytest

from unclench.journal import queries
from unclench.journal.database import Journal
from unclench.journal.records import NoteRecord, PainRecord, SessionRecord, StepRecord
from unclench.safety.exposure import Moment
from unclench.tui.screens.history import HistoryScreen
from unclench.tui.screens.library import LibraryScreen
from unclench.tui.widgets.lines import Parts

NOON, DAY = 1_795_176_000_000, 86_400_000
SIZES = [(40, 12), (80, 24), (120, 40)]


def id_of(number: int) -> str:
    return f"{number:032x}"


@pytest.fixture
def kept(desk):
    """Five sessions, the latest with everything that there can be, and a hand-turned moment."""
    desk.program.moment = lambda: Moment("boot", 10 * DAY, NOON)
    journal = Journal(desk.home.journal)
    for number in range(5):
        began, id = NOON - (number + 1) * DAY, id_of(number)
        title = f"Stretch {number} [red]"
        journal.add(SessionRecord(id=id, routine="cat", title=title, began=began, ended=began + 900_000, why="user"))
        journal.add(PainRecord(id=id_of(100 + number), at=began, rating=6, when="before", session=id))
        journal.add(PainRecord(id=id_of(200 + number), at=began + 9, rating=4, when="after", session=id))
    journal.add(
        StepRecord(
            id=id_of(300), session=id_of(0), number=1, name="Knee to chest", kind="exercise", side="left", rep=2,
            reps=3, began=NOON - DAY, ended=NOON, lasted=60_000, done=False,
        ),
        NoteRecord(id=id_of(301), at=NOON, text="Pulls [b]less[/b].", session=id_of(0)),
    )  # fmt: skip
    journal.close()
    return desk


async def opened(desk: Any) -> None:
    await desk.press("h")
    assert isinstance(desk.app.screen, HistoryScreen)
    await told(desk, "Cold and heat")


async def told(desk: Any, text: str) -> None:
    await desk.until(lambda: text in desk.app.screen.query_one(Parts).said)


@pytest.mark.parametrize("size", SIZES)
async def test_the_course_and_each_session_can_be_read_at_every_size(kept, size):
    async with kept.sat_at(size=size):
        await opened(kept)
        said = kept.app.screen.query_one(Parts).said
        for heading in ("Sessions a day", "Pain over time", "Before and after"):
            assert heading in said
        assert "  6.0 → 4.0  2.0 less, 5 times" in said
        assert "6→4" in kept.all_text()
        await kept.press("down")
        await told(kept, "Stopped early.")
        said = kept.app.screen.query_one(Parts).said
        assert "◐ 1 Knee to chest  left · 2 of 3 · 1:00" in said
        assert "Pulls [b]less[/b]." in said
        await kept.press("enter", "end")
        assert "Pulls [b]less[/b]." in kept.all_text()
        await kept.press("escape", "escape")
        assert isinstance(kept.app.screen, LibraryScreen)


async def test_older_sessions_are_read_when_they_are_asked_for(kept, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    async with kept.sat_at():
        await opened(kept)
        assert "Stretch 3" not in kept.all_text()
        await kept.press("end", "enter")
        await told(kept, "Stretch 3 [red]")
        assert "Stretch 4" in kept.all_text()
        assert "Older ones" not in kept.all_text()


async def test_a_journal_that_holds_nothing_says_so(desk):
    async with desk.sat_at():
        await opened(desk)
        assert desk.app.screen.query_one(Parts).said.startswith("Nothing is kept yet.")
        await desk.press("enter", "q")
        assert isinstance(desk.app.screen, LibraryScreen)


async def test_without_a_journal_it_says_why_and_h_twice_opens_one_screen(desk):
    desk.program.book.release()
    desk.home.journal.unlink()  # somebody has a folder of that name
    desk.home.journal.mkdir()
    async with desk.sat_at():
        await desk.press("h", "h")
        await told(desk, "The journal cannot be read")
        assert "it is no" in desk.app.screen.query_one(Parts).said
        await desk.press("down", "enter", "escape", "escape")
        assert isinstance(desk.app.screen, LibraryScreen)


async def test_what_is_breathed_from_here_stands_in_it_afterwards(kept):
    async with kept.sat_at():
        await opened(kept)
        kept.program.moment = lambda: Moment("boot", 10 * DAY, NOON + 60_000)
        await kept.press("b")
        await kept.play()
        await kept.press("q", "y", "enter")
        await kept.until(lambda: isinstance(kept.app.screen, HistoryScreen) and len(kept.app.screen._sessions) == 6)
