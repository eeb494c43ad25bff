"""In a real terminal that is closed while a cold pack is on: its alarm rings on, unseen."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import pytest
from tests.terminal.pseudo import Terminal, base_environment, program

ROUTINE = "format: 1\ntitle: Cold\ndefaults: {setup: 0s}\nsteps:\n  - cold: 3s\n"


def heard(path: Path, sound: str, times: int = 1) -> bool:
    """Whether the events come to tell of a cue so often within half a minute."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        events = map(json.loads, path.read_text("utf-8").splitlines())
        if sum(event.get("sound") == sound for event in events) >= times:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("front", [["--plain"], []], ids=["plain", "screen"])
def test_closing_the_window_does_not_take_the_pack_off(tmp_path: Path, own_home: Path, front: list[str]) -> None:
    """C2.4: the clock runs on, the alarm rings every two seconds, and SIGTERM still ends it."""
    routine, events = tmp_path / "cold.yaml", tmp_path / "events.jsonl"
    routine.write_text(ROUTINE, "utf-8")
    command = program("run", str(routine), "--yes", "--audio", "none", "--talk", "off", "--events", str(events), *front)
    with Terminal(command, base_environment(own_home)) as terminal:
        terminal.wait_for("damp cloth")
        time.sleep(0.8)  # a key held down from before is not an answer
        terminal.type(" ")
        assert heard(events, "go")
        terminal.hang_up()
        assert heard(events, "alarm", times=3)
        terminal.signal(signal.SIGTERM)
        assert terminal.wait(5) == 143
