"""`--log FILE`, from the command line: what goes in, and what never does."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pytest

from unclench.cli import run

SHORT = "format: 1\ntitle: My secret title\nsteps:\n  - do: Stretch privately\n    setup: 0s\n    for: 0.2s\n"
QUIET = ("--yes", "--plain", "--audio", "none")


def test_a_session_logs_its_backend_and_nothing_that_a_person_wrote_or_rated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"burning in my left leg\n")))
    (tmp_path / "short.yaml").write_text(SHORT, "utf-8")
    path = tmp_path / "unclench.log"
    assert run(["--log", str(path), "note"]) == 0
    assert run(["--log", str(path), "pain", "7"]) == 0
    assert run(["--log", str(path), "run", str(tmp_path / "short.yaml"), *QUIET]) == 0
    logged = path.read_text("utf-8")
    assert "unclench.audio: none is open: No sound" in logged
    assert not any(word in logged for word in ("secret", "privately", "burning", "short.yaml"))
    loggers = {line.split(" ")[2].rstrip(":") for line in logged.splitlines()}
    assert loggers <= {"unclench", "unclench.audio", "unclench.players", "unclench.voice"}


def test_trouble_with_the_journal_is_logged(tmp_path: Path, own_home: Path) -> None:
    (own_home / "data").mkdir(parents=True)
    (own_home / "data" / "journal.db").write_bytes(b"no journal at all " * 1_000)
    run(["--log", str(tmp_path / "unclench.log"), "history"])
    assert "WARNING unclench.journal:" in (tmp_path / "unclench.log").read_text("utf-8")


def test_a_log_that_cannot_be_made_ends_the_command_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "nowhere" / "unclench.log"
    assert run(["--log", str(path), "list"]) == 2
    assert capsys.readouterr() == ("", f"{path}: can't write the log there: No such file or directory.\n")


def test_a_log_on_a_full_disk_is_mentioned_and_the_command_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_descriptor: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    assert run(["--log", str(tmp_path / "unclench.log"), "list"]) == 0
    said = capsys.readouterr()
    assert "Gentle stretch" in said.out
    assert said.err.endswith("unclench.log right now: No space left on device.\n")
