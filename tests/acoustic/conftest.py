"""The acoustic tests run wherever PulseAudio is installed; in CI it has to be."""

from __future__ import annotations

import os

import pytest
from tests.acoustic.soundserver import missing


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("acoustic") is None or not (absent := missing()):
        return
    said = f"needs {', '.join(absent)}: apt-get install pulseaudio pulseaudio-utils libasound2-plugins"
    if os.environ.get("CI", "").lower() in ("", "0", "false"):
        pytest.skip(said)
    pytest.fail(said)
