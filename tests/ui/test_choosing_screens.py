"""Library, preview and what is asked before a session."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen
from textual.widgets import Input

from unclench.care.asks import Choose, Fill
from unclench.journal.database import Journal
from unclench.journal.records import SessionRecord, StepRecord, new_id
from unclench.ports import PlayerFailed
from unclench.routine import load_file
from unclench.system.signals import signals
from unclench.testing import hold, routine
from unclench.tui.app import FOLDER, SHEETS
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.library import LibraryScreen
from unclench.tui.screens.player import PlayerScreen
from unclench.tui.screens.preview import PreviewScreen
from unclench.tui.screens.summary import SummaryScreen
from unclench.tui.widgets.keybar import KeyBar

MINE = """\
format: 1
title: Mine
summary: For the left shoulder.
tags: [shoulder]
cautions: [Slowly.]
defaults: {setup: 0s}
steps:
  - exercise: Reach up
    hold: 10-20s
    source: my sheet
  - exercise: Reach far
    hold: 30s
    optional: true
  - exercise: Let go
    hold: 5s
"""
GROWS = """\
format: 1
title: Grows
defaults: {setup: 0s, rest: 0s}
steps:
  - exercise: Lean
    hold: 5s
    reps: 5
    progress: {reps: 5-30, by: 1, every: 3 days}
"""
BROKEN = "format: 1\ntitle: Broken\nsteps:\n  - exercise: Reach up\n    hold: ten\n"
HOSTILE = """\
format: 1
title: "[red]x[/] [@click=app.quit]y"
summary: "[bold]s[/bold] [link=file:///etc/passwd]t"
tags: ["[i]tag"]
cautions: ["[blink]c"]
defaults: {setup: 0s}
steps:
  - exercise: "[reverse]z[/] [@click=app.quit]w"
    hold: 10s
    note: "[/nothing] [[n]"
"""
BLANKS = """\
format: 1
title: Blanks
defaults: {setup: 0s}
steps:
  - exercise: Reach up
    hold: ask
    reps: ask
    alternatives:
      - {exercise: Reach far, hold: 7s}
