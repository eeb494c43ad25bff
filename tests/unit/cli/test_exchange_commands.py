"""Adding what somebody else made, as a user types it."""

from __future__ import annotations

import errno

import pytest
from tests.unit.exchange.handed_over import SHEET, zipped

from unclench.cli import run
from unclench.exchange import addition

pytestmark = pytest.mark.usefixtures("machine_left_alone")


def said(capsys) -> tuple[str, str]:
    out, err = capsys.readouterr()
    return out, err


def test_add_says_what_the_routine_is_called_and_what_to_do_next(own, tmp_path, capsys):
    (tmp_path / "Heel slides.yaml").write_text(SHEET)
    assert run(["add", "Heel slides.yaml"]) == 0
    assert said(capsys)[0].splitlines() == [
        "“Heel slides” was added as heel-slides.",
        "Its file was called “Heel slides”; here a name has letters from a to z, digits and hyphens.",
        "Look through it before you play it: unclench show heel-slides",
    ]
    assert run(["show", "heel-slides"]) == 0
    assert run(["add", "Heel slides.yaml"]) == 0
    assert said(capsys)[0].splitlines()[-1] == "“Heel slides” is here already, as heel-slides."


def test_add_lists_every_mistake_and_says_that_nothing_was_added(home, tmp_path, capsys):
    (tmp_path / "a.zip").write_bytes(zipped(("../a.yaml", SHEET), ("b\x1b.yaml", SHEET)))
    assert run(["add", "a.zip"]) == 2
    out, err = said(capsys)
    assert out == ""
    assert err.splitlines() == [
        "a.zip: “../a.yaml” leads out of its folder.",
        "a.zip: “b<1b>.yaml” has letters in its name that can't be seen.",
        "Nothing was added.",
    ]


def test_add_shows_doubts_and_adds_all_the_same(own, tmp_path, capsys):
    (tmp_path / "a.yaml").write_text(SHEET + "    picture: cat.png\n")
    assert run(["add", "a.yaml"]) == 0
    assert "a.yaml:6:14: step 1 > picture: “cat.png” is not beside the routine." in said(capsys)[1]
    assert (own / "a" / "a.yaml").exists()


def test_add_counts_the_files_that_came_along(own, tmp_path, capsys, monkeypatch):
    made = addition.Added("a", "T\x1b[2J", "a.yaml", files=("x.png", "y.wav"))
    monkeypatch.setattr(addition, "add", lambda *_: [made])
    assert run(["add", "a.yaml"]) == 0
    assert said(capsys)[0].splitlines()[0] == "“T<1b>[2J” was added as a. 2 files came with it."


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/x/y"), "/x/y: cannot be written: Permission denied."),
        (OSError(errno.ENOSPC, "No space left on device"), "There is no room left to write this"),
    ],
)
def test_add_says_where_it_cannot_write(home, capsys, monkeypatch, error, says):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(addition, "add", fail)
    assert run(["add", "a.yaml"]) == 2
    assert says in said(capsys)[1]


def test_add_needs_a_place_to_put_things(monkeypatch, capsys):
    monkeypatch.setenv("UNCLENCH_HOME", "~nobody-here/x")
    assert run(["add", "a.yaml"]) == 2
    assert "there is no such user" in said(capsys)[1]
