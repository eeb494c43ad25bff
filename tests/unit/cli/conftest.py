"""The folders of somebody who types commands."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder, and a working folder."""
    monkeypatch.setenv("UNCLENCH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def own(home: Path) -> Path:
    """The user's own routines."""
    folder = home / "data" / "routines"
    folder.mkdir(parents=True)
    return folder
