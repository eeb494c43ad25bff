"""The history as somebody opens it: with a journal, with an empty one, and with none."""

from __future__ import annotations

from typing import Any

import pytest

from unclench.journal import queries
from unclench.journal.database import Journal
from unclench.journal.records import NoteRecord, PainRecord, SessionRecord, StepRecord
from unclench.safety.exposure import Moment
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.history import HistoryScreen
from unclench.tui.screens.library import LibraryScreen
from unclench.tui.screens.preview import PreviewScreen
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
        for heading in ("Sessions a day", "Pain over time", "Does it help you?"):
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
        assert "Older sessions" not in kept.all_text()


async def test_a_journal_that_holds_nothing_says_so(desk):
    async with desk.sat_at():
        await opened(desk)
        assert desk.app.screen.query_one(Parts).said.startswith("There is nothing here yet.")
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


def notified(desk: Any) -> str:
    return " ".join(note.message for note in desk.app._notifications)


async def question(desk: Any) -> AskScreen:
    await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
    return desk.app.screen  # type: ignore[no-any-return]


async def test_a_session_is_deleted_only_after_a_yes_and_with_all_that_belongs_to_it(kept):
    async with kept.sat_at():
        await opened(kept)
        await kept.press("d")
        assert isinstance(kept.app.screen, HistoryScreen), "over time there is nothing to delete"
        await kept.press("down", "d")
        assert "Stretch 0 [red]" in (await question(kept)).ask.text
        await kept.press("enter", "n")
        assert len(kept.app.screen._sessions) == 5
        await kept.press("d")
        await question(kept)
        await kept.press("y")
        await kept.until(lambda: isinstance(kept.app.screen, HistoryScreen) and len(kept.app.screen._sessions) == 4)
        assert "records are gone" in kept.all_text()
    journal = kept.program.book.journal
    assert not journal.read(NoteRecord)
    assert id_of(0) not in {pain.session for pain in journal.read(PainRecord)}


async def test_a_note_goes_with_the_session_the_bar_is_on_or_stands_alone_and_is_marked_on_the_plot(kept):
    async with kept.sat_at(size=(120, 40)):
        await opened(kept)
        await kept.press("n")
        await question(kept)
        await kept.press(*"alone", "enter")
        await told(kept, "✎ Fri 20 Nov: alone")
        await kept.press("down", "down", "n")
        await question(kept)
        await kept.press(*"with", "enter")
        await kept.until(lambda: isinstance(kept.app.screen, HistoryScreen))
    notes = {note.text: note.session for note in kept.program.book.journal.read(NoteRecord)}
    assert (notes["alone"], notes["with"]) == (None, id_of(1))


async def test_the_page_for_a_doctor_is_written_beside_an_older_one_and_the_screen_says_where(kept, tmp_path):
    (tmp_path / "back-pain-2026-11-20.html").write_text("mine", "utf-8")
    async with kept.sat_at():
        await opened(kept)
        await kept.press("r")
        page = tmp_path / "back-pain-2026-11-20-2.html"
        await kept.until(page.exists)
        await kept.until(lambda: str(page) in notified(kept))
    assert (tmp_path / "back-pain-2026-11-20.html").read_text("utf-8") == "mine"
    assert "<html" in page.read_text("utf-8")


async def test_a_routine_is_done_again_from_the_history_and_one_that_is_gone_is_said(kept):
    kept.write("cat.yaml", "format: 1\ntitle: Cat\nsteps:\n  - exercise: Lean\n    hold: 5s\n")
    async with kept.sat_at():
        await opened(kept)
        await kept.press("down", "a")
        await kept.until(lambda: isinstance(kept.app.screen, PreviewScreen))
        await kept.press("escape")
        await told(kept, "Stretch")
    (kept.home.routines / "cat.yaml").unlink()
    kept.program.__dict__.pop("library", None)
    async with kept.sat_at():
        await opened(kept)
        await kept.press("down", "a")
        assert isinstance(kept.app.screen, HistoryScreen)
        assert "not among yours any more" in notified(kept)


async def test_right_opens_a_session_and_left_goes_back(kept):
    async with kept.sat_at():
        await opened(kept)
        await kept.press("down", "right")
        assert kept.app.focused.id == "detail"
        await kept.press("left", "left")
        assert isinstance(kept.app.screen, LibraryScreen)
