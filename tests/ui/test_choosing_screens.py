"""Library, preview and what is asked before a session."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from msgspec.structs import replace
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen
from textual.widgets import Input

from unclench.care.asks import Choose, Fill
from unclench.journal.database import Journal
from unclench.journal.records import PainRecord, SessionRecord, StepRecord, new_id
from unclench.ports import PlayerFailed
from unclench.routine import load_file, load_text
from unclench.session.compiler import assemble
from unclench.session.timeline import Timeline
from unclench.system.signals import signals
from unclench.testing import hold, routine
from unclench.tui.app import FOLDER, SHEETS
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.home import HomeScreen
from unclench.tui.screens.player import PlayerScreen
from unclench.tui.screens.preview import PreviewScreen
from unclench.tui.screens.summary import SummaryScreen
from unclench.tui.viewmodels.home import HomeView
from unclench.tui.widgets.home import RoutinePanes
from unclench.tui.widgets.keybar import KeyBar
from unclench.tui.widgets.lists import Column, Columns
from unclench.tui.widgets.step_cards import StepPicker

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


async def test_own_routines_stand_under_yours_and_a_broken_one_comes_last_and_says_what_is_wrong(desk):
    desk.write("mine.yaml", MINE)
    desk.write("broken.yaml", BROKEN)
    desk.write("ice-15.yaml", MINE.replace("Mine", "My ice"))
    desk.write("eases.yaml", MINE.replace("Mine", "My easing").replace("summary", "group: easing\nsummary"))
    async with desk.sat_at(size=(120, 40)):
        columns = desk.app.screen.query_one(Columns)
        easing, yours = ([str(option.prompt) for option in each.options] for each in list(columns.query(Column))[:2])
        assert easing[easing.index("Easing") + 1].strip().startswith("My easing")
        mine = yours[yours.index("Yours") + 1 :]
        assert [title.strip().split("  ")[0] for title in mine] == ["My ice", "Mine", "broken"]
        assert [title.split()[-2:] for title in mine] == [["15", "s"], ["15", "s"], ["line", "5"]]
        await desk.press("right", "end")
        assert desk.text("#d-problems").startswith("Line 5: step 1 > hold")
        await desk.press("enter")
        assert isinstance(desk.app.screen, HomeScreen), "a broken routine is not opened"
        await desk.press("up", "up")
        assert "Replaces" in desk.text("#d-facts")
        await desk.press("down")
        assert "For the left shoulder." in desk.text("#d-summary")


async def test_finding_is_done_while_typing_and_esc_shows_all(desk):
    desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        columns = desk.app.screen.query_one(Columns)
        everything = columns.option_count
        await desk.press("slash", *"left shoulder")
        assert columns.option_count == 2, "its heading, and itself"
        await desk.press(*"xx")
        assert "Nothing found for “left shoulderxx”." in desk.text("#d-title").replace("\n", " ")
        await desk.press("escape")
        assert columns.option_count == everything > 16
        await choose(desk, "mine")
        await desk.press("escape")
        assert isinstance(desk.app.screen, HomeScreen)
        await desk.press("escape", "q")
    assert desk.app.return_value == 0


async def test_the_bar_goes_to_a_title_before_what_only_has_such_an_exercise(desk):
    desk.write("mine.yaml", MINE.replace("Mine", "Cat-cow alone"))
    async with desk.sat_at(size=(120, 40)):
        await desk.press("slash", *"cat")
        assert desk.text("#d-title") == "Cat-cow alone"


async def test_an_exercise_is_found_by_any_of_its_names_in_the_routines_that_have_it(desk):
    async with desk.sat_at(size=(120, 40)):
        await desk.press("slash", *"cat camel")
        found = [row.id for row in desk.app.screen.query_one(RoutinePanes).shown.values()]
        assert "gentle-stretch" in found
        assert "ice-15" not in found
        assert "With Cat-cow." in desk.text("#d-facts")


def total(desk: Any) -> str:
    """The length alone, without when it ends."""
    return desk.text("#total").partition(" ")[0]  # type: ignore[no-any-return]


async def test_the_preview_has_doses_and_optional_steps_and_f_starts_where_one_looks(desk):
    desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await choose(desk, "mine")
        assert desk.text("#total") == "0:15 · ends 12:00"
        chosen = "d dose: low   v voice: full   [] volume: 80 %   o optional: 0 of 1"
        await desk.until(lambda: desk.text("#chosen") == chosen)  # brief, until the screen knows its width
        assert "Enter: start" in desk.text("#enter")
        await desk.press("d")
        assert total(desk) == "0:20"
        assert desk.text("#chosen").startswith("d dose: middle   v voice: ")
        await desk.press("d")
        assert total(desk) == "0:25"
        assert desk.text("#chosen").startswith("d dose: high   v voice: ")
        await desk.press("i")
        assert "Sources: my sheet" in desk.all_text()
        await desk.press("down", "f")
        assert isinstance(desk.app.screen, PreviewScreen), "what is left out is no place to start"
        assert desk.text("#enter") == "Enter: start   Left out. o: take it in"
        await desk.press("space")
        assert total(desk) == "0:55"
        assert desk.text("#enter") == "Enter: start   f: from step 2"
        await desk.press("f")
        await desk.play()
        assert desk.name() == "REACH FAR"


@pytest.mark.parametrize("key", ["enter", "pagedown", "s"])
async def test_the_bar_stands_on_start_whichever_step_one_looks_at(desk: Any, key: str) -> None:
    async with desk.sat_at(routine(hold(20, name="One"), hold(30, name="Two"))):
        await desk.press("down")
        assert "Two" in desk.text("#d-title")
        await desk.press(key)
        await desk.play()
        assert desk.name() == "ONE"


async def test_a_preview_that_was_opened_at_a_step_starts_there(desk: Any) -> None:
    async with desk.sat_at(routine(hold(20, name="One"), hold(30, name="Two")), step=1):
        assert desk.text("#enter") == "Enter: start at step 2"
        await desk.press("enter")
        await desk.play()
        assert desk.name() == "TWO"


OPEN = """\
format: 1
title: Open
defaults: {setup: 0s}
steps:
  - name: Lift
    levels: [{exercise: Low lift, hold: 10s}, {exercise: High lift, hold: 20s}]
  - exercise: Lean
    hold: ask
