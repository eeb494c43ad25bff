"""The bundled routines against their clinical specification: these numbers are not ours to change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from unclench.config import paths
from unclench.routine import Catalogue, Library
from unclench.routine.model import Group
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine, optional_steps
from unclench.session.session import Session, Status

TOTALS = {
    "spasm-first-minutes": 407, "breathing-5-1-4": 310, "gentle-stretch": 420, "long-hold-stretch": 655,
    "morning-in-bed": 279, "flexion-ease": 575, "extension-ease": 463, "core-strength": 1177,
    "pmr-toes-to-head": 621, "pressure-point-massage": 295, "walk-10-15": 600, "ice-15": 990,
    "ice-20-20": 3690, "heat-15": 1020, "hot-cold-20-20-20": 3750, "before-and-after-activity": 571,
    "chair-ease": 230, "gentle-in-bed": 234, "standing-ease": 375, "desk-break": 120, "propped-rest": 1230,
    "front-rest": 315, "wall-roll": 295, "ball-rest": 90,
}  # fmt: skip
"""In seconds, as the clinical specification has them."""
WITH_OPTIONAL = {"long-hold-stretch": 855, "core-strength": 1322, "pressure-point-massage": 560, "desk-break": 3960}
CATALOGUE = [
    "childs-pose",
    "cat-cow",
    "hip-lift",
    "hamstring-stretch",
    "cobra",
    "cobra-elbows",
    "press-up",
    "single-knee-to-chest",
    "double-knee-to-chest",
    "knee-roll",
    "lower-trunk-rotation",
    "pelvic-tilt",
    "bird-dog",
    "plank",
    "side-plank",
    "back-extension-elbows",
    "standing-back-bend",
    "prone-lying",
    "ball-drape",
    "band-row",
    "walk",
    "settle-supine",
    "get-up",
    "muscle-group",
    "press-point",
    "circular-rub",
    "gentle-pinch",
    "ball-roll",
    "seated-tilt",
    "seated-rotation",
    "table-lean",
    "wall-tilt",
    "lie-propped",
    "lie-on-side",
    "stand-up",
]

NUMBERS: dict[str, list[dict[str, Any]]] = json.loads(
    Path(__file__).parents[1].joinpath("clinical_numbers.json").read_text()
)
"""Every number of each routine, step by step, written by hand: seconds and counts, `phases` those of one repetition.

Steps of a block that is optional as a whole, but for its first, are `within` it."""

catalogue = Catalogue(paths.shipped("routines") / "exercises")
library = {entry.id: entry for entry in Library([("bundled", paths.shipped("routines"))], catalogue).entries()}

routines = {id: entry.routine for id, entry in library.items() if entry.routine is not None}


def test_there_are_these_twenty_four_and_no_others():
    assert set(library) == set(TOTALS)


@pytest.mark.parametrize("id", TOTALS)
def test_each_has_its_documented_length(id):
    timeline = compile_routine(routines[id])
    assert timeline.total == TOTALS[id] * 1000
    assert not timeline.at_least


@pytest.mark.parametrize("id", WITH_OPTIONAL)
def test_each_has_its_documented_length_with_the_optional_steps(id):
    assert compile_routine(routines[id], Choices(optional="all")).total == WITH_OPTIONAL[id] * 1000


def planned(step: dict[str, Any]) -> Iterator[int]:
    """The lengths in ms of a step's phases, rests, sides and sets in order, worked out without the compiler."""
    yield step["setup"]
    for set_ in range(step["sets"]):
        if set_:
            yield step["set_rest"]
        sides, reps = range(step["sides"]), range(step["reps"])
        turns = [(s, r) for r in reps for s in sides] if step["alt"] else [(s, r) for s in sides for r in reps]
        for place, (side, _) in enumerate(turns):
            if place:
                over = side != turns[place - 1][0] and not step["alt"]
                yield step["switch"] if over else step["rest"]
            yield from step["phases"]


@pytest.mark.parametrize("id", TOTALS)
def test_each_has_every_number_of_its_source(id):
    timeline = compile_routine(routines[id], Choices(optional="all"))
    played = [segment.width for segment in timeline.segments if segment.width]
    assert played == [round(length * 1000) for step in NUMBERS[id] for length in planned(step) if length]


@pytest.mark.parametrize("id", TOTALS)
def test_each_leaves_out_what_its_source_calls_optional(id):
    everything = compile_routine(routines[id], Choices(optional="all"))
    usual = compile_routine(routines[id])
    left_out = sum(sum(planned(step)) for step in NUMBERS[id] if step["opt"])
    assert everything.total - usual.total == left_out * 1000
    assert len(optional_steps(routines[id])) == sum(step["opt"] and not step.get("within") for step in NUMBERS[id])


@pytest.mark.parametrize("id", TOTALS)
def test_each_loads_without_a_single_doubt(id):
    assert library[id].problems == ()


@pytest.mark.parametrize("id", TOTALS)
def test_each_can_be_played_to_its_end(id):
    timeline = compile_routine(routines[id])
    session, now = Session(timeline, 0, tolerance=None), 0
    heard = 0
    while session.status(now) is not Status.FINISHED:
        now += 1_000
        heard += sum(h.cue.every is None for h in session.cues.pop_due(now) if h.cue in timeline.cues)
        if session.view(now).elapsed:  # who answers has heard the question
            session.confirm(now)
    assert heard >= sum(cue.every is None for cue in timeline.cues) - 1


@pytest.mark.parametrize("id", CATALOGUE)
def test_every_exercise_says_how_to_lie_what_to_do_and_what_to_mind(id):
    movement = catalogue.get(id)
    assert movement is not None
    assert movement.id == id
    assert all((movement.name, movement.position, movement.do, movement.say, movement.cautions, movement.tags))


@pytest.mark.parametrize("id", TOTALS)
def test_every_routine_says_what_it_is_for_and_where_it_comes_from(id):
    routine = routines[id]
    assert all((routine.title, routine.summary, routine.cautions, routine.sources))


def test_every_source_that_a_bundled_file_names_stands_in_docs_sources() -> None:
    rows = (Path(__file__).parents[3] / "docs" / "sources.md").read_text("utf-8").splitlines()
    known = {key.strip() for row in rows if row.startswith("|") for key in row.split("|")[1].split(",")}
    named = {
        str(source)
        for path in paths.shipped("routines").rglob("*.yaml")
        for source in yaml.safe_load(path.read_text("utf-8")).get("sources", [])
    }
    assert len(named) > 50
    assert named <= known


def test_each_stands_under_a_heading_of_home():
    assert [id for id, routine in routines.items() if routine.group is Group.YOURS] == []
