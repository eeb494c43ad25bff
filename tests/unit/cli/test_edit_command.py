"""`unclench edit`: the editor from the shell, on a file of one's own or on a copy."""

from __future__ import annotations

import click
import pytest

from unclench import tui
from unclench.cli import run


@pytest.fixture
def screens(monkeypatch):
    """A terminal, and what was opened in it."""
    shown = []
    monkeypatch.setattr("unclench.cli.common.has_screen", lambda: True)

    def show(_: object, *, draft: object) -> int:
        shown.append(draft)
        return 0

    monkeypatch.setattr(tui, "run_app", show)
    return shown


def test_a_routine_of_ones_own_is_opened(own, screens):
    (own / "mine.yaml").write_text("title: Mine\nsteps: [{rest: 5s}]\n", "utf-8")
    assert run(["edit", "mine"]) == 0
    assert run(["edit", str(own / "mine.yaml")]) == 0
    assert [draft.path for draft in screens] == [own / "mine.yaml"] * 2


@pytest.mark.parametrize("answer", [True, False])
def test_a_bundled_one_is_opened_as_a_copy_if_that_is_wanted(own, screens, monkeypatch, answer):
    asked = []

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return bool(answer)

    monkeypatch.setattr(click, "confirm", confirm)
    assert run(["edit", "gentle-stretch"]) == (0 if answer else 1)
    assert asked == ["gentle-stretch comes with unclench. Make your own copy of it, and change that?"]
    assert [draft.path for draft in screens] == [own / "gentle-stretch.yaml"] * answer
    assert list(own.iterdir()) == []


def test_a_file_with_mistakes_is_not_opened_and_they_are_said(own, screens, capsys):
    (own / "mine.yaml").write_text("title: Mine\nsteps: [{rest: soon}]\n", "utf-8")
    assert run(["edit", "mine"]) == 2
    said = capsys.readouterr().err
    assert "mine.yaml:2:16: step 1 > rest: “soon” is not a length of time" in said
    assert said.endswith("Put that right in a text editor first.\n")
    assert screens == []


def test_an_unknown_name_is_said(own, screens, capsys):
    assert run(["edit", "gentle-stretsch"]) == 2
    assert "Did you mean gentle-stretch" in capsys.readouterr().err
    assert screens == []


def test_without_a_terminal_it_is_said_where_the_file_is(own, capsys):
    (own / "mine.yaml").write_text("title: Mine\nsteps: [{rest: 5s}]\n", "utf-8")
    assert run(["edit", "mine"]) == 2
    assert capsys.readouterr().err == (
        f"The editor needs a terminal. The file is {own / 'mine.yaml'}; any text editor opens it.\n"
    )
