"""Somebody on the floor, who has a presenter's remote in the hand, or a number pad, and no other key."""

from __future__ import annotations

from typing import Any

from textual.widgets import OptionList

from unclench.care.asks import Acknowledge, Choose, Fetch, Rate, Tick
from unclench.care.pack_check import forget_heard
from unclench.tui.screens.dialogs import AskScreen
from unclench.tui.screens.history import HistoryScreen
from unclench.tui.screens.home import HomeScreen
from unclench.tui.screens.player import PlayerScreen
from unclench.tui.screens.preview import PreviewScreen
from unclench.tui.screens.settings import SettingsScreen
from unclench.tui.screens.summary import SummaryScreen

MOST = 40
"""Presses after which nothing more is to be expected of a key."""


class Hand:
    """What both can do. A press of any other key fails."""

    KEYS: frozenset[str]
    ON: str
    IN_SESSION: str
    """The key that lists what can be done in a session."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk

    async def press(self, *keys: str, after: int = 1_600) -> None:
        assert self.KEYS.issuperset(keys)
        await self.desk.press(*keys, after=after)

    async def see(self, kind: type) -> None:
        """Until such a screen is in front."""
        await self.desk.until(lambda: isinstance(self.desk.app.screen, kind))

    @property
    def ask(self) -> Any:
        """What is asked in front."""
        front = self.desk.app.screen
        assert isinstance(front, AskScreen), front
        return front.ask

    async def answer(self, text: str) -> None:
        """Give the answer with these words, to a question that comes up now."""
        await self.see(AskScreen)
        await self._answer(text)
        await self.desk.settled()

    async def choose(self, *texts: str) -> None:
        """Open the list of what can be done here, and follow it row by row."""
        await self.press(self.IN_SESSION if isinstance(self.desk.app.screen, PlayerScreen) else "full_stop")
        for text in texts:
            await self.answer(text)

    async def rate(self, rating: int) -> None:
        raise NotImplementedError

    async def change(self, row: int) -> None:
        """Change the setting on a line, counted from 1; headings do not count."""
        raise NotImplementedError

    async def _answer(self, text: str) -> None:
        raise NotImplementedError


class Remote(Hand):
    KEYS = frozenset({"pagedown", "pageup", "full_stop", "escape"})
    ON, IN_SESSION = "pagedown", "escape"

    async def _answer(self, text: str) -> None:
        """Read on, walk to it, and take it. What would be taken stands there."""
        for _ in range(MOST):
            await self.press("pagedown", after=1_600)
            if text in self.desk.app.screen._answering.offer:
                assert f"Press . for: {self.desk.app.screen._answering.offer}" in self.desk.text("#wrong")
                await self.press("full_stop")
                return
        raise AssertionError(f"never came to {text!r}")

    async def rate(self, rating: int) -> None:
        await self.see(AskScreen)
        assert isinstance(self.ask, Rate)
        await self.press(*["pagedown"] * (rating + 1), "full_stop")

    async def change(self, row: int) -> None:
        await self.press(*["pagedown"] * (row - 1), "full_stop")


class NumberPad(Hand):
    KEYS = frozenset({*"0123456789", "enter", "full_stop", "asterisk", "plus", "minus"})
    ON, IN_SESSION = "enter", "asterisk"

    async def _answer(self, text: str) -> None:
        ask = self.ask
        if isinstance(ask, Acknowledge | Fetch):
            await self.press("1", "full_stop")
            return
        if isinstance(ask, Tick) and text in ask.none:
            await self.press("0", "full_stop")
            return
        row = next(row for row, each in enumerate(ask.rows()) if text in each)
        if isinstance(ask, Choose) and ask.row_keys() == ("y", "n"):
            await self.press(str(row + 1), "full_stop")
            return
        await self.press(ask.row_keys()[row])
        if isinstance(ask, Choose) and ask.rates:  # a 1 that might become a ten
            self.desk.clock.advance(1_600)
            self.desk.app.screen.wake()

    async def rate(self, rating: int) -> None:
        await self.see(AskScreen)
        await self.press(*(str(rating)))

    async def change(self, row: int) -> None:
        await self.press(*str(row), "enter")


MINE = """\
format: 1
title: Mine
defaults: {setup: 0s, rest: 0s}
steps:
  - {exercise: cat-cow, hold: 20s}
  - {exercise: Reach far, hold: 20s}
  - {exercise: Let go, hold: 20s}
