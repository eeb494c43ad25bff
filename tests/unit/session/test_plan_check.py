"""What a routine's own plan must not bring together on one skin, or with sleepiness."""

from __future__ import annotations

import pytest

from unclench.cli import run
from unclench.config.paths import shipped
from unclench.routine import Catalogue, load_file, load_text
from unclench.routine.model import (
    AnyStep,
    ApplyStep,
    BreatheStep,
    BreathPattern,
    Exact,
    ExerciseStep,
    Movement,
    RestStep,
)
from unclench.session.compiler import compile_routine
from unclench.session.plan_check import unsafe_together
from unclench.testing import routine

MIN = 60_000


def apply(kind: str) -> ApplyStep:
    return ApplyStep(kind=kind, lasting=Exact(20 * MIN), setup=Exact(0))  # type: ignore[arg-type]


def rest(minutes: int) -> RestStep:
    return RestStep(lasting=Exact(minutes * MIN))


def breathe(minutes: int) -> BreatheStep:
    return BreatheStep(pattern=BreathPattern(5_000, 1_000, 4_000), lasting=Exact(minutes * MIN), setup=Exact(0))


SLEEP = RestStep(lasting=Exact(MIN), tags=("sleep",))

TENSE = ExerciseStep(exercise=Movement(id="muscle-group", name="Feet", tags=("relaxation",)), hold=Exact(5_000))


@pytest.mark.parametrize(
    ("steps", "limit"),
    [
        ([apply("cold"), rest(20), apply("cold")], None),
        ([apply("cold"), rest(19), apply("cold")], "C1.5"),
        ([apply("heat"), rest(10), apply("cold")], "C1.13"),
        ([apply("heat"), rest(20), apply("cold"), rest(20), apply("heat")], "C1.12"),
        ([apply("heat"), breathe(5)], None),
        ([apply("heat"), breathe(6)], "C2.10"),
        ([apply("cold"), TENSE], "C2.10"),
        ([apply("cold"), SLEEP], "C2.10"),
        ([TENSE, breathe(10)], None),
    ],
)
def test_c1_4_to_c1_13_and_c2_10_a_plan_that_breaks_a_limit_is_not_played(steps: list[AnyStep], limit):
    made = routine(*steps)
    found = unsafe_together(made, compile_routine(made))
    assert (found and found.id) == limit


def test_every_bundled_routine_is_safe_as_planned():
    catalogue = Catalogue(shipped("routines") / "exercises")
    files = sorted(shipped("routines").glob("*.yaml"))
    assert len(files) == 24
    for path in files:
        loaded = load_file(path, catalogue).routine
        assert unsafe_together(loaded, compile_routine(loaded)) is None, path.name


@pytest.mark.parametrize(("exercise", "limit"), [("muscle-group", "C2.10"), ("settle-supine", None)])
def test_c2_10_tensing_and_letting_go_does_not_go_with_cold_and_lying_well_does(exercise, limit):
    text = f"title: T\nsteps:\n  - {{do: {exercise}, for: 1m}}\n  - cold: 10m\n"
    made = load_text(text, "t.yaml", Catalogue(shipped("routines") / "exercises")).routine
    found = unsafe_together(made, compile_routine(made))
    assert (found and found.id) == limit


def test_check_and_run_refuse_such_a_file_with_the_limit(tmp_path, capsys):
    path = tmp_path / "both.yaml"
    path.write_text("format: 1\ntitle: Both\nsteps:\n  - heat: 10m\n  - cold: 10m\n", "utf-8")
    assert run(["check", str(path)]) == 2
    assert "C1.13" in capsys.readouterr().err


@pytest.mark.parametrize(
    "steps",
    [
        "[{heat: 10m}, {block: Body scan}]",
        "[{heat: 10m}, {repeat: 2, block: body scan}]",
        "[{heat: 10m}, {repeat: 1, name: A nap, steps: [{rest: 1m}]}]",
    ],
)
def test_c2_10_what_sends_to_sleep_by_its_heading_does_not_go_with_heat(steps):
    made = load_text(f"title: T\nblocks: {{body scan: [{{rest: 10m}}]}}\nsteps: {steps}\n", "a.yaml").routine
    limit = unsafe_together(made, compile_routine(made))
    assert limit is not None
    assert limit.id == "C2.10"
