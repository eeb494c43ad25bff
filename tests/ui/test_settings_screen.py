"""The settings screen, and what is seen of it at once."""

from __future__ import annotations

from unclench.config.settings import load
from unclench.testing import hold, routine
from unclench.tui.screens.settings import SettingsScreen
from unclench.tui.widgets.stage import FigureView


async def test_a_change_holds_at_once_and_is_kept_with_the_files_comments(desk):
    desk.home.settings.parent.mkdir(parents=True, exist_ok=True)
    desk.home.settings.write_text('# mine\ntalk = "short"  # at night\n', "utf-8")
    desk.program.settings = load(desk.home.settings)
    async with desk.sat_at():
        await desk.press("comma")
        assert isinstance(desk.app.screen, SettingsScreen)
        while desk.text("#about").partition(":")[0] != "The colours":
            await desk.press("down")
        await desk.press("right")
        assert desk.app.theme == "unclench-light"
    assert desk.home.settings.read_text("utf-8") == '# mine\ntalk = "short"  # at night\ntheme = "light"\n'


async def test_what_is_typed_is_taken_only_when_it_is_understood(desk):
    async with desk.sat_at():
        await desk.press("comma")
        while not desk.text("#about").startswith("Your own breath"):
            await desk.press("down")
        await desk.press("enter", *(["backspace"] * 5), *"fast", "enter")
        assert "5-1-4" in desk.text("#wrong")
        await desk.press(*(["backspace"] * 4), *"4-7-8", "enter", "escape")
        assert not isinstance(desk.app.screen, SettingsScreen)
    assert str(desk.program.settings.breath) == str(load(desk.home.settings).breath) == "4-7-8"


async def test_a_key_of_ones_own_does_what_it_is_for(desk):
    desk.home.settings.parent.mkdir(parents=True, exist_ok=True)
    desk.home.settings.write_text('[keys]\n"player.mute" = "z"\n', "utf-8")
    desk.program.settings = load(desk.home.settings)
    async with desk.sat_at(routine(hold(20)), sounding=True):
        await desk.press("z")
        assert desk.controller.sound.muted


async def test_the_preview_sets_voice_and_volume(desk):
    async with desk.sat_at(routine(hold(20))):
        await desk.press("v", "right_square_bracket")
    kept = load(desk.home.settings)
    assert (kept.talk, kept.volume) == ("short", 90)


async def test_a_figure_stands_beside_the_time_where_there_is_room(desk):
    async with desk.sat_at(desk.program.library.find("gentle-stretch").routine, sounding=True) as pilot:
        await desk.wait(4_000)
        assert desk.app.screen.query_one(FigureView).region.area
        assert "⣿" in desk.all_text()
        await pilot.resize_terminal(40, 12)
        await desk.settled()
        assert not desk.app.screen.query_one(FigureView).region.area


async def test_still_shows_the_end_poses_and_never_moves(desk):
    from msgspec.structs import replace

    desk.program.settings = replace(desk.program.settings, still=True)
    async with desk.sat_at(desk.program.library.find("gentle-stretch").routine, sounding=True):
        stage = desk.app.screen.query_one("#stage")
        assert stage.move(desk.controller.view()) is None
        await desk.wait(1_000)
        before = [row[:38] for row in desk.all_text().splitlines() if "⣿" in row]
        await desk.wait(9_000)
        assert [row[:38] for row in desk.all_text().splitlines() if "⣿" in row] == before != []
