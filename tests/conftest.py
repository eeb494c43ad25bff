"""For all tests: nothing of the user's is read, nothing of the user's is written, nothing sounds.

And the same every time: no example that was not tried before, no deadline that a busy machine could miss.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest
import textual.pilot
from hypothesis import HealthCheck, settings
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # the tests' own helpers are imported as tests.acoustic.decoding

settings.register_profile(
    "default", derandomize=True, database=None, deadline=None, max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
settings.register_profile(
    "random", settings.get_profile("default"), derandomize=False, max_examples=400, print_blob=True
)
"""New examples, for a run of their own (`tests/run.py --random`); what one finds becomes an `@example`."""
settings.load_profile("default")

NOWHERE = "/nonexistent/unclench-tests"
STRANGERS = ("PULSE_", "PIPEWIRE_", "ALSA_", "XDG_", "UNCLENCH_", "TEXTUAL")
"""Variables of the user's by which a test could reach a device, a folder or a setting."""
DEAD_ENDS = {
    "PULSE_SERVER": f"unix:{NOWHERE}",
    "PULSE_CLIENTCONFIG": "/dev/null",
    "PIPEWIRE_RUNTIME_DIR": NOWHERE,
    "ALSA_CONFIG_PATH": "/dev/null",
}
"""Where a test that opens the sound all the same arrives; acoustic tests bring servers of their own."""


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that this test alone has; the folders in it do not exist yet."""
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(STRANGERS):
            monkeypatch.delenv(name)
    for name, value in {**DEAD_ENDS, "UNCLENCH_HOME": str(home), "XDG_RUNTIME_DIR": str(home)}.items():
        monkeypatch.setenv(name, value)
    return home


@pytest.fixture
def machine_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of commands: signal handlers and staying awake are the process's business, and that is pytest."""
    from unclench.testing import RecordingSurroundings

    monkeypatch.setattr("unclench.cli.Machine", lambda *_: RecordingSurroundings())


async def a_frame(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Waits until every task could go on, and a frame be drawn."""
    for rest in (0, FRAME, 0):
        for _ in range(TURNS):
            await asyncio.sleep(0)
        await asyncio.sleep(rest)


@pytest.fixture(autouse=True)
def screens_that_come_to_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of a screen waits for its messages and one frame, not for a processor at rest.

    Textual waits until the process does next to nothing for a fiftieth of a second, and for a whole
    second where it always does something, as a session does: half of the time that the tests took.
    """
    monkeypatch.setattr(textual.pilot, "wait_for_idle", a_frame)


@pytest.fixture(autouse=True)
def a_collector_left_alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session freezes what the program is made of; here that would be all the tests, a fifth of a second each time.

    `test_gc_policy` tests it, and whatever starts the program as a process of its own does so with it.
    """
    if request.path.stem != "test_gc_policy":
        for name in ("freeze_program", "freeze_screen", "unfreeze"):
            monkeypatch.setattr(f"unclench.system.gc_policy.{name}", lambda: None)


TURNS, FRAME = 5, 0.003
"""How often every task may go on, in front of a frame and behind it; seconds that a frame is given."""


@pytest.fixture(autouse=True)
def style_sheets_that_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual parses those of every widget anew for each app, and for each widget that comes: they are the same."""
    parse = Stylesheet._parse_rules

    def parsed_once(self: Stylesheet, *sheet: Any, **about: Any) -> list[RuleSet]:
        key = (frozenset(self._variables.items()), sheet, frozenset(about.items()))
        if key not in PARSED:
            PARSED[key] = parse(self, *sheet, **about)
        return PARSED[key]

    monkeypatch.setattr(Stylesheet, "_parse_rules", parsed_once)


PARSED: dict[object, list[RuleSet]] = {}
"""Rules by the colours and all else that they are made from."""
