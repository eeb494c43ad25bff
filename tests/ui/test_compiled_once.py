"""The screens compile a routine again only for choices that were not made before."""

from __future__ import annotations

from tests.compilations import count_compilations
from tests.ui.test_choosing_screens import GROWS, MINE, choose

WITHOUT_CHOICES = "format: 1\ntitle: Plain\ndefaults: {setup: 0s}\nsteps:\n  - exercise: Reach up\n    hold: 10s\n"


async def test_from_the_library_to_the_first_sound_each_choice_is_compiled_once(desk, monkeypatch):
    desk.write("mine.yaml", MINE)
    made = count_compilations(monkeypatch)

    def count() -> int:
        found = len(made)
        made.clear()
        return found

    async with desk.sat_at():
        assert count() == 25, "each routine for its row: twenty-four and this one"
        await choose(desk, "mine")
        assert count() == 2, "with the optional step, for the list; and with the high dose, for whether there are doses"
        await desk.press("d")
        assert count() == 2, "with the middle dose, with and without the optional step"
        await desk.press("d")
        assert count() == 1, "with the high dose and without the optional step"
        await desk.press("d", "down", "down", "o")
        assert count() == 0, "both are known"
        await desk.press("o", "home", "enter")
        await desk.play()
        assert count() == 0, "nothing has changed since"


async def test_what_leaves_no_choice_is_compiled_for_its_row_and_for_the_other_dose(desk, monkeypatch):
    desk.write("plain.yaml", WITHOUT_CHOICES)
    async with desk.sat_at():
        made = count_compilations(monkeypatch)
        await choose(desk, "plain")
        await desk.press("enter")
        await desk.play()
        assert len(made) == 1


async def test_todays_amounts_are_compiled_for_the_row_and_those_on_the_sheet_once(desk, monkeypatch):
    desk.write("grows.yaml", GROWS)
    async with desk.sat_at():
        made = count_compilations(monkeypatch)
        await choose(desk, "grows")
        assert len(made) == 2, "as written with the low and the high dose, for whether there are doses"
        await desk.press("w", "w", "enter")
        await desk.play()
        assert len(made) == 2


async def test_breathing_compiles_once(desk, monkeypatch):
    async with desk.sat_at():
        made = count_compilations(monkeypatch)
        await desk.press("b")
        await desk.play()
        assert len(made) == 1
