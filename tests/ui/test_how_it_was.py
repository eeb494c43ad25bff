"""On the screens: how what grows was, asked as the summary closes."""

from __future__ import annotations

from typing import Any

import pytest

from unclench.care.asks import Choose
from unclench.journal.queries import FeltStep, felt_since
from unclench.routine.model import Progress
from unclench.session.end_reason import Felt
from unclench.testing import hold, routine
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.preview import PreviewScreen
from unclench.tui.screens.summary import SummaryScreen

GROWING = routine(
    hold(3, name="First", progress=Progress("hold", 3_000, 9_000, 1_000, 1, asks=True)),
    hold(4, name="Second", progress=Progress("hold", 4_000, None, 1_000, 1, asks=True)),
)


async def to_the_summary(desk: Any) -> None:
    await desk.press("s")
    await desk.play()
    await desk.wait(20_000)
    await desk.until(lambda: isinstance(desk.app.screen, SummaryScreen))


async def asked(desk: Any) -> str:
    await desk.until(lambda: isinstance(desk.app.screen, AskScreen))
    ask = desk.app.screen.ask
    assert isinstance(ask, Choose)
    return ask.heading


def felt(desk: Any) -> list[FeltStep]:
    found: list[FeltStep] = desk.program.book.ask(lambda journal: felt_since(journal, 0, 10), [])
    return found


async def test_closing_the_summary_asks_how_each_was_and_then_leaves(desk):
    async with desk.sat_at(GROWING):
        await to_the_summary(desk)
        await desk.press("2", "enter")
        assert await asked(desk) == "First, hold 3 seconds: too much, right, or easy?"
        await desk.press("3")
        assert await asked(desk) == "Second, hold 4 seconds: too much, right, or easy?"
        await desk.press("1")
        await desk.until(lambda: desk.app.return_value is not None)
    assert [(each.name, each.felt) for each in felt(desk)] == [("Second", Felt.TOO_MUCH), ("First", Felt.EASY)]
    assert desk.app.return_value == 0


@pytest.mark.parametrize("key", ["0", "escape"])
async def test_one_key_leaves_the_questions_and_the_summary_with_them(desk, key):
    async with desk.sat_at(GROWING):
        await to_the_summary(desk)
        await desk.press("q")
        await asked(desk)
        await desk.press(key)
        await desk.until(lambda: desk.app.return_value is not None)
    assert felt(desk) == []


async def test_once_more_asks_first_how_it_was(desk):
    async with desk.sat_at(GROWING):
        await to_the_summary(desk)
        await desk.press("a")
        await asked(desk)
        await desk.press("2", "2")
        await desk.until(lambda: isinstance(desk.app.screen, PreviewScreen))
    assert {each.felt for each in felt(desk)} == {Felt.RIGHT}


async def test_with_pain_of_six_the_summary_just_closes(desk):
    async with desk.sat_at(GROWING):
        await to_the_summary(desk)
        await desk.press("6", "enter")
        await desk.until(lambda: desk.app.return_value is not None)
    assert felt(desk) == []
