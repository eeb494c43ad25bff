"""Questions in front of a session: what stays there, and that no key held down answers or rates twice."""

from __future__ import annotations

import pytest
from tests.answered import well
from tests.ui.test_parity import START, STRETCHES, ScreenWorld, Script, pack

from unclench.care.asks import Choose
from unclench.journal.records import AnswerRecord, PainRecord
from unclench.system.keystrokes import Guard
from unclench.tui.app import Opening, UnclenchApp
from unclench.tui.screens.dialogs import AskScreen


@pytest.fixture
def world(tmp_path) -> ScreenWorld:
    made = ScreenWorld(tmp_path)
    well(made.home.journal, at=made.moments().wall)
    return made


async def test_the_signs_are_not_taken_away_by_a_check_nor_what_was_ticked_on_them(world):
    keys: Script = [*START, (1, " "), (295, "!"), (1, "1"), (10, "\n"), (1, "y"), (1, "\n"), (3, "y"), (1, "\n")]
    ends = await world.play(pack(), keys)
    assert [each.question for each in ends.program.book.journal.read(AnswerRecord) if each.yes] == ["C4.saddle"]
    assert ends.rows()["sessions"][-1][1] == "warning sign"


async def test_a_digit_that_is_held_down_rates_once_in_a_session(world):
    ends = await world.play(STRETCHES, [*START, (3, "4"), *[(0.05, "4")] * 20, (60, "2"), (1, "\n")])
    assert [(each.rating, each.when) for each in ends.program.book.journal.read(PainRecord)] == [
        (4, "step"),
        (2, "after"),
    ]


async def test_a_key_that_is_held_down_answers_one_question_and_not_the_next_on_the_screen(tmp_path):
    stranger = ScreenWorld(tmp_path)
    ends = await stranger.play(STRETCHES, [*START, (1, "n"), *[(0.05, "n")] * 10, (1, "\x1b")])
    asked = {question for question, _ in ends.rows()["answers"]}
    assert "C4.saddle" in asked
    assert not any(id.startswith("C3") for id in asked)


async def test_a_space_bar_that_is_held_down_pauses_once_on_the_screen(world):
    ends = await world.play(STRETCHES, [*START, (3, " "), *[(0.05, " ")] * 20, (2, " "), (60, "2"), (1, "\n")])
    assert [event["event"] for event in ends.happened()].count("paused") == 1


async def test_a_question_that_nobody_answers_closes_itself_and_never_what_is_behind_it(world):
    ask = Choose(heading="Is any of this new?", options=("yes", "no"), keys=("y", "n"), patience=30_000)
    app = UnclenchApp(world.program, Opening(STRETCHES))
    async with app.run_test() as pilot:
        await pilot.pause()
        behind = app.screen
        question = AskScreen(ask, world.clock, Guard(world.clock))
        await app.push_screen(question)
        world.clock.advance(120_000)
        for _ in range(5):  # the timer of a question that has just been closed may still go off
            question.wake()
        await pilot.pause()
        assert app.screen is behind
