"""What a sheet leaves blank: what is asked for it, how often, and what the answer is used for."""

from __future__ import annotations

from unclench.routine import load_text
from unclench.session.choices import Choices
from unclench.session.compiler import choose
from unclench.session.timeline import Kind


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
