"""The journal as a run of the program uses it: opened when needed, repaired in use, given up where it fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from unclench.config.paths import Home
from unclench.journal.database import Journal
from unclench.journal.errors import Damaged, Unavailable
from unclench.journal.logbook import NOT_KEPT, NOT_KNOWN, JournalHandle
from unclench.journal.records import NoteRecord
from unclench.safety.exposure import Moment

NOTE = NoteRecord(id="a" * 32, at=1_700_000_000_000, text="better")


class Desk:
    """A handle on a home of its own, and what the user was told."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "config", folder / "data", folder / "state")
        self.told: list[str] = []
        self.handle = JournalHandle(self.home, self.told.append, lambda: Moment("boot", 0, 1_700_000_000_000))

    def notes(self) -> list[NoteRecord] | None:
        return self.handle.ask(lambda journal: journal.read(NoteRecord), None)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.handle.release()


def test_the_journal_is_not_touched_before_it_is_needed(desk):
    assert not desk.home.journal.exists()
    assert desk.handle.add(NOTE)
    assert desk.home.journal.exists()


def test_a_released_journal_is_opened_again_by_the_next_use(desk):
    desk.handle.add(NOTE)
    first = desk.handle.journal
    desk.handle.release()
    assert desk.handle.nothing_on
    assert desk.notes() == [NOTE]
    assert desk.handle.journal is not first
    assert desk.told == []


def test_a_failure_is_told_once_and_then_the_journal_is_left_alone(desk, monkeypatch):
    tried = []

    def full(journal: Journal) -> None:
        tried.append(journal)
        raise Unavailable("The disk is full.")

    assert not desk.handle.use(full)
    assert not desk.handle.use(full)
    assert len(tried) == 1
    assert desk.told == [f"The disk is full. {NOT_KEPT} {NOT_KNOWN}"]
    assert desk.handle.journal is None
    assert desk.notes() is None


def test_what_was_on_before_is_not_called_unknown_once_the_exposures_were_read(desk):
    desk.handle.exposures_read = True
    desk.handle.use(lambda journal: (_ for _ in ()).throw(Unavailable("The disk is full.")))
    assert desk.told == [f"The disk is full. {NOT_KEPT}"]


def test_a_journal_that_turns_out_to_be_damaged_is_repaired_and_the_use_repeated(desk):
    desk.handle.add(NOTE)
    uses = []

    def does(journal: Journal) -> None:
        uses.append(journal)
        if len(uses) == 1:
            raise Damaged("a row of notes is not as it was written")

    assert desk.handle.use(does)
    assert len(uses) == 2
    (sentence,) = desk.told
    assert "1 record was recovered" in sentence
    assert desk.notes() == [NOTE]
