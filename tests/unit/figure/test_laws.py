"""Laws that every figure obeys, whatever it does: bones keep their length, planted feet stay put."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import dist
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from unclench.figure.figure import Figure
from unclench.figure.kinematics import BETWEEN, SETUP, body_between, body_of, move_of, tween_at
from unclench.figure.loader import VIEWS, read
from unclench.figure.model import (
    ARMS,
    FOOT,
    FOREARM,
    HAND,
    LEGS,
    LIMBS,
    NECK,
    SHIN,
    SOLE,
    SPINE,
    THIGH,
    UPPER_ARM,
    VERTEBRAE,
    Body,
    FigureSpec,
    Keyframe,
    Limb,
    Pose,
    View,
    direction,
    wrapped,
)  # fmt: skip
from unclench.figure.shapes import strokes
from unclench.routine import Catalogue, load_file
from unclench.routine.model import DoStep, ExerciseStep

ROUTINES = Path(__file__).parents[3] / "routines"
CATALOGUE = Catalogue(ROUTINES / "exercises")

BONES = {
    **dict.fromkeys(LEGS, (THIGH, SHIN, (FOOT**2 + SOLE**2) ** 0.5)),
    **dict.fromkeys(ARMS, (UPPER_ARM, FOREARM, HAND)),
}


@cache
def figure(id: str) -> Figure:
    movement = CATALOGUE.get(id)
    assert movement is not None
    found = Figure.of(movement.figure)
    assert found is not None
    return found


parts = st.floats(0, 1)
ids = st.sampled_from(CATALOGUE.ids)


@st.composite
def ways(draw) -> tuple[Pose, Pose, float]:
    """Two poses that some phase goes between, and how far on the way."""
    spec = figure(draw(ids)).spec
    names = draw(st.sampled_from(sorted(spec.phases)))
    keyframes = [move_of(spec, draw(st.sampled_from(sorted(spec.phases)))).keyframes[-1], *spec.phases[names].keyframes]
    at = draw(st.integers(0, len(keyframes) - 2))
    return spec.poses[keyframes[at].pose], spec.poses[keyframes[at + 1].pose], draw(parts)


def assert_bones(body: Body) -> None:
    for name, (upper, lower, end) in BONES.items():
        chain = body.limbs[name]
        assert dist(chain.top, chain.middle) == pytest.approx(upper, abs=1e-6)
        assert dist(chain.middle, chain.end) == pytest.approx(lower, abs=1e-6)
        assert dist(chain.end, chain.tip) == pytest.approx(end, abs=1e-6)
    for below, above in zip(body.spine, body.spine[1:], strict=False):
        assert dist(below, above) == pytest.approx(SPINE / VERTEBRAE, abs=1e-6)
    assert dist(body.shoulder, body.head) == pytest.approx(NECK, abs=1e-6)


@given(ways())
def test_no_bone_ever_changes_its_length(way):
    assert_bones(body_between(*way))


degrees = st.integers(-180, 180)
direction_held = st.none() | degrees
free = st.builds(Limb, degrees, degrees, direction_held, st.tuples(*[st.integers(-90, 90)] * 3))
places = {"x": st.integers(-60, 60), "y": st.integers(0, 90)}
held = st.builds(Limb, end=direction_held, hold=st.sampled_from(["at", "toes"]), **places)
touching = st.builds(
    Limb,
    hold=st.just("to"),
    part=st.sampled_from(["right thigh", "lower back"]),
    x=st.integers(-9, 9),
    y=st.integers(-9, 9),
)


def poses(view: View) -> st.SearchStrategy[Pose]:
    """Limbs anywhere, through the floor and through each other: what no file may ask for."""
    legs, arms = free | held, free | held | touching
    return st.builds(
        Pose, name=st.just("p"), view=st.just(view), root=st.just("hip"),
        place=st.tuples(st.integers(-50, 50), st.integers(6, 90)), trunk=degrees, low=st.integers(-90, 90),
        high=st.integers(-90, 90), neck=degrees, face=direction_held, twist=st.just(0.0), props=st.just({}),
        limbs=st.fixed_dictionaries({**dict.fromkeys(LEGS, legs), **dict.fromkeys(ARMS, arms)}),
    )  # fmt: skip


@given(st.sampled_from(VIEWS).flatmap(lambda view: st.tuples(poses(view), poses(view))), parts)
def test_not_even_in_figures_that_nobody_could_do(two, part):
    one, other = two
    assert_bones(body_between(one, other, part))


@given(ways())
def test_hands_and_feet_that_bear_weight_stay_where_they_are(way):
    a, b, part = way
    body, start = body_between(a, b, part), body_of(a)
    for name in LIMBS:
        one, other = a.limbs[name], b.limbs[name]
        if one.hold in ("at", "toes") and (one.hold, one.x, one.y) == (other.hold, other.x, other.y):
            end = body.limbs[name].tip if one.hold == "toes" else body.limbs[name].end
            assert dist(end, (one.x, one.y, 0.0)) < 0.6
    if a.root == b.root and a.place == b.place and " " in a.root:
        side, joint = a.root.split()
        chain = f"{side} {'leg' if joint == 'knee' else 'arm'}"
        assert dist(body.limbs[chain].middle, start.limbs[chain].middle) < 1e-6


@given(ways())
def test_nothing_sinks_into_the_floor(way):
    a, b, part = way
    if a.view == "above":
        return
    for stroke in strokes(body_between(a, b, part), {}, a.view):
        assert min(stroke.y0 - stroke.r0, stroke.y1 - stroke.r1) > -1.7


@given(ways())
def test_knees_and_elbows_bend_one_way_only(way):
    a, b, part = way
    if a.view != "side":
        return
    body = body_between(a, b, part)
    for name in LIMBS:
        chain = body.limbs[name]
        if any((*a.limbs[name].tilts, *b.limbs[name].tilts)):
            continue
        turn = wrapped(direction(chain.middle, chain.end) - direction(chain.top, chain.middle))
        flexed = -turn if name in LEGS else turn
        assert -8.5 < flexed < 173 or flexed < -179.9


@given(ways(), st.floats(0, 0.98))
def test_nothing_jumps(way, part):
    a, b, _ = way
    one, other = body_between(a, b, part), body_between(a, b, part + 0.02)
    for name in LIMBS:
        assert dist(one.limbs[name].end, other.limbs[name].end) < 7


@given(ids, st.data())
def test_each_phase_begins_where_the_one_before_it_ended(id, data):
    spec = figure(id).spec
    names = [name for name in spec.phases if name != SETUP and not spec.phases[name].again]
    assume(names)
    before, after = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
    ended = tween_at(spec, before, 4_000, 4_000)
    begins = tween_at(spec, after, 0, 4_000, before)
    assert (ended.part, begins.part) == (1.0, 0.0)
    assert begins.start == ended.end


@given(ids, st.data(), st.integers(0, 100_000), st.one_of(st.none(), st.integers(1, 100_000)))
def test_any_moment_can_be_asked_for(id, data, at, lasting):
    known = st.sampled_from([*figure(id).spec.phases, *BETWEEN, "", "something else"])
    side = st.sampled_from([None, "left", "right", "both"])
    drawn = {key: data.draw(side) for key in ("side", "before_side")}
    before = data.draw(st.one_of(st.none(), known))
    scene = figure(id).at(data.draw(known), at, lasting, before=before, **drawn)
    assert scene.strokes


def labels() -> set[tuple[str, str]]:
    """(exercise, phase) of all bundled routines."""
    found = set()
    for path in ROUTINES.glob("*.yaml"):
        for step in load_file(path, CATALOGUE).routine.steps:
            if isinstance(step, DoStep) and step.what.id:
                found.add((step.what.id, "go"))
            if isinstance(step, ExerciseStep) and step.exercise.id:
                names = [phase.name for phase in step.phases] if step.phases else ["hold"]
                found |= {(step.exercise.id, name) for name in names}
    return found


@pytest.mark.parametrize(("id", "phase"), sorted(labels()))
def test_every_phase_of_a_bundled_routine_has_its_own_move(id, phase):
    assert phase in figure(id).spec.phases


@pytest.mark.parametrize("id", CATALOGUE.ids)
def test_every_exercise_has_a_figure_without_a_mistake(id):
    movement = CATALOGUE.get(id)
    assert movement is not None
    spec, faults = read(movement.figure)
    assert faults == ()
    assert isinstance(spec, FigureSpec)
    assert SETUP in spec.phases


def all_ways(one: Figure) -> set[tuple[Keyframe, Keyframe]]:
    """All pairs of keyframes that can ever follow each other."""
    moves = one.spec.phases.values()
    inside = {pair for move in moves for pair in pairwise((*move.keyframes, move.keyframes[0]))}
    return inside | {(before.keyframes[-1], after.keyframes[0]) for before in moves for after in moves}


@pytest.mark.parametrize("id", CATALOGUE.ids)
def test_no_way_of_any_exercise_leads_through_the_floor_or_moves_what_is_planted(id):
    one = figure(id)
    for start, end in all_ways(one):
        a, b = one.spec.poses[start.pose], one.spec.poses[end.pose]
        for step in range(1, 8):
            body = body_between(a, b, step / 8)
            for name in LIMBS:
                here, there = a.limbs[name], b.limbs[name]
                if here.hold in ("at", "toes") and (here.hold, here.x, here.y) == (there.hold, there.x, there.y):
                    at = body.limbs[name].tip if here.hold == "toes" else body.limbs[name].end
                    assert dist(at, (here.x, here.y, 0.0)) < 0.6, (start, end, name)
            if a.view != "above":
                lowest = min(min(s.y0 - s.r0, s.y1 - s.r1) for s in strokes(body, {}, a.view))
                assert lowest > -1.7, (start, end)
