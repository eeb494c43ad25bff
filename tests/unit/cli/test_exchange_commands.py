"""Adding what somebody else made, and sharing one's own, as a user types it."""

from __future__ import annotations

import errno
import zipfile

import pytest
from tests.pictures import gif
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


def test_add_says_what_another_programs_file_had_beside_it(home, tmp_path, capsys):
    (tmp_path / "Sheet.csv").write_text("exercise,mood\ncat-cow,good\n")
    assert run(["add", "Sheet.csv"]) == 0
    assert said(capsys)[0].splitlines()[:2] == [
        "“Sheet” was added as sheet.",
        "Left out: “mood”, a column that has no meaning here.",
    ]


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
    made = addition.Added("a", "T\x1b[2J", files=("x.png", "y.wav"))
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


def test_share_writes_a_zip_that_add_takes_and_never_over_a_file(own, tmp_path, capsys):
    (own / "mine.yaml").write_text(SHEET)
    assert run(["share", "mine"]) == 0
    assert said(capsys)[0].splitlines() == [
        "Written to mine.zip.",
        "Whoever you give it to can add it with: unclench add mine.zip",
    ]
    assert zipfile.ZipFile(tmp_path / "mine.zip").namelist() == ["mine/mine.yaml"]
    assert run(["add", "mine.zip"]) == 0
    assert said(capsys)[0] == "“Heel slides” is here already, as mine.\n"
    assert run(["share", "mine"]) == 2
    assert said(capsys)[1] == "mine.zip already exists, so it was left alone. Choose another name.\n"


def test_share_says_what_it_leaves_out(own, tmp_path, capsys):
    (own / "mine.yaml").write_text(SHEET + "    picture: cat.png\n")
    assert run(["share", "mine", "for-anna.zip"]) == 0
    assert said(capsys)[1] == "Left out: “cat.png” is not beside the routine.\n"
    assert (tmp_path / "for-anna.zip").exists()


def test_share_writes_a_page_with_the_figures(home, tmp_path, capsys):
    assert run(["share", "--html", "gentle-stretch"]) == 0
    assert said(capsys)[0] == "Written to gentle-stretch.html.\n"
    page = (tmp_path / "gentle-stretch.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert page.count("<svg") > 3


def test_share_keeps_the_pictures_of_a_page_however_large_the_sounds_are(own, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("unclench.exchange.archive.LARGEST_ZIP", 1_000)
    (own / "go.wav").write_bytes(bytes(2_000))
    gif(own / "cat.gif", 30)
    (own / "mine.yaml").write_text(SHEET + "    picture: cat.gif\nsounds: {go: go.wav}\n")
    assert run(["share", "--html", "mine"]) == 0
    assert '<img alt="' in (tmp_path / "mine.html").read_text("utf-8")


def test_share_as_text_is_what_show_says(home, tmp_path, capsys):
    assert run(["share", "--text", "ice-15"]) == 0
    shown = said(capsys)[0]
    assert shown.startswith("Ice, 15 minutes  16:30\n")
    assert run(["share", "--text", "ice-15", "ice.txt"]) == 0
    assert (tmp_path / "ice.txt").read_text("utf-8") == shown


def test_share_says_where_it_cannot_write(home, capsys):
    assert run(["share", "ice-15", "nowhere/ice.zip"]) == 2
    assert said(capsys)[1] == "nowhere/ice.zip: cannot be written: No such file or directory.\n"
