"""The editor, by keys alone: what is typed is in the file once it is saved, and nothing else in it has changed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from textual.events import Paste

from unclench.cli import main
from unclench.routine import load_file
from unclench.routine.model import AtLeast, Blank, Exact, ExerciseStep, Range
from unclench.system import text_editor
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.editor import EditorScreen
from unclench.tui.screens.home import HomeScreen
from unclench.tui.screens.pasted import PasteScreen
from unclench.tui.screens.preview import PreviewScreen
from unclench.tui.widgets.editor import FieldLines, OfferLines, SheetText, StepLines
from unclench.tui.widgets.home import RoutinePanes
from unclench.tui.widgets.lists import Columns

MINE = """\
format: 1
title: Mine  # from March
steps:
  # gently
  - exercise: cat-cow
    reps: 5  # at most
  - rest: 30s
"""


@pytest.fixture
def lent(desk: Any, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """A terminal that can be lent to vim."""

    @contextmanager
    def lend(_: Any) -> Iterator[None]:
        yield

    monkeypatch.setattr(type(desk.app), "suspend", lend)
    monkeypatch.setenv("EDITOR", "vim")
    monkeypatch.delenv("VISUAL", raising=False)
    return []


def notified(desk: Any) -> str:
    return " ".join(note.message for note in desk.app._notifications)


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


async def edited(desk: Any, id: str, *answers: str) -> Any:
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
        desk.clock.advance(1_000)  # a key that comes with a question answers nothing
        await typist.press("2")
        desk.clock.advance(1_000)
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
    has_the_eight_steps(path, desk)
    assert typist.keys == 233
    monkeypatch.setenv("UNCLENCH_HOME", str(desk.home.routines.parent))
    checked = CliRunner().invoke(main, ["check", str(path)])
    assert (checked.exit_code, checked.output) == (0, f"{path}: good.\n")


def has_the_eight_steps(path: Path, desk: Any) -> None:
    found = load_file(path, desk.program.catalogue).routine
    assert found is not None
    assert found.title == "Physio March"
    steps: Any = found.steps
    assert len(steps) == 8
    cat, hams, rest, bridge, own, breath, calf, walk = steps
    assert [phase.name for phase in cat.phases] == ["round", "sag"]
    assert (hams.exercise.id, hams.hold, hams.sides) == ("hamstring-stretch", Range(20_000, 30_000), ("left", "right"))
    assert rest.lasting == Exact(60_000)
    assert (bridge.exercise.id, bridge.reps, bridge.hold) == ("hip-lift", Range(8, 10), AtLeast(5_000))
    assert isinstance(own, ExerciseStep)
    assert (own.exercise.id, own.exercise.name, own.reps) == (None, "Towel squeeze", Blank())
    assert breath.lasting == Exact(120_000)
    assert calf.note == "Heel stays down: no bouncing"
    assert (walk.what.name, walk.lasting) == ("Walk", Exact(600_000))


SHEET = """\
Physio March

