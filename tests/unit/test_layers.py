"""What may not be imported by what, seen in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

CORE = [
    "model",
    "loading",
    "timeline",
    "choosing",
    "unfolding",
    "compiling",
    "cueing",
    "session",
    "safety",
    "words",
    "cues",
    "conducting",
]


def imported_by(module: str) -> set[str]:
    code = f"import sys, unclench.{module}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", CORE)
def test_the_core_loads_no_screen_and_no_sound(module):
    found = imported_by(module)
    assert not {"textual", "rich", "miniaudio", "simpleaudio", "asyncio", "click"} & found


def test_the_command_line_loads_nothing_that_a_quick_answer_does_not_need():
    assert not {"textual", "rich", "miniaudio", "yaml", "asyncio", "platformdirs"} & imported_by("cli")
