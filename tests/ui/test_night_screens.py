"""The night on the screens: dim within somebody's own hours, or by one key, and then every session starts quieter."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from unclench.config.night import Hours
from unclench.config.settings import load
from unclench.testing import hold, routine
from unclench.tui.settings_app import NIGHT_BEGINS, NIGHT_ENDS

OURS = routine(hold(20))


def at(hour: int) -> datetime:
    return datetime(2026, 11, 20, hour)  # noqa: DTZ001  # what a wall clock shows


async def test_within_the_hours_the_program_and_a_session_start_dim_and_quiet_and_by_day_as_usual(desk):
    desk.program.settings = replace(desk.program.settings, night=Hours(22 * 60, 7 * 60))
    desk.program.wall = lambda: at(23)
    async with desk.sat_at(OURS):
        assert desk.app.theme == "unclench-night"
        assert "35 %" in desk.all_text()
        desk.program.wall = lambda: at(7)
        await desk.press("enter")
        await desk.play()
        assert (desk.app.theme, desk.controller.sound.volume) == ("unclench-dark", 80)


async def test_one_key_begins_the_night_at_home_and_ends_it_and_no_file_is_written(desk):
    async with desk.sat_at(size=(120, 40)):
        assert "z Night" in desk.all_text()
        await desk.press("z")
        assert (desk.app.theme, desk.program.loudness) == ("unclench-night", 35)
        assert NIGHT_BEGINS in [note.message for note in desk.app._notifications]
        await desk.press("z")
        assert (desk.app.theme, desk.program.loudness) == ("unclench-dark", 80)
    assert not desk.home.settings.exists()


async def test_in_a_session_the_key_dims_the_screen_says_so_below_it_and_leaves_the_sound_alone(desk):
    async with desk.sat_at(OURS, sounding=True):
        await desk.press("z")
        assert desk.app.theme == "unclench-night"
        assert desk.controller.said == NIGHT_BEGINS
        assert desk.controller.sound.volume == desk.player.volume == 80
        await desk.press("z")
        assert desk.controller.said == NIGHT_ENDS


async def test_colours_chosen_by_hand_at_night_hold_and_the_start_stays_quiet(desk):
    desk.program.settings = replace(desk.program.settings, night=Hours(22 * 60, 7 * 60))
    desk.program.wall = lambda: at(23)
    async with desk.sat_at():
        await desk.press("T")
        assert desk.app.theme == "unclench-dark"
        await desk.press("b")
        await desk.play()
        assert (desk.app.theme, desk.controller.sound.volume) == ("unclench-dark", 35)
    assert load(desk.home.settings).theme == "dark"


async def test_the_key_for_the_night_may_be_another(desk):
    desk.program.settings = replace(desk.program.settings, keys={"night": "y"})
    async with desk.sat_at():
        await desk.press("y")
        assert desk.app.theme == "unclench-night"
