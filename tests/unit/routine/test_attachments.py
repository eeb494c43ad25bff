"""What a step shows: a figure of the routine's own, and a picture beside the routine."""

from __future__ import annotations

import zlib
from pathlib import Path

import jsonschema
import pytest

from unclench.cli import run
from unclench.config import paths
from unclench.figure.render import Style
from unclench.player.recorder import packed, unpacked
from unclench.routine import Catalogue, LoadError, load_file, load_text
from unclench.routine.json_schema import routine_schema
from unclench.routine.model import DoStep, ExerciseStep, Routine
from unclench.session.compiler import compile_routine
from unclench.session.session import Session
from unclench.tui.viewmodels.figure import FigureRenderer, moment

CATALOGUE = Catalogue(paths.shipped("routines") / "exercises")
HEEL_SLIDE = """\
title: T
steps:
  - exercise: Heel slide
    phases: [{up: 2s}, {down: 2s}]
    figure:
      view: above
      poses:
        long: {hip: 0 5, trunk: 180, legs: 0 0 90, arms: 0 0}
        bent: {like: long, right leg: at 30}
      phases: {setup: long, up: bent, down: long}
"""
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def loaded(text: str) -> Routine:
    found = load_text(text, "a.yaml", CATALOGUE)
    assert found.problems == ()
    return found.routine


def said(text: str) -> list[str]:
    with pytest.raises(LoadError) as caught:
        load_text(text, "a.yaml", CATALOGUE)
    return [str(problem) for problem in caught.value.problems]


def with_picture(name: str) -> str:
    return f"title: T\nsteps:\n  - exercise: Heel slide\n    hold: 10s\n    picture: {name}\n"


def test_a_figure_of_ones_own_is_drawn_in_every_phase():
    timeline = compile_routine(loaded(HEEL_SLIDE))
    poser = FigureRenderer(lambda exercise: None)
    drawn = set()
    for segment in timeline.segments:
        found = moment(timeline, Session(timeline, 0).view(segment.end - 1))
        assert found is not None
        assert poser.has(found)
        drawn.add(poser.draw(found, 40, 12, Style.BRAILLE, still=False).rows)
    assert len(drawn) > 1  # lying long, and with one knee bent


def test_two_steps_of_one_name_keep_their_own_figures():
    other = HEEL_SLIDE + HEEL_SLIDE.partition("steps:\n")[2].replace("at 30", "at 40")
    timeline = compile_routine(loaded(other))
    first, second = timeline.steps
    assert first.figure != second.figure
    poser = FigureRenderer(lambda exercise: None)
    shown = [
        moment(timeline, Session(timeline, 0).view(timeline.segments[step.first + 1].end - 1))
        for step in (first, second)
    ]
    assert len({poser.draw(found, 40, 12, Style.BRAILLE, still=False).rows for found in shown if found}) == 2


@pytest.mark.parametrize("head", ["exercise: Scratch like a cat\n    hold: 5s", "do: Scratch like a cat\n    for: 5s"])
def test_a_step_may_borrow_the_figure_of_an_exercise(head):
    (step,) = loaded(f"title: T\nsteps:\n  - {head}\n    figure: Cat-cow\n").steps
    assert isinstance(step, ExerciseStep | DoStep)
    known = CATALOGUE.get("cat-cow")
    assert known is not None
    assert step.figure == known.figure


def test_a_catalogue_exercise_may_be_given_another_figure():
    (step,) = loaded(HEEL_SLIDE.replace("Heel slide", "hip-lift")).steps
    assert isinstance(step, ExerciseStep)
    assert set((step.figure or {})["poses"]) == {"long", "bent"}


def test_mistakes_in_a_figure_come_with_their_place():
    (problem,) = said(HEEL_SLIDE.replace("at 30", "at thirty"))
    assert problem.startswith("a.yaml:9:28: step 1 > figure > poses > bent > right leg: “thirty” is not a number")
    assert said("title: T\nsteps:\n  - exercise: Heel slide\n    hold: 5s\n    figure: cat-caw\n") == [
        "a.yaml:5:13: step 1 > figure: there is no exercise called “cat-caw”. Did you mean `cat-cow`?"
    ]


def test_a_step_that_has_no_pose_takes_no_figure():
    (problem,) = said("title: T\nsteps:\n  - cold: 10m\n    figure: cat-cow\n")
    assert "`figure` belongs to a step with `exercise` or `do`, not to a `cold` step" in problem


