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
from unclench.tui.screens.home import HomeScreen
from unclench.tui.screens.preview import PreviewScreen
from unclench.tui.widgets.lists import Parts

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
    await desk.until(lambda: desk.app.screen._overview is not None)
    await desk.settled()


def said(desk: Any, pane: str = "detail") -> str:
    return desk.app.screen.query_one(f"#{pane}", Parts).said  # type: ignore[no-any-return]


async def told(desk: Any, text: str, pane: str = "detail") -> None:
    await desk.until(lambda: text in said(desk, pane))


def seen(desk: Any) -> list[str]:
    """The panes that are seen, in their order."""
    panes = [desk.app.screen.query_one(f"#{id}") for id in ("pain", "helped", "days", "list", "detail")]
    return [pane.id for pane in panes if pane.region.area]


@pytest.mark.parametrize("size", SIZES)
async def test_the_course_and_each_session_can_be_read_at_every_size(kept, size):
    async with kept.sat_at(size=size):
        await opened(kept)
        assert "6→4" in kept.all_text()
        for pane, text in (
            ("pain", "Daily average of 10 ratings"),
            ("helped", "6.0→4.0  −2.0"),
            ("days", "5 of 30 days"),
        ):
            await kept.press("tab")
            await told(kept, text, pane)
            assert kept.app.focused.id == pane
            assert pane in seen(kept)
        await kept.press("tab", "enter")
        await told(kept, "Stopped early.")
        assert "◐ 1 Knee to chest  left · 2 of 3 · 1:00" in said(kept)
        assert "Pulls [b]less[/b]." in said(kept)
        await kept.press("end")
        assert "Pulls [b]less[/b]." in kept.all_text()
        await kept.press("escape", "escape")
        assert isinstance(kept.app.screen, HomeScreen)


@pytest.mark.parametrize(("size", "many"), [((40, 12), 1), ((80, 15), 1), ((80, 24), 4), ((120, 40), 4)])
async def test_all_panes_are_seen_and_in_a_small_window_the_one_with_the_keys(kept, size, many):
    async with kept.sat_at(size=size):
        await opened(kept)
        assert len(seen(kept)) == many
        assert kept.app.focused.id in seen(kept)
        await kept.press("shift+tab")
        assert kept.app.focused.id == "days"
        assert "days" in seen(kept)
        assert kept.all_text().count("┏") == 1, "a heavy frame, for whoever sees no colours"


async def test_the_bar_goes_on_through_the_sessions_while_one_is_looked_at(kept):
    async with kept.sat_at():
        await opened(kept)
        await kept.press("enter")
        await told(kept, "Stretch 0 [red]")
        assert seen(kept) == ["list", "detail"]
        await kept.press("tab", "down")
        await told(kept, "Stretch 1 [red]")
        await kept.press("escape")
        assert seen(kept) == ["pain", "helped", "days", "list"]


async def test_one_key_looks_back_over_more_days_and_after_all_of_them_over_the_fewest(kept):
    journal = Journal(kept.home.journal)
    journal.add(
        PainRecord(id=id_of(900), at=NOON - 50 * DAY, rating=9),
        PainRecord(id=id_of(901), at=NOON - 400 * DAY, rating=10),
    )
    journal.close()
    async with kept.sat_at():
        await opened(kept)
        for marked, highest in (("[30 days]", 6), ("[90 days]", 9), ("[all]", 10), ("[14 days]", 6)):
            await kept.until(lambda marked=marked: marked in kept.text("#head"))
            await told(kept, f"highest {highest}", "pain")
            await kept.press("s")


async def test_older_sessions_are_read_when_they_are_asked_for(kept, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    async with kept.sat_at():
        await opened(kept)
        assert "Stretch 3" not in kept.all_text()
        await kept.press("end", "enter")
        await kept.until(lambda: "Stretch 4" in kept.all_text())
        assert "Older sessions" not in kept.all_text()


@pytest.mark.parametrize("size", SIZES)
async def test_a_journal_that_holds_nothing_says_so(desk, size):
    async with desk.sat_at(size=size):
        await opened(desk)
        await told(desk, "There is nothing here yet.", "pain")
        assert "There is nothing here yet." in desk.all_text()
        await desk.press("enter", "q")
        assert isinstance(desk.app.screen, HomeScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_without_a_journal_it_says_why_and_h_twice_opens_one_screen(desk, size):
    desk.program.book.release()
    desk.home.journal.unlink()  # somebody has a folder of that name
    desk.home.journal.mkdir()
    async with desk.sat_at(size=size):
        await desk.press("h", "h")
        await told(desk, "The journal cannot be read", "pain")
        assert "it is no" in said(desk, "pain")
        assert "pain" in seen(desk)
        await desk.press("s", "tab", "enter", "escape")
        assert isinstance(desk.app.screen, HomeScreen)


async def test_what_is_breathed_from_here_stands_in_it_afterwards(kept):
    async with kept.sat_at():
        await opened(kept)
        kept.program.moment = lambda: Moment("boot", 10 * DAY, NOON + 60_000)
        await kept.press("b")
        await kept.play()
        await kept.press("q", "y", "enter")
        await kept.until(
            lambda: isinstance(kept.app.screen, HistoryScreen) and len(kept.app.screen._rows.sessions) == 6
        )


def notified(desk: Any) -> str:
    return " ".join(note.message for note in desk.app._notifications)


async def question(desk: Any) -> AskScreen:
    await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
    return desk.app.screen  # type: ignore[no-any-return]


async def test_a_session_is_deleted_only_after_a_yes_and_with_all_that_belongs_to_it(kept):
    async with kept.sat_at():
        await opened(kept)
        await kept.press("tab", "d")
        assert isinstance(kept.app.screen, HistoryScreen), "the keys are beside the list"
        assert "Choose a session in the list first." in notified(kept)
        await kept.press("shift+tab", "d")
        assert "Stretch 0 [red]" in (await question(kept)).ask.text
        await kept.press("enter", "n")
        assert len(kept.app.screen._rows.sessions) == 5
        await kept.press("d")
        await question(kept)
        await kept.press("y")
        await kept.until(
            lambda: isinstance(kept.app.screen, HistoryScreen) and len(kept.app.screen._rows.sessions) == 4
        )
        assert "records are gone" in kept.all_text()
    journal = kept.program.book.journal
    assert not journal.read(NoteRecord)
    assert id_of(0) not in {pain.session for pain in journal.read(PainRecord)}


async def test_a_note_goes_with_the_session_the_bar_is_on_or_stands_alone_and_is_marked_on_the_plot(kept):
    async with kept.sat_at(size=(120, 40)):
        await opened(kept)
        await kept.press("tab", "n")
        await question(kept)
        await kept.press(*"alone", "enter")
        await told(kept, "✎ Fri 20 Nov: alone", "pain")
        await kept.press("shift+tab", "down", "n")
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
        await kept.press("a")
        await kept.until(lambda: isinstance(kept.app.screen, PreviewScreen))
        await kept.press("escape")
        await kept.until(lambda: isinstance(kept.app.screen, HistoryScreen))
    (kept.home.routines / "cat.yaml").unlink()
    kept.program.__dict__.pop("library", None)
    async with kept.sat_at():
        await opened(kept)
        await kept.press("a")
        assert isinstance(kept.app.screen, HistoryScreen)
        assert "not among yours any more" in notified(kept)


async def test_right_opens_a_session_and_left_goes_back(kept):
    async with kept.sat_at():
        await opened(kept)
        await kept.press("right")
        assert kept.app.focused.id == "detail"
        await kept.press("left", "left")
        assert isinstance(kept.app.screen, HomeScreen)
