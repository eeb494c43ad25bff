"""`unclench figure` and `unclench figures`: what they print, write and refuse."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from unclench.cli import run


@pytest.fixture(autouse=True)
def _elsewhere(machine_left_alone, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


def output(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.split("\n")


def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err.strip()


def test_a_figure_has_the_size_that_was_asked_for(capsys):
    assert run(["figure", "cat-cow", "--phase", "round", "--size", "40x9", "--style", "ascii"]) == 0
    lines = output(capsys)
    assert [len(line) for line in lines] == [40] * 9 + [0]
    assert any("#" in line for line in lines)


def test_moments_of_a_phase_differ(capsys):
    pictures = []
    for at in ("0", "0.5", "1"):
        assert run(["figure", "Cat-cow", "--phase", "round", "--at", at]) == 0
        pictures.append(output(capsys))
    assert len({tuple(picture) for picture in pictures}) == 3


def test_the_left_side_looks_the_other_way(capsys):
    for side in ("left", "right"):
        assert run(["figure", "bird-dog", "--side", side, "--style", "blocks"]) == 0
    lines = output(capsys)
    assert lines[:16] != lines[16:32]


def test_still_shows_the_key_poses_side_by_side(capsys):
    assert run(["figure", "hip-lift", "--still", "--size", "60x12"]) == 0
    assert len(output(capsys)) == 13


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["cat-caw"], "There is no exercise called 'cat-caw'. Did you mean cat-cow?"),
        (["cat-cow", "--phase", "up"], "The figure has no phase 'up'. It has: setup, round, sag."),
        (["cat-cow", "--size", "12"], "'12' is not a size. Write columns and rows like 60x16, from 4x2 to 400x200."),
        (["cat-cow", "--size", "9999x9999"], "'9999x9999' is not a size."),
        (["nowhere.yaml"], "nowhere.yaml:1:1: the file can't be read"),
        (["cat-cow", "--svg", "no/where.svg"], "no/where.svg: cannot be written: No such file or directory."),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(args, said, capsys):
    assert run(["figure", *args]) == 2
    assert refusal(capsys).startswith(said)


def test_a_file_of_ones_own_is_shown_or_its_mistakes_are(capsys):
    mine = Path("mine.yaml")
    mine.write_text("name: Mine\nfigure:\n  poses: {a: {hip: 0 52, legs: at 0}}\n  phases: {hold: a}\n", "utf-8")
    assert run(["figure", "mine.yaml"]) == 0
    mine.write_text(mine.read_text("utf-8").replace("legs", "lags"), "utf-8")
    assert run(["figure", "mine.yaml"]) == 2
    assert "mine.yaml:3:26: figure > poses > a > lags" in refusal(capsys)


def test_an_exercise_without_a_figure_says_so(capsys):
    Path("mine.yaml").write_text("name: Mine\n", "utf-8")
    assert run(["figure", "mine.yaml"]) == 2
    assert refusal(capsys) == "Mine has no figure. You can add one to its file under `figure:`."


def test_an_svg_is_written_once_and_never_over_another_file(capsys):
    assert run(["figure", "hip-lift", "--still", "--svg", "lift.svg"]) == 0
    text = Path("lift.svg").read_text("utf-8")
    assert ET.fromstring(text).tag.endswith("svg")  # noqa: S314  (our own file)
    assert run(["figure", "cat-cow", "--svg", "lift.svg"]) == 2
    assert refusal(capsys) == "lift.svg already exists, so it was left alone. Choose another name."
    assert Path("lift.svg").read_text("utf-8") == text


def test_the_page_names_every_exercise_and_the_blind_one_none(capsys):
    assert run(["figures", "--svg", "all.svg"]) == 0
    assert run(["figures", "--blind", "--svg", "blind.svg"]) == 0
    assert "Child's pose" in Path("all.svg").read_text("utf-8").replace("&apos;", "'")
    assert "ose" not in Path("blind.svg").read_text("utf-8")


def test_the_key_gives_each_number_of_the_blind_page_a_name(capsys):
    assert run(["figures", "--key"]) == 0
    names = [line.split(maxsplit=1)[1] for line in output(capsys) if line]
    assert len(names) == 35
    assert "Plank" in names


def test_the_page_as_text_shows_each_pose_with_its_caption(capsys):
    assert run(["figures", "--size", "30x6", "--style", "ascii"]) == 0
    assert "Cat-cow: sag" in capsys.readouterr().out