@pytest.mark.parametrize("content", [PNG, b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF\n\xff\0\0WEBP"])
def test_a_picture_lies_beside_the_routine(tmp_path, content):
    (tmp_path / "heel.png").write_bytes(content)
    file = tmp_path / "mine.yaml"
    file.write_text(with_picture("heel.png"), "utf-8")
    found = load_file(file, CATALOGUE)
    assert found.problems == ()
    assert compile_routine(found.routine).steps[0].picture == "heel.png"


@pytest.mark.parametrize("name", ["pics/heel.png", "'pics\\heel.png'", "my/own pics/heel.png"])
def test_a_picture_in_a_folder_of_its_own_is_asked_for_beside_the_routine(name):
    (problem,) = said(with_picture(name))
    assert "is in another folder than the routine. Put the picture beside the routine" in problem
    assert problem.endswith("write only its name, like `picture: heel.png`.")


@pytest.mark.parametrize(
    "name",
    ["../heel.png", "/etc/heel.png", "~/heel.png", "a/../../heel.png", "'..\\heel.png'", "'c:heel.png'", ".heel.png"],
)
def test_a_picture_never_lies_anywhere_else(name):
    (problem,) = said(with_picture(name))
    assert "leads out of the routine's own folder. Put the picture beside the routine" in problem


def test_only_png_jpeg_gif_and_webp_are_pictures():
    (problem,) = said(with_picture("heel.tif"))
    assert problem.startswith("a.yaml:5:14: step 1 > picture: “heel.tif” is not a PNG, JPEG, GIF or WebP. ")


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda path: None, "is not beside the routine"),
        (lambda path: path.write_bytes(b"GIF88a" + bytes(9)), "isn't a PNG, JPEG, GIF or WebP inside"),
        (lambda path: path.write_bytes(b"RIFF\0\0\0\0WAVE"), "isn't a PNG, JPEG, GIF or WebP inside"),
        (lambda path: path.mkdir(), "is not beside the routine"),
        (lambda path: path.symlink_to(Path("/etc/hostname")), "is a link out of the routine's own folder"),
        (lambda path: path.symlink_to(path), "can't be read"),
        (
            lambda path: path.touch() or __import__("os").truncate(path, 21 * 2**20),
            "is larger than 20 MB, which is too much",
        ),
    ],
    ids=["missing", "gif", "sound", "folder", "link", "loop", "large"],
)
def test_a_picture_that_cannot_be_shown_is_only_warned_of(tmp_path, make, what):
    make(tmp_path / "heel.png")
    file = tmp_path / "mine.yaml"
    file.write_text(with_picture("heel.png"), "utf-8")
    (problem,) = load_file(file, CATALOGUE).problems
    assert problem.what == f"“heel.png” {what}"


@pytest.mark.parametrize(
    ("value", "takes"),
    [
        ("heel.png", True),
        ("Heel 2.JPEG", True),
        ("heel.gif", True),
        ("heel.WebP", True),
        ("../heel.png", False),
        ("heel.tif", False),
    ],
)
def test_the_schema_takes_the_names_that_the_loader_takes(value, takes):
    document = {"title": "T", "steps": [{"exercise": "Heel slide", "hold": "10s", "picture": value}]}
    assert jsonschema.Draft202012Validator(routine_schema()).is_valid(document) is takes


def test_unclench_figure_shows_a_routines_own(capsys, machine_left_alone, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(HEEL_SLIDE + "  - exercise: cat-cow\n    hold: 5s\n", "utf-8")
    assert run(["figure", "mine.yaml", "--phase", "up"]) == 0
    mine = capsys.readouterr().out
    assert run(["figure", "mine.yaml", "--step", "2", "--phase", "round"]) == 0
    assert run(["figure", "cat-cow", "--phase", "round"]) == 0
    theirs = capsys.readouterr().out.splitlines()
    assert theirs[:16] == theirs[16:]
    assert mine.splitlines() != theirs[:16]
    assert run(["figure", "mine.yaml", "--step", "9"]) == 2
    assert (
        "Choose a step with --step, 1 to 2. Steps with a figure of their own: 1 Heel slide." in capsys.readouterr().err
    )


def test_what_was_shown_is_kept_with_the_session(tmp_path):
    text = HEEL_SLIDE + "  - exercise: Reach\n    hold: 5s\n    picture: reach.png\n"
    file = tmp_path / "mine.yaml"
    file.write_text(text, "utf-8")
    timeline = compile_routine(load_file(file, CATALOGUE).routine)
    kept = unpacked(packed(timeline)[1])
    assert kept.steps == timeline.steps
    assert str(tmp_path).encode() not in zlib.decompress(packed(timeline)[1])
