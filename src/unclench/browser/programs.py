"""Which page shows which program, and when one without a page ends.

A page that is closed says so, and its program ends with it. A phone that goes dark, or a network that fails, says
nothing: then the session goes on, since its sound comes from this computer, and the page finds it when it is back.
With a pack on, nothing ends for want of a page.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from unclench.browser.messages import Size
from unclench.browser.outbox import Outbox
from unclench.browser.program import ServedProgram

MOST = 4
"""Programs at a time: for one person on two devices, with a page too many on each."""
RELOADED = 5.0
"""Seconds in which a page that was closed may come back, as it does when it is loaded again."""
LOST = 30 * 60.0
"""Seconds for which a program waits for a page that was lost: as long as a long session takes."""
LOOK_EVERY = 1.0
"""Seconds between two looks at what has no page."""
SHORTLY = 0.02
"""Seconds between two looks at what was told to end."""


def may_end(away: float, *, goodbye: bool, pack_on: bool) -> bool:
    """Whether a program ends that has had no page for `away` seconds. Never with a pack on: its alarm has to ring."""
    return not pack_on and away >= (RELOADED if goodbye else LOST)


class ServedPrograms:
    """All of them. `start` starts one; `pack_on` says whether something may be on somebody's skin."""

    def __init__(self, start: Callable[[Size], ServedProgram], pack_on: Callable[[], bool]) -> None:
        self._start, self._pack_on = start, pack_on
        self._programs: list[ServedProgram] = []
        self._hung_up: list[ServedProgram] = []

    def show(self, page: Outbox, size: Size, tab: str | None) -> ServedProgram | None:
        """The program that this page shows from now on; None if as many as may be are shown elsewhere.

        That is the one that this tab of the browser had; or else the one that lost its page last; or else a new one.
        Raises OSError if that can't be started.
        """
        self._sort_out()
        program = self._waiting_for(tab)
        if program is None:
            if len(self._programs) >= MOST:
                return None
            program = self._start(size)
            self._programs.append(program)
        else:
            program.resize(size)
        program.show_on(page, tab)
        return program

    async def look_after(self) -> None:
        """End what waits for a page in vain, for ever."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self.look(time.monotonic())

    def look(self, now: float) -> None:
        """End what has waited for a page in vain at `now` (seconds)."""
        self._sort_out()
        for program in self._programs:
            away = now - program.left_at
            if program.page is None and may_end(away, goodbye=program.said_goodbye, pack_on=self._pack_on()):
                program.hang_up()

    def close(self) -> None:
        """Close every terminal: what has a pack on goes on without one, and all else ends."""
        for program in self._programs:
            program.hang_up()
        self._sort_out()

    async def until_ended(self, seconds: float) -> None:
        """Wait for those that end, no longer than this."""
        for _ in range(round(seconds / SHORTLY)):
            if all(program.ended for program in self._hung_up):
                break
            await asyncio.sleep(SHORTLY)

    def _waiting_for(self, tab: str | None) -> ServedProgram | None:
        lost: ServedProgram | None = None
        for program in self._programs:
            if tab is not None and program.tab == tab:
                return program
            if program.page is None and (lost is None or program.left_at >= lost.left_at):
                lost = program
        return lost

    def _sort_out(self) -> None:
        known = (*self._hung_up, *self._programs)
        self._hung_up = [program for program in known if not (program.open or program.ended)]
        self._programs = [program for program in known if program.open]
