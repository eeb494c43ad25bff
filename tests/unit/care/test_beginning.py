"""What begins at once, and what is to be fetched before cold or heat."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.care.waiting_room import BENDING, SPASM, pack

from unclench.care.asks import ENTER, NO, Fetch, NotBegun, Reply
from unclench.care.intake import NO_HURRY, begins_at_once, to_fetch
from unclench.routine.model import Routine
from unclench.safety.red_flags import STILL_THERE
from unclench.session.choices import pack_routine
from unclench.session.compiler import choose, compile_routine
from unclench.testing import routine

COLD = pack_routine("cold")


@pytest.mark.parametrize(
    ("played", "at_once"),
    [
        (SPASM, True), (BENDING, False), (COLD, True), (pack_routine("heat"), True), (routine(pack()), False),
        (replace(COLD, path=Path("cold.yaml")), False),
    ],
)  # fmt: skip
def test_a_routine_for_a_spasm_and_the_commands_own_packs_begin_without_a_preview(played, at_once):
    assert begins_at_once(played) is at_once


@pytest.mark.parametrize(
    ("played", "things"),
    [
        (routine(pack()), "Fetch a cold pack and a damp cloth,"), (routine(pack("heat")), "Fetch something warm and"),
        (routine(pack(), pack("heat")), "Fetch something warm, a cold pack and a cloth for each,"), (BENDING, ""),
    ],
)  # fmt: skip
def test_what_is_to_be_fetched_is_what_goes_on_the_skin(played, things):
    said = to_fetch(compile_routine(played))
    assert said.startswith(things)
    assert bool(said) == bool(things)


def begun(room: Any, *given: Any, played: Routine = COLD) -> Any:
    return room.before(played, *given, as_suggested=True)


def test_cold_begins_with_fetching_for_which_no_clock_runs(room):
    room.well()
    ready = begun(room, True)
    assert isinstance(room.ask, Fetch)
    assert room.ask.text == "No clock is running yet."
    assert room.ask.spoken.endswith("Press space when you are back.")
    assert ready.timeline.segments[0].hint.startswith("Is the pack beside you"), "then nothing counts down to the cloth"


def test_whoever_does_not_come_back_with_a_pack_begins_nothing(room):
    room.well()
    with pytest.raises(NotBegun) as reason:
        begun(room, None)
    assert str(reason.value) == ""


def test_a_lock_out_that_a_reason_overrides_is_said_before_anybody_gets_up(room):
    room.well()
    room.came_off(30)
    with pytest.raises(NotBegun):
        begun(room, True, NO)
    assert room.asked[0].startswith("Fetch")


def test_and_said_aloud_too_where_it_is_too_early_and_only_there(room, monkeypatch):
    noon = datetime(2026, 11, 30, 12)  # noqa: DTZ001  # what a wall clock shows; late in the evening it would be tomorrow
    monkeypatch.setattr("unclench.system.clock.wall", lambda: round(noon.timestamp() * 1000))
    room.well()
    first = next(fetching for fetching in room.intake().before(choose(COLD, room.program.choices()), as_suggested=True))
    assert first.spoken.startswith("Fetch")
    room.came_off(30)
    first = next(fetching for fetching in room.intake().before(choose(COLD, room.program.choices()), as_suggested=True))
    foretold = first.text.removeprefix(NO_HURRY).strip()
    assert foretold.endswith("You can start at 13:30.")
    assert first.spoken.startswith(f"It may be too early for your skin. {foretold} Fetch")


def test_c1_13_a_lock_out_that_nothing_overrides_is_said_instead_of_fetching(room):
    room.well()
    room.came_off(10)
    with pytest.raises(NotBegun, match="20 minutes"):
        begun(room, played=pack_routine("heat"))
    assert room.asked == []


def test_after_a_preview_nothing_is_fetched_again(room):
    room.well()
    room.before(COLD)
    assert room.asked == []


def test_where_nobody_sits_nobody_is_sent_to_fetch_anything(room):
    room.well()
    room.through(room.intake(person=False).before(choose(COLD, room.program.choices()), as_suggested=True))
    assert room.asked == []


@pytest.mark.parametrize(("key", "back"), [(" ", True), (ENTER, True), ("n", False), ("y", False)])
def test_space_or_enter_says_that_somebody_is_back(key, back):
    reply = Reply(Fetch(heading="Fetch it."))
    reply.press(key)
    assert reply.done is back
    assert back or reply.hint == "Take your time. Press space when you are back."


def test_c4_a_sign_that_stands_is_asked_about_before_anybody_gets_up_for_a_pack(room):
    room.well("C4.saddle")
    first = next(room.intake().before(choose(COLD, room.program.choices()), as_suggested=True))
    assert first.heading == STILL_THERE