"""


async def test_what_the_sheet_leaves_open_is_answered_once_more_from_the_preview(desk):
    sheet = load_text(OPEN, "open.yaml").routine
    async with desk.sat_at(sheet):
        plan = desk.app.screen.plan
        assert plan.answered == "0 given"
        await desk.press("a")
        assert isinstance(desk.app.screen, AskScreen)
        await desk.press("2")
        await desk.press("7", "s", "enter")
        assert isinstance(desk.app.screen_stack[-1], PreviewScreen)
        assert [step.dose for step in plan.timeline.steps] == ["hold 20 seconds", "hold 7 seconds"]
        assert plan.answered == "2 given"
        await desk.press("a")
        await desk.press("escape")
        assert [step.dose for step in plan.timeline.steps] == ["hold 20 seconds", "hold 7 seconds"]
        choices = desk.program.with_todays_doses(sheet, desk.program.choices())
        assert dict(choices.answers) == {("1", "level"): 2, ("2", "hold"): 7_000}


async def test_a_sheet_that_leaves_nothing_open_has_no_key_for_that(desk):
    async with desk.sat_at(routine(hold(5))):
        assert not desk.app.screen.check_action("answers", ())


async def test_page_up_goes_back_from_the_preview(desk: Any) -> None:
    async with desk.sat_at():
        await desk.press("enter", "pageup")
        assert isinstance(desk.app.screen, HomeScreen)


async def test_the_preview_names_the_keys_of_ones_own(desk: Any) -> None:
    own = {"preview.voice": "z", "preview.optional": "space", "preview.enter": "x", "preview.from": "g", "rate.3": "k"}
    desk.program.settings = replace(desk.program.settings, keys=own)
    mine = load_file(desk.write("mine.yaml", MINE), desk.program.catalogue).routine
    async with desk.sat_at(mine):
        await desk.press("down")
        assert "z voice: full" in desk.text("#chosen")
        assert "0 1 2 k 4" in desk.text("#pain")
        assert desk.text("#enter") == "x: start   Left out. space: take it in"
        await desk.press("space")
        assert desk.text("#enter") == "x: start   g: from step 2"


async def test_pain_is_asked_on_the_preview_and_the_answer_stands_there(desk: Any) -> None:
    async with desk.sat_at(routine(hold(20))):
        assert "6 or more: we breathe instead" in desk.text("#pain")
        await desk.press("1", "0")
        assert "Noted: pain 10 of 10." in desk.text("#pain")
        await desk.press("4", "s")
        await desk.play()
    assert [pain.rating for pain in desk.program.book.journal.read(PainRecord)] == [4]


async def test_a_caution_that_the_answers_rule_out_waits_behind_its_key(desk: Any) -> None:
    cautions = ("Slowly.", "Pregnant: leave this out.")
    async with desk.sat_at(replace(routine(hold(20)), cautions=cautions), size=(120, 40)):
        assert "Slowly." in desk.text("#d-cautions")
        assert "Pregnant" not in desk.all_text()
        assert desk.text("#d-more") == "c  1 more, not for you by your answers"
        await desk.press("c")
        assert "Pregnant: leave this out." in desk.text("#d-cautions")


async def test_steps_are_cards_with_their_figures_where_there_is_room(desk: Any) -> None:
    gentle = desk.program.library.find("gentle-stretch").routine
    async with desk.sat_at(gentle, size=(120, 40)) as pilot:
        picker = desk.app.screen.query_one(StepPicker)
        assert picker.as_cards
        await desk.press("down")
        assert "4 Hamstring stretch" in desk.text("#d-title")
        await desk.press("left")
        assert "3 Hip lift" in desk.text("#d-title")
        await pilot.resize_terminal(80, 24)
        await desk.settled()
        assert not picker.as_cards
        assert "2 Cat-cow" in desk.all_text()
        assert "3 \N{MULTIPLICATION SIGN} hold 10 s" in desk.all_text()


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
        assert [row.length for row in desk.app.screen._home.rows if row.id == "grows"] == ["0:30"]
        await choose(desk, "grows")
        assert total(desk) == "0:30"
        assert desk.text("#chosen").startswith("w amounts: today's   v voice")
        assert "Today: 6 repetitions, up once from 5" in desk.text("#d-text")
        await desk.press("s")
        await desk.play()
        assert desk.text("#place") == "1 of 6"


async def test_todays_dose_can_be_declined_in_the_preview(desk):
    desk.write("grows.yaml", GROWS)
    lean_was_done_four_days_ago(desk)
    async with desk.sat_at():
        await choose(desk, "grows")
        await desk.press("w")
        assert total(desk) == "0:25"
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
            await desk.press(*("4" if "repetitions" in desk.all_text() else "12s"))
            assert ("4" if "repetitions" in desk.all_text() else "12s") in desk.text("#typed")
            await desk.press("enter")
        await desk.play()
        assert (desk.time(), desk.text("#place")) == ("12", "1 of 4")


async def test_titles_are_text_and_never_markup(desk):
    desk.write("hostile.yaml", HOSTILE)
    for size in ((80, 24), (40, 12)):
        async with desk.sat_at(size=size):
            await desk.press("slash", *"[@")
            assert "[red]x[/] [@click=app" in desk.all_text()
            await desk.press("escape")
            await choose(desk, "[@")
            assert "[red]x[/] [@click=app" in desk.all_text()
            await desk.press("down")
            assert "[reverse]z[/] [@c" in desk.all_text()
            await desk.press("s")
            await desk.play()
            assert desk.name().lower() == "[reverse]z[/] [@click=app.quit]w"
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
        assert isinstance(desk.app.screen, HomeScreen)
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
        assert "v voice: short   [] volume: 35 %" in desk.text("#chosen")
        await desk.press("d", "o")
        assert desk.text("#chosen").startswith("d dose: middle   v voice: short   [] volume: 35 %   o optional: 0 of 1")
        await desk.press("down", "o")
        assert desk.text("#chosen").endswith("o optional: 1 of 1")
    assert (desk.program.settings.talk, desk.program.settings.volume) == ("short", 35)


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


@pytest.mark.parametrize("screen", [HomeScreen, PreviewScreen])
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


async def test_the_preview_is_as_long_as_what_is_played_once_it_is_known_that_nothing_speaks(desk):
    async with desk.sat_at(routine(hold(30))):
        preview = desk.app.screen
        words = 20_000
        preview.plan._guided = lambda _, timeline: stretched(timeline, words)  # as a voice would have it
        preview.sound_is_known()
        assert desk.text("#total").startswith("0:50")
        words = 0
        preview.sound_is_known()
        assert desk.text("#total").startswith("0:30")
        words = 5_000
        preview.know("", {"a caution that is not for this person"})
        assert desk.text("#total").startswith("0:35")


def stretched(timeline: Timeline, by: int) -> Timeline:
    first, *rest = timeline.segments
    return assemble([replace(first, duration=first.width + by), *rest], timeline.steps, timeline.keys)


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
    library._loaded(HomeView(()))
