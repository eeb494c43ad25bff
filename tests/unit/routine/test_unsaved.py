"""What was not saved is kept for its own file alone, private, whole and bounded, and nothing in it is trusted."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.bundled import CATALOGUE

from unclench.routine import LoadError
from unclench.routine.draft import THE_TOP
from unclench.routine.draft_file import (
    LARGEST_KEPT,
    MOST_UNSAVED,
    Unsaved,
    content_now,
    forget_unsaved,
    keep_unsaved,
    new_draft,
    open_draft,
    restore_draft,
    unsaved_kept,
    unsaved_name,
    unsaved_new,
    unsaved_new_name,
)
from unclench.routine.source import LARGEST
from unclench.system.files import ChangedMeanwhile

SHEET = "title: Mine  # as the sheet has it\nsteps:\n  - rest: 5s\n"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "mine.yaml"
    found.write_text(SHEET, "utf-8")
    return found


def test_what_is_kept_is_found_by_its_own_file_alone_and_nobody_else_can_read_it(tmp_path):
    folder, mine = tmp_path / "state" / "unsaved", tmp_path / "mine.yaml"
    keep_unsaved(folder, unsaved_name(mine), Unsaved(7, "Mine", SHEET, "before"))
    assert unsaved_kept(folder, unsaved_name(mine)) == Unsaved(7, "Mine", SHEET, "before")
    assert unsaved_kept(folder, unsaved_name(tmp_path / "other.yaml")) is None
    assert list(unsaved_new(folder)) == []
    if os.name == "posix":
        modes = [stat.S_IMODE(each.stat().st_mode) for each in (folder, *folder.iterdir())]
        assert modes == [0o700, 0o600]
    forget_unsaved(folder, unsaved_name(mine))
    forget_unsaved(folder, unsaved_name(mine))
    assert list(folder.iterdir()) == []


@given(TEXT, st.none() | TEXT)
def test_any_text_comes_back_as_it_was(tmp_path_factory, draft, before):
    folder, name = tmp_path_factory.mktemp("unsaved"), unsaved_new_name()
    keep_unsaved(folder, name, Unsaved(0, "T", draft, before))
    assert unsaved_kept(folder, name) == Unsaved(0, "T", draft, before)


def test_no_more_than_twenty_are_kept_and_the_oldest_goes(tmp_path):
    names = [unsaved_new_name() for _ in range(MOST_UNSAVED + 1)]
    for at, name in enumerate(names):
        keep_unsaved(tmp_path, name, Unsaved(at, "T", SHEET))
        os.utime(tmp_path / name, (at, at))
    keep_unsaved(tmp_path, names[-1], Unsaved(99, "T", SHEET))
    assert [found.at for _, found in unsaved_new(tmp_path)] == [99, *range(MOST_UNSAVED - 1, 0, -1)]


def test_half_of_one_that_a_killed_program_has_left_is_none_and_goes_in_time(tmp_path):
    (tmp_path / "new-x.json.0123").write_bytes(msgspec.json.encode(Unsaved(1, "T", SHEET)))
    os.utime(tmp_path / "new-x.json.0123", (1, 1))
    assert list(unsaved_new(tmp_path)) == []
    for _ in range(MOST_UNSAVED):
        keep_unsaved(tmp_path, unsaved_new_name(), Unsaved(2, "T", SHEET))
    assert not (tmp_path / "new-x.json.0123").exists()


def test_what_is_no_draft_at_all_stays_however_many_are_kept(tmp_path):
    for name in ("mine.json", "new-notes.txt"):
        (tmp_path / name).write_text("mine")
        os.utime(tmp_path / name, (1, 1))
    for _ in range(MOST_UNSAVED + 1):
        keep_unsaved(tmp_path, unsaved_new_name(), Unsaved(2, "T", SHEET))
    assert {"mine.json", "new-notes.txt"} < {path.name for path in tmp_path.iterdir()}


def test_a_file_is_known_by_its_whole_path_wherever_the_program_was_started(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert unsaved_name(Path("mine.yaml")) == unsaved_name(tmp_path / "mine.yaml")
    here = unsaved_name(Path("mine.yaml"))
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert unsaved_name(Path("mine.yaml")) != here


def test_a_draft_as_long_as_a_routine_may_be_is_kept_with_the_file_that_it_began_as(tmp_path):
    whole = Unsaved(1, "T", "x" * LARGEST, "y" * LARGEST)
    keep_unsaved(tmp_path, "new-x.json", whole)
    assert unsaved_kept(tmp_path, "new-x.json") == whole
    (tmp_path / "new-y.json").write_bytes(msgspec.json.encode(Unsaved(1, "T", "x", "x" * (LARGEST + 1))))
    assert unsaved_kept(tmp_path, "new-y.json") is None


def test_an_empty_draft_is_lost_where_there_is_no_file():
    assert Unsaved(1, "T", draft="").lost(None)
    assert not Unsaved(1, "T", draft="").lost(b"")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[[[[",
        b"\xff\xfe",
        b'{"at": "soon", "title": "T", "draft": "x"}',
        b'{"at": -1, "title": "T", "draft": "x"}',
        b'{"at": 1, "title": "T", "draft": "\\ud800"}',
        b'{"at": 1, "title": "T", "draft": "x", "more": 1}',
        b"[" * 100_000,
        msgspec.json.encode(Unsaved(1, "T", "x" * 2_000_000)),
        b" " * (LARGEST_KEPT + 1),
    ],
    ids=range(11),
)
def test_what_is_no_draft_of_ours_counts_as_none(tmp_path, content):
    (tmp_path / "new-x.json").write_bytes(content)
    assert unsaved_kept(tmp_path, "new-x.json") is None
    assert list(unsaved_new(tmp_path)) == []


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
def test_neither_a_link_nor_a_pipe_is_followed_or_waited_for(tmp_path):
    (tmp_path / "there.json").write_bytes(msgspec.json.encode(Unsaved(1, "T", SHEET)))
    (tmp_path / "new-link.json").symlink_to(tmp_path / "there.json")
    os.mkfifo(tmp_path / "new-pipe.json")
    assert list(unsaved_new(tmp_path)) == []


def test_a_draft_that_is_too_large_is_not_kept_and_what_was_kept_before_stays(tmp_path):
    keep_unsaved(tmp_path, "new-x.json", Unsaved(1, "T", SHEET))
    keep_unsaved(tmp_path, "new-x.json", Unsaved(2, "T", "\x01" * LARGEST_KEPT))
    assert unsaved_kept(tmp_path, "new-x.json") == Unsaved(1, "T", SHEET)


def test_it_is_offered_only_where_it_would_be_lost_and_says_whether_the_file_has_changed_since():
    found = Unsaved(1, "T", draft="mine", before="old")
    for content, lost, elsewhere in (
        (b"old", True, False), (b"mine", False, True), (b"theirs", True, True), (None, True, True),
    ):  # fmt: skip
        assert (found.lost(content), found.elsewhere(content)) == (lost, elsewhere)
    assert not Unsaved(1, "T", draft="mine").elsewhere(None)


# -- taken up again ------------------------------------------------------------------------------


def changed(path: Path, tmp_path: Path) -> Unsaved:
    """What is kept of a file in which a rest was changed."""
    file = open_draft(path, CATALOGUE, tmp_path)
    file.draft.set(("steps", 0), "rest", "6s")
    return file.unsaved(7)


def test_what_was_kept_is_taken_up_as_a_change_that_undo_takes_back(path, tmp_path):
    found = changed(path, tmp_path)
    file = open_draft(path, CATALOGUE, tmp_path)
    file.take_up(found)
    assert (file.changed, file.saved) == (True, False)
    file.draft.undo()
    assert file.draft.content == SHEET.encode()
    file.draft.redo()
    file.save()
    assert path.read_text("utf-8") == SHEET.replace("5s", "6s")


def test_a_file_that_has_changed_since_is_not_overwritten_by_it(path, tmp_path):
    found = changed(path, tmp_path)
    path.write_text(SHEET.replace("5s", "9s"), "utf-8")
    file = open_draft(path, CATALOGUE, tmp_path)
    file.take_up(found)
    with pytest.raises(ChangedMeanwhile):
        file.save()
    assert path.read_text("utf-8") == SHEET.replace("5s", "9s")


def test_a_file_that_is_broken_or_gone_since_is_not_overwritten_by_it_either(path, tmp_path):
    found = changed(path, tmp_path)
    path.write_text("title: Broken", "utf-8")
    for _ in range(2):
        file = restore_draft(found, path, tmp_path, CATALOGUE, tmp_path)
        assert (file.draft.content, file.changed) == (SHEET.replace("5s", "6s").encode(), True)
        with pytest.raises(ChangedMeanwhile):
            file.save()
        path.unlink(missing_ok=True)
    assert content_now(path) is None


def test_a_new_one_comes_back_even_without_a_step_and_leaving_it_would_lose_something(tmp_path):
    new = new_draft("First", tmp_path, CATALOGUE, tmp_path)
    file = restore_draft(new.unsaved(7), None, tmp_path, CATALOGUE, tmp_path)
    assert (file.draft.title, file.draft.routine, file.changed) == ("First", None, True)
    file.draft.insert(THE_TOP, "rest", "5s")
    file.save()
    assert file.path == tmp_path / "first.yaml"


@pytest.mark.parametrize(
    "text", ["", "steps: 1", "title: T\nsteps: [", "- " * 5_000, "{" * 5_000, "\x00", "title: T\n\x1b"]
)
def test_what_is_no_routine_is_not_taken_up(tmp_path, text):
    with pytest.raises(LoadError):
        restore_draft(Unsaved(1, "T", text), None, tmp_path, CATALOGUE, tmp_path)