"""


async def choose(desk: Any, typed: str) -> None:
    await desk.press("slash", *typed, "enter", "enter")
    assert isinstance(desk.app.screen, PreviewScreen)


async def test_own_routines_come_first_and_a_broken_one_says_what_is_wrong(desk):
    desk.write("mine.yaml", MINE)
    desk.write("broken.yaml", BROKEN)
    desk.write("ice-15.yaml", MINE.replace("Mine", "My ice"))
    async with desk.sat_at(size=(120, 40)):
        rows = [line.split("│")[0].strip() for line in desk.all_text().splitlines()]
        own, bundled = rows.index("Your own"), rows.index("Bundled")
        titles = rows[own + 1 : bundled]
        assert [title.split("  ")[0] for title in titles] == ["broken", "My ice", "Mine"]
        assert titles[0].endswith("to be mended")
        assert titles[1].endswith("0:15")
        assert "broken.yaml:5:11" in desk.text("#d-problems").replace("\n", "")
        await desk.press("enter")
        assert isinstance(desk.app.screen, LibraryScreen), "a broken routine is not opened"
        await desk.press("down")
        assert "stands in front of" in desk.text("#d-facts")
        await desk.press("down")
        assert "For the left shoulder." in desk.text("#d-summary")


async def test_finding_is_done_while_typing_and_esc_shows_all(desk):
    desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await desk.press("slash", *"shoulder")
        assert desk.app.screen.query_one("#list").option_count == 1
        await desk.press(*"xx")
        assert "Nothing is called so." in desk.all_text()
        await desk.press("escape")
        assert desk.app.screen.query_one("#list").option_count > 10
        await choose(desk, "mine")
        await desk.press("escape")
        assert isinstance(desk.app.screen, LibraryScreen)
        await desk.press("escape", "q")
    assert desk.app.return_value == 0


async def test_the_preview_has_doses_optional_steps_and_starts_where_the_bar_is(desk):
    desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await choose(desk, "mine")
        assert desk.text("#total") == "0:15"
        assert desk.text("#chosen") == "d dose: low   v voice: full   [] volume: 80 %   o optional: 0 of 1"
        await desk.press("d")
        assert desk.text("#total") == "0:20"
        assert desk.text("#chosen").startswith("d dose: middle   v voice: ")
        await desk.press("d", "down")
        assert desk.text("#total") == "0:25"
        assert desk.text("#chosen").startswith("d dose: high   v voice: ")
        assert "Source: my sheet" in desk.all_text()
        await desk.press("down")
        assert desk.text("#enter") == "Left out. Space: take it in"
        await desk.press("enter")
        assert isinstance(desk.app.screen, PreviewScreen)
        await desk.press("space")
        assert desk.text("#total") == "0:55"
        assert desk.text("#chosen").startswith("d dose: high   v voice: ")
        assert desk.text("#enter") == "Enter: start here, at step 2"
        await desk.press("enter")
        await desk.play()
        assert desk.text("#name") == "Reach far"


def lean_was_done_four_days_ago(desk: Any) -> None:
    began = desk.program.moment().wall - 4 * 86_400_000
    session = SessionRecord(id=new_id(), routine="grows", title="Grows", began=began)
    step = StepRecord(id=new_id(), session=session.id, number=1, name="Lean", kind="exercise", reps=5, began=began,
                      ended=began, lasted=1, done=True)  # fmt: skip
    journal = Journal(desk.home.journal)
    journal.add(session, step)
    journal.close()


async def test_what_grows_is_listed_looked_at_and_played_with_todays_dose(desk):
    desk.write("grows.yaml", GROWS)
    lean_was_done_four_days_ago(desk)
    async with desk.sat_at(size=(120, 40)):
        assert [row.length for row in desk.app.screen._rows if row.id == "grows"] == ["0:30"]
        await choose(desk, "grows")
        assert desk.text("#total") == "0:30"
        assert desk.text("#chosen").startswith("w amounts: today's   v voice")
        await desk.press("down")
        assert "Today: 6 repetitions, up once from 5" in " ".join(desk.all_text().split())
        await desk.press("s")
        await desk.play()
        assert desk.text("#place") == "1 of 6"


async def test_todays_dose_can_be_declined_in_the_preview(desk):
    desk.write("grows.yaml", GROWS)
    lean_was_done_four_days_ago(desk)
    async with desk.sat_at():
        await choose(desk, "grows")
        await desk.press("w")
        assert desk.text("#total") == "0:25"
        assert "w amounts: as written" in desk.text("#chosen")
        await desk.press("w", "w", "s")
        await desk.play()
        assert desk.text("#place") == "1 of 5"


async def test_blanks_and_alternatives_are_asked_before_the_start(desk):
    def asks(kind: type[Any]) -> bool:
        return isinstance(desk.app.screen, AskScreen) and isinstance(desk.app.screen.ask, kind)

    path = desk.write("blanks.yaml", BLANKS)
    async with desk.sat_at(load_file(path, desk.program.catalogue).routine):
        await desk.press("s")
        await desk.until(lambda: asks(Choose))
        await desk.press("escape")
        assert isinstance(desk.app.screen, PreviewScreen)
        await desk.press("s")
        await desk.until(lambda: asks(Choose))
        await desk.press("enter")
        assert asks(Choose), "Enter takes no row that nobody has come to"
        await desk.press("1")
        await desk.until(lambda: asks(Fill))
        await desk.press(*"soo", "backspace", *"on", "enter")
        assert asks(Fill)
        assert "Write" in desk.text("#wrong")
        for _ in range(2):
            await desk.press(*("4" if "reps" in desk.all_text() else "12s"))
            assert ("4" if "reps" in desk.all_text() else "12s") in desk.text("#typed")
            await desk.press("enter")
        await desk.play()
        assert (desk.time(), desk.text("#place")) == ("12", "1 of 4")


async def test_titles_are_text_and_never_markup(desk):
    desk.write("hostile.yaml", HOSTILE)
    for size in ((80, 24), (40, 12)):
        async with desk.sat_at(size=size):
            assert "[red]x[/] [@click=app" in desk.all_text()
            await choose(desk, "[@")
            assert "[red]x[/] [@click=app" in desk.all_text()
            await desk.press("down")
            assert "[reverse]z[/] [@click" in desk.all_text()
            await desk.press("s")
            await desk.play()
            assert desk.text("#name") == "[reverse]z[/] [@click=app.quit]w"
            await desk.press("j")
            assert "[reverse]z[/]" in desk.all_text()
            await desk.press("escape", "q", "y")
            assert "[red]x[/]" in desk.all_text()
            assert desk.app.is_running


@pytest.mark.parametrize("run", [False, True])
async def test_breathing_starts_at_once_and_comes_back_to_the_same_place(desk, run):
    mine = load_file(desk.write("mine.yaml", MINE), desk.program.catalogue).routine
    async with desk.sat_at(mine if run else None):
        place = desk.app.screen
        await desk.press("b")
        await desk.play()
        await desk.wait(2_500)
        assert (desk.word(), desk.time()) == ("BREATHE IN", "5")
        await desk.press("q", "y")
        assert isinstance(desk.app.screen, SummaryScreen)
        await desk.press("enter")
        assert desk.app.screen is place
        await desk.press("b")
        await desk.play()
        await desk.wait(303_000)
        assert isinstance(desk.app.screen, SummaryScreen)
        await desk.press("enter")
        assert desk.app.screen is place


async def test_after_a_session_one_is_back_in_the_library(desk):
    desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await choose(desk, "mine")
        await desk.press("s")
        await desk.play()
        await desk.wait(16_000)
        await desk.press("enter")
        assert isinstance(desk.app.screen, LibraryScreen)
        await desk.press("q")
    assert desk.app.return_value == 0


async def test_a_session_that_sounds_already_is_taken_over(desk):
    from unclench.session.compiler import compile_routine

    ours = routine(hold(20))
    controller = desk.program.start_session(ours, compile_routine(ours), events=desk.events)
    desk.clock.advance(2_000)
    async with desk.sat_at(ours, controller=controller):
        assert isinstance(desk.app.screen, PlayerScreen)
        assert desk.time() == "18"
        await desk.wait(18_000)
        await desk.press("enter")
    assert desk.app.return_value == 0


@pytest.mark.parametrize("keys", [(), ("slash",), ("b",), ("b", "j"), ("enter",)])
async def test_ctrl_c_leaves_with_130_from_anywhere(desk, keys):
    async with desk.sat_at():
        await desk.press(*keys)
        if "b" in keys:
            await desk.until(lambda: bool(desk.player.played))
        await desk.press("ctrl+c")
    assert desk.app.return_value == 130
    if "b" in keys:
        assert desk.events.lines[-1][0] == "stopped"


@pytest.fixture
def listening():
    """The program's own handler, as `main` sets it, and the test run's afterwards."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    for number in before:
        signal.signal(number, signal.SIG_DFL)  # where this run is a job in the background, SIGINT is ignored
    signals.listen()
    with signals.held():
        yield
        signals.pass_to(None)
        signals.dealt_with()
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
@pytest.mark.usefixtures("listening")
async def test_signals_stop_the_session_and_leave_with_their_status(desk, name):
    number = getattr(signal, name)
    async with desk.sat_at(routine(hold(20)), sounding=True):
        await desk.play()
        os.kill(os.getpid(), number)
        await desk.pilot.pause(0.05)
    assert desk.app.return_value == 128 + number
    assert desk.events.lines[-1][0] == "stopped"


