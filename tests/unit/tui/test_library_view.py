"""What the library lists, and what it opens for that."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from unclench.application import Application
from unclench.journal import database
from unclench.journal.database import Journal
from unclench.journal.records import SessionRecord, new_id
from unclench.testing import ManualClock, ManualMoments
from unclench.tui.viewmodels.home import read_home
from unclench.tui.viewmodels.library import LibraryRow

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


def test_the_library_works_without_a_journal_that_can_be_read(program):
    program.home.journal.mkdir(parents=True)
    row = row_of(program, "gentle-stretch")
    assert (row.done, row.chosen is not None) == ("", True)
