"""A routine of one's own by `+`: a sheet's text is pasted and read, a file is added, and nothing is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest
from textual.events import Paste

from unclench.routine import load_file
from unclench.routine.pasted.proposal import NotASheet
from unclench.routine.pasted.sheet import LARGEST, read_sheet, too_much
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.editor import EditorScreen
from unclench.tui.screens.home import HomeScreen
from unclench.tui.screens.pasted import PasteScreen
from unclench.tui.screens.preview import PreviewScreen
from unclench.tui.widgets.editor import ReadLines, SheetText, StepLines
from unclench.tui.widgets.lists import Parts

SHEET = """\
Back care at home
1. Pelvic tilts
Hold 5 secs. Repeat 10 times. Build up to 20.
2. Heel slides - 3 x 10
Page 1 of 2
"""


async def asked(desk: Any) -> Any:
    await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
    return desk.app.screen.ask


async def paste(desk: Any, text: str) -> None:
    """As a terminal sends a bracketed paste: to whatever has the keys."""
    screen = desk.app.screen
    (screen.focused or screen).post_message(Paste(text))
    await desk.settled()


async def at_the_sheet(desk: Any) -> Any:
    """The screen for a sheet, from home."""
    await desk.press("plus")
    await asked(desk)
    await desk.press("1")
    await desk.until(lambda: isinstance(desk.app.screen, PasteScreen))
    await desk.settled()
    return desk.app.screen


async def pasted(desk: Any, text: str = SHEET) -> Any:
    """The same, with a sheet that was read."""
    screen = await at_the_sheet(desk)
    await paste(desk, text)
    await desk.until(lambda: screen.sheet is not None)
    await desk.settled()
    return screen


def notified(desk: Any) -> str:
    return " ".join(note.message for note in desk.app._notifications)


def written(desk: Any) -> list[str]:
    return sorted(path.name for path in desk.home.routines.rglob("*.yaml"))


async def test_a_sheet_is_pasted_named_and_saved_and_the_preview_shows_it(desk):
    async with desk.sat_at(size=(120, 40)):
        screen = await pasted(desk)
        assert screen.sheet == read_sheet(SHEET, "", desk.program.catalogue), "as `unclench new --paste` reads it"
        assert desk.text("#state") == "2 steps, 1 sentence not understood"
        await desk.press("enter")
        assert (await asked(desk)).suggested == "Back care at home"
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, PreviewScreen))
        assert [step.step.name for step in desk.app.screen.plan.steps()] == ["Pelvic tilts", "Heel slides"]
        await desk.press("escape")
        assert isinstance(desk.app.screen, HomeScreen)
        assert "Back care at home" in desk.all_text()
    assert written(desk) == ["back-care-at-home.yaml"]


async def test_each_step_shows_what_it_was_read_from_and_what_was_not_understood(desk):
    async with desk.sat_at(size=(120, 40)):
        screen = await pasted(desk)
        assert [row.title for row in screen.query_one(ReadLines)._rows] == [
            "Back care at home", "? Pelvic tilts", "Heel slides",
        ]  # fmt: skip
        await desk.press("1")
        said = screen.query_one(Parts).said
        assert "On the sheet, lines 2 to 3\n1. Pelvic tilts\nHold 5 secs. Repeat 10 times. Build up to 20." in said
        assert "Understood\n10 times: hold 5 seconds." in said
        assert said.endswith("line 3: Build up to 20")
        await desk.press("pagedown")
        assert "Heel slides - 3 x 10" in screen.query_one(Parts).said
        assert "Not understood" not in screen.query_one(Parts).said
        await desk.press("0")
        assert "Skipped, because it isn't about the exercises: line 5." in screen.query_one(Parts).said


async def test_what_was_read_is_changed_in_the_editor_before_it_is_saved(desk):
    async with desk.sat_at(size=(120, 40)):
        await pasted(desk)
        await desk.press("e")
        await desk.until(lambda: isinstance(desk.app.screen, EditorScreen))
        await desk.settled()
        titles = [row.title for row in desk.app.screen.query_one(StepLines)._rows]
        assert titles == ["Back care at home", "Pelvic tilts", "Heel slides"]
        await desk.press("x", "s", "escape")
        await desk.until(lambda: isinstance(desk.app.screen, PreviewScreen))
        await desk.press("escape")
        assert isinstance(desk.app.screen, HomeScreen)
    found = load_file(desk.home.routines / "back-care-at-home.yaml", desk.program.catalogue).routine
    assert len(found.steps) == 1


async def test_leaving_the_editor_without_saving_asks_and_comes_back_to_the_sheet(desk):
    async with desk.sat_at():
        screen = await pasted(desk)
        await desk.press("e")
        await desk.until(lambda: isinstance(desk.app.screen, EditorScreen))
        await desk.settled()
        await desk.press("escape")
        assert (await asked(desk)).heading == "Not everything is saved."
        await desk.press("n")
        await desk.until(lambda: desk.app.screen is screen)
        assert written(desk) == []


@pytest.mark.parametrize(("answer", "kept"), [("y", ["back-care-at-home.yaml"]), ("n", [])])
async def test_leaving_a_sheet_asks_whether_to_save_it(desk, answer, kept):
    async with desk.sat_at():
        screen = await pasted(desk)
        await desk.press("escape")
        await asked(desk)
        await desk.press("escape")
        assert desk.app.screen is screen
        await desk.press("escape")
        await asked(desk)
        await desk.press(answer)
        if kept:
            await desk.until(
                lambda: getattr(desk.app.screen, "ask", None) and desk.app.screen.ask.heading.endswith("called?")
            )
            await desk.press("enter")
            await desk.until(lambda: isinstance(desk.app.screen, PreviewScreen))
        else:
            await desk.until(lambda: isinstance(desk.app.screen, HomeScreen))
        assert written(desk) == kept


async def test_an_empty_sheet_is_left_without_a_question(desk):
    async with desk.sat_at():
        await at_the_sheet(desk)
        await desk.press("escape")
        assert isinstance(desk.app.screen, HomeScreen)


@pytest.mark.parametrize(
    "text",
    [
        "Back pain is common. It gets better within weeks.",
        "Heben Sie das Becken langsam an und halten Sie es oben. Danach legen Sie es wieder ab und atmen aus.",
    ],
    ids=["prose", "another language"],
)
async def test_what_is_no_sheet_is_refused_in_the_commands_sentence_with_the_keys_of_the_screen(desk, text):
    with pytest.raises(NotASheet) as why:
        read_sheet(text, "", desk.program.catalogue)
    async with desk.sat_at():
        screen = await at_the_sheet(desk)
        await paste(desk, text)
        await desk.until(lambda: desk.text("#wrong") != "")
        assert desk.text("#wrong") == f"{why.value} To write it step by step: Esc, then + and 2."
        await desk.press("tab")
        assert isinstance(screen.focused, SheetText)
        assert screen.active_bindings.get("e") is None or not screen.active_bindings["e"].enabled


async def test_ten_megabytes_are_refused_in_a_sentence_and_what_was_there_stays(desk):
    async with desk.sat_at():
        screen = await pasted(desk)
        await paste(desk, "1. Bridge 10 times\n" * (10_000_000 // 19))
        await desk.until(lambda: desk.text("#wrong") != "")
        assert desk.text("#wrong") == str(too_much())
        assert screen.text == SHEET
        assert len(screen.text) < LARGEST


async def test_two_pages_pasted_one_after_the_other_are_one_sheet(desk):
    async with desk.sat_at():
        screen = await pasted(desk)
        await paste(desk, "3. Cat-cow: 5 times\n")
        await desk.until(lambda: screen.sheet is not None and len(screen.sheet.routine.steps) == 3)
        assert screen.text == SHEET + "3. Cat-cow: 5 times\n"


async def test_what_is_typed_is_read_once_the_keys_stop_and_mended_text_is_read_anew(desk):
    async with desk.sat_at():
        screen = await at_the_sheet(desk)
        for letter in "Bridge 8 times":
            await desk.pilot.press({" ": "space"}.get(letter, letter))
        await desk.until(lambda: screen.sheet is not None)
        assert screen.focused.id == "text", "whoever types goes on typing"
        assert screen.sheet.routine.steps[0].reps.value == 8
        await desk.pilot.press("backspace", *["backspace"] * 6, "9")
        await desk.until(lambda: screen.sheet is not None and screen.sheet.proposal.steps[0].lines == (1,))
        await desk.press("tab")
        assert isinstance(screen.focused, ReadLines)


async def test_nothing_in_a_pasted_text_is_obeyed_by_the_terminal(desk):
    async with desk.sat_at(size=(120, 40)):
        screen = await pasted(desk, "1. Bridge \x1b[31m10 times\x9b2J\u202e [red]\n2. Cat-cow 5 times\n")
        assert "\x1b" not in desk.all_text()
        assert "\x9b" not in desk.all_text()
        assert "\u202e" not in desk.all_text()
        assert "\x1b" in screen.text, "what is read is what was pasted"


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 60)])
async def test_at_any_size_a_sheet_is_pasted_looked_at_and_saved(desk, size):
    async with desk.sat_at(size=size):
        await pasted(desk)
        assert "Heel slides" in desk.all_text()
        await desk.press("2", "enter")
        await asked(desk)
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, PreviewScreen))
    assert written(desk) == ["back-care-at-home.yaml"]


@pytest.mark.parametrize("keys", [("full_stop", "0", "asterisk"), ("asterisk",)], ids=["its menu", "back"])
async def test_a_number_pad_gets_out_of_an_empty_sheet(desk, keys):
    async with desk.sat_at():
        await at_the_sheet(desk)
        await desk.press(*keys)
        await desk.until(lambda: isinstance(desk.app.screen, HomeScreen))


# -- a file from elsewhere -----------------------------------------------------------------------


async def adding(desk: Any) -> None:
    await desk.press("plus")
    await asked(desk)
    await desk.press("3")
    await desk.until(lambda: desk.app.screen.ask.heading == "Which file, folder or zip?")


async def test_a_file_that_is_dragged_into_the_window_is_added_and_shown(desk, tmp_path):
    gift = tmp_path / "from a friend.yaml"
    gift.write_text("title: A gift\nsteps:\n  - rest: 5s\n", "utf-8")
    async with desk.sat_at():
        await adding(desk)
        desk.clock.advance(1_000)
        await paste(desk, f"'{gift}' ")
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, PreviewScreen))
        assert "“A gift” was added as from-a-friend." in notified(desk)
    assert written(desk) == ["from-a-friend.yaml"]


async def test_a_file_with_mistakes_is_not_added_and_the_question_says_why(desk, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("title: A gift\nsteps:\n  - rest: soon\n", "utf-8")
    async with desk.sat_at(size=(120, 40)):
        await adding(desk)
        desk.clock.advance(1_000)
        await paste(desk, str(broken))
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen) and "soon" in desk.app.screen.ask.text)
        assert desk.app.screen.ask.text.endswith("Nothing was added.")
        await desk.press("escape")
        assert isinstance(desk.app.screen, HomeScreen)
    assert written(desk) == []


async def test_a_name_that_no_file_has_is_said_at_once(desk):
    async with desk.sat_at():
        await adding(desk)
        await desk.press(*"nowhere", "enter")
        assert desk.text("#wrong") == "There is no file or folder nowhere."
