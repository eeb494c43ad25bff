"""How the screens look, as pictures."""

from __future__ import annotations

import os
from typing import Any

import pytest
from tests.frozen import freeze
from tests.staged import HERE, SCREENS, SIZES

PICTURES = os.environ.get("TEXTUAL_SNAPSHOT_TEMPDIR", "")
"""Where the plugin collects its pictures; tests/conftest.py takes all of Textual's variables away."""


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside this file, with nothing of the machine in the picture."""
    freeze(monkeypatch)
    monkeypatch.chdir(HERE)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_SNAPSHOT_TEMPDIR", PICTURES)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("screen", SCREENS)
def test_screen(snap_compare: Any, screen: str, theme: str, size: tuple[int, int]) -> None:
    scene = SCREENS[screen]
    assert snap_compare(scene.app(theme=theme), terminal_size=size, run_before=scene.before)
