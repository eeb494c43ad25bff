"""What is asked of somebody whose eyes are closed: every question has words, and a breath is left by Escape too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.answered import well
from tests.ui.test_parity import ESC, FLOWS, START, STRETCHES, PlainWorld

from unclench.care.asks import Acknowledge, Ask, Await, Begin, Reply, Tell
from unclench.plain.intake import LineIntake


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Ask]:
    """Every question of the sessions that are played in lines."""
    found: list[Ask] = []
    answer = LineIntake._answer

    def kept(self: LineIntake, ask: Ask) -> Any:
        found.append(ask)
        return answer(self, ask)

    monkeypatch.setattr(LineIntake, "_answer", kept)
    return found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[PlainWorld]:
    made = PlainWorld(tmp_path)
    yield made
    made.program.close()


@pytest.mark.parametrize("name", FLOWS)
def test_no_question_of_any_flow_is_silent(name, world, monkeypatch, asked):
    flow = FLOWS[name]
    world.live(flow)
    world.play(flow.played, flow.script, monkeypatch)
    questions = [ask for ask in asked if not isinstance(ask, Await | Begin | Tell)]
    silent = [ask.heading for ask in questions if Reply(ask).aloud is None]
    assert not silent
    for ask in questions:
        assert not isinstance(ask, Acknowledge) or "press y, then Enter" in ask.words()


def test_escape_asks_in_a_breath_in_between_what_q_does_in_lines(tmp_path, monkeypatch, asked):
    rows = []
    for key in ("q", ESC):
        world = PlainWorld(tmp_path / f"{ord(key)}")
        well(world.home.journal, at=world.moments().wall)
        ends = world.play(STRETCHES, [*START, (3, "b"), (8, key), (1, "y"), (1, " "), (60, "2")], monkeypatch)
        assert "Go back to First?" in [ask.heading for ask in asked]
        asked.clear()
        rows.append(ends.rows()["sessions"])
        world.program.close()
    assert rows[0] == rows[1]


def test_escape_asks_nothing_in_lines_while_no_breath_is_in_between(world, monkeypatch, asked):
    well(world.home.journal, at=world.moments().wall)
    world.play(STRETCHES, [*START, (3, ESC), (60, "2")], monkeypatch)
    assert not [ask.heading for ask in asked if ask.heading.endswith("?") and "hurt" not in ask.heading]
