"""What was changed in the editor outlives kill -9 and a closed window."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.terminal.pseudo import SETTLED, Terminal, base_environment, program

SHEET = "title: Mine\nsteps:\n  - exercise: cat-cow\n    reps: 5\n"


@pytest.mark.parametrize("end", ["kill -9", "closed"])
def test_changes_that_were_not_saved_are_offered_after_the_program_was_killed_or_its_window_closed(own_home, end):
    path = own_home / "data" / "routines" / "mine.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SHEET, "utf-8")
    kept = own_home / "state" / "unsaved"
    with Terminal(program("edit", "mine"), base_environment(own_home)) as terminal:
        terminal.wait_for("saved ✓")
        time.sleep(SETTLED)
        terminal.type("\t")
        terminal.wait_for("For example 5, 8-10")
        time.sleep(SETTLED)
        terminal.type("\x1b[C")  # one more
        if end == "closed":
            terminal.wait_for("not saved yet")
            terminal.hang_up()
        else:
            until(lambda: holds_something(kept))
            terminal.signal(signal.SIGKILL)
        terminal.wait()
    until(lambda: holds_something(kept))
    assert path.read_text("utf-8") == SHEET
    with Terminal(program("edit", "mine"), base_environment(own_home)) as terminal:
        terminal.wait_for("and didn't save it.")
        time.sleep(SETTLED)
        terminal.type("1")
        terminal.wait_for("not saved yet")
        time.sleep(SETTLED)
        terminal.type("s")
        until(lambda: path.read_text("utf-8") == SHEET.replace("reps: 5", "reps: 6"))
        until(lambda: not holds_something(kept))
        terminal.type("\x1b")
        terminal.wait()


def holds_something(folder: Path) -> bool:
    return folder.is_dir() and any(each.suffix == ".json" for each in folder.iterdir())


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
