"""Textual for tests: the same screens, without what it does over again or what nobody looks at.

A tenth to a third of the processor's time in a test of a screen went into this. Whatever of Textual's own is named
here and is no longer there is an error at the first test.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from functools import cache
from typing import Any

import pytest
import textual._callback
import textual.message_pump
import textual.pilot
from textual._queue import Queue
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.message import Message
from textual.message_pump import MessagePump
from textual.pilot import Pilot, WaitForScreenTimeout

TURNS, FRAME = 5, 0.003
"""How often every task may go on, in front of a frame and behind it; seconds that a frame is given."""
SOON = 200
"""Turns of the loop after which whatever is still at work waits for something outside it, such as a thread."""


def lighten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until `monkeypatch` is undone."""
    monkeypatch.setattr(textual.pilot, "wait_for_idle", a_frame)
    monkeypatch.setattr(Pilot, "_wait_for_screen", all_at_rest)
    monkeypatch.setattr(Stylesheet, "_parse_rules", parsed_once)
    # By identity, as Textual's own, but without a call in Python; each style that is applied asks for all of them.
    monkeypatch.setattr(RuleSet, "__hash__", object.__hash__)
    monkeypatch.setattr(textual._callback, "_count_parameters", cache(textual._callback._count_parameters))
    monkeypatch.setattr(textual.message_pump, "log", _Unread())


async def a_frame(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Waits until every task could go on, and a frame be drawn: not for a processor at rest.

    Textual waits until the process does next to nothing for a fiftieth of a second, and for a whole
    second where it always does something, as a session does: half of the time that the tests took.
    """
    for rest in (0, FRAME, 0):
        for _ in range(TURNS):
            await asyncio.sleep(0)
        await asyncio.sleep(rest)


async def all_at_rest(pilot: Pilot[Any], timeout: float = 30.0) -> bool:  # noqa: ASYNC109  # as Textual calls it
    """Waits until no widget of the screen has a message left or at work; whether nothing was raised meanwhile.

    Textual sends each of them one more message and waits until all have come to it: half of all
    messages were these, several rounds of them for each key. Raises WaitForScreenTimeout as it does.
    """
    try:
        screen = pilot.app.screen
    except Exception:  # as Textual: whatever it is, there is nothing to wait for
        return False
    pumps: list[MessagePump] = [pilot.app, *screen.walk_children(with_self=True)]
    raised: asyncio.Event = pilot.app._exception_event
    latest, turns = time.monotonic() + timeout, 0
    while not raised.is_set() and not all(map(_at_rest, pumps)):
        if time.monotonic() > latest:
            raise WaitForScreenTimeout(f"Still at work: {[pump for pump in pumps if not _at_rest(pump)]}")
        turns += 1
        await asyncio.sleep(0 if turns < SOON else 0.001)
    return not raised.is_set()


def _at_rest(pump: MessagePump) -> bool:
    """Closed, or waiting for a message while none is there: one that is being dealt with leaves nobody waiting."""
    queue: Queue[Message | None] = pump._message_queue
    waiting: Collection[object] = queue.ready_event._waiters
    return pump._closing or pump._closed or (queue.empty() and pump._pending_message is None and bool(waiting))


_parse = Stylesheet._parse_rules
PARSED: dict[object, list[RuleSet]] = {}
"""Rules by the colours and all else that they are made from."""


def parsed_once(sheets: Stylesheet, *sheet: Any, **about: Any) -> list[RuleSet]:
    """Textual parses those of every widget anew for each app, and for each widget that comes: they are the same."""
    key = (frozenset(sheets._variables.items()), sheet, frozenset(about.items()))
    if key not in PARSED:
        PARSED[key] = _parse(sheets, *sheet, **about)
    return PARSED[key]


class _Unread:
    """Textual's log, which makes several objects for each message before it finds that nobody reads it."""

    def __getattr__(self, _name: str) -> _Unread:
        return self

    def __call__(self, *_said: object, **_more: object) -> _Unread:
        return self
