"""A playhead is a line: where it is at any time, and which line each key puts in its place."""

from __future__ import annotations

import pytest

from unclench.routine.model import BreatheStep, BreathPattern, ConfirmStep, Exact, Open, RestStep
from unclench.session.compiler import compile_routine
from unclench.session.edits import stretched
from unclench.session.playhead import GET_READY, Playhead, Status
from unclench.testing import hold, routine

START = 987_654_321


def line(*steps, index: int = 0, offset: int = 0, still: bool = False) -> Playhead:
    return Playhead(compile_routine(routine(*steps)), START, index, offset, still=still)


@pytest.mark.parametrize(
    ("later", "place"), [(0, (0, 0)), (4_999, (0, 4_999)), (5_000, (1, 0)), (11_500, (2, 500)), (18_000, (3, 0))]
)
def test_a_line_passes_the_segments_one_after_another_and_ends_after_the_last(later, place):
    assert line(hold(5), hold(6), hold(7)).where(START + later) == place


def test_a_gate_holds_the_line_however_long_it_takes():
    open_rest = line(hold(5), RestStep(lasting=Open()), hold(7))
    assert open_rest.where(START + 3_605_000) == (1, 3_600_000)
    assert open_rest.next_gate() == (1, START + 5_000)
    assert open_rest.paused(START + 1_000).next_gate() is None


def test_a_line_that_begins_later_is_getting_ready_until_then():
    ready = line(hold(20), offset=4_000, still=True).resumed(START)
    assert [ready.status(START + later) for later in (0, GET_READY - 1, GET_READY)] == [
        Status.GETTING_READY, Status.GETTING_READY, Status.RUNNING,
    ]  # fmt: skip
    assert ready.where(START + GET_READY - 1) == (0, 4_000)
    assert ready.where(START + GET_READY + 1_000) == (0, 5_000)
    assert ready.paused(START + 1_000).where(START + 99_000) == (0, 4_000)


def test_a_rest_resumes_at_once_and_a_breath_from_its_beginning():
    assert line(RestStep(lasting=Exact(10_000)), offset=4_000, still=True).resumed(START).where(START) == (0, 4_000)
    breaths = BreatheStep(pattern=BreathPattern(5_000, 1_000, 4_000), cycles=Exact(3), setup=Exact(0))
    resumed = line(breaths, index=5, offset=2_000, still=True).resumed(START)
    assert (resumed.index, resumed.offset, resumed.time) == (3, 0, START + GET_READY)


def test_a_line_that_stands_still_moves_to_a_hold_but_not_to_a_question():
    still = line(hold(5), hold(6), ConfirmStep(question="Warm?"), still=True)
    assert [still.at(START, index).still for index in range(4)] == [True, True, False, False]


def test_on_an_edited_timeline_the_running_segment_keeps_its_place_in_time():
    short = line(hold(5), hold(6))
    edited = short.on(stretched(short.timeline, 0, 9_000), START + 3_000)
    assert edited.where(START + 3_000) == (0, 3_000)
    assert edited.time_of(edited.timeline.total) == START + 15_000
