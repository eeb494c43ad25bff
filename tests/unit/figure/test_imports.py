"""Figures are pure, and are imported only when one is shown."""

from __future__ import annotations

import pytest
from tests.unit.test_layers import imported_by


@pytest.mark.parametrize("module", ["cli", "routine.parser", "routine.library", "application"])
def test_nothing_loads_figures_before_one_is_shown(module):
    assert not {name for name in imported_by(module) if name.startswith("unclench.figure")}


def test_figures_need_no_screen_no_file_format_and_no_library_of_numbers():
    found = imported_by("figure.figure") | imported_by("figure.svg")
    assert not {"textual", "rich", "yaml", "click", "numpy", "asyncio", "difflib"} & found
    assert not {name for name in found if name.startswith(("unclench.routine", "unclench.tui"))}
