"""What the library lists, and what it opens for that."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from unclench.application import Application
from unclench.cli.journal import today_of
from unclench.journal import database
from unclench.journal.database import Journal
from unclench.journal.records import SessionRecord, new_id
from unclench.player.packs import Locked
from unclench.reports.home import read_home
from unclench.reports.today import SkinStatus
from unclench.testing import ManualClock, ManualMoments
from unclench.tui.viewmodels.home import HomeView, LibraryRow, skin_line, state, today, wrong

DAY = 86_400_000


@pytest.fixture
def program() -> Application:
    clock = ManualClock()
    return Application(clock=clock, moment=ManualMoments(clock))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Each opening of the journal."""
    paths: list[Path] = []
    really = database.open_journal

    def count(path: Path, *more: object) -> Journal:
        paths.append(path)
        return really(path, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(database, "open_journal", count)
    return paths


def row_of(program: Application, id: str) -> LibraryRow:
    return next(row for row in read_home(program).rows if row.id == id)


def test_the_journal_is_opened_once_for_all_that_the_library_says_of_it(program, opened):
    began = program.moment().wall - DAY
    with closing(Journal(program.home.journal)) as journal:
        journal.add(SessionRecord(id=new_id(), began=began, routine="gentle-stretch", title="Gentle", why="finished"))
    assert row_of(program, "gentle-stretch").done
    assert opened == [program.home.journal]


def test_a_session_that_began_later_than_now_was_done_today_for_home_as_for_next(program):
    """As after the clock was put back."""
    began = program.moment().wall + 60_000
    with closing(Journal(program.home.journal)) as journal:
        journal.add(SessionRecord(id=new_id(), began=began, routine="gentle-stretch", title="Gentle", why="finished"))
    at_home = read_home(program).due
    assert [due.today for due in at_home if due.id == "gentle-stretch"] == [1]
    assert list(at_home) == list(today_of(program).due)
    program.close()


def test_the_library_works_without_a_journal_that_can_be_read(program):
    program.home.journal.mkdir(parents=True)
    row = row_of(program, "gentle-stretch")
    assert (row.done, row.chosen is not None) == ("", True)


@pytest.mark.parametrize(
    ("since", "brief"),
    [("09:55", "09:55"), ("00:20 on Saturday 21 November", "Sat 00:20"), ("", "not now")],
)
def test_the_list_has_room_for_a_time_and_for_the_day_where_it_is_another(since, brief):
    assert Locked(since, "Too soon.").brief == brief


@pytest.mark.parametrize(("room", "said"), [(40, "Noted: pain 7 of 10. · u go on"), (25, "Noted: pain 7 of 10.")])
def test_the_one_line_of_a_small_home_leaves_out_what_has_no_room(program, room, said):
    home = HomeView((), program.moment(), resume="Gentle stretch, step 2 of 6")
    parts = state(home, program.moment(), "u", "Noted: pain 7 of 10.", room=room)
    assert "".join(text for text, _ in parts) == said


@pytest.mark.parametrize(
    ("width", "said"), [(40, "u go on: Gentle stretch, step 2 of 6"), (30, "u Gentle stretch, step 2 of 6")]
)
def test_the_card_says_which_step_goes_on_where_not_all_has_room(program, width, said):
    home = HomeView((), program.moment(), resume="Gentle stretch, step 2 of 6")
    lines = today(home, program.moment(), "u", width, 5)
    assert "".join(text for text, _ in lines[0]) == said


def test_with_a_pack_on_that_neither_ice_nor_heat_may_come_is_said_once():
    cold = SkinStatus("cold", None, None, "C1.6", "", (), still_on=True)
    heat = SkinStatus("heat", None, None, "C1.6", "", (), still_on=True)
    assert skin_line(HomeView((), skin=[cold, heat])) == "Ice and heat: not with a pack on"
    assert skin_line(HomeView((), skin=[cold, SkinStatus("heat", 0, 1, "", "", ())])).endswith(" · Heat now")


def test_what_is_wrong_with_a_file_is_said_by_line_and_its_path_is_not_said_again(program):
    program.home.routines.mkdir(parents=True)
    (program.home.routines / "mine.yaml").write_text("format: 1\ntitle: Mine\nsteps:\n  - exercise: A\n    hold: ten\n")
    mine = next(row for row in read_home(program).rows if row.id == "mine")
    assert wrong(mine).startswith("Line 5: step 1 > hold: “ten”")
    assert mine.path not in wrong(mine)
