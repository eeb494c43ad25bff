"""A file has its old content or its new one, whatever breaks while it is saved."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from unclench.system import files
from unclench.system.files import ChangedMeanwhile, replace_whole

OLD, NEW = b"title: Old\n" * 40, b"title: New\n" * 50


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_bytes(OLD)
    return path


def test_the_new_content_is_there_and_nothing_beside_it(file):
    file.chmod(0o640)
    replace_whole(file, NEW, OLD)
    assert file.read_bytes() == NEW
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(file.parent.iterdir()) == [file]


def test_a_new_file_is_written_with_its_folder_and_may_be_read_as_any_other(tmp_path):
    path, other = tmp_path / "routines" / "mine.yaml", tmp_path / "other"
    replace_whole(path, NEW, None)
    other.touch()
    assert path.read_bytes() == NEW
    assert path.stat().st_mode == other.stat().st_mode
    assert list(path.parent.iterdir()) == [path]


def test_a_link_stays_one_and_what_it_leads_to_is_replaced(file, tmp_path):
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    replace_whole(link, NEW, OLD)
    assert link.is_symlink()
    assert file.read_bytes() == NEW


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_any_more_is_left_alone(file, make):
    file.unlink()
    make(file)
    before = file.lstat()
    with pytest.raises(ChangedMeanwhile):
        replace_whole(file, NEW, OLD)
    assert file.lstat() == before


def test_a_file_that_goes_while_it_is_looked_at_has_changed(file, monkeypatch):
    file.unlink()
    monkeypatch.setattr(Path, "exists", lambda *_: True)
    with pytest.raises(ChangedMeanwhile):
        replace_whole(file, NEW, OLD)


def test_the_folder_too_is_on_the_disk_before_it_is_said_to_be_saved(file, monkeypatch):
    told = list[Path]()
    monkeypatch.setattr(files, "on_disk", told.append)
    replace_whole(file, NEW, OLD)
    assert told == [file.parent]


@pytest.mark.parametrize("now", [b"title: Theirs\n", OLD + b"#", b"", None])
def test_what_another_program_has_made_of_it_is_left_alone(file, now):
    file.unlink()
    if now is not None:
        file.write_bytes(now)
    with pytest.raises(ChangedMeanwhile, match="Another program"):
        replace_whole(file, NEW, OLD)
    assert (file.read_bytes() if file.exists() else None) == now
    assert set(file.parent.iterdir()) <= {file}


def test_a_new_file_never_takes_the_name_of_one_that_has_come_meanwhile(file):
    with pytest.raises(ChangedMeanwhile):
        replace_whole(file, NEW, None)
    assert file.read_bytes() == OLD


def test_a_change_in_the_last_moment_is_noticed(file, monkeypatch):
    sync = os.fsync

    def meanwhile(descriptor: int) -> None:
        sync(descriptor)
        file.write_bytes(b"theirs")

    monkeypatch.setattr(os, "fsync", meanwhile)
    with pytest.raises(ChangedMeanwhile):
        replace_whole(file, NEW, OLD)
    assert file.read_bytes() == b"theirs"
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_comes_in_the_very_last_moment_keeps_its_name(tmp_path, monkeypatch):
    path, link = tmp_path / "mine.yaml", os.link

    def meanwhile(beside: Path, target: Path) -> None:
        target.write_bytes(b"theirs")
        link(beside, target)

    monkeypatch.setattr(os, "link", meanwhile)
    with pytest.raises(ChangedMeanwhile):
        replace_whole(path, NEW, None)
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_knows_no_links_gets_a_new_file_all_the_same(tmp_path, monkeypatch):
    def no(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no)
    replace_whole(tmp_path / "mine.yaml", NEW, None)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("mine.yaml", NEW)]


STEPS = ["tempfile.mkstemp", "os.fsync", "pathlib.Path.chmod", "pathlib.Path.replace"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_whichever_step_fails_the_old_file_is_there_and_nothing_is_left_beside_it(file, monkeypatch, step, number):
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(step, fail)
    with pytest.raises(OSError, match=os.strerror(number)):
        replace_whole(file, NEW, OLD)
    monkeypatch.undo()
    assert file.read_bytes() == OLD
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_may_not_be_written_is_not_replaced_either(file, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)  # what root may not be is not asked
    with pytest.raises(PermissionError):
        replace_whole(file, NEW, OLD)
    assert file.read_bytes() == OLD


def test_a_full_disk_is_noticed_by_the_write_itself(file):
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(OSError, match=os.strerror(errno.EFBIG)):
            replace_whole(file, NEW, OLD)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert file.read_bytes() == OLD
    assert list(file.parent.iterdir()) == [file]


KILLER = """
import os, random, signal, sys, tempfile, time  # the victims have at once what they would import
from pathlib import Path
from unclench.system.files import replace_whole
path, old, new = Path(sys.argv[1]), b"title: Old\\n" * 40, b"title: New\\n" * 50
chance = random.Random(7)
for _ in range(int(sys.argv[2])):
    path.write_bytes(old)
    victim = os.fork()
    if not victim:
        before, after = old, new
        while True:
            replace_whole(path, after, before)
            before, after = after, before
    time.sleep(chance.uniform(0, 0.02))
    os.kill(victim, signal.SIGKILL)
    os.waitpid(victim, 0)
    print({old: "old", new: "new"}.get(path.read_bytes(), "neither"))
"""
KILLS = 60


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no such system call")
def test_killed_in_any_moment_it_leaves_the_old_file_or_the_new_one(file):
    ran = subprocess.run(
        [sys.executable, "-c", KILLER, str(file), str(KILLS)], capture_output=True, text=True, check=True, timeout=120
    )
    found = ran.stdout.split()
    assert len(found) == KILLS
    assert set(found) == {"old", "new"}


@pytest.mark.parametrize("before", [OLD, None], ids=["changed", "new"])
@pytest.mark.parametrize("path", ["mine", "mine/cat.yaml"])
def test_a_link_that_leads_to_itself_is_an_error_of_the_file_and_no_crash(tmp_path, path, before):
    loop = tmp_path / "mine"
    loop.symlink_to(loop)
    with pytest.raises(OSError, match="mine"):
        replace_whole(tmp_path / path, NEW, before)
    assert list(tmp_path.iterdir()) == [loop]
