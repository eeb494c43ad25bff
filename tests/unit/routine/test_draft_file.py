"""A draft and its file: nothing is lost, whatever another program or the disk does meanwhile."""

from __future__ import annotations

import errno
import os

import pytest
from tests.unit.bundled import CATALOGUE

from unclench.config import paths
from unclench.routine import LoadError, load_file
from unclench.routine.draft import THE_TOP
from unclench.routine.draft_file import NoStepYet, copy_draft, new_draft, open_draft
from unclench.system.files import ChangedMeanwhile

SHEET = "title: Mine  # as the sheet has it\nsteps:\n  - rest: 5s\n"


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "mine.yaml"
    found.write_text(SHEET, "utf-8")
    return found


def test_what_was_changed_is_in_the_file_once_it_is_saved(path, tmp_path):
    file = open_draft(path, CATALOGUE, tmp_path)
    assert file.saved
    file.draft.set(("steps", 0), "rest", "6s")
    assert (file.saved, file.changed) == (False, True)
    file.save()
    assert (file.saved, file.changed) == (True, False)
    assert path.read_text("utf-8") == SHEET.replace("5s", "6s")
    file.draft.undo()
    file.save()
    assert path.read_text("utf-8") == SHEET


def test_if_another_program_has_changed_the_file_both_are_kept(path, tmp_path):
    file = open_draft(path, CATALOGUE, tmp_path)
    file.draft.set(("steps", 0), "rest", "6s")
    path.write_text("theirs", "utf-8")
    with pytest.raises(ChangedMeanwhile):
        file.save()
    file.save_beside()
    assert path.read_text("utf-8") == "theirs"
    assert file.path == (mine := tmp_path / "mine-2.yaml")
    assert mine.read_text("utf-8") == SHEET.replace("5s", "6s")
    assert file.saved


def test_on_a_full_disk_the_draft_is_still_there_and_may_be_saved_later(path, tmp_path, monkeypatch):
    file = open_draft(path, CATALOGUE, tmp_path)
    file.draft.set(("steps", 0), "rest", "6s")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for save in (file.save, file.save_beside):
        with pytest.raises(OSError, match="No space left"):
            save()
        assert (file.path, file.changed) == (path, True)
    monkeypatch.undo()
    file.save()
    assert path.read_text("utf-8") == SHEET.replace("5s", "6s")


def test_a_copy_of_a_bundled_one_is_saved_in_the_own_folder_to_the_byte(tmp_path):
    bundled = paths.shipped("routines") / "gentle-stretch.yaml"
    file = copy_draft(bundled, tmp_path / "routines", CATALOGUE, tmp_path)
    assert not file.changed, "leaving now loses nothing"
    assert list(tmp_path.iterdir()) == []
    file.save()
    assert file.path == (own := tmp_path / "routines" / "gentle-stretch.yaml")
    assert own.read_bytes() == bundled.read_bytes()


def test_a_copy_never_replaces_a_file_of_ones_own(tmp_path):
    (tmp_path / "gentle-stretch.yaml").write_text("mine", "utf-8")
    file = copy_draft(paths.shipped("routines") / "gentle-stretch.yaml", tmp_path, CATALOGUE, tmp_path)
    with pytest.raises(ChangedMeanwhile):
        file.save()
    assert (tmp_path / "gentle-stretch.yaml").read_text("utf-8") == "mine"


def test_a_new_one_gets_a_name_from_its_title_that_is_free(tmp_path):
    (tmp_path / "my-sheet.yml").touch()
    file = new_draft("First", tmp_path, CATALOGUE, tmp_path)
    file.draft.set(THE_TOP, "title", "My sheet!")
    with pytest.raises(NoStepYet, match="at least one"):
        file.save()
    file.draft.insert(THE_TOP, "rest", "5s")
    file.save()
    assert file.path == (mine := tmp_path / "my-sheet-2.yaml")
    assert load_file(mine).routine.title == "My sheet!"


def test_what_a_text_editor_made_of_it_is_taken_up_and_can_be_undone(path, tmp_path):
    file = open_draft(path, CATALOGUE, tmp_path)
    path.write_bytes(b"\xef\xbb\xbftitle: Ours\r\nsteps: [{rest: 9s}]")
    file.read_again()
    assert (file.draft.title, file.saved) == ("Ours", True)
    file.draft.undo()
    assert file.draft.content == SHEET.encode()
    assert file.changed
    path.write_text("title: Broken", "utf-8")
    with pytest.raises(LoadError):
        file.read_again()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"title: T\n", b"\xe9"])
def test_what_is_no_valid_routine_is_not_opened(path, tmp_path, content):
    path.write_bytes(content)
    with pytest.raises(LoadError):
        open_draft(path, CATALOGUE, tmp_path)
