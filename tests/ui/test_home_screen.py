"""Home: how the back is, what helps right now, what is due today, and the way through the list."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from msgspec.structs import replace
from textual.dom import DOMNode

from unclench.config.settings import Settings
from unclench.journal.database import Journal
from unclench.journal.queries import plan_begun_record
from unclench.journal.records import PainRecord, SessionRecord, new_id
from unclench.safety.exposure import Exposure, earlier
from unclench.session.compiler import compile_routine
from unclench.testing import hold, routine
from unclench.tui.app import FOLDER, UnclenchApp
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.home import HomeScreen
from unclench.tui.screens.player import PlayerScreen
from unclench.tui.screens.preview import PreviewScreen
from unclench.tui.viewmodels.home import balanced
from unclench.tui.widgets.home import RoutinePanes
from unclench.tui.widgets.keybar import KeyBar
from unclench.tui.widgets.lists import Columns

DAY = 86_400_000


def pains(desk: Any) -> list[tuple[int, str]]:
    with closing(Journal(desk.home.journal)) as journal:
        return [(record.rating, record.when) for record in journal.read(PainRecord, "ORDER BY at, rowid")]


def bar(desk: Any) -> str:
    """The id of the routine that the bar is on."""
    screen = desk.app.screen
    return screen.query_one(RoutinePanes).here.id  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("key", "rating", "suited"),
    [("0", 0, "long-hold-stretch"), ("4", 4, "gentle-stretch"), ("6", 6, "spasm-first-minutes"),
     ("t", 10, "spasm-first-minutes")],
)  # fmt: skip
async def test_how_the_back_is_moves_the_bar_and_is_noted_as_the_pain_it_is(desk, key, rating, suited):
    async with desk.sat_at():
        await desk.press("end", key)
        assert bar(desk) == suited
        assert f"Noted: pain {rating} of 10." in desk.all_text()
        assert pains(desk) == [(rating, "between")]


async def test_a_digit_held_down_at_home_rates_once(desk):
    async with desk.sat_at():
        await desk.press("3")
        await desk.press("3", "3", "3", after=30)
        assert pains(desk) == [(3, "between")]
        await desk.press("4")
        assert pains(desk) == [(4, "between")], "a slip is corrected"


async def test_a_nought_right_after_a_one_is_a_ten_at_home_and_stored_once(desk):
    async with desk.sat_at():
        await desk.press("1", "0")
        assert pains(desk) == [(10, "between")]
        await desk.press("1")
        await desk.press("0", after=2_000)
        assert pains(desk) == [(0, "between")]


async def test_what_is_said_at_home_is_stored_once_with_the_session_that_it_leads_into(desk):
    async with desk.sat_at():
        await desk.press("4", "g", "s")
        await desk.play()
        assert pains(desk) == [(4, "before")]


async def test_a_key_held_down_since_a_question_does_nothing_at_home(desk):
    async with desk.sat_at():
        desk.app._guard.comes_from_elsewhere("3", "question")
        await desk.press("3", after=30)
        assert pains(desk) == []


async def test_what_was_said_of_the_pain_is_known_to_what_is_begun(desk):
    async with desk.sat_at():
        await desk.press("7", "g", "s")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        assert desk.app.screen.ask.heading == "Pain 7 of 10"


async def test_f_begins_the_first_minutes_after_its_questions_and_g_looks_at_the_gentle_stretch(desk):
    async with desk.sat_at():
        await desk.press("g")
        assert isinstance(desk.app.screen, PreviewScreen)
        assert desk.text("#title") == "Gentle stretch"
        await desk.press("escape", "f")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        await desk.press("n")
        await desk.play()
        assert desk.program.playing.id == "spasm-first-minutes"


@pytest.mark.parametrize(("key", "kind"), [("c", "cold"), ("w", "heat")])
async def test_c_and_w_play_what_the_commands_play(desk, key, kind):
    async with desk.sat_at():
        await desk.press(key)
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        assert desk.app.screen.ask.heading.startswith("Fetch ")
        await desk.press("space")
        await desk.play()
        assert desk.program.playing.id == kind


async def test_a_lock_out_refuses_c_with_its_reason_as_the_command_does(desk):
    off = earlier(desk.program.moment(), 600_000)
    desk.program.book.add(Exposure(new_id(), "cold", earlier(off, 600_000), 900_000, off))
    async with desk.sat_at(size=(120, 40)):
        assert "Ice from " in desk.text("#due")
        await desk.press("c")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))


async def no_list(_: HomeScreen) -> None:
    """Stands in for what builds the list after the first frame."""


async def test_what_is_typed_to_find_something_before_there_is_a_list_is_no_key_of_home(desk, monkeypatch):
    monkeypatch.setattr(HomeScreen, "_open_library", no_list)
    async with desk.sat_at():
        assert not desk.app.screen.query(RoutinePanes)
        await desk.press("slash", "m", "b")
        assert isinstance(desk.app.screen, HomeScreen)
        assert desk.app.focused.value == "mb"


@pytest.mark.parametrize("key", ["e", "down", "enter", "escape", "m", "4", "f"])
async def test_a_key_before_there_is_a_list_does_no_harm(desk, monkeypatch, key):
    monkeypatch.setattr(HomeScreen, "_open_library", no_list)
    async with desk.sat_at():
        await desk.press(key)
        assert isinstance(desk.app.screen, HomeScreen)


async def test_the_first_frame_has_the_classes_of_its_size_and_each_widget_gets_its_styles_once(desk, monkeypatch):
    """Each would otherwise cost another pass over all widgets before somebody can read anything."""
    passes = list[object]()

    def update_styles(app: UnclenchApp, node: DOMNode, *how: bool, **named: bool) -> None:
        passes.append(node)
        update(app, node, *how, **named)

    update = UnclenchApp.update_styles
    monkeypatch.setattr(UnclenchApp, "update_styles", update_styles)
    async with desk.sat_at(size=(80, 24)):
        assert {"-normal", "-middling"} <= desk.app.screen.classes
        assert desk.app.screen not in passes


async def test_the_next_screens_are_loaded_as_soon_as_home_has_read_its_files(desk, monkeypatch):
    monkeypatch.setattr("unclench.tui.app.PRELOAD_AT_LATEST", 3_600)
    async with desk.sat_at():
        await desk.until(lambda: desk.app.stylesheet.has_source(str(FOLDER / "player.tcss")))


async def test_a_key_pressed_before_the_files_are_read_is_not_lost(desk):
    async with desk.sat_at() as pilot:
        home = desk.app.screen
        read, home._home = home._home, type(home._home)(())
        home.action_choose("gentle-stretch")
        assert desk.app.screen is home
        home._loaded(read)
        await pilot.pause()
        assert isinstance(desk.app.screen, PreviewScreen)


async def test_u_is_there_only_where_a_session_can_go_on(desk):
    async with desk.sat_at(size=(120, 40)):
        assert "go on" not in desk.all_text().lower()
        await desk.press("u")
        assert isinstance(desk.app.screen, HomeScreen)


async def test_a_session_that_broke_off_stands_first_today(desk):
    ours = routine(hold(8, name="First"), hold(10, name="Second"))
    controller = desk.program.start_session(ours, compile_routine(ours), events=desk.events)
    desk.clock.advance(12_000)
    controller.tick()
    controller.interrupt(terminal_gone=False)
    desk.program.close()
    async with desk.sat_at(size=(120, 40)):
        assert desk.text("#due").startswith(f"u go on: {ours.title}, step 2 of 2")
        await desk.press("u")
        await desk.until(lambda: not isinstance(desk.app.screen, HomeScreen))


async def test_what_is_on_the_skin_stands_above_everything_with_its_clock(desk):
    on = earlier(desk.program.moment(), 125_000)
    desk.program.book.add(Exposure(new_id(), "cold", on, 900_000))
    async with desk.sat_at(size=(120, 40)):
        assert desk.text("#due").startswith("Cold on your skin for 2:0")
    async with desk.sat_at(size=(40, 12)):
        assert desk.text("#state").startswith("Cold on your skin for 2:0")


async def test_today_says_what_is_due_and_how_the_pain_went(desk):
    now = desk.program.moment().wall
    with closing(Journal(desk.home.journal)) as journal:
        for ago, rating in ((6, 8), (1, 3)):
            session = SessionRecord(
                id=new_id(), began=now - ago * DAY, routine="gentle-stretch", title="Gentle stretch", why="finished"
            )
            journal.add(session, PainRecord(id=new_id(), at=now - ago * DAY, rating=rating, session=session.id))
    async with desk.sat_at(size=(120, 40)):
        card = [" ".join(line.split()) for line in desk.text("#due").splitlines()]
        assert "○ Gentle stretch not yet today" in card
        assert "○ Walk, 10 to 15 minutes not yet today" in card
        assert card[-1].endswith("8 → 3 in 6 days, easing")


def follow(desk: Any, plan: str, days_ago: int) -> None:
    desk.program.book.add(plan_begun_record(plan, desk.program.moment().wall - days_ago * DAY))


async def test_today_has_the_lines_of_the_plan_and_its_question_until_it_is_answered(desk):
    follow(desk, "first-72-hours", 1)
    async with desk.sat_at(size=(120, 40)):
        card = [" ".join(line.split()) for line in desk.text("#due").splitlines()]
        assert card[0] == "First 72 hours, day 2 of 3"
        assert card[1] == "How is your back after yesterday? Say it above."
        assert "○ Walk, 10 to 15 minutes not yet today" in card
        assert any(line.startswith("· ") and line.endswith("if it helps") for line in card)
        await desk.press("4")
        await desk.until(lambda: "after yesterday" not in desk.text("#due"))
        assert desk.text("#due").startswith("First 72 hours, day 2 of 3")


async def test_a_plan_whose_days_are_over_names_the_next_and_one_that_is_gone_leaves_what_is_due(desk):
    follow(desk, "first-72-hours", 9)
    async with desk.sat_at(size=(120, 40)):
        assert desk.text("#due").startswith("First 72 hours: its 3 days are over.")
        assert "Next: unclench plan days-after --follow" in desk.text("#due")
    follow(desk, "gone", 0)
    async with desk.sat_at(size=(120, 40)):
        assert desk.text("#due").startswith("Your plan can't be read.")
        assert "Walk, 10 to 15 minutes" in desk.text("#due")


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_the_day_of_a_plan_is_said_in_small_windows_too(desk, size):
    follow(desk, "days-after", 2)
    async with desk.sat_at(size=size):
        assert "day 3" in desk.all_text()


async def test_after_a_session_home_is_read_anew(desk):
    async with desk.sat_at(size=(120, 40)):
        await desk.press("3", "b")
        await desk.play()
        await desk.press("q", "y")
        assert str(desk.app.screen).startswith("SummaryScreen")
        await desk.press("2", "enter")
        await desk.settled()
        assert desk.app.screen.pain is None
        assert desk.text("#last").startswith("last: 2, today")


async def test_a_key_of_ones_own_is_the_one_that_is_named(desk):
    desk.program.settings = type(desk.program.settings)(keys={"home.first": "z", "rate.10": "x"}, talk="off")
    async with desk.sat_at(size=(120, 40)):
        assert "z first minutes" in desk.text("#choices")
        assert "10 (x)" in desk.text("#question")


async def test_left_and_right_go_from_column_to_column_and_the_last_opens(desk):
    async with desk.sat_at():
        columns = desk.app.screen.query_one(Columns)
        await desk.press("right")
        assert columns._in.id == "list-2"
        await desk.press("left", "left")
        assert columns._in.id == "list"
        await desk.press("right", "right")
        assert isinstance(desk.app.screen, PreviewScreen)


async def test_a_page_turner_opens_what_the_bar_is_on(desk):
    async with desk.sat_at(size=(40, 12)):
        await desk.press("pagedown")
        assert isinstance(desk.app.screen, PreviewScreen)


async def test_with_the_two_keys_of_a_page_turner_every_routine_can_be_opened(desk):
    async with desk.sat_at():
        first, seen = bar(desk), []
        while first not in seen:
            await desk.press("pageup")
            seen.append(bar(desk))
        assert sorted(seen) == sorted(row.id for row in desk.app.screen._home.rows)


async def test_a_mouse_opens_in_any_column(desk):
    async with desk.sat_at() as pilot:
        await pilot.click("#list-2", offset=(3, 1))
        await desk.settled()
        assert isinstance(desk.app.screen, PreviewScreen | PlayerScreen)


@pytest.mark.parametrize(
    ("heights", "columns", "made"),
    [
        ([], 3, []),
        ([5], 3, [(0, 1)]),
        ([6, 7, 6, 5, 3], 1, [(0, 5)]),
        ([6, 7, 6, 5, 3], 2, [(0, 2), (2, 5)]),
        ([6, 7, 6, 5, 3], 3, [(0, 1), (1, 3), (3, 5)]),
        ([20, 1, 1], 2, [(0, 1), (1, 3)]),
    ],
)
def test_groups_are_spread_over_columns_as_low_as_can_be(heights, columns, made):
    assert balanced(heights, columns) == made


async def test_a_key_for_an_id_that_no_screen_has_is_said_when_the_screens_open(desk):
    desk.program.settings = Settings(keys={"player.nxt": "l", "player.mute": "k"})
    async with desk.sat_at():
        assert [each.message for each in desk.app._notifications] == [
            f"{desk.home.settings}:1: nothing has the id 'player.nxt'. Did you mean player.next?"
        ]


async def test_a_key_for_a_routine_whose_file_is_missing_says_what_else_there_is(desk):
    async with desk.sat_at():
        home = desk.app.screen
        home._home = replace(home._home, rows=[row for row in home._home.rows if row.id != "gentle-stretch"])
        await desk.press("g")
        assert [each.message for each in desk.app._notifications] == [
            "The file of this routine is missing: gentle-stretch. b breathes at once, / finds another routine."
        ]


async def test_whoever_stays_on_a_key_of_the_footer_is_told_what_it_does(desk):
    """The sentence of the list of keys; beside the keys nothing is said."""
    async with desk.sat_at() as pilot:
        bar = desk.app.screen.query_one(KeyBar)
        at = desk.all_text().splitlines()[-1].index("h History")
        await pilot.hover(KeyBar, offset=(at + 3, 0))
        assert str(bar.tooltip) == "What you have done, and how your pain changed."
        await pilot.hover(KeyBar, offset=(at - 1, 0))
        assert bar.tooltip is None


async def test_a_click_on_a_key_of_a_card_presses_it_once(desk, monkeypatch):
    """Twice would answer the question behind it, too."""
    pressed = list[str]()
    monkeypatch.setattr(UnclenchApp, "simulate_key", lambda _, key: pressed.append(key))
    async with desk.sat_at(size=(120, 40)) as pilot:
        shown = [line.partition("│")[0] for line in desk.all_text().splitlines()]
        y = next(number for number, line in enumerate(shown) if "c cold" in line)
        await pilot.click(offset=(shown[y].index("c cold") + 3, y))
        await pilot.click(offset=(shown[y].index("w warmth"), y))
        await pilot.click(offset=(shown[y].index("c cold") - 1, y))
    assert pressed == ["c", "w"]


async def test_in_a_low_card_what_the_plan_has_still_to_do_stands_before_all_else_of_it_and_the_curve_gives_way(desk):
    now = desk.program.moment().wall
    desk.program.book.add(*(PainRecord(id=new_id(), at=now - ago * DAY, rating=4) for ago in (1, 2)))
    follow(desk, "first-72-hours", 1)
    async with desk.sat_at():
        card = [" ".join(line.split()) for line in desk.text("#due").splitlines()]
        assert card[:2] == ["First 72 hours, day 2 of 3", "How is your back after yesterday?"]
        assert [line[0] for line in card[2:4]] == ["○", "○"]
        assert not any(line.startswith("Pain") for line in card)
