"""What is played of `at least`, `up to` and a range, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.routine import Catalogue, load_text
from unclench.routine.lint import most
from unclench.routine.model import AtMost, Dose
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine
from unclench.session.dose import turns
from unclench.session.timeline import Kind, Timeline

ROUTINES = Path(__file__).parents[3] / "routines"


def played(*lines: str, dose: Dose = Dose.LOW) -> Timeline:
    first, *others = lines
    body = "\n".join([f"  - {first}", *(f"    {line}" for line in others)])
    read = load_text(f"title: T\nsteps:\n{body}\n", "t.yaml", Catalogue(ROUTINES / "exercises"))
    return compile_routine(read.routine, Choices(dose=dose))


@pytest.mark.parametrize(
    ("written", "low", "middle", "high"),
    [("up to 5", 3, 4, 5), ("at most 10", 5, 7, 10), ("<=1", 1, 1, 1), ("<=2", 1, 1, 2), ("8-10", 8, 9, 10)],
)
def test_up_to_a_count_is_played_from_half_of_it_by_the_dose(written, low, middle, high):
    assert [played("exercise: Lean", f"reps: {written}", dose=dose).segments[-1].reps for dose in Dose] == [
        low, middle, high,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "low"), [("up to 5s", 3_000), ("up to 10s", 5_000), ("<=1s", 500), ("<=15m", 450_000)]
)
def test_up_to_a_time_is_played_from_half_of_it_in_whole_seconds(written, low):
    assert played("do: Lean", f"for: {written}", "setup: 0s").total == low


def test_a_range_of_repetitions_is_said_as_it_stands_on_the_sheet_and_a_time_as_it_is_played():
    step = played("exercise: Lean", "reps: 8-10", "sets: '>=2'", "hold: 5-10s").steps[0]
    assert step.dose == "2 sets of 8: hold 5 seconds"
    assert step.spoken_dose == "at least 2 sets of 8 to 10: hold 5 seconds"
    said = [cue.say for cue in played("exercise: Lean", "reps: up to 6").cues]
    assert "Lean. Up to 6 times, 4 seconds each." in said
    assert "Breathing 5-1-4. 5 to 8 breaths: in 5, hold 1, out 4." in [
        cue.say for cue in played("breathe: 5-1-4", "cycles: 5-8").cues
    ]


@pytest.mark.parametrize(
    ("lines", "dose"),
    [
        (["exercise: Lean", "tempo: 4-0-4", "reps: 3"], "3 times: there 4 seconds, back 4"),
        (["exercise: Lean", "tempo: 3-1.5-3-1"], "once: there 3 seconds, hold 1.5, back 3, hold 1"),
        (["exercise: hip-lift", "tempo: 4-1-4"], "once: up 4 seconds, hold 1, lower 4"),
        (["exercise: Lean", "phases: [up, {hold: 5s}, slowly down]"], "once: up 2 seconds, hold 5, slowly down 2"),
    ],
)  # fmt: skip
def test_a_tempo_and_phases_without_a_time_are_played_as_phases(lines, dose):
    assert played(*lines).steps[0].dose == dose


def test_repetitions_in_all_are_shared_between_the_sides_and_the_first_has_one_more():
    turn = ["exercise: Lean", "hold: 5s", "reps: 5 in all", "sides: each"]
    alternating = played(*turn, "alternate: yes")
    work = [segment for segment in alternating.segments if segment.kind is Kind.WORK]
    assert [(each.side, each.rep) for each in work] == [
        ("left", 1), ("right", 1), ("left", 2), ("right", 2), ("left", 3),
    ]  # fmt: skip
    assert alternating.steps[0].dose == "5 times in all, left and right in turn: hold 5 seconds"
    in_a_row = [segment.side for segment in played(*turn).segments if segment.kind is Kind.WORK]
    assert in_a_row == ["left"] * 3 + ["right"] * 2
    assert played(*turn).steps[0].dose == "5 times in all, left, then right: hold 5 seconds"


@pytest.mark.parametrize(
    ("load", "said"), [("5kg", "5 kg"), ("2,5 KG", "2,5 kg"), ("10 lbs", "10 lbs"), ("a red band", "a red band"),
                       ("own weight", "own weight")],
)  # fmt: skip
def test_what_it_is_done_with_is_shown_and_said_with_the_dose(load, said):
    timeline = played("exercise: Lean", "hold: 5s", "reps: 8-10", f"load: '{load}'")
    assert timeline.steps[0].dose == f"8 times: hold 5 seconds, with {said}"
    assert f"Lean. 8 to 10 times: hold 5 seconds, with {said}." in [cue.say for cue in timeline.cues]


@given(st.integers(1, 24), st.integers(2, 4), st.booleans())
def test_in_all_there_are_as_many_repetitions_as_the_sheet_says(count, sides, alternate):
    found = list(turns("abcd"[:sides], -(-count // sides), alternate=alternate, in_all=count))
    assert len(found) == count
    assert len(set(found)) == count


@given(st.integers(1, 1_000) | st.integers(1, 86_400).map(lambda seconds: seconds * 1_000))
def test_up_to_is_never_nothing_and_never_more_than_it_says(value):
    amount = AtMost(value)
    assert 0 < amount.least <= value
    assert most(amount) == value
    assert value < 2 or amount.least >= value / 2


@pytest.mark.parametrize(
    "lines",
    [
        ["exercise: Lean", "reps: '>=5'"], ["exercise: Lean", "hold: '>=5s'"], ["do: Walk", "for: '>=5m'"],
        ["exercise: Lean", "phases: [{up: '>=5s'}]"], ["rest: '>=5s'"], ["breathe: 5-1-4", "cycles: '>=5'"],
        ["repeat: '>=2'", "steps: [{rest: 5s}]"], ["exercise: Lean", "reps: 2", "rest: '>=5s'"],
    ],
)  # fmt: skip
def test_at_least_makes_the_whole_at_least_so_long(lines):
    assert played(*lines).at_least
    exact = [line.replace("'>=", "").replace("'", "") for line in lines]
    assert not played(*exact).at_least
    assert played(*exact).total == played(*lines).total


def test_c2_up_to_so_long_a_pack_is_checked_by_its_most():
    assert played("cold: up to 15m").segments[-2].width == 450_000
    with pytest.raises(Exception, match=r"C1\.1"):
        played("cold: up to 25m")
