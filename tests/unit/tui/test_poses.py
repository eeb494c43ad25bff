"""Which figure is on the stage, and at which moment of its movement."""

from __future__ import annotations

import pytest
from bundled import BUNDLED, CATALOGUE

from unclench.figure.render import Style
from unclench.routine.model import AnyStep, ApplyStep, BreatheStep, BreathPattern, Exact, RestStep
from unclench.session.compiler import compile_routine
from unclench.session.session import Session
from unclench.testing import hold, routine
from unclench.tui.viewmodels.figure import FigureMoment, FigureRenderer, moment


def moments(*steps: AnyStep) -> list[FigureMoment | None]:
    """What is shown a second into every segment."""
    timeline = compile_routine(routine(*steps))
    session = Session(timeline, 0)
    return [moment(timeline, session.view(segment.start + min(1_000, segment.width))) for segment in timeline.segments]


def test_a_figure_follows_the_phases_and_knows_what_came_before():
    shown = moments(hold(10, reps=2, rest=5, sides=("left", "right"), switch=3, setup=4))
    assert [(m.phase, m.side, m.before, m.before_side) for m in shown if m] == [
        ("setup", "left", None, None),
        ("hold", "left", None, None),
        ("rest", "left", "hold", "left"),
        ("hold", "left", "rest", "left"),
        ("switch", "right", "hold", "left"),
        ("hold", "right", "switch", "right"),
        ("rest", "right", "hold", "right"),
        ("hold", "right", "rest", "right"),
    ]
    assert {m.at for m in shown if m} == {1_000}


def test_a_rest_between_steps_shows_where_the_next_one_begins():
    rest = moments(hold(10, name="A", setup=0), RestStep(lasting=Exact(20_000)), hold(10, name="B", setup=0))[1]
    assert rest is not None
    assert (rest.step.name, rest.start) == ("B", True)


def test_a_breath_has_its_disc_and_no_figure():
    assert moments(BreatheStep(pattern=BreathPattern(5000, 0, 5000), cycles=Exact(1), setup=Exact(0))) == [None, None]


def test_cold_shows_the_pack_on_the_back():
    shown = moments(ApplyStep(kind="cold", lasting=Exact(60_000), setup=Exact(0)))
    poser = FigureRenderer(lambda exercise: None)
    assert all(poser.has(found) for found in shown)


def test_words_of_ones_own_have_no_figure_and_a_broken_one_is_none():
    assert not FigureRenderer(lambda exercise: {"poses": "nonsense"}).has(moments(hold(10, setup=0))[0])


def figure(exercise: str) -> object:
    movement = CATALOGUE.get(exercise)
    return None if movement is None else movement.figure


@pytest.mark.parametrize("id", BUNDLED)
def test_every_phase_of_every_bundled_routine_can_be_drawn(id):
    timeline = compile_routine(BUNDLED[id])
    session, poser = Session(timeline, 0), FigureRenderer(figure)
    drawn = 0
    for segment in timeline.segments:
        for at in (segment.start, segment.start + segment.width // 2):
            found = moment(timeline, session.view(at))
            if found is not None and poser.has(found):
                for still in (False, True):
                    picture = poser.draw(found, 40, 12, Style.BRAILLE, still=still)
                    assert len(picture.rows) == 12
                    assert any(row.strip("\u2800 ") for row in picture.rows)
                drawn += 1
        if segment.gate is not None:
            break  # a session that nobody answers goes no further
    assert drawn or timeline.steps[0].kind == "breathe"
