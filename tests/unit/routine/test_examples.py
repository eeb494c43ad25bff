"""The files of docs/examples, written out again. That they are good is in tests/unit/docs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from unclench.routine import Catalogue, load_file, load_text
from unclench.routine.written import written

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.yaml"))
CATALOGUE = Catalogue(ROOT / "routines" / "exercises")


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_an_example_written_out_again_is_the_same_routine(path):
    data = written(load_file(path, CATALOGUE).routine)
    assert written(load_text(json.dumps(data), path.name, CATALOGUE).routine) == data
