"""docs/architecture.md and its picture show the imports that there are."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from tests import pages

ROOT = Path(__file__).parents[2]
MADE_BY = "run: python docs/make_architecture.py"


make = pages.maker("make_architecture")
ARROWS = make.arrows()


def test_the_picture_shows_the_imports_of_today():
    assert make.PICTURE.read_text("utf-8") == make.picture(ARROWS), MADE_BY


@pytest.mark.source
def test_the_table_shows_the_imports_of_today():
    text = make.PAGE.read_text("utf-8")
    assert text == make.page(text, ARROWS), MADE_BY


def test_every_folder_and_every_module_beside_them_is_drawn():
    there = {path.stem for path in pages.PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert set(ARROWS) == there - {"__init__", "__main__", "testing"}
    assert set(re.findall(r"<text [^>]*>(\w+)</text>", make.PICTURE.read_text("utf-8"))) == set(ARROWS)


def test_the_arrows_are_those_that_the_source_writes_down():
    """Asked of the text itself, so that a change in grimp would be noticed."""
    for name, used in ARROWS.items():
        folder = pages.PACKAGE / name
        files = folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")]
        line = re.compile(r"^ *(?:from|import) unclench\.(\w+)", re.MULTILINE)
        written = {found for path in files for found in line.findall(path.read_text("utf-8"))}
        assert written - {name, "testing"} <= used | {name}, name


def test_the_folders_are_those_of_the_layers():
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers")
    assert {name.strip() for row in layers for name in re.split(r"[|:]", row)} == set(ARROWS)


@pytest.mark.parametrize(
    ("all_arrows", "drawn"),
    [
        ({"a": {"b", "c"}, "b": {"c"}, "c": set()}, {"a": {"b"}, "b": {"c"}, "c": set()}),
        ({"a": {"b", "c"}, "b": set(), "c": set()}, {"a": {"b", "c"}, "b": set(), "c": set()}),
    ],
)
def test_an_arrow_is_left_out_only_where_a_longer_way_shows_it(all_arrows, drawn):
    found = make.needed({name: frozenset(used) for name, used in all_arrows.items()})
    assert found == drawn


def test_what_is_left_out_can_still_be_followed():
    drawn = make.needed(ARROWS)
    for name in ARROWS:
        assert make.reached(name, drawn) == make.reached(name, ARROWS)


def test_every_arrow_points_down_and_no_box_covers_another():
    drawn = make.needed(ARROWS)
    level = make.depths(drawn)
    assert all(level[each] < level[name] for name, used in drawn.items() for each in used)
    rows: dict[int, list[tuple[float, float]]] = {}
    for slot, (x, row) in make.placed(drawn).items():
        rows.setdefault(row, []).append((x - slot.width / 2, x + slot.width / 2))
    for spans in rows.values():
        ordered = sorted(spans)
        assert all(left[1] < right[0] for left, right in pairwise(ordered))
