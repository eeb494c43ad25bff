"""What may not be imported by what, seen in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"

CORE = [
    "cues",
    "ports",
    "safety.lockouts",
    "routine.library",
    "session.session",
    "session.compiler",
    "session.edits",
    "care.suitability",
    "player.controller",
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


@pytest.mark.parametrize(
    "module",
    [
        ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((SOURCE / "unclench").rglob("*.py"))
        if path.name != "__main__.py"
    ],
)
def test_every_module_can_be_imported_alone(module):
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
