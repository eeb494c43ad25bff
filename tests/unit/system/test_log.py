"""The log: off unless asked for, one line for each thing, and never in anybody's way."""

from __future__ import annotations

import errno
import logging
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from unclench.system import log


@pytest.fixture(autouse=True)
def _off_afterwards() -> Iterator[None]:
    yield
    log.stop()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "unclench.log"


def messages(path: Path) -> list[tuple[str, str, str]]:
    """Level, logger and text of each line after the first, which names the program."""
    lines = path.read_text("utf-8").splitlines()[1:]
    form = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3} (\w+) ([\w.]+): (.*)")
    return [(found[1], found[2], found[3]) for line in lines if (found := form.fullmatch(line))]


def test_each_thing_is_a_line_with_its_level_and_its_area(path: Path) -> None:
    assert log.start(path) == ""
    log.info("audio", "%s opened", "miniaudio")
    log.warning("voice", "gone")
    assert messages(path) == [
        ("INFO", "unclench.audio", "miniaudio opened"), ("WARNING", "unclench.voice", "gone"),
    ]  # fmt: skip


def test_the_first_line_says_which_program_and_system_this_is(path: Path) -> None:
    log.start(path)
    assert re.search(r"INFO unclench: unclench \S+, Python 3\.\d+\.\d+", path.read_text("utf-8"))


def test_nothing_is_written_before_the_start_and_after_the_end(path: Path) -> None:
    log.info("audio", "too early")
    log.start(path)
    log.stop()
    log.info("audio", "too late")
    assert messages(path) == []


def test_a_program_without_a_log_does_not_import_logging() -> None:
    code = "import sys; from unclench.system import log; log.info('a', 'b'); print('logging' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_a_log_is_continued_and_a_new_one_is_its_owners_alone(path: Path) -> None:
    for word in ("one", "two"):
        log.start(path)
        log.info("audio", word)
        log.stop()
    assert "one" in path.read_text("utf-8")
    assert "two" in path.read_text("utf-8")
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_a_library_says_over_several_lines_stays_on_one_and_moves_no_cursor(path: Path) -> None:
    log.start(path)
    log.warning("audio", "%s", "no device\n\x1b[2Jand more")
    assert [text for _, _, text in messages(path)] == ["no device <1b>[2Jand more"]


def test_a_file_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        log.start(tmp_path / "nowhere" / "unclench.log")


def test_a_full_disk_is_mentioned_once_and_then_disturbs_nobody(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        assert log.start(path) == f"The log can't be written to {path} right now: No space left on device."
        log.info("audio", "lost")
    log.info("audio", "there is room again")
    assert "lost" not in path.read_text("utf-8")
    assert "there is room again" in path.read_text("utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_that_nobody_reads_from_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(OSError, match="No such device or address"):
        log.start(path)


def test_what_another_thread_logs_at_the_very_end_reaches_neither_another_file_nor_the_screen(
    path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log.start(path)
    handler = log._handler
    assert handler is not None
    log.stop()
    with (tmp_path / "other").open("wb"):  # it gets the number of the log's descriptor
        handler.handle(logging.LogRecord("unclench", logging.WARNING, "", 0, "late", (), None))
        logging.getLogger("unclench.audio").warning("late")
    assert (tmp_path / "other").read_bytes() == b""
    assert capfd.readouterr() == ("", "")
