"""Where a session starts when its routine was compiled again after the user had chosen a step."""

from __future__ import annotations

from unclench.routine.model import Exact, RepeatStep
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine
from unclench.testing import hold, routine
from unclench.tui.intake import index_of_step

ROUTINE = routine(
    hold(5, name="Optional", optional=True), hold(5, name="A"),
    RepeatStep(times=Exact(2), steps=(hold(5, name="B"),)),
)  # fmt: skip
WHOLE = compile_routine(ROUTINE, Choices(optional="all"))
WITHOUT = compile_routine(ROUTINE, Choices())


def test_a_step_is_found_again_when_another_was_left_out_before_it():
    for step in WITHOUT.steps:
        assert WHOLE.steps[index_of_step(WHOLE, step)].id == step.id
        assert WHOLE.steps[index_of_step(WHOLE, step)].round == step.round
        assert index_of_step(WITHOUT, WHOLE.steps[index_of_step(WHOLE, step)]) == step.index


def test_a_step_that_is_gone_starts_from_the_beginning_and_so_does_none():
    assert WHOLE.steps[0].name == "Optional"
    assert index_of_step(WITHOUT, WHOLE.steps[0]) == 0
    assert index_of_step(WHOLE, None) == 0
