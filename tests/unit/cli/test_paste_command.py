"""`unclench new NAME --paste`: from a pipe at once, at a terminal after a yes, and never over a file."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from tests.scripted import ScriptedKeys

from unclench.application import Application
from unclench.cli import pasted, run
from unclench.plain import LineWriter
from unclench.testing import ManualClock

SHEET = "1. Pelvic tilts\nHold 5 secs. Repeat 10 times. Build up to 20.\n2. Heel slides - 3 x 10\nPage 1 of 2\n"


class TerminalInput(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def put(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))

    return put


class PastingDesk:
    """A person at a terminal who pastes a text, and presses keys at given seconds afterwards."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock, self.out = ManualClock(), io.StringIO()
        self._patch = monkeypatch

    def paste(self, text: str, keys: dict[float, str]) -> None:
        self._patch.setattr(sys, "stdin", TerminalInput(io.BytesIO(text.encode()), encoding="utf-8"))
        self._patch.setattr(pasted, "shared_keys", lambda: ScriptedKeys(self.clock, keys))
        self._patch.setattr(pasted, "LineWriter", lambda: LineWriter(self.out))

    def text(self) -> str:
        return pasted.text_of_sheet(Application(clock=self.clock), "My sheet")


@pytest.fixture
def desk(home: Path, monkeypatch: pytest.MonkeyPatch) -> PastingDesk:
    return PastingDesk(monkeypatch)


def files(home: Path) -> list[str]:
    folder = home / "data" / "routines"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_piped_sheet_is_shown_and_written_as_a_file_that_is_good(home, piped, capsys):
    piped(SHEET.encode())
    assert run(["new", "My sheet", "--paste"]) == 0
    said = capsys.readouterr().out
    assert "1. Pelvic tilts (lines 1 to 2)" in said
    assert "10 times: hold 5 seconds." in said
    assert "  line 2: Build up to 20" in said
    assert "Skipped, because it isn't about the exercises: line 4." in said
    path = home / "data" / "routines" / "my-sheet.yaml"
    assert str(path) in said
    assert run(["check", str(path)]) == 0
    assert "title: My sheet" in path.read_text("utf-8")


def test_a_file_that_is_there_is_left_alone_before_anything_is_read(home, monkeypatch, capsys):
    assert run(["new", "My sheet"]) == 0
    before = (home / "data" / "routines" / "my-sheet.yaml").read_bytes()
    monkeypatch.setattr(sys, "stdin", None)
    assert run(["new", "My sheet", "--paste"]) == 2
    assert "left alone" in capsys.readouterr().err
    assert (home / "data" / "routines" / "my-sheet.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is no text in this"),
        (b"a" * 10_000_000, "more than 100,000 characters"),
        (b"Bridge \xe9 10 reps", "not UTF-8"),
        (b"Back pain is common. It gets better within weeks.", "No exercise was found"),
    ],
    ids=["empty", "10 MB", "another encoding", "prose"],
)
def test_what_is_no_sheet_is_refused_in_a_sentence_and_nothing_is_written(home, piped, capsys, content, said):
    piped(content)
    assert run(["new", "My sheet", "--paste"]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""
    assert files(home) == []


def test_at_a_terminal_the_text_of_the_file_is_there_after_a_yes(desk, capsys):
    desk.paste(SHEET, {1: "y"})
    assert "title: My sheet" in desk.text()
    assert "Paste the text of the sheet" in capsys.readouterr().out
    assert "Write it as it was read?" in desk.out.getvalue()


@pytest.mark.parametrize("keys", [{1: "n"}, {0.1: "y", 2: "n"}, {}], ids=["no", "a yes too early", "nobody"])
def test_at_a_terminal_nothing_goes_on_without_a_yes_to_the_question(desk, capsys, keys):
    desk.paste(SHEET, keys)
    with pytest.raises(click.exceptions.Exit) as left:
        desk.text()
    assert left.value.exit_code == 1
    assert "Nothing was written." in capsys.readouterr().out


def test_after_a_no_there_is_no_file(home, desk):
    desk.paste(SHEET, {})
    assert run(["new", "My sheet", "--paste"]) == 1
    assert files(home) == []


def test_without_standard_input_it_says_so(home, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", None)
    assert run(["new", "My sheet", "--paste"]) == 2
    assert "no pipe to read" in capsys.readouterr().err
