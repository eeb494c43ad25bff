"""The files of docs/examples: each is good, and does what its first line says it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from unclench.reports.routines import check
from unclench.routine import Catalogue, load_file, load_text
from unclench.routine.written import written

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.yaml"))
CATALOGUE = Catalogue(ROOT / "routines" / "exercises")


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_an_example_is_good_and_says_first_what_it_shows(path):
    assert check(path, CATALOGUE) == ([], False)
    assert path.read_text(encoding="utf-8").startswith("# Shows ")


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_an_example_written_out_again_is_the_same_routine(path):
    import json

    data = written(load_file(path, CATALOGUE).routine)
    assert written(load_text(json.dumps(data), path.name, CATALOGUE).routine) == data


def test_there_are_examples():
    assert EXAMPLES
