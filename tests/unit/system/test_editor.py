"""Somebody's own editor: which command opens which line, and what is said where there is none."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.system import text_editor
from unclench.system.text_editor import NoEditor, command, edit

SHEET = Path("/home/me/my sheet.yaml")


@pytest.mark.parametrize(
    ("called", "line", "opens"),
    [
        ("vim", 5, ["vim", "+5", str(SHEET)]),
        ("/usr/bin/nano -w", 5, ["/usr/bin/nano", "-w", "+5", str(SHEET)]),
        ("code --wait", 5, ["code", "--wait", "--goto", f"{SHEET}:5"]),
        ("hx", 5, ["hx", f"{SHEET}:5"]),
        ("'/opt/my editor/run' -n", 5, ["/opt/my editor/run", "-n", str(SHEET)]),
        ("vim", None, ["vim", str(SHEET)]),
    ],
)
def test_an_editor_is_given_the_line_in_its_own_way_and_one_that_is_not_known_the_file_alone(called, line, opens):
    assert list(command(SHEET, line, {"EDITOR": called})) == opens


@pytest.mark.parametrize(
    ("called", "words"),
    [
        (r'"C:\Program Files\N++\notepad++.exe" -multiInst', [r"C:\Program Files\N++\notepad++.exe", "-multiInst"]),
        (r"C:\tools\vim.exe", [r"C:\tools\vim.exe"]),
        ('""', [""]),
    ],
)
def test_on_windows_quotes_hold_a_path_together_and_a_backslash_stands_for_itself(called, words):
    assert text_editor._split(called, on_windows=True) == words


def test_visual_comes_before_editor_and_an_empty_one_is_none():
    assert command(SHEET, None, {"VISUAL": "vim", "EDITOR": "nano"})[0] == "vim"
    assert command(SHEET, None, {"VISUAL": " ", "EDITOR": "nano"})[0] == "nano"


@pytest.mark.parametrize("environ", [{}, {"EDITOR": ""}, {"EDITOR": "'vim"}, {"EDITOR": "''"}])
def test_where_no_editor_is_set_it_is_said_what_to_set(environ):
    with pytest.raises(NoEditor, match="export EDITOR=nano"):
        command(SHEET, 5, environ)


def test_from_a_browser_no_editor_is_opened_whatever_is_set():
    with pytest.raises(NoEditor, match=r"A text editor can't be opened from a browser\."):
        command(SHEET, 5, {"EDITOR": "vim"}, in_browser=True)


@given(
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=30),
    st.sampled_from(["vim", "code", "hx", "x"]),
)
def test_no_name_of_a_file_becomes_an_option_or_a_second_word(name, called):
    *_, last = command(Path(name), 3, {"EDITOR": called})
    assert last.startswith("/")
    assert name in last or name in {".", ".."}


def test_no_shell_sees_the_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    opens = command(SHEET, None, {"EDITOR": f"{sys.executable} -c pass ; touch made $(touch too)"})
    edit(opens)
    assert list(tmp_path.iterdir()) == []


def test_an_editor_that_is_not_there_is_named_with_what_to_set():
    with pytest.raises(NoEditor, match=r"“/no/such”, could not be started: no such file.*export EDITOR"):
        edit(["/no/such", str(SHEET)])


def test_while_it_is_open_ctrl_c_is_the_editors_and_afterwards_ours_again():
    before = signal.getsignal(signal.SIGINT)
    with text_editor._keys_for_it():
        os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.fixture
def _heard() -> Iterator[None]:
    """Ctrl-C is not ignored, as it is in whatever a shell has started in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_heard")
def test_the_editor_itself_hears_ctrl_c(tmp_path):
    asks = "import signal, sys; open(sys.argv[1], 'w').write(repr(signal.getsignal(signal.SIGINT)))"
    edit([sys.executable, "-c", asks, str(tmp_path / "seen")])
    assert "default_int_handler" in (tmp_path / "seen").read_text("utf-8")
