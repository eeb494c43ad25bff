"""What may not be imported by what, and that every module can be imported first, seen in fresh interpreters."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec

import pytest
from tests import pages

SOURCE = pages.PACKAGE.parent
MODULES = {
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(pages.PACKAGE.rglob("*.py"))
}
LACKING = () if find_spec("jeepney") else ("unclench.system.mpris",)
"""What cannot be imported here: jeepney comes with wakepy, but only on Linux."""
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
SHARED = ("typing", "collections.abc", "msgspec", "textual.widget")
"""What most modules import from elsewhere, in the order of how many do. A fresh interpreter has none of it.

Two hundred interpreters would spend most of their time on these. A copy that has some of them already
proves as much, as long as the module under test imports the same itself, or by what it imports: then
they are there in any order, since imports stand at the top of a file (E402).
"""
COPIES = """
import gc, json, os, sys
gc.disable()  # what is imported stays
for name in sys.argv[1:]:
    __import__(name)
for module in map(str.strip, sys.stdin):
    child = os.fork()
    if not child:
        __import__(module)
        os.write(1, (json.dumps(sorted(sys.modules)) + "\\n").encode())
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        os.write(1, b"null\\n")
"""
"""An interpreter that has imported its arguments, and makes a copy of itself for each module that it reads of."""


class Interpreters:
    """One for each beginning of `SHARED`; a module is imported in a copy of the one that has most in common with it."""

    def __init__(self) -> None:
        self._running: dict[int, subprocess.Popen[str]] = {}

    def imported_by(self, module: str) -> set[str]:
        """The modules that are there once this one is imported. Raises AssertionError if it cannot be."""
        depth = next((n for n, name in enumerate(SHARED) if name not in reached(module)), len(SHARED))
        if depth not in self._running:
            command = [sys.executable, "-c", COPIES, *SHARED[:depth]]
            self._running[depth] = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        asked, answers = self._running[depth].stdin, self._running[depth].stdout
        assert asked is not None
        assert answers is not None
        print(module, file=asked, flush=True)
        found = json.loads(answers.readline())
        assert found is not None, f"{module} cannot be imported alone; see above"
        return set(found)

    def close(self) -> None:
        for process in self._running.values():
            process.communicate()


@pytest.fixture(scope="module")
def interpreters() -> Iterator[Interpreters]:
    made = Interpreters()
    yield made
    made.close()


@cache
def statements(module: str) -> set[str]:
    """What the imports at the top of a module name."""
    found: set[str] = set()
    for statement in ast.parse(MODULES[module].read_text("utf-8")).body:
        if isinstance(statement, ast.Import):
            found |= {alias.name for alias in statement.names}
        elif isinstance(statement, ast.ImportFrom):
            found |= {f"{statement.module}.{alias.name}" for alias in statement.names}
    return found


@cache
def reached(module: str) -> frozenset[str]:
    """What is imported with a module for certain: the program's own modules, and all names from elsewhere."""
    seen: set[str] = set()
    ahead = [module]
    while ahead:
        name = ahead.pop()
        parts = name.split(".")
        for part in [".".join(parts[:n]) for n in range(1, len(parts) + 1)]:
            if part not in seen:
                seen.add(part)
                ahead += statements(part) if part in MODULES else ()
    return frozenset(seen)


@pytest.mark.parametrize("module", CORE)
def test_the_core_loads_no_screen_and_no_sound(interpreters, module):
    found = interpreters.imported_by(f"unclench.{module}")
    assert not {"textual", "rich", "miniaudio", "simpleaudio", "simpleaudiohamiltoncs", "asyncio", "click"} & found


def test_the_command_line_loads_nothing_that_a_quick_answer_does_not_need(interpreters):
    quick = interpreters.imported_by("unclench.cli")
    assert not {"textual", "rich", "miniaudio", "yaml", "asyncio", "platformdirs"} & quick


UP_TO_THE_FIRST_SOUND = """
import sys
from unclench.player.runner import SessionRunner

def begin(self, **about):
    print(" ".join(sys.modules))
    raise SystemExit

SessionRunner.begin = begin
from unclench.cli import run
run(["breathe", "--plain", "--audio", "none"])
"""
"""A breath from the command to where its first cue is handed over; writes what has been imported by then."""


def test_the_first_sound_of_a_breath_waits_for_no_question_no_file_and_no_journal():
    ran = subprocess.run([sys.executable, "-c", UP_TO_THE_FIRST_SOUND], capture_output=True, text=True, check=True)
    found = set(ran.stdout.split())
    assert "unclench.player.controller" in found
    assert not {"yaml", "hashlib", "difflib", "dataclasses", "json", "sqlite3", "tomlkit", "textual", "asyncio"} & found
    assert not {"unclench.care.intake", "unclench.care.asks", "unclench.plain", "unclench.journal.records"} & found


UP_TO_THE_FIRST_FRAME = """
import os, sys
from textual.widgets import OptionList
from unclench.application import Application
from unclench.tui.app import UnclenchApp

def drawn(app):
    screen = app.screen
    said, lists = screen.query_one("#question").said, len(screen.query(OptionList))
    print(said, lists, *sys.modules, sep="\\n", file=sys.__stdout__, flush=True)  # Textual's own is never flushed
    os._exit(0)

UnclenchApp.post_display_hook = drawn
UnclenchApp(Application()).run(headless=True, size=(100, 30))
"""
"""Home up to its first frame; writes the question in it, how many lists there are, and what has been imported."""


def test_the_first_frame_of_home_asks_how_the_back_is_and_waits_for_no_list_no_file_and_no_journal(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", UP_TO_THE_FIRST_FRAME], capture_output=True, text=True, check=True,
        env={**os.environ, "UNCLENCH_HOME": str(tmp_path)},
    )  # fmt: skip
    question, lists, *found = ran.stdout.splitlines()
    assert question.startswith("How is your back right now?")
    assert lists == "0"
    assert "unclench.tui.screens.home" in found
    assert not {"yaml", "sqlite3", "tomlkit", "unclench.journal.logbook", "unclench.journal.records"} & set(found)
    assert not {"unclench.session.compiler", "unclench.care.asks", "unclench.player.sound_system"} & set(found)
    assert not {"unclench.tui.new_flow", "unclench.tui.editor_flow", "unclench.tui.widgets.stage"} & set(found)


@pytest.mark.parametrize("module", ["cli", "routine.parser", "routine.library", "application"])
def test_nothing_loads_figures_before_one_is_shown(interpreters, module):
    found = interpreters.imported_by(f"unclench.{module}")
    assert not {name for name in found if name.startswith("unclench.figure")}


def test_figures_need_no_screen_no_file_format_and_no_library_of_numbers(interpreters):
    found = interpreters.imported_by("unclench.figure.figure") | interpreters.imported_by("unclench.figure.svg")
    assert not {"textual", "rich", "yaml", "click", "numpy", "asyncio", "difflib"} & found
    assert not {name for name in found if name.startswith(("unclench.routine", "unclench.tui"))}


@pytest.mark.parametrize("module", [name for name in MODULES if not name.endswith(".__main__") and name not in LACKING])
def test_every_module_can_be_imported_alone(interpreters, module):
    interpreters.imported_by(module)
