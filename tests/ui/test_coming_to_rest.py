"""What every test of a screen relies on: that the pilot goes on once nothing is under way, and not before."""

from __future__ import annotations

import asyncio

import pytest
from textual.app import App
from textual.events import Key
from textual.pilot import WaitForScreenTimeout


class Slow(App[None]):
    """Deals with a key for as long as it is held up."""

    def __init__(self) -> None:
        super().__init__()
        self.held = asyncio.Event()
        self.done = False

    async def on_key(self) -> None:
        await self.held.wait()
        self.done = True


async def test_what_is_still_dealt_with_is_waited_for() -> None:
    app = Slow()
    async with app.run_test() as pilot:
        app.post_message(Key("a", "a"))
        asyncio.get_running_loop().call_later(0.02, app.held.set)
        assert await pilot._wait_for_screen()
        assert app.done


async def test_what_never_comes_to_rest_is_named() -> None:
    app = Slow()
    async with app.run_test() as pilot:
        app.post_message(Key("a", "a"))
        with pytest.raises(WaitForScreenTimeout, match="Slow"):
            await pilot._wait_for_screen(timeout=0.02)
        app.held.set()


async def test_after_an_error_nothing_is_waited_for() -> None:
    went_well: list[bool] = []

    async def fail() -> None:
        app = Slow()
        async with app.run_test() as pilot:
            app.call_later(lambda: 1 // 0)
            went_well.append(await pilot._wait_for_screen())

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert went_well == [False]
