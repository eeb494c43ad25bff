"""`check` looks at levels together: at those inside of levels, and at each with each."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.reports.routines import check
from unclench.routine import Catalogue, load_text
from unclench.routine.model import (
    AnyStep,
    ApplyStep,
    BreatheStep,
    Exact,
    ExerciseStep,
    Movement,
    RepeatStep,
    Routine,
)
from unclench.session.choices import Choices
from unclench.session.plan_check import MOST_COMBINATIONS, MOST_LOOKED_AT, _matters, level_combinations

PACK, WALK, LONG = "{cold: 10m}", "{do: Walk, for: 5m}", "{breathe: 5-1-4, for: 30m}"
DOZE = "{do: Doze, for: 5m, tags: [sleep]}"


def levels(*each: str) -> str:
    return f"{{levels: [{', '.join(each)}]}}"


def block(*each: str) -> str:
    return f"{{repeat: 1, steps: [{', '.join(each)}]}}"


def text(*steps: str) -> str:
    return "\n".join(["title: T", "steps:", *(f"  - {step}" for step in steps), ""])


def read(*steps: str) -> Routine:
    return load_text(text(*steps), "t.yaml").routine


def checked(folder: Path, *steps: str) -> tuple[list[str], bool]:
    path = folder / "t.yaml"
    path.write_text(text(*steps), encoding="utf-8")
    problems, refused = check(path, Catalogue(folder))
    return [problem.what for problem in problems], refused


TOO_MUCH = {
    "in levels of one step": [levels(WALK, block(PACK, levels(WALK, WALK, PACK), "{heat: 10m}"))],
    "deep inside": [levels(WALK, levels(WALK, levels(WALK, block("{heat: 10m}", PACK, PACK, PACK))))],
    "in different levels of two steps": [levels(PACK, WALK), WALK, levels(WALK, PACK), levels(WALK, WALK, "{heat: 9m}"),
                                         PACK],
    "a pack, and what sends to sleep": [levels(WALK, PACK, WALK), levels(WALK, WALK, DOZE)],
    "a pack, and much breathing": [levels(PACK, WALK), levels(WALK, levels(WALK, LONG))],
    "in an optional step": [levels(WALK, PACK, WALK),
                            block(levels(WALK, WALK, LONG)).replace("{", "{optional: yes, ", 1)],
}  # fmt: skip


@pytest.mark.parametrize("steps", TOO_MUCH.values(), ids=TOO_MUCH)
def test_check_refuses_what_would_only_be_refused_when_it_is_played(tmp_path, steps: list[str]):
    (*_, what), refused = checked(tmp_path, *steps)
    assert refused
    assert "(safety limit C" in what


def test_levels_that_are_fine_in_every_combination_are_good(tmp_path):
    nested = levels(WALK, block(PACK, levels(WALK, "{rest: 5m}")))
    assert checked(tmp_path, nested, levels("{rest: 10s}", "{rest: 1m}")) == ([], False)


TREES = st.recursive(
    st.sampled_from([PACK, "{rest: 5s}", "{breathe: 5-1-4, cycles: 2}"]),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(lambda each: levels(*each)),
    max_leaves=5,
)


def leaves(step: AnyStep) -> list[str]:
    """The kinds of step that a step may come to, by every choice of its levels."""
    return [kind for each in step.steps for kind in leaves(each)] if isinstance(step, RepeatStep) else [kind_of(step)]


def kind_of(step: AnyStep) -> str:
    return {ApplyStep: "cold", BreatheStep: "breathe"}.get(type(step), "rest")


@given(st.lists(TREES, min_size=1, max_size=3))
def test_every_combination_comes_once_if_they_are_few(steps: list[str]):
    sheet = read(PACK, *steps)
    found = [each for each in level_combinations(sheet, Choices()) if each is not None]
    assert len({tuple(sorted(each.choices.answers.items())) for each in found}) == len(found)
    played = Counter(tuple(step.kind for step in each.timeline.steps) for each in found)
    assert played == Counter(product(*map(leaves, sheet.steps)))


def test_without_a_pack_there_is_nothing_to_look_at():
    assert list(level_combinations(read(levels("{rest: 5s}", LONG)), Choices())) == []


NINE = levels(*["{rest: 5s}"] * 9)
NOT_ALL = "there are more levels with cold, heat, rest or breathing than can be checked together"


def test_many_levels_are_looked_at_within_bounds_and_check_says_that_it_saw_not_all(tmp_path):
    """Ten steps of nine levels have three thousand million combinations."""
    many = [NINE] * 10
    found = list(level_combinations(read(PACK, *many), Choices()))
    assert found[-1] is None
    assert len(found) == MOST_COMBINATIONS + 1
    assert checked(tmp_path, PACK, *many) == ([NOT_ALL], False)


def test_of_a_long_sheet_fewer_combinations_are_looked_at():
    long = "{repeat: 1000, steps: [{rest: 1s}, {rest: 1s}, {rest: 1s}]}"
    found = list(level_combinations(read(PACK, long, *[NINE] * 10), Choices()))
    assert found[-1] is None
    phases = sum(len(each.timeline.segments) for each in found if each is not None)
    assert MOST_LOOKED_AT * 0.9 < phases < MOST_LOOKED_AT + 4_000


def test_those_that_differ_least_come_first():
    made = level_combinations(read(PACK, *[levels("{rest: 5s}", "{rest: 6s}")] * 3), Choices())
    assert [len(each.choices.answers) for each in made if each is not None] == [0, 1, 1, 1, 2, 2, 2, 3]


def test_exercises_with_levels_beside_one_pack_are_nothing_to_look_at(tmp_path):
    many = [levels(*[f"{{exercise: Lean, reps: {n}}}" for n in range(1, 10)])] * 30
    assert checked(tmp_path, PACK, *many) == ([], False)


def test_what_sends_to_sleep_matters_beside_a_pack_however_its_tag_is_written_and_whoever_wrote_it():
    doze = read(levels(DOZE.replace("sleep", "Sleep"), WALK)).steps[0]
    (walk,) = read(WALK).steps
    of_catalogue = ExerciseStep(exercise=Movement(None, "Doze", tags=("Sleep",)), hold=Exact(5_000))
    assert _matters(doze)
    assert _matters(of_catalogue)
    assert not _matters(walk)


def test_where_the_time_is_up_before_the_last_combination_it_is_said_that_not_all_were_seen(monkeypatch):
    monkeypatch.setattr("unclench.session.plan_check.MOST_LOOKED_AT", 0)
    found = list(level_combinations(read(PACK, levels("{rest: 5s}", "{rest: 6s}")), Choices()))
    assert [each is None for each in found] == [False, True]
