"""What a sheet leaves blank: what is asked for it, how often, and what the answer is used for."""

from __future__ import annotations

from unclench.routine import load_text
from unclench.routine.model import BLANK, Blank, Exact, ExerciseStep, Movement, RepeatStep
from unclench.session.choices import LEVEL, LOAD, Choices
from unclench.session.compiler import choose
from unclench.session.timeline import Kind
from unclench.session.wording import with_load
from unclench.testing import hold, routine


def asked(sheet: str) -> list[tuple[str, str, str]]:
    chosen = choose(load_text(f"title: T\n{sheet}", "t.yaml").routine)
    return [(question.step, question.field, question.text) for question in chosen.questions]


TWICE = """steps:
  - repeat: 2
    steps: &block
      - exercise: Pose
        reps: ask
        alternatives: [{do: Walk, for: ask}]
  - repeat: 1
    steps: *block
"""


def test_a_block_that_is_used_twice_asks_each_of_its_blanks_once():
    assert asked(TWICE) == [
        ("1.1", "alternative", "Pose, or another way: which suits you best?"),
        ("1.1", "reps", "Pose: how many repetitions?"),
    ]


def test_the_answer_holds_for_every_use_of_the_block():
    routine = load_text(f"title: T\n{TWICE}", "t.yaml").routine
    done = choose(routine, Choices(answers={("1.1", "reps"): 3}, alternatives={"1.1": 0}))
    assert done.questions == ()
    assert [step.dose for step in done.timeline.steps] == ["3 times, 4 seconds each"] * 3
    walks = choose(routine, Choices(answers={("1.1/1", "for"): 7_000}, alternatives={"1.1": 1}))
    assert [step.dose for step in walks.timeline.steps] == ["7 seconds"] * 3


def test_a_blank_among_the_defaults_is_asked_once_and_only_if_a_step_needs_it():
    sheet = "defaults: {rest: ask, set_rest: ask, switch: ask}\nsteps:\n"
    single = "  - {exercise: Pose, hold: 5s}\n"
    assert asked(sheet + single) == []
    several = "  - {exercise: Pose, hold: 5s, reps: 2}\n"
    assert asked(sheet + several + several) == [("defaults", "rest", "How long is the rest between repetitions?")]
    assert asked(sheet + "  - {exercise: Pose, hold: 5s, sides: each, rest: ask}\n") == [
        ("defaults", "switch", "How long do you need to change sides?")
    ]


def test_the_answer_to_a_blank_among_the_defaults_is_played_in_every_step():
    sheet = "title: T\ndefaults: {rest: ask}\nsteps:\n"
    sheet += "  - {exercise: Pose, hold: 5s, reps: 2}\n  - {exercise: Lean, hold: 5s, reps: 3, rest: 2s}\n"
    timeline = choose(load_text(sheet, "t.yaml").routine, Choices(answers={("defaults", "rest"): 9_000})).timeline
    assert [segment.width for segment in timeline.segments if segment.kind is Kind.REST] == [9_000, 2_000, 2_000]


IN_PLAIN_WORDS = """blocks:
  warm-up:
    - {exercise: Pose, hold: ask}
  twice as warm:
    - block: Warm-up
    - repeat: 2
      block: warm-up
      rest: 3s
steps:
  - block: warm-up
  - {exercise: Lean, hold: 5s}
  - block: twice as warm
    name: And once more
"""


def test_a_block_that_is_defined_once_may_be_used_again_by_its_name():
    routine = load_text(f"title: T\n{IN_PLAIN_WORDS}", "t.yaml").routine
    timeline = choose(routine, Choices(answers={("1.1", "hold"): 7_000})).timeline
    assert [step.title for step in timeline.steps] == [
        "Pose", "Lean", "Pose", "Pose (round 1 of 2)", "Rest", "Pose (round 2 of 2)",
    ]  # fmt: skip
    assert {segment.width for segment in timeline.segments if segment.label == "hold"} == {7_000, 5_000}
    assert [step.name for step in routine.steps] == ["Warm-up", None, "And once more"]


def test_a_block_that_is_defined_once_asks_its_blanks_once():
    assert asked(IN_PLAIN_WORDS) == [("1.1", "hold", "Pose: how long do you hold it?")]


def test_a_block_is_found_by_its_name_however_that_is_capitalised():
    text = "title: T\nblocks:\n  Warm-Up:\n    - {exercise: Pose, hold: 5s}\nsteps:\n  - block: warm-UP\n"
    assert load_text(text, "a.yaml").routine is not None


def test_blocks_may_stand_below_the_steps_that_use_them():
    below = "steps:\n  - block: warm-up\nblocks:\n  warm-up:\n    - {exercise: Pose, hold: ask}\n"
    assert asked(below) == [("1.1", "hold", "Pose: how long do you hold it?")]


def test_a_load_is_no_number_and_a_number_no_load_wherever_an_answer_came_from():
    step = ExerciseStep(exercise=Movement(None, "Lift"), reps=Blank(), load=Blank(), setup=Exact(0))
    answers: dict[tuple[str, str], int | str] = {("1", "reps"): "5kg", ("1", LOAD): 5}
    left = choose(routine(step), Choices(answers=answers)).questions
    assert {question.field for question in left} == {"reps", LOAD}
    levels = RepeatStep(steps=(hold(5), hold(6)), times=Exact(1), levels=True)
    assert [each.field for each in choose(routine(levels), Choices(answers={("1", LEVEL): "2"})).questions] == [LEVEL]


def test_what_is_left_open_is_a_gap_in_the_dose():
    assert with_load("3 times", Blank()) == f"3 times, with {BLANK}"