1. Cat-cow: 5 times. Round for 5 seconds, sag for 5 seconds.
2. Hamstring stretch: hold 20 to 30 seconds, 3 times on each side.
3. Rest for 1 minute.
4. Bridge: hold at least 5 seconds, 8-10 times.
5. Towel squeeze: ___ times.
6. Breathe slowly for 2 minutes.
7. Calf stretch at the wall: hold 30 seconds on each side. Heel stays down: no bouncing.
8. Walk for 10 minutes.
"""
"""The same eight steps, as a sheet has them."""


async def test_the_same_eight_steps_pasted_take_a_sixth_of_the_keys_and_what_was_not_understood_is_put_right(desk):
    typist = Typist(desk)
    async with desk.sat_at(size=(120, 40)):
        await typist.press("plus")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        desk.clock.advance(1_000)
        await typist.press("1")
        await desk.until(lambda: isinstance(desk.app.screen, PasteScreen))
        await desk.settled()
        desk.app.screen.query_one(SheetText).post_message(Paste(SHEET))
        await desk.until(lambda: desk.app.screen.sheet is not None)
        assert desk.text("#state") == "8 steps, 2 sentences not understood"
        await typist.press("e")
        await desk.until(lambda: isinstance(desk.app.screen, EditorScreen))
        await desk.settled()
        await typist.press("3", "x", "2")
        await typist.add("rest 1m")
        await typist.press("escape", "6", "x", "5")
        await typist.add("breathing")
        await typist.field("How long", "2m")
        await typist.press("s")
        assert "saved ✓" in desk.all_text()
    has_the_eight_steps(desk.home.routines / "physio-march.yaml", desk)
    assert typist.keys == 37


# -- one thing at a time -------------------------------------------------------------------------


async def test_one_key_changes_one_line_and_undo_takes_it_back(desk):
    path = desk.write("mine.yaml", MINE)
    async with desk.sat_at(size=(120, 40)):
        screen = await edited(desk, "mine")
        assert titles(desk) == ["Mine", "Cat-cow", "Rest"]
        await desk.press("tab", "right", "s")
        assert path.read_text("utf-8") == MINE.replace("reps: 5 ", "reps: 6 ")
        await desk.press("left", "escape", "down", "right")
        assert screen.query_one(FieldLines).here.label == "How long"
        await desk.press("right", "right", "s")
        assert path.read_text("utf-8") == MINE.replace("30s", "40s")
        await desk.press("u", "u", "u", "u", "u")
        assert "This is how it was in the beginning." in notified(desk)
        await desk.press("s", "r", "s")
        assert path.read_text("utf-8") == MINE.replace("reps: 5 ", "reps: 6 ")


async def test_steps_are_moved_copied_and_deleted_with_what_is_said_of_them(desk):
    path = desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await edited(desk, "mine")
        await desk.press("J", "y", "s")
        assert titles(desk) == ["Mine", "Rest", "Cat-cow", "Cat-cow"]
        assert path.read_text("utf-8").count("# gently") == 2
        await desk.press("x", "1", "x", "s")
        assert titles(desk) == ["Mine", "Cat-cow"]
        assert path.read_text("utf-8") == MINE.removesuffix("  - rest: 30s\n")


async def test_what_is_wrong_is_said_and_the_line_stays_open(desk):
    path = desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        screen = await edited(desk, "mine")
        await desk.press("tab", "enter", "backspace", *"lots", "enter")
        assert desk.text("#wrong").startswith("“lots” is not a whole number. Write a whole number like 5")
        assert screen.file.saved
        await desk.press("escape", "3", "enter", "s")  # a digit begins it anew
        assert desk.text("#wrong") == ""
        assert path.read_text("utf-8") == MINE.replace("reps: 5 ", "reps: 3 ")


async def test_a_switch_is_switched_by_enter_and_what_only_the_text_has_is_said(desk):
    path = desk.write("mine.yaml", MINE + "    note: |  # two\n      a\n      b\n")
    async with desk.sat_at(size=(120, 60)):
        await edited(desk, "mine")
        await desk.press("down", "enter")
        fields = desk.app.screen.query_one(FieldLines)
        fields.highlighted = [row.label for row in fields._rows].index("Optional")
        await desk.press("enter", "s")
        assert "    optional: yes\n" in path.read_text("utf-8")
        fields.highlighted = [row.label for row in fields._rows].index("Note")
        await desk.press("enter", "end", "x", "enter")
        assert desk.text("#wrong") == "This is written in a way that only the text editor can change."


async def test_the_exercises_are_found_by_any_of_their_names_as_one_types(desk):
    desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        screen = await edited(desk, "mine")
        await desk.press("plus", *"bri")
        offers = [offer.text for offer in screen.query_one(OfferLines)._offers]
        assert offers[0] == "Hip lift (Bridge)"
        assert offers[-2:] == [
            "“bri”, my own, no picture", "“bri”, done for a time",
        ]  # fmt: skip
        await desk.press("escape")
        assert titles(desk) == ["Mine", "Cat-cow", "Rest"]


async def test_of_a_bundled_one_a_copy_is_made_only_with_y_and_only_once_it_is_saved(desk):
    async with desk.sat_at():
        await to(desk, "gentle-stretch")
        await desk.press("e")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        assert desk.app.screen.ask.heading == "“Gentle stretch” comes with unclench."
        await desk.press("n")
        assert isinstance(desk.app.screen, HomeScreen)
        screen = await edited(desk, "gentle-stretch", "y")
        assert len(titles(desk)) == len(screen.file.draft.steps()) + 1, "a y that is held down copies nothing"
        assert list(desk.home.routines.iterdir()) == []
        await desk.press("tab", "right", "s", "escape", "escape")
        await desk.until(lambda: isinstance(desk.app.screen, HomeScreen))
        assert [each.name for each in desk.home.routines.iterdir()] == ["gentle-stretch.yaml"]


async def test_a_copy_that_was_not_changed_is_left_without_a_question(desk):
    async with desk.sat_at():
        await edited(desk, "gentle-stretch", "y")
        await desk.press("escape")
        assert isinstance(desk.app.screen, HomeScreen)
        assert list(desk.home.routines.iterdir()) == []


async def test_leaving_asks_what_is_not_saved_yet(desk):
    path = desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await edited(desk, "mine")
        await desk.press("x", "escape")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        await desk.press("escape")
        assert isinstance(desk.app.screen, EditorScreen)
        await desk.press("escape")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        await desk.press("n")
        await desk.until(lambda: isinstance(desk.app.screen, HomeScreen))
        assert path.read_text("utf-8") == MINE
        await edited(desk, "mine")
        await desk.press("x", "escape")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        await desk.press("y")
        await desk.until(lambda: isinstance(desk.app.screen, HomeScreen))
        assert "cat-cow" not in path.read_text("utf-8")


async def test_if_another_program_has_changed_the_file_both_can_be_kept_or_theirs_taken(desk):
    path = desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await edited(desk, "mine")
        for number in (1, 2):
            await desk.press("tab", "right", "tab")
            theirs = MINE.replace("30s", f"{50 + number}s")
            path.write_text(theirs, "utf-8")
            await desk.press("s")
            await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
            assert desk.app.screen.ask.heading == "Another program has changed this file meanwhile."
            await desk.press(str(number))
            await desk.until(lambda: isinstance(desk.app.screen, EditorScreen))
            await desk.until(lambda: desk.app.screen.file.saved)
            assert path.read_text("utf-8") == theirs
            if number == 1:
                assert "Yours is saved as" in notified(desk)
                mine = desk.home.routines / "mine-2.yaml"
                assert mine.read_text("utf-8") == MINE.replace("reps: 5 ", "reps: 6 ")
                path = mine


async def test_on_a_full_disk_nothing_is_lost_and_that_is_said(desk, monkeypatch):
    path = desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        screen = await edited(desk, "mine")
        await desk.press("x")

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        await desk.press("s")
        assert "no space left on device. Nothing is lost" in desk.text("#wrong")
        assert screen.file.changed
        assert path.read_text("utf-8") == MINE


async def test_a_routine_without_a_step_is_not_saved_and_can_be_thrown_away(desk):
    async with desk.sat_at():
        await desk.press("plus")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        await desk.press("2", *"New", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, EditorScreen))
        await desk.settled()
        await desk.press("escape", "s")
        assert desk.text("#wrong") == "Add a step first: a routine needs at least one."
        await desk.press("plus", *"rest", "enter", "tab", "x", "tab", "enter", "2", "enter", "escape", "escape")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        await desk.press("n")
        await desk.until(lambda: isinstance(desk.app.screen, HomeScreen))
        assert list(desk.home.routines.iterdir()) == []


async def test_from_the_preview_the_routine_is_changed_and_seen_anew(desk):
    desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await to(desk, "mine")
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, PreviewScreen))
        await desk.press("e")
        await desk.until(lambda: isinstance(desk.app.screen, EditorScreen))
        await desk.settled()
        await desk.press("x", "s", "escape")
        await desk.until(lambda: isinstance(desk.app.screen, PreviewScreen))
        assert [step.step.name for step in desk.app.screen.plan.steps()] == ["Rest"]
        await desk.press("escape")
        assert isinstance(desk.app.screen, HomeScreen)


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 60)])
async def test_at_any_size_a_step_is_added_and_its_dose_written(desk, size):
    path = desk.write("mine.yaml", MINE)
    async with desk.sat_at(size=size):
        await edited(desk, "mine")
        await desk.press("plus", *"bird", "enter")
        assert "Bird dog" in desk.all_text() or size == (40, 12)
        await desk.press("enter", "8", "enter")
        assert "How often         8" in desk.all_text()
        await desk.press("s")
        assert "  - exercise: bird-dog\n    reps: 8\n" in path.read_text("utf-8")


# -- the text file -------------------------------------------------------------------------------


async def test_the_text_editor_opens_at_the_step_and_what_it_made_is_taken_up(desk, lent, monkeypatch):
    path = desk.write("mine.yaml", MINE)
    monkeypatch.setattr(
        text_editor, "edit", lambda opens: (lent.append(opens), path.write_text(MINE.replace("30s", "9s")))
    )
    async with desk.sat_at():
        screen = await edited(desk, "mine")
        await desk.press("down", "e")
        await desk.until(lambda: "9 seconds" in [row.dose for row in screen.query_one(StepLines)._rows])
        assert lent == [["vim", "+7", str(path)]]
        await desk.press("u", "s")
        assert path.read_text("utf-8") == MINE


async def test_what_is_not_saved_is_saved_before_the_text_editor_opens(desk, lent, monkeypatch):
    path = desk.write("mine.yaml", MINE)
    monkeypatch.setattr(text_editor, "edit", lambda _: lent.append(path.read_text("utf-8")))
    async with desk.sat_at():
        await edited(desk, "mine")
        await desk.press("tab", "right", "e")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        await desk.press("y")
        await desk.until(lambda: isinstance(desk.app.screen, EditorScreen))
        assert lent == [MINE.replace("reps: 5 ", "reps: 6 ")]


async def test_what_the_text_editor_broke_is_said_and_home_shows_it(desk, lent, monkeypatch):
    path = desk.write("mine.yaml", MINE)
    monkeypatch.setattr(text_editor, "edit", lambda _: path.write_text(MINE.replace("30s", "soon"), "utf-8"))
    async with desk.sat_at():
        await edited(desk, "mine")
        await desk.press("e")
        await desk.until(lambda: isinstance(desk.app.screen, HomeScreen))
        assert "mine.yaml:7:11: step 2 > rest: “soon” is not a length of time" in notified(desk)
        assert lent == []
