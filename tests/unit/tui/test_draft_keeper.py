"""A draft is kept as it changes, in the order of its changes, and forgotten once nothing would be lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.unit.bundled import CATALOGUE

from unclench.routine import draft_file
from unclench.routine.draft import THE_TOP
from unclench.routine.draft_file import new_draft, open_draft
from unclench.tui.draft_keeper import DraftKeeper


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "mine.yaml"
    found.write_text("title: Mine\nsteps:\n  - rest: 5s\n", "utf-8")
    return found


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "unsaved"


def writer(keeper: DraftKeeper) -> Callable[[], None]:
    """What keeps the draft, since there is something to keep."""
    due = keeper.due()
    assert due is not None
    return due


def test_it_is_kept_once_something_has_changed_and_forgotten_once_it_is_saved(path, folder, tmp_path):
    file = open_draft(path, CATALOGUE, tmp_path)
    keeper = DraftKeeper(file, folder, lambda: 7)
    assert keeper.due() is None
    file.draft.set(("steps", 0), "rest", "6s")
    writer(keeper)()
    assert draft_file.unsaved_kept(folder, draft_file.unsaved_name(path)) == file.unsaved(7)
    file.save()
    keeper.forget()
    assert list(folder.iterdir()) == []
    assert keeper.due() is None


def test_a_slow_writer_keeps_nothing_that_was_saved_or_changed_meanwhile(path, folder, tmp_path):
    file = open_draft(path, CATALOGUE, tmp_path)
    keeper = DraftKeeper(file, folder, lambda: 7)
    file.draft.set(("steps", 0), "rest", "6s")
    slow = writer(keeper)
    file.draft.set(("steps", 0), "rest", "7s")
    writer(keeper)()
    slow()
    assert draft_file.unsaved_kept(folder, draft_file.unsaved_name(path)) == file.unsaved(7)
    slow = writer(keeper)
    file.save()
    keeper.forget()
    slow()
    assert list(folder.iterdir()) == []


def test_a_new_one_is_kept_under_one_name_until_it_has_a_file(folder, tmp_path):
    file = new_draft("First", tmp_path, CATALOGUE, tmp_path)
    keeper = DraftKeeper(file, folder, lambda: 7)
    for length in ("5s", "6s"):
        file.draft.insert(THE_TOP, "rest", length)
        writer(keeper)()
    [(name, found)] = draft_file.unsaved_new(folder)
    assert "6s" in found.draft
    file.save()
    keeper.forget()
    assert list(folder.iterdir()) == []
    again = DraftKeeper(new_draft("First", tmp_path, CATALOGUE, tmp_path), folder, lambda: 8, name)
    draft_file.keep_unsaved(folder, name, found)
    again.forget()
    assert list(folder.iterdir()) == []


def test_what_was_thrown_away_is_not_kept_again(path, folder, tmp_path):
    file = open_draft(path, CATALOGUE, tmp_path)
    keeper = DraftKeeper(file, folder, lambda: 7)
    file.draft.set(("steps", 0), "rest", "6s")
    late = writer(keeper)
    keeper.forget(over=True)
    late()
    assert keeper.due() is None
    assert not folder.exists()


def test_on_a_full_disk_nothing_is_kept_and_nothing_breaks(path, tmp_path):
    (tmp_path / "full").write_text("no folder", "utf-8")
    file = open_draft(path, CATALOGUE, tmp_path)
    file.draft.set(("steps", 0), "rest", "6s")
    writer(DraftKeeper(file, tmp_path / "full" / "unsaved", lambda: 7))()
    assert file.changed


def test_what_was_taken_up_again_and_saved_at_once_is_forgotten_though_nothing_has_been_kept_since(
    path, folder, tmp_path
):
    before = open_draft(path, CATALOGUE, tmp_path)
    before.draft.set(("steps", 0), "rest", "6s")
    writer(DraftKeeper(before, folder, lambda: 7))()
    found = draft_file.unsaved_kept(folder, draft_file.unsaved_name(path))
    assert found is not None
    file = open_draft(path, CATALOGUE, tmp_path)
    keeper = DraftKeeper(file, folder, lambda: 8)
    file.take_up(found)
    keeper.changed()
    keeper.forget()
    assert draft_file.unsaved_kept(folder, draft_file.unsaved_name(path)) is None
