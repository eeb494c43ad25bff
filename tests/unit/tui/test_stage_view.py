"""What the stage shows of a session, without a screen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from unclench.player.controller import SessionController
from unclench.player.packs import again_from
from unclench.ports import Reach
from unclench.routine.model import AnyStep, ApplyStep, Exact, RestStep
from unclench.session.compiler import compile_routine
from unclench.session.session import Session
from unclench.session.timeline import EXPOSURE
from unclench.testing import ManualClock, RecordingPlayer, hold, routine
from unclench.tui.viewmodels.player import RINGS_HERE, RINGS_ON, STAY_AWAKE, StageView

COLD = ApplyStep(kind="cold", lasting=Exact(900_000), setup=Exact(0))
NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001  # what a wall clock shows


def conducted(step: AnyStep, clock: ManualClock | None = None) -> SessionController:
    """A session of one step that has just begun."""
    clock = clock or ManualClock()
    session = Session(compile_routine(routine(step)), clock.now())
    controller = SessionController(session, RecordingPlayer(), clock)
    controller.tick()
    return controller


@pytest.mark.parametrize(("wall", "top"), [(None, "0:15 left"), (NOON, "0:15 left · ends 12:00")])
def test_the_end_is_said_as_a_time_of_day_where_that_is_given(wall, top):
    controller = conducted(hold(10, setup=5))
    stage = StageView.of(controller, controller.view(), wall)
    assert (stage.top, stage.texts["total"]) == (top, top)


def test_when_it_has_to_come_off_at_once_no_time_looks_as_if_it_were_left():
    controller, clock = under_a_pack("cold", 5)
    clock.advance(300_000)
    controller.tick()
    stage = StageView.of(controller, controller.view(), NOON)
    assert (stage.now.sign, stage.top) == ("OFF", "")


def test_the_volume_is_shown_until_the_session_is_muted():
    controller = conducted(hold(10))
    assert StageView.of(controller, controller.view(), None).texts["sound"] == "speakers · 80 %"
    controller.mute()
    assert StageView.of(controller, controller.view(), None).texts["sound"] == "Muted: follow the screen"


def test_a_name_that_only_repeats_the_word_is_left_out():
    clock = ManualClock()
    controller = conducted(ApplyStep(kind="cold", lasting=Exact(720_000), setup=Exact(0)), clock)
    clock.advance(5_000)  # a key answers only a question that could be read
    controller.answer(yes=True)
    stage = StageView.of(controller, controller.view(), None)
    assert (stage.now.name, stage.now.word, stage.texts["name"]) == ("Cold", "COLD", "")
    assert stage.texts["heading"] == ""


def under_a_pack(kind: Any, minutes: int, *later: AnyStep) -> tuple[SessionController, ManualClock]:
    clock = ManualClock()
    applied = ApplyStep(kind=kind, lasting=Exact(minutes * 60_000), setup=Exact(0))
    session = Session(compile_routine(routine(applied, *later)), clock.now())
    controller = SessionController(session, RecordingPlayer(), clock)
    controller.tick()
    clock.advance(5_000)
    controller.answer(yes=True)
    clock.advance(60_000)
    controller.tick()
    return controller, clock


def test_a_pack_says_since_when_it_is_on_and_by_when_it_must_be_off():
    controller, _ = under_a_pack("cold", 15)
    stage = StageView.of(controller, controller.view(), NOON)
    assert stage.top == "on since 11:59 · must be off by 12:14"
    assert StageView.of(controller, controller.view(), None).top == "off in 14:00"


@pytest.mark.parametrize(
    ("kind", "again"),
    [("cold", "Cold again from 14:14, heat from 12:34."), ("heat", "Heat again from 13:14, cold from 12:34.")],
)
def test_a_pack_says_what_rings_and_from_when_the_next_may_be(kind, again):
    controller, _ = under_a_pack(kind, 15)
    told = StageView.of(controller, controller.view(), NOON).now.cautions.splitlines()
    assert told == [STAY_AWAKE, RINGS_HERE, again]
    controller.player.__dict__["rings_on"] = True
    assert RINGS_ON in StageView.of(controller, controller.view(), NOON).now.cautions


def test_where_the_session_itself_has_another_pack_to_come_no_other_time_is_promised():
    controller, _ = under_a_pack("cold", 15, RestStep(lasting=Exact(1_200_000)), COLD)
    assert "again from" not in StageView.of(controller, controller.view(), NOON).now.cautions


def test_without_any_sound_the_screen_says_to_follow_it():
    controller = conducted(hold(10))
    controller.player.__dict__["reach"] = Reach.NOTHING
    assert StageView.of(controller, controller.view(), None).sound == "No sound: follow the screen"


def test_after_heat_and_cold_in_turn_neither_is_promised_before_two_hours():
    heat = ApplyStep(kind="heat", lasting=Exact(1_200_000), setup=Exact(0))
    timeline = compile_routine(routine(heat, RestStep(lasting=Exact(1_200_000)), COLD))
    first, last = (segment for segment in timeline.segments if segment.kind in EXPOSURE)
    off = round(NOON.timestamp() * 1000)
    assert again_from(timeline, first, off) == ""
    assert again_from(timeline, last, off) == "Cold again from 14:00, heat from 14:00."
