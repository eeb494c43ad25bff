"""Questions in front of a session: what stays there, and that no key held down answers or rates twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.answered import well
from tests.ui.test_parity import START, STRETCHES, ScreenWorld, Script, pack

from unclench.care import suitability
from unclench.care.asks import Choose
from unclench.config.paths import shipped
from unclench.journal.records import AnswerRecord, PainRecord
from unclench.routine import Catalogue, load_file
from unclench.session.compiler import compile_routine
from unclench.system.keystrokes import Guard
from unclench.tui.app import Opening, UnclenchApp
from unclench.tui.screens.dialogs import AskScreen, HelpScreen


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[ScreenWorld]:
    made = ScreenWorld(tmp_path)
    yield made
    made.program.close()


@pytest.fixture
def world(stranger: ScreenWorld) -> ScreenWorld:
    well(stranger.home.journal, at=stranger.moments().wall)
    return stranger


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


async def test_a_key_that_is_held_down_answers_one_question_and_not_the_next_on_the_screen(stranger):
    ends = await stranger.play(STRETCHES, [*START, (1, "n"), *[(0.05, "n")] * 10, (1, "\x1b")])
    asked = {question for question, _ in ends.rows()["answers"]}
    assert "C4.saddle" in asked
    assert not any(id.startswith("C3") for id in asked)


async def test_a_space_bar_that_is_held_down_pauses_once_on_the_screen(world):
    ends = await world.play(STRETCHES, [*START, (3, " "), *[(0.05, " ")] * 20, (2, " "), (60, "2"), (1, "\n")])
    assert [event["event"] for event in ends.happened()].count("paused") == 1


@asynccontextmanager
async def asked_before(world):
    """A question with patience in front of a preview: the app, its pilot, the screen behind, the question."""
    ask = Choose(heading="Is any of this new?", options=("yes", "no"), keys=("y", "n"), patience=30_000)
    app = UnclenchApp(world.program, Opening(STRETCHES))
    async with app.run_test() as pilot:
        await pilot.pause()
        behind = app.screen
        question = AskScreen(ask, world.clock, Guard(world.clock))
        await app.push_screen(question)
        yield app, pilot, behind, question


async def test_a_question_that_nobody_answers_closes_itself_and_never_what_is_behind_it(world):
    async with asked_before(world) as (app, pilot, behind, question):
        world.clock.advance(120_000)
        for _ in range(5):  # the timer of a question that has just been closed may still go off
            question.wake()
        await pilot.pause()
        assert app.screen is behind


async def test_a_dialog_behind_another_closes_when_that_has_gone(world):
    async with asked_before(world) as (app, pilot, behind, question):
        await app.push_screen(front := HelpScreen(behind, {}))
        world.clock.advance(120_000)
        for _ in range(5):
            question.wake()
        await pilot.pause()
        assert app.screen is front
        await pilot.press("escape")
        question.wake()
        await pilot.pause()
        assert app.screen is behind


async def test_a_held_key_that_skips_to_the_warning_signs_does_not_say_that_there_are_none(stranger):
    folder = shipped("routines")
    spasm = load_file(folder / "spasm-first-minutes.yaml", Catalogue(folder / "exercises")).routine
    timeline = compile_routine(spasm, stranger.program.choices())
    sore = suitability.too_sore(timeline, spasm.tags)
    moves = next(step for step in timeline.steps if step.id in sore)
    controller = stranger.program.start_session(spasm, timeline, step=moves.index - 1)
    app = UnclenchApp(stranger.program, Opening(spasm, controller=controller))
    async with app.run_test() as pilot:
        await pilot.pause()
        while not isinstance(app.screen, AskScreen):
            stranger.clock.advance(1_500)
            await pilot.press("n")
            await pilot.pause()
        stranger.clock.advance(500)  # the key is still down, and repeats
        for _ in range(5):
            await pilot.press("n")
            stranger.clock.advance(35)
        await pilot.pause()
        assert isinstance(app.screen, AskScreen)
        stranger.clock.advance(1_000)
        await pilot.press("n")
        await pilot.pause()
        assert not isinstance(app.screen, AskScreen)


async def test_what_is_asked_while_the_device_is_still_opening_is_answered_before_the_session_begins(
    world, monkeypatch
):
    opened = threading.Event()
    monkeypatch.setattr(world.player, "open", lambda: opened.wait(10))
    app = UnclenchApp(world.program, Opening(STRETCHES))
    async with app.run_test() as pilot:
        await pilot.pause()
        preview = app.screen
        for key in ("enter", "exclamation_mark"):
            world.clock.advance(1_000)
            await pilot.pause()
            await pilot.press(key)
        await pilot.pause()
        assert isinstance(app.screen, AskScreen)
        opened.set()
        await pilot.pause(0.3)
        assert isinstance(app.screen, AskScreen)
        assert world.program.running is None
        for key in ("1", "enter", "y", "enter"):
            world.clock.advance(1_000)
            await pilot.press(key)
            await pilot.pause()
        await pilot.pause(0.3)
        assert app.screen is preview
        assert world.program.running is None
