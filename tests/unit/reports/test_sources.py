"""The names behind the keys of sources."""

from __future__ import annotations

import re
from pathlib import Path

from unclench.config.paths import shipped
from unclench.reports.sources import named, names


def test_a_source_has_its_name_and_what_has_none_stays_as_it_is():
    assert named("NHSI, my sheet, NHSI") == "NHS inform, Exercises for back pain; my sheet"
    assert named("seed 001, seed 004") == "The five articles that the project began with"


def test_every_source_of_the_bundled_files_has_a_name():
    known = names()
    for path in shipped("routines").rglob("*.yaml"):
        for line in re.findall(r"^sources: \[(.*)\]", path.read_text("utf-8"), re.MULTILINE):
            assert not [key for key in line.split(", ") if key not in known], path.name


def test_without_the_page_keys_are_shown(tmp_path: Path) -> None:
    assert names(tmp_path / "none.md") == {}
