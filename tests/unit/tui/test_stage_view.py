"""What the stage shows of a session, without a screen."""

from __future__ import annotations

from datetime import datetime

import pytest

from unclench.player.controller import SessionController
from unclench.routine.model import AnyStep, ApplyStep, Exact
from unclench.session.compiler import compile_routine
from unclench.session.session import Session
from unclench.testing import ManualClock, RecordingPlayer, hold, routine
from unclench.tui.viewmodels.player import StageView

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


def test_the_volume_is_shown_until_the_session_is_muted():
    controller = conducted(hold(10))
    name = controller.player.name
    assert StageView.of(controller, controller.view(), None).texts["sound"] == f"{name} · 80 %"
    controller.mute()
    assert StageView.of(controller, controller.view(), None).texts["sound"] == f"{name} · muted"


def test_a_name_that_only_repeats_the_word_is_left_out():
    clock = ManualClock()
    controller = conducted(ApplyStep(kind="cold", lasting=Exact(720_000), setup=Exact(0)), clock)
    clock.advance(5_000)  # a key answers only a question that could be read
    controller.answer(yes=True)
    stage = StageView.of(controller, controller.view(), None)
    assert (stage.now.name, stage.texts["word"], stage.texts["name"]) == ("Cold", "COLD", "")
