"""How long a sheet says that the whole takes, beside what its steps come to."""

from __future__ import annotations

import pytest

from unclench.reports.routines import check
from unclench.routine import Catalogue, load_text
from unclench.session.choices import Choices
from unclench.session.compiler import Compiler
from unclench.session.sheet_words import summary

WALK = "title: T\nsummary: Out of doors.\nlength: {length}\nsteps:\n  - do: Walk\n    for: {walk}\n    setup: 0s\n"


def warned(tmp_path, length: str, walk: str) -> list[str]:
    path = tmp_path / "a.yaml"
    path.write_text(WALK.format(length=length, walk=walk), encoding="utf-8")
    problems, refused = check(path, Catalogue(tmp_path))
    assert not refused
    return [problem.what for problem in problems]


@pytest.mark.parametrize(
    ("length", "walk"),
    [("20-30m", "20m"), ("20-30m", "25-40m"), ("20-30m", "10-20m"), ("20-30m", "open"), ("20-30m", ">=5m"),
     ("20m", "20m"), (">=20m", "80m"), ("up to 30m", "2m")],
)  # fmt: skip
def test_a_length_that_some_dose_comes_to_is_taken_as_it_is(tmp_path, length, walk):
    assert warned(tmp_path, length, walk) == []


@pytest.mark.parametrize(
    ("length", "walk", "said"),
    [
        ("20-30m", "10-15m", "its steps come to 10 minutes to 15 minutes, and `length` says 20 minutes to 30 minutes"),
        ("20-30m", "31m", "its steps come to 31 minutes, and `length` says 20 minutes to 30 minutes"),
        ("up to 30m", "40m", "its steps come to 40 minutes, and `length` says up to 30 minutes"),
        (">=20m", "5m", "its steps come to 5 minutes, and `length` says at least 20 minutes"),
    ],
)
def test_a_length_that_no_dose_comes_to_is_doubted(tmp_path, length, walk, said):
    assert warned(tmp_path, length, walk) == [said]


def test_the_previews_say_what_the_sheet_says_of_the_whole():
    routine = load_text(WALK.format(length="20-30m", walk="25m"), "a.yaml").routine
    assert summary(routine) == "Out of doors. Your sheet says it takes 20 minutes to 30 minutes in all."


def test_c1_16_what_comes_together_only_without_an_optional_rest_is_refused_by_check_with_its_line(tmp_path):
    press = "  - {exercise: Press the point with a thumb, tags: [massage], hold: 40s, setup: 0s}\n"
    path = tmp_path / "a.yaml"
    path.write_text(f"title: T\nlength: 10m\nsteps:\n{press}  - {{rest: 30s, optional: yes}}\n{press}", "utf-8")
    problems, refused = check(path, Catalogue(tmp_path))
    assert refused
    assert any("without a pause" in str(problem) for problem in problems)


def test_the_question_which_level_is_asked_once_however_many_rounds_there_are(tmp_path):
    path = tmp_path / "a.yaml"
    level = "levels: [{rest: 1s}, {rest: 2s}]"
    path.write_text(f"title: T\nsteps:\n  - repeat: 900\n    steps:\n      - {level}\n", "utf-8")
    routine = load_text(path.read_text("utf-8"), "a.yaml", Catalogue(tmp_path)).routine
    assert len(Compiler(routine, Choices()).amounts.questions) == 1
