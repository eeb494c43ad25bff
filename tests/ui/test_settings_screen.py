"""The settings screen, and what is seen of it at once."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace
from textual.widgets import Input

from unclench.care.asks import ROW_KEYS
from unclench.config.settings import FIELDS, load
from unclench.config.shown import ACTS, GROUPS
from unclench.journal.queries import answers
from unclench.routine.model import ApplyStep, Exact
from unclench.testing import FakeVoice, hold, routine
from unclench.tui.keys import USES
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.settings import SettingsScreen
from unclench.tui.widgets.stage import FigureView


async def come_to(desk: Any, setting: str) -> None:
    """Move the bar to a setting, which is explained below."""
    for _ in range(2 * len(FIELDS)):
        if desk.text("#about").startswith(FIELDS[setting].sentence):
            return
        await desk.press("down")
    raise AssertionError(f"the list has no {setting}")


async def test_a_change_holds_at_once_and_is_kept_with_the_files_comments(desk):
    desk.home.settings.parent.mkdir(parents=True, exist_ok=True)
    desk.home.settings.write_text('# mine\ntalk = "short"  # at night\n', "utf-8")
    desk.program.settings = load(desk.home.settings)
    async with desk.sat_at():
        await desk.press("comma")
        assert isinstance(desk.app.screen, SettingsScreen)
        await come_to(desk, "theme")
        await desk.press("right")
        assert desk.app.theme == "unclench-light"
    assert desk.home.settings.read_text("utf-8") == '# mine\ntalk = "short"  # at night\ntheme = "light"\n'


async def test_what_is_typed_is_taken_only_when_it_is_understood(desk):
    async with desk.sat_at():
        await desk.press("comma")
        await come_to(desk, "breath")
        await desk.press("enter", *(["backspace"] * 5), *"fast", "enter")
        assert "5-1-4" in desk.text("#wrong")
        await desk.press(*(["backspace"] * 4), *"4-7-8", "enter", "escape")
        assert not isinstance(desk.app.screen, SettingsScreen)
    assert str(desk.program.settings.breath) == str(load(desk.home.settings).breath) == "4-7-8"


async def test_a_number_of_thousands_of_digits_is_refused_like_any_other(desk):
    async with desk.sat_at():
        await desk.press("comma")
        await to(desk, "volume")
        await desk.press("enter")
        desk.app.screen.query_one(Input).value = "1" * 5_000
        await desk.press("enter")
        assert "0 to 100" in desk.text("#wrong")


def test_every_setting_has_a_name_and_a_group_of_its_own():
    named = [id for settings in GROUPS.values() for id in settings]
    assert sorted(named) == sorted([*FIELDS, *ACTS])


async def test_settings_that_hold_nothing_of_ones_own_are_not_listed(desk):
    async with desk.sat_at(size=(80, 60)):
        await desk.press("comma")
        assert "Your own sounds" not in desk.all_text()
        assert "Emergency number" in desk.all_text()
    desk.program.settings = replace(desk.program.settings, patterns={"calm": desk.program.settings.breath})
    async with desk.sat_at(size=(80, 60)):
        await desk.press("comma")
        assert "Your own breath patterns" in desk.all_text()


async def to(desk: Any, name: str) -> None:
    """The bar on the line with this name."""
    while desk.app.screen.query_one("#settings").highlighted_option.id != name:
        await desk.press("down")


async def test_sounds_and_voice_are_tried_out_among_the_settings(desk):
    async with desk.sat_at():
        await desk.press("comma")
        await to(desk, "try")
        await desk.press("enter")
        await desk.until(lambda: bool(desk.player.played))
        assert isinstance(desk.app.screen, SettingsScreen)


async def test_health_answers_are_looked_at_and_changed_among_the_settings(desk):
    async with desk.sat_at():
        await desk.press("comma")
        await to(desk, "health")
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
        knee = [id for id, _ in desk.app.screen.ask.items].index("C3.knee")
        await desk.press(ROW_KEYS[knee], "enter")
        await desk.until(lambda: isinstance(desk.app.screen, SettingsScreen))
    said = answers(desk.program.book.journal)
    assert said["C3.knee"].yes
    assert not said["C3.wrist"].yes


async def test_keys_are_listed_by_what_they_are_for(desk):
    async with desk.sat_at(routine(hold(20)), sounding=True, size=(80, 50)):
        await desk.press("question_mark")
        headings = {str(heading.render()): heading.region.y for heading in desk.app.screen.query(".use")}
        rows = {str(key.render()): key.region.y for key in desk.app.screen.query(".key")}
        assert list(headings) == list(USES)
        assert headings["When it hurts"] < rows["x"] < headings["Sound and voice"] < rows["m"] < headings["Around"]


async def test_a_key_of_ones_own_does_what_it_is_for(desk):
    desk.home.settings.parent.mkdir(parents=True, exist_ok=True)
    desk.home.settings.write_text('[keys]\n"player.mute" = "z"\n', "utf-8")
    desk.program.settings = load(desk.home.settings)
    async with desk.sat_at(routine(hold(20)), sounding=True):
        await desk.press("z")
        assert desk.controller.sound.muted


def with_keys(desk, *lines: str) -> None:
    """Somebody with keys of their own."""
    desk.home.settings.parent.mkdir(parents=True, exist_ok=True)
    desk.home.settings.write_text("\n".join(["[keys]", *lines]), "utf-8")
    desk.program.settings = load(desk.home.settings)


OWN_KEYS = ('"player.pause" = "up"', '"player.yes" = "j"', '"player.next" = "k"', '"player.quit" = "enter"')


async def test_whoever_has_other_keys_is_told_those_from_the_first_question_of_a_pack_to_its_end(desk):
    with_keys(desk, *OWN_KEYS)
    voice = FakeVoice()
    desk.program.make_voice = lambda _: voice
    pack = routine(ApplyStep(kind="cold", lasting=Exact(360_000), setup=Exact(0)), hold(20))
    async with desk.sat_at(pack, size=(160, 40)):
        await desk.press("enter")
        await desk.play()
        assert desk.name().endswith("Put it on as you press the up arrow.")
        assert desk.text("#act") == "the up arrow: yes, start the timer\nEnter: stop"
        await desk.wait(125_000)
        assert desk.name() == "Press the up arrow to start the timer, or Enter if no pack is on."
        await desk.press("k")
        assert desk.controller.said == "Press the up arrow once the cloth is in place. Enter to stop."
        await desk.press("y", "space", "n")  # which are nobody's keys now
        assert desk.controller.view().asking == "cloth"
        await desk.press("up", "p")
        assert desk.text("#caption") == "The timer keeps running while it is on your skin. Take it off, then press k."
        await desk.wait(301_000)
        assert desk.text("#act") == "the up arrow: I am awake, the skin is fine\nk: not fine: I'll take it off now"
        await desk.press("up")
        await desk.wait(60_000)
        assert (desk.word(), desk.text("#act")) == ("TAKE IT OFF", "j: it is off")
        await desk.press("up")
        assert desk.text("#caption") == "Press j once it is off."
        await desk.press("j")
        assert desk.controller.view().segment.kind == "work"
        await desk.press("up")
        assert (desk.controller.said, desk.text("#act")) == ("Paused. The up arrow to go on.", "the up arrow: go on")
        assert "↑ Go on" in desk.all_text().splitlines()[-1]
    assert "Take the cold pack off. Is it off? Press j once it is off." in voice.prepared
    said = [str(event.get("say", "")) for event in desk.events.events]
    awake = "Are you awake? Look at the skin. If it is fine, press the up arrow. If not, press k."
    assert awake in voice.prepared
    assert any("Fine: press the up arrow. Not fine: press k." in each for each in said)
    assert not re.search(r"\b(press|or) (space|[ynq])\b|[{}]", " ".join([*said, *voice.prepared]))


async def test_a_key_of_ones_own_stays_in_its_place_in_a_narrow_key_bar(desk):
    with_keys(desk, *OWN_KEYS)
    async with desk.sat_at(routine(hold(20)), sounding=True, size=(80, 24)):
        bar = desk.all_text().splitlines()[-1]
        assert bar.startswith("  ↑ Pause  k Next  x It hurts  ? Keys  p Back  Enter Quit  b Breathe")


async def test_the_list_of_keys_shows_those_of_ones_own_and_none_that_does_something_else_now(desk):
    with_keys(desk, '"player.yes" = "m"', '"player.next" = "right,k"', '"player.back" = "left"')
    async with desk.sat_at(routine(hold(20)), sounding=True, size=(80, 40)):
        await desk.press("question_mark")
        shown = desk.all_text()
        assert re.search(r"→ k\s+The next phase", shown)
        assert not re.search(r"^\W*[ny]\s", shown, re.MULTILINE)
        assert "Silence everything but an alarm." not in shown  # its key says yes now
        assert re.search(r"^\W*m\s+Yes, to a question", shown, re.MULTILINE)


async def test_the_preview_sets_voice_and_volume(desk):
    async with desk.sat_at(routine(hold(20))):
        await desk.press("v", "right_square_bracket")
    kept = load(desk.home.settings)
    assert (kept.talk, kept.volume) == ("short", 100)


async def test_a_figure_stands_beside_the_time_where_there_is_room(desk):
    async with desk.sat_at(desk.program.library.find("gentle-stretch").routine, sounding=True) as pilot:
        await desk.wait(4_000)
        assert desk.app.screen.query_one(FigureView).region.area
        assert "⣿" in desk.all_text()
        await pilot.resize_terminal(40, 12)
        await desk.settled()
        assert not desk.app.screen.query_one(FigureView).region.area


async def test_still_shows_the_end_poses_and_never_moves(desk):
    desk.program.settings = replace(desk.program.settings, still=True)
    async with desk.sat_at(desk.program.library.find("gentle-stretch").routine, sounding=True):
        stage = desk.app.screen.query_one("#stage")
        assert stage.move(desk.controller.view()) is None
        await desk.wait(1_000)
        before = [row[:38] for row in desk.all_text().splitlines() if "⣿" in row]
        await desk.wait(9_000)
        assert [row[:38] for row in desk.all_text().splitlines() if "⣿" in row] == before != []