async def test_a_device_that_cannot_be_opened_is_said(desk, monkeypatch):
    def refuse():
        raise PlayerFailed("No sound device answers.")

    monkeypatch.setattr(desk.player, "open", refuse)
    async with desk.sat_at(routine(hold(20))):
        await desk.press("s")
        await desk.until(lambda: "No sound device answers." in desk.all_text())
        assert isinstance(desk.app.screen, PreviewScreen)


@pytest.mark.parametrize("size", [(10, 3), (39, 12), (40, 11), (1, 1), (40, 12), (200, 60)])
async def test_every_choosing_screen_stands_any_size(desk, size):
    desk.write("broken.yaml", BROKEN)
    async with desk.sat_at() as pilot:
        await pilot.resize_terminal(*size)
        await desk.settled()
        await desk.press("down", "down", "enter")
        await pilot.resize_terminal(80, 24)
        await pilot.resize_terminal(*size)
        await desk.settled()
        if size[0] < 40 or size[1] < 12:
            assert "Too" in desk.all_text() or size == (1, 1)
        assert isinstance(desk.app.screen, PreviewScreen)


async def test_voice_and_loudness_are_chosen_where_they_stand_and_are_kept(desk):
    desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await choose(desk, "mine")
        await desk.press("v", "left_square_bracket", "left_square_bracket")
        assert "v voice: short   [] volume: 60 %" in desk.text("#chosen")
        await desk.press("d", "o")
        assert desk.text("#chosen").startswith("d dose: middle   v voice: short   [] volume: 60 %   o optional: 0 of 1")
        await desk.press("down", "down", "o")
        assert desk.text("#chosen").endswith("o optional: 1 of 1")
    assert (desk.program.settings.talk, desk.program.settings.volume) == ("short", 60)


