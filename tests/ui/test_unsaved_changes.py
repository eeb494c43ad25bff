"""What was changed in the editor and not saved is offered again, and nothing takes the place of a file silently."""

from __future__ import annotations

from typing import Any

import pytest
from tests.ui.test_editor_screen import MINE, edited, notified, titles, to

from unclench.routine import draft_file
from unclench.routine.draft_file import new_draft, open_draft
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.editor import EditorScreen
from unclench.tui.screens.home import HomeScreen

CHANGED = MINE.replace("reps: 5 ", "reps: 6 ")


def left_behind(desk: Any, path: Any) -> None:
    """What a program that was killed has left of `path`, in which five had become six."""
    file = open_draft(path, desk.program.catalogue, desk.home.sounds)
    file.draft.set(("steps", 0), "reps", "6")
    draft_file.keep_unsaved(desk.home.unsaved, draft_file.unsaved_name(path), file.unsaved(desk.program.moment().wall))


def kept(desk: Any) -> list[str]:
    return [path.name for path in desk.home.unsaved.glob("*")]


async def asked_about(desk: Any, id: str) -> Any:
    """The question in front of the editor of a routine."""
    await to(desk, id)
    await desk.press("e")
    await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
    return desk.app.screen.ask


async def in_the_editor(desk: Any) -> Any:
    await desk.until(lambda: isinstance(desk.app.screen, EditorScreen))
    await desk.settled()
    return desk.app.screen


async def test_a_change_is_kept_while_it_is_not_saved_and_forgotten_with_the_save(desk):
    desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await edited(desk, "mine")
        assert kept(desk) == []
        await desk.press("tab", "right")
        await desk.until(lambda: len(kept(desk)) == 1)
        await desk.press("s")
        assert kept(desk) == []
        await desk.press("right")
        await desk.until(lambda: len(kept(desk)) == 1)
        await desk.press("escape", "u")
        assert kept(desk) == [], "nothing would be lost any more"


async def test_changes_are_kept_when_the_program_is_left_at_once(desk):
    path = desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await edited(desk, "mine")
        await desk.press("tab", "right", "ctrl+c")
    found = draft_file.unsaved_kept(desk.home.unsaved, draft_file.unsaved_name(path))
    assert found is not None
    assert found.draft == CHANGED


async def test_what_was_thrown_away_is_not_offered_again(desk):
    desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await edited(desk, "mine")
        await desk.press("x", "escape")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        await desk.press("n")
        await desk.until(lambda: isinstance(desk.app.screen, HomeScreen))
        assert kept(desk) == []
        await edited(desk, "mine")


async def test_the_changes_are_kept_and_saved_and_undo_brings_back_the_file(desk):
    path = desk.write("mine.yaml", MINE)
    left_behind(desk, path)
    async with desk.sat_at():
        ask = await asked_about(desk, "mine")
        assert ask.heading.startswith("You changed this at ")
        assert ask.heading.endswith(" and didn't save it.")
        assert ask.text == ""
        await desk.press("1")
        screen = await in_the_editor(desk)
        assert screen.file.draft.content == CHANGED.encode()
        assert "not saved yet" in desk.text("#state")
        await desk.press("s")
        assert path.read_text("utf-8") == CHANGED
        assert kept(desk) == []
        await desk.press("u", "s")
        assert path.read_text("utf-8") == MINE


async def test_the_file_is_opened_as_it_is_and_the_changes_are_gone(desk):
    path = desk.write("mine.yaml", MINE)
    left_behind(desk, path)
    async with desk.sat_at():
        await asked_about(desk, "mine")
        await desk.press("2")
        screen = await in_the_editor(desk)
        assert screen.file.draft.content == MINE.encode()
        assert screen.file.saved
        assert kept(desk) == []


async def test_whoever_leaves_the_question_opens_and_loses_nothing(desk):
    path = desk.write("mine.yaml", MINE)
    left_behind(desk, path)
    async with desk.sat_at():
        await asked_about(desk, "mine")
        await desk.press("escape")
        assert isinstance(desk.app.screen, HomeScreen)
        assert len(kept(desk)) == 1


async def test_a_file_that_has_changed_since_is_said_and_never_overwritten_without_a_question(desk):
    path = desk.write("mine.yaml", MINE)
    left_behind(desk, path)
    theirs = MINE.replace("30s", "50s")
    path.write_text(theirs, "utf-8")
    async with desk.sat_at():
        ask = await asked_about(desk, "mine")
        assert "changed since, too" in ask.text
        await desk.press("1")
        await in_the_editor(desk)
        await desk.press("s")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        assert path.read_text("utf-8") == theirs
        await desk.press("1")
        await in_the_editor(desk)
        await desk.until(lambda: "Yours is saved as" in notified(desk))
        assert path.read_text("utf-8") == theirs
        assert (desk.home.routines / "mine-2.yaml").read_text("utf-8") == CHANGED
        assert kept(desk) == []


async def test_the_changes_of_a_file_that_is_broken_since_are_opened_and_the_file_is_left_alone(desk):
    path = desk.write("mine.yaml", MINE)
    left_behind(desk, path)
    path.write_text("title: Mine\nsteps: 5\n", "utf-8")
    async with desk.sat_at():
        await asked_about(desk, "mine")
        await desk.press("1")
        screen = await in_the_editor(desk)
        assert titles(desk) == ["Mine", "Cat-cow", "Rest"]
        assert screen.file.changed
        assert path.read_text("utf-8") == "title: Mine\nsteps: 5\n"


async def test_what_the_file_has_meanwhile_is_not_asked_about(desk):
    path = desk.write("mine.yaml", MINE)
    left_behind(desk, path)
    path.write_text(CHANGED, "utf-8")
    async with desk.sat_at():
        await edited(desk, "mine")
        assert kept(desk) == []


async def test_a_routine_that_was_begun_and_never_saved_is_offered_by_plus(desk):
    file = new_draft("Physio, March", desk.home.routines, desk.program.catalogue, desk.home.sounds)
    file.draft.insert((), "rest", "5s")
    draft_file.keep_unsaved(desk.home.unsaved, draft_file.unsaved_new_name(), file.unsaved(desk.program.moment().wall))
    async with desk.sat_at():
        await desk.press("plus")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        assert desk.app.screen.ask.options[3].startswith("Go on with “Physio, March”, last changed at ")
        await desk.press("4")
        await in_the_editor(desk)
        assert titles(desk) == ["Physio, March", "Rest"]
        await desk.press("escape")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        await desk.press("y")
        await desk.until(lambda: isinstance(desk.app.screen, HomeScreen))
        assert [path.name for path in desk.home.routines.iterdir()] == ["physio-march.yaml"]
        assert kept(desk) == []


@pytest.mark.parametrize(("answer", "content"), [("1", CHANGED), ("2", MINE)])
async def test_unclench_edit_asks_in_front_of_the_editor(desk, answer, content):
    path = desk.write("mine.yaml", MINE)
    left_behind(desk, path)
    async with desk.sat_at(draft=open_draft(path, desk.program.catalogue, desk.home.sounds)):
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        assert len(kept(desk)) == 1
        await desk.press(answer)
        screen = await in_the_editor(desk)
        assert screen.file.draft.content == content.encode()
        assert screen.file.saved == (answer == "2")