"""


async def a_first_session_is_left_and_gone_on_with(hand: Hand) -> None:
    """By somebody who has not been asked anything yet: home, preview, questions, session, summary, and once more."""
    desk = hand.desk
    desk.program.book.release()
    desk.home.journal.unlink()
    desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await hand.choose("A routine from the list", "Yours", "Mine")
        assert desk.text("#title") == "Mine"
        await hand.press(hand.ON)
        await hand.answer("none of these")  # the signs
        await hand.answer("none of these")  # health
        await hand.see(PlayerScreen)
        await hand.press(hand.ON)
        assert desk.controller.view().step.name == "Reach far"
        await hand.choose("Stop here", "stop here")
        await hand.see(SummaryScreen)
        await hand.choose("Say how much it hurts")
        await hand.rate(3)
        assert "now 3 of 10" in desk.all_text()
        await hand.press(hand.ON)
        await hand.see(HomeScreen)
        await desk.until(lambda: bool(desk.app.screen._home.resume))
        await hand.choose("Continue the last interrupted session")
        await hand.rate(2)
        await hand.see(PlayerScreen)
        await hand.press("full_stop", "full_stop")
        await desk.wait(60_000)
        assert desk.text("#verdict") == "All done. Well done."
        await hand.press(hand.ON)
        await hand.see(HomeScreen)


async def a_breath_and_a_stretch_that_hurts(hand: Hand) -> None:
    """A breath from home, left; a stretch from its second step that hurts: more gently, a breath between, the end."""
    desk = hand.desk
    desk.write("mine.yaml", MINE)
    async with desk.sat_at():
        await hand.choose("breathing")
        await hand.see(PlayerScreen)
        await hand.choose("Stop here", "stop here")
        await hand.see(SummaryScreen)
        await hand.press(hand.ON)
        await hand.see(HomeScreen)
        await hand.choose("A routine from the list", "Yours", "Mine")
        await hand.choose("Start at a step")
        await hand.press(*(("pagedown", "full_stop") if isinstance(hand, Remote) else ("2",)))
        await hand.see(PlayerScreen)
        assert desk.controller.view().step.name == "Reach far"
        await hand.choose("It hurts", "Go on more gently")
        await hand.see(PlayerScreen)
        await hand.choose("Breathe for a while")
        await desk.until(lambda: desk.program.playing is not None and desk.app.screen.controller.session.waiting_behind)
        await hand.press(hand.IN_SESSION)  # back to what waits
        await hand.see(PlayerScreen)
        await hand.choose("It hurts", "End here: it hurts")
        await hand.rate(7)
        await hand.answer("Low back")
        await hand.see(SummaryScreen)
        assert "well done" not in desk.text("#verdict").lower()
        await hand.press(hand.ON)
        await hand.see(HomeScreen)


async def a_cold_pack_to_its_end(hand: Hand) -> None:
    """Fetched, its cloth in place, looked at twice, rung for, and off: each by what no single key can say."""
    desk = hand.desk
    forget_heard(desk.home)
    async with desk.sat_at():
        await hand.choose("cold pack")
        await hand.answer("I am back")
        await hand.answer("I hear it")
        await hand.see(PlayerScreen)
        for _ in range(MOST):
            if desk.controller.view().asking == "cloth":
                break
            await hand.press(hand.ON)
        await hand.choose("yes, start the timer")
        assert desk.controller.on_skin
        for _ in range(2):
            await desk.wait(301_000)
            assert desk.controller.view().asking == "check"
            await hand.press(hand.ON, "full_stop")
            assert desk.controller.view().asking == "check", "neither says that somebody is awake"
            assert desk.controller.said == "Press Esc for what you can do now."
            await hand.choose("I am awake")
            assert desk.controller.view().asking is None
        await desk.wait(301_000)
        assert desk.controller.view().asking == "off"
        await hand.press(hand.ON, "full_stop")
        await hand.press(hand.IN_SESSION)
        await desk.wait(10_000)
        assert isinstance(desk.app.screen, AskScreen), "the alarm does not take its own answers away"
        await hand.answer("it is off")
        await hand.see(SummaryScreen)
        assert desk.text("#verdict") == "All done. Well done."
        [exposure] = desk.program.book.exposures.past()
        assert exposure.off is not None
        await hand.press(hand.ON)
        await hand.see(HomeScreen)


async def what_was_done_and_what_is_set(hand: Hand) -> None:
    """The warning signs, the history with a session done again and one deleted, and the settings."""
    desk = hand.desk
    async with desk.sat_at():
        await hand.choose("What you have done")
        await hand.see(HistoryScreen)
        await desk.until(lambda: len(desk.app.screen._rows.sessions) == 2)
        await hand.choose("Go to a session", "Gentle")
        await hand.choose("Delete", "delete it")
        await desk.until(lambda: len(desk.app.screen._rows.sessions) == 1)
        await hand.choose("Go to a session", "Walk")
        await hand.choose("Do this routine again")
        await hand.see(PreviewScreen)
        assert desk.text("#title").startswith("Walk")
        await hand.choose("Back, without starting")
        await hand.see(HistoryScreen)
        await hand.choose("Close history")
        await hand.see(HomeScreen)
        await hand.choose("Warning signs", "none of these")
        await hand.see(HomeScreen)
        await hand.choose("Sound, voice")
        await hand.see(SettingsScreen)
        before = desk.program.settings.sounds
        await hand.change(2)
        assert desk.program.settings.sounds != before
        assert desk.app.screen.query_one(OptionList).highlighted == 2