async def test_the_style_sheets_of_the_next_screens_are_read_before_they_are_asked_for(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Textual would read all of them anew when a screen comes, which takes longer than the rest of its coming."""
    anew: list[Stylesheet] = []

    def reparse(sheets: Stylesheet) -> None:
        anew.append(sheets)

    monkeypatch.setattr(Stylesheet, "reparse", reparse)
    desk.well()
    async with desk.sat_at():
        await desk.until(lambda: all(desk.app.stylesheet.has_source(str(FOLDER / f"{name}.tcss")) for name in SHEETS))
        await desk.press("enter")
        assert isinstance(desk.app.screen, PreviewScreen)
        await desk.press("s")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        await desk.press("n")
        await desk.play()
        assert not anew


@pytest.mark.parametrize("screen", [LibraryScreen, PreviewScreen])
async def test_m_goes_to_the_text_beside_the_list_and_back(desk: Any, screen: type[Screen[None]]) -> None:
    async with desk.sat_at(routine(hold(30)) if screen is PreviewScreen else None):
        assert isinstance(desk.app.screen, screen)
        ids = []
        for _ in range(3):
            ids.append(desk.app.focused.id)
            await desk.press("m")
        assert ids == ["list", "detail", "list"]


async def test_while_one_types_to_find_the_footer_names_the_keys_that_are_none_to_type(desk: Any) -> None:
    async with desk.sat_at():
        await desk.press("slash")
        shown = {cap.shown: cap.label for cap in desk.app.screen.query_one(KeyBar).caps()}
        assert shown.items() >= {"Enter": "To the list", "Esc": "Show all"}.items()
        assert "b" not in shown
        await desk.press("m", "b")
        assert desk.app.screen.query_one(Input).value == "mb"


async def test_a_screen_that_was_left_while_the_sound_was_opened_or_files_were_read_says_nothing(desk):
    async with desk.sat_at() as pilot:
        library = desk.app.screen
        await pilot.press("enter")
        await desk.settled()
        preview = desk.app.screen
        await pilot.press("escape")
        await desk.settled()
        preview.sound_is_known()
    preview.sound_is_known()
    library._loaded([])
