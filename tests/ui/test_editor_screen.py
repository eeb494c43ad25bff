"""The editor, by keys alone: what is typed is in the file once it is saved, and nothing else in it has changed."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from typing import Any

from click.testing import CliRunner

from unclench.cli import main
from unclench.routine import load_file
from unclench.routine.model import AtLeast, Blank, Exact, ExerciseStep, Range
from unclench.system import replacement
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.editor import EditorScreen
from unclench.tui.screens.library import LibraryScreen
from unclench.tui.widgets.columns import Columns
from unclench.tui.widgets.editor import FieldLines, OfferLines, StepLines
from unclench.tui.widgets.home import RoutinePanes

MINE = """\
format: 1
title: Mine  # from March
steps:
  # gently
  - exercise: cat-cow
    reps: 5  # at most
  - rest: 30s
"""
NAMES = {" ": "space", "-": "minus", ".": "full_stop", "?": "question_mark"}


class Typist:
    """Whoever types, and counts the keys."""

    def __init__(self, desk: Any) -> None:
        self.desk, self.keys = desk, 0

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            self.desk.clock.advance(300)
            await self.desk.pilot.press(key)
        await self.desk.settled()

    async def type(self, text: str, *then: str) -> None:
        await self.press(*(NAMES.get(letter, letter) for letter in text), *then)

    async def add(self, words: str, *to_offer: str) -> None:
        await self.press("plus")
        await self.type(words, *to_offer, "enter")

    async def field(self, label: str, value: str) -> None:
        """Go to a field with the arrows, and type its value."""
        fields = self.desk.app.screen.query_one(FieldLines)
        labels = [row.label for row in fields._rows]
        at, to = fields.highlighted, labels.index(label)
        await self.press(*["down" if to > at else "up"] * abs(to - at), "enter")
        await self.type(value, "enter")


async def to(desk: Any, id: str) -> None:
    """The bar of the home screen on a routine."""
    key = next(key for key, row in desk.app.screen.query_one(RoutinePanes).shown.items() if row.id == id)
    desk.app.screen.query_one(Columns).highlight(key, focus=True)
    await desk.settled()


async def edited(desk: Any, id: str, *answers: str) -> EditorScreen:
    """The editor, opened from the home screen."""
    await to(desk, id)
    await desk.press("e")
    if answers:
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        await desk.press(*answers)
    await desk.until(lambda: isinstance(desk.app.screen, EditorScreen))
    await desk.settled()
    return desk.app.screen


def titles(desk: Any) -> Sequence[str]:
    return [row.title for row in desk.app.screen.query_one(StepLines)._rows]


async def test_a_sheet_of_eight_steps_is_written_from_nothing_by_keys_alone(desk, monkeypatch):
    typist = Typist(desk)
    async with desk.sat_at(size=(120, 40)):
        await typist.press("plus")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        await typist.type("Physio March", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, EditorScreen))
        await desk.settled()
        await typist.type("cat", "enter")  # the line for a new step is open already
        await typist.field("Movements", "round 5s, sag 5s")
        await typist.field("How often", "5")
        await typist.add("hams")
        await typist.field("Hold each", "20-30s")
        await typist.field("How often", "3")
        await typist.field("Sides", "each")
        await typist.add("rest 1m")
        await typist.add("bridge")
        await typist.field("How often", "8-10")
        await typist.field("Hold each", ">=5s")
        await typist.add("Towel squeeze")
        await typist.field("How often", "ask")
        await typist.add("breathing")
        await typist.field("How long", "2m")
        await typist.add("calf stretch at the wall")
        await typist.field("Hold each", "30s")
        await typist.field("Sides", "each")
        await typist.field("Note", "Heel stays down: no bouncing")
        await typist.add("walk", "down", "down")
        await typist.field("How long", "10m")
        await typist.press("s")
        assert "saved ✓" in desk.all_text()
    path = desk.home.routines / "physio-march.yaml"
    found = load_file(path, desk.program.catalogue).routine
    assert found is not None
    assert len(found.steps) == 8
    cat, hams, rest, bridge, own, breath, calf, walk = found.steps
    assert [phase.name for phase in cat.phases] == ["round", "sag"]
    assert (hams.exercise.id, hams.hold, hams.sides) == ("hamstring-stretch", Range(20_000, 30_000), ("left", "right"))
    assert rest.lasting == Exact(60_000)
    assert (bridge.exercise.id, bridge.reps, bridge.hold) == ("hip-lift", Range(8, 10), AtLeast(5_000))
    assert isinstance(own, ExerciseStep)
    assert (own.exercise.id, own.exercise.name, own.reps) == (None, "Towel squeeze", Blank())
    assert breath.lasting == Exact(120_000)
    assert calf.note == "Heel stays down: no bouncing"
    assert (walk.what.name, walk.lasting) == ("Walk", Exact(600_000))
    assert typist.keys == 270
    monkeypatch.setenv("UNCLENCH_HOME", str(desk.home.routines.parent))
    checked = CliRunner().invoke(main, ["check", str(path)])
    assert (checked.exit_code, checked.output) == (0, f"{path}: good.\n")
